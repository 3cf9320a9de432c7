// How far a run has come, on standard error.

import Synchronization

/// Shows how far the replications of a scenario have come; may be told from any thread.
final class Progress: Sendable {
  /// What is shown when.
  private struct State {
    var line: ProgressLine
    /// Events and simulated seconds so far, one a replication.
    var done: [(events: UInt64, simulatedSeconds: Double)]
    /// The sums of both.
    var total: (events: UInt64, simulatedSeconds: Double) = (0, 0)
  }

  private let state: Mutex<State>
  private let stream: TextStream
  private let begin = ContinuousClock.now

  /// Shows the progress of some replications of `horizonSeconds` of simulated time each, some of which are finished.
  init(
    label: String, replications: Int, finished: Int, horizonSeconds: Double, stream: TextStream,
    style: TerminalStyle
  ) {
    let line = ProgressLine(
      label: label, replications: replications - finished,
      totalSeconds: horizonSeconds * Double(replications - finished),
      isAnimated: style.isAnimated, columns: style.columns)
    let nothing = (events: UInt64(0), simulatedSeconds: 0.0)
    state = Mutex(State(line: line, done: Array(repeating: nothing, count: replications)))
    self.stream = stream
  }

  /// Takes note of how far a replication has come; shows it if the last time is long enough ago.
  ///
  /// Costs a lock and a look at the clock: call it every few ten thousand events.
  func report(replication: Int, events: UInt64, simulatedSeconds: Double) {
    let elapsed = begin.duration(to: .now) / .seconds(1)
    state.withLock { state in
      state.total.events += events - state.done[replication].events
      state.total.simulatedSeconds += simulatedSeconds - state.done[replication].simulatedSeconds
      state.done[replication] = (events, simulatedSeconds)
      let text = state.line.text(
        events: state.total.events, simulatedSeconds: state.total.simulatedSeconds, elapsedSeconds: elapsed)
      // Progress that cannot be shown is no reason to stop.
      if let text { try? stream.write(text) }
    }
  }

  /// Takes the line away, before anything else is printed.
  func finish() {
    state.withLock { state in try? stream.write(state.line.closing) }
  }
}

/// The text of the progress, as a function of how far the run has come and how long that took.
struct ProgressLine {
  let label: String
  let replications: Int
  /// The simulated time of all replications.
  let totalSeconds: Double
  let isAnimated: Bool
  let columns: Int
  /// When something was shown last, in seconds since the begin; nil before the first time.
  private var shownAt: Double?
  private var shownTenth = 0

  init(label: String, replications: Int, totalSeconds: Double, isAnimated: Bool, columns: Int) {
    self.label = label
    self.replications = replications
    self.totalSeconds = totalSeconds
    self.isAnimated = isAnimated
    self.columns = columns
  }

  /// What to print now, or nil: on a terminal at most ten times a second, elsewhere after the first second and then once every
  /// 10 % and second. A run that is over before that shows nothing.
  mutating func text(events: UInt64, simulatedSeconds: Double, elapsedSeconds: Double) -> String? {
    let share = totalSeconds > 0 ? min(1, simulatedSeconds / totalSeconds) : 1
    let tenth = Int(share * 10)
    let isNews = isAnimated || shownAt == nil || tenth > shownTenth
    guard isNews, elapsedSeconds >= (shownAt ?? 0) + (isAnimated ? 0.1 : 1) else { return nil }
    shownAt = elapsedSeconds
    shownTenth = tenth
    var parts = ["\(label) \(Int(share * 100)) %"]
    if replications > 1 { parts.append("\(replications) replications") }
    parts.append("\(Readable.count(Double(events))) events")
    parts.append("\(Readable.count(Double(events) / elapsedSeconds)) events/s")
    parts.append(Readable.pace(simulatedSecondsPerSecond: simulatedSeconds / elapsedSeconds))
    if share > 0 { parts.append("\(Readable.span(seconds: elapsedSeconds * (1 - share) / share)) left") }
    let line = parts.joined(separator: ", ")
    // A line that wraps could not be rewritten.
    return isAnimated ? "\r\(line.prefix(columns - 1))\u{1B}[K" : "\(line)\n"
  }

  /// What takes a rewritten line away.
  var closing: String { isAnimated && shownAt != nil ? "\r\u{1B}[K" : "" }
}
