// `simrun sweep`: a scenario at every point of a grid, or a part of the points' runs; `simrun stress`, whose points are the scenario
// without and with its shocks; and `simrun merge`, which joins parts.

import ScenarioRunner
import SimEngine

/// Runs every point, writes the result, and compares the points.
struct SweepCommand {
  private let console: RunConsole
  private var arguments: Arguments { console.arguments }

  init(_ arguments: Arguments) { console = RunConsole(arguments) }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let session = try SweepSession.prepare(arguments.operands[0], try options())
    if arguments.has(.list) { return try list(session) }
    if session.isComplete {
      try console.say("shard \(arguments.text(.shard) ?? "") is there already\n")
      return 0
    }
    let what = "of \(session.runs.count) runs"
    try console.sayGoingOn(session.finishedCount, of: what)
    let interruption = Interruption.watched()
    let begin = ContinuousClock.now
    let results = try console.follow(
      session.plan.base, session.runs.count, finishedCount: session.finishedCount, interruption
    ) { try session.simulate(observer: $0) }
    if let code = interruption.exitCode {
      try console.sayInterrupted(keeping: session.keptCount, of: what, session.keepingFailure)
      return code
    }
    try console.warn(of: session.publish(results))
    if let shard = arguments.text(.shard) {
      try console.say("shard \(shard) is done: \(results.count) of \(session.plan.runCount) runs\n")
      return try SweepEnding.stopCode(of: results)
    }
    let elapsed = begin.duration(to: .now) / .seconds(1)
    if arguments.command == .stress {
      return try StressEnding(console, session).close(results, elapsedSeconds: elapsed)
    }
    return try SweepEnding(arguments, console.style).close(
      session.result(results), path: session.outputPath, elapsedSeconds: elapsed)
  }

  private func options() throws -> SweepOptions {
    var options = try arguments.sweepOptions()
    options.comparesShocks = arguments.command == .stress
    options.draws = arguments.has(.independent) ? .independent : .common
    options.shard = arguments.text(.shard).flatMap(SweepShard.init)
    return options
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
  private let console: RunConsole

  init(_ arguments: Arguments) { console = RunConsole(arguments) }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let arguments = console.arguments
    let merge = try SweepMerge(arguments.operands[0])
    try console.warn(of: merge.publish(try arguments.runOptions()))
    return try SweepEnding(arguments, console.style).close(
      merge.result, path: merge.path, elapsedSeconds: nil)
  }
}
