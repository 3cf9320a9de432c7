// Where profits come from: the parts add up, and each part is what it says.

import Testing

@testable import SimEngine

@Suite("The account of profits")
struct TraderMonitorTests {
  /// A price that jumps from 400 to 500 USD after an hour.
  private final class Jump: ReferencePrice {
    func usdPrice(at time: SimTime) -> Double { time < .start + .hours(1) ? 400 : 500 }
  }

  /// Four traders on an NBT/BTC exchange with fees, and a monitor of them.
  private final class World {
    static let nbt = AssetID(rawValue: 0)
    static let btc = AssetID(rawValue: 1)
    let simulation = Simulation(
      seed: 1, assets: [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "BTC", decimals: 8)])
    let exchange: Exchange
    let traders: [TraderID]
    var context: Context { simulation.context }

    init(btc: any ReferencePrice) {
      let (markets, ledger) = (simulation.context.markets, simulation.context.ledger)
      let pair = TradingPair(
        base: Self.nbt, baseDecimals: 8, quote: Self.btc, quoteDecimals: 8, tick: Amount(baseUnits: 1),
        lot: Amount(baseUnits: 10_000))
      var terms = ExchangeTerms(pair: pair)
      terms.makerFeePartsPerMillion = 1_500
      terms.takerFeePartsPerMillion = 2_500
      exchange = Exchange(name: "alpha", id: ExchangeID(rawValue: 0), terms: terms, ledger: ledger)
      markets.add(exchange)
      markets.setReference(ConstantPrice(usd: 1), of: Self.nbt)
      markets.setReference(btc, of: Self.btc)
      simulation.add(exchange)
      traders = ["a", "b", "c", "d"].map {
        markets.openTrader($0, group: $0 < "c" ? "first" : "second", ledger: ledger)
      }
      for trader in traders {
        let wallet = markets[trader].wallet
        let seat = markets.join(trader, exchange.id, ledger: ledger)
        for (asset, coins) in [(Self.nbt, 5_000), (Self.btc, 20)] {
          let amount = Amount(baseUnits: Int128(coins) * 100_000_000)
          ledger.mint(amount, to: wallet[asset])
          exchange.deposit(
            Amount(baseUnits: amount.baseUnits / 2), of: asset, from: wallet[asset], to: seat, ledger: ledger)
        }
      }
      simulation.add(TraderMonitor(coin: Self.nbt, writeEvery: .minutes(25)))
    }

    /// Twenty minutes of orders at random, after which nothing rests any more.
    func trade(seed: UInt64) {
      var random = SplitMix64(state: seed)
      _ = simulation.run(until: .start)
      for _ in 0..<1_200 {
        let seat = ParticipantID(rawValue: Int32(random.below(4)))
        let quantity = Quantity(lots: Int64(1 + random.below(500_000)))
        let price = Price(ticks: 250_000 + Int64(random.below(2_000)) - 1_000)
        exchange.submit(
          .limit(random.below(2) == 0 ? .buy : .sell, quantity, at: price, by: seat), in: context)
        _ = simulation.run(until: context.now + .seconds(1))
      }
      for seat in 0..<4 { exchange.submit(.cancelAll(by: ParticipantID(rawValue: Int32(seat))), in: context) }
      _ = simulation.run(until: context.now + .seconds(1))
    }

    /// A reward as a programme pays it.
    func reward(_ coins: Double, to trader: TraderID) {
      let (amount, wallet) = (Amount(truncating: coins, decimals: 8), context.markets[trader].wallet)
      context.ledger.mint(amount, to: wallet[Self.nbt])
      context.markets.noteReward(amount, usd: coins, to: wallet)
    }

    /// A swap of two coins of BTC for NBT as a reserve makes it, USD 30 to the trader's advantage.
    func swap(by trader: TraderID) {
      let (ledger, wallet) = (context.ledger, context.markets[trader].wallet)
      let btcUSD = context.markets.usdPrice(of: Self.btc, at: context.now)
      ledger.transfer(
        Amount(truncating: 2, decimals: 8), from: wallet[Self.btc], to: ledger.outside[Self.btc])
      ledger.transfer(
        Amount(truncating: 2 * btcUSD + 30, decimals: 8), from: ledger.outside[Self.nbt], to: wallet[Self.nbt]
      )
      context.markets.noteSwap(edgeUSD: 30, by: wallet)
    }

    /// Ends the run after two hours; the summary by name.
    func finish() -> [String: Double] {
      _ = simulation.run(until: .start + .hours(2))
      return Dictionary(uniqueKeysWithValues: simulation.finish().map { ($0.name, $0.value ?? .nan) })
    }

