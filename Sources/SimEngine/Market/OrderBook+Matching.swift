// The commands of a book: place, cancel and replace orders, and the matching they set off.

extension OrderBook {
  /// Places a limit order: it trades with the other side at its limit or better, and `timing` says what becomes of
  /// the remainder.
  /// - Parameters:
  ///   - side: Whether it buys or sells.
  ///   - price: The worst price at which it trades, 1 tick to `maximumPrice`.
  ///   - quantity: Lots, 1 to `maximumQuantity`.
  ///   - owner: Whose order it is; compared for self-trade prevention and reported in fills.
  ///   - tag: Anything the caller wants to find again in fills and views.
  ///   - timing: Whether it may rest and whether it may take.
  /// - Returns: How it ended; the trades are in `fills`.
  /// - Complexity: O(1) and O(1) an order taken; fill-or-kill looks at the levels it needs twice.
  @inlinable
  @discardableResult
  public func placeLimit(
    _ side: Side, price: Price, quantity: Quantity, owner: Int32, tag: Int64 = 0,
    timing: OrderTiming = .untilCancelled
  ) -> OrderOutcome {
    clearReports()
    let lots = quantity.lots
    if let refusal = refusal(side, price: price, quantity: quantity, owner: owner, timing: timing) {
      return OrderOutcome(.refused(refusal), remaining: lots)
    }
    let key = side.key(of: price)
    var incoming = Incoming(lots: lots, owner: owner)
    if ladders[side.opposite.index].best >= -key {
      incoming = match(incoming, side, downTo: -key)
      if incoming.remaining == 0 { return OrderOutcome(.filled, filled: lots, remaining: 0) }
    }
    let remaining = incoming.remaining
    if incoming.isStopped || timing == .immediateOrCancel {
      return OrderOutcome(incoming.endingWithoutRest, filled: lots &- remaining, remaining: remaining)
    }
    let slot = slab.claim()
    slab.orders[slot].original = lots
    slab.orders[slot].tag = tag
    append(slot, to: side, key: key, lots: remaining, owner: owner)
    return OrderOutcome(.rests, id: slab.id(slot), filled: lots &- remaining, remaining: remaining)
  }

  /// Places a market order: it trades at whatever the other side asks; what finds no order is forgotten.
  /// - Complexity: O(1) an order taken.
  @inlinable
  @discardableResult
  public func placeMarket(_ side: Side, quantity: Quantity, owner: Int32) -> OrderOutcome {
    clearReports()
    guard isValid(quantity) else {
      return OrderOutcome(.refused(.invalidQuantity), remaining: quantity.lots)
    }
    let order = Incoming(lots: quantity.lots, owner: owner)
    let incoming = match(order, side, downTo: PriceLadder.noKey &+ 1)
    let remaining = incoming.remaining
    return OrderOutcome(
      remaining == 0 ? .filled : incoming.endingWithoutRest, filled: quantity.lots &- remaining,
      remaining: remaining)
  }

  /// Cancels a resting order.
  /// - Returns: The lots that still rested, or nil when no such order rests.
  /// - Complexity: O(1).
  @inlinable
  @discardableResult
  public func cancel(_ id: OrderID) -> Quantity? {
    clearReports()
    guard slab.isLive(id) else { return nil }
    let remaining = slab.orders[id.slot].remaining
    unlink(id.slot)
    slab.release(id.slot)
    return Quantity(lots: remaining)
  }

  /// Cancels every order, of one owner or of all, the bids first and each side from its best price outward.
  /// - Parameters:
  ///   - owner: Whose orders, or nil for everybody's.
  ///   - body: Called with each order just before it goes; it must not use the book.
  /// - Complexity: O(orders in the book).
  public func cancelAll(ownedBy owner: Int32? = nil, _ body: (OrderView) -> Void = { _ in }) {
    clearReports()
    for side in Side.allCases {
      var key = ladders[side.index].best
      while key != PriceLadder.noKey {
        let following = ladders[side.index].next(below: key)
        var slot = Int(ladders[side.index].level(key).pointee.first)
        while slot != 0 {
          let next = Int(slab.orders[slot].next)
          if owner == nil || owner == slab.orders[slot].owner {
            body(slab.view(slot))
            unlink(slot)
            slab.release(slot)
          }
          slot = next
        }
        key = following
      }
    }
  }

