// What an arbitrageur between exchanges does to the distance between their books.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Arbitrageur between exchanges")
struct ExchangeArbitrageurTests {
  /// Two exchanges with a maker each, at prices of their own.
  static func world(
    usd: (Double, Double), fee: Int64 = 0, tokens: Int = 100_000, btc: Double = 200,
    reaction: SimDuration = .seconds(10), minimumProfit: Double = 0, seed: UInt64 = 1
  ) -> (SmallWorld, ExchangeArbitrageur) {
    let world = SmallWorld(seed: seed, exchanges: ["alpha", "beta"], takerFeePartsPerMillion: fee)
    var parameters = ExchangeArbitrageurParameters()
    parameters.meanReaction = reaction
    parameters.minimumProfitUSD = minimumProfit
    parameters.tokensOnExchange = SmallWorld.nbt(tokens)
    parameters.quoteUSDOnExchange = 500 * btc
    let ids = world.context.markets.exchanges.map(\.id)
    let arbitrageur = ExchangeArbitrageur(name: "arb", group: "arb", exchanges: ids, parameters: parameters)
    world.simulation.add(arbitrageur)
    world.simulation.add(
      Script([
        (
          .seconds(1),
          { context in
            for (exchange, price) in [(0, usd.0), (1, usd.1)] {
              let maker = Counterparty("maker-\(exchange)", exchange: exchange, in: context)
              for step in 0..<20 {
                maker.place(.buy, 1_000, usd: price * (0.999 - 0.001 * Double(step)), in: context)
                maker.place(.sell, 1_000, usd: price * (1.001 + 0.001 * Double(step)), in: context)
              }
            }
          }
        )
      ]))
    return (world, arbitrageur)
  }

  static func figures(_ arbitrageur: ExchangeArbitrageur, _ world: SmallWorld) -> [String: Double] {
    let rows = arbitrageur.summarize(in: world.context).map { ($0.name, $0.value ?? .nan) }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  @Test(
    "He trades until no ask on one exchange is below a bid on the other, fees included",
    arguments: [0, 2_000])
  func closesTheGap(fee: Int64) throws {
    let (world, arbitrageur) = Self.world(usd: (0.98, 1.02), fee: fee)
    world.run(.minutes(10))
    let (ask, bid) = (world.levels(.sell)[0].usd, world.levels(.buy, of: 1)[0].usd)
    let share = Double(fee) / 1e6
    #expect(ask * (1 + share) >= bid * (1 - share))
    // Some levels of a tenth of a per cent are gone on both sides, until the books are two steps apart at most.
    #expect((ask * (1 + share) / (bid * (1 - share)) - 1) < 0.0025)
    let figures = Self.figures(arbitrageur, world)
    #expect(figures["arb.rounds_count"] == 1 && figures["arb.stranded_count"] == 0)
    #expect(try #require(figures["arb.round_profit_usd"]) > 100)
  }

  @Test("What he says that he earned is what his coins are worth more")
  func profit() throws {
    let (world, arbitrageur) = Self.world(usd: (0.98, 1.02), fee: 2_000)
    world.run(.minutes(10))
    var usd = 0.0
    let trader = try #require(world.context.markets.traders.first { $0.group == "arb" })
    for (asset, price) in [(SmallWorld.nbt, 1.0), (SmallWorld.btc, 500)] {
      let held = world.context.markets.holdings(of: trader, asset, ledger: world.context.ledger)
      usd += held.coins(decimals: 8) * price
    }
    let earned = try #require(Self.figures(arbitrageur, world)["arb.round_profit_usd"])
    #expect((usd - 2 * (100_000 + 100_000) - earned).magnitude < 1e-3)
  }

  @Test("Without a difference beyond both fees, or a profit below what he asks, he does nothing")
  func contentment() {
    for (usd, fee, minimum) in [
      ((1.0, 1.0), 0, 0.0), ((1.0, 1.005), 2_000, 0), ((0.98, 1.02), 0, 1e6),
    ] as [((Double, Double), Int64, Double)] {
      let (world, arbitrageur) = Self.world(usd: usd, fee: fee, minimumProfit: minimum)
      world.run(.hours(1))
      #expect(Self.figures(arbitrageur, world).values.allSatisfy { $0 == 0 })
    }
  }

  @Test("He sells no more than he has and spends no more, and his coins come back to where they are missing")
  func funds() throws {
    let (world, arbitrageur) = Self.world(usd: (0.98, 1.02), tokens: 1_500, btc: 20)
    world.run(.minutes(10))
    #expect(Self.figures(arbitrageur, world)["arb.rounds_count"] == 1)
    #expect((world.levels(.buy, of: 1)[0].coins - 500).magnitude < 1e-3)
    // After three hours half of what he bought is where he sells.
    world.run(.hours(4))
    #expect(try #require(Self.figures(arbitrageur, world)["arb.rounds_count"]) >= 2)
    #expect((world.levels(.buy, of: 1)[0].coins - 500).magnitude > 1)
  }

  @Test("What pays is taken within a time t with the chance 1 - e^(-t/mean)")
  func reaction() {
    let taken = (0..<200 as Range<UInt64>).count { seed in
      let (world, arbitrageur) = Self.world(usd: (0.98, 1.02), reaction: .minutes(5), seed: seed)
      world.run(.seconds(1) + .minutes(1))
      return Self.figures(arbitrageur, world)["arb.rounds_count"] ?? 0 > 0
    }
    let expected = 1 - DeterministicMath.exp(-0.2)
    let deviation = (200 * expected * (1 - expected)).squareRoot()
    #expect((Double(taken) - 200 * expected).magnitude < 4 * deviation)
  }

  @Test("Of two who compete the first takes all there is")
  func competition() throws {
    let (world, first) = Self.world(usd: (0.98, 1.02))
    var parameters = ExchangeArbitrageurParameters()
    parameters.meanReaction = .seconds(10)
    parameters.tokensOnExchange = SmallWorld.nbt(100_000)
    parameters.quoteUSDOnExchange = 100_000
    let rival = ExchangeArbitrageur(
      name: "rival", group: "rival", exchanges: world.context.markets.exchanges.map(\.id),
      parameters: parameters)
    world.simulation.add(rival)
    world.run(.minutes(10))
    let rounds = try [
      #require(Self.figures(first, world)["arb.rounds_count"]),
      #require(Self.figures(rival, world)["rival.rounds_count"]),
    ]
    #expect(rounds.sorted() == [0, 1])
  }

  @Test("Where an exchange halts he leaves it alone, and levels nothing with one alone")
  func halt() {
    let (world, arbitrageur) = Self.world(usd: (0.98, 1.02))
    world.context.markets.exchanges[1].halt()
    world.run(.hours(7))
    #expect(Self.figures(arbitrageur, world).values.allSatisfy { $0 == 0 })
  }
}
