// The rule of the 2016 server: a fixed rate for liquidity below the target, a fixed cost above it.

import SimEngine

/// Pays the reward in full once the pair holds its target of liquidity, and in proportion before.
///
/// For every side and rank: reward x side ratio x rank ratio x min(1, liquidity / target), rounded to eight
/// decimals. Liquidity of both sides and of every rank counts toward the target, paid or not, so that orders
/// far from the price raise what those at the price earn; an empty side's part goes to nobody.
///
/// Law: above the target, doubling every amount changes no credit.
/// - Source: ALP server, branch master of April 2016.
public struct ScaledReward: RewardRule {
  public init() {}

  public func award(_ sample: RewardSample) -> Award {
    let pair = sample.pair
    let fill = min(1, sample.liquidity.total / pair.target)
    let rankRewards = pair.sides.map { _, side in
      // The order of the factors decides the last bit, and with it ties at the ninth decimal.
      side.ranks.map { rank in
        roundHalfAwayFromZero(pair.rewardPerMinute * side.ratio * rank.ratio * fill, decimals: 8)
      }
    }
    return Award(prorating: rankRewards, in: sample)
  }

  /// What the ranks are promised: paid when each holds something and the target is met.
  public func maximumAward(for pair: PairConfiguration) -> Double { pair.fullReward }
}
