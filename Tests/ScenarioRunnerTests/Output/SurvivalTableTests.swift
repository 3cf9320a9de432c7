// The table of waiting times over replications, those in which nothing happened included.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Survival over replications")
struct SurvivalTableTests {
  /// Replications of ten days in which something happened on these days, or not at all.
  private func replications(_ days: [Double?]) -> [[SummaryMetric]] {
    days.map { day in
      [
        SummaryMetric("peg.rmse_bp", 3, unit: "bp"),
        SummaryMetric("peg.broken_at_d", happened: day, watchedFor: 10, unit: "d"),
      ]
    }
  }

  private func row(_ days: [Double?]) throws -> [MetricValue] {
    let table = try #require(try SummaryTables(replications: replications(days)).survival)
    #expect(table.rowCount == 1, "only times of what may not have happened have a row")
    return Array(table.row(0))
  }

  @Test("the median counts replications that hold on, where the mean of the others would be too short")
  func median() throws {
    let row = try row([1, nil, 4, 2, nil, 3])
    #expect(Array(row[0...3]) == [.text("peg.broken_at_d"), .text("d"), .integer(6), .integer(4)])
    #expect(row[4] == .real(3))
    #expect(try self.row([1, nil, nil])[4] == .missing)
    #expect(try self.row([nil, nil])[3...] == [.integer(0), .missing, .missing, .missing])
  }

  @Test("one replication, or figures that all replications have, need no such table")
  func none() throws {
    #expect(try SummaryTables(replications: replications([1])).survival == nil)
    let plain = Array(repeating: [SummaryMetric("peg.rmse_bp", 3, unit: "bp")], count: 3)
    #expect(try SummaryTables(replications: plain).survival == nil)
  }
}
