// Between amounts in base units and the numbers of coins in which agents believe and decide.

import SimEngine

extension Context {
  /// An amount in whole coins.
  func coins(_ amount: Amount, of asset: AssetID) -> Double {
    amount.coins(decimals: ledger.assets[Int(asset.rawValue)].decimals)
  }

  /// A number of coins in base units, rounded towards zero and never below it.
  func amount(_ coins: Double, of asset: AssetID) -> Amount {
    Amount(truncating: max(0, coins), decimals: ledger.assets[Int(asset.rawValue)].decimals)
  }

  /// An amount in USD at the reference price of the moment.
  func usd(_ amount: Amount, of asset: AssetID) -> Double {
    coins(amount, of: asset) * markets.usdPrice(of: asset, at: now)
  }
}

extension TradingPair {
  /// The lots in a number of base coins that was meant to be whole lots, up to the rounding of doubles.
  func quantity(nearest coins: Double) -> Quantity { quantity(roundingDown: coins * (1 + 1e-12)) }
}