    /// The last row of each trader, columns by name.
    var lastRows: [[String: Double]] {
      let table = context.metrics.tables.first { $0.name == "agents" }!
      return (table.rowCount - 4..<table.rowCount).map { row in
        Dictionary(
          uniqueKeysWithValues: zip(table.columns, table.row(row)).map { column, field in
            switch field {
            case .real(let value): (column.name, value)
            case .amount(let amount): (column.name, amount.coins(decimals: 8))
            default: (column.name, 0)
            }
          })
      }
    }
  }

  private static let groups = ["first", "second"]

  @Test(
    "adds up: rewards, edge, swaps, fees and inventory are the change of wealth",
    arguments: [1, 2, 3] as [UInt64])
  func partsAddUp(seed: UInt64) {
    let world = World(btc: Jump())
    world.trade(seed: seed)
    world.reward(3.25, to: world.traders[0])
    world.swap(by: world.traders[3])
    let summary = world.finish()
    #expect(world.exchange.fillCount > 100)
    let startingWealth = 5_000.0 + 20 * 400
    for row in world.lastRows {
      let figure = { (name: String) in row[name] ?? .nan }
      let wealth = figure("balance_nbt") + figure("balance_btc") * 500
      let parts =
        figure("rewards_usd") + figure("edge_usd") + figure("swaps_usd") + figure("fees_usd")
        + figure("inventory_usd")
      #expect((figure("wealth_usd") - wealth).magnitude < 1e-9)
      #expect((figure("wealth_usd") - startingWealth - parts).magnitude < 1e-9)
    }
    for (index, group) in Self.groups.enumerated() {
      let rows = world.lastRows[2 * index..<2 * index + 2]
      let sum = { (name: String) in rows.reduce(0) { $0 + ($1[name] ?? .nan) } }
      let figure = { (name: String) in summary["agents.\(group).\(name)"] ?? .nan }
      #expect((figure("profit_usd") - sum("wealth_usd") + 2 * startingWealth).magnitude < 1e-9)
      #expect((figure("edge_usd") - sum("edge_usd") - sum("swaps_usd")).magnitude < 1e-9)
      #expect((figure("fees_usd") + sum("fees_usd")).magnitude < 1e-9)
      #expect((figure("inventory_usd") - sum("inventory_usd")).magnitude < 1e-9)
      #expect(
        (figure("net_bought_nbt") - sum("balance_nbt") + 10_000 + figure("rewards_usd")).magnitude < 1e-9)
    }
  }

  @Test("finds no gain of inventory where no price moved", arguments: [4, 5] as [UInt64])
  func noInventory(seed: UInt64) {
    let world = World(btc: ConstantPrice(usd: 400))
    world.trade(seed: seed)
    world.reward(3.25, to: world.traders[0])
    world.swap(by: world.traders[3])
    let summary = world.finish()
    // The books are empty at the end, so that an NBT is worth its peg, against which the edge is measured
    // too.
    for group in Self.groups { #expect((summary["agents.\(group).inventory_usd"] ?? .nan).magnitude < 1e-9) }
    #expect(summary["agents.first.rewards_usd"] == 3.25 && summary["agents.second.rewards_usd"] == 0)
    // What one side of a fill gains the other loses; fees leave both.
    let edges = Self.groups.map { summary["agents.\($0).edge_usd"] ?? .nan }
    #expect((edges[0] + edges[1] - 30).magnitude < 1e-9 && edges[0].magnitude > 1e-3)
    let fees = Self.groups.map { summary["agents.\($0).fees_usd"] ?? .nan }
    let collected = world.context.ledger.balance(world.exchange.fees).coins(decimals: 8)
    #expect((fees[0] + fees[1] - collected * 400).magnitude < 1e-9 && fees.allSatisfy { $0 > 0 })
  }

  @Test(
    "calls a gain of inventory what the holdings gained by a price that moved", arguments: [6, 7] as [UInt64])
  func inventory(seed: UInt64) {
    let world = World(btc: Jump())
    world.trade(seed: seed)
    let summary = world.finish()
    let rows = world.lastRows
    for (index, group) in Self.groups.enumerated() {
      let coins = rows[2 * index..<2 * index + 2].reduce(0) { $0 + ($1["balance_btc"] ?? .nan) }
      // The jump of 100 USD came when all trading was over.
      #expect(((summary["agents.\(group).inventory_usd"] ?? .nan) - 100 * coins).magnitude < 1e-8)
    }
  }

  @Test("writes everybody at each interval and at the end, once, zero fees without a sign")
  func rows() throws {
    let world = World(btc: ConstantPrice(usd: 400))
    _ = world.finish()
    let table = try #require(world.context.metrics.tables.first { $0.name == "agents" })
    let times = stride(from: 0, to: table.rowCount, by: 4).map { table.row($0).first }
    #expect(times == [1_500, 3_000, 4_500, 6_000, 7_200].map { MetricValue.real($0) })
    #expect(world.lastRows.allSatisfy { $0["fees_usd"]?.sign == .plus })
  }

  @Test("stops the run when somebody begins to trade behind the observer's back")
  func lateTrader() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let world = World(btc: ConstantPrice(usd: 400))
      _ = world.simulation.run(until: .start)
      _ = world.context.markets.openTrader("late", group: "late", ledger: world.context.ledger)
      _ = world.finish()
    }
    #expect(result.says("late began to trade when the observer had started"))
  }
}
