// How a stress test ends: what held, what it cost, what failed and who left, without the shocks and with them.

import ScenarioRunner
import SimEngine

/// Prints what the shocks did.
struct StressEnding {
  private let console: RunConsole
  private let session: SweepSession
  private var scenario: Scenario { session.plan.base }

  init(_ console: RunConsole, _ session: SweepSession) {
    self.console = console
    self.session = session
  }

  /// Prints it; the exit code: 0, 1 when a check of the scenario fails with its shocks, 3 when a run came to one of its limits.
  func close(_ results: [ReplicationResult], elapsedSeconds: Double) throws(OutputError) -> Int32 {
    let sweep = session.result(results)
    let stress = StressResult(sweep)
    if console.arguments.has(.json) {
      try TextStream.output.write(String(decoding: json(stress).bytes(), as: UTF8.self))
    } else if !console.arguments.has(.quiet) {
      let lines =
        [heading(elapsedSeconds), ""] + table(stress) + [""] + notes(stress)
        + ["The result is in \(session.outputPath)/."]
      try TextStream.output.write(lines.joined(separator: "\n") + "\n")
    }
    let failed = (try sweep.checkOutcomes().last ?? []).filter { !$0.holds }
    for outcome in failed { try TextStream.error.write("check failed: \(outcome.text)\n") }
    let stopped = try SweepEnding.stopCode(of: results)
    return stopped != 0 ? stopped : failed.isEmpty ? 0 : 1
  }

  private func heading(_ elapsedSeconds: Double) -> String {
    let runs = session.plan.replications == 1 ? "a run" : "\(session.plan.replications) runs"
    return console.style.bold(scenario.name)
      + ": \(runs) without and with \(shockNames), seed \(scenario.seed), "
      + Readable.span(seconds: elapsedSeconds)
  }

  private var shockNames: String {
    let names = session.plan.design.axes.map { $0.path.split(separator: ".")[1] }
    let list = names.count > 3 ? "\(names.count) shocks" : names.joined(separator: ", ")
    return names.count > 3 ? list : (names.count == 1 ? "the shock " : "the shocks ") + list
  }

  // MARK: The measures

  /// A measure as it is called and told; nil for one that only says how many were asked.
  private func row(of measure: StressMeasure) -> [String]? {
    let figure = measure.figure
    let event = figure.contains(".broken") ? "break" : "depeg"
    let price = figure.hasPrefix("peg.") ? "market price" : "sale"
    switch measure.statistic {
    case .share: return row("chance of a \(event): \(price)", measure, isShare: true)
    case .median: return row("days to the first \(event): \(price)", measure)
    case .mean:
      if figure.hasPrefix("executable.") {
        return row("within 1 %: sale and purchase", measure, isShare: true)
      }
      if figure.hasSuffix(".time_within_100bp") { return row("within 1 %: \(price)", measure, isShare: true) }
      switch figure {
      case "depth.cost_of_rewards_bp_per_d": return row("cost of depth, bp/d: rewards", measure)
      case "stress.providers_count": return nil
      case "stress.providers_out_24h_share": return row("gone after 24 h: providers", measure, isShare: true)
      case "stress.provided_out_24h_share": return row("gone after 24 h: their coins", measure, isShare: true)
      default: return row("cost of depth, bp/d: \(figure.split(separator: ".")[1])", measure)
      }
    }
  }

  private func row(_ title: String, _ measure: StressMeasure, isShare: Bool = false) -> [String] {
    let scale = isShare ? 100.0 : 1
    let units = isShare ? [" %", " %", " pp"] : ["", "", ""]
    // An hour is a twenty-fourth of a day.
    let places = measure.statistic == .median ? 2 : 1
    let estimates = [measure.calm, measure.shocked, measure.difference]
    let texts = zip(estimates, units).flatMap { estimate, unit in
      let digits = { (value: Double) in Self.digits(value * scale, places: places) }
      let bounds = [estimate.low, estimate.high].map { $0.map(digits) ?? "-" }
      let hasInterval = estimate.low != nil || estimate.high != nil
      return [
        estimate.value.map { digits($0) + unit } ?? "-",
        hasInterval ? "[\(bounds.joined(separator: ", "))]" : "",
      ]
    }
    var row = ["  \(title)"] + texts + ["\(measure.count)"]
    if measure.statistic == .median, let shock = scenario.firstShock {
      // What had not happened in half of the runs when they ended takes longer than they were watched for.
      let watched = Self.digits((SimTime.start + scenario.horizon - shock).days, places: places)
      if measure.calm.value == nil { row[1] = "> \(watched)" }
      if measure.shocked.value == nil { row[3] = "> \(watched)" }
    }
    return row
  }

  /// A number with so many digits after the point, none from a hundred on, and in thousands from ten thousand on.
  private static func digits(_ value: Double, places: Int) -> String {
    let size = value.magnitude
    let text =
      size < 9_999.5 ? Readable.rounded(size, places: size < 99.95 ? places : 0) : Readable.count(size)
    return value < 0 && text.contains { ("1"..."9").contains($0) } ? "-\(text)" : text
  }

  private func table(_ stress: StressResult) -> [String] {
    let head = ["", "without", "", "with", "", "change", "", "runs"]
    let rows = [head] + stress.measures.compactMap(row)
    return TextTable(rows: rows, alignments: [.left, .right, .left, .right, .left, .right, .left, .right])
      .lines
  }

  /// Why something is not in the table.
  private func notes(_ stress: StressResult) -> [String] {
    var notes: [String] = []
    let mean = { (name: String) in stress.measures.first { $0.figure == name }?.shocked.value }
    if mean("stress.providers_out_24h_share") == nil, let shock = scenario.firstShock {
      let span = Readable.span(seconds: (shock - .start).seconds)
      let when = shock == .start ? "at the start" : "after \(span)"
      let isEarly = (mean("stress.providers_count") ?? 0) == 0
      notes.append(
        isEarly
          ? "Nobody provided near the peg when the first shock came, \(when): "
            + "metrics.stressAt, such as 1h, has them counted at another time."
          : "Who is gone after 24 h is not known: the runs end before that.")
    }
    if scenario.firstShock == nil {
      notes.append("What failed and who left is not told: metrics.stressAt comes after the end.")
    }
    if session.plan.replications == 1 { notes.append("For intervals give --replications.") }
    return notes.isEmpty ? [] : notes + [""]
  }

  // MARK: For programs

  private func json(_ stress: StressResult) -> JSONText {
    let real = { (value: Double?) in value.map(JSONText.real) ?? .null }
    let estimate = { (estimate: StressMeasure.Estimate) -> JSONText in
      ["value": real(estimate.value), "low": real(estimate.low), "high": real(estimate.high)]
    }
    let measures = stress.measures.map { measure -> JSONText in
      [
        "metric": .string(measure.figure), "statistic": .string(measure.statistic.rawValue),
        "unit": .string(measure.unit), "n": .integer(Int128(measure.count)), "calm": estimate(measure.calm),
        "shocked": estimate(measure.shocked), "difference": estimate(measure.difference),
      ]
    }
    return [
      "name": .string(scenario.name), "output": .string(session.outputPath), "measures": .array(measures),
    ]
  }
}
