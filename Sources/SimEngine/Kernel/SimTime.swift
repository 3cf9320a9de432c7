// Simulated time: instants and the spans between them, in whole nanoseconds.

/// A span of simulated time in nanoseconds; negative spans are allowed (a feed that leads its source).
@frozen
public struct SimDuration: Hashable, Comparable, Sendable {
  /// The span in nanoseconds.
  public var nanoseconds: Int64

  /// A span of whole nanoseconds.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// No time at all.
  public static let zero = SimDuration(nanoseconds: 0)

  /// A span of whole milliseconds. Traps when the nanoseconds do not fit 64 bits (292 years).
  @inlinable public static func milliseconds(_ count: Int64) -> SimDuration {
    SimDuration(nanoseconds: count * 1_000_000)
  }
  /// A span of whole seconds. Traps beyond 292 years.
  @inlinable public static func seconds(_ count: Int64) -> SimDuration {
    SimDuration(nanoseconds: count * 1_000_000_000)
  }
  /// A span of whole minutes. Traps beyond 292 years.
  @inlinable public static func minutes(_ count: Int64) -> SimDuration { .seconds(count * 60) }
  /// A span of whole hours. Traps beyond 292 years.
  @inlinable public static func hours(_ count: Int64) -> SimDuration { .seconds(count * 3_600) }
  /// A span of whole days of 86,400 seconds. Traps beyond 292 years.
  @inlinable public static func days(_ count: Int64) -> SimDuration { .seconds(count * 86_400) }

  /// The span nearest to a number of seconds, halves away from zero.
  ///
  /// For spans that an agent draws or believes; spans from a scenario are parsed to integers. A span beyond 146 years,
  /// which no run lasts, is taken for 146 years.
  /// - Precondition: not NaN.
  @inlinable public init(rounding seconds: Double) {
    invariant(!seconds.isNaN, "a span that is no number of seconds")
    let nanoseconds = (seconds * 1e9).rounded(.toNearestOrAwayFromZero)
    self.init(nanoseconds: Int64(max(-0x1p62, min(nanoseconds, 0x1p62))))
  }

  /// The span in seconds; exact up to 2^53 nanoseconds (104 days), else rounded to the nearest double.
  @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }
  /// The span in minutes.
  @inlinable public var minutes: Double { Double(nanoseconds) / 60e9 }
  /// The span in days of 86,400 seconds.
  @inlinable public var days: Double { Double(nanoseconds) / 86_400e9 }

  @inlinable public static func < (left: SimDuration, right: SimDuration) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
  /// The sum of two spans; traps on overflow.
  @inlinable public static func + (left: SimDuration, right: SimDuration) -> SimDuration {
    SimDuration(nanoseconds: left.nanoseconds + right.nanoseconds)
  }
  /// The difference of two spans; traps on overflow.
  @inlinable public static func - (left: SimDuration, right: SimDuration) -> SimDuration {
    SimDuration(nanoseconds: left.nanoseconds - right.nanoseconds)
  }
  /// A whole multiple of a span; traps on overflow.
  @inlinable public static func * (span: SimDuration, factor: Int64) -> SimDuration {
    SimDuration(nanoseconds: span.nanoseconds * factor)
  }
}

/// An instant of simulated time, in nanoseconds since the start of the scenario.
@frozen
public struct SimTime: Hashable, Comparable, Sendable {
  /// Nanoseconds since the start of the scenario.
  public var nanoseconds: Int64

  /// The instant that many nanoseconds after the start.
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The start of the scenario.
  public static let start = SimTime(nanoseconds: 0)

  /// Seconds since the start, as a double.
  @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }
  /// Days of 86,400 seconds since the start, as a double.
  @inlinable public var days: Double { Double(nanoseconds) / 86_400e9 }

  @inlinable public static func < (left: SimTime, right: SimTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
  /// The instant a span later; traps on overflow.
  @inlinable public static func + (instant: SimTime, span: SimDuration) -> SimTime {
    SimTime(nanoseconds: instant.nanoseconds + span.nanoseconds)
  }
  /// The instant a span later, or the last one that there is: for events that may lie beyond every end of a run.
  @inlinable public func advanced(by span: SimDuration) -> SimTime {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(span.nanoseconds)
    return SimTime(nanoseconds: overflow ? (span > .zero ? .max : .min) : sum)
  }
  /// The instant a span earlier; traps on overflow.
  @inlinable public static func - (instant: SimTime, span: SimDuration) -> SimTime {
    SimTime(nanoseconds: instant.nanoseconds - span.nanoseconds)
  }
  /// The span from one instant to another; traps on overflow.
  @inlinable public static func - (later: SimTime, earlier: SimTime) -> SimDuration {
    SimDuration(nanoseconds: later.nanoseconds - earlier.nanoseconds)
  }
}
