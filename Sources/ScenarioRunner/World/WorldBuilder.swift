// Builds a world from a scenario: assets, prices, exchanges, mechanisms, agents, observers, in that order.

import ALPPool
import APRReserve
public import SimEngine

/// A world that is being built: where models find what they need and add what they are.
///
/// Things are built in the order of their names, in which a scenario holds them, not in that of the file.
public final class WorldBuilder {
  /// The scenario.
  public let scenario: Scenario
  /// The run that is being prepared.
  public let simulation: Simulation
  /// The pegged coin.
  public let token: AssetID
  /// The pool, where there is one.
  public private(set) var program: LiquidityProgramID?
  /// Agents of the groups built so far.
  private var agentCount = 0
  /// Coins that the reserves and groups built so far bring with them.
  public private(set) var claimedTokens = Amount.zero
  /// The same one by one, in the order in which they were built.
  private var claims: [(name: String, amount: Amount)] = []

  private let assets: [Asset]
  private var silences: [FeedSilence] = []
  /// Those who asked for a feed so far, in the order of asking.
  private(set) var feedOwners: [String] = []
  /// Where delays of feeds are drawn from, by owner; only for looking up.
  private var feedChances: [String: RandomStream] = [:]
  /// The components by name; only for looking up.
  private var components: [String: ComponentID] = [:]
  /// The first name that two components wanted.
  private var doubledName: String?

  /// Builds the world of one run.
  /// - Parameter run: The number of the replication, from 0.
  /// - Throws: What is wrong with the scenario as a whole, such as agents who hold more than the supply.
  public static func build(_ scenario: Scenario, run: UInt64) throws(ScenarioError) -> WorldBuilder {
    let world = WorldBuilder(scenario, run: run)
    world.addPrices()
    world.addExchanges()
    for (_, shock) in scenario.shocks { shock.prepare(world) }
    world.addPool()
    world.addChain()
    try world.addReserves()
    try world.addAgents()
    world.addObservers()
    try world.checkNames()
    return world
  }

  private init(_ scenario: Scenario, run: UInt64) {
    self.scenario = scenario
    assets = [scenario.token.asset] + scenario.collateral.map(\.value.asset)
    simulation = Simulation(seed: scenario.seed, run: run, assets: assets)
    simulation.limits = scenario.limits
    token = AssetID(rawValue: 0)
  }

  // MARK: What models ask for

  /// The world that components will see.
  public var context: Context { simulation.context }

  /// The id of an asset.
  /// - Precondition: the scenario has it.
  public func asset(_ symbol: String) -> AssetID {
    guard let id = context.ledger.asset(symbol) else {
      invariantFailure("the scenario has no asset \(symbol)")
    }
    return id
  }

  /// An asset by its id.
  public func asset(_ id: AssetID) -> Asset { assets[Int(id.rawValue)] }

  /// The ids of exchanges by their names, in the order of the names given.
  public func exchanges(_ names: [String]) -> [ExchangeID] {
    names.compactMap { name in context.markets.exchanges.first { $0.name == name }?.id }
  }

  /// The feed through which somebody sees the reference price of an asset, with the outages that shocks bring.
  /// - Parameter owner: The name of the group, or "alp" for the pool.
  public func feed(of asset: AssetID, _ settings: FeedSettings, for owner: String) -> PriceFeed {
    if !feedOwners.contains(owner) { feedOwners.append(owner) }
    var settings = settings
    settings.outages += silences.filter { $0.silences(self.asset(asset).symbol, of: owner) }.map(\.outage)
    return settings.feed(of: context.markets.reference(of: asset)) { feedChance(of: owner) }
  }

  /// The stream from which the delays of somebody's feeds are drawn, one after the other. What the pool draws is its own
  /// affair: it must not tell runs with it from those without.
  private func feedChance(of owner: String) -> RandomStream {
    if let chance = feedChances[owner] { return chance }
    let chance = context.stream("\(owner)/feeds", owner == "alp" ? .endogenous : .exogenous)
    feedChances[owner] = chance
    return chance
  }

  /// Silences feeds that are built from now on.
  func silence(_ silence: FeedSilence) { silences.append(silence) }

  /// Coins of the supply that nobody has claimed so far.
  public var unclaimedTokens: Amount { scenario.token.supply - claimedTokens }

  /// Adds a component. One whose name is taken is left out, and the scenario is refused once the world is
  /// built.
  @discardableResult
  public func add(_ component: any Component) -> ComponentID {
    if let namesake = components[component.name] {
      doubledName = doubledName ?? component.name
      return namesake
    }
    let id = simulation.add(component)
    components[component.name] = id
    return id
  }

  /// Says that a group brings that much of the supply with it.
  public func claimTokens(_ amount: Amount, for group: String) throws(ScenarioError) {
    claimedTokens += amount
    if let last = claims.indices.last, claims[last].name == group {
      claims[last].amount += amount
    } else if amount != .zero {
      claims.append((group, amount))
    }
    guard claimedTokens > scenario.token.supply else { return }
    let token = scenario.token.asset
    let text = { (amount: Amount) in "\(amount.decimalText(decimals: token.decimals)) \(token.symbol)" }
    throw ScenarioError(
      Diagnostic(
        "the supply of \(text(scenario.token.supply)) is too small for what reserves and agents begin with: "
          + claims.map { "\(quoted($0.name)) \(text($0.amount))" }.joined(separator: ", "),
        help: "raise \"token.supply\" or give them less"))
  }

