// `"kind": "custodian"`: gateways far from the price that a reserve fills again.

import AgentModels
import SimEngine

/// Custodians, one on each exchange of the group, with an equal part of the reserve.
struct CustodianModel: AgentModel {
  static let kind = "custodian"
  let exchanges: [String]
  let reserveUSD: Double
  let tokens: Amount
  let feed: FeedSettings
  let parameters: CustodianParameters

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = CustodianParameters()
    let exchanges = setting.exchanges(named: "exchanges", in: object)
    let reserve = object.required("reserve", .price(in: "USD").within(.zero...1_000_000_000))
    let tokens = object.optional("tokens", .holding(setting.token.asset)) ?? .zero
    let coins = ScenarioValue<ExactDecimal>.price(in: setting.token.asset.symbol)
    parameters.gatewayTokens =
      object.optional("gateway", coins.within(1...1_000_000_000))?.double ?? parameters.gatewayTokens
    let distances = ScenarioValue<ExactDecimal>.ratio.satisfying("from 0% to below 100%") {
      $0 >= .zero && $0 < .one
    }
    parameters.sellDistance = object.optional("sellDistance", distances)?.double ?? parameters.sellDistance
    parameters.buyDistance = object.optional("buyDistance", distances)?.double ?? parameters.buyDistance
    let refill = ScenarioValue.duration.within(.minutes(10) ... .days(3_650))
    parameters.refillEvery = object.optional("refill", refill, default: parameters.refillEvery)
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(30))
    parameters.checkEvery = object.optional("check", span, default: parameters.checkEvery)
    parameters.requoteThreshold =
      object.optional("requoteThreshold", .ratio.within(.zero ... .one))?.double
      ?? parameters.requoteThreshold
    parameters.feedSilenceLimit = object.optional("feedSilence", span, default: parameters.feedSilenceLimit)
    let feed = object.optionalObject("feed", FeedSettings.read) ?? FeedSettings()
    return reserve.map {
      CustodianModel(
        exchanges: exchanges, reserveUSD: $0.double, tokens: tokens, feed: feed, parameters: parameters)
    }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let ids = world.exchanges(exchanges)
    try world.claimAgents(ids.count, for: group)
    var custodians: [Custodian] = []
    for (index, id) in ids.enumerated() {
      var own = parameters
      let quote = world.context.markets[id].pair.quote
      // Rounded down: what cannot be divided stays with the other holders.
      own.reserve = ProviderCapital(
        tokens: Amount(baseUnits: tokens.baseUnits / Int128(ids.count)),
        quote: world.amount(worth: reserveUSD / Double(ids.count), of: quote))
      try world.claimTokens(own.reserve.tokens, for: group)
      custodians.append(
        Custodian(
          name: "\(group)-\(index + 1)", group: group, exchange: id,
          feed: world.feed(of: quote, feed, for: group), parameters: own))
    }
    for custodian in custodians { world.add(custodian) }
    world.add(
      CustodyMonitor(
        group: group, custodians: custodians, token: world.token, pegUSD: world.scenario.token.pegUSD,
        sampleEvery: world.scenario.metrics.sample))
  }
}
