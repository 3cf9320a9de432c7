// `"kind": "nubot"`: a group of liquidity providers that run NuBot.

import AgentModels
import SimEngine

/// A group of NuBots, spread over some exchanges in turn.
struct NuBotModel: AgentModel {
  static let kind = "nubot"
  let providers: ProviderGroup
  let reservationYieldPerDay: DistributionSpecification<ExactDecimal>
  /// Feeds that have to vouch for the main one.
  let backups: [FeedSettings]
  let parameters: NuBotParameters

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    if setting.token.pegUSD != 1 {
      object.complain(
        "kind", "keeps a coin at 1 USD, and \"token.peg\" is \(readable(setting.token.pegUSD)) USD",
        help: "choose another kind of provider")
    }
    let providers = ProviderGroup.read(object, setting)
    let reservation = object.optional(
      "reservationYield", .distribution(of: .dailyRate()), default: .constant(.zero))
    let backups = object.keyed("backupFeeds") { _, feed in FeedSettings.read(feed) }.map(\.value)
    let parameters = NuBotParameters.read(object, token: setting.token.asset.symbol)
    return providers.map {
      NuBotModel(
        providers: $0, reservationYieldPerDay: reservation, backups: backups, parameters: parameters)
    }
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    let chance = world.context.stream("\(group)/capital", .exogenous)
    var bots: [NuBot] = []
    try providers.forEachMember(of: group, chance, in: world) { member in
      var own = parameters
      own.participation.reservationYieldPerDay = reservationYieldPerDay.draw(chance)
      own.capitalTokens = member.capital.tokens
      own.capitalQuote = member.capital.quote
      let quote = world.context.markets[member.exchange].pair.quote
      let bot = NuBot(
        name: member.name, group: group, exchange: member.exchange, feed: member.feed,
        backups: backups.map { world.feed(of: quote, $0, for: group) }, program: member.program,
        parameters: own)
      world.add(bot)
      bots.append(bot)
    }
    world.add(GroupSummary(group) { _ in NuBot.summary(of: bots, group: group) })
  }
}

/// The books that a scenario can name.
private enum BookName: String, CaseIterable {
  /// A wall and a tail of some width, as in 0.3.0.
  case parametric
  /// A wall and a tail without an end, as documented of later versions.
  case documented
  /// Two equal orders a side.
  case twoOrders = "two-orders"
}

extension NuBotParameters {
  fileprivate static func read(_ object: ScenarioObject, token: String) -> NuBotParameters {
    var parameters = NuBotParameters()
    parameters.readBook(object, token: token)
    parameters.readPrices(object)
    parameters.readTimers(object)
    parameters.rewardsToExchange = object.optional("rewardsToExchange", .flag, default: false)
    parameters.participation.returnProbability = object.optional(
      "returnProbability", .number(0...1), default: parameters.participation.returnProbability)
    return parameters
  }

  /// Which orders it puts up.
  private mutating func readBook(_ object: ScenarioObject, token: String) {
    let name = object.optional("book", .oneOf(BookName.allCases.map(\.rawValue)), default: "parametric")
    let book = BookName(rawValue: name) ?? .parametric
    let kinds = ParametricSide.QuoteKind.allCases.map(\.rawValue)
    let kind = object.optional("quoteKind", .oneOf(kinds)).flatMap(ParametricSide.QuoteKind.init(rawValue:))
    if kind != nil && book != .documented {
      object.complain("quoteKind", "is for the documented book alone", help: "add \"book\": \"documented\"")
    }
    if book == .documented {
      (sellSide, buySide) = (.documented(kind ?? .crypto), .documented(kind ?? .crypto))
    }
    if book == .twoOrders { style = .twoOrders }
    let (sell, buy) = (sellSide, buySide)
    if let side = object.optionalObject("sell", { ParametricSide.read($0, from: sell, token: token) }) {
      sellSide = side
    }
    if let side = object.optionalObject("buy", { ParametricSide.read($0, from: buy, token: token) }) {
      buySide = side
    }
    isDualSide = object.optional("dualSide", .flag, default: true)
    refillsWall = object.optional("refillWall", .flag, default: false)
    if refillsWall && style == .twoOrders {
      object.complain("refillWall", "is not for two orders a side, which have no tail")
    }
    keptProceedsShare = object.optional("keepProceeds", .ratio.within(.zero ... .one))?.double ?? 0
  }

