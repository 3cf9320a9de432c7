// Hummingbot's liquidity mining: size weighted by an exponential of the spread.

import SimEngine

/// Divides each side's part of the reward by size x exp(-decay x spread / maximum spread).
///
/// The programme takes a snapshot a minute and divides a campaign's pot into equal parts, one a minute and
/// side (43,200 in thirty days); so a minute's payment is what the campaign pays for that minute, and no
/// score is carried over. An empty side's part goes to nobody.
///
/// Law: an order twice as large scores twice, wherever it is; cutting an order in two changes nothing.
/// - Source: Hummingbot miner documentation: a spread of 0.10 % of at most 1 % weighs 0.82, one of 0.45 %
///   0.41, which is a decay of 2; later campaigns state a decay of 8.
public struct HummingbotReward: RewardRule {
  /// How often the weight falls by a factor e on the way to the maximum spread.
  public let decay: Double
  /// The largest spread that counts, a fraction; nil for the widest paid tolerance.
  public let maximumSpread: Double?

  /// A campaign.
  /// - Precondition: the decay is finite and not negative.
  public init(decay: Double = 8, maximumSpread: Double? = nil) {
    invariant(decay.isFinite && decay >= 0, "the weight falls by \(decay)")
    self.decay = decay
    self.maximumSpread = maximumSpread
  }

  /// The weight of a coin at a spread, 1 at the price.
  public func weight(atSpread spread: Double, of maximumSpread: Double) -> Double {
    maximumSpread > 0 ? DeterministicMath.exp(-decay * spread / maximumSpread) : 1
  }

  public func award(_ sample: RewardSample) -> Award {
    let scores = OrderScores(of: sample, within: maximumSpread) { amount, spread, limit in
      amount * weight(atSpread: spread, of: limit)
    }
    let totals = scores.users.map { _, sums in sums.reduce(0, +) }
    let coins = zip(sample.orders, scores.orders).map { stored, score in
      let side = stored.order.side
      let pot = sample.pair.rewardPerMinute * sample.pair.sides[side].ratio
      return totals[side] > 0 ? pot * (score / totals[side]) : 0
    }
    return Award(coins: coins, in: sample)
  }

  /// The parts of both sides: paid as soon as each holds something.
  public func maximumAward(for pair: PairConfiguration) -> Double {
    pair.sum(overPaidSides: { pair.rewardPerMinute * pair.sides[$0].ratio })
  }
}
