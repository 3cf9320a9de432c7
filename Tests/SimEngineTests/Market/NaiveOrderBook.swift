// An order book that is obviously right and slow: two sorted arrays, every question answered by looking at all of it.

import SimEngine

/// The twin of `OrderBook` against which the fast one is compared.
struct NaiveOrderBook {
  struct Order: Equatable {
    var number: Int
    var side: Side
    var price: Int64
    var original: Int64
    var remaining: Int64
    var owner: Int32
    var tag: Int64
  }

  struct Trade: Equatable {
    var maker: Int
    var makerOwner: Int32
    var makerTag: Int64
    var price: Int64
    var lots: Int64
    var makerRemaining: Int64
  }

  struct Answer: Equatable {
    var ending: OrderEnding
    var filled: Int64
    var remaining: Int64
  }

  let policy: SelfTradePolicy
  /// Both in the order in which they would trade.
  var bids: [Order] = []
  var asks: [Order] = []
  var trades: [Trade] = []
  var selfTradeCancels: [Order] = []

  init(policy: SelfTradePolicy) { self.policy = policy }

  func orders(_ side: Side) -> [Order] { side == .buy ? bids : asks }
  func order(_ number: Int) -> Order? { (bids + asks).first { $0.number == number } }

  /// Places an order; `limit` is nil for a market order. `number` names it should it rest.
  mutating func place(
    _ side: Side, limit: Int64?, lots: Int64, owner: Int32, tag: Int64, timing: OrderTiming, number: Int
  ) -> Answer {
    trades = []
    selfTradeCancels = []
    if let limit, !(1...OrderBook.maximumPrice.ticks).contains(limit) {
      return refused(.invalidPrice, lots)
    }
    if !(1...OrderBook.maximumQuantity.lots).contains(lots) { return refused(.invalidQuantity, lots) }
    let before = self
    var incoming = Order(
      number: number, side: side, price: limit ?? 0, original: lots, remaining: lots, owner: owner, tag: tag)
    let isStopped = match(&incoming, limit: limit)
    if timing == .postOnly && meetsAnything(before, side, limit) {
      self = before
      return refused(.postOnlyWouldTake, lots)
    }
    if timing == .fillOrKill && incoming.remaining > 0 {
      self = before
      return refused(.cannotFillEntirely, lots)
    }
    let filled = lots - incoming.remaining
    if incoming.remaining == 0 { return Answer(ending: .filled, filled: filled, remaining: 0) }
    if isStopped {
      return Answer(ending: .stoppedBySelfTrade, filled: filled, remaining: incoming.remaining)
    }
    if limit == nil || timing == .immediateOrCancel {
      return Answer(ending: .expired, filled: filled, remaining: incoming.remaining)
    }
    rest(incoming)
    return Answer(ending: .rests, filled: filled, remaining: incoming.remaining)
  }

  /// Takes an order away and says how many lots it still had.
  mutating func cancel(_ number: Int) -> Int64? {
    trades = []
    selfTradeCancels = []
    let remaining = order(number)?.remaining
    bids.removeAll { $0.number == number }
    asks.removeAll { $0.number == number }
    return remaining
  }

  mutating func cancelAll(ownedBy owner: Int32?) -> [Order] {
    trades = []
    selfTradeCancels = []
    let cancelled = (bids + asks).filter { owner == nil || $0.owner == owner }
    bids.removeAll { owner == nil || $0.owner == owner }
    asks.removeAll { owner == nil || $0.owner == owner }
    return cancelled
  }

  mutating func replace(_ number: Int, price: Int64, lots: Int64, postOnly: Bool) -> Answer {
    trades = []
    selfTradeCancels = []
    guard let order = order(number) else { return refused(.unknownOrder, lots) }
    let before = self
    _ = cancel(number)
    let filledSoFar = order.original - order.remaining
    let answer = place(
      order.side, limit: price, lots: lots, owner: order.owner, tag: order.tag,
      timing: postOnly ? .postOnly : .untilCancelled, number: number)
    if case .refused = answer.ending {
      self = before
      return answer
    }
    changeResting(number) { $0.original = filledSoFar + lots }
    if price == order.price && lots <= order.remaining {
      self = before
      changeResting(number) {
        $0.remaining = lots
        $0.original = filledSoFar + lots
      }
    }
    return answer
  }

  // MARK: The parts

  private func refused(_ refusal: OrderRefusal, _ lots: Int64) -> Answer {
    Answer(ending: .refused(refusal), filled: 0, remaining: lots)
  }

  /// Whether a trade at the resting price is within the limit of an incoming order.
  private static func isWithin(_ limit: Int64?, _ side: Side, _ price: Int64) -> Bool {
    guard let limit else { return true }
    return side == .buy ? price <= limit : price >= limit
  }

  private func meetsAnything(_ book: NaiveOrderBook, _ side: Side, _ limit: Int64?) -> Bool {
    book.orders(side.opposite).contains { NaiveOrderBook.isWithin(limit, side, $0.price) }
  }

  /// Trades with the first order of the other side again and again; true when stopped by an own order.
  private mutating func match(_ incoming: inout Order, limit: Int64?) -> Bool {
    while incoming.remaining > 0, var maker = orders(incoming.side.opposite).first,
      NaiveOrderBook.isWithin(limit, incoming.side, maker.price)
    {
      if maker.owner == incoming.owner && policy == .cancelIncoming { return true }
      if maker.owner == incoming.owner && policy == .cancelResting {
        selfTradeCancels.append(maker)
        maker.remaining = 0
      } else {
        let lots = min(maker.remaining, incoming.remaining)
        maker.remaining -= lots
        incoming.remaining -= lots
        trades.append(
          Trade(
            maker: maker.number, makerOwner: maker.owner, makerTag: maker.tag, price: maker.price,
            lots: lots, makerRemaining: maker.remaining))
      }
      changeResting(maker.number) { $0.remaining = maker.remaining }
      bids.removeAll { $0.remaining == 0 }
      asks.removeAll { $0.remaining == 0 }
    }
    return false
  }

  private mutating func changeResting(_ number: Int, _ change: (inout Order) -> Void) {
    for place in bids.indices where bids[place].number == number { change(&bids[place]) }
    for place in asks.indices where asks[place].number == number { change(&asks[place]) }
  }

  /// Puts an order behind every order that is not worse than it.
  private mutating func rest(_ order: Order) {
    if order.side == .buy {
      bids.insert(order, at: bids.firstIndex { $0.price < order.price } ?? bids.endIndex)
    } else {
      asks.insert(order, at: asks.firstIndex { $0.price > order.price } ?? asks.endIndex)
    }
  }
}
