// How a PyBot quotes, distrusts, and minds what it is paid.

import SimEngine
import Testing

@testable import AgentModels

@Suite("PyBot")
struct PyBotTests {
  /// A bot with 5000 NBT and 10 BTC of 500 USD.
  static func bot(
    _ world: SmallWorld, program: FakeProgram? = nil, ticker: (any ReferencePrice)? = nil,
    _ change: (inout PyBotParameters) -> Void = { _ in }
  ) -> PyBot {
    var parameters = PyBotParameters()
    parameters.capital = ProviderCapital(tokens: SmallWorld.nbt(5_000), quote: SmallWorld.btc(10))
    change(&parameters)
    let reference = world.context.markets.reference(of: SmallWorld.btc)
    let bot = PyBot(
      name: "pybot", group: "pybot", exchange: ExchangeID(rawValue: 0), poolFeed: PriceFeed(of: reference),
      ticker: PriceFeed(of: ticker ?? reference), program: program.map { world.context.markets.add($0) },
      parameters: parameters)
    world.simulation.add(bot)
    return bot
  }

  @Test("All funds stand in one order a side, at prices rounded up to eight decimals")
  func quotes() {
    let world = SmallWorld(btc: ConstantPrice(usd: 419.37))
    _ = Self.bot(world)
    world.run(.minutes(2))
    let (asks, bids) = (Array(world.exchange.depth(.sell)), Array(world.exchange.depth(.buy)))
    #expect(asks.count == 1 && bids.count == 1)
    // 1.0075 / 419.37 = 0.002402413..., 0.9925 / 419.37 = 0.002366645...
    #expect(asks[0].price.ticks == 240_242 && bids[0].price.ticks == 236_665)
    #expect(world.exchange.pair.coins(asks[0].quantity) == 5_000)
    #expect((world.exchange.pair.coins(bids[0].quantity) - 10 / 0.00236665).magnitude < 0.01)
  }

  @Test("No side holds more than the fill amount, and the exchange's fee is the least distance")
  func limits() {
    let world = SmallWorld(takerFeePartsPerMillion: 20_000)
    _ = Self.bot(world) { $0.fillAmount = 1_000 }
    world.run(.minutes(2))
    #expect(world.levels(.sell).map(\.coins) == [1_000] && world.levels(.buy).map(\.coins) == [1_000])
    #expect((world.levels(.sell)[0].usd - 1.02).magnitude < 1e-5)
  }

  @Test("A ticker that differs from the pool by more than half a per cent takes the orders away")
  func distrust() {
    let path = AnchoredPath(
      points: [
        .init(.start, 500), .init(.start + .minutes(10), 500), .init(.start + .minutes(11), 503),
        .init(.start + .minutes(20), 503), .init(.start + .minutes(21), 502), .init(.start + .hours(1), 502),
      ], key: RandomKey(seed: 1, run: 0), name: "ticker")
    let world = SmallWorld()
    _ = Self.bot(world, ticker: path)
    world.run(.minutes(9))
    #expect(!world.levels(.sell).isEmpty && !world.levels(.buy).isEmpty)
    world.run(.minutes(12))
    #expect(world.levels(.sell).isEmpty && world.levels(.buy).isEmpty)
    world.run(.minutes(23))
    #expect(!world.levels(.sell).isEmpty && !world.levels(.buy).isEmpty)
  }

  @Test("Orders move when the pool's price has, by a quarter per cent and not by less")
  func deviation() {
    func ask(after usd: Double) -> Double {
      let path = AnchoredPath(
        points: [
          .init(.start, 500), .init(.start + .minutes(2), 500), .init(.start + .minutes(3), usd),
          .init(.start + .hours(1), usd),
        ], key: RandomKey(seed: 1, run: 0), name: "BTC")
      let world = SmallWorld(btc: path)
      _ = Self.bot(world) { $0.resetEvery = .days(1) }
      world.run(.minutes(10))
      return world.exchange.pair.value(world.exchange.bestAsk ?? Price(ticks: 1))
    }
    #expect((ask(after: 500.9) - 1.0075 / 500).magnitude < 1e-5 * 1.0075 / 500)
    #expect((ask(after: 510) - 1.0075 / 510).magnitude < 0.003 * 1.0075 / 510)
    #expect(ask(after: 510) < ask(after: 500.9))
  }

