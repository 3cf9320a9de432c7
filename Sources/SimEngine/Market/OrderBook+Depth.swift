// Looking into a book: its levels and queues, what an order would take, and a hash of all of it.

/// The orders of one price, in total.
@frozen
public struct DepthLevel: Hashable, Sendable {
  public var price: Price
  /// Lots of all orders at this price.
  public var quantity: Quantity
  /// How many orders.
  public var orderCount: Int

  @inlinable
  init(price: Price, quantity: Quantity, orderCount: Int) {
    self.price = price
    self.quantity = quantity
    self.orderCount = orderCount
  }
}

/// The levels of one side from the best price outward.
///
/// The book must not change while one goes through them.
@frozen
public struct Depth: Sequence, IteratorProtocol {
  @usableFromInline let book: OrderBook
  @usableFromInline let side: Side
  @usableFromInline var key: Int64

  @inlinable
  init(_ book: OrderBook, _ side: Side) {
    self.book = book
    self.side = side
    key = book.ladders[side.index].best
  }

  @inlinable
  public mutating func next() -> DepthLevel? {
    if key == PriceLadder.noKey { return nil }
    let level = book.ladders[side.index].level(key).pointee
    let price = side.price(of: key)
    key = book.ladders[side.index].next(below: key)
    return DepthLevel(price: price, quantity: Quantity(lots: level.lots), orderCount: level.count)
  }
}

/// The orders that rest at one price, the earliest first.
///
/// The book must not change while one goes through them.
@frozen
public struct OrderQueue: Sequence, IteratorProtocol {
  @usableFromInline let book: OrderBook
  @usableFromInline var slot: Int

  @inlinable
  init(_ book: OrderBook, from slot: Int) {
    self.book = book
    self.slot = slot
  }

  @inlinable
  public mutating func next() -> OrderView? {
    if slot == 0 { return nil }
    let view = book.slab.view(slot)
    slot = Int(book.slab.orders[slot].next)
    return view
  }
}

extension OrderBook {
  /// The levels of one side from the best price outward.
  /// - Complexity: O(1) a level, no allocation.
  @inlinable public func depth(_ side: Side) -> Depth { Depth(self, side) }

  /// The orders that rest on a side at a price, the earliest first; none when nothing rests there.
  /// - Complexity: O(1) an order, no allocation.
  @inlinable
  public func orders(_ side: Side, at price: Price) -> OrderQueue {
    OrderQueue(self, from: firstSlot(side, at: price))
  }

  @usableFromInline
  func firstSlot(_ side: Side, at price: Price) -> Int {
    guard isValid(price) else { return 0 }
    let key = side.key(of: price)
    // The key after the next better one is this key exactly when it has orders.
    let ladder = ladders[side.index]
    return ladder.next(below: key + 1) == key ? Int(ladder.level(key).pointee.first) : 0
  }

  /// Goes through the trades that an incoming order would make now, without making them.
  ///
  /// Orders of `owner` count as the self-trade policy treats them: passed over when they would be cancelled, the end of
  /// the walk when the incoming order would be. So an exchange can reserve exactly what an order will cost.
  /// - Parameters:
  ///   - side: Whether the incoming order buys or sells.
  ///   - limit: The worst price at which it trades, or nil for a market order.
  ///   - owner: Whose order it would be.
  ///   - body: Called once a trade, in the order of matching, with the price and the lots.
  /// - Returns: The lots that would trade in all.
  /// - Complexity: O(orders taken), no allocation.
  @inlinable
  public func forEachTake(
    _ side: Side, quantity: Quantity, limit: Price? = nil, owner: Int32,
    _ body: (_ price: Price, _ quantity: Quantity) -> Void
  ) -> Quantity {
    let maker = side.opposite
    let floor = limit.map { -side.key(of: $0) } ?? PriceLadder.noKey + 1
    var wanted = quantity.lots
    var key = ladders[maker.index].best
    walk: while key >= floor && wanted > 0 {
      var slot = Int(ladders[maker.index].level(key).pointee.first)
      while slot != 0 && wanted > 0 {
        let order = slab.orders[slot]
        if order.owner != owner || selfTradePolicy == .allow {
          let lots = min(order.remaining, wanted)
          body(maker.price(of: key), Quantity(lots: lots))
          wanted -= lots
        } else if selfTradePolicy == .cancelIncoming {
          break walk
        }
        slot = Int(order.next)
      }
      key = ladders[maker.index].next(below: key)
    }
    return Quantity(lots: quantity.lots - wanted)
  }

  /// A hash of everything that rests: side, price, priority, lots, owner and tag of every order.
  ///
  /// Names of orders and the inner layout do not enter, so two books of the same content have the same hash.
  /// - Complexity: O(orders).
  public var stateHash: UInt64 {
    var hash = StateHash()
    for side in Side.allCases {
      hash.add(side.rawValue)
      for level in depth(side) {
        hash.add(level.price.ticks)
        for order in orders(side, at: level.price) {
          hash.add(order.remaining.lots)
          hash.add(order.original.lots)
          hash.add(order.owner)
          hash.add(order.tag)
        }
      }
    }
    return hash.value
  }
}

/// A 64-bit hash of a sequence of words, the same on every machine.
private struct StateHash {
  private(set) var value: UInt64 = 0

  /// Adds a word: every bit of it reaches every bit of the value within two words (the mixing step of SplitMix64).
  mutating func add(_ word: some BinaryInteger) {
    var mixed = (value ^ UInt64(truncatingIfNeeded: word)) &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    value = mixed ^ mixed >> 31
  }
}
