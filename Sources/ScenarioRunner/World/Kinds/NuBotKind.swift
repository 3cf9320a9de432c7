// `"kind": "nubot"`: a group of liquidity providers that run NuBot.

import AgentModels
import SimEngine

/// A group of NuBots, spread over some exchanges in turn.
struct NuBotModel: AgentModel {
  static let kind = "nubot"
  let count: Int
  let exchanges: [String]
  let capitalUSD: DistributionSpecification<ExactDecimal>
  /// The share of the capital that is brought in pegged coins.
  let tokenShare: Double
  let reservationYieldPerDay: DistributionSpecification<ExactDecimal>
  let usesProgram: Bool
  let feed: FeedSettings
  let parameters: NuBotParameters

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    if setting.token.pegUSD != 1 {
      object.complain("kind", "keeps a coin at 1 USD, and \"token.peg\" is another")
    }
    let count = object.optional("count", .integer(1...ScenarioLimits.agents), default: 1)
    let exchanges = setting.exchanges(named: "exchanges", in: object)
    let dollars = ScenarioValue<ExactDecimal>.price(in: "USD").within(.zero...1_000_000_000)
    let capital = object.required("capital", .distribution(of: dollars))
    let tokenShare = object.optional("tokenShare", .ratio.within(.zero ... .one))?.double ?? 0.5
    let daily = ScenarioValue<ExactDecimal>.dailyRate
    let reservation = object.optional("reservationYield", .distribution(of: daily), default: .constant(.zero))
    let usesProgram = object.optional("programme", .flag, default: setting.hasPool)
    let feed = object.optionalObject("feed", FeedSettings.read) ?? FeedSettings()
    let parameters = readParameters(object, token: setting.token.asset.symbol)
    guard let capital else { return nil }
    return NuBotModel(
      count: count, exchanges: exchanges, capitalUSD: capital, tokenShare: tokenShare,
      reservationYieldPerDay: reservation, usesProgram: usesProgram && setting.hasPool, feed: feed,
      parameters: parameters)
  }

  private static func readParameters(_ object: ScenarioObject, token: String) -> NuBotParameters {
    var parameters = NuBotParameters()
    if let side = object.optionalObject(
      "sell", { ParametricSide.read($0, from: parameters.sellSide, token: token) })
    {
      parameters.sellSide = side
    }
    if let side = object.optionalObject(
      "buy", { ParametricSide.read($0, from: parameters.buySide, token: token) })
    {
      parameters.buySide = side
    }
    parameters.isDualSide = object.optional("dualSide", .flag, default: true)
    let percent = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one)
    if let fee = object.optional("fee", percent) { parameters.feePercent = fee.shifted(2).double }
    if let threshold = object.optional("shiftThreshold", percent) {
      parameters.shiftThresholdPercent = threshold.shifted(2).double
    }
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(30))
    parameters.priceCheckEvery = object.optional("priceCheck", span, default: parameters.priceCheckEvery)
    parameters.strategyCheckEvery = object.optional(
      "orderCheck", span, default: parameters.strategyCheckEvery)
    parameters.submitEvery = object.optional("submit", span, default: parameters.submitEvery)
    parameters.feedSilenceLimit = object.optional("feedSilence", span, default: parameters.feedSilenceLimit)
    parameters.rewardsToExchange = object.optional("rewardsToExchange", .flag, default: false)
    parameters.participation.returnProbability = object.optional(
      "returnProbability", .number(0...1), default: parameters.participation.returnProbability)
    return parameters
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let ids = world.exchanges(exchanges)
    let chance = world.context.stream("\(group)/capital", .exogenous)
    var bots: [NuBot] = []
    for index in 0..<count {
      let exchange = ids[index % ids.count]
      let quote = world.context.markets[exchange].pair.quote
      var own = parameters
      let usd = capitalUSD.draw(chance)
      own.participation.reservationYieldPerDay = reservationYieldPerDay.draw(chance)
      own.capitalTokens = Amount(
        truncating: usd * tokenShare / world.scenario.token.pegUSD,
        decimals: world.scenario.token.asset.decimals)
      own.capitalQuote = Amount(
        truncating: usd * (1 - tokenShare) / world.context.markets.usdPrice(of: quote, at: .start),
        decimals: world.asset(quote).decimals)
      try world.claimTokens(own.capitalTokens, for: group)
      let bot = NuBot(
        name: "\(group)-\(index + 1)", group: group, exchange: exchange, feed: world.feed(of: quote, feed),
        program: usesProgram ? world.program : nil, parameters: own)
      world.add(bot)
      bots.append(bot)
    }
    world.add(GroupSummary(group) { _ in NuBot.summary(of: bots, group: group) })
  }
}

extension ParametricSide {
  /// Reads a side of the book; what is left out stays as it was.
  static func read(_ object: ScenarioObject, from former: ParametricSide, token: String) -> ParametricSide {
    var side = former
    let distance = ScenarioValue<ExactDecimal>.price(in: "USD").within(.zero...10)
    if let offset = object.optional("offset", distance) { side.offsetUSD = offset.double }
    if let width = object.optional("width", distance) { side.wallWidthUSD = width.double }
    if let interval = object.optional("interval", distance.above(.zero)) { side.densityUSD = interval.double }
    if let wall = object.optional("wall", .price(in: token).within(.zero...1_000_000_000)) {
      side.wallHeight = wall.double
    }
    let shapes = TailCurve.Shape.allCases.map(\.rawValue)
    let steeps = TailCurve.Steepness.allCases.map(\.rawValue)
    if let name = object.optional("curve", .oneOf(shapes)), let shape = TailCurve.Shape(rawValue: name) {
      side.curve.shape = shape
    }
    if let name = object.optional("steepness", .oneOf(steeps)),
      let steep = TailCurve.Steepness(rawValue: name)
    {
      side.curve.steepness = steep
    }
    return side
  }
}
