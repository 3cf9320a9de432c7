// The rule of June 2016: each side has a target of its own, and the reward moves to the emptier side.

import SimEngine

/// Pays each side in full once it holds its part of the target, and shifts reward and target to the side that
/// holds less.
///
/// For every side and rank: reward x side ratio x rank ratio x min(1, side's liquidity / (target x side
/// ratio)), rounded to eight decimals. Below its target a side earns reward x liquidity / target whatever its
/// ratio, so that the ratio moves only the cap. After each sample in which anybody was there, the asks' ratio
/// becomes the bids' part of the liquidity, held between 0.1 and 0.9, and the bids' ratio the rest; the
/// configured ratios hold until then.
///
/// Law: a side's reward never exceeds reward x its liquidity / target.
/// - Source: ALP server, branch automatic_config of June 2016.
public struct BalancedReward: RewardRule {
  /// Ratios that replaced the configured ones, nil before the first liquidity; shape [pairs].
  private var movedRatios: [BySide<Double>?] = []

  /// The rule before its first sample.
  public init() {}

  /// The sides' parts of a pair's reward in the next sample, or nil while the configured ones hold.
  public func ratios(ofPairAt position: Int) -> BySide<Double>? {
    position < movedRatios.count ? movedRatios[position] : nil
  }

  public mutating func award(_ sample: RewardSample) -> Award {
    let pair = sample.pair
    let ratios = ratios(ofPairAt: sample.pairPosition) ?? pair.sides.map { _, side in side.ratio }
    let rankRewards = pair.sides.map { side, settings in
      let sideTarget = pair.target * ratios[side]
      let fill = sideTarget > 0 ? min(1, sample.liquidity.sides[side].total / sideTarget) : 0
      return settings.ranks.map { rank in
        roundHalfAwayFromZero(pair.rewardPerMinute * ratios[side] * rank.ratio * fill, decimals: 8)
      }
    }
    moveRatios(after: sample)
    return Award(prorating: rankRewards, in: sample)
  }

  /// What the ranks are promised under the ratios that promise most: paid when each rank holds something and each
  /// side its target.
  ///
  /// Ratios make no difference where the ranks of both sides have parts that add up to the same; elsewhere the side
  /// whose ranks have more has to be the emptier one by far.
  public func maximumAward(for pair: PairConfiguration) -> Double {
    let parts = pair.sides.map { _, side in side.ranks.reduce(0) { $0 + $1.ratio } }
    let moved = [0.1, 0.9].map { $0 * parts.ask + (1 - $0) * parts.bid }
    if parts.ask == parts.bid { return pair.fullReward }
    return moved.reduce(pair.fullReward) { max($0, pair.rewardPerMinute * $1) }
  }

  private mutating func moveRatios(after sample: RewardSample) {
    guard sample.liquidity.total > 0 else { return }
    while movedRatios.count <= sample.pairPosition { movedRatios.append(nil) }
    let ask = min(0.9, max(0.1, 1 - sample.liquidity.sides.ask.total / sample.liquidity.total))
    movedRatios[sample.pairPosition] = BySide(ask: ask, bid: 1 - ask)
  }
}
