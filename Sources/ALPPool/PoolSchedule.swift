// When a pool in a simulation does what, and what its settings mean for rounds that are not a minute apart.

public import SimEngine

/// When the pool's timers run, each with a period and a phase of its own.
public struct PoolSchedule: Sendable {
  /// How often the pool reads its price feeds.
  public var pricePeriod = SimDuration.seconds(60)
  /// When it reads them first after the start, at which it does too; nil for the period.
  public var pricePhase: SimDuration?
  /// How often credits are given; a round pays for as many minutes as lie between two.
  public var creditPeriod = SimDuration.seconds(60)
  /// When the first round is held.
  public var creditPhase = SimDuration.seconds(60)
  /// When the books are read that a round pays for.
  public var snapshots = SnapshotMode.onSubmission
  /// Whether an order counts at a sample for the part of the time since the one before in which it was open; it
  /// takes samples of the pool's own.
  public var weighsOpenTime = false
  /// How often credits are paid out.
  public var payoutPeriod = SimDuration.days(1)
  /// When the first payout is due; nil for the period.
  public var payoutPhase: SimDuration?
  /// How long after a failure it is tried again.
  public var payoutRetry = SimDuration.seconds(120)
  /// When payments cannot be sent.
  public var paymentOutages: [PaymentOutage] = []
  /// All that is ever paid out, or nil for no limit.
  public var grant: Amount?
  /// How often rows of `liquidity.csv` are written: by the last round at or before each multiple.
  public var liquidityEvery = SimDuration.minutes(1)
  /// How often rows of `credits.csv` are written: by the last round at or before each multiple.
  public var creditsEvery = SimDuration.minutes(1)

  /// A span in which the daemon that holds the grant sends nothing.
  public struct PaymentOutage: Hashable, Sendable {
    /// From the first such instant up to, not including, the second.
    public let span: PriceFeed.Outage
    /// Whether there is no connection at all, instead of an error as the answer.
    public let isMissing: Bool

    /// An outage.
    public init(_ span: PriceFeed.Outage, isMissing: Bool) {
      self.span = span
      self.isMissing = isMissing
    }
  }

  /// The timers of the original.
  public init() {}

  /// The time that a sample stands for, or nil when orders count in full however long they were open.
  var weighedSlot: SimDuration? {
    let samples = Int64(snapshots.sampleCount)
    return weighsOpenTime && samples > 0
      ? SimDuration(nanoseconds: creditPeriod.nanoseconds / samples) : nil
  }

  /// What comes of a payment that is tried at an instant.
  func delivery(at time: SimTime) -> PayoutLoop.Delivery {
    let outages = paymentOutages.filter { time >= $0.span.start && time < $0.span.end }
    if outages.isEmpty { return .sent }
    return outages.contains(where: \.isMissing) ? .daemonMissing : .refused
  }

  /// The loop of payouts of a pool that begins at an instant.
  /// - Parameter coinDecimals: Digits of the coin, at least six.
  func payoutLoop(from start: SimTime, coinDecimals: Int = 8, fidelity: Fidelity) -> PayoutLoop {
    PayoutLoop(
      firstAt: start + (payoutPhase ?? payoutPeriod), every: payoutPeriod, retryAfter: payoutRetry,
      grantMillionths: grant.map { $0.baseUnits / powerOfTen(coinDecimals - 6) }, fidelity: fidelity)
  }
}

extension PoolConfiguration {
  /// The same pool for rounds that lie further apart or closer than a minute.
  ///
  /// Rules divide what they are told is the reward of a minute; what they are told here is that of a round, in coins, so
  /// that a day costs the same however many rounds it has.
  func paying(forRoundsEvery period: SimDuration) -> PoolConfiguration {
    let pairs = self.pairs.map {
      PairConfiguration(
        exchange: $0.exchange, unit: $0.unit, isReversed: $0.isReversed,
        rewardPerMinute: $0.rewardPerMinute * period.minutes, target: $0.target, ask: $0.sides.ask,
        bid: $0.sides.bid)
    }
    return PoolConfiguration(pairs: pairs, minimumPayout: minimumPayout, fidelity: fidelity)
  }
}

extension ProgramStatus {
  /// What providers are told of a pair whose rounds lie so many minutes apart.
  init(of pair: PairConfiguration, in last: CreditRound.OfPair?, minutes: Double) {
    let paidRanks = (pair.sides.ask.ranks + pair.sides.bid.ranks).filter { $0.ratio > 0 }
    self.init(
      rewardPerMinute: pair.rewardPerMinute / minutes,
      paidPerMinute: last.map { $0.reward(.sell) + $0.reward(.buy) }.map { $0 / minutes } ?? 0,
      paidLiquidity: last.map { $0.paidLiquidity(.sell) + $0.paidLiquidity(.buy) } ?? 0,
      tolerance: paidRanks.map(\.tolerance).max() ?? 0)
  }
}
