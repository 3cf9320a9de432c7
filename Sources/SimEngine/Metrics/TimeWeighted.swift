// Averages over simulated time: each value counts for as long as it held.

/// The time-weighted mean of a value that changes in steps.
public struct TimeWeighted: Sendable {
  /// The value times the seconds it held, summed.
  public private(set) var integral = 0.0
  /// The seconds over which a value was known.
  public private(set) var seconds = 0.0

  /// Nothing observed yet.
  public init() {}

  /// Adds a value that held for a span.
  public mutating func add(_ value: Double, for span: SimDuration) {
    integral += value * span.seconds
    seconds += span.seconds
  }

  /// The mean over the observed time, or nil when nothing was observed.
  public var mean: Double? { seconds > 0 ? integral / seconds : nil }
}
