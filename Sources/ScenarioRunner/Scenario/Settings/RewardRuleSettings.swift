// The rule of a pool and its terms as a scenario describes them.

public import ALPPool
public import SimEngine

/// A reward rule with the terms that a scenario gives it.
public struct RewardRuleSettings: Sendable {
  /// Which of the rules.
  public let name: NamedRewardRule
  private let make: @Sendable (_ roundsPerDay: Double) -> any RewardRule

  /// The rule at its beginning.
  /// - Parameter creditPeriod: The span between two rounds of the pool.
  public func rule(creditEvery creditPeriod: SimDuration) -> any RewardRule {
    make(1_440 / creditPeriod.minutes)
  }

  /// Reads "rule", and "terms" by the rule.
  static func read(_ object: ScenarioObject, token: Asset) -> RewardRuleSettings {
    let words = NamedRewardRule.allCases.map(\.rawValue)
    let word = object.optional("rule", .oneOf(words), default: NamedRewardRule.scaled.rawValue)
    let name = NamedRewardRule(rawValue: word) ?? .scaled
    let make = object.optionalObject("terms") { terms in terms.rule(name, token: token) }
    return RewardRuleSettings(name: name, make: make ?? { name.rule(roundsPerDay: $0) })
  }
}

extension ScenarioObject {
  /// What makes a rule with these terms; nil after an error, or when the rule has none.
  fileprivate func rule(
    _ name: NamedRewardRule, token: Asset
  ) -> (@Sendable (_ roundsPerDay: Double) -> any RewardRule)? {
    switch name {
    case .fixed, .scaled, .balanced: return nil
    case .auction:
      guard let terms = bothSides({ AuctionTerms.read($0, token: token) }) else { return nil }
      return { roundsPerDay in AuctionReward(terms: terms, roundsPerDay: roundsPerDay) }
    case .fixedCost:
      guard let terms = bothSides({ FixedCostReward.Terms.read($0, token: token) }) else { return nil }
      return { roundsPerDay in FixedCostReward(terms: terms, roundsPerDay: roundsPerDay) }
    case .hummingbot:
      let rule = HummingbotReward.read(self)
      return { _ in rule }
    case .dydx:
      let terms = DydxReward.Terms.read(self, token: token)
      return { roundsPerDay in
        var terms = terms
        // The rule counts rounds.
        terms.epochMinutes *= roundsPerDay / 1_440
        return DydxReward(terms)
      }
    case .polymarket:
      let rule = PolymarketReward.read(self)
      return { _ in rule }
    }
  }

  /// Reads "ask" and "bid", which are both needed.
  private func bothSides<Terms>(_ read: (ScenarioObject) -> Terms?) -> BySide<Terms>? {
    let (ask, bid) = (object("ask", read), object("bid", read))
    guard let ask, let bid else { return nil }
    return BySide(ask: ask, bid: bid)
  }
}

extension ScenarioValue where Value == ExactDecimal {
  /// A spread, in a scoring rule: a share of the price.
  fileprivate static let spread = ratio.within(.zero ... .one)
}

extension AuctionTerms {
  fileprivate static func read(_ object: ScenarioObject, token: Asset) -> AuctionTerms? {
    let rate = object.required("maximumRate", .dailyRate(upTo: .one))
    let target = object.required("target", .amount(of: token).above(.zero))
    guard let rate, let target else { return nil }
    return AuctionTerms(maximumRate: rate.double, target: target.coins(decimals: token.decimals))
  }
}

extension FixedCostReward.Terms {
  fileprivate static func read(_ object: ScenarioObject, token: Asset) -> Self? {
    let nothing = AmountRate(.zero, per: .minutes(1))
    // Ten years of it are 5·10^12 tokens, whose base units fit an amount many times over.
    let most = Amount(baseUnits: 1_000_000 * powerOfTen(token.decimals))
    let pot = object.required(
      "pot", .amountRate(of: token).within(nothing...AmountRate(most, per: .minutes(1))))
    let target = object.optional("target", .amount(of: token).above(.zero))
    return pot.map { pot in
      Self(
        potPerDay: pot.coinsPerMinute(decimals: token.decimals) * 1_440,
        target: target?.coins(decimals: token.decimals) ?? .infinity)
    }
  }
}

extension HummingbotReward {
  fileprivate static func read(_ object: ScenarioObject) -> HummingbotReward {
    let decay = object.optional("decay", .number(0...1_000), default: 8)
    return HummingbotReward(decay: decay, maximumSpread: object.optional("maximumSpread", .spread)?.double)
  }
}

extension PolymarketReward {
  fileprivate static func read(_ object: ScenarioObject) -> PolymarketReward {
    let needsBothSides = object.optional("needsBothSides", .flag, default: false)
    let divisor = object.optional("oneSidedDivisor", .number(1...1e6), default: 3)
    return PolymarketReward(
      oneSidedDivisor: needsBothSides ? nil : divisor,
      maximumSpread: object.optional("maximumSpread", .spread)?.double)
  }
}

extension DydxReward.Terms {
  fileprivate static func read(_ object: ScenarioObject, token: Asset) -> Self {
    var terms = Self()
    // Products of three powers stay finite.
    let exponent = ScenarioValue<Double>.number(0...5)
    terms.depthExponent = object.optional("depthExponent", exponent, default: terms.depthExponent)
    terms.uptimeExponent = object.optional("uptimeExponent", exponent, default: terms.uptimeExponent)
    terms.volumeExponent = object.optional("volumeExponent", exponent, default: terms.volumeExponent)
    let share = object.optional("leastVolumeShare", .ratio.within(.zero ... .one))
    terms.leastVolumeShare = share?.double ?? terms.leastVolumeShare
    let depth = object.optional("leastDepth", .amount(of: token).atLeast(.zero), default: .zero)
    terms.leastDepth = depth.coins(decimals: token.decimals)
    terms.maximumSpread = object.optional("maximumSpread", .spread)?.double
    let closest = ScenarioValue<ExactDecimal>.ratio.within(ExactDecimal.partPerMillion ... .one)
    terms.leastSpread = object.optional("leastSpread", closest)?.double ?? terms.leastSpread
    let epoch = object.optional("epoch", .duration.within(.minutes(1) ... .days(3_650)))
    terms.epochMinutes = epoch?.minutes ?? terms.epochMinutes
    return terms
  }
}

extension ExactDecimal {
  /// A millionth.
  fileprivate static let partPerMillion = ExactDecimal("0.000001") ?? .one
}
