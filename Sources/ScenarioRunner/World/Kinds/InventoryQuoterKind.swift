// `"kind": "avellaneda-stoikov"`: providers who mind what they hold.

import AgentModels
import SimEngine

/// Providers who quote after Avellaneda and Stoikov.
struct InventoryQuoterModel: AgentModel {
  static let kind = "avellaneda-stoikov"
  let providers: ProviderGroup
  let parameters: InventoryQuoterParameters

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = InventoryQuoterParameters()
    let positive = ScenarioValue.number(0.000_001...1_000)
    let standard = parameters.quotes
    parameters.quotes = InventoryQuotes(
      riskAversion: object.optional("riskAversion", positive, default: standard.riskAversion),
      volatility: object.optional("volatility", .number(0...1_000), default: standard.volatility),
      fillRate: object.optional("fillRate", .activity)?.perMinute ?? standard.fillRate,
      fillDecay: object.optional("fillDecay", positive, default: standard.fillDecay))
    let tokens = ScenarioValue<ExactDecimal>.price(in: setting.token.asset.symbol).above(.zero)
    parameters.orderTokens =
      object.optional("order", tokens.atMost(1_000_000_000))?.double ?? parameters.orderTokens
    parameters.toleranceBasisPoints =
      object.optional("tolerance", .ratio.within(.zero ... .one))?.basisPoints
      ?? parameters.toleranceBasisPoints
    // A share of the order a day.
    let bonus = object.optional("bonus", .dailyRate())?.double ?? 0
    parameters.bonusBasisPointsPerMinute = bonus * 10_000 / 1_440
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(30))
    parameters.checkEvery = object.optional("check", span, default: parameters.checkEvery)
    parameters.submitEvery = object.optional("submit", span, default: parameters.submitEvery)
    return ProviderGroup.read(object, setting).map {
      InventoryQuoterModel(providers: $0, parameters: parameters)
    }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    var quoters: [InventoryQuoter] = []
    try providers.forEachMember(of: group, in: world) { member in
      var own = parameters
      own.capital = member.capital
      quoters.append(
        InventoryQuoter(
          name: member.name, group: group, exchange: member.exchange, feed: member.feed,
          program: member.program, parameters: own))
    }
    for quoter in quoters { world.add(quoter) }
    world.add(GroupSummary(group) { InventoryQuoter.summary(of: quoters, group: group, in: $0) })
  }
}
