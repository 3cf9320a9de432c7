// `simrun run`: one scenario with its replications.

import ScenarioRunner
import SimEngine

/// Runs a scenario, shows how far it has come, writes the result and sums it up.
struct RunCommand {
  private let arguments: Arguments
  private let style: TerminalStyle

  init(_ arguments: Arguments) {
    self.arguments = arguments
    style = TerminalStyle(descriptor: TextStream.output.descriptor, allowsColor: !arguments.has(.noColor))
  }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let session = try RunSession.prepare(arguments.operands[0], try arguments.runOptions())
    try warn(of: session.scenario)
    if arguments.has(.dryRun) { return try dryRun(session) }

    if session.finishedCount > 0, !arguments.has(.quiet) {
      try TextStream.error.write(
        "going on: \(session.finishedCount) of \(session.scenario.replications) replications are there\n")
    }
    let interruption = Interruption()
    interruption.watch()
    let begin = ContinuousClock.now
    let results = try simulate(session, interruption)
    if let code = interruption.exitCode {
      try TextStream.error.write(interruptionNote(session))
      return code
    }
    let elapsed = begin.duration(to: .now) / .seconds(1)
    if let leftover = try session.publish(results) {
      try TextStream.error.write("warning: \(leftover.message)\n")
    }
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

  /// What an interrupted experiment leaves.
  private func interruptionNote(_ session: RunSession) -> String {
    let warning = session.keepingFailure.map { "warning: \($0.message)\n" } ?? ""
    if session.keptCount == 0 { return warning + "interrupted: nothing was written\n" }
    return warning
      + "interrupted: \(session.keptCount) of \(session.scenario.replications) replications are kept; "
      + "the same command goes on from there\n"
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

  private func simulate(_ session: RunSession, _ interruption: Interruption) throws -> [ReplicationResult] {
    guard !arguments.has(.quiet), !arguments.has(.noProgress) else {
      return try session.simulate { _, _ in !interruption.isRequested }
    }
    let stream = TextStream.error
    let progress = Progress(
      label: session.scenario.name, replications: session.scenario.replications,
      finished: session.finishedCount, horizonSeconds: session.scenario.horizon.seconds, stream: stream,
      style: TerminalStyle(descriptor: stream.descriptor, allowsColor: !arguments.has(.noColor)))
    defer { progress.finish() }
    return try session.simulate { replication, state in
      progress.report(
        replication: replication, events: state.events, simulatedSeconds: state.now.seconds)
      return !interruption.isRequested
    }
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
        style: style)
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
