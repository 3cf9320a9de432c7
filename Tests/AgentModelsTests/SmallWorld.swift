// A world for tests of agents: NBT, BTC and ETH, one exchange or two, prices that stand still.

import SimEngine

/// A simulation with exchanges for NBT/BTC, a BTC of 500 USD and an ETH of 10 USD unless told otherwise.
final class SmallWorld {
  static let nbt = AssetID(rawValue: 0)
  static let btc = AssetID(rawValue: 1)
  static let eth = AssetID(rawValue: 2)

  let simulation: Simulation
  var context: Context { simulation.context }
  var exchange: Exchange { context.markets.exchanges[0] }

  init(
    seed: UInt64 = 1, exchanges: [String] = ["alpha"], takerFeePartsPerMillion: Int64 = 0,
    latency: SimDuration = .milliseconds(200), btc: any ReferencePrice = ConstantPrice(usd: 500)
  ) {
    simulation = Simulation(
      seed: seed,
      assets: [
        Asset(symbol: "NBT", decimals: 8), Asset(symbol: "BTC", decimals: 8),
        Asset(symbol: "ETH", decimals: 18),
      ])
    let markets = simulation.context.markets
    markets.setReference(ConstantPrice(usd: 1), of: SmallWorld.nbt)
    markets.setReference(btc, of: SmallWorld.btc)
    markets.setReference(ConstantPrice(usd: 10), of: SmallWorld.eth)
    for (index, name) in exchanges.enumerated() {
      var terms = ExchangeTerms(pair: SmallWorld.pair)
      terms.takerFeePartsPerMillion = takerFeePartsPerMillion
      terms.latency = latency
      let exchange = Exchange(
        name: name, id: ExchangeID(rawValue: Int32(index)), terms: terms, ledger: simulation.context.ledger)
      markets.add(exchange)
      simulation.add(exchange)
    }
  }

  /// NBT/BTC in ticks of a satoshi and lots of 0.0001 NBT.
  static var pair: TradingPair {
    TradingPair(
      base: nbt, baseDecimals: 8, quote: btc, quoteDecimals: 8, tick: Amount(baseUnits: 1),
      lot: Amount(baseUnits: 10_000))
  }

  static func nbt(_ coins: Int) -> Amount { Amount(baseUnits: Int128(coins) * 100_000_000) }
  static func btc(_ coins: Double) -> Amount { Amount(truncating: coins, decimals: 8) }
  static func eth(_ coins: Double) -> Amount { Amount(truncating: coins, decimals: 18) }

  /// Runs for a span of simulated time.
  @discardableResult
  func run(_ span: SimDuration) -> StopReason { simulation.run(until: .start + span) }

  /// The orders on a side as (USD at 500 a coin, NBT), best first.
  func levels(_ side: Side, of exchange: Int = 0) -> [(usd: Double, coins: Double)] {
    let exchange = context.markets.exchanges[exchange]
    let quoteUSD = context.markets.usdPrice(of: SmallWorld.btc, at: context.now)
    return exchange.depth(side).map {
      (exchange.pair.value($0.price) * quoteUSD, exchange.pair.coins($0.quantity))
    }
  }
}

/// A component that runs what a test scripts: closures at given times.
final class Script: Component {
  let name: String
  private let steps: [(time: SimTime, action: (Context) -> Void)]

  init(_ steps: [(time: SimDuration, action: (Context) -> Void)], name: String = "script") {
    self.name = name
    self.steps = steps.map { (.start + $0.time, $0.action) }
  }

  func setUp(in context: Context) {
    for (index, step) in steps.enumerated() {
      context.schedule(
        EventKind(rawValue: 0), at: step.time, phase: .agents, target: context.active, a: Int64(index))
    }
  }

  func handle(_ event: Event, in context: Context) { steps[Int(event.a)].action(context) }
}

/// A party with deep pockets on an exchange, for tests.
struct Counterparty {
  let trader: TraderID
  let participant: ParticipantID
  let exchange: ExchangeID

  /// Joins an exchange with coins from the world outside.
  init(_ name: String, exchange: Int = 0, nbt: Int = 1_000_000, btc: Double = 10_000, in context: Context) {
    let (markets, ledger) = (context.markets, context.ledger)
    self.exchange = ExchangeID(rawValue: Int32(exchange))
    trader = markets.openTrader(name, group: "test", ledger: ledger)
    participant = markets.join(trader, self.exchange, ledger: ledger)
    let wallet = markets[trader].wallet
    for (asset, amount) in [(SmallWorld.nbt, SmallWorld.nbt(nbt)), (SmallWorld.btc, SmallWorld.btc(btc))] {
      ledger.transfer(amount, from: ledger.outside[asset], to: wallet[asset])
      markets[self.exchange].deposit(amount, of: asset, from: wallet[asset], to: participant, ledger: ledger)
    }
  }

  func place(_ side: Side, _ coins: Int, usd: Double, in context: Context) {
    let market = context.markets[exchange]
    let quoteUSD = context.markets.usdPrice(of: market.pair.quote, at: context.now)
    market.submit(
      .limit(
        side, market.pair.lots(in: SmallWorld.nbt(coins)), at: market.pair.price(nearest: usd / quoteUSD),
        by: participant), in: context)
  }

  func take(_ side: Side, _ coins: Int, in context: Context) {
    let market = context.markets[exchange]
    market.submit(.market(side, market.pair.lots(in: SmallWorld.nbt(coins)), by: participant), in: context)
  }
}
