// A limit order book with price-time priority: what rests, what may be asked of it, and what it answers.

/// A limit order book: orders of the better price first, at one price the earlier first.
///
/// The book knows neither money nor time: an exchange checks funds, charges fees and delays messages, and then
/// tells the book what to do. Everything a caller can get wrong is answered by a value in `OrderOutcome`; nothing
/// is thrown.
///
/// Laws, each checked by the tests after every command: the best bid stays below the best ask; the total of a level
/// is the sum of its orders; a trade happens at the price of the resting order; lots placed are lots resting,
/// filled, cancelled or refused; and placing an order that rests and cancelling it leaves `stateHash` as it was.
///
/// - Complexity: placing an order that rests, cancelling and the best prices are O(1); matching is O(1) an order
///   taken. Memory follows the largest number of orders that ever rested at once, whatever prices are named.
///   No operation allocates once that number is reached.
public final class OrderBook {
  /// The highest price that the book accepts, 2^40 ticks; the lowest is one tick.
  @inlinable public static var maximumPrice: Price { Price(ticks: 1 << 40) }
  /// The largest quantity that one order may have, 2^48 lots.
  @inlinable public static var maximumQuantity: Quantity { Quantity(lots: 1 << 48) }

  /// What happens when an order meets a resting order of the same owner.
  public let selfTradePolicy: SelfTradePolicy

  /// The bids and the asks, at the raw value of their side.
  @usableFromInline let ladders: UnsafeMutablePointer<PriceLadder>
  @exclusivity(unchecked) @usableFromInline var slab: OrderSlab
  @exclusivity(unchecked) @usableFromInline var fillReport = Report<Fill>()
  @exclusivity(unchecked) @usableFromInline var selfTradeReport = Report<SelfTradeCancel>()

  /// An empty book.
  /// - Parameters:
  ///   - selfTradePolicy: What happens when an order meets a resting order of the same owner.
  ///   - orderCapacity: For how many resting orders room is made at once; more make the book grow.
  public init(selfTradePolicy: SelfTradePolicy = .allow, orderCapacity: Int = 64) {
    self.selfTradePolicy = selfTradePolicy
    ladders = .allocate(capacity: 2)
    for side in Side.allCases { (ladders + side.index).initialize(to: PriceLadder()) }
    slab = OrderSlab(capacity: orderCapacity)
  }

  deinit {
    for side in Side.allCases { ladders[side.index].deallocate() }
    ladders.deinitialize(count: 2).deallocate()
    slab.deallocate()
    fillReport.deallocate()
    selfTradeReport.deallocate()
  }

  // MARK: What the last command did

  /// The trades of the last command, in the order in which they happened. Valid until the next command.
  @inlinable public var fills: UnsafeBufferPointer<Fill> { fillReport.entries }

  /// The resting orders that the last command cancelled because their owner would have traded with himself.
  /// Valid until the next command.
  @inlinable public var selfTradeCancels: UnsafeBufferPointer<SelfTradeCancel> { selfTradeReport.entries }

  // MARK: What rests

  /// The highest price at which somebody offers to buy.
  @inlinable public var bestBid: Price? { best(.buy) }
  /// The lowest price at which somebody offers to sell.
  @inlinable public var bestAsk: Price? { best(.sell) }

  /// The best price of one side: of the bids the highest, of the asks the lowest.
  @inlinable
  public func best(_ side: Side) -> Price? {
    let key = ladders[side.index].best
    return key == PriceLadder.noKey ? nil : side.price(of: key)
  }

  /// How many orders rest on both sides.
  @inlinable public var orderCount: Int { slab.liveCount }

  /// One more than the highest `OrderID.slot` in use so far: the length of an array with an entry a slot.
  @inlinable public var slotCount: Int { slab.slotCount }

  /// What rests under an identifier, or nil when the order was filled, cancelled or never existed.
  @inlinable
  public func order(_ id: OrderID) -> OrderView? {
    guard slab.isLive(id) else { return nil }
    return slab.view(id.slot)
  }
}

/// The name of a resting order, never given to another order of the same book.
///
/// Slots of orders that ended are used again; the generation tells the orders of one slot apart, so an old
/// identifier finds nothing instead of somebody else's order.
@frozen
public struct OrderID: RawRepresentable, Hashable, Sendable {
  /// The generation in the upper and the slot in the lower 32 bits.
  public var rawValue: UInt64
  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }
  @inlinable init(slot: Int, generation: UInt32) {
    self.init(rawValue: UInt64(generation) << 32 | UInt64(truncatingIfNeeded: slot))
  }

  /// A small number from 1 that no other resting order has at the same time: an index for parallel arrays.
  @inlinable public var slot: Int { Int(truncatingIfNeeded: rawValue & 0xFFFF_FFFF) }
  /// Which order of its slot this is.
  @inlinable public var generation: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) }

  /// The name of no order.
  @inlinable public static var none: OrderID { OrderID(rawValue: 0) }
}

