// A world for tests of the pool as a component: exchanges, a price that can jump, providers with a script.

import SimEngine

@testable import ALPPool

/// A simulation with a pool that pays 0.024 NBT a minute on each of its exchanges; a BTC is worth 400 USD.
final class PoolComponentWorld {
  static let nbt = AssetID(rawValue: 0)
  static let btc = AssetID(rawValue: 1)

  let simulation: Simulation
  let pool: ALPPoolComponent
  let configuration: PoolConfiguration
  private let script = Script()
  private let coinDecimals: Int
  var context: Context { simulation.context }

  init(
    exchanges: [String] = ["alpha"], unpaidExchanges: [String] = [], reward: Double = 0.024,
    target: Double = 1_000, minimumPayout: Double = 0, coinDecimals: Int = 8, pegUSD: Double = 1,
    btc: any ReferencePrice = ConstantPrice(usd: 400), outages: [PriceFeed.Outage] = [],
    rule: any RewardRule = ScaledReward(), fidelity: Fidelity = .corrected, far: Double = 1,
    _ adjust: (inout PoolSchedule) -> Void = { _ in }
  ) {
    self.coinDecimals = coinDecimals
    simulation = Simulation(
      seed: 1, assets: [Asset(symbol: "NBT", decimals: coinDecimals), Asset(symbol: "BTC", decimals: 8)])
    let (markets, ledger) = (simulation.context.markets, simulation.context.ledger)
    markets.setReference(ConstantPrice(usd: pegUSD), of: Self.nbt)
    markets.setReference(btc, of: Self.btc)
    for (index, name) in (exchanges + unpaidExchanges).enumerated() {
      let terms = ExchangeTerms(
        pair: TradingPair(
          base: Self.nbt, baseDecimals: coinDecimals, quote: Self.btc, quoteDecimals: 8,
          tick: Amount(baseUnits: 1), lot: Amount(truncating: 0.0001, decimals: coinDecimals)))
      let exchange = Exchange(
        name: name, id: ExchangeID(rawValue: Int32(index)), terms: terms, ledger: ledger)
      markets.add(exchange)
      simulation.add(exchange)
    }
    let pairs = exchanges.map {
      PairConfiguration(
        exchange: $0, unit: "btc", isReversed: true, rewardPerMinute: reward, target: target,
        ask: .nearAndFar(far), bid: .nearAndFar(far))
    }
    configuration = PoolConfiguration(pairs: pairs, minimumPayout: minimumPayout, fidelity: fidelity)
    var schedule = PoolSchedule()
    adjust(&schedule)
    pool = ALPPoolComponent(
      name: "alp", coin: Self.nbt, pegUSD: pegUSD, configuration: configuration,
      feeds: exchanges.indices.map {
        (ExchangeID(rawValue: Int32($0)), "btc", PriceFeed(of: btc, outages: outages))
      }, schedule: schedule, rule: rule)
    simulation.add(pool)
    simulation.add(script)
  }

  /// Lets something happen at an instant, before whatever programmes do then.
  func at(_ time: SimDuration, _ action: @escaping (Context) -> Void) { script.add(time, action) }

  /// Runs for a span and ends the run there; the defined figures of the summary by name.
  @discardableResult
  func finish(after span: SimDuration) -> [String: Double] {
    _ = simulation.run(until: .start + span)
    return Dictionary(
      uniqueKeysWithValues: simulation.finish().compactMap { figure in figure.value.map { (figure.name, $0) }
      })
  }

  /// A provider with deep pockets who is registered on an exchange.
  func provider(_ name: String, on exchange: Int = 0) -> Provider {
    let provider = Provider(name, on: exchange, coinDecimals: coinDecimals, in: context)
    _ = pool.register(user: name, wallet: provider.wallet, exchange: provider.exchange, in: context)
    return provider
  }

  /// The rows of a table, or those from one on.
  func rows(_ table: String, from first: Int = 0) -> [[MetricValue]] {
    guard let table = context.metrics.tables.first(where: { $0.name == table }) else { return [] }
    return (first..<table.rowCount).map { Array(table.row($0)) }
  }

