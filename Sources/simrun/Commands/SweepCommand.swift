// `simrun sweep`: a scenario at every point of a grid, or a part of the points' runs; and `simrun merge`, which joins the parts.

import ScenarioRunner
import SimEngine

/// Runs every point, writes the result, and compares the points.
struct SweepCommand {
  private let arguments: Arguments
  private let style: TerminalStyle

  init(_ arguments: Arguments) {
    self.arguments = arguments
    style = TerminalStyle(descriptor: TextStream.output.descriptor, allowsColor: !arguments.has(.noColor))
  }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let session = try SweepSession.prepare(arguments.operands[0], try options())
    if arguments.has(.list) { return try list(session) }
    if session.isComplete {
      try say("shard \(arguments.text(.shard) ?? "") is there already\n")
      return 0
    }
    if session.finishedCount > 0 {
      try say("going on: \(session.finishedCount) of \(session.runs.count) runs are there\n")
    }
    let interruption = Interruption()
    interruption.watch()
    let begin = ContinuousClock.now
    let results = try simulate(session, interruption)
    if let code = interruption.exitCode {
      try TextStream.error.write(interruptionNote(session))
      return code
    }
    if let leftover = try session.publish(results) {
      try TextStream.error.write("warning: \(leftover.message)\n")
    }
    if let shard = arguments.text(.shard) {
      try say("shard \(shard) is done: \(results.count) of \(session.plan.runCount) runs\n")
      return try SweepEnding.stopCode(of: results)
    }
    let elapsed = begin.duration(to: .now) / .seconds(1)
    return try SweepEnding(arguments, style).close(
      session.result(results), path: session.outputPath, elapsedSeconds: elapsed)
  }

  private func options() throws -> SweepOptions {
    var options = SweepOptions()
    options.run = try arguments.runOptions()
    for (index, text) in arguments.texts(.sweep).enumerated() {
      options.axes.append(try SweepAxis(text, index: options.run.overrides.count + index))
    }
    options.draws = arguments.has(.independent) ? .independent : .common
    options.shard = arguments.text(.shard).flatMap(SweepShard.init)
    return options
  }

  private func say(_ text: String) throws(OutputError) {
    if !arguments.has(.quiet) { try TextStream.error.write(text) }
  }

  private func simulate(
    _ session: SweepSession, _ interruption: Interruption
  ) throws -> [ReplicationResult] {
    guard !arguments.has(.quiet), !arguments.has(.noProgress) else {
      return try session.simulate { _, _ in !interruption.isRequested }
    }
    let stream = TextStream.error
    let progress = Progress(
      label: session.plan.base.name, replications: session.runs.count, finished: session.finishedCount,
      horizonSeconds: session.plan.base.horizon.seconds, stream: stream,
      style: TerminalStyle(descriptor: stream.descriptor, allowsColor: !arguments.has(.noColor)))
    defer { progress.finish() }
    return try session.simulate { place, state in
      progress.report(replication: place, events: state.events, simulatedSeconds: state.now.seconds)
      return !interruption.isRequested
    }
  }

  /// What an interrupted sweep leaves.
  private func interruptionNote(_ session: SweepSession) -> String {
    let warning = session.keepingFailure.map { "warning: \($0.message)\n" } ?? ""
    if session.keptCount == 0 { return warning + "interrupted: nothing was written\n" }
    return warning
      + "interrupted: \(session.keptCount) of \(session.runs.count) runs are kept; the same command goes on from there\n"
  }

  // MARK: The plan

  /// Prints the points, and how long they will take by what a second of the first one shows.
  private func list(_ session: SweepSession) throws -> Int32 {
    let plan = session.plan
    var rows = [["point"] + plan.design.axes.map(\.path)]
    for (index, point) in plan.points.enumerated() { rows.append(["\(index)"] + point.values) }
    let table = TextTable(rows: rows, alignments: [.right]).lines.joined(separator: "\n")
    let workers = min(try arguments.runOptions().workers, session.runs.count)
    let seconds = try secondsOfFirstRun(plan) * Double(session.runs.count) / Double(max(1, workers))
    let part = arguments.text(.shard).map { ", of which shard \($0) does \(session.runs.count)" } ?? ""
    try TextStream.output.write(
      "\(table)\n\n\(plan.points.count) points of \(plan.replications) replications are \(plan.runCount) runs\(part): "
        + "about \(Readable.span(seconds: seconds)) with \(workers) at once.\n")
    return 0
  }

  /// How long the first run takes, from a second of it.
  private func secondsOfFirstRun(_ plan: SweepPlan) throws(ScenarioError) -> Double {
    let begin = ContinuousClock.now
    let scenario = plan.points[0].scenario
    let result = try Replication.simulate(scenario, run: 0) { _ in begin.duration(to: .now) < .seconds(1) }
    let elapsed = begin.duration(to: .now) / .seconds(1)
    let share = result.reached.seconds / scenario.horizon.seconds
    return share > 0 ? elapsed / min(1, share) : elapsed
  }
}

/// Joins the shards of a sweep.
struct MergeCommand {
  private let arguments: Arguments

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let merge = try SweepMerge(arguments.operands[0])
    if let leftover = try merge.publish(try arguments.runOptions()) {
      try TextStream.error.write("warning: \(leftover.message)\n")
    }
    let style = TerminalStyle(
      descriptor: TextStream.output.descriptor, allowsColor: !arguments.has(.noColor))
    return try SweepEnding(arguments, style).close(
      merge.result, path: merge.path, elapsedSeconds: nil)
  }
}
