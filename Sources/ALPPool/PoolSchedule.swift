// When a pool in a simulation does what, and what its settings mean for rounds that are not a minute apart.

public import SimEngine

/// When the pool's timers run, each with a period and a phase of its own.
public struct PoolSchedule: Sendable {
  /// How often the pool reads its price feeds.
  public var pricePeriod = SimDuration.seconds(60)
  /// How often credits are given; a round pays for as many minutes as lie between two.
  public var creditPeriod = SimDuration.seconds(60)
  /// When the first round is held.
  public var creditPhase = SimDuration.seconds(60)
  /// When the books are read that a round pays for.
  public var snapshots = SnapshotMode.onSubmission
  /// How often credits are paid out.
  public var payoutPeriod = SimDuration.days(1)
  /// All that is ever paid out, or nil for no limit.
  public var grant: Amount?
  /// How often rows of `liquidity.csv` are written: by the last round at or before each multiple.
  public var liquidityEvery = SimDuration.minutes(1)
  /// How often rows of `credits.csv` are written: by the last round at or before each multiple.
  public var creditsEvery = SimDuration.minutes(1)

  /// The timers of the original.
  public init() {}
}

extension PoolConfiguration {
  /// The same pool for rounds that lie further apart or closer than a minute.
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

extension PairConfiguration {
  /// What a round pays when every rank holds something and the target is met.
  var fullReward: Double {
    let shares = sides.map { _, side in side.ranks.reduce(0) { $0 + side.ratio * $1.ratio } }
    return rewardPerMinute * (shares.ask + shares.bid)
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
