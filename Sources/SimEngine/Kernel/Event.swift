// What the future event set holds: plain data that names its receiver by index.

/// The index of a component in its simulation.
@frozen
public struct ComponentID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The index in the order in which components were added.
  public var rawValue: Int32
  /// The component with that index.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
  @inlinable public static func < (left: ComponentID, right: ComponentID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The order in which events of one instant happen.
///
/// A minute tick of a programme at 00:01:00 therefore sees every order that reached an exchange up to and at
/// that instant, and a metric sampled then sees the tick.
@frozen
public enum Phase: UInt8, Hashable, Sendable, CaseIterable {
  /// Prices and notices reach those who watch them.
  case marketData = 0
  /// Agents decide, and swap with reserves.
  case agents = 1
  /// Exchanges and chains execute.
  case venues = 2
  /// Reward programmes take their snapshots.
  case programmes = 3
  /// Metrics are sampled.
  case metrics = 4
}

/// What a component is told when its event comes up; each component numbers its own kinds from 0.
///
/// Parts that several components share, such as a trading desk, number theirs from 100. Negative kinds belong to the engine (`EventKind.fill`).
@frozen
public struct EventKind: RawRepresentable, Hashable, Sendable {
  /// The number of the kind.
  public var rawValue: Int32
  /// The kind with that number.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One event: 40 bytes of plain data. What needs more room lives in a slab of its owner, by index.
@frozen
public struct Event: Sendable {
  /// When it happens.
  public let time: SimTime
  /// The phase in bits 36 to 39, below it the sequence number of scheduling.
  @usableFromInline let order: UInt64
  /// Who receives it.
  public let target: ComponentID
  /// What it says to the receiver.
  public let kind: EventKind
  /// First word of the payload.
  public let a: Int64
  /// Second word of the payload.
  public let b: Int64

  @inlinable
  init(time: SimTime, order: UInt64, target: ComponentID, kind: EventKind, a: Int64, b: Int64) {
    self.time = time
    self.order = order
    self.target = target
    self.kind = kind
    self.a = a
    self.b = b
  }

  /// Where in its instant the event comes.
  @inlinable public var phase: Phase { Phase(rawValue: UInt8(order >> 36)) ?? .metrics }
  /// How many events had been scheduled before it.
  @inlinable public var sequence: UInt64 { order & 0xF_FFFF_FFFF }
}

/// Names a scheduled event so that it can be cancelled; of no effect once the event has happened.
@frozen
public struct EventHandle: Hashable, Sendable {
  @usableFromInline let slot: Int
  /// The sequence number is the generation: a slot that was used again carries a later one.
  @usableFromInline let sequence: UInt64

  @inlinable
  init(slot: Int, sequence: UInt64) {
    self.slot = slot
    self.sequence = sequence
  }
}
