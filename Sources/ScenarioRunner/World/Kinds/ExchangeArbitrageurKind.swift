// `"kind": "exchange-arbitrageur"`: those who keep exchanges at one price.

import AgentModels
import SimEngine

/// Arbitrageurs between exchanges.
struct ExchangeArbitrageurModel: AgentModel {
  static let kind = "exchange-arbitrageur"
  let exchanges: [String]
  let parameters: ExchangeArbitrageurParameters

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = ExchangeArbitrageurParameters()
    let exchanges = setting.exchanges(named: "exchanges", in: object)
    if Set(exchanges).count < 2 || Set(exchanges).count < exchanges.count {
      object.complain(
        object.has("exchanges") ? "exchanges" : "kind", "needs two exchanges or more, each named once",
        help: "leave the group out where there is only one")
    }
    let dollars = ScenarioValue<ExactDecimal>.price(in: "USD")
    parameters.meanReaction = object.optional(
      "reaction", .duration.within(.milliseconds(1) ... .days(30)), default: parameters.meanReaction)
    parameters.minimumProfitUSD =
      object.optional("minimumProfit", dollars.within(.zero...1_000_000))?.double
      ?? parameters.minimumProfitUSD
    parameters.exchangeCostShare =
      object.optional("exchangeCost", .ratio.within(.zero ... .one))?.double ?? parameters.exchangeCostShare
    parameters.levelEvery = object.optional(
      "transfer", .duration.within(.minutes(1) ... .days(365)), default: parameters.levelEvery)
    parameters.tokensOnExchange =
      object.optional("tokensOnExchange", .holding(setting.token.asset)) ?? .zero
    parameters.quoteUSDOnExchange =
      object.optional("coinsOnExchange", dollars.within(.zero...1_000_000_000))?.double ?? 0
    return ExchangeArbitrageurModel(exchanges: exchanges, parameters: parameters)
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let ids = world.exchanges(exchanges)
    let tokens = Amount(baseUnits: parameters.tokensOnExchange.baseUnits * Int128(ids.count))
    try world.claimTokens(tokens, for: group)
    world.add(ExchangeArbitrageur(name: group, group: group, exchanges: ids, parameters: parameters))
  }
}
