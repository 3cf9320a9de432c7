// The rule by which a minute's reward is divided: what a new reward model has to answer.

import SimEngine

/// The liquidity that one round counts for a pair, in coins.
public struct PairLiquidity: Hashable, Sendable {
  /// One side's liquidity.
  public struct OfSide: Hashable, Sendable {
    /// Over all ranks.
    public internal(set) var total: Double
    /// By rank, in the order of the side's ranks.
    public internal(set) var ranks: [Double]
  }

  /// Over both sides and all ranks.
  public internal(set) var total: Double
  public internal(set) var sides: BySide<OfSide>

  /// Adds up orders, one after the other as they arrived, so that the sums have the original's bits.
  /// - Precondition: every order has a rank of the pair.
  public init(of orders: [PoolOrder], in pair: PairConfiguration) {
    total = orders.reduce(0) { $0 + $1.order.amount }
    sides = pair.sides.map { side, settings in
      var sums = OfSide(total: 0, ranks: [Double](repeating: 0, count: settings.ranks.count))
      for stored in orders where stored.order.side == side {
        guard let rank = stored.rank else { continue }
        sums.total += stored.order.amount
        sums.ranks[rank] += stored.order.amount
      }
      return sums
    }
  }
}

/// What one round awards for a pair.
public struct Award: Hashable, Sendable {
  /// One order's part.
  public struct Credit: Hashable, Sendable {
    /// The order's part of the liquidity of its rank, 0 to 1.
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
  public init(prorating rankRewards: BySide<[Double]>, over liquidity: PairLiquidity, to orders: [PoolOrder])
  {
    self.rankRewards = rankRewards
    credits = orders.map { stored in
      guard let rank = stored.rank else { return Credit(share: 0, coins: 0) }
      let rankTotal = liquidity.sides[stored.order.side].ranks[rank]
      let share = rankTotal > 0 ? stored.order.amount / rankTotal : 0
      return Credit(share: share, coins: share * rankRewards[stored.order.side][rank])
    }
  }
}

/// A way to divide a pair's reward of one minute among the orders that were there.
public protocol RewardRule: Sendable {
  /// Awards one minute of one pair.
  ///
  /// Called once a configured pair and round, also when nobody is there, so that a rule may carry state from
  /// round to round.
  /// - Parameters:
  ///   - orders: The counted orders of the pair as they arrived, each with a rank.
  ///   - liquidity: Their sums.
  ///   - pair: The pair's configuration.
  /// - Returns: Rewards by rank, and one credit an order.
  mutating func award(_ orders: [PoolOrder], liquidity: PairLiquidity, in pair: PairConfiguration) -> Award
}
