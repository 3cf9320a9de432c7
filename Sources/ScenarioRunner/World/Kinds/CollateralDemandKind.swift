// `"kind": "collateral-demand"`: tokens are sold as a coin rises and bought as it falls.

import AgentModels
import SimEngine

/// A demand for the token that is linked to a coin.
struct CollateralDemandModel: AgentModel {
  static let kind = "collateral-demand"
  let parameters: CollateralDemandParameters
  let coin: String?
  let purse: PurseSettings

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = CollateralDemandParameters()
    parameters.shareSoldPerReturn = object.optional(
      "shareSoldPerReturn", .number(0...100), default: parameters.shareSoldPerReturn)
    parameters.every = object.optional(
      "every", .duration.within(.seconds(1) ... .days(30)), default: parameters.every)
    parameters.lag = object.optional("lag", .duration.within(.zero ... .days(365)), default: parameters.lag)
    parameters.patience =
      object.optional("patience", .ratio.within(.zero...10))?.double ?? parameters.patience
    parameters.pegUSD = setting.token.pegUSD
    let coin = object.optional("coin", .oneOf(setting.collateral.map(\.symbol)))
    return CollateralDemandModel(
      parameters: parameters, coin: coin, purse: .readPurse(object, setting))
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let coin = if let coin { world.asset(coin) } else { try world.commonQuote(for: group) }
    let capital = try purse.capital(of: group, in: world)
    world.add(
      StrategyTraders(name: group, token: world.token, coin: coin, capital: capital, parameters))
  }
}
