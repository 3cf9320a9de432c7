// Those who trade at times of their own: flows of orders, informed, value and momentum traders.

import AgentModels
import SimEngine

/// What every group of this file begins with.
struct PurseSettings: Sendable {
  /// Tokens of the supply.
  let tokens: Amount
  /// USD that its other coins are worth at the start.
  let coinsUSD: Double

  static func readPurse(_ object: ScenarioObject, _ setting: ScenarioSetting) -> PurseSettings {
    let tokens = object.optional("tokens", .holding(setting.token.asset)) ?? .zero
    let usd = object.optional("coins", .price(in: "USD").within(.zero...1_000_000_000))?.double ?? 0
    return PurseSettings(tokens: tokens, coinsUSD: usd)
  }

  /// The capital, claimed from the supply.
  func capital(of group: String, in world: WorldBuilder) throws(ScenarioError) -> GroupCapital {
    try world.claimTokens(tokens, for: group)
    return GroupCapital(tokens: tokens, coins: world.coins(worth: coinsUSD))
  }
}

extension TradeSize {
  /// Reads how large the trades of a group are.
  static func readSize(_ object: ScenarioObject, _ setting: ScenarioSetting) -> TradeSize {
    var size = TradeSize()
    let token = setting.token.asset.symbol
    let tokens = ScenarioValue<ExactDecimal>.price(in: token).within(.zero...1_000_000_000)
    switch object.required("size", .distribution(of: tokens.above(.zero))) {
    case .lognormal(let median, let sigma)?:
      (size.medianTokens, size.sigma) = (median.double, sigma)
    case .constant(let value)?: (size.medianTokens, size.sigma) = (value.double, 0)
    case nil: break
    default:
      object.complain(
        "size", "must be one size or a lognormal distribution, found \(object.found("size"))",
        help:
          "write for example {\"dist\": \"lognormal\", \"median\": \"100 \(token)\", \"sigma\": 1.2}"
      )
    }
    size.maximumTokens = object.optional("largest", tokens)?.double ?? size.maximumTokens
    return size
  }
}

extension ScenarioValue where Value == NumberRate {
  /// A rate at which a group can be simulated.
  static let activity = eventRate.satisfying("between 0.000001/min and 1000000/min") {
    (1e-6...1e6).contains($0.perMinute)
  }
}

/// `"kind": "hawkes"`: trades that call forth further trades.
struct HawkesFlowModel: AgentModel {
  static let kind = "hawkes"
  let parameters: HawkesFlowParameters
  let purse: PurseSettings

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = HawkesFlowParameters()
    parameters.tradesPerMinuteAndSide = (object.required("rate", .activity)?.perMinute ?? 1) / 2
    parameters.ownBranching = object.optional(
      "branching", .branchingRatio, default: parameters.ownBranching)
    parameters.crossBranching = object.optional(
      "crossBranching", .branchingRatio, default: parameters.crossBranching)
    if parameters.ownBranching + parameters.crossBranching >= 1 {
      object.complain(
        object.has("crossBranching") ? "crossBranching" : "branching",
        "must leave \"branching\" + \"crossBranching\" below 1, or trades never come to rest; they are "
          + "\(parameters.ownBranching) + \(parameters.crossBranching)")
    }
    parameters.memory = object.optional(
      "memory", .duration.within(.milliseconds(1) ... .days(30)), default: parameters.memory)
    parameters.patience =
      object.optional("patience", .ratio.within(.zero...10))?.double ?? parameters.patience
    parameters.size = .readSize(object, setting)
    parameters.pegUSD = setting.token.pegUSD
    return HawkesFlowModel(parameters: parameters, purse: .readPurse(object, setting))
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let capital = try purse.capital(of: group, in: world)
    world.add(StrategyTraders(name: group, token: world.token, capital: capital, parameters))
  }
}

/// `"kind": "informed"`: those who know the price of a coin before the others do.
struct InformedTraderModel: AgentModel {
  static let kind = "informed"
  let parameters: InformedTraderParameters
  let coin: String?
  let purse: PurseSettings

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = InformedTraderParameters()
    parameters.looksPerMinute = object.required("rate", .activity)?.perMinute ?? 1
    parameters.lead = object.optional(
      "lead", .duration.within(.zero ... .days(30)), default: parameters.lead)
    parameters.margin =
      object.optional("margin", .ratio.within(.zero ... .one))?.double ?? parameters.margin
    let coin = object.optional("coin", .oneOf(setting.collateral.map(\.symbol)))
    parameters.size = .readSize(object, setting)
    parameters.pegUSD = setting.token.pegUSD
    return InformedTraderModel(
      parameters: parameters, coin: coin, purse: .readPurse(object, setting))
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let coin =
      if let coin { world.asset(coin) } else { try world.commonQuote(for: group) }
    let capital = try purse.capital(of: group, in: world)
    world.add(
      StrategyTraders(name: group, token: world.token, coin: coin, capital: capital, parameters))
  }
}

