// The rule of the first server: every side and rank earns a fixed sum a minute.

import SimEngine

/// Pays each side and rank the same sum every minute, however much or little is there.
///
/// For every side and rank: reward x side ratio x rank ratio, with no target and no rounding; so the first
/// coin in a rank earns all of it. The settings of that time gave each rank its coins a minute: they are
/// carried by a reward of 1, side ratios of 1 and the coins as the ratios of the ranks.
///
/// Law: doubling every amount changes no credit.
/// - Source: ALP server, October 2015 to 16 January 2016.
public struct FixedReward: RewardRule {
  /// The rule; it has no settings of its own.
  public init() {}

  public func award(_ sample: RewardSample) -> Award {
    let rankRewards = sample.pair.sides.map { _, side in
      side.ranks.map { sample.pair.rewardPerMinute * side.ratio * $0.ratio }
    }
    return Award(prorating: rankRewards, in: sample)
  }

  /// What the ranks are promised: paid as soon as each holds something.
  public func maximumAward(for pair: PairConfiguration) -> Double { pair.fullReward }
}
