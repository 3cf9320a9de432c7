// What a rule awards: the reward of each rank, and each order's part of it.

import SimEngine

/// What a rule awards for one pair and sample, as if the sample stood for the whole minute.
public struct Award: Hashable, Sendable {
  /// One order's part.
  public struct Credit: Hashable, Sendable {
    /// The order's part of what its rank is awarded, 0 to 1.
    public let share: Double
    /// Coins, not rounded.
    public let coins: Double

    /// A part of a rank's reward.
    public init(share: Double, coins: Double) {
      self.share = share
      self.coins = coins
    }
  }

  /// Coins by side and rank, earned or not: an empty rank's reward is paid to nobody.
  public let rankRewards: BySide<[Double]>
  /// One credit an order, in the order of the orders.
  public let credits: [Credit]

  /// An award.
  public init(rankRewards: BySide<[Double]>, credits: [Credit]) {
    self.rankRewards = rankRewards
    self.credits = credits
  }

  /// Divides each rank's reward among its orders in proportion to their amounts.
  ///
  /// Laws: the credits of a rank add up to its reward unless it is empty; how an amount is cut into orders,
  /// and where inside the band they lie, changes nothing.
  /// - Precondition: every order has a rank.
  /// - Complexity: O(orders).
  public init(prorating rankRewards: BySide<[Double]>, in sample: RewardSample) {
    self.rankRewards = rankRewards
    credits = sample.orders.map { stored in
      guard let rank = stored.rank else { return Credit(share: 0, coins: 0) }
      let rankTotal = sample.liquidity.sides[stored.order.side].ranks[rank]
      let share = rankTotal > 0 ? stored.order.amount / rankTotal : 0
      return Credit(share: share, coins: share * rankRewards[stored.order.side][rank])
    }
  }

  /// Awards each order so many coins; the reward of a rank is what its orders are awarded together.
  /// - Parameter coins: Not negative; shape [orders of the sample].
  /// - Complexity: O(orders).
  public init(coins: [Double], in sample: RewardSample) {
    var rewards = sample.pair.sides.map { _, side in [Double](repeating: 0, count: side.ranks.count) }
    for (stored, coins) in zip(sample.orders, coins) {
      if let rank = stored.rank { rewards[stored.order.side][rank] += coins }
    }
    rankRewards = rewards
    credits = zip(sample.orders, coins).map { stored, coins in
      let reward = stored.rank.map { rewards[stored.order.side][$0] } ?? 0
      return Credit(share: reward > 0 ? coins / reward : 0, coins: coins)
    }
  }
}
