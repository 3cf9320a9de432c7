// What an arbitrageur does to the distance between a reserve and the books.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Arbitrageur")
struct ArbitrageurTests {
  /// A world with a market maker at a price, and a reserve at another; ETH is 10 USD.
  static func world(
    bookUSD: Double, reserveUSD: Double, cap: Double = 1e6, fee: Int64 = 0, random: Bool = true,
    ether: Double = 5_000, gas: Double = 0, trades: Int = 1, chain: ChainRules? = nil
  ) -> (SmallWorld, TestReserve, Arbitrageur) {
    let world = SmallWorld(takerFeePartsPerMillion: fee)
    if let chain = chain.map({ Chain(rules: $0, ledger: world.context.ledger) }) {
      world.context.markets.settle(on: chain)
      world.simulation.add(chain)
    }
    let reserve = TestReserve(spotPrice: reserveUSD / 10, cap: cap, in: world.context)
    world.context.markets.add(reserve)
    var parameters = ArbitrageurParameters()
    parameters.tokensOnExchange = SmallWorld.nbt(50_000)
    parameters.quoteOnExchange = SmallWorld.btc(100)
    parameters.tokensInWallet = SmallWorld.nbt(50_000)
    parameters.currencyInWallet = SmallWorld.eth(ether)
    parameters.transactionCost = SmallWorld.eth(gas)
    parameters.exchangeCostShare = 0
    parameters.minimumProfitUSD = 0
    parameters.reactsAtRandom = random
    parameters.mostTransactions = trades
    let arbitrageur = Arbitrageur(name: "arb", group: "arb", venue: 0, parameters: parameters)
    world.simulation.add(arbitrageur)
    world.simulation.add(
      Script([
        (
          .seconds(1),
          { context in
            let maker = Counterparty("maker", in: context)
            for step in 0..<20 {
              maker.place(.buy, 5_000, usd: bookUSD * (0.999 - 0.0005 * Double(step)), in: context)
              maker.place(.sell, 5_000, usd: bookUSD * (1.001 + 0.0005 * Double(step)), in: context)
            }
          }
        )
      ]))
    return (world, reserve, arbitrageur)
  }

  static func metric(_ name: String, _ component: any Component, _ world: SmallWorld) -> Double? {
    component.summarize(in: world.context).first { $0.name == name }?.value
  }

  @Test("Two who compete earn together what one earns alone, each the trades that he is first to see")
  func competition() throws {
    let (alone, _, single) = Self.world(bookUSD: 1, reserveUSD: 0.97, cap: 0.5)
    alone.run(.hours(1))
    let whole = try #require(Self.metric("arb.round_profit_usd", single, alone))
    let (world, _, first) = Self.world(bookUSD: 1, reserveUSD: 0.97, cap: 0.5)
    var parameters = ArbitrageurParameters()
    parameters.tokensOnExchange = SmallWorld.nbt(50_000)
    parameters.quoteOnExchange = SmallWorld.btc(100)
    parameters.tokensInWallet = SmallWorld.nbt(50_000)
    parameters.currencyInWallet = SmallWorld.eth(5_000)
    parameters.exchangeCostShare = 0
    parameters.minimumProfitUSD = 0
    let rival = Arbitrageur(name: "rival", group: "rival", venue: 0, parameters: parameters)
    world.simulation.add(rival)
    world.run(.hours(1))
    let profits = try [
      #require(Self.metric("arb.round_profit_usd", first, world)),
      #require(Self.metric("rival.round_profit_usd", rival, world)),
    ]
    #expect(profits.allSatisfy { $0 > 0 })
    #expect(((profits[0] + profits[1]) / whole - 1).magnitude < 0.02, "\(profits) \(whole)")
  }

