// `"kind": "pybot"`: a group of liquidity providers that run PyBot.

import AgentModels
import SimEngine

/// A group of PyBots, spread over some exchanges in turn.
struct PyBotModel: AgentModel {
  static let kind = "pybot"
  let providers: ProviderGroup
  /// How the bots see the price that the pool publishes; nil for their own feed.
  let poolFeed: FeedSettings?
  let minimumRates: BySideOf<DistributionSpecification<ExactDecimal>>
  let parameters: PyBotParameters

  /// Something for the asks and something for the bids.
  struct BySideOf<Value: Sendable>: Sendable {
    let ask: Value
    let bid: Value
  }

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    let providers = ProviderGroup.read(object, setting)
    let poolFeed = object.optionalObject("poolFeed", FeedSettings.read)
    let rates = object.optionalObject("minimumRate") { sides in
      let daily = ScenarioValue<DistributionSpecification<ExactDecimal>>.distribution(of: .dailyRate())
      return BySideOf(
        ask: sides.optional("ask", daily, default: .constant(.zero)),
        bid: sides.optional("bid", daily, default: .constant(.zero)))
    }
    let parameters = PyBotParameters.read(object, token: setting.token.asset.symbol)
    return providers.map {
      PyBotModel(
        providers: $0, poolFeed: poolFeed,
        minimumRates: rates ?? BySideOf(ask: .constant(.zero), bid: .constant(.zero)), parameters: parameters)
    }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let chance = world.context.stream("\(group)/capital", .exogenous)
    var bots: [PyBot] = []
    try providers.forEachMember(of: group, chance, in: world) { member in
      var own = parameters
      own.capital = member.capital
      own.minimumRates = DailyRates(ask: minimumRates.ask.draw(chance), bid: minimumRates.bid.draw(chance))
      let quote = world.context.markets[member.exchange].pair.quote
      let bot = PyBot(
        name: member.name, group: group, exchange: member.exchange,
        poolFeed: poolFeed.map { world.feed(of: quote, $0, for: group) } ?? member.feed, ticker: member.feed,
        program: member.program, parameters: own)
      world.add(bot)
      bots.append(bot)
    }
    world.add(GroupSummary(group) { PyBot.summary(of: bots, group: group, in: $0) })
  }
}

extension PyBotParameters {
  fileprivate static func read(_ object: ScenarioObject, token: String) -> PyBotParameters {
    var parameters = PyBotParameters()
    let share = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one)
    parameters.offset = object.optional("offset", share)?.double ?? parameters.offset
    parameters.deviation = object.optional("deviation", share)?.double ?? parameters.deviation
    parameters.distrust = object.optional("distrust", share)?.double ?? parameters.distrust
    parameters.shift = object.optional("shift", .signedRatio(within: -0.5...0.5), default: 0)
    parameters.automaticShift = object.optional("automaticShift", share)?.double ?? 0
    let tokens = ScenarioValue<ExactDecimal>.price(in: token).within(.zero...1_000_000_000)
    parameters.fillAmount = object.optional("fillAmount", tokens)?.double ?? parameters.fillAmount
    parameters.mayTake = object.optional("orderMatch", .flag, default: false)
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(30))
    parameters.priceCheckEvery = object.optional("priceCheck", span, default: parameters.priceCheckEvery)
    parameters.rateCheckEvery = object.optional("rateCheck", span, default: parameters.rateCheckEvery)
    parameters.resetEvery = object.optional("reset", span, default: parameters.resetEvery)
    parameters.submitEvery = object.optional("submit", span, default: parameters.submitEvery)
    return parameters
  }
}
