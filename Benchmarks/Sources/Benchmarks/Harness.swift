// Timing: a warm-up, some repetitions, and one line a repetition for compare.sh to collect.

/// What one repetition did.
struct Repetition {
  /// Operations that the time is divided by.
  var events: Int
  /// Seconds of wall-clock time of the timed part.
  var seconds: Double
  /// A hash of what was computed, to be compared with the yardstick's.
  var check: UInt64
}

/// Runs a benchmark once without counting, then as often as asked, and prints "events seconds check" each time.
///
/// A closing line on standard error gives the least and the median time for a reader without compare.sh.
/// - Parameter body: Sets up, times its own hot part with `secondsTaken`, and says what it did.
func measure(_ name: String, repetitions: Int, _ body: () -> Repetition) {
  _ = body()
  var nanosecondsPerEvent: [Double] = []
  for _ in 0..<repetitions {
    let repetition = body()
    nanosecondsPerEvent.append(repetition.seconds * 1e9 / Double(repetition.events))
    print(repetition.events, repetition.seconds, hexadecimal(repetition.check))
  }
  nanosecondsPerEvent.sort()
  guard let least = nanosecondsPerEvent.first else { return }
  let median = nanosecondsPerEvent[nanosecondsPerEvent.count / 2]
  let rate = tenths(1e3 / median)
  report("\(name): least \(tenths(least)), median \(tenths(median)) ns/event, \(rate) M events/s")
}

/// The wall-clock seconds that a piece of work takes.
func secondsTaken(_ work: () -> Void) -> Double {
  let duration = ContinuousClock().measure(work)
  return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// Sixteen hexadecimal digits.
func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// A number with one digit after the point.
private func tenths(_ value: Double) -> String {
  let scaled = Int((value * 10).rounded())
  return "\(scaled / 10).\(scaled % 10)"
}

/// The hash that every benchmark and yardstick uses: 64-bit FNV-1a over words.
struct FillHash {
  private(set) var value: UInt64 = 1_469_598_103_934_665_603

  @inline(__always)
  mutating func add(_ word: UInt64) { value = (value ^ word) &* 1_099_511_628_211 }
}
