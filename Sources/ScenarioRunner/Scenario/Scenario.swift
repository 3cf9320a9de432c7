// A scenario as types: what a file said, checked and in units, before anything is built from it.

public import SimEngine

/// A whole scenario.
///
/// Reading one never throws half-way: every error goes to the diagnostics, and what could be read is returned, so
/// that all errors of a file appear together. A scenario is only built when there were none.
public struct Scenario: Sendable {
  /// The name, which is also the name of its folder of results.
  public let name: String
  /// The question that the scenario answers, in a sentence.
  public let description: String
  /// When simulated time zero is, for scenarios that retell history.
  public let start: UTCInstant?
  /// How long a run lasts.
  public let horizon: SimDuration
  /// The seed of every random stream.
  public let seed: UInt64
  /// How many runs, which differ in their random draws alone.
  public let replications: Int
  /// The pegged coin.
  public let token: TokenSettings
  /// What the coin is traded against, by symbol.
  public let collateral: [(name: String, value: CollateralSettings)]
  /// The exchanges.
  public let exchanges: [(name: String, value: ExchangeSettings)]
  /// The Automated Liquidity Pool, if there is one.
  public let pool: PoolSettings?
  /// The Automated Price Reserves.
  public let reserves: [(name: String, value: ReserveSettings)]
  /// The chain on which swaps with reserves settle; nil where they settle at once.
  public let chain: ChainRules?
  /// Those who trade.
  public let agents: [(name: String, value: any AgentModel)]
  /// What happens to them.
  public let shocks: [(name: String, value: any ShockModel)]
  /// What is measured and how often it is written.
  public let metrics: MetricSettings
  /// What ends a run that would not end.
  public let limits: SimulationLimits
  /// What the figures have to meet.
  public let checks: [ScenarioCheck]
  /// What a sweep over the scenario varies, if the file says so.
  public let sweep: SweepDesign?
  /// What sizing the scenario seeks; the defaults where the file does not say.
  let size: SizingSettings

  /// The instant from which figures of stress count: what the scenario says, else that of the first shock; nil where none
  /// comes before the end.
  public var firstShock: SimTime? {
    let instant = metrics.stressAt ?? shocks.map(\.value.instant).min()
    return instant.flatMap { $0 < SimTime.start + horizon ? $0 : nil }
  }
}

/// The pegged coin.
public struct TokenSettings: Sendable {
  /// The coin.
  public let asset: Asset
  /// USD that one coin is meant to be worth.
  public let pegUSD: Double
  /// Coins in circulation at the start.
  public let supply: Amount
}

/// A coin that the pegged coin is traded against.
public struct CollateralSettings: Sendable {
  /// The coin.
  public let asset: Asset
  /// How its price in USD comes about.
  public let process: any PriceModel
}

/// What the settings of a model may refer to: everything that was read before it.
public struct ScenarioSetting: Sendable {
  /// The pegged coin.
  public let token: TokenSettings
  /// Symbols of the collateral.
  public let collateral: [Asset]
  /// Names of the exchanges.
  public let exchanges: [String]
  /// Names of the reserves.
  public let reserves: [String]
  /// Names of the groups of agents.
  public let agents: [String]
  /// Whether there is a pool.
  public let hasPool: Bool
  /// How long a run lasts.
  public let horizon: SimDuration

  /// Names some of the exchanges, or all of them when the key is left out; an error where there are none.
  public func exchanges(named key: String, in object: ScenarioObject) -> [String] {
    if exchanges.isEmpty { object.complain("must have an exchange to trade on, and there is none") }
    return object.optional(key, .array(of: .oneOf(exchanges), count: 1...64)) ?? exchanges
  }
}

extension Scenario {
  /// Reads a scenario from its tree.
  /// - Parameter registry: The kinds of processes, agents and shocks that the file may name.
  /// - Throws: All errors of the tree at once.
  public static func read(_ loaded: LoadedScenario, _ registry: ModelRegistry) throws(ScenarioError)
    -> Scenario
  {
    let scenario = ScenarioObject.read(loaded.tree, loaded.diagnostics) { readRoot($0, registry) }
    try loaded.diagnostics.check()
    guard let scenario else { throw ScenarioError(Diagnostic("the scenario cannot be read")) }
    return scenario
  }

