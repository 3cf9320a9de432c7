// Exchanges, feeds, reserves and metrics as a scenario describes them.

import APRReserve
public import SimEngine

/// An exchange.
public struct ExchangeSettings: Sendable {
  /// The symbol of what the pegged coin is paid with there.
  public let quote: Asset
  /// Price step in base units of the quote asset per whole coin.
  public let tick: Amount
  /// Quantity step in base units of the coin.
  public let lot: Amount
  /// Fees of resting and aggressing orders, in parts per million of the notional.
  public let feePartsPerMillion: (maker: Int64, taker: Int64)
  /// How long a message travels.
  public let latency: SimDuration
  /// What happens when somebody meets his own order.
  public let selfTrade: SelfTradePolicy

  static func read(_ object: ScenarioObject, token: Asset, collateral: [Asset]) -> ExchangeSettings? {
    let pairs = collateral.map { "\(token.symbol)/\($0.symbol)" }
    guard let pair = object.required("pair", .oneOf(pairs)), let index = pairs.firstIndex(of: pair) else {
      // The units of tick and lot are those of the pair.
      object.abandon()
      return nil
    }
    let quote = collateral[index]
    let tick = object.required("tick", .step(of: quote))
    let lot = object.required("lot", .step(of: token))
    let maker = object.optional("makerFee", .feeRatio, default: 0)
    let taker = object.optional("takerFee", .feeRatio, default: 0)
    let latency = object.optional("latency", .duration.within(.zero ... .hours(1)), default: .zero)
    let selfTrade = object.optional(
      "selfTrade", .oneOf(["allow", "cancelResting", "cancelIncoming"]), default: "cancelResting")
    guard let tick, let lot else { return nil }
    return ExchangeSettings(
      quote: quote, tick: tick, lot: lot, feePartsPerMillion: (maker, taker), latency: latency,
      selfTrade: selfTrade == "allow"
        ? .allow : selfTrade == "cancelResting" ? .cancelResting : .cancelIncoming)
  }
}

extension ScenarioValue where Value == Amount {
  /// A step of prices or quantities: more than nothing, and few enough base units to count exactly in a double.
  static func step(of asset: Asset) -> ScenarioValue {
    amount(of: asset).within(Amount(baseUnits: 1)...Amount(baseUnits: 1 << 53))
  }
}

/// How an agent or a mechanism sees reference prices.
public struct FeedSettings: Sendable {
  /// How old the price is when it is read; each feed that is built draws its own.
  public var delay = DistributionSpecification<SimDuration>.constant(.zero)
  /// Relative error.
  public var bias = 0.0
  /// When the feed is silent: from one instant up to another.
  public var outages: [PriceFeed.Outage] = []

  static func read(_ object: ScenarioObject) -> FeedSettings {
    var feed = FeedSettings()
    let delays = ScenarioValue.duration.within(.zero...FeedSettings.longestDelay)
    feed.delay = object.optional("delay", .distribution(of: delays), default: .constant(.zero))
    feed.bias = object.optional("bias", .signedRatio(within: -0.99...10), default: 0)
    feed.outages = object.keyed("outages") { _, outage in PriceFeed.Outage.read(outage) }.map(\.value)
    return feed
  }

  /// No price is older than this, whatever is drawn.
  static let longestDelay = SimDuration.days(30)

  /// The feed of a reference price.
  /// - Parameter chance: The stream from which the delay is drawn, which a constant leaves alone.
  public func feed(of reference: any ReferencePrice, _ chance: () -> RandomStream) -> PriceFeed {
    PriceFeed(of: reference, delay: delay.draw(chance), bias: bias, outages: outages)
  }
}

extension DistributionSpecification where Value == SimDuration {
  /// A draw, or a constant as it is; never longer than a delay may be.
  fileprivate func draw(_ chance: () -> RandomStream) -> SimDuration {
    let seconds =
      switch self {
      case .constant(let value): value.seconds
      case .uniform(let from, let to): from.seconds + (to.seconds - from.seconds) * chance().uniform()
      case .exponential(let mean): chance().exponential(mean: mean.seconds)
      case .lognormal(let median, let sigma): chance().lognormal(median: median.seconds, sigma: sigma)
      }
    if case .constant(let value) = self { return value }
    return SimDuration(rounding: min(seconds, FeedSettings.longestDelay.seconds))
  }
}

extension PriceFeed.Outage {
  /// Reads "at" and "for".
  static func read(_ object: ScenarioObject) -> PriceFeed.Outage? {
    let at = object.required("at", .duration.atLeast(.zero))
    let span = object.required("for", .duration.above(.zero))
    guard let at, let span else { return nil }
    let start = SimTime.start + at
    return PriceFeed.Outage(from: start, until: start + span)
  }
}

