// The answer: what is recommended, how sure it is, what it costs, and what it rests on.

import SimEngine

/// What a search found.
public struct SizingResult: Sendable {
  /// The question.
  public let plan: SizingPlan
  /// The threshold of each seed, nil where no value in the range meets the target; shape [seeds], empty where tests decided.
  public let thresholds: [Double?]
  /// Whether thresholds can be believed; nil where tests decided.
  public let audit: MonotonicityAudit?
  /// The value and its interval.
  public let estimate: SizingEstimate
  /// The shares of seeds by value, where thresholds cannot be believed.
  public let shares: [(value: Double, met: Int)]
  /// What tests decided of some values; empty where thresholds did.
  let decisions: [SequentialDecision]
  /// What fresh seeds say of the recommended value; nil where there is none.
  public let confirmation: Confirmation?
  /// What becomes of the value when an assumed input is another.
  public let sensitivities: [Sensitivity]
  /// By how much the value rises for a tenth more depth, by the fewest seeds; nil where the target is no depth, or the
  /// range does not say.
  public let costOfTenPercentMoreDepth: Double?
  /// Runs that were needed.
  public let runCount: Int
  /// Runs that came to one of their limits before their end.
  public let cutShortCount: Int

  /// The value with two digits, rounded up so that it is no less sufficient; nil where none is.
  public var recommended: Double? { confirmation?.value.double }
  /// Seeds that no value in the range serves.
  public var censoredCount: Int { thresholds.count { $0 == nil } }
  /// How many of them the confidence allows.
  public var censoredAllowed: Int {
    plan.seeds - QuantileRanks(count: plan.seeds, probability: plan.confidence).estimate
  }

  /// What the recommended value comes to on seeds that had no part in finding it.
  public struct Confirmation: Sendable {
    /// The value.
    let value: ExactDecimal
    /// The value as a scenario writes it.
    public let text: String
    /// The figure of the target; shape [seeds].
    public let figures: [Double?]
    /// How many of these seeds meet the target.
    public let metCount: Int
    /// What the pool paid, in coins; shape [seeds], nil where there is no pool.
    let paid: [Double?]
    /// The averages over the seeds of what was paid and could have been, in coins a run and in USD, and of the depth of the
    /// smaller side within 1 %, in coins.
    public let meanPaid: Double?
    public let meanPaidUSD: Double?
    public let meanMaximum: Double?
    public let meanDepth: Double?

    /// The exact 95 % interval of the probability that the target is met.
    public var interval: ClosedRange<Double> {
      Statistics.exactInterval(successes: metCount, trials: figures.count, level: 0.95)
    }
    /// The share of the seeds that meet it.
    public var share: Double { Double(metCount) / Double(max(1, figures.count)) }
  }

  /// What an assumed input does to the answer.
  public struct Sensitivity: Sendable {
    /// The path of the input.
    public let path: String
    /// Its two values.
    public let inputs: [String]
    /// The sufficient value at each of them; nil where none in the range is sufficient.
    public let values: [Double?]
    /// The sufficient value of the scenario as it stands, by the same seeds.
    public let base: Double?
    /// How many seeds these are.
    public let seeds: Int

    /// By what factor the input may change the answer; infinite where it may leave none.
    public var swing: Double {
      let found = values.compactMap(\.self)
      guard found.count == values.count, let least = found.min(), let most = found.max() else {
        return .infinity
      }
      return most / least
    }
  }

  // MARK: What follows

  /// Whether the answer is a value that fresh seeds do not contradict.
  public var isAnswered: Bool {
    confirmation.map { $0.interval.upperBound >= plan.confidence } ?? false
  }

  /// By how much the value rises for one more seed in a hundred; nil where the range does not say.
  public var costOfOnePercentMore: Double? {
    guard estimate.method == .thresholds, let value = estimate.value, plan.confidence + 0.01 < 1 else {
      return nil
    }
    let more = SizingEstimate(thresholds: thresholds, confidence: plan.confidence + 0.01)
    return more.value.map { $0 - value }
  }

  /// Coins a minute that a value of the grid is, for all exchanges that the pool pays for; nil where the value is no reward.
  public func coinsPerMinute(_ value: Double) -> Double? {
    guard plan.range.path == SizingSettings.rewardPath, let pool = plan.base.pool else { return nil }
    let period = plan.grid.unit.split(separator: "/").last ?? ""
    let minutes: Double? =
      switch period {
      case "min": 1
      case "s": 1.0 / 60
      case "h": 60
      case "d", "day": 1_440
      default: nil
      }
    return minutes.map { value / $0 * Double(pool.exchanges.count) }
  }

  /// What the recommended reward comes to as a grant; nil where the value is no reward.
  public var grant: GrantTerms.Parts? {
    guard let value = recommended, let coins = coinsPerMinute(value) else { return nil }
    return plan.base.size.grant.parts(coinsPerMinute: coins, decimals: plan.base.token.asset.decimals)
  }

  /// USD that a USD of depth on the smaller side costs a day; nil where it is not measured.
  public var dollarsPerDollarDay: Double? {
    guard let confirmation, let usd = confirmation.meanPaidUSD, let depth = confirmation.meanDepth, depth > 0
    else { return nil }
    return usd / (depth * plan.base.token.pegUSD * plan.base.horizon.seconds / 86_400)
  }
}