  /// Changes the price or the resting quantity of an order; its name, owner and tag stay.
  ///
  /// With the same price and no more lots than before it keeps its place in the queue. Otherwise it leaves the queue
  /// and comes back as a new order would, trading first when its new price meets the other side.
  /// - Parameters:
  ///   - quantity: Lots that shall rest from now on; lots filled so far are not counted.
  ///   - postOnly: Whether it is refused, and left as it was, when it would trade at once.
  /// - Returns: How it ended; the trades are in `fills`.
  /// - Complexity: As a cancel followed by `placeLimit`.
  @discardableResult
  public func replace(
    _ id: OrderID, price: Price, quantity: Quantity, postOnly: Bool = false
  ) -> OrderOutcome {
    clearReports()
    let lots = quantity.lots
    guard slab.isLive(id) else { return OrderOutcome(.refused(.unknownOrder), remaining: lots) }
    let slot = id.slot
    let order = slab.orders[slot]
    let side: Side = order.key > 0 ? .buy : .sell
    let timing: OrderTiming = postOnly ? .postOnly : .untilCancelled
    if let refusal = refusal(side, price: price, quantity: quantity, owner: order.owner, timing: timing) {
      return OrderOutcome(.refused(refusal), remaining: lots)
    }
    let key = side.key(of: price)
    slab.orders[slot].original += lots - order.remaining
    if key == order.key && lots <= order.remaining {
      slab.orders[slot].remaining = lots
      ladders[side.index].level(key).pointee.lots -= order.remaining - lots
      return OrderOutcome(.rests, id: id, remaining: lots)
    }
    unlink(slot)
    let incoming = match(Incoming(lots: lots, owner: order.owner), side, downTo: -key)
    let remaining = incoming.remaining
    if remaining > 0 && !incoming.isStopped {
      append(slot, to: side, key: key, lots: remaining, owner: order.owner)
      return OrderOutcome(.rests, id: id, filled: lots - remaining, remaining: remaining)
    }
    slab.release(slot)
    return OrderOutcome(
      remaining == 0 ? .filled : .stoppedBySelfTrade, filled: lots - remaining, remaining: remaining)
  }
}

// MARK: Checks before anything changes

extension OrderBook {
  @inlinable @inline(__always)
  func isValid(_ price: Price) -> Bool {
    UInt64(bitPattern: price.ticks &- 1) < UInt64(bitPattern: OrderBook.maximumPrice.ticks)
  }

  @inlinable @inline(__always)
  func isValid(_ quantity: Quantity) -> Bool {
    UInt64(bitPattern: quantity.lots &- 1) < UInt64(bitPattern: OrderBook.maximumQuantity.lots)
  }

  /// Whether the orders at a price would still have a total if one more of them came to rest.
  ///
  /// The largest orders of a book, 2^48 lots each, could be too many at one price for 2^63 lots. Orders below 2^37 lots
  /// cannot, since a book has places for fewer than 2^25 orders, nor together with large ones up to 2^62.
  @inlinable
  func hasRoom(for quantity: Quantity, _ side: Side, at price: Price) -> Bool {
    quantity.lots < 1 << 37 || lots(resting: side, at: price) < 1 << 62 - quantity.lots
  }

  /// The total of the orders at a price.
  @usableFromInline @inline(never)
  func lots(resting side: Side, at price: Price) -> Int64 {
    guard firstSlot(side, at: price) != 0 else { return 0 }
    return ladders[side.index].level(side.key(of: price)).pointee.lots
  }

  /// Why a limit order may not enter, or nil.
  @inlinable @inline(__always)
  func refusal(_ side: Side, price: Price, quantity: Quantity, owner: Int32, timing: OrderTiming)
    -> OrderRefusal?
  {
    guard isValid(price) else { return .invalidPrice }
    guard isValid(quantity) else { return .invalidQuantity }
    return timing == .untilCancelled
      ? nil : refusal(ofTiming: timing, side, price: price, quantity: quantity, owner: owner)
  }

  @usableFromInline
  func refusal(ofTiming timing: OrderTiming, _ side: Side, price: Price, quantity: Quantity, owner: Int32)
    -> OrderRefusal?
  {
    switch timing {
    case .untilCancelled, .immediateOrCancel: return nil
    case .postOnly:
      let wouldTake = ladders[side.opposite.index].best >= -side.key(of: price)
      return wouldTake ? .postOnlyWouldTake : nil
    case .fillOrKill:
      let available = forEachTake(side, quantity: quantity, limit: price, owner: owner) { _, _ in }
      return available == quantity ? nil : .cannotFillEntirely
    }
  }
}

// MARK: Matching

/// An order on its way through the other side.
@frozen @usableFromInline
struct Incoming {
  @usableFromInline var remaining: Int64
  @usableFromInline let owner: Int32
  /// Whether it met an order of its own owner and may not go on.
  @usableFromInline var isStopped = false

