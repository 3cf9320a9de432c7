// The pool as a scenario describes it.

public import ALPPool
import SimEngine

/// The Automated Liquidity Pool.
public struct PoolSettings: Sendable {
  /// The exchanges that it pays for.
  public let exchanges: [String]
  /// How a round's reward is divided.
  public let rule: RewardRuleSettings
  /// Coins a minute for each of them.
  public let rewardPerMinute: Double
  /// Coins of liquidity on each from which the whole reward is paid.
  public let target: Double
  /// Both sides with their ranks.
  let ask: SideConfiguration
  let bid: SideConfiguration
  /// The smallest sum that is paid out.
  public let minimumPayout: Double
  /// Which faults of the original it has.
  public let fidelity: Fidelity
  /// When its timers run.
  public let schedule: PoolSchedule
  /// How it sees prices.
  public let feed: FeedSettings

  /// The names of the ranks of bids that earn something.
  public var paidBidRanks: [String] { bid.ranks.filter { $0.ratio > 0 }.map(\.name) }

  static func read(
    _ object: ScenarioObject, token: Asset, exchanges: [String], horizon: SimDuration
  ) -> PoolSettings? {
    let rule = RewardRuleSettings.read(object, token: token)
    let nothing = AmountRate(.zero, per: .minutes(1))
    let reward = object.required("reward", .amountRate(of: token).atLeast(nothing))
    let target = object.required("target", .amount(of: token).above(.zero))
    if exchanges.isEmpty { object.complain("must have an exchange to pay for, and there is none") }
    let paid = object.optional("exchanges", .array(of: .oneOf(exchanges), count: 1...64)) ?? exchanges
    if Set(paid).count != paid.count { object.complain("exchanges", "must name each exchange once") }
    let askShare = object.optional("askShare", .ratio.within(.zero ... .one))?.double ?? 0.5
    let fidelity = object.optional("legacy", .faults, default: .corrected)
    let ranks = readRanks(object, mayExceedReward: fidelity.contains(.acceptsFaultySettings))
    let minimum = object.optional("minimumPayout", .amount(of: token).atLeast(.zero))
    let feed = object.optionalObject("feed", FeedSettings.read) ?? FeedSettings()
    let schedule = PoolSchedule.read(object, token: token)
    guard let reward, let target else { return nil }
    let inAll = reward.coinsPerMinute(decimals: token.decimals) * horizon.minutes * Double(paid.count)
    if inAll > Double(ScenarioLimits.coins) {
      let places = paid.count == 1 ? "one exchange" : "\(paid.count) exchanges"
      object.complain(
        "reward",
        "must not come to more than \(ScenarioLimits.coins) \(token.symbol) in all, found "
          + "\(object.found("reward")) for \(text(of: horizon)) on \(places)",
        help: "lower it, or shorten \"horizon\"")
    }
    return PoolSettings(
      exchanges: paid, rule: rule, rewardPerMinute: reward.coinsPerMinute(decimals: token.decimals),
      target: target.coins(decimals: token.decimals),
      ask: SideConfiguration(ratio: askShare, ranks: ranks),
      bid: SideConfiguration(ratio: 1 - askShare, ranks: ranks),
      minimumPayout: minimum?.coins(decimals: token.decimals) ?? 1, fidelity: fidelity, schedule: schedule,
      feed: feed)
  }

  private static func readRanks(_ object: ScenarioObject, mayExceedReward: Bool) -> [Rank] {
    let ranks = object.keyed("ranks") { name, rank -> Rank? in
      let ratio = rank.required("ratio", .number(0...1))
      let tolerance = rank.optional("tolerance", .ratio.within(.zero ... .one))?.double ?? 1
      return ratio.map { Rank(name, ratio: $0, tolerance: tolerance) }
    }.map(\.value)
    if object.names(of: "ranks").isEmpty {
      object.complain(
        "ranks", "must name at least one rank",
        help: "write for example {\"rank_1\": {\"ratio\": 1, \"tolerance\": \"1%\"}}")
    }
    let sum = ranks.reduce(0) { $0 + $1.ratio }
    if sum > 1 + 1e-9 && !mayExceedReward {
      object.complain(
        "ranks", "must have ratios of 1 at most together, they have \(sum)",
        help: "a side would pay more than its part of the reward; the original did under \"legacy\": true")
    }
    return ranks
  }
}