/// `"kind": "value"`: those who trade on what they believe the token to be worth.
struct ValueTraderModel: AgentModel {
  static let kind = "value"
  let parameters: ValueTraderParameters
  let purse: PurseSettings

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = ValueTraderParameters()
    let share = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one)
    parameters.count = object.optional("count", .integer(1...1_000_000), default: parameters.count)
    let rate = object.required("rate", .activity)?.perMinute ?? 1
    parameters.looksPerMinute = rate / Double(parameters.count)
    parameters.fundamental = .readFundamental(object)
    parameters.observationNoise =
      object.optional("observationNoise", share)?.double ?? parameters.observationNoise
    parameters.forecast = object.optional(
      "forecast", .duration.within(.zero ... .days(3_650)), default: parameters.forecast)
    parameters.margin = object.optional("margin", share)?.double ?? parameters.margin
    parameters.size = .readSize(object, setting)
    parameters.pegUSD = setting.token.pegUSD
    return ValueTraderModel(parameters: parameters, purse: .readPurse(object, setting))
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let capital = try purse.capital(of: group, in: world)
    world.add(StrategyTraders(name: group, token: world.token, capital: capital, parameters))
  }
}

extension FundamentalParameters {
  /// Reads how the fundamental value moves.
  static func readFundamental(_ object: ScenarioObject) -> FundamentalParameters {
    var parameters = FundamentalParameters()
    let share = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one)
    parameters.deviation = object.optional("fundamentalDeviation", share)?.double ?? parameters.deviation
    parameters.halfLife = object.optional(
      "halfLife", .duration.within(.seconds(1) ... .days(3_650)), default: parameters.halfLife)
    parameters.shocks = object.optionalObject("fundamentalShocks") { object in
      let perYear = object.required("perYear", .number(0...10_000))
      let mean = object.required("mean", share)?.double
      let deviation = object.required("deviation", share)?.double
      guard let perYear, let mean, let deviation else { return nil }
      return Shocks(perYear: perYear, mean: mean, deviation: deviation)
    }
    if object.has("fundamentalMeans") {
      let means = object.keyedByTime("fundamentalMeans", .signedRatio(within: -0.99...10)) ?? []
      parameters.means = means.map {
        Mean(from: SimTime.start + $0.at, log: DeterministicMath.log1p($0.value))
      }
    }
    return parameters
  }
}

/// `"kind": "momentum"`: those who follow the deviation of the price from its peg.
struct MomentumTraderModel: AgentModel {
  static let kind = "momentum"
  let parameters: MomentumTraderParameters
  let purse: PurseSettings

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = MomentumTraderParameters()
    parameters.looksPerMinute = object.required("rate", .activity)?.perMinute ?? 1
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(365))
    parameters.fastHalfLife = object.optional("fast", span, default: parameters.fastHalfLife)
    parameters.slowHalfLife = object.optional("slow", span, default: parameters.slowHalfLife)
    if parameters.slowHalfLife <= parameters.fastHalfLife {
      object.complain(
        object.has("slow") ? "slow" : "fast",
        "must leave \"slow\" longer than \"fast\"; they are \(text(of: parameters.slowHalfLife)) and "
          + text(of: parameters.fastHalfLife))
    }
    parameters.scale =
      object.optional("scale", .ratio.within(ExactDecimal(1, timesTenTo: -6)...10))?.double
      ?? parameters.scale
    parameters.slippage =
      object.optional("slippage", .ratio.within(.zero ... .one))?.double ?? parameters.slippage
    parameters.size = .readSize(object, setting)
    parameters.pegUSD = setting.token.pegUSD
    return MomentumTraderModel(parameters: parameters, purse: .readPurse(object, setting))
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let capital = try purse.capital(of: group, in: world)
    world.add(StrategyTraders(name: group, token: world.token, capital: capital, parameters))
  }
}