  /// A column of reals of a table.
  func reals(_ table: String, _ column: Int) -> [Double] {
    rows(table).compactMap { if case .real(let value) = $0[column] { value } else { nil } }
  }
}

/// A provider on one exchange.
struct Provider {
  let name: String
  let exchange: ExchangeID
  let trader: TraderID
  let participant: ParticipantID
  let wallet: Wallet
  private let nonces = Nonces()

  init(_ name: String, on exchange: Int, coinDecimals: Int, in context: Context) {
    let (markets, ledger) = (context.markets, context.ledger)
    self.name = name
    self.exchange = ExchangeID(rawValue: Int32(exchange))
    trader = markets.openTrader(name, group: "providers", ledger: ledger)
    participant = markets.join(trader, self.exchange, ledger: ledger)
    wallet = markets[trader].wallet
    for (asset, decimals) in [(PoolComponentWorld.nbt, coinDecimals), (PoolComponentWorld.btc, 8)] {
      let amount = Amount(truncating: 1e6, decimals: decimals)
      ledger.mint(amount, to: wallet[asset])
      markets[self.exchange].deposit(amount, of: asset, from: wallet[asset], to: participant, ledger: ledger)
    }
  }

  /// Sends an order at a distance from 0.0025 BTC, outward, in basis points.
  func place(_ side: Side, _ coins: Double, away basisPoints: Double = 50, in context: Context) {
    let distance = basisPoints / 1e4 * (side == .sell ? 1 : -1)
    place(side, coins, at: 0.0025 * (1 + distance), in: context)
  }

  func place(_ side: Side, _ coins: Double, at price: Double, in context: Context) {
    let market = context.markets[exchange]
    market.submit(
      .limit(
        side, market.pair.quantity(roundingDown: coins), at: market.pair.price(nearest: price),
        by: participant),
      in: context)
  }

  func cancelAll(in context: Context) {
    context.markets[exchange].submit(.cancelAll(by: participant), in: context)
  }

  /// A freshly signed request for his open orders.
  func request(in context: Context) -> SignedOpenOrdersRequest {
    context.markets[exchange].openOrdersKey(of: participant).request(nonce: nonces.next())
  }

  @discardableResult
  func submit(
    to pool: ALPPoolComponent, minimumRate: Double = 0, in context: Context
  ) -> ProgramReply {
    pool.submit(
      user: name, request: request(in: context),
      minimumRates: DailyRates(ask: minimumRate, bid: minimumRate), in: context)
  }

  /// The orders as the pool is shown them.
  func orders(in context: Context) -> [SubmittedOrder] {
    let market = context.markets[exchange]
    guard case .orders(let open) = market.openOrders(of: name, request(in: context)) else { return [] }
    return open.map {
      SubmittedOrder(
        id: $0.id.rawValue, side: $0.side, amount: market.pair.coins($0.remaining),
        price: market.pair.value($0.price))
    }
  }
}

/// Counts up.
private final class Nonces {
  private var last: Int64 = 0
  func next() -> Int64 {
    last += 1
    return last
  }
}

/// A price that jumps once.
final class JumpingPrice: ReferencePrice {
  private let (first, second): (Double, Double)
  private let jump: SimTime

  init(_ first: Double, then second: Double, at jump: SimDuration) {
    (self.first, self.second) = (first, second)
    self.jump = .start + jump
  }

  func usdPrice(at time: SimTime) -> Double { time < jump ? first : second }
}

/// A component that runs closures at given times.
private final class Script: Component {
  let name = "script"
  private var steps: [(time: SimTime, action: (Context) -> Void)] = []

  func add(_ time: SimDuration, _ action: @escaping (Context) -> Void) {
    steps.append((.start + time, action))
  }

  func setUp(in context: Context) {
    for (index, step) in steps.enumerated() {
      context.schedule(
        EventKind(rawValue: 0), at: step.time, phase: .agents, target: context.active, a: Int64(index))
    }
  }

  func handle(_ event: Event, in context: Context) { steps[Int(event.a)].action(context) }
}
