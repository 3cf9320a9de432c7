// `"kind": "sandwich"`: those who see a swap wait and trade around it.

import AgentModels
import SimEngine

/// Sandwich attackers on one reserve.
struct SandwichModel: AgentModel {
  static let kind = "sandwich"
  let reserve: String?
  let parameters: SandwichParameters

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = SandwichParameters()
    // In a world without reserves, where there is nothing to do, the name of any will do.
    let reserve = object.optional("reserve", setting.reserves.isEmpty ? .plainName : .oneOf(setting.reserves))
    let ether = setting.collateral.first { $0.symbol == "ETH" } ?? Asset(symbol: "ETH", decimals: 18)
    let token = setting.token.asset
    let reaction = ScenarioValue.duration.within(.zero ... .days(30))
    parameters.reaction = object.optional("reaction", reaction, default: parameters.reaction)
    let outbid = Amount(baseUnits: powerOfTen(max(0, ether.decimals - 5)))
    parameters.outbid = object.optional("outbid", .holding(ether).above(.zero), default: outbid)
    parameters.minimumProfitUSD =
      object.optional("minimumProfit", .price(in: "USD").within(.zero...1_000_000))?.double
      ?? parameters.minimumProfitUSD
    parameters.currency = object.required("etherInWallet", .holding(ether)) ?? .zero
    parameters.tokens = object.optional("tokensInWallet", .holding(token), default: .zero)
    return SandwichModel(reserve: reserve, parameters: parameters)
  }

  /// Builds nothing in a world without reserves or blocks: nobody waits there.
  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let markets = world.context.markets
    guard markets.chain != nil,
      let venue = markets.swapVenues.firstIndex(where: { reserve == nil || $0.name == reserve })
    else { return }
    try world.claimTokens(parameters.tokens, for: group)
    world.add(SandwichAttacker(name: group, group: group, venue: venue, parameters: parameters))
  }
}
