// What became of the checks of a scenario once its replications were run.

import SimEngine

/// A check with the value that was found.
public struct CheckOutcome: Sendable {
  /// The check.
  public let check: ScenarioCheck
  /// What the statistic came to; nil where the runs do not define it, such as an interval of one run.
  public let value: Double?

  /// Whether the check holds; what is not defined does not.
  public var holds: Bool { value.map { check.comparison.holds($0, check.bound) } ?? false }

  /// The outcome in words: "p05(peg.rmse_bp) < 50, found 61.2".
  public var text: String { "\(check.text), found \(value.map { "\($0)" } ?? "nothing: it is not defined")" }

  /// Looks a check up in the table of summary.csv.
  init(_ check: ScenarioCheck, in summary: MetricTable) {
    self.check = check
    let column = summary.columns.firstIndex { $0.name == check.statistic }
    let row = (0..<summary.rowCount).map { Array(summary.row($0)) }
      .first { $0[0] == .text(check.figure) }
    if let row, let column, case .real(let value) = row[column] { self.value = value } else { value = nil }
  }

  /// The outcome in run.json and in what `--json` prints.
  public var json: JSONText {
    [
      "check": .string(check.text), "value": value.map(JSONText.real) ?? .null, "holds": .bool(holds),
    ]
  }
}

extension Scenario {
  /// What became of the checks, in the order in which they were written.
  /// - Throws: `OutputError` when a figure is not finite.
  public func checkOutcomes(of results: [ReplicationResult]) throws(OutputError) -> [CheckOutcome] {
    if checks.isEmpty { return [] }
    let summary = try SummaryTables(replications: results.map(\.summary)).summary
    return checks.map { CheckOutcome($0, in: summary) }
  }
}
