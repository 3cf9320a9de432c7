// The observer of providers in distress, against books of which it is written down who leaves.

import Testing

@testable import SimEngine

@Suite("The observer of providers in distress")
struct StressMonitorTests {
  /// Three providers, one of them with an account on each of two exchanges, a newcomer, and somebody who only sells.
  private final class World {
    static let (nbt, btc) = (AssetID(rawValue: 0), AssetID(rawValue: 1))
    let simulation = Simulation(
      seed: 1, assets: [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "BTC", decimals: 8)])
    private var exchanges: [Exchange] = []
    private var seats: [String: Trader.Seat] = [:]
    var context: Context { simulation.context }

    init(shockAt shock: SimDuration) {
      let (markets, ledger) = (context.markets, context.ledger)
      for (asset, usd) in [(Self.nbt, 1.0), (Self.btc, 400)] {
        markets.setReference(ConstantPrice(usd: usd), of: asset)
      }
      for name in ["alpha", "beta"] {
        let pair = TradingPair(
          base: Self.nbt, baseDecimals: 8, quote: Self.btc, quoteDecimals: 8, tick: Amount(baseUnits: 1),
          lot: Amount(baseUnits: 10_000))
        let exchange = Exchange(
          name: name, id: ExchangeID(rawValue: Int32(exchanges.count)), terms: ExchangeTerms(pair: pair),
          ledger: ledger)
        markets.add(exchange)
        simulation.add(exchange)
        exchanges.append(exchange)
      }
      let accounts = [
        ("one", "one", 0), ("one@2", "one", 1), ("two", "two", 0), ("three", "three", 1), ("new", "new", 0),
        ("seller", nil, 0),
      ]
      for (name, provider, exchange) in accounts {
        let trader = markets.openTrader(name, group: "group", of: provider, ledger: ledger)
        let participant = markets.join(trader, exchanges[exchange].id, ledger: ledger)
        seats[name] = Trader.Seat(exchange: exchanges[exchange].id, participant: participant)
        for (asset, coins) in [(Self.nbt, 5_000), (Self.btc, 20)] {
          let account = markets[trader].wallet[asset]
          let amount = Amount(baseUnits: Int128(coins) * 100_000_000)
          ledger.mint(amount, to: account)
          exchanges[exchange].deposit(amount, of: asset, from: account, to: participant, ledger: ledger)
        }
      }
      simulation.add(StressMonitor(coin: Self.nbt, pegUSD: 1, shock: .start + shock))
      _ = simulation.run(until: .start)
    }

    /// Places an order of ten-thousandths of a coin at a price in ticks, of which the peg has 250,000.
    func place(_ side: Side, _ lots: Int64, ticks: Int64, by name: String) {
      guard let seat = seats[name] else { return }
      context.markets[seat.exchange].submit(
        .limit(side, Quantity(lots: lots), at: Price(ticks: ticks), by: seat.participant), in: context)
    }

    func cancelAll(by name: String) {
      guard let seat = seats[name] else { return }
      context.markets[seat.exchange].submit(.cancelAll(by: seat.participant), in: context)
    }

    /// Lets everything before an instant happen.
    func run(until span: SimDuration) { _ = simulation.run(until: .start + span) }

    /// The books before the shock: 457.0003 coins of three providers near the peg, and what does not count.
    func open() {
      place(.buy, 1_000_001, ticks: 249_000, by: "one")
      place(.sell, 500_001, ticks: 251_000, by: "one@2")
      place(.buy, 3_000_000, ticks: 247_600, by: "two")
      place(.sell, 70_001, ticks: 252_400, by: "three")
      place(.buy, 9_000_000, ticks: 247_400, by: "three")
      place(.sell, 9_000_000, ticks: 251_500, by: "seller")
    }

    /// Two of the three go: one takes his orders back, the other keeps those that are too far away.
    func leave() {
      cancelAll(by: "one")
      cancelAll(by: "two")
      cancelAll(by: "three")
      place(.buy, 9_000_000, ticks: 247_400, by: "three")
      place(.buy, 100, ticks: 249_000, by: "new")
    }

    /// Ends the run; the figures by name, those that are not defined left out.
    func figures() -> [String: Double] {
      Dictionary(
        uniqueKeysWithValues: simulation.finish().compactMap { figure in
          figure.value.map { (figure.name, $0) }
        })
    }
  }

  @Test("two of three providers leave: a share of 2/3 by heads, and by coins what they had, to the last unit")
  func twoOfThree() {
    let world = World(shockAt: .hours(1))
    world.open()
    world.run(until: .hours(1))
    // In the instant of the shock itself: too late to be one of those whom it finds there.
    world.place(.buy, 1_000_000, ticks: 249_000, by: "new")
    world.run(until: .hours(2))
    world.leave()
    world.run(until: .hours(24))
    // One who went comes back, and goes again too late to count as gone.
    world.place(.sell, 1, ticks: 251_000, by: "three")
    world.cancelAll(by: "three")
    world.run(until: .hours(26))
    world.cancelAll(by: "one@2")
    world.run(until: .hours(30))
    let expected = [
      "stress.providers_count": 3, "stress.provided_nbt": 457.0003,
      "stress.providers_out_24h_share": 2.0 / 3,
      "stress.provided_out_24h_share": 3_070_001.0 / 4_570_003,
    ]
    #expect(world.figures() == expected)
  }

  @Test("nobody is gone who has one order left on one side of one exchange")
  func stay() {
    let world = World(shockAt: .hours(1))
    world.open()
    world.run(until: .hours(3))
    world.cancelAll(by: "one")
    world.run(until: .hours(26))
    let figures = world.figures()
    #expect(figures["stress.providers_out_24h_share"] == 0 && figures["stress.provided_out_24h_share"] == 0)
  }

  @Test("a run of exactly a day more tells who is gone, one that ends before does not", arguments: [0, 1])
  func end(missing: Int64) {
    let world = World(shockAt: .hours(1))
    world.open()
    world.run(until: .hours(2))
    world.leave()
    world.run(until: .hours(25) - .seconds(missing))
    let figures = world.figures()
    #expect(figures["stress.providers_count"] == 3)
    #expect(figures["stress.providers_out_24h_share"] == (missing == 0 ? 2.0 / 3 : nil))
    #expect((figures["stress.provided_out_24h_share"] == nil) == (missing > 0))
  }

  @Test("where nobody provided there is no share, and where nobody could there is not even a count")
  func nobody() {
    let late = World(shockAt: .hours(1))
    late.place(.sell, 9_000_000, ticks: 251_500, by: "seller")
    late.run(until: .hours(30))
    #expect(late.figures() == ["stress.providers_count": 0, "stress.provided_nbt": 0])
    let early = World(shockAt: .zero)
    early.open()
    early.run(until: .hours(30))
    #expect(early.figures().isEmpty)
  }
}
