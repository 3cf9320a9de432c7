// `"kind": "herd"`: those who change their minds because others do.

import AgentModels
import SimEngine

/// Kirman's herd.
struct HerdModel: AgentModel {
  static let kind = "herd"
  let parameters: HerdParameters
  let purse: PurseSettings

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = HerdParameters()
    parameters.count = object.optional("count", .integer(2...10_000), default: parameters.count)
    parameters.turnsPerMinute = object.required("rate", .activity)?.perMinute ?? 1
    let chance = ScenarioValue<ExactDecimal>.ratio.within(ExactDecimal(1, timesTenTo: -6)...1)
    parameters.ownChance = object.optional("ownChance", chance)?.double ?? parameters.ownChance
    parameters.persuasion =
      object.optional("persuasion", .ratio.within(.zero ... .one))?.double ?? parameters.persuasion
    if parameters.ownChance + parameters.persuasion > 1 {
      object.complain(
        object.has("persuasion") ? "persuasion" : "ownChance",
        "must leave \"ownChance\" + \"persuasion\" at 100% or below; they are "
          + "\(parameters.ownChance * 100)% + \(parameters.persuasion * 100)%")
    }
    parameters.patience =
      object.optional("patience", .ratio.within(.zero...10))?.double ?? parameters.patience
    parameters.size = .readSize(object, setting)
    parameters.pegUSD = setting.token.pegUSD
    return HerdModel(parameters: parameters, purse: .readPurse(object, setting))
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let capital = try purse.capital(of: group, in: world)
    world.add(StrategyTraders(name: group, token: world.token, capital: capital, parameters))
  }
}
