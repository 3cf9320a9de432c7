// What trading cost and what became of whom: fills whose spreads can be written down, and books that must add up.

import Laws
import Testing

@testable import SimEngine

@Suite("The observer of fills")
struct FillMonitorTests {
  /// A price of BTC that jumps from 400 to 500 USD after an hour.
  private final class Jump: ReferencePrice {
    func usdPrice(at time: SimTime) -> Double { time < .start + .hours(1) ? 400 : 500 }
  }

  /// Traders with NBT and BTC on two exchanges, and the observer.
  final class World {
    static let (nbt, btc) = (AssetID(rawValue: 0), AssetID(rawValue: 1))
    let simulation = Simulation(
      seed: 1, assets: [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "BTC", decimals: 8)])
    private(set) var exchanges: [Exchange] = []
    private(set) var traders: [TraderID] = []
    var context: Context { simulation.context }

    init(btc: any ReferencePrice = ConstantPrice(usd: 400), fees: (maker: Int64, taker: Int64) = (0, 0)) {
      let (markets, ledger) = (simulation.context.markets, simulation.context.ledger)
      markets.setReference(ConstantPrice(usd: 1), of: Self.nbt)
      markets.setReference(btc, of: Self.btc)
      for name in ["alpha", "beta"] {
        let pair = TradingPair(
          base: Self.nbt, baseDecimals: 8, quote: Self.btc, quoteDecimals: 8, tick: Amount(baseUnits: 1),
          lot: Amount(baseUnits: 10_000))
        var terms = ExchangeTerms(pair: pair)
        (terms.makerFeePartsPerMillion, terms.takerFeePartsPerMillion) = fees
        let exchange = Exchange(
          name: name, id: ExchangeID(rawValue: Int32(exchanges.count)), terms: terms, ledger: ledger)
        markets.add(exchange)
        simulation.add(exchange)
        exchanges.append(exchange)
      }
      for name in ["a", "b", "c", "d"] {
        let trader = markets.openTrader(name, group: name, ledger: ledger)
        traders.append(trader)
        for exchange in exchanges {
          let seat = markets.join(trader, exchange.id, ledger: ledger)
          for (asset, coins) in [(Self.nbt, 5_000), (Self.btc, 20)] {
            let amount = Amount(baseUnits: Int128(coins) * 100_000_000)
            let account = markets[trader].wallet[asset]
            ledger.mint(Amount(baseUnits: 2 * amount.baseUnits), to: account)
            exchange.deposit(amount, of: asset, from: account, to: seat, ledger: ledger)
          }
        }
      }
      simulation.add(FillMonitor(coin: Self.nbt))
      _ = simulation.run(until: .start)
    }

    /// Sends a limit order at a price in ticks of 10^-8 BTC, and lets a second pass.
    func send(_ side: Side, _ coins: Int64, ticks: Int64, by trader: Int32, on exchange: Int = 0) {
      exchanges[exchange].submit(
        .limit(
          side, Quantity(lots: coins * 10_000), at: Price(ticks: ticks), by: ParticipantID(rawValue: trader)),
        in: context)
      _ = simulation.run(until: context.now + .seconds(1))
    }

    func cancelAll(by trader: Int32) {
      for exchange in exchanges {
        exchange.submit(.cancelAll(by: ParticipantID(rawValue: trader)), in: context)
      }
      _ = simulation.run(until: context.now + .seconds(1))
    }

    /// Ends the run; the figures by name.
    func finish(after span: SimDuration) -> [String: Double] {
      _ = simulation.run(until: .start + span)
      return Dictionary(uniqueKeysWithValues: simulation.finish().map { ($0.name, $0.value ?? .nan) })
    }

    /// The rows of providers: columns by name, by trader.
    var providers: [String: [String: Double]] {
      guard let table = context.metrics.tables.first(where: { $0.name == "provider_profit" }) else {
        return [:]
      }
      var rows: [String: [String: Double]] = [:]
      for index in 0..<table.rowCount {
        var row: [String: Double] = [:]
        var name = ""
        for (column, field) in zip(table.columns, table.row(index)) {
          if case .real(let value) = field { row[column.name] = value }
          if case .text(let text) = field, column.name == "agent" { name = text }
        }
        rows[name] = row
      }
      return rows
    }

