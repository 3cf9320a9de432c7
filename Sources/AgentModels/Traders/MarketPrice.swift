// What agents see of the market as a whole: one price in USD over all exchanges, and amounts as numbers of coins.

import SimEngine

extension Context {
  /// USD per coin over all open exchanges of a coin: half way between the highest bid and the lowest ask; the side that
  /// exists where only one does; nil where there is no order at all.
  func marketPriceUSD(of token: AssetID) -> Double? {
    var (bid, ask): (Double?, Double?)
    for exchange in markets.exchanges where exchange.state == .open && exchange.pair.base == token {
      let quoteUSD = markets.usdPrice(of: exchange.pair.quote, at: now)
      if let best = exchange.bestBid { bid = max(bid ?? 0, exchange.pair.value(best) * quoteUSD) }
      if let best = exchange.bestAsk { ask = min(ask ?? .infinity, exchange.pair.value(best) * quoteUSD) }
    }
    guard let bid, let ask else { return bid ?? ask }
    return (bid + ask) / 2
  }

  /// An amount in whole coins, for what an agent believes and decides.
  func coins(_ amount: Amount, of asset: AssetID) -> Double {
    amount.coins(decimals: ledger.assets[Int(asset.rawValue)].decimals)
  }

  /// A number of coins in base units, rounded towards zero and never below it.
  func amount(_ coins: Double, of asset: AssetID) -> Amount {
    Amount(truncating: max(0, coins), decimals: ledger.assets[Int(asset.rawValue)].decimals)
  }
}

extension TradingPair {
  /// The lots in a number of base coins that was meant to be whole lots, up to the rounding of doubles.
  func quantity(nearest coins: Double) -> Quantity { quantity(roundingDown: coins * (1 + 1e-12)) }
}