  @Test("A filled side gets a new order out of what came in")
  func refill() {
    let world = SmallWorld()
    _ = Self.bot(world)
    world.simulation.add(
      Script([(.minutes(5), { Counterparty("taker", in: $0).take(.sell, 10_000, in: $0) })]))
    world.run(.minutes(25))
    #expect(world.levels(.sell)[0].coins > 9_900)
    #expect(world.levels(.buy).isEmpty)
  }

  @Test("A minimum that is not met for two minutes cuts the orders until it is, and then they grow")
  func appetite() {
    let world = SmallWorld()
    let program = FakeProgram()
    program.rates = DailyRates(ask: 0.0015, bid: 0.003)
    let bot = Self.bot(world, program: program) { $0.minimumRates = DailyRates(ask: 0.002, bid: 0.002) }
    world.run(.minutes(4) + .seconds(50))
    // A quarter too little: each cut takes a quarter.
    #expect(bot.shrinkCount >= 1 && bot.growCount == 0)
    let ask = world.levels(.sell)[0].coins
    #expect((ask - 3_750).magnitude < 1 || (ask - 2_812.5).magnitude < 1)
    #expect((world.levels(.buy)[0].coins * 0.9925 - 5_000).magnitude < 1)
    #expect(program.minimumRates == DailyRates(ask: 0.002, bid: 0.002))
    program.rates = DailyRates(ask: 0.0021, bid: 0.003)
    world.run(.minutes(30))
    #expect(bot.growCount >= 3)
    #expect(world.levels(.sell)[0].coins == 5_000)
  }

  @Test("A size is cut by a tenth at least, and by as much as is missing")
  func steps() {
    var appetite = PyBotAppetite()
    func judge(_ rate: Double, _ size: Double) -> PyBotAppetite.Change {
      appetite.judge(rate, least: 0.002, size: size)
    }
    // Two per cent below is close enough.
    let changes = [
      judge(0.00197, 1_000), judge(0.00197, 1_000), judge(0.0019, 1_000), judge(0.0021, 1_000),
      judge(0.0019, 1_000),
      judge(0.0019, 1_000),
    ]
    #expect(changes == [.none, .none, .none, .none, .none, .shrank])
    #expect(appetite.limit == 900)
    let more = [judge(0.001, 900), judge(0.001, 900)]
    #expect(more == [.none, .shrank] && appetite.limit == 450)
    let grown = [judge(0.002, 450), judge(0.002, 300), judge(0.004, 495)]
    #expect(grown == [.grew, .none, .grew])
    #expect((appetite.limit - 742.5).magnitude < 1e-9)
  }

  @Test("An order that would take moves out of the way if that is near enough, and else stays at home")
  func crossing() {
    let price = { (opposite: Double, mayTake: Bool) in
      PyBotPricing.price(.sell, fair: 1, offset: 0.002, opposite: opposite, mayTake: mayTake)
    }
    #expect(price(1.001, false) == 1.002)
    #expect(price(1.004, false).map { ($0 - 1.00400001).magnitude < 1e-12 } == true)
    #expect(price(1.005, false) == nil)
    #expect(price(1.005, true) == 1.002)
    let bid = PyBotPricing.price(.buy, fair: 1, offset: 0.002, opposite: 0.997, mayTake: false)
    #expect(bid.map { ($0 - 0.99699999).magnitude < 1e-12 } == true)
    #expect(PyBotPricing.price(.buy, fair: 1, offset: 0.0075, opposite: 0.99, mayTake: false) == nil)
  }

  @Test("A bot with more to sell than to buy asks for less, by its automatic shift")
  func automaticShift() {
    let world = SmallWorld()
    _ = Self.bot(world) {
      $0.capital = ProviderCapital(tokens: SmallWorld.nbt(7_500), quote: SmallWorld.btc(5))
      $0.automaticShift = 0.01
    }
    world.run(.minutes(2))
    // Three quarters are NBT: a shift of 1 % times 1 - 2 * 0.75.
    #expect((world.levels(.sell)[0].usd - 1.0075 * 0.995).magnitude < 1e-5)
    #expect((world.levels(.buy)[0].usd - 0.9925 * 0.995).magnitude < 1e-5)
  }
}
