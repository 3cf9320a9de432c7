// How a NuBot behaves on an exchange: its book, its repairs, its shifts, its silence, its stay.

import SimEngine
import Testing

@testable import AgentModels

@Suite("NuBot")
struct NuBotTests {
  static func parameters() -> NuBotParameters {
    var parameters = NuBotParameters()
    parameters.capitalTokens = SmallWorld.nbt(5_000)
    parameters.capitalQuote = SmallWorld.btc(10)
    parameters.sellSide.offsetUSD = 0.007
    parameters.buySide.offsetUSD = 0.007
    return parameters
  }

  static func bot(_ world: SmallWorld, outages: [PriceFeed.Outage] = [], program: LiquidityProgramID? = nil)
    -> NuBot
  {
    let feed = PriceFeed(of: world.context.markets.reference(of: SmallWorld.btc), outages: outages)
    let bot = NuBot(
      name: "nubot", group: "nubot", exchange: ExchangeID(rawValue: 0), feed: feed, program: program,
      parameters: parameters())
    world.simulation.add(bot)
    return bot
  }

  @Test("The book on the exchange is the generator's book")
  func book() {
    let world = SmallWorld()
    _ = Self.bot(world)
    world.run(.minutes(3))
    let parameters = Self.parameters()
    let asks = NuBotOrderBook.orders(
      .sell, parameters.sellSide, funds: 5_000, quoteUSD: 500, feePercent: parameters.feePercent)
    let bids = NuBotOrderBook.orders(
      .buy, parameters.buySide, funds: 10 * (1 - 1e-6), quoteUSD: 500, feePercent: parameters.feePercent)
    for (side, expected) in [(Side.sell, asks), (.buy, bids)] {
      let levels = world.levels(side)
      #expect(levels.count == expected.count)
      #expect(levels.count > 3)
      for (level, order) in zip(levels, expected) {
        #expect((level.usd / (order.price * 500) - 1).magnitude < 1e-9)
        #expect((level.coins - order.size).magnitude < 1.5e-4)
      }
    }
  }

  @Test("A wall that was eaten stands again after one to two strategy checks and the replacement")
  func rebuilding() {
    let world = SmallWorld()
    let bot = Self.bot(world)
    var depths: [Double] = []
    world.simulation.add(
      Script([
        (.minutes(10), { Counterparty("taker", in: $0).take(.buy, 500, in: $0) }),
        (.minutes(10) + .seconds(40), { _ in depths.append(world.levels(.sell)[0].usd) }),
        (.minutes(10) + .seconds(92), { _ in depths.append(world.levels(.sell)[0].usd) }),
      ]))
    world.run(.minutes(20))
    #expect(bot.rebuildCount == 1)
    #expect(depths[0] > 1.02 && depths[1] < 1.01)
    let balances = world.exchange.balances(of: ParticipantID(rawValue: 0), ledger: world.context.ledger)
    #expect(balances.base == SmallWorld.nbt(4_500))
    #expect(balances.quote > SmallWorld.btc(11))
  }

  @Test("Walls follow the price when it moves by the threshold, and not before")
  func shifting() {
    let path = AnchoredPath(
      points: [
        .init(.start, 500), .init(.start + .hours(1), 500.4), .init(.start + .hours(2), 500.4),
        .init(.start + .hours(3), 505), .init(.start + .hours(4), 505),
      ], key: RandomKey(seed: 1, run: 0), name: "BTC")
    let world = SmallWorld(btc: path)
    let bot = Self.bot(world)
    world.run(.hours(2))
    #expect(bot.shiftCount == 0)
    world.run(.hours(4))
    #expect((5...9).contains(bot.shiftCount))
    #expect((world.levels(.sell)[0].usd - 1.009).magnitude < 0.001)
    #expect((world.levels(.buy)[0].usd - 0.991).magnitude < 0.001)
  }

  @Test("A feed that is silent for over an hour makes the bot withdraw until it speaks again")
  func outage() {
    let world = SmallWorld()
    let outage = PriceFeed.Outage(from: .start + .hours(1), until: .start + .hours(4))
    _ = Self.bot(world, outages: [outage])
    world.run(.minutes(115))
    #expect(!world.levels(.sell).isEmpty)
    world.run(.minutes(125))
    #expect(world.levels(.sell).isEmpty && world.levels(.buy).isEmpty)
    world.run(.minutes(243))
    #expect(!world.levels(.sell).isEmpty && !world.levels(.buy).isEmpty)
  }

  @Test("On a halted exchange the bot waits, and afterwards its book stands again")
  func halt() {
    let world = SmallWorld()
    _ = Self.bot(world)
    world.simulation.add(
      Script([
        (.minutes(10), { _ in world.exchange.halt() }),
        (.minutes(30), { _ in world.exchange.resume() }),
      ]))
    world.run(.minutes(33))
    #expect(world.exchange.refusals.reduce(0, +) == 0)
    #expect(!world.levels(.sell).isEmpty)
  }

  @Test("A bot that only sells asks for more and never bids")
  func sellOnly() {
    let world = SmallWorld()
    var parameters = Self.parameters()
    parameters.isDualSide = false
    world.simulation.add(
      NuBot(
        name: "nubot", group: "nubot", exchange: ExchangeID(rawValue: 0),
        feed: PriceFeed(of: ConstantPrice(usd: 500)), parameters: parameters))
    world.run(.minutes(3))
    #expect(world.levels(.buy).isEmpty)
    #expect((world.levels(.sell)[0].usd - 1.0093).magnitude < 1e-5)
  }

  @Test("Open orders are handed in every minute, and rewards that do not pay end the stay")
  func programme() {
    let world = SmallWorld()
    let program = FakeProgram()
    let bot = Self.bot(world, program: world.context.markets.add(program))
    world.run(.hours(2))
    #expect(program.registered == ["nubot"])
    #expect((115...120).contains(program.submissions))

    let poor = SmallWorld()
    let penny = FakeProgram()
    penny.rewardPerMinute = 1e-6
    let quitter = NuBot(
      name: "nubot", group: "nubot", exchange: ExchangeID(rawValue: 0),
      feed: PriceFeed(of: ConstantPrice(usd: 500)), program: poor.context.markets.add(penny),
      parameters: {
        var parameters = Self.parameters()
        parameters.participation.reservationYieldPerDay = 0.001
        return parameters
      }())
    poor.simulation.add(quitter)
    poor.run(.days(1) + .minutes(1))
    #expect(!quitter.isActive && quitter.leaveCount == 1)
    #expect(poor.levels(.sell).isEmpty)
    penny.rewardPerMinute = 1
    poor.run(.days(60))
    #expect(quitter.isActive && quitter.leaveCount == 1)
    #expect(!poor.levels(.sell).isEmpty)
    #expect(bot.isActive)
  }

  @Test("The expected reward is the own share of the last round, or what joining would leave of it")
  func expectedReward() {
    let status = ProgramStatus(rewardPerMinute: 2, paidPerMinute: 1, paidLiquidity: 1_000, tolerance: 0.01)
    #expect(Participation.rewardPerDay(own: 250, isActive: true, status) == 360)
    #expect(Participation.rewardPerDay(own: 250, isActive: false, status) == 360)
    #expect(Participation.rewardPerDay(own: 3_000, isActive: false, status) == 2_160)
    #expect(Participation.rewardPerDay(own: 0, isActive: false, status) == 0)
    let empty = ProgramStatus(rewardPerMinute: 2, paidPerMinute: 0, paidLiquidity: 0, tolerance: 0.01)
    #expect(Participation.rewardPerDay(own: 1, isActive: false, empty) == 2_880)
  }
}
