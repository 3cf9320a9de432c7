// How a sweep ends: its points side by side, what failed, and the exit code.

import ScenarioRunner
import SimEngine

/// Prints what a sweep found.
struct SweepEnding {
  private let arguments: Arguments
  private let style: TerminalStyle

  init(_ arguments: Arguments, _ style: TerminalStyle) {
    self.arguments = arguments
    self.style = style
  }

  /// Prints it; the exit code: 0, 1 when a check fails somewhere, 3 when a run came to one of its limits.
  func close(
    _ result: SweepResult, path: String, elapsedSeconds: Double?
  ) throws(OutputError) -> Int32 {
    let checks = try result.checkOutcomes()
    if arguments.has(.json) {
      let object = json(result, checks, path: path)
      try TextStream.output.write(String(decoding: object.bytes(), as: UTF8.self))
    } else if !arguments.has(.quiet) {
      let lines =
        [heading(result, elapsedSeconds), ""] + table(result, checks) + ["", "The result is in \(path)/."]
      try TextStream.output.write(lines.joined(separator: "\n") + "\n")
    }
    for (point, outcomes) in checks.enumerated() {
      for outcome in outcomes where !outcome.holds {
        try TextStream.error.write("check failed at point \(point): \(outcome.text)\n")
      }
    }
    let stopped = try Self.stopCode(of: result.results)
    if stopped != 0 { return stopped }
    return checks.allSatisfy { $0.allSatisfy(\.holds) } ? 0 : 1
  }

  /// 3 with the number of runs that came to one of their limits, else 0.
  static func stopCode(of results: [ReplicationResult]) throws(OutputError) -> Int32 {
    let stopped = results.filter { $0.stopReason != nil }
    guard let first = stopped.first, let reason = first.stopReason else { return 0 }
    try TextStream.error.write(
      "error: \(stopped.count) of \(results.count) runs stopped before their end, the first of them because \(reason)\n"
        + "  = help: the result holds what happened until then and is marked as limited\n")
    return 3
  }

  private func heading(_ result: SweepResult, _ elapsedSeconds: Double?) -> String {
    let events = result.results.reduce(0.0) { $0 + Double($1.events) }
    let time = elapsedSeconds.map { " in \(Readable.span(seconds: $0))" } ?? ""
    let replications = result.results.count / max(1, result.points.count)
    let each = replications == 1 ? "" : " of \(replications) runs"
    return style.bold(result.name)
      + ": \(result.points.count) points\(each), \(Readable.count(events)) events\(time)"
  }

  // MARK: The points

  /// A figure that stands beside each point where any point defines it.
  private struct Column: Sendable {
    let title: String
    let text: @Sendable (SummaryFigures) -> String?

    static func percent(_ title: String, _ name: String) -> Column {
      Column(title: title) { $0.mean(name) == nil ? nil : $0.percent(name) }
    }
    static func whole(_ title: String, _ name: String) -> Column {
      Column(title: title) { figures in figures.mean(name).map { Grouped.whole($0) } }
    }
  }

  private static let columns: [Column] = [
    .percent("sold within 1 %", "sale.time_within_100bp"), .percent("within 5 %", "sale.time_within_500bp"),
    Column(title: "runs that broke") { figures in
      guard figures.mean("sale.time_within_100bp") != nil else { return nil }
      return "\(figures.values("sale.broken_at_d").count)"
    },
    Column(title: "after d") { figures in
      figures.mean("sale.broken_at_d").map { Readable.rounded($0, places: 1) }
    },
    .whole("rewards USD", "alp.paid_usd"),
  ]

  private func table(_ result: SweepResult, _ checks: [[CheckOutcome]]) -> [String] {
    let figures = result.points.indices.map { SummaryFigures(result.results(ofPoint: $0)) }
    let columns = Self.columns.filter { column in figures.contains { column.text($0) != nil } }
    let hasChecks = checks.contains { !$0.isEmpty }
    var rows = [["  point"] + result.axes + columns.map(\.title) + (hasChecks ? ["checks"] : [])]
    for (index, point) in result.points.enumerated() {
      let outcomes = checks[index]
      rows.append(
        ["  \(index)"] + point + columns.map { $0.text(figures[index]) ?? "-" }
          + (hasChecks ? ["\(outcomes.count(where: \.holds)) of \(outcomes.count) hold"] : []))
    }
    let alignments: [TextTable.Alignment] =
      [.left] + result.axes.map { _ in .left } + columns.map { _ in .right } + [.right]
    return TextTable(rows: rows, alignments: alignments).lines
  }

  private func json(
    _ result: SweepResult, _ checks: [[CheckOutcome]], path: String
  ) -> JSONText {
    let points = result.points.enumerated().map { index, values -> JSONText in
      let point: JSONText = [
        "point": .integer(Int128(index)),
        "values": .object(zip(result.axes, values).map { ($0, .string($1)) }),
        "runs": .array(
          result.results(ofPoint: index).map { run in
            .object(run.summary.map { ($0.name, $0.value.map(JSONText.real) ?? .null) })
          }),
      ]
      return checks[index].isEmpty ? point : point.adding("checks", .array(checks[index].map(\.json)))
    }
    return ["name": .string(result.name), "output": .string(path), "points": .array(points)]
  }
}