  @Test("He brings the reserve's price within the band around the book", arguments: [0.97, 1.03])
  func closesTheGap(reserveUSD: Double) throws {
    let (world, reserve, arbitrageur) = Self.world(bookUSD: 1, reserveUSD: reserveUSD)
    world.run(.hours(1))
    let curve = try #require(reserve.curve)
    let side: Side = reserveUSD < 1 ? .buy : .sell
    let best = world.levels(side)[0].usd / 10
    #expect(reserve.trades > 0)
    // Nothing is left to earn at the best price of the book but what a lot is worth.
    #expect(ClosedFormArbitrage.tokens(reserveUSD < 1 ? .buy : .sell, at: curve, against: best) < 0.001)
    let distance = DeterministicMath.log(best / curve.spotPrice).magnitude
    #expect((distance + DeterministicMath.log(1 - curve.fee)).magnitude < 1e-6)
    #expect(try #require(Self.metric("arb.round_profit_usd", arbitrageur, world)) > 0.4)
    #expect(Self.metric("arb.stranded_count", arbitrageur, world) == 0)
  }

  @Test("What he earned is what his coins are worth more, and his seats are level again")
  func books() throws {
    let (world, _, arbitrageur) = Self.world(bookUSD: 1, reserveUSD: 0.97, fee: 2_500)
    world.run(.hours(1))
    let context = world.context
    let trader = try #require(context.markets.traders.first { $0.name == "arb" })
    func gain(_ asset: AssetID, _ start: Amount) -> Double {
      context.coins(context.markets.holdings(of: trader, asset, ledger: context.ledger) - start, of: asset)
    }
    let tokens = gain(SmallWorld.nbt, SmallWorld.nbt(100_000))
    let usd =
      gain(SmallWorld.btc, SmallWorld.btc(100)) * 500 + gain(SmallWorld.eth, SmallWorld.eth(5_000)) * 10
    let told = try #require(Self.metric("arb.round_profit_usd", arbitrageur, world))
    #expect(tokens.magnitude < 0.01)
    #expect(told > 0.3 && (usd - told).magnitude < 0.01)
    let balances = world.exchange.balances(of: trader.seats[0].participant, ledger: context.ledger)
    #expect((balances.base - SmallWorld.nbt(50_000)).baseUnits.magnitude < 1_000_000)
    #expect((balances.quote - SmallWorld.btc(100)).baseUnits.magnitude < 10)
  }

  @Test("Within the band he does nothing")
  func quiet() {
    let (world, reserve, _) = Self.world(bookUSD: 1, reserveUSD: 1.0005, fee: 2_500)
    world.run(.hours(1))
    #expect(reserve.trades == 0)
  }

  @Test("With a cap he needs several transactions, each below it")
  func caps() {
    let (world, reserve, _) = Self.world(bookUSD: 1, reserveUSD: 0.97, cap: 1)
    world.run(.hours(1))
    let (free, uncapped, _) = Self.world(bookUSD: 1, reserveUSD: 0.97)
    free.run(.hours(1))
    #expect(uncapped.trades <= 2 && reserve.trades >= 3)
    #expect((reserve.curve!.spotPrice / uncapped.curve!.spotPrice - 1).magnitude < 1e-7)
  }

  @Test("He never swaps what he needs for the gas", arguments: [0.97, 1.03])
  func gas(reserveUSD: Double) throws {
    for ether in stride(from: 0.0, through: 2, by: 0.1) {
      let (world, _, arbitrageur) = Self.world(
        bookUSD: 1, reserveUSD: reserveUSD, ether: ether, gas: 0.05)
      // The ledger ends the run at the first overdraft.
      world.run(.hours(1))
      let trader = try #require(world.context.markets.traders.first { $0.name == "arb" })
      #expect(world.context.ledger.balance(trader.wallet[SmallWorld.eth]) >= .zero)
      #expect(try #require(Self.metric("arb.round_profit_usd", arbitrageur, world)) >= 0)
    }
  }

