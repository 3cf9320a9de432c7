// `simrun check`: scenarios against their committed results.

import ScenarioRunner
import SimEngine

/// Runs scenarios, compares, and says what differs.
struct CheckCommand {
  private let arguments: Arguments

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let paths = arguments.operands.isEmpty ? ["scenarios"] : arguments.operands
    let report = arguments.text(.junit)
    if let report { try TextFile.checkWritable(report) }
    let check = try BaselineCheck.prepare(paths, try options())
    let interruption = Interruption.watched()
    let begin = ContinuousClock.now
    let verdicts = try check.simulate(whilst: { !interruption.isRequested }) { [self] verdict in
      showProgress(verdict)
    }
    guard interruption.exitCode == nil, let verdicts else {
      try TextStream.error.write("interrupted: nothing was written\n")
      return interruption.exitCode ?? 3
    }
    let (updated, leftovers) = try check.update(verdicts)
    for leftover in leftovers { try TextStream.error.write("warning: \(leftover.message)\n") }
    if let report { try TextFile.write(JUnitReport.text(updated), to: report) }
    try tell(updated, elapsedSeconds: begin.duration(to: .now) / .seconds(1))
    return Self.exitCode(of: updated)
  }

  private func options() throws -> CheckOptions {
    let run = try arguments.runOptions()
    var options = CheckOptions()
    (options.workers, options.arguments) = (run.workers, run.arguments)
    options.resultsPath = arguments.text(.results) ?? options.resultsPath
    options.tolerance = arguments.fraction(.tolerance)
    options.updates = arguments.has(.update)
    return options
  }

  /// A line a scenario as soon as it is done; progress that cannot be shown is no reason to stop.
  private func showProgress(_ verdict: CheckVerdict) {
    if arguments.has(.quiet) || arguments.has(.noProgress) { return }
    try? TextStream.error.write(verdict.headline + "\n")
  }

  private func tell(_ verdicts: [CheckVerdict], elapsedSeconds: Double) throws(OutputError) {
    if arguments.has(.gitHub) {
      // What programs read on standard output stays one object.
      let stream = arguments.has(.json) ? TextStream.error : .output
      try stream.write(GitHubCommands.text(verdicts))
    }
    if arguments.has(.json) {
      let object: JSONText = [
        "good": .bool(verdicts.allSatisfy(\.isGood)), "scenarios": .array(verdicts.map(\.json)),
      ]
      return try TextStream.output.write(String(decoding: object.bytes(), as: UTF8.self))
    }
    if arguments.has(.quiet) {
      for verdict in verdicts where !verdict.isGood { try TextStream.error.write(verdict.headline + "\n") }
      return
    }
    let details = verdicts.filter { !$0.isGood || $0.isUpdated }
      .map { "\($0.name), \($0.path):\n\($0.details)\n" }
    try TextStream.output.write(details.joined() + summary(of: verdicts, elapsedSeconds) + "\n")
  }

  private func summary(of verdicts: [CheckVerdict], _ elapsedSeconds: Double) -> String {
    let good = verdicts.count(where: \.isGood)
    let updated = verdicts.count(where: \.isUpdated)
    let written = updated == 0 ? "" : ", \(updated) of them written anew"
    let count = good == verdicts.count ? "\(good)" : "\(good) of \(verdicts.count)"
    let noun = verdicts.count == 1 ? "scenario" : "scenarios"
    let rest =
      good == 1 || verdicts.count == 1 ? "gives the committed result" : "give the committed results"
    return "\(count) \(noun) \(rest)\(written), "
      + "after \(Readable.span(seconds: elapsedSeconds))."
  }

  /// 0 when everything is as it should be, 1 when something differs or a check fails, 3 when a run gave no whole result.
  private static func exitCode(of verdicts: [CheckVerdict]) -> Int32 {
    if verdicts.contains(where: { $0.failure != nil }) { return 3 }
    return verdicts.allSatisfy(\.isGood) ? 0 : 1
  }
}
