// `simrun size`: the smallest value of a parameter by which a target is met with a stated confidence.

import ScenarioRunner
import SimEngine
import Synchronization

/// Seeks the value, shows how far the search has come, writes the result and prints the answer.
struct SizeCommand {
  private let console: RunConsole
  private var arguments: Arguments { console.arguments }

  init(_ arguments: Arguments) { console = RunConsole(arguments) }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let session = try SizingSession.prepare(arguments.operands[0], try options())
    if arguments.has(.dryRun) { return try dryRun(session) }
    try console.sayGoingOn(session.finishedCount, of: "runs")
    let interruption = Interruption.watched()
    let begin = ContinuousClock.now
    let progress = SizeProgress(label: session.plan.base.name, console)
    let result = try session.solve(
      goesOn: { !interruption.isRequested }, report: { progress.report($0) })
    progress.finish()
    guard let result else {
      try console.sayInterrupted(keeping: session.keptCount, of: "runs", session.keepingFailure)
      return interruption.exitCode ?? 3
    }
    let elapsed = begin.duration(to: .now) / .seconds(1)
    try console.warn(of: session.publish(result))
    return try SizeEnding(arguments, console.style).close(
      result, path: session.outputPath, elapsedSeconds: elapsed)
  }

  private func options() throws -> SizingOptions {
    var options = SizingOptions()
    options.run = try arguments.runOptions()
    options.range = try arguments.text(.vary).map {
      try SizingRange($0, index: options.run.overrides.count)
    }
    options.target = arguments.text(.target)
    if let text = arguments.text(.confidence), let confidence = Double(text) {
      guard (0.5...0.999).contains(confidence) else { throw UsageError.badConfidence(text) }
      options.confidence = confidence
    }
    options.indifference = arguments.text(.indifference).flatMap(Double.init)
    return options
  }

  private func dryRun(_ session: SizingSession) throws -> Int32 {
    let plan = session.plan
    let values = "\(plan.range.path) among \(plan.grid.values.count) values"
    try TextStream.output.write(
      "\(plan.base.name): \(values), \(plan.seeds) seeds, to \(session.outputPath)/\n")
    return 0
  }
}

/// Shows how far a search has come, on standard error; may be told from any thread.
private final class SizeProgress: Sendable {
  private struct State {
    var phase = ""
    var shownAt: Double?
    var shownTenth = 0
  }

  private let label: String
  private let isShown: Bool
  private let isAnimated: Bool
  private let state = Mutex(State())
  private let begin = ContinuousClock.now

  init(label: String, _ console: RunConsole) {
    self.label = label
    isShown = console.showsProgress
    isAnimated = TerminalStyle(.error, console.arguments).isAnimated
  }

  /// On a terminal rewritten at most ten times a second, elsewhere a line every tenth of a phase, after the first second.
  func report(_ progress: SizingProgress) {
    guard isShown else { return }
    let elapsed = begin.duration(to: .now) / .seconds(1)
    state.withLock { state in
      let tenth = progress.done * 10 / max(1, progress.total)
      let isNews = isAnimated || progress.phase != state.phase || tenth > state.shownTenth
      guard isNews, elapsed >= (state.shownAt ?? 0) + (isAnimated ? 0.1 : 1) else { return }
      (state.phase, state.shownTenth, state.shownAt) = (progress.phase, tenth, elapsed)
      let line = "\(label) \(progress.phase): \(progress.done) of \(progress.total) seeds"
      try? TextStream.error.write(isAnimated ? "\r\(line)\u{1B}[K" : "\(line)\n")
    }
  }

  /// Takes the line away, before anything else is printed.
  func finish() {
    state.withLock { state in
      if isAnimated, state.shownAt != nil { try? TextStream.error.write("\r\u{1B}[K") }
    }
  }
}