extension PoolSchedule {
  static func read(_ object: ScenarioObject, token: Asset) -> PoolSchedule {
    var schedule = PoolSchedule()
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(365))
    schedule.creditPeriod = object.optional("credit", span, default: schedule.creditPeriod)
    schedule.creditPhase = object.optional("creditPhase", span, default: schedule.creditPeriod)
    schedule.pricePeriod = object.optional("price", span, default: schedule.pricePeriod)
    schedule.pricePhase = object.optional("pricePhase", span)
    schedule.payoutPeriod = object.optional("payout", span, default: schedule.payoutPeriod)
    schedule.payoutPhase = object.optional("payoutPhase", span)
    schedule.payoutRetry = object.optional("payoutRetry", span, default: schedule.payoutRetry)
    schedule.paymentOutages =
      object.keyed("paymentOutages") { _, outage -> PaymentOutage? in
        let isMissing = outage.optional("missing", .flag, default: false)
        return PriceFeed.Outage.read(outage).map { PaymentOutage($0, isMissing: isMissing) }
      }.map(\.value)
    schedule.grant = object.optional("grant", .amount(of: token).atLeast(.zero))
    schedule.snapshots = .read(object)
    schedule.weighsOpenTime = object.optional("openTime", .flag, default: false)
    if schedule.weighsOpenTime && schedule.snapshots.sampleCount == 0 {
      object.complain(
        "openTime", "needs looks of the pool's own", help: "set \"snapshots\" to \"averaged\" or \"random\"")
    }
    if Double(schedule.snapshots.sampleCount) > schedule.creditPeriod.seconds {
      object.complain("samples", "must not be more than a round has seconds")
    }
    return schedule
  }
}

extension SnapshotMode {
  /// Most samples of one round.
  static let mostSamples = 60

  /// Reads "snapshots", "samples" and "snapshotPhase".
  static func read(_ object: ScenarioObject) -> SnapshotMode {
    let modes = ["onSubmission", "fixed", "random", "averaged"]
    let mode = object.optional("snapshots", .oneOf(modes), default: "onSubmission")
    let samples = object.optional(
      "samples", .integer(1...mostSamples), default: mode == "averaged" ? 6 : 1)
    let phase = object.optional("snapshotPhase", .ratio.within(.zero ... .one), default: .one).double
    if mode == "onSubmission" && object.has("samples") {
      object.complain(
        "samples", "needs instants of the pool's own", help: "set \"snapshots\" to \"averaged\" or \"random\""
      )
    }
    if mode != "fixed" && mode != "averaged" && object.has("snapshotPhase") {
      object.complain("snapshotPhase", "needs \"snapshots\" to be \"fixed\" or \"averaged\"")
    }
    switch mode {
    case "fixed", "averaged": return SnapshotMode(samples: samples, phase: .fixed(phase))
    case "random": return SnapshotMode(samples: samples, phase: .random)
    default: return .onSubmission
    }
  }
}

extension ScenarioValue where Value == Fidelity {
  /// Faults of the original server: all of them, none, or those that are named.
  static let faults = ScenarioValue("true, false or an array of faults", example: "true") { place in
    if case .bool(let isLegacy) = place.node.value { return isLegacy ? .legacy : .corrected }
    guard case .array = place.node.value else {
      place.complain(
        "must be true, false or an array of faults, found \(place.node.summary)",
        help: "write for example true or [\"duplicates\"]")
      return nil
    }
    // Those of the web service would change nothing here.
    let words = ServerFault.allCases.filter { !$0.isOfTheWebService }.map(\.rawValue)
    return ScenarioValue<[String]>.array(of: .oneOf(words)).read(place).map { words in
      Fidelity(words.compactMap(ServerFault.init(rawValue:)))
    }
  }
}
