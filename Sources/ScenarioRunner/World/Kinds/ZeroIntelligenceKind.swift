// `"kind": "zero-intelligence"`: orders that come, wait and go at random.

import AgentModels
import SimEngine

/// A zero-intelligence flow on each of some exchanges.
struct ZeroIntelligenceModel: AgentModel {
  static let kind = "zero-intelligence"
  let parameters: ZeroIntelligenceParameters
  let exchanges: [String]
  let purse: PurseSettings

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = ZeroIntelligenceParameters()
    let rate = ScenarioValue.eventRate.satisfying("between 0/min and 10000/min") {
      $0.perMinute <= 10_000
    }
    parameters.limitOrdersPerMinute = object.required("limitOrders", rate)?.perMinute ?? 1
    parameters.decay = object.optional("decay", .number(0...10), default: parameters.decay)
    parameters.levels = object.optional("levels", .integer(1...1_000), default: parameters.levels)
    let grid = ScenarioValue<ExactDecimal>.ratio.within(ExactDecimal(1, timesTenTo: -6)...1)
    parameters.grid = object.optional("grid", grid)?.double ?? parameters.grid
    parameters.marketOrdersPerMinute = object.required("marketOrders", rate)?.perMinute ?? 1
    parameters.cancelsPerMinute = object.required("cancels", .activity)?.perMinute ?? 1
    parameters.cancelDecay = object.optional("cancelDecay", .number(0...10), default: 0)
    let start = object.optional("ordersAtStart", .integer(0...1_000), default: 1)
    parameters.ordersAtStart = (start, start)
    let exchanges = setting.exchanges(named: "exchanges", in: object)
    parameters.size = .readSize(object, setting)
    parameters.pegUSD = setting.token.pegUSD
    return ZeroIntelligenceModel(
      parameters: parameters, exchanges: exchanges.sorted(), purse: .readPurse(object, setting))
  }

  /// Gives each exchange an equal part of the purse.
  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let ids = world.exchanges(exchanges)
    let count = Int128(ids.count)
    try world.claimTokens(Amount(baseUnits: purse.tokens.baseUnits / count * count), for: group)
    for id in ids {
      let exchange = world.context.markets[id]
      var parameters = self.parameters
      let quote = exchange.pair.quote
      let coins = world.amount(worth: purse.coinsUSD / Double(ids.count), of: quote)
      parameters.capital = GroupCapital(
        tokens: Amount(baseUnits: purse.tokens.baseUnits / count),
        coins: [CoinHolding(asset: quote, amount: coins)])
      world.add(
        ZeroIntelligenceFlow(
          name: "\(group)-\(exchange.name)", group: group, exchange: id, parameters: parameters))
    }
  }
}