/// An Automated Price Reserve.
public struct ReserveSettings: Sendable {
  /// What it takes for the pegged coin.
  public let currency: Asset
  /// The integers of its pricing contract.
  let parameters: LiquidityParameters
  /// What the calculator warned of, and what is odd about the manager's plan, in sentences.
  public let warnings: [String]
  /// First deposits.
  public let ether: Amount
  public let tokens: Amount
  /// What the parameters were made of.
  let settings: LiquiditySettings
  /// Who maintains it, if anybody.
  let manager: ManagerPlan?

  static func read(_ object: ScenarioObject, token: Asset, collateral: [Asset]) -> ReserveSettings? {
    let currency = collateral.first { $0.symbol == "ETH" } ?? Asset(symbol: "ETH", decimals: 18)
    if !collateral.contains(currency) {
      object.complain("ether", "needs ETH among the collateral", help: "add \"ETH\" to \"collateral\"")
    }
    if currency.decimals != 18 {
      object.complain(
        "ether", "is counted in wei, and ETH has \(currency.decimals) decimals here",
        help: "take \"decimals\" out of \"collateral.ETH\"")
    }
    let price = object.required("price", .reservePrice)
    let ether = object.required("ether", .reserveEther(currency).above(.zero))
    let tokens = object.required("tokens", .amount(of: token).atLeast(.zero))
    let minimum = object.optional("minFactor", .lowestFactor, default: 0.5)
    let maximum = object.optional("maxFactor", .number(1...1_000_000), default: 2)
    let rate = object.optional("liquidityRate", .number(0.000_000_001...1_000))
    let buyCap = object.required("capBuy", .reserveEther(currency))
    let sellCap = object.required("capSell", .reserveEther(currency))
    let fee = object.required("fee", .reserveFee)
    let manager = object.optionalObject("manager") {
      ManagerPlan.read($0, token: token, currency: currency)
    }
    guard let price, let ether, let tokens, let buyCap, let sellCap, let fee else { return nil }
    let settings = LiquiditySettings(
      price: price.double, minimumPriceFactor: minimum, maximumPriceFactor: maximum,
      buyCapEther: buyCap.coins(decimals: currency.decimals),
      sellCapEther: sellCap.coins(decimals: currency.decimals),
      feeBasisPoints: fee.basisPoints, liquidityRate: rate,
      etherBalance: ether.coins(decimals: currency.decimals),
      tokenBalance: tokens.coins(decimals: token.decimals))
    do throws(SettingsError) {
      let plan = try LiquidityParameters.make(settings)
      return ReserveSettings(
        currency: currency, parameters: plan.parameters,
        warnings: plan.warnings.map(\.sentence) + (manager?.warnings ?? []),
        ether: ether, tokens: tokens, settings: settings, manager: manager)
    } catch {
      object.complain(error)
      return nil
    }
  }
}

/// What is measured, and how often rows are written.
public struct MetricSettings: Sendable {
  /// How often the books are measured.
  public var sample = SimDuration.minutes(1)
  /// How often a row is written, unless the table says otherwise; at every tenth measurement, unless the scenario does.
  public var every = SimDuration.minutes(10)
  /// Intervals of single tables.
  public var tables: [(name: String, value: SimDuration)] = []

  /// What counts as a depeg.
  public var depeg = DepegRule()

  /// Tables of single events that are not part of the result.
  public var leftOut: [String] = []

  /// From when on figures of stress count, in place of the first shock.
  public var stressAt: SimTime?

  /// The tables of single events, which are as long as a run is busy, and that of providers, which is as long as there are many.
  static let eventTables = [
    "trades", "payouts", "reserve_trades", "reserve_operations", "transactions", "depegs", "provider_profit",
  ]
  /// The tables whose interval can be set.
  static let sampledTables = ["peg", "liquidity", "credits", "reserve", "agents"]

  /// How often a table is written.
  public func interval(of table: String) -> SimDuration {
    tables.first { $0.name == table }?.value ?? every
  }

  static func read(_ object: ScenarioObject) -> MetricSettings {
    var settings = MetricSettings()
    let span = ScenarioValue.duration.within(.seconds(1) ... .days(365))
    let sample = object.optional("sample", span, default: settings.sample)
    let interval = span.satisfying("a multiple of the sampling interval, \(text(of: sample))") {
      $0.nanoseconds.isMultiple(of: sample.nanoseconds)
    }
    settings.sample = sample
    settings.every = object.optional("every", interval, default: sample * 10)
    settings.tables =
      object.optionalObject("tables") { tables in
        sampledTables.compactMap { name in tables.optional(name, interval).map { (name, $0) } }
      } ?? []
    let beyond = object.optional("depegBeyond", .ratio.within(.zero ... .one))
    settings.depeg.threshold = beyond?.double ?? settings.depeg.threshold
    settings.depeg.span = object.optional(
      "depegFor", .duration.within(.seconds(1) ... .days(3_650)), default: settings.depeg.span)
    settings.leftOut =
      object.optional("leaveOut", .array(of: .oneOf(eventTables), count: 0...eventTables.count)) ?? []
    settings.stressAt = object.optional("stressAt", .duration.atLeast(.zero)).map { SimTime.start + $0 }
    return settings
  }
}
