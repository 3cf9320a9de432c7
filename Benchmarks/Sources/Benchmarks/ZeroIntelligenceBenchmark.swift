// A market of traders without intelligence through the real kernel, exchange, ledger and random streams.

import SimEngine

/// Runs the market of Yardsticks/zero_intelligence.cpp: the same agents, rates and sizes, with everything that the
/// yardstick leaves out: a message and an event for every order, balances, reservations and settlement in a double-entry
/// ledger, fingerprints, and periodic checks of all invariants.
///
/// Events are wake-ups, as for the yardstick. The draws come from other generators, so the checks differ.
func benchmarkZeroIntelligence(agents: Int, seconds: Int64, repetitions: Int) {
  measure("zero-intelligence market of \(agents)", repetitions: repetitions) {
    let market = ZeroIntelligenceMarket(agents: agents)
    let taken = secondsTaken { market.run(seconds: seconds) }
    return Repetition(events: market.wakeUps, seconds: taken, check: market.check)
  }
}

/// One exchange and its traders.
final class ZeroIntelligenceMarket {
  private let simulation: Simulation
  private let exchange: Exchange
  private let traders: [ZeroIntelligenceTrader]

  init(agents: Int) {
    let (base, quote) = (AssetID(rawValue: 0), AssetID(rawValue: 1))
    let assets = [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "BTC", decimals: 8)]
    simulation = Simulation(seed: 7, assets: assets)
    let context = simulation.context
    let pair = TradingPair(
      base: base, baseDecimals: 8, quote: quote, quoteDecimals: 8, tick: Amount(baseUnits: 1),
      lot: Amount(baseUnits: 100_000_000))
    var terms = ExchangeTerms(pair: pair)
    terms.selfTrade = .allow
    terms.recordsTrades = false
    exchange = Exchange(name: "exchange", id: ExchangeID(rawValue: 0), terms: terms, ledger: context.ledger)
    context.markets.add(exchange)
    context.markets.setReference(ConstantPrice(usd: 400), of: quote)
    simulation.add(exchange)
    traders = (0..<agents).map { [exchange] in
      ZeroIntelligenceTrader(name: "trader-\($0)", exchange, context)
    }
    for trader in traders { simulation.add(trader) }
  }

  func run(seconds: Int64) { _ = simulation.run(until: .start + .seconds(seconds)) }

  var wakeUps: Int { traders.reduce(0) { $0 + $1.wakeUps } }
  var check: UInt64 { exchange.volume.lots.magnitude }
}

/// Wakes after exponentially distributed times of mean 60 s and does something at random.
final class ZeroIntelligenceTrader: Component {
  let name: String
  private(set) var wakeUps = 0
  private let exchange: ExchangeID
  private let participant: ParticipantID
  private let random: RandomStream
  /// The mid price when both sides were last seen, in ticks.
  private var mid: Int64 = 10_000

  /// A trader with a seat on the exchange and more of both assets than he can ever need.
  init(name: String, _ exchange: Exchange, _ context: Context) {
    self.name = name
    self.exchange = exchange.id
    participant = exchange.join(name, ledger: context.ledger)
    random = context.stream("\(name)/actions", .endogenous)
    let plenty = Amount(baseUnits: 1_000_000_000_000_000)
    context.ledger.mint(plenty, to: exchange[participant].base)
    context.ledger.mint(plenty, to: exchange[participant].quote)
  }

  func setUp(in context: Context) { sleep(context) }

  func handle(_ event: Event, in context: Context) {
    wakeUps += 1
    let market = context.markets[exchange]
    if let bid = market.bestBid, let ask = market.bestAsk { mid = (bid.ticks + ask.ticks) / 2 }
    let drawn = random.uniform()
    if drawn < 0.6 {
      let side: Side = random.integer(below: 2) == 0 ? .buy : .sell
      let distance = 1 + Int64(random.integer(below: 20))
      let price = Price(ticks: side == .buy ? mid - distance : mid + distance)
      market.submit(.limit(side, quantity(random), at: price, by: participant), in: context)
    } else if drawn < 0.9 {
      let orders = market.orders(of: participant)
      if !orders.isEmpty {
        let order = orders[Int(random.integer(below: UInt64(orders.count)))]
        market.submit(.cancel(order, by: participant), in: context)
      }
    } else {
      let side: Side = random.integer(below: 2) == 0 ? .buy : .sell
      market.submit(.market(side, quantity(random), by: participant), in: context)
    }
    sleep(context)
  }

  private func quantity(_ random: RandomStream) -> Quantity {
    Quantity(lots: 1 + Int64(random.integer(below: 100)))
  }

  private func sleep(_ context: Context) {
    context.schedule(EventKind(rawValue: 0), after: SimDuration(rounding: random.exponential(mean: 60)))
  }
}
