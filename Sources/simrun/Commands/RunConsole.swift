// What every command that runs scenarios says in the same way: how far it has come, what is kept, what could not be tidied up.

import ScenarioRunner
import SimEngine

/// The terminal of a command that runs scenarios, as its options want it.
struct RunConsole {
  /// The words of the command.
  let arguments: Arguments
  /// How text may look on standard output.
  let style: TerminalStyle
  /// Whether progress is shown.
  var showsProgress: Bool { !arguments.has(.quiet) && !arguments.has(.noProgress) }

  init(_ arguments: Arguments) {
    self.arguments = arguments
    style = TerminalStyle(TextStream.output, arguments)
  }

  /// Says something on standard error, unless nothing but errors is wanted.
  func say(_ text: String) throws(OutputError) {
    if !arguments.has(.quiet) { try TextStream.error.write(text) }
  }

  /// Says that a session goes on where one that was cut off had come to.
  /// - Parameter what: What the plan consists of: "runs", "12 runs".
  func sayGoingOn(_ finishedCount: Int, of what: String) throws(OutputError) {
    if finishedCount > 0 { try say("going on: \(finishedCount) \(what) are there\n") }
  }

  /// Warns of what could not be tidied up after a result.
  func warn(of leftover: OutputError?) throws(OutputError) {
    if let leftover { try TextStream.error.write("warning: \(leftover.message)\n") }
  }

  /// Says what an interrupted session leaves.
  /// - Parameters:
  ///   - failure: Why finished runs are not kept, if that is so.
  ///   - what: As above.
  func sayInterrupted(keeping keptCount: Int, of what: String, _ failure: OutputError?) throws(OutputError) {
    try warn(of: failure)
    let rest = "\(keptCount) \(what) are kept; the same command goes on from there"
    try TextStream.error.write("interrupted: \(keptCount == 0 ? "nothing was written" : rest)\n")
  }

  /// Does the runs of a scenario and shows how far they have come, until somebody wants an end.
  /// - Parameters:
  ///   - count: How many runs there are, of which `finishedCount` are there.
  ///   - simulate: Does them, and tells the observer how far they are.
  func follow(
    _ scenario: Scenario, _ count: Int, finishedCount: Int, _ interruption: Interruption,
    _ simulate: (@escaping ExperimentObserver) throws -> [ReplicationResult]
  ) throws -> [ReplicationResult] {
    guard showsProgress else { return try simulate { _, _ in !interruption.isRequested } }
    let progress = Progress(
      label: scenario.name, replications: count, finished: finishedCount,
      horizonSeconds: scenario.horizon.seconds, stream: .error, style: TerminalStyle(.error, arguments))
    defer { progress.finish() }
    return try simulate { place, state in
      progress.report(replication: place, events: state.events, simulatedSeconds: state.now.seconds)
      return !interruption.isRequested
    }
  }
}

extension TerminalStyle {
  /// The style of a stream as the words of a command want it.
  init(_ stream: TextStream, _ arguments: Arguments) {
    self.init(descriptor: stream.descriptor, allowsColor: !arguments.has(.noColor))
  }
}

extension Interruption {
  /// A wish that is watched for from now on.
  static func watched() -> Interruption {
    let interruption = Interruption()
    interruption.watch()
    return interruption
  }
}

extension Arguments {
  /// What a sweep is asked for, each `--sweep` an axis.
  func sweepOptions() throws -> SweepOptions {
    var options = SweepOptions()
    options.run = try runOptions()
    for (index, text) in texts(.sweep).enumerated() {
      options.axes.append(try SweepAxis(text, index: options.run.overrides.count + index))
    }
    return options
  }
}