  /// How far from the peg, and what it makes of prices.
  private mutating func readPrices(_ object: ScenarioObject) {
    let percent = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one)
    if let fee = object.optional("fee", percent) { feePercent = fee.shifted(2).double }
    if let spread = object.optional("spread", percent) {
      spreadPercent = spread.shifted(2).double
      if style != .twoOrders {
        object.complain(
          "spread", "is for two orders a side", help: "set the \"offset\" of \"sell\" and \"buy\"")
      }
    }
    let increment = object.optional("sellOnlyIncrement", .price(in: "USD").within(.zero...1))
    sellOnlyIncrementUSD = increment?.double ?? sellOnlyIncrementUSD
    if let threshold = object.optional("shiftThreshold", percent) {
      shiftThresholdPercent = threshold.shifted(2).double
    }
    isOneOfSeveral = object.optional("multipleCustodians", .flag, default: false)
    gatePercent = object.optional("priceGate", percent.above(.zero))?.shifted(2).double
  }

  /// When it does what.
  private mutating func readTimers(_ object: ScenarioObject) {
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(30))
    priceCheckEvery = object.optional("priceCheck", span, default: priceCheckEvery)
    refetchAfter = object.optional("refetch", span, default: refetchAfter)
    strategyCheckEvery = object.optional("orderCheck", span, default: strategyCheckEvery)
    resetAfterChecks = object.optional("resetAfter", .integer(1...1_000_000))
    let delay = ScenarioValue.duration.within(.zero ... .minutes(10))
    replacementDelay = object.optional("replacementDelay", delay, default: replacementDelay)
    orderGap = object.optional("orderGap", delay, default: orderGap)
    submitEvery = object.optional("submit", span, default: submitEvery)
    feedSilenceLimit = object.optional("feedSilence", span, default: feedSilenceLimit)
  }
}

extension ParametricSide {
  /// Reads a side of the book; what is left out stays as it was.
  static func read(_ object: ScenarioObject, from former: ParametricSide, token: String) -> ParametricSide {
    var side = former
    let distance = ScenarioValue<ExactDecimal>.price(in: "USD").within(.zero...10)
    if let offset = object.optional("offset", distance) { side.offsetUSD = offset.double }
    if let width = object.optional("width", distance) { side.wallWidthUSD = width.double }
    if let interval = object.optional("interval", distance.above(.zero)) { side.densityUSD = interval.double }
    let tokens = ScenarioValue<ExactDecimal>.price(in: token).within(.zero...1_000_000_000)
    if side.wallWidthUSD.isFinite && side.intervals > mostIntervals {
      object.complain(
        "interval", "must not be less than a thousandth of the width, which is \(side.wallWidthUSD) USD")
    }
    if let wall = object.optional("wall", tokens) { side.wallHeight = wall.double }
    if let most = object.optional("maxVolume", tokens) { side.maximumVolume = most.double }
    if !object.optional("tail", .flag, default: true) { side = side.withoutTail }
    let shapes = TailCurve.Shape.allCases.map(\.rawValue)
    let steeps = TailCurve.Steepness.allCases.map(\.rawValue)
    if let name = object.optional("curve", .oneOf(shapes)), let shape = TailCurve.Shape(rawValue: name) {
      side.curve.shape = shape
    }
    if let name = object.optional("steepness", .oneOf(steeps)),
      let steep = TailCurve.Steepness(rawValue: name)
    {
      side.curve.steepness = steep
    }
    return side
  }
}
