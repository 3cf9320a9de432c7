// Polymarket's liquidity rewards: a quadratic of the spread, and both sides wanted.

import SimEngine

/// Divides the reward among providers by the smaller of what their two sides score.
///
/// A side scores the sum of ((v - s) / v)^2 x size over its orders, s the spread and v the largest one. A
/// provider weighs min(Q1, Q2), or max(Q1, Q2) / c where that is more, so that quoting one side alone earns a
/// c-th. The programme takes a sample a minute, normalises each over the providers and adds up a week of them
/// (10,080); a minute's payment is the normalised score of that minute times its part of the pot, which adds
/// up to the same.
///
/// There the second side holds for prices between 0.10 and 0.90 only, since the price of a bet is a
/// probability; a pegged coin's is not, so here it always holds, or never.
/// - Source: Polymarket documentation, liquidity rewards.
public struct PolymarketReward: RewardRule {
  /// What a provider's better side is divided by when the other one holds him back; nil when both sides are
  /// needed.
  public let oneSidedDivisor: Double?
  /// The largest spread that counts, a fraction; nil for the widest paid tolerance.
  public let maximumSpread: Double?

  /// A market's rewards.
  /// - Precondition: the divisor is at least 1.
  public init(oneSidedDivisor: Double? = 3, maximumSpread: Double? = nil) {
    invariant(oneSidedDivisor.map { $0 >= 1 } ?? true, "one side alone is divided by less than one")
    self.oneSidedDivisor = oneSidedDivisor
    self.maximumSpread = maximumSpread
  }

  /// What a coin at a spread scores, 1 at the price and 0 at the largest spread.
  public func weight(atSpread spread: Double, of maximumSpread: Double) -> Double {
    guard maximumSpread > 0 else { return 1 }
    let closeness = (maximumSpread - spread) / maximumSpread
    return closeness * closeness
  }

  /// What a provider with these sums on his sides weighs.
  public func weight(of ask: Double, and bid: Double) -> Double {
    let oneSided = oneSidedDivisor.map { max(ask, bid) / $0 } ?? 0
    return max(min(ask, bid), oneSided)
  }

  public func award(_ sample: RewardSample) -> Award {
    let scores = OrderScores(of: sample, within: maximumSpread) { amount, spread, limit in
      amount * weight(atSpread: spread, of: limit)
    }
    let weights = zip(scores.users.ask, scores.users.bid).map { weight(of: $0, and: $1) }
    return scores.divide(sample.pair.rewardPerMinute, byWeights: weights, in: sample)
  }

  /// The whole reward, as soon as anybody weighs anything.
  public func maximumAward(for pair: PairConfiguration) -> Double {
    let paidSides = Side.allCases.filter(pair.paysAnything).count
    return paidSides >= (oneSidedDivisor == nil ? 2 : 1) ? pair.rewardPerMinute : 0
  }
}
