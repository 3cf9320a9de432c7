// Hashes of a trajectory, so that a difference says which kind of thing changed.

/// A 64-bit hash of a sequence of words: order matters, every bit counts, not for security.
///
/// Each word is folded in by xor, an odd multiplication and a shift; the same on every machine.
@frozen
public struct Fingerprint: Hashable, Sendable {
  /// The hash so far.
  @usableFromInline var state: UInt64

  /// The fingerprint of nothing.
  @inlinable public init() { state = 0x9E37_79B9_7F4A_7C15 }

  /// The fingerprint that a text of sixteen hexadecimal digits stands for; nil for any other text.
  public init?(text: String) {
    guard text.utf8.count == 16, let state = UInt64(text, radix: 16) else { return nil }
    self.state = state
  }

  /// Adds a word.
  /// - Complexity: O(1), under two nanoseconds.
  @inlinable @inline(__always)
  public mutating func add(_ word: UInt64) {
    let mixed = (state ^ word) &* 0xD6E8_FEB8_6659_FD93
    state = mixed ^ (mixed &>> 32)
  }

  /// Adds a signed word.
  @inlinable @inline(__always)
  public mutating func add(_ word: Int64) { add(UInt64(bitPattern: word)) }

  /// Adds the bits of a double.
  @inlinable public mutating func add(_ value: Double) { add(value.bitPattern) }

  /// Adds a wide integer.
  @inlinable public mutating func add(_ value: Int128) {
    add(UInt64(truncatingIfNeeded: value))
    add(UInt64(truncatingIfNeeded: value >> 64))
  }

  /// Adds a text, its length first.
  public mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    for byte in text.utf8 { add(UInt64(byte)) }
  }

  /// The hash as sixteen hexadecimal digits.
  public var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The fingerprints of one run, one a set of ingredients (after the fingerprints of OMNeT++).
public struct Fingerprints: Hashable, Sendable {
  /// Every event: time, target, kind.
  public var events = Fingerprint()
  /// Every order that reached an exchange, every fill and every swap with a reserve.
  public var orders = Fingerprint()
  /// How many words each random stream gave, by the stream's name.
  public var draws = Fingerprint()
  /// The same over exogenous streams and prices alone: equal between runs that differ only in a mechanism.
  public var exogenous = Fingerprint()
  /// Every table and the summary.
  public var metrics = Fingerprint()

  /// The fingerprints of nothing.
  public init() {}

  /// Fingerprints that were taken before.
  public init(
    events: Fingerprint, orders: Fingerprint, draws: Fingerprint, exogenous: Fingerprint, metrics: Fingerprint
  ) {
    (self.events, self.orders, self.draws) = (events, orders, draws)
    (self.exogenous, self.metrics) = (exogenous, metrics)
  }
}