/// How long a limit order waits and whether it may take.
@frozen
public enum OrderTiming: UInt8, Hashable, Sendable, CaseIterable {
  /// Takes what it can and rests with the remainder.
  case untilCancelled
  /// Takes what it can and forgets the remainder.
  case immediateOrCancel
  /// Takes all of its quantity at once or does nothing.
  case fillOrKill
  /// Rests, or is refused when the best price of the other side would meet it, whoever owns that order.
  case postOnly
}

/// What happens when an order meets a resting order of the same owner.
@frozen
public enum SelfTradePolicy: UInt8, Hashable, Sendable, CaseIterable {
  /// They trade.
  case allow
  /// The resting order is cancelled and the incoming one goes on.
  case cancelResting
  /// The remainder of the incoming order is cancelled and the resting one stays.
  case cancelIncoming
}

/// Why the book did nothing.
@frozen
public enum OrderRefusal: UInt8, Hashable, Sendable {
  /// The price is not between one tick and `OrderBook.maximumPrice`.
  case invalidPrice
  /// The quantity is not between one lot and `OrderBook.maximumQuantity`.
  case invalidQuantity
  /// A post-only order would have traded.
  case postOnlyWouldTake
  /// A fill-or-kill order finds too few lots within its limit.
  case cannotFillEntirely
  /// No order of that identifier rests.
  case unknownOrder
}

/// How a command ended.
@frozen
public enum OrderEnding: Hashable, Sendable {
  /// The remainder rests in the book.
  case rests
  /// Nothing remains.
  case filled
  /// The remainder of a market or immediate-or-cancel order was forgotten.
  case expired
  /// The remainder was cancelled because the next trade would have been with the owner himself.
  case stoppedBySelfTrade
  /// Nothing was done.
  case refused(OrderRefusal)
}

/// The answer to an order: how it ended and how much of it traded.
@frozen
public struct OrderOutcome: Hashable, Sendable {
  public var ending: OrderEnding
  /// The name of the resting order, or `OrderID.none`.
  public var id: OrderID
  /// Lots that traded at once.
  public var filled: Quantity
  /// Lots that did not: they rest, were forgotten or were refused, as `ending` says.
  public var remaining: Quantity

  @inlinable
  init(_ ending: OrderEnding, id: OrderID = .none, filled: Int64 = 0, remaining: Int64) {
    self.ending = ending
    self.id = id
    self.filled = Quantity(lots: filled)
    self.remaining = Quantity(lots: remaining)
  }
}

/// One trade between an incoming order and a resting one, seen from the resting order.
@frozen
public struct Fill: Hashable, Sendable {
  /// The resting order; when `makerRemaining` is zero it is gone and the name with it.
  public var makerID: OrderID
  /// What the maker's order carried as its tag.
  public var makerTag: Int64
  /// The price of the resting order, at which the trade happened.
  public var price: Price
  /// Lots traded.
  public var quantity: Quantity
  /// Lots of the resting order that still rest.
  public var makerRemaining: Quantity
  public var makerOwner: Int32

  @inlinable
  init(makerID: OrderID, tag: Int64, price: Price, lots: Int64, makerRemaining: Int64, owner: Int32) {
    self.makerID = makerID
    self.makerTag = tag
    self.price = price
    self.quantity = Quantity(lots: lots)
    self.makerRemaining = Quantity(lots: makerRemaining)
    self.makerOwner = owner
  }
}

/// A resting order that gave way to an incoming order of its own owner.
@frozen
public struct SelfTradeCancel: Hashable, Sendable {
  /// The order as it was just before it was cancelled.
  public var order: OrderView
  @inlinable init(order: OrderView) { self.order = order }
}

/// What the book knows of a resting order.
@frozen
public struct OrderView: Hashable, Sendable {
  public var id: OrderID
  public var side: Side
  public var price: Price
  /// Lots filled so far plus lots that still rest.
  public var original: Quantity
  /// Lots that still rest.
  public var remaining: Quantity
  public var owner: Int32
  /// What the caller attached to the order.
  public var tag: Int64

  @inlinable
  init(
    id: OrderID, side: Side, price: Price, original: Quantity, remaining: Quantity, owner: Int32, tag: Int64
  ) {
    self.id = id
    self.side = side
    self.price = price
    self.original = original
    self.remaining = remaining
    self.owner = owner
    self.tag = tag
  }
}

// A key is a price seen from its own side, so that on both sides the better price has the greater key:
// the ticks of a bid, minus the ticks of an ask. One code path then serves both sides.
extension Side {
  /// The place of the side in a pair.
  @inlinable @inline(__always) var index: Int { Int(rawValue) }

  /// The key of a price on this side.
  @inlinable @inline(__always)
  func key(of price: Price) -> Int64 {
    let mask = -Int64(rawValue)
    return (price.ticks ^ mask) &- mask
  }

  /// The price of a key of this side.
  @inlinable @inline(__always)
  func price(of key: Int64) -> Price { Price(ticks: self.key(of: Price(ticks: key))) }
}
