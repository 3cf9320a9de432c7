// The figures over replications, against values computed independently.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("summary of replications")
struct SummaryTests {
  private func lines(_ table: MetricTable?) -> [String] {
    let bytes = table.map { CSVWriter.bytes(of: $0) } ?? []
    return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  private func replications(_ values: [Double?]) -> [[SummaryMetric]] {
    values.map { [SummaryMetric("peg.share", $0, unit: "ratio")] }
  }

  @Test("one replication has a mean and quantiles, but neither spread nor interval, and no table of runs")
  func single() throws {
    let tables = try SummaryTables(replications: replications([0.25]))
    #expect(lines(tables.summary)[0] == "metric,unit,n,mean,sd,p05,p50,p95,interval_low,interval_high")
    #expect(lines(tables.summary)[1] == "peg.share,ratio,1,0.25,,0.25,0.25,0.25,,")
    #expect(tables.runs == nil)
  }

  @Test("a metric that no replication defines keeps its row")
  func undefined() throws {
    let tables = try SummaryTables(replications: replications([nil, nil]))
    #expect(lines(tables.summary)[1] == "peg.share,ratio,0,,,,,,,")
    #expect(lines(tables.runs) == ["replication,peg.share", "0,", "1,"])
  }

  @Test("five values give the mean, deviation, type 7 quantiles and Student interval of a statistics package")
  func five() throws {
    let table = try SummaryTables(replications: replications([2, 4, nil, 4, 5, 10])).summary
    let figures = table.row(0).dropFirst(2).map { value in
      switch value {
      case .real(let real): real
      case .integer(let integer): Double(integer)
      default: Double.nan
      }
    }
    // n, mean, sd; quantiles as numpy's default; scipy.stats.t.interval(0.95, 4, 5, 3 / sqrt(5)).
    let expected = [5, 5, 3, 2.4, 4, 9, 1.2750080053887074, 8.724991994611292]
    for (figure, expected) in zip(figures, expected) { #expect(abs(figure - expected) < 1e-9) }
  }

  @Test("metrics keep the order of their first appearance, absent ones are missing")
  func order() throws {
    let tables = try SummaryTables(replications: [
      [SummaryMetric("b", 1, unit: "")], [SummaryMetric("a", 2, unit: "s"), SummaryMetric("b", 3, unit: "")],
    ])
    #expect(lines(tables.runs) == ["replication,b,a", "0,1.0,", "1,3.0,2.0"])
    #expect(lines(tables.summary)[2].hasPrefix("a,s,1,2.0,,"))
  }

  @Test("a figure that is not finite fails the run by name", arguments: [Double.nan, .infinity])
  func notFinite(value: Double) throws {
    let error = #expect(throws: OutputError.self) {
      try SummaryTables(replications: replications([1, value]))
    }
    #expect(error?.exitCode == 3)
    #expect(error?.description == "error: the metric peg.share is \(value), not a finite number")
  }

  @Test("a mean that leaves the range of doubles fails the run")
  func overflow() {
    #expect(throws: OutputError.self) {
      try SummaryTables(replications: replications([.greatestFiniteMagnitude, -.greatestFiniteMagnitude]))
    }
  }

  @Test(
    "Student's quantile is right to 4e-6",
    arguments: [
      (1, 12.706204736174694), (9, 2.262157162798205), (10, 2.228138851986274), (11, 2.200985160091639),
      (20, 2.085963447265864), (99, 1.9842169515864174), (1_000_000, 1.959966356814107),
    ])
  func student(degreesOfFreedom: Int, expected: Double) {
    let quantile = ConfidenceInterval.studentQuantile(degreesOfFreedom: degreesOfFreedom)
    #expect(abs(quantile / expected - 1) < 4e-6)
  }
}
