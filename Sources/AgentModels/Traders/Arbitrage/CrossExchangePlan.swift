// The most profitable purchase on one exchange and sale on another, computed level by level.

import SimEngine

/// An order to buy tokens on one book and an order to sell as many on another.
struct CrossExchangePlan: Sendable {
  /// One of the two orders.
  struct Leg: Sendable {
    let seat: Trader.Seat
    let quantity: Quantity
    /// The price of the last level that the plan counts on.
    let limit: Price
  }

  let purchase: Leg
  let sale: Leg
  /// USD that both would leave after all costs.
  let profitUSD: Double

  /// The best trade for what is free on both, or nil when there is none.
  ///
  /// Asks are met with bids from the best on, as long as a bid, the fee there and the exchange of coins subtracted, is worth
  /// more than an ask with its fee.
  /// - Parameter exchangeCostShare: What turning what is received into what was paid costs outside; nothing for one coin.
  /// - Complexity: O(levels consumed).
  init?(
    buying buyer: Trader.Seat, selling seller: Trader.Seat, exchangeCostShare: Double, in context: Context
  ) {
    let (here, there) = (context.markets[buyer.exchange], context.markets[seller.exchange])
    guard here.state == .open, there.state == .open, here.pair.base == there.pair.base else { return nil }
    let askUSD = here.usdAfterFee(.buy, in: context)
    let bidUSD =
      there.usdAfterFee(.sell, in: context)
      * (here.pair.quote == there.pair.quote ? 1 : 1 - exchangeCostShare)
    // A little is left for what exchanges round up.
    var budgetUSD =
      context.usd(context.ledger.balance(here[buyer.participant].quote), of: here.pair.quote) * (1 - 1e-6)
    var stock = context.coins(context.ledger.balance(there[seller.participant].base), of: there.pair.base)
    var (asks, bids) = (LevelCursor(here, .sell), LevelCursor(there, .buy))
    var (tokens, profitUSD) = (0.0, 0.0)
    var limits: (ask: Price, bid: Price)?
    while let ask = asks.level, let bid = bids.level {
      let cost = here.pair.value(ask.price) * askUSD
      let gain = there.pair.value(bid.price) * bidUSD - cost
      let offered = min(asks.coins, bids.coins)
      let taken = min(offered, stock, budgetUSD / cost)
      guard gain > 0, taken > 0 else { break }
      tokens += taken
      profitUSD += taken * gain
      limits = (ask.price, bid.price)
      // Who has no more of one coin goes no further.
      guard taken == offered else { break }
      stock -= taken
      budgetUSD -= taken * cost
      asks.take(taken)
      bids.take(taken)
    }
    guard let limits else { return nil }
    let bought = here.pair.quantity(nearest: tokens)
    let sold = there.pair.quantity(nearest: tokens)
    guard bought > .zero, sold > .zero else { return nil }
    purchase = Leg(seat: buyer, quantity: bought, limit: limits.ask)
    sale = Leg(seat: seller, quantity: sold, limit: limits.bid)
    self.profitUSD = profitUSD
  }
}

/// A place on the way into a side of a book.
private struct LevelCursor {
  private let pair: TradingPair
  private var further: Depth
  /// The level reached, nil beyond the last.
  private(set) var level: DepthLevel?
  /// Coins that are left of it.
  private(set) var coins = 0.0

  init(_ exchange: Exchange, _ side: Side) {
    pair = exchange.pair
    further = exchange.depth(side)
    advance()
  }

  /// Takes no more than what is left of the level.
  mutating func take(_ taken: Double) {
    coins -= taken
    if coins <= 0 { advance() }
  }

  private mutating func advance() {
    level = further.next()
    coins = level.map { pair.coins($0.quantity) } ?? 0
  }
}
