// A provider's net worth as far as the pool sees it, so that he can tell what the reward is worth to him.

import SimEngine

/// What a user's open orders hold and what the pool has credited him, in coins at the pool's price of that minute.
///
/// What lies on his account without being on order the pool does not see. His wealth moves with the market; what he
/// earns by the pool is the second figure alone.
public struct NetWorth: Hashable, Sendable {
  /// Coins in asks, and what the bids would pay, in coins.
  public internal(set) var onOrder: Double
  /// Coins credited since the beginning, paid out or not.
  public let credited: Double

  /// Both together.
  public var total: Double { onOrder + credited }
}

extension PoolOrder {
  /// Coins that the order holds: an ask its amount; a bid what it would pay for its amount, at the pool's price.
  ///
  /// A bid nearer to the price holds nearly its amount; one at half the price holds half of it.
  func coinsHeld(isReversed: Bool) -> Double {
    guard order.side == .buy else { return order.amount }
    // The exchange quotes units per coin, or coins per unit.
    let (paid, worth) = isReversed ? (order.price, serverPrice) : (serverPrice, order.price)
    return worth > 0 ? order.amount * paid / worth : 0
  }
}
