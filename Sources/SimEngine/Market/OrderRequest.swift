// What a participant asks an exchange to do, and what he learns of it.

/// The index of an exchange in its simulation.
@frozen
public struct ExchangeID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The index in the order of adding.
  public var rawValue: Int32
  /// The exchange with that index.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
  @inlinable public static func < (left: ExchangeID, right: ExchangeID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// The index of a participant among those of one exchange.
@frozen
public struct ParticipantID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The index in the order of joining.
  public var rawValue: Int32
  /// The participant with that index.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
  @inlinable public static func < (left: ParticipantID, right: ParticipantID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A message to an exchange: plain data, executed when it arrives.
@frozen
public struct OrderRequest: Sendable {
  /// What is asked for.
  @frozen public enum Action: UInt8, Sendable {
    /// A limit order that rests with what it does not fill at once.
    case limit
    /// A limit order whose rest is dropped.
    case immediateOrCancel
    /// A limit order that fills entirely at once or not at all.
    case fillOrKill
    /// A limit order that must not take; refused if it would.
    case postOnly
    /// Takes whatever the book offers, up to the quantity.
    case market
    /// Takes back one order.
    case cancel
    /// Takes back every order of the participant.
    case cancelAll
    /// Gives an order a new price and quantity.
    case replace
  }

  /// What is asked for.
  public var action: Action
  /// Which way a new order goes.
  public var side: Side
  /// Who asks.
  public var participant: ParticipantID
  /// The limit of a new or replaced order.
  public var price: Price
  /// The quantity of a new or replaced order.
  public var quantity: Quantity
  /// The order to cancel or replace.
  public var order: OrderID

  @inlinable
  init(
    _ action: Action, _ participant: ParticipantID, side: Side = .buy, price: Price = Price(ticks: 0),
    quantity: Quantity = .zero, order: OrderID = .none
  ) {
    self.action = action
    self.side = side
    self.participant = participant
    self.price = price
    self.quantity = quantity
    self.order = order
  }

  /// A limit order; `action` says what becomes of what it does not fill at once.
  @inlinable public static func limit(
    _ side: Side, _ quantity: Quantity, at price: Price, by participant: ParticipantID,
    _ action: Action = .limit
  ) -> OrderRequest {
    OrderRequest(action, participant, side: side, price: price, quantity: quantity)
  }
  /// A market order.
  @inlinable public static func market(
    _ side: Side, _ quantity: Quantity, by participant: ParticipantID
  ) -> OrderRequest {
    OrderRequest(.market, participant, side: side, quantity: quantity)
  }
  /// Takes one order back.
  @inlinable public static func cancel(_ order: OrderID, by participant: ParticipantID) -> OrderRequest {
    OrderRequest(.cancel, participant, order: order)
  }
  /// Takes back every order of a participant.
  @inlinable public static func cancelAll(by participant: ParticipantID) -> OrderRequest {
    OrderRequest(.cancelAll, participant)
  }
  /// Gives an order a new price and quantity; less of it at the same price keeps its place in the queue.
  @inlinable public static func replace(
    _ order: OrderID, _ quantity: Quantity, at price: Price, by participant: ParticipantID
  ) -> OrderRequest {
    OrderRequest(.replace, participant, price: price, quantity: quantity, order: order)
  }
}

/// Why an exchange refused a request.
@frozen
public enum RequestRefusal: UInt8, Hashable, Sendable, CaseIterable {
  /// The price or the quantity is not positive or beyond what the book holds.
  case malformed
  /// The participant does not hold what the order would pay.
  case insufficientFunds
  /// The exchange is halted, delisted or gone.
  case closed
  /// No living order of the participant has that id.
  case unknownOrder
  /// A post-only order would take, or a fill-or-kill order would not fill.
  case conditionNotMet
}

extension EventKind {
  /// An exchange tells a participant that he traded: `a` is the price in ticks, `b` the lots, negative if sold.
  public static let fill = EventKind(rawValue: -1)
}

/// An open order as the exchange's interface shows it to whoever may list it.
public struct OpenOrder: Hashable, Sendable {
  /// The exchange's name of the order.
  public let id: OrderID
  /// Which way it goes.
  public let side: Side
  /// Its limit.
  public let price: Price
  /// What it was placed with.
  public let originalQuantity: Quantity
  /// What is left of it.
  public let remaining: Quantity
  /// Since when it has rested at this price.
  public let openedAt: SimTime

  /// An open order.
  public init(
    id: OrderID, side: Side, price: Price, originalQuantity: Quantity, remaining: Quantity, openedAt: SimTime
  ) {
    self.id = id
    self.side = side
    self.price = price
    self.originalQuantity = originalQuantity
    self.remaining = remaining
    self.openedAt = openedAt
  }
}