  private static func readRoot(_ root: ScenarioObject, _ registry: ModelRegistry) -> Scenario? {
    _ = root.optional("$schema", .text)
    _ = root.required("schema", .integer.satisfying("1") { $0 == 1 })
    let name = root.required("name", .plainName)
    let description = root.required("description", .text)
    let start = root.optional("start", .date)
    let horizon = root.required("horizon", .duration.within(.seconds(1)...ScenarioLimits.horizon))
    let seed = root.required("seed", .integer(0...Int.max))
    let replications = root.optional("replications", .integer(1...ScenarioLimits.replications), default: 1)
    guard let token = root.object("token", TokenSettings.read) else {
      // Every amount in the file is written in units of the token.
      root.abandon()
      return nil
    }
    // A coin whose price is wrong is a coin all the same to those who trade it.
    var assets: [Asset] = []
    let tokenSpan = root.node["token"]?["symbol"]?.span ?? root.node.span
    var coins = [(symbol: token.asset.symbol, span: tokenSpan, isToken: true)]
    let collateral = root.keyed("collateral") { symbol, object -> CollateralSettings? in
      let asset = CollateralSettings.readAsset(symbol, object)
      object.refuse(asset, besides: coins.filter { $0.symbol != symbol || $0.isToken })
      coins.append((symbol, object.node.span, false))
      assets.append(asset)
      let process = registry.readPrice(object, horizon: horizon ?? .days(1))
      return process.map { CollateralSettings(asset: asset, process: $0) }
    }
    if assets.isEmpty { root.complain("collateral", "must name at least one coin") }
    let exchanges = root.keyed("exchanges") { _, object in
      ExchangeSettings.read(object, token: token.asset, collateral: assets)
    }
    let exchangeNames = root.names(of: "exchanges")
    var reserveNames: [String] = []
    let reserves =
      root.optionalObject("apr") { object -> [(name: String, value: ReserveSettings)]? in
        reserveNames = object.names(of: "reserves")
        return object.keyed("reserves") { _, reserve in
          ReserveSettings.read(reserve, token: token.asset, collateral: assets)
        }
      } ?? []
    if exchangeNames.isEmpty && reserveNames.isEmpty {
      root.complain("exchanges", "must name at least one exchange where there is no reserve")
    }
    let chain = root.optionalObject("chain") { ChainRules.read($0, collateral: assets) }
    let pool = root.optionalObject("alp") {
      PoolSettings.read($0, token: token.asset, exchanges: exchangeNames, horizon: horizon ?? .days(1))
    }
    let setting = ScenarioSetting(
      token: token, collateral: assets, exchanges: exchangeNames, reserves: reserveNames,
      agents: root.names(of: "agents"), hasPool: root.has("alp"), horizon: horizon ?? .days(1))
    let agents = root.keyed("agents") { _, object in registry.readAgent(object, setting) }
    let shocks = root.keyed("shocks") { _, object in registry.readShock(object, setting) }
    let metrics = root.optionalObject("metrics", MetricSettings.read) ?? MetricSettings()
    let limits = root.optionalObject("limits", SimulationLimits.read) ?? SimulationLimits()
    let checks = root.optional("checks", .array(of: .check, count: 0...100), default: [])
    let sweep = root.optionalObject("sweep", SweepDesign.read)
    let size = root.optionalObject("size") { SizingSettings.read($0, token: token.asset) }
    guard let name, let description, let horizon, let seed else { return nil }
    return Scenario(
      name: name, description: description, start: start, horizon: horizon, seed: UInt64(seed),
      replications: replications, token: token, collateral: collateral, exchanges: exchanges, pool: pool,
      reserves: reserves, chain: chain, agents: agents, shocks: shocks, metrics: metrics, limits: limits,
      checks: checks, sweep: sweep, size: size ?? SizingSettings())
  }
}

extension TokenSettings {
  static func read(_ object: ScenarioObject) -> TokenSettings? {
    guard let symbol = object.required("symbol", .plainName) else {
      object.abandon()
      return nil
    }
    let decimals = object.optional("decimals", .integer(6...18), default: 8)
    let asset = Asset(symbol: symbol, decimals: decimals)
    let peg = object.optional("peg", .priceUSD)?.double ?? 1
    // After an error the rest of the scenario is judged as if the supply were as large as any.
    let most = Amount(baseUnits: ScenarioLimits.coins * powerOfTen(decimals))
    let supply = object.required("supply", .amount(of: asset).above(.zero), fallback: most)
    return TokenSettings(asset: asset, pegUSD: peg, supply: supply)
  }
}

extension CollateralSettings {
  /// Reads what an object says about the coin itself.
  static func readAsset(_ symbol: String, _ object: ScenarioObject) -> Asset {
    // Ether is the one coin here whose smallest unit is not a hundred-millionth.
    let decimals = object.optional("decimals", .integer(0...18), default: symbol == "ETH" ? 18 : 8)
    return Asset(symbol: symbol, decimals: decimals)
  }
}

extension ScenarioObject {
  /// Refuses a coin that cannot be told from another one: columns of tables and files of others know no capitals.
  fileprivate func refuse(
    _ asset: Asset, besides others: [(symbol: String, span: SourceSpan, isToken: Bool)]
  ) {
    let namesake = others.first { $0.symbol.lowercased() == asset.symbol.lowercased() }
    guard let namesake else { return }
    diagnostics.report(
      Diagnostic(
        "\(quoted(path)) must have a symbol of its own, and \(quoted(namesake.symbol)) is another coin",
        at: node.span, note: ("the other one stands", namesake.span),
        help: "a difference between small letters and capitals is not enough"))
  }
}

extension SimulationLimits {
  static func read(_ object: ScenarioObject) -> SimulationLimits {
    var limits = SimulationLimits()
    let most = SimulationLimits()
    limits.events = UInt64(
      object.optional("events", .integer(1...Int(most.events)), default: Int(most.events)))
    limits.pending = object.optional("pending", .integer(1...most.pending), default: most.pending)
    limits.eventsPerInstant = UInt64(
      object.optional(
        "eventsPerInstant", .integer(1...Int(most.eventsPerInstant)), default: Int(most.eventsPerInstant)))
    limits.fields = object.optional("fields", .integer(1...most.fields), default: most.fields)
    return limits
  }
}
