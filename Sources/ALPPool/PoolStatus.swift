// What the pool tells the public about its last round.

public import SimEngine

/// The pool's public figures after its last finished round.
public struct PoolStatus: Sendable {
  /// A unit's price as the feed gives it and the other way round, to eight decimals.
  public struct UnitPrice: Hashable, Sendable {
    public let unit: String
    public let price: Double
    public let reciprocal: Double
  }

  /// When the last round was held.
  public let lastCreditTime: SimTime
  /// Registrations, not persons: a user who registered two pairs counts twice.
  public let registrationCount: Int
  /// Users with an order that counted.
  public let activeUserCount: Int
  /// Orders that counted.
  public let orderCount: Int
  /// Liquidity and reward by pair, side and rank.
  public let pairs: [CreditRound.OfPair]
  /// Prices of the configured units, in the order of the pairs; a unit without a price is left out.
  public let prices: [UnitPrice]
}

extension Pool {
  /// The figures of the last finished round, or nil before the first.
  public var status: PoolStatus? {
    lastRound.map { round in
      PoolStatus(
        lastCreditTime: round.time,
        registrationCount: users.reduce(0) { $0 + $1.registrations.count },
        activeUserCount: round.users.count,
        orderCount: round.users.reduce(0) { $0 + $1.orderCount },
        pairs: round.pairs,
        prices: unitPrices)
    }
  }

  private var unitPrices: [PoolStatus.UnitPrice] {
    var seen = Set<String>()
    return configuration.pairs.compactMap { pair in
      guard seen.insert(pair.unit).inserted, let price = prices[pair.unit] else { return nil }
      return PoolStatus.UnitPrice(
        unit: pair.unit, price: roundHalfAwayFromZero(price, decimals: 8),
        reciprocal: roundHalfAwayFromZero(1 / price, decimals: 8))
    }
  }
}