  @inlinable
  init(lots: Int64, owner: Int32) {
    remaining = lots
    self.owner = owner
  }

  /// How an order ends whose remainder does not rest.
  @inlinable var endingWithoutRest: OrderEnding { isStopped ? .stoppedBySelfTrade : .expired }
}

extension OrderBook {
  @inlinable @inline(__always)
  func clearReports() {
    fillReport.count = 0
    selfTradeReport.count = 0
  }

  /// Trades an incoming order of a side with the other side, best level first, as long as the key of the level is
  /// at least `floor`, and returns what is left of it.
  @usableFromInline @inline(never)
  func match(_ order: Incoming, _ side: Side, downTo floor: Int64) -> Incoming {
    var incoming = order
    let ladder = ladders + side.opposite.index
    while ladder.pointee.best >= floor && incoming.remaining > 0 && !incoming.isStopped {
      takeBestLevel(of: ladder, side.opposite, &incoming)
    }
    return incoming
  }

  /// Trades an incoming order with the queue at the best price of a side, earliest order first.
  @inline(__always)
  private func takeBestLevel(
    of ladder: UnsafeMutablePointer<PriceLadder>, _ side: Side, _ incoming: inout Incoming
  ) {
    let key = ladder.pointee.best
    let level = ladder.pointee.level(key)
    let first = Int(level.pointee.first)
    let owner = selfTradePolicy == .allow ? nil : incoming.owner
    var slot = first
    var lastTaken = 0
    var takenCount = 0
    var takenLots: Int64 = 0
    repeat {
      let order = slab.orders + slot
      let resting = order.pointee.remaining
      if order.pointee.owner == owner {
        if selfTradePolicy == .cancelIncoming {
          incoming.isStopped = true
          break
        }
        selfTradeReport.append(SelfTradeCancel(order: slab.view(slot)))
        takenLots += resting
      } else {
        let lots = min(resting, incoming.remaining)
        incoming.remaining &-= lots
        takenLots += lots
        fillReport.append(
          Fill(
            makerID: slab.id(slot), tag: order.pointee.tag, price: side.price(of: key), lots: lots,
            makerRemaining: resting &- lots, owner: order.pointee.owner))
        if resting > lots {
          order.pointee.remaining = resting &- lots
          break
        }
      }
      slab.retire(slot)
      takenCount &+= 1
      lastTaken = slot
      slot = Int(order.pointee.next)
    } while slot != 0 && incoming.remaining > 0
    level.pointee.lots -= takenLots
    if takenCount == 0 { return }
    slab.release(first, through: lastTaken, count: takenCount)
    level.pointee.count &-= takenCount
    level.pointee.first = UInt32(truncatingIfNeeded: slot)
    if slot == 0 {
      level.pointee.last = 0
      ladder.pointee.close(key)
    }
  }

  // MARK: The queue at one price

  /// Adds an order at the end of the queue of its price.
  @inlinable @inline(__always)
  func append(_ slot: Int, to side: Side, key: Int64, lots: Int64, owner: Int32) {
    let level = ladders[side.index].open(key)
    let last = level.pointee.last
    let order = slab.orders + slot
    order.pointee.key = key
    order.pointee.remaining = lots
    order.pointee.owner = owner
    order.pointee.next = 0
    order.pointee.previous = last
    let name = UInt32(truncatingIfNeeded: slot)
    if last != 0 { slab.orders[Int(last)].next = name } else { level.pointee.first = name }
    level.pointee.last = name
    level.pointee.lots += lots
    level.pointee.count &+= 1
  }

  /// Takes an order out of the queue of its price; its slot stays claimed.
  @inlinable @inline(__always)
  func unlink(_ slot: Int) {
    let order = slab.orders[slot]
    let side: Side = order.key > 0 ? .buy : .sell
    let ladder = ladders + side.index
    let level = ladder.pointee.level(order.key)
    // The first order of a queue keeps the link to one that left before it; it is not followed.
    if Int(level.pointee.first) == slot {
      level.pointee.first = order.next
    } else {
      slab.orders[Int(order.previous)].next = order.next
    }
    if order.next != 0 {
      slab.orders[Int(order.next)].previous = order.previous
    } else {
      level.pointee.last = level.pointee.first == 0 ? 0 : order.previous
    }
    level.pointee.lots -= order.remaining
    level.pointee.count &-= 1
    if level.pointee.first == 0 { ladder.pointee.close(order.key) }
  }
}
