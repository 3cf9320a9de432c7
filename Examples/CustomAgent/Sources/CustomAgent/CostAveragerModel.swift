// `"kind": "averager"`: how a scenario describes a cost averager.

import ScenarioRunner
import SimEngine

/// The settings of a cost averager, who pays in BTC:
/// `{"kind": "averager", "exchange": "bittrex", "spend": "0.5 BTC", "every": "1d", "purse": "2 BTC"}`.
struct CostAveragerModel: AgentModel {
  static let kind = "averager"
  static let coin = Asset(symbol: "BTC", decimals: 8)
  let exchange: String
  /// What each purchase may cost, and what there is for all of them.
  let spend: Amount
  let purse: Amount
  let every: SimDuration

  /// Reads the settings; every error that is found goes to the object's diagnostics, with its place in the file.
  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    let exchange = object.required("exchange", .oneOf(setting.exchanges))
    let spend = object.required("spend", .amount(of: coin).above(.zero))
    let purse = object.required("purse", .amount(of: coin).above(.zero))
    let every = object.optional("every", .duration.within(.minutes(1) ... .days(365)), default: .days(1))
    guard let exchange, let spend, let purse else { return nil }
    return CostAveragerModel(exchange: exchange, spend: spend, purse: purse, every: every)
  }

  /// Adds the agent to the world of one run.
  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let id = world.exchanges([exchange])[0]
    guard world.asset(world.context.markets[id].pair.quote) == Self.coin else {
      throw ScenarioError(
        Diagnostic("\"\(group)\" pays in BTC, and \"\(exchange)\" quotes in something else"))
    }
    world.add(CostAverager(name: group, exchange: id, plan: self))
  }
}
