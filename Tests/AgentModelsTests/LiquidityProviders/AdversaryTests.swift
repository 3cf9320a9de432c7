// What those who game a programme put on the book, whom they register, and what it costs them.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Adversaries of a programme")
struct AdversaryTests {
  static let exchange = ExchangeID(rawValue: 0)
  static let capital = ProviderCapital(tokens: SmallWorld.nbt(5_000), quote: SmallWorld.btc(10))

  static func feed(_ world: SmallWorld) -> PriceFeed {
    PriceFeed(of: world.context.markets.reference(of: SmallWorld.btc))
  }

  static func figure(_ metrics: [SummaryMetric], _ name: String) -> Double {
    metrics.first { $0.name == name }?.value ?? .nan
  }

  @Test("A flasher is on the book for three seconds of each minute, and the pool sees all of it")
  func flasher() {
    let world = SmallWorld()
    let program = FakeProgram()
    var parameters = FlasherParameters()
    parameters.capital = Self.capital
    let flasher = Flasher(
      name: "flasher", group: "flasher", exchange: Self.exchange, feed: Self.feed(world),
      program: world.context.markets.add(program), parameters: parameters)
    world.simulation.add(flasher)
    var presentSeconds: [Int] = []
    world.simulation.add(
      Script(
        (0..<1_200).map { half in
          (
            .milliseconds(half * 500 + 250),
            { _ in if world.exchange.bestAsk != nil { presentSeconds.append(Int(half / 2) % 60) } }
          )
        }))
    world.run(.minutes(10) + .seconds(30))
    #expect(Set(presentSeconds).isSubset(of: [58, 59, 0, 1]))
    #expect(presentSeconds.count == 58 || presentSeconds.count == 60)
    #expect(program.shown.count == 10)
    #expect(program.shown.allSatisfy { $0.coins > 9_900 })
    let metrics = Flasher.summary(of: [flasher], group: "flasher", in: world.context)
    let coins = program.shown[0].coins
    #expect((Self.figure(metrics, "flasher.at_risk_nbt_min") / (coins * 10 * 3 / 60) - 1).magnitude < 1e-9)
    #expect(Self.figure(metrics, "flasher.cost_usd") == 0)
  }

  @Test("A target farmer stands near with a little and far with the rest, wherever the price goes")
  func farmer() {
    let path = AnchoredPath(
      points: [.init(.start, 500), .init(.start + .hours(1), 550), .init(.start + .hours(2), 550)],
      key: RandomKey(seed: 1, run: 0), name: "BTC")
    let world = SmallWorld(btc: path)
    let program = FakeProgram()
    var parameters = SteadyQuoterParameters()
    parameters.capitals = [Self.capital]
    parameters.quotes = PeggedQuote.farming(nearShare: 0.1, nearDistance: 0.007, farDistance: 0.5)
    world.simulation.add(
      SteadyQuoter(
        name: "farmer", group: "farmer", exchange: Self.exchange, feed: Self.feed(world),
        program: world.context.markets.add(program), parameters: parameters))
    world.run(.minutes(90))
    let (asks, bids) = (world.levels(.sell), world.levels(.buy))
    #expect(asks.map { ($0.usd * 1_000).rounded() } == [1_007, 1_500])
    #expect(bids.map { ($0.usd * 1_000).rounded() } == [993, 500])
    #expect(asks.map(\.coins) == [500, 4_500])
    #expect(program.registered == ["farmer"])
    #expect((88...91).contains(program.submissions))
  }

  @Test("A sybil has as many users as names, each with its own part of the money")
  func sybil() {
    let world = SmallWorld()
    let program = FakeProgram()
    var parameters = SteadyQuoterParameters()
    let part = ProviderCapital(tokens: SmallWorld.nbt(500), quote: SmallWorld.btc(1))
    parameters.capitals = Array(repeating: part, count: 10)
    let sybil = SteadyQuoter(
      name: "sybil", group: "sybil", exchange: Self.exchange, feed: Self.feed(world),
      program: world.context.markets.add(program), parameters: parameters)
    world.simulation.add(sybil)
    world.run(.minutes(5))
    #expect(program.registered == (1...10).map { "sybil-\($0)" })
    #expect(Set(program.shown.map(\.user)).count == 10)
    #expect(world.exchange.depth(.sell).reduce(0) { $0 + world.exchange.pair.coins($1.quantity) } == 5_000)
  }

  @Test("A wash trader turns all he has over every minute and pays the fees of both sides")
  func wash() {
    let world = SmallWorld(takerFeePartsPerMillion: 2_500)
    let program = FakeProgram()
    var parameters = WashTraderParameters()
    parameters.capital = ProviderCapital(tokens: SmallWorld.nbt(1_000), quote: SmallWorld.btc(2))
    let trader = WashTrader(
      name: "wash", group: "wash", exchange: Self.exchange, feed: Self.feed(world),
      program: world.context.markets.add(program), parameters: parameters)
    world.simulation.add(trader)
    world.run(.minutes(10))
    #expect(world.exchange.fillCount == 10 || world.exchange.fillCount == 9)
    let turned = world.exchange.pair.coins(world.exchange.volume)
    // What the buyer can pay for shrinks with each fee.
    let most = Double(world.exchange.fillCount) * 1_000
    #expect(turned <= most && turned > 0.97 * most)
    let metrics = WashTrader.summary(of: [trader], group: "wash", in: world.context)
    #expect((Self.figure(metrics, "wash.cost_usd") - turned * 0.0025).magnitude < 1e-3)
    // Both accounts quote in turn, and each shows what it offers.
    #expect(Set(program.registered) == ["wash-1", "wash-2"])
    #expect(program.shown.allSatisfy { $0.coins > 970 })
  }

  @Test("With one account the exchange forbids it: nothing is traded and nothing paid")
  func washWithOneAccount() {
    let world = SmallWorld(takerFeePartsPerMillion: 2_500)
    var parameters = WashTraderParameters()
    parameters.capital = ProviderCapital(tokens: SmallWorld.nbt(1_000), quote: SmallWorld.btc(10))
    parameters.usesTwoAccounts = false
    let trader = WashTrader(
      name: "wash", group: "wash", exchange: Self.exchange, feed: Self.feed(world), parameters: parameters)
    world.simulation.add(trader)
    world.run(.minutes(10))
    #expect(world.exchange.fillCount == 0)
    let metrics = WashTrader.summary(of: [trader], group: "wash", in: world.context)
    #expect(Self.figure(metrics, "wash.cost_usd") == 0)
  }

  @Test("Coin-minutes are coins times the minutes between looks")
  func exposure() {
    var exposure = LiquidityExposure()
    exposure.note(100, at: .start + .minutes(1))
    exposure.note(50, at: .start + .minutes(3))
    exposure.note(0, at: .start + .minutes(3) + .seconds(30))
    exposure.note(7, at: .start + .minutes(9))
    #expect(exposure.coinMinutes == 225)
  }
}
