// `simrun run`: one scenario with its replications.

import ScenarioRunner
import SimEngine

/// Runs a scenario, shows how far it has come, writes the result and sums it up.
struct RunCommand {
  private let console: RunConsole
  private var arguments: Arguments { console.arguments }

  init(_ arguments: Arguments) { console = RunConsole(arguments) }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let session = try RunSession.prepare(arguments.operands[0], try arguments.runOptions())
    try warn(of: session.scenario)
    if arguments.has(.dryRun) { return try dryRun(session) }

    let count = session.scenario.replications
    let what = "of \(count) replications"
    try console.sayGoingOn(session.finishedCount, of: what)
    let interruption = Interruption.watched()
    let begin = ContinuousClock.now
    let results = try console.follow(
      session.scenario, count, finishedCount: session.finishedCount, interruption
    ) { try session.simulate(observer: $0) }
    if let code = interruption.exitCode {
      try console.sayInterrupted(keeping: session.keptCount, of: what, session.keepingFailure)
      return code
    }
    let elapsed = begin.duration(to: .now) / .seconds(1)
    try console.warn(of: session.publish(results))
    let checks = try session.scenario.checkOutcomes(of: results)
    try summarize(session, results, checks, elapsedSeconds: elapsed)
    return try endingCode(of: results, checks)
  }

  private func warn(of scenario: Scenario) throws(OutputError) {
    guard !arguments.has(.quiet) else { return }
    for (name, reserve) in scenario.reserves {
      for warning in reserve.warnings {
        try TextStream.error.write("warning: reserve \"\(name)\": \(warning)\n")
      }
    }
  }

  private func dryRun(_ session: RunSession) throws -> Int32 {
    let scenario = session.scenario
    if arguments.has(.json) {
      try write(RunSummaryJSON.plan(scenario, outputPath: session.outputPath))
    } else if !arguments.has(.quiet) {
      let runs = scenario.replications == 1 ? "1 run" : "\(scenario.replications) runs"
      let span = Readable.span(seconds: scenario.horizon.seconds)
      try TextStream.output.write("\(scenario.name): \(runs) of \(span), to \(session.outputPath)/\n")
    }
    return 0
  }

  private func summarize(
    _ session: RunSession, _ results: [ReplicationResult], _ checks: [CheckOutcome], elapsedSeconds: Double
  ) throws(OutputError) {
    if arguments.has(.json) {
      try write(RunSummaryJSON.summary(session.scenario, results, checks, outputPath: session.outputPath))
    } else if !arguments.has(.quiet) {
      if arguments.has(.verbose) { try TextStream.output.write(RunDetails.text(of: results)) }
      let summary = RunSummary(
        session.scenario, results, checks, outputPath: session.outputPath, elapsedSeconds: elapsedSeconds,
        style: console.style)
      try TextStream.output.write(summary.text)
    }
  }

  private func write(_ object: JSONText) throws(OutputError) {
    try TextStream.output.write(String(decoding: object.bytes(), as: UTF8.self))
  }

  /// 0; 1 with the checks that do not hold; 3 with the reason when a run came to one of its limits.
  private func endingCode(
    of results: [ReplicationResult], _ checks: [CheckOutcome]
  ) throws(OutputError) -> Int32 {
    let failed = checks.filter { !$0.holds }
    for outcome in failed { try TextStream.error.write("check failed: \(outcome.text)\n") }
    for result in results {
      guard let reason = result.stopReason else { continue }
      try TextStream.error.write(
        "error: run \(result.run) stopped after \(Readable.span(seconds: result.reached.seconds)): \(reason)\n"
          + "  = help: the result holds what happened until then and is marked as limited\n")
      return 3
    }
    return failed.isEmpty ? 0 : 1
  }
}