  @Test("When somebody else takes the book first he does not touch the reserve")
  func missed() {
    let (world, reserve, arbitrageur) = Self.world(bookUSD: 1, reserveUSD: 0.97, random: false)
    world.simulation.add(
      Script(
        [(.seconds(14), { Counterparty("other", in: $0).take(.sell, 100_000, in: $0) })], name: "other"))
    world.run(.minutes(1))
    #expect(reserve.trades == 0)
    #expect(Self.metric("arb.rounds_count", arbitrageur, world) == 0)
  }

  /// The blocks in which the reserve was traded with, and in how many transactions each.
  private static func transactions(_ world: SmallWorld) -> [Int64: Int] {
    guard let table = world.context.metrics.tables.first(where: { $0.name == "transactions" }) else {
      return [:]
    }
    return (0..<table.rowCount).reduce(into: [:]) { counts, row in
      if case .integer(let block) = table.row(row)[1] { counts[block, default: 0] += 1 }
    }
  }

  @Test(
    "A move that takes 2.7 ETH at a cap of 1 ETH needs three blocks, or one with three transactions in it",
    arguments: [(1.02, 1), (1.02, 3), (0.98, 1), (0.98, 3)])
  func capsInBlocks(bookUSD: Double, trades: Int) throws {
    var rules = ChainRules()
    rules.comesAtRandom = false
    let (world, reserve, arbitrageur) = Self.world(
      bookUSD: bookUSD, reserveUSD: 1, cap: 1, random: false, trades: trades, chain: rules)
    world.run(.hours(1))
    let blocks = Self.transactions(world)
    #expect(blocks.count == (trades == 1 ? 3 : 1), "\(blocks)")
    #expect(blocks.allSatisfy { $0.value == trades } && reserve.trades == 3)
    let (free, uncapped, alone) = Self.world(bookUSD: bookUSD, reserveUSD: 1, random: false)
    free.run(.hours(1))
    #expect((reserve.curve!.spotPrice / uncapped.curve!.spotPrice - 1).magnitude < 1e-6)
    let profit = try #require(Self.metric("arb.round_profit_usd", arbitrageur, world))
    let whole = try #require(Self.metric("arb.round_profit_usd", alone, free))
    #expect((profit / whole - 1).magnitude < 1e-3, "\(profit) \(whole)")
  }

  @Test("Three transactions cost three times the gas, in blocks and without", arguments: [true, false])
  func gasOfParts(inBlocks: Bool) throws {
    let rules = inBlocks ? ChainRules() : nil
    let (world, reserve, arbitrageur) = Self.world(
      bookUSD: 1.02, reserveUSD: 1, cap: 1, gas: 0.001, trades: 3, chain: rules)
    let (free, _, alone) = Self.world(bookUSD: 1.02, reserveUSD: 1, cap: 1, trades: 3, chain: rules)
    for world in [world, free] { world.run(.hours(1)) }
    #expect(reserve.trades == 3)
    let profit = try #require(Self.metric("arb.round_profit_usd", arbitrageur, world))
    let whole = try #require(Self.metric("arb.round_profit_usd", alone, free))
    #expect((whole - profit - 3 * 0.001 * 10).magnitude < 1e-6)
  }

  @Test(
    "Splitting a trade moves the same tokens in trades that each keep to the cap",
    arguments: [Side.buy, .sell])
  func splits(side: Side) {
    let curve = ExponentialCurve(spotPrice: 0.1, rate: 0.007, fee: 0.001, buyCap: 2, sellCap: 2)
    for trades in 2...64 {
      let tokens = curve.allowing(trades).cap(side) * (1 - 1e-9)
      let sizes = curve.split(tokens, side, into: trades)
      #expect(sizes.count == trades && (sizes.reduce(0, +) / tokens - 1).magnitude < 1e-12)
      var moving = curve
      for size in sizes {
        let currency = side == .buy ? moving.currency(forBuying: size) : moving.currency(forSelling: size)
        #expect(currency < 2)
        moving = moving.moved(by: side == .buy ? currency : -currency)
      }
    }
    #expect(curve.split(1e6, side, into: 1) == [1e6])
    #expect(curve.split(1, side, into: 5) == [1])
  }
}
