// `"kind": "holders"` and `"kind": "hunters"`, and the shock `"kind": "sell"`: those who hold the coin, those
// who buy it when it is cheap, and one who sells a lot of it.

import AgentModels
import SimEngine

/// Holders; they hold whatever of the supply nobody else brings.
struct HolderModel: AgentModel {
  static let kind = "holders"
  let parameters: HolderParameters
  let coin: String?
  var takesRemainingSupply: Bool { true }

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = HolderParameters()
    let share = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one)
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(3_650))
    let token = setting.token.asset.symbol
    parameters.count = object.optional("count", .integer(1...1_000_000), default: parameters.count)
    parameters.balanceSigma = object.optional(
      "balanceSigma", .number(0...10), default: parameters.balanceSigma)
    parameters.attentionEvery = object.optional("attention", span, default: parameters.attentionEvery)
    parameters.alarmedAttentionEvery = object.optional(
      "alarmedAttention", span.atMost(parameters.attentionEvery),
      default: min(parameters.attentionEvery, parameters.alarmedAttentionEvery))
    parameters.alarmDeviation = object.optional("alarm", share)?.double ?? parameters.alarmDeviation
    parameters.exitPerDay = object.optional("exit", .dailyRate())?.double ?? parameters.exitPerDay
    parameters.exitPerDayAndDiscount = object.optional(
      "exitPerDayAndDiscount", .number(0...10_000), default: parameters.exitPerDayAndDiscount)
    parameters.toleratedDiscount =
      object.optional("toleratedDiscount", share)?.double ?? parameters.toleratedDiscount
    parameters.pressure = .read(object, setting)
    let coin = object.optional("coin", .oneOf(setting.collateral.map(\.symbol)))
    parameters.sliceTokens =
      object.optional("slice", .price(in: token).within(1...1_000_000_000))?.double ?? parameters.sliceTokens
    parameters.sliceEvery = object.optional("sliceEvery", span, default: parameters.sliceEvery)
    parameters.slippageLimit = object.optional("slippage", share)?.double ?? parameters.slippageLimit
    parameters.restingAsk.readConcession(object)
    parameters.pegUSD = setting.token.pegUSD
    return HolderModel(parameters: parameters, coin: coin)
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    var parameters = self.parameters
    if parameters.pressure.perDayAndReturn > 0 {
      parameters.pressure.coin = if let coin { world.asset(coin) } else { try world.commonQuote(for: group) }
    }
    parameters.holding = world.unclaimedTokens
    try world.claimTokens(parameters.holding, for: group)
    world.add(Holders(name: group, token: world.token, parameters: parameters))
  }
}

extension ExitPressure {
  /// Reads what drives holders out besides the discount.
  fileprivate static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> ExitPressure {
    var pressure = ExitPressure()
    let slope = ScenarioValue.number(0...10_000)
    pressure.perDayAndQueue = object.optional("exitPerDayAndQueue", slope, default: 0)
    pressure.perDayAndReturn = object.optional("exitPerDayAndReturn", slope, default: 0)
    pressure.perDayAtLowReserve = object.optional("exitAtLowReserve", .dailyRate())?.double ?? 0
    let ratio = ScenarioValue<ExactDecimal>.ratio.within(.zero...10)
    pressure.lowReserve = object.optional("lowReserve", ratio)?.double ?? 0
    pressure.reserveGroups = object.optional(
      "reserveGroups", .array(of: .oneOf(setting.agents), count: 0...setting.agents.count), default: [])
    pressure.sizeExponent = object.optional("sizeExponent", .number(0...10), default: 0)
    return pressure
  }
}

/// Bargain hunters with bids below the peg on every exchange.
struct HunterModel: AgentModel {
  static let kind = "hunters"
  let parameters: BargainHunterParameters
  let purseUSD: Double

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    var parameters = BargainHunterParameters()
    parameters.countOnExchange = object.optional(
      "count", .integer(1...ScenarioLimits.agents), default: parameters.countOnExchange)
    let discount = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one)
    parameters.medianDiscount = object.optional("discount", discount)?.double ?? parameters.medianDiscount
    parameters.discountSigma = object.optional("sigma", .number(0...10), default: parameters.discountSigma)
    let span = ScenarioValue.duration.within(.seconds(10) ... .days(30))
    parameters.requoteEvery = object.optional("requote", span, default: parameters.requoteEvery)
    parameters.pegUSD = setting.token.pegUSD
    let purse = object.required("purse", .price(in: "USD").within(.zero...1_000_000_000))
    return purse.map { HunterModel(parameters: parameters, purseUSD: $0.double) }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    var parameters = self.parameters
    let exchangeCount = world.context.markets.exchanges.count
    try world.claimAgents(parameters.countOnExchange * exchangeCount, for: group)
    parameters.quoteOnExchange = world.amount(
      worth: purseUSD / Double(exchangeCount), of: try world.commonQuote(for: group))
    world.add(BargainHunters(name: group, token: world.token, parameters: parameters))
  }
}

/// A sale that a scenario makes happen.
struct SaleShock: ShockModel {
  static let kind = "sell"
  let instant: SimTime
  let seller: String?
  let parameters: LargeSellerParameters

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any ShockModel)? {
    var parameters = LargeSellerParameters()
    let at = object.required("at", .duration.atLeast(.zero))
    let span = object.optional("over", .duration.within(.zero ... .days(3_650)), default: .zero)
    let size = object.required("size", .amountOrShare(of: setting.token.asset))
    let seller = object.optional("by", .plainName)
    let pace = ScenarioValue.duration.within(.seconds(1) ... .days(30))
    parameters.sliceEvery = object.optional("sliceEvery", pace, default: parameters.sliceEvery)
    parameters.worstPriceUSD =
      object.optional("worstPrice", .price(in: "USD").within(.zero...1_000_000))?.double ?? 0
    parameters.slippageLimit =
      object.optional("slippage", .ratio.within(.zero ... .one))?.double ?? parameters.slippageLimit
    parameters.restingAsk.readConcession(object)
    guard let at, let size else { return nil }
    let amount = size.amount(ofSupply: setting.token.supply)
    guard amount > .zero, amount <= setting.token.supply else {
      object.complain(
        "size", "must be more than nothing and at most the supply, found \(object.found("size"))",
        help: "write for example \"17% of supply\"")
      return nil
    }
    parameters.holding = amount
    parameters.pegUSD = setting.token.pegUSD
    let instant = SimTime.start + at
    parameters.sales = [.init(at: instant, over: span, amount: amount)]
    return SaleShock(instant: instant, seller: seller, parameters: parameters)
  }

  func build(_ name: String, in world: WorldBuilder) throws(ScenarioError) {
    try world.claimTokens(parameters.holding, for: name)
    world.add(
      LargeSeller(name: name, group: seller ?? name, token: world.token, parameters: parameters))
  }
}

extension RestingAskParameters {
  /// Reads by how much a seller lowers what he asks each day.
  fileprivate mutating func readConcession(_ object: ScenarioObject) {
    let most = ExactDecimal(99, timesTenTo: -2)
    concessionPerDay = object.optional("concession", .dailyRate(upTo: most))?.double ?? concessionPerDay
  }
}
