// The prices that the pool tells the public.

import SimEngine

/// A unit's price as the feed gives it and the other way round, to eight decimals.
public struct UnitPrice: Hashable, Sendable {
  /// What the coin is traded against: "btc".
  public let unit: String
  /// As the feed gives it: USD per unit for a coin of one USD.
  public let price: Double
  /// Units per USD.
  public let reciprocal: Double
}

extension Pool {
  /// The newest prices of the configured units, in the order of the pairs; a unit without a price is left out.
  var unitPrices: [UnitPrice] {
    var seen = Set<String>()
    return configuration.pairs.compactMap { pair in
      guard seen.insert(pair.unit).inserted, let price = prices[pair.unit] else { return nil }
      return UnitPrice(
        unit: pair.unit, price: roundHalfAwayFromZero(price, decimals: 8),
        reciprocal: roundHalfAwayFromZero(1 / price, decimals: 8))
    }
  }
}