    /// What a trader owns in USD by the ledger alone, the coin at a price.
    func wealth(of trader: Int, coinUSD: Double) -> Double {
      let owner = context.markets[traders[trader]]
      return [(Self.nbt, coinUSD), (Self.btc, context.markets.usdPrice(of: Self.btc, at: context.now))]
        .reduce(0) { sum, asset in
          sum + asset.1
            * context.markets.holdings(of: owner, asset.0, ledger: context.ledger).coins(decimals: 8)
        }
    }
  }

  @Test(
    "V10: one purchase has the spreads that its prices say, and what the taker pays is what the maker keeps and the price tells"
  )
  func oneTrade() {
    let world = World()
    // 0.99 and 1.01 USD: the middle is 1. A buys at 1.01, then quotes move up by a cent.
    world.send(.buy, 1_000, ticks: 247_500, by: 0)
    world.send(.sell, 100, ticks: 252_500, by: 0)
    world.send(.buy, 100, ticks: 252_500, by: 1)
    world.cancelAll(by: 0)
    world.send(.buy, 1_000, ticks: 250_000, by: 0)
    world.send(.sell, 1_000, ticks: 255_000, by: 0)
    let figures = world.finish(after: .hours(1))
    #expect(figures["fills.count"] == 1 && abs((figures["fills.volume_usd"] ?? 0) - 100) < 1e-9)
    let expected = [
      "quoted_spread": 200.0, "effective_spread": 200, "realised_spread_1min": 0, "impact_1min": 200,
      "realised_spread_5min": 0, "impact_5min": 200, "realised_spread_30min": 0, "impact_30min": 200,
    ]
    for (name, basisPoints) in expected {
      #expect(abs((figures["fills.\(name)_bp"] ?? .nan) - basisPoints) < 1e-8, "\(name)")
    }
    let maker = world.providers["a"] ?? [:]
    // He sold 100 coins a cent above the middle, and the middle rose by a cent at once.
    #expect(abs((maker["spread_capture_usd"] ?? 0) - 1) < 1e-9)
    #expect(abs((maker["adverse_selection_usd"] ?? 0) + 1) < 1e-9)
    // The other 19,900 coins gained a cent each, from the reference price of the start to the middle of the end.
    #expect(abs((maker["inventory_usd"] ?? 0) - 200) < 1e-9)
    #expect(world.providers["b"] == nil, "a taker provides nothing")
  }

  @Test("The market is looked at a minute, five and thirty later, and at the end where that comes first")
  func lags() {
    let world = World()
    world.send(.buy, 1_000, ticks: 247_500, by: 0)
    world.send(.sell, 1_000, ticks: 252_500, by: 0)
    world.send(.sell, 100, ticks: 247_500, by: 1)
    for (minutes, ticks) in [(2, 1_000), (6, 2_000), (12, 3_000)] as [(Int64, Int64)] {
      _ = world.simulation.run(until: .start + .minutes(minutes))
      world.cancelAll(by: 0)
      world.send(.buy, 1_000, ticks: 247_500 - ticks, by: 0)
      world.send(.sell, 1_000, ticks: 252_500 - ticks, by: 0)
    }
    let figures = world.finish(after: .minutes(20))
    // A sale at one per cent below the middle, which then falls by 0, 40 and 120 bp.
    #expect(abs((figures["fills.impact_1min_bp"] ?? .nan) - 0) < 1e-8)
    #expect(abs((figures["fills.impact_5min_bp"] ?? .nan) - 80) < 1e-8)
    #expect(abs((figures["fills.impact_30min_bp"] ?? .nan) - 240) < 1e-8)
    #expect(abs((figures["fills.realised_spread_30min_bp"] ?? .nan) + 40) < 1e-8)
  }

  @Test("A fill before which the market had one side has no spread, but its place in the books")
  func oneSided() {
    let world = World()
    world.send(.sell, 100, ticks: 252_500, by: 0)
    world.send(.buy, 100, ticks: 252_500, by: 1)
    let figures = world.finish(after: .hours(1))
    #expect(figures["fills.count"] == 0 && figures["fills.effective_spread_bp"]?.isNaN == true)
    #expect(world.providers["a"]?["profit_usd"].map { abs($0 - 1) < 1e-9 } == true)
  }

  @Test(
    "V10: everybody's parts add up to the change of his wealth by the ledger: fills, fees, rewards, swaps, a jump, a failure",
    arguments: [1, 2, 3] as [UInt64])
  func identity(seed: UInt64) {
    let world = World(btc: Jump(), fees: (1_500, 2_500))
    var random = SplitMix64(state: seed)
    let before = (0..<4).map { world.wealth(of: $0, coinUSD: 1) }
    for _ in 0..<800 {
      world.send(
        random.below(2) == 0 ? .buy : .sell, Int64(1 + random.below(50)),
        ticks: 250_000 + Int64(random.below(2_000)) - 1_000, by: Int32(random.below(4)),
        on: Int(random.below(2)))
    }
    let (context, wallet) = (world.context, world.context.markets[world.traders[2]].wallet)
    let reward = Amount(truncating: 3.25, decimals: 8)
    context.ledger.mint(reward, to: wallet[World.nbt])
    context.markets.noteReward(
      reward, usd: 3.25 * context.markets.marketPrice(of: World.nbt, at: context.now), to: wallet)
    let ether = Amount(truncating: 2, decimals: 8)
    context.ledger.transfer(ether, from: wallet[World.btc], to: context.ledger.outside[World.btc])
    context.markets.noteFlow(-ether, of: World.btc, by: wallet, in: context)
    world.exchanges[1].fail(in: context)
    let figures = world.finish(after: .hours(2))
    #expect((figures["fills.count"] ?? 0) > 100)
    for lag in ["1min", "5min", "30min"] {
      let parts = ["realised_spread", "impact"].map { figures["fills.\($0)_\(lag)_bp"] ?? .nan }
      #expect(
        Law(10).holds(
          "realised spread plus impact after \(lag); seed \(seed)",
          expected: figures["fills.effective_spread_bp"] ?? .nan, measured: parts[0] + parts[1], within: 1e-9)
      )
    }
    let coinUSD = context.markets.marketPrice(of: World.nbt, at: context.now)
    for (index, name) in ["a", "b", "c", "d"].enumerated() {
      let parts = world.providers[name] ?? [:]
      let profit = world.wealth(of: index, coinUSD: coinUSD) - before[index]
      #expect(abs((parts["profit_usd"] ?? 0) - profit) < 1e-6)
      let names = [
        "rewards", "spread_capture", "adverse_selection", "inventory", "collateral", "swaps", "fees",
        "losses",
      ]
      let sum = names.reduce(0) { $0 + (parts["\($1)_usd"] ?? .nan) }
      #expect(
        Law(10).holds(
          "sum of \(name)'s parts; seed \(seed)", expected: profit, measured: sum, within: 1e-9))
      #expect((parts["losses_usd"] ?? 0) < -1_000 && (parts["fees_usd"] ?? 0) < 0)
      #expect(
        abs((parts["hedged_profit_usd"] ?? 0) - (profit - (parts["collateral_usd"] ?? 0))) < 1e-6)
    }
    #expect(world.providers["c"]?["rewards_usd"] != 0 && world.providers["c"]?["swaps_usd"] != 0)
    #expect(world.providers["a"]?["rewards_usd"] == 0 && world.providers["a"]?["swaps_usd"] == 0)
  }

  @Test("The identity of spreads notices a fill whose later price is missing")
  func missingLag() {
    let fill = NotedFill(
      time: .start, maker: 0, taker: 1, takerSide: .buy, coins: 100, notionalUSD: 101, fairUSD: 1,
      quotedUSD: 0.02)
    var costs = TradeCosts()
    costs.add(fill)
    for lag in TradeCosts.lags.indices {
      #expect(abs(costs.identityError - 0.02) < 1e-12)
      costs.addLater(1.5, than: fill, lag: lag)
    }
    #expect(costs.identityError < 1e-12)
  }

  @Test("Coins that leave a trader unnoted stop the run and are named")
  func forgotten() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let world = World()
      let wallet = world.context.markets[world.traders[1]].wallet
      world.context.ledger.burn(Amount(baseUnits: 150_000_000), from: wallet[World.nbt])
      _ = world.finish(after: .hours(1))
    }
    #expect(result.says("b has -1.5 NBT that nobody noted"))
  }

  @Test("The queue hands each fill to each lag once, in order, and forgets what all have passed")
  func queue() {
    var queue = PendingFills(lags: [.seconds(2), .seconds(10)])
    var seen: [[Int]] = [[], []]
    for second in 0..<5_000 {
      let now = SimTime.start + .seconds(Int64(second))
      queue.append(
        NotedFill(
          time: now, maker: 0, taker: 1, takerSide: .buy, coins: Double(second), notionalUSD: 0, fairUSD: 0,
          quotedUSD: nil))
      queue.takeDue(at: now) { fill, lag in
        #expect(now - fill.time == [.seconds(2), .seconds(10)][lag])
        seen[lag].append(Int(fill.coins))
      }
      #expect(queue.nextDue ?? .start > now)
    }
    queue.takeDue(at: nil) { fill, lag in seen[lag].append(Int(fill.coins)) }
    #expect(seen == [Array(0..<5_000), Array(0..<5_000)] && queue.nextDue == nil)
  }
}
