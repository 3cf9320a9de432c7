// The rule by which a minute's reward is divided: what a new reward model has to answer.

import SimEngine

/// All that a rule may know of one pair at one instant.
public struct RewardSample: Sendable {
  /// The counted orders of the pair as they arrived, each with a rank: prices, distances, users, minimal
  /// rates.
  public let orders: [PoolOrder]
  /// Their sums.
  public let liquidity: PairLiquidity
  /// The pair's configuration.
  public let pair: PairConfiguration
  /// The pair's position in the pool, by which a rule keeps what it remembers of a pair.
  public let pairPosition: Int
  /// How many samples the round has: each is paid an equal part of what is awarded for it.
  public let count: Int
  /// Coins that users traded as makers since the sample before; shape [users], or empty when nobody did.
  public let makerVolumes: [Double]

  /// A sample.
  /// - Precondition: every order has a rank of the pair.
  public init(
    of orders: [PoolOrder], in pair: PairConfiguration, at pairPosition: Int = 0, of count: Int = 1,
    makerVolumes: [Double] = []
  ) {
    self.orders = orders
    liquidity = PairLiquidity(of: orders, in: pair)
    self.pair = pair
    self.pairPosition = pairPosition
    self.count = count
    self.makerVolumes = makerVolumes
  }
}

/// A way to divide a pair's reward of one minute among the orders that were there.
public protocol RewardRule: Sendable {
  /// Whether the rule wants to know what makers traded; unless it does, nobody is asked.
  var countsMakerVolume: Bool { get }

  /// Awards one sample of one pair, as if it stood for the whole minute; the pool pays of the award the part
  /// that the sample has in its round.
  ///
  /// Called once a configured pair and sample, in the order of time, also when nobody is there, so that a
  /// rule may carry state from sample to sample.
  /// - Returns: Rewards by rank, and one credit an order of the sample.
  mutating func award(_ sample: RewardSample) -> Award

  /// The most that a round can pay for a pair, whoever takes part, in coins.
  ///
  /// Law: no sequence of samples pays more, but for what rounding to eight decimals adds where a rule rounds;
  /// unless it says otherwise, providers can be thought of who are paid all of it.
  func maximumAward(for pair: PairConfiguration) -> Double
}

extension RewardRule {
  /// Most rules pay for what rests, not for what becomes of it.
  public var countsMakerVolume: Bool { false }
}

extension PairConfiguration {
  /// What the ranks of both sides are promised together, in coins a round.
  var fullReward: Double {
    let shares = sides.map { _, side in side.ranks.reduce(0) { $0 + side.ratio * $1.ratio } }
    return rewardPerMinute * (shares.ask + shares.bid)
  }

  /// Whether a rank of a side has a part of the reward.
  func paysAnything(on side: Side) -> Bool { sides[side].ranks.contains { $0.ratio > 0 } }

  /// The sum of what the sides are paid that pay anything at all.
  func sum(overPaidSides maximum: (Side) -> Double) -> Double {
    Side.allCases.reduce(0) { $0 + (paysAnything(on: $1) ? maximum($1) : 0) }
  }
}
