// What providers offer and what a pool offers in an auction.

import SimEngine

/// What one provider offers with one order in an auction.
public struct AuctionBid: Hashable, Sendable {
  /// The provider's position among those who take part.
  public let provider: Int
  /// The exchange's number for the order.
  public let order: UInt64
  /// Coins.
  public let amount: Double
  /// The least rate that he takes, a fraction of the amount a day.
  public let minimumRate: Double

  /// A bid.
  /// - Precondition: the amount is finite and not negative, the rate is not NaN.
  public init(provider: Int, order: UInt64, amount: Double, minimumRate: Double) {
    invariant(amount.isFinite && amount >= 0, "order \(order) has the amount \(amount)")
    invariant(!minimumRate.isNaN, "order \(order) has no minimal rate")
    self.provider = provider
    self.order = order
    self.amount = amount
    self.minimumRate = minimumRate
  }
}

/// What a pool offers for one side of a pair.
public struct AuctionTerms: Hashable, Sendable {
  /// The highest rate that is paid, a fraction of the amount a day.
  public let maximumRate: Double
  /// Coins of the side that are paid at most.
  public let target: Double

  /// Terms of a side.
  /// - Precondition: the rate is finite and not negative, the target is positive.
  public init(maximumRate: Double, target: Double) {
    invariant(maximumRate.isFinite && maximumRate >= 0, "an auction pays up to \(maximumRate) a day")
    invariant(target > 0, "an auction has the target \(target)")
    self.maximumRate = maximumRate
    self.target = target
  }
}