  /// Says that a group consists of that many agents, before it builds them.
  public func claimAgents(_ count: Int, for group: String) throws(ScenarioError) {
    agentCount += count
    guard agentCount > ScenarioLimits.agents else { return }
    throw ScenarioError(
      Diagnostic(
        "more than \(ScenarioLimits.agents) agents in all, counted up to the group \(quoted(group))",
        help: "lower the \"count\" of a group"))
  }

  private func checkNames() throws(ScenarioError) {
    guard let doubledName else { return }
    throw ScenarioError(
      Diagnostic(
        "two parts of the scenario are named \"\(doubledName)\"",
        help:
          "rename one of the exchanges, reserves, agents or shocks; \"alp\", \"chain\", \"peg\" and \"agents\" are taken"
      ))
  }

  // MARK: Building

  private func addPrices() {
    context.markets.setReference(ConstantPrice(usd: scenario.token.pegUSD), of: token)
    for (symbol, collateral) in scenario.collateral {
      let price = collateral.process.makePrice(key: context.randomKey, name: "price/\(symbol)")
      context.markets.setReference(price, of: asset(symbol))
    }
  }

  private func addExchanges() {
    for (index, entry) in scenario.exchanges.enumerated() {
      let settings = entry.value
      let pair = TradingPair(
        base: token, baseDecimals: scenario.token.asset.decimals, quote: asset(settings.quote.symbol),
        quoteDecimals: settings.quote.decimals, tick: settings.tick, lot: settings.lot)
      var terms = ExchangeTerms(pair: pair)
      terms.makerFeePartsPerMillion = settings.feePartsPerMillion.maker
      terms.takerFeePartsPerMillion = settings.feePartsPerMillion.taker
      terms.latency = settings.latency
      terms.selfTrade = settings.selfTrade
      terms.pegUSD = scenario.token.pegUSD
      let exchange = Exchange(
        name: entry.name, id: ExchangeID(rawValue: Int32(index)), terms: terms, ledger: context.ledger)
      context.markets.add(exchange)
      add(exchange)
    }
  }

  private func addPool() {
    guard let settings = scenario.pool else { return }
    let paid = exchanges(settings.exchanges.sorted())
    let units = paid.map { context.markets[$0].pair.quote }
    let pairs = zip(paid, units).map { exchange, unit in
      PairConfiguration(
        exchange: context.markets[exchange].name, unit: asset(unit).symbol.lowercased(), isReversed: true,
        rewardPerMinute: settings.rewardPerMinute, target: settings.target, ask: settings.ask,
        bid: settings.bid)
    }
    var schedule = settings.schedule
    schedule.liquidityEvery = scenario.metrics.interval(of: "liquidity")
    schedule.creditsEvery = scenario.metrics.interval(of: "credits")
    let pool = ALPPoolComponent(
      name: "alp", coin: token, pegUSD: scenario.token.pegUSD,
      configuration: PoolConfiguration(
        pairs: pairs, minimumPayout: settings.minimumPayout, fidelity: settings.fidelity),
      feeds: zip(paid, units).map { exchange, unit in
        (exchange, asset(unit).symbol.lowercased(), feed(of: unit, settings.feed, for: "alp"))
      }, schedule: schedule, rule: settings.rule.rule(creditEvery: schedule.creditPeriod))
    program = context.markets.add(pool)
    add(pool)
  }

  private func addChain() {
    guard let rules = scenario.chain else { return }
    let chain = Chain(rules: rules, ledger: context.ledger)
    context.markets.settle(on: chain)
    add(chain)
  }

  private func addReserves() throws(ScenarioError) {
    for (name, settings) in scenario.reserves {
      let plan = ReservePlan(
        parameters: settings.parameters, ether: settings.ether, tokens: settings.tokens,
        sampleEvery: scenario.metrics.sample, writeEvery: scenario.metrics.interval(of: "reserve"))
      let reserve = APRReserveComponent(
        name: name, token: token, currency: asset(settings.currency.symbol), plan: plan,
        ledger: context.ledger)
      context.markets.add(reserve)
      add(reserve)
      try claimTokens(settings.tokens, for: name)
      guard let plan = settings.manager else { continue }
      let manager = ReserveManager(
        reserve: name, venue: context.markets.swapVenues.count - 1, plan: plan, settings: settings.settings,
        ledger: context.ledger)
      add(manager)
      try claimTokens(plan.tokensInWallet, for: manager.name)
    }
  }

  /// Adds those who bring what they hold, then those who share the rest of the supply.
  private func addAgents() throws(ScenarioError) {
    for (name, model) in scenario.agents where !model.takesRemainingSupply { try model.build(name, in: self) }
    for (name, shock) in scenario.shocks { try shock.build(name, in: self) }
    for (name, model) in scenario.agents where model.takesRemainingSupply { try model.build(name, in: self) }
  }

  private func addObservers() {
    let metrics = scenario.metrics
    add(
      PegMonitor(
        coin: token, pegUSD: scenario.token.pegUSD, sampleEvery: metrics.sample,
        writeEvery: metrics.interval(of: "peg"), depeg: metrics.depeg, shock: scenario.firstShock))
    add(TraderMonitor(coin: token, writeEvery: metrics.interval(of: "agents")))
    add(FillMonitor(coin: token))
    add(ReserveMonitor(coin: token, pegUSD: scenario.token.pegUSD, sampleEvery: metrics.sample))
    guard !scenario.exchanges.isEmpty else { return }
    add(
      ConcentrationMonitor(coin: token, pegUSD: scenario.token.pegUSD, lookEvery: metrics.sample * 10))
    if let shock = scenario.firstShock {
      add(StressMonitor(coin: token, pegUSD: scenario.token.pegUSD, shock: shock))
    }
  }
}
