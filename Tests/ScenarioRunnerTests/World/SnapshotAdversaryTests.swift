// What a flasher earns when the pool looks at an instant that he knows, at one that nobody knows, and often.

import ALPPool
import AgentModels
import SimEngine
import Testing

@Suite("A flasher under snapshot modes")
struct SnapshotAdversaryTests {
  /// What a flasher was paid by the reward of an equal who stays, over a day in which nothing is traded.
  static func earnings(_ mode: SnapshotMode, handingIn submissions: Int = 1) -> Double {
    let (nbt, btc) = (AssetID(rawValue: 0), AssetID(rawValue: 1))
    let simulation = Simulation(
      seed: 3, assets: [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "BTC", decimals: 8)])
    let markets = simulation.context.markets
    markets.setReference(ConstantPrice(usd: 1), of: nbt)
    markets.setReference(ConstantPrice(usd: 500), of: btc)
    let pair = TradingPair(
      base: nbt, baseDecimals: 8, quote: btc, quoteDecimals: 8, tick: Amount(baseUnits: 1),
      lot: Amount(baseUnits: 10_000))
    var terms = ExchangeTerms(pair: pair)
    terms.latency = .milliseconds(200)
    let exchange = Exchange(
      name: "alpha", id: ExchangeID(rawValue: 0), terms: terms, ledger: simulation.context.ledger)
    markets.add(exchange)
    simulation.add(exchange)

    let side = SideConfiguration(ratio: 0.5, ranks: [Rank("rank_1", ratio: 1, tolerance: 0.0105)])
    let configuration = PoolConfiguration(
      pairs: [
        PairConfiguration(
          exchange: "alpha", unit: "btc", isReversed: true, rewardPerMinute: 0.6, target: 100, ask: side,
          bid: side)
      ], minimumPayout: 0)
    var schedule = PoolSchedule()
    schedule.snapshots = mode
    schedule.payoutPeriod = .minutes(30)
    let feed = PriceFeed(of: ConstantPrice(usd: 500))
    let pool = ALPPoolComponent(
      name: "alp", coin: nbt, pegUSD: 1, configuration: configuration, feeds: [(exchange.id, "btc", feed)],
      schedule: schedule)
    let program = markets.add(pool)
    simulation.add(pool)

    let capital = ProviderCapital(
      tokens: Amount(baseUnits: 50_000_000_000), quote: Amount(baseUnits: 100_000_000))
    var flashing = FlasherParameters()
    (flashing.capital, flashing.submissions) = (capital, submissions)
    simulation.add(
      Flasher(
        name: "flasher", group: "flasher", exchange: exchange.id, feed: feed, program: program,
        parameters: flashing))
    var staying = SteadyQuoterParameters()
    staying.capitals = [capital]
    staying.quotes = flashing.quotes
    staying.submitEvery = .seconds(10)
    if mode.sampleCount < 2 { staying.submitEvery = .seconds(60) }
    simulation.add(
      SteadyQuoter(
        name: "stayer", group: "stayer", exchange: exchange.id, feed: feed, program: program,
        parameters: staying))
    _ = simulation.run(until: .start + .days(1))
    let rewards = ["flasher", "stayer"].map { name in
      markets.traders.first { $0.name == name }?.rewards.coins(decimals: 8) ?? .nan
    }
    return rewards[0] / rewards[1]
  }

  @Test("A look when he hands in, or at an instant that he knows, pays him like one who stays")
  func knownInstants() {
    #expect((Self.earnings(.onSubmission) - 1).magnitude < 0.01)
    #expect((Self.earnings(.fixedPhase()) - 1).magnitude < 0.01)
  }

  @Test("A look at a random instant pays him for the share of the time that he is there")
  func randomInstant() {
    // Three of sixty seconds; when he is there he gets half, and the other has the rest.
    let half = 3.0 / 60 / 2
    #expect((Self.earnings(.randomPhase) / (half / (1 - half)) - 1).magnitude < 0.4)
  }

  @Test("Six looks a minute pay him for the one that he knows of, whether he hands in once or for each")
  func sixLooks() {
    let half = 1.0 / 6 / 2
    for submissions in [1, 6] {
      let ratio = Self.earnings(.averaged(over: 6), handingIn: submissions)
      #expect((ratio / (half / (1 - half)) - 1).magnitude < 0.02)
    }
  }

  @Test("Six looks at random instants pay him for the share of the time again")
  func sixRandomLooks() {
    let half = 3.0 / 60 / 2
    let ratio = Self.earnings(.averaged(over: 6, phase: .random), handingIn: 6) / (half / (1 - half))
    #expect((ratio - 1).magnitude < 0.2)
  }
}
