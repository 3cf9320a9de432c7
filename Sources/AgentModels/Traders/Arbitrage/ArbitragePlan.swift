// The most profitable trade between one order book and an exponential curve, computed level by level.

import SimEngine

/// What stands between a price on an exchange and the same price at a reserve.
struct ArbitrageFrictions: Sendable {
  /// Units of the reserve's currency that one quote coin is worth.
  let currencyPerQuote: Double
  /// Share of the notional that the exchange takes.
  let takerFeeShare: Double
  /// Share of the value that it costs to exchange quote coins for currency, or back.
  let exchangeCostShare: Double
  /// Currency that a transaction with the reserve costs.
  let transactionCost: Double
  /// USD per unit of currency.
  let currencyUSD: Double
}

/// What an arbitrageur can trade with, in coins.
struct ArbitrageFunds: Sendable {
  let tokensOnExchange: Double
  let quoteOnExchange: Double
  let tokensInWallet: Double
  let currencyInWallet: Double
}

/// A trade in two legs: so many tokens through the book, and the same number the other way through the reserve.
struct ArbitragePlan: Sendable {
  /// What is done on the book; the reserve sees the opposite.
  let bookSide: Side
  /// How many lots.
  let quantity: Quantity
  /// The price of the last level that the plan counts on.
  let limit: Price
  /// USD that both legs would leave after all costs.
  var profitUSD: Double

  /// The best trade, or nil when there is none.
  ///
  /// A level of the book is consumed only as long as its price, all costs included, beats the curve at the margin; how
  /// far that is, is known in closed form, so that nothing is searched. At most one direction earns anything.
  /// - Parameters:
  ///   - accepts: Whether the reserve would make its leg; a plan that it refuses is halved a few times.
  /// - Complexity: O(levels consumed).
  static func best(
    on exchange: Exchange, _ curve: ExponentialCurve, _ frictions: ArbitrageFrictions,
    _ funds: ArbitrageFunds, accepts: (_ reserveSide: Side, _ tokens: Double) -> Bool
  ) -> ArbitragePlan? {
    for bookSide in Side.allCases {
      // Just below the cap, so that no rounding puts the trade above it.
      var most = min(
        curve.cap(bookSide.opposite) * (1 - 1e-9),
        bookSide == .buy
          ? funds.tokensInWallet
          : min(funds.tokensOnExchange, curve.tokens(forPaying: funds.currencyInWallet)))
      for _ in 0..<8 {
        let walk = BookWalk(
          exchange, bookSide, curve, frictions, most: most, budget: funds.quoteOnExchange)
        guard walk.tokens > 0 else { break }
        if accepts(bookSide.opposite, walk.tokens) { return walk.plan(on: exchange, curve, frictions) }
        most = walk.tokens / 2
      }
    }
    return nil
  }
}

/// How far into a book it pays to go against a curve.
private struct BookWalk {
  let bookSide: Side
  private(set) var tokens = 0.0
  /// Quote coins paid or received for them, the fee included.
  private(set) var quote = 0.0
  private(set) var limit = Price(ticks: 0)

  init(
    _ exchange: Exchange, _ bookSide: Side, _ curve: ExponentialCurve, _ frictions: ArbitrageFrictions,
    most: Double, budget: Double
  ) {
    self.bookSide = bookSide
    let fee = bookSide == .buy ? 1 + frictions.takerFeeShare : 1 - frictions.takerFeeShare
    for level in exchange.depth(bookSide.opposite) {
      let price = exchange.pair.value(level.price) * fee
      let worthwhile = ClosedFormArbitrage.tokens(
        bookSide.opposite, at: curve, against: frictions.currency(price, bookSide))
      var taken = min(exchange.pair.coins(level.quantity), min(worthwhile, most) - tokens)
      if bookSide == .buy { taken = min(taken, (budget - quote) / price) }
      guard taken > 0 else { break }
      tokens += taken
      quote += taken * price
      limit = level.price
    }
  }

  func plan(
    on exchange: Exchange, _ curve: ExponentialCurve, _ frictions: ArbitrageFrictions
  ) -> ArbitragePlan? {
    let quantity = exchange.pair.quantity(roundingDown: tokens)
    guard quantity > .zero else { return nil }
    let elsewhere = frictions.currency(quote, bookSide)
    let earned =
      bookSide == .buy
      ? curve.currency(forSelling: tokens) - elsewhere : elsewhere - curve.currency(forBuying: tokens)
    return ArbitragePlan(
      bookSide: bookSide, quantity: quantity, limit: limit,
      profitUSD: (earned - frictions.transactionCost) * frictions.currencyUSD)
  }
}

extension ArbitrageFrictions {
  /// What paying or receiving quote coins on the book comes to in currency.
  func currency(_ quote: Double, _ bookSide: Side) -> Double {
    let value = quote * currencyPerQuote
    return bookSide == .buy ? value / (1 - exchangeCostShare) : value * (1 - exchangeCostShare)
  }
}
