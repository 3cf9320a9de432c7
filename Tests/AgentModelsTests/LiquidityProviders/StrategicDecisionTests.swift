// One provider's decisions one by one: what he reckons with, where his coins go, and when his orders go.

import SimEngine
import Testing

@testable import AgentModels

/// A programme that pays what a test says on some exchanges, whoever is there.
private final class SteadyProgram: LiquidityProgram {
  let name = "programme"
  let rewards: [Int32: Double]
  let rates: DailyRates?

  init(_ rewards: [Int32: Double], rates: DailyRates? = nil) {
    self.rewards = rewards
    self.rates = rates
  }

  func register(user: String, wallet: Wallet, exchange: ExchangeID, in context: Context) -> ProgramReply {
    ProgramReply(success: true, message: "")
  }
  func submit(user: String, request: SignedOpenOrdersRequest, in context: Context) -> ProgramReply {
    ProgramReply(success: true, message: "")
  }
  func paidRates(of user: String, on exchange: ExchangeID) -> DailyRates? { rates }
  func status(on exchange: ExchangeID) -> ProgramStatus? {
    rewards[exchange.rawValue].map {
      ProgramStatus(rewardPerMinute: $0, paidPerMinute: $0, paidLiquidity: 10_000_000, tolerance: 0.01)
    }
  }
}

@Suite("What a strategic provider decides")
struct StrategicDecisionTests {
  /// One provider with 10,000 NBT and 20 BTC on the first of some exchanges, who decides about once an hour.
  private struct Stage {
    let world: SmallWorld
    let provider: StrategicProvider
    /// The owner of what he has on an exchange.
    func wallet(_ name: String) -> Wallet? {
      world.context.markets.traders.first { $0.name == name }?.wallet
    }
    /// Tokens that he has on an exchange, on order or not.
    func tokens(on exchange: Int) -> Double {
      let market = world.context.markets.exchanges[exchange]
      return market.balances(of: ParticipantID(rawValue: 0), ledger: world.context.ledger).base.coins(
        decimals: 8)
    }
    func figure(_ name: String) -> Double? {
      StrategicProvider.summary(of: [provider], group: "lp", in: world.context)
        .first { $0.name == "lp.\(name)" }?.value
    }
  }

  private static func stage(
    paying rewards: [Int32: Double], rates: DailyRates? = nil, exchanges: [String] = ["alpha"],
    outages: [PriceFeed.Outage] = [], _ change: (inout StrategicParameters) -> Void = { _ in }
  ) -> Stage {
    let world = SmallWorld(exchanges: exchanges, latency: .zero)
    let program = world.context.markets.add(SteadyProgram(rewards, rates: rates))
    var parameters = StrategicParameters()
    parameters.capital = ProviderCapital(tokens: SmallWorld.nbt(10_000), quote: SmallWorld.btc(20))
    parameters.decideEvery = .hours(1)
    parameters.yieldScale = 1e-7
    parameters.pickOff.chance = 0
    change(&parameters)
    let provider = StrategicProvider(
      name: "lp", group: "lps", token: SmallWorld.nbt,
      exchanges: exchanges.indices.map {
        (
          ExchangeID(rawValue: Int32($0)),
          PriceFeed(of: ConstantPrice(usd: 500), outages: outages)
        )
      }, program: program, parameters: parameters)
    world.simulation.add(provider)
    return Stage(world: world, provider: provider)
  }

  @Test(
    "rewards go to the exchange if he wants them there, and stay at home otherwise", arguments: [true, false])
  func rewards(areBrought: Bool) throws {
    let stage = Self.stage(paying: [0: 100]) { $0.rewardsToExchange = areBrought }
    stage.world.simulation.add(
      Script([
        (
          .minutes(1),
          { context in
            guard let wallet = stage.wallet("lp") else { return }
            context.ledger.mint(SmallWorld.nbt(500), to: wallet[SmallWorld.nbt])
          }
        )
      ]))
    stage.world.run(.days(1))
    let home = stage.world.context.ledger.balance(try #require(stage.wallet("lp"))[SmallWorld.nbt])
    #expect(home == (areBrought ? .zero : SmallWorld.nbt(500)))
    #expect((stage.tokens(on: 0) - (areBrought ? 10_500 : 10_000)).magnitude < 1e-6)
  }

  @Test("an exchange that is halted draws nobody, whatever is paid there")
  func halted() {
    let stage = Self.stage(paying: [1: 1_000], exchanges: ["alpha", "beta"])
    stage.world.context.markets.exchanges[1].halt()
    stage.world.run(.days(2))
    #expect(stage.figure("moves_count") == 0)
    #expect((stage.tokens(on: 0) - 10_000).magnitude < 1e-6)
  }

  @Test(
    "a reward is worth what the market pays for the token", arguments: [(0.99, 1.01, 1.0), (0.49, 0.51, 0)])
  func rewardAtMarketPrice(bid: Double, ask: Double, entries: Double) {
    // 10 NBT a minute over the 10,000,000 that are there: 0.144 % a day at the peg.
    let stage = Self.stage(paying: [0: 10]) {
      $0.startsActive = false
      $0.entryPerDay = 100
      $0.reservationYieldPerDay = 0.001
    }
    stage.world.simulation.add(
      Script([
        (
          .zero,
          { context in
            let maker = Counterparty("maker", in: context)
            maker.place(.buy, 100, usd: bid, in: context)
            maker.place(.sell, 100, usd: ask, in: context)
          }
        )
      ]))
    stage.world.run(.days(1))
    #expect(stage.figure("entries_count") == entries)
  }

  @Test(
    "he stands further away where that is paid too and saves him losses, and near where it is not paid",
    arguments: [(0.009, 0.009), (0.02, 0.001)])
  func distances(far: Double, chosen: Double) {
    let stage = Self.stage(paying: [0: 1_000]) {
      $0.distance = 0.001
      $0.farDistance = far
      $0.adjustment = 1
      $0.pickOff.chance = 0.1
    }
    stage.world.run(.days(1))
    let levels = stage.world.levels(.sell)
    #expect(levels.count == 1 && (levels[0].usd - 1 - chosen).magnitude < 1e-5, "\(levels)")
  }

  @Test("where asks alone are paid he offers no bids")
  func rates() {
    let stage = Self.stage(paying: [0: 1_000], rates: DailyRates(ask: 2, bid: 0)) { $0.adjustment = 1 }
    stage.world.simulation.add(
      Script([
        (
          .zero,
          { context in
            // Keeps the market at the peg whatever he does.
            let maker = Counterparty("maker", in: context)
            maker.place(.buy, 100, usd: 0.999, in: context)
            maker.place(.sell, 100, usd: 1.001, in: context)
          }
        )
      ]))
    stage.world.run(.days(1))
    #expect(stage.world.levels(.sell).count == 2 && stage.world.levels(.buy).count == 1)
  }

  @Test("while coins are about to leave he sends no more from there")
  func oneDeparture() throws {
    let stage = Self.stage(paying: [1: 1_000], exchanges: ["alpha", "beta"]) {
      $0.decideEvery = .seconds(5)
      $0.adjustment = 0.01
    }
    stage.world.run(.hours(1))
    let moves = try #require(stage.figure("moves_count"))
    #expect(moves > 40 && moves <= 60)
  }

  @Test(
    "a small advantage moves capital, and none at all does not", arguments: [(100.0, false), (200.0, true)])
  func advantage(reward: Double, moves: Bool) throws {
    // 1.44 % a day more on the scale of 1 %: a choice of 81 to 19.
    let stage = Self.stage(paying: [0: 100, 1: reward], exchanges: ["alpha", "beta"]) { $0.yieldScale = 0.01 }
    stage.world.run(.days(1))
    #expect((try #require(stage.figure("moves_count")) > 0) == moves)
  }

  @Test("a part of the capital leaves at a time, and what finds the exchange closed stays at home")
  func parts() throws {
    let stage = Self.stage(paying: [1: 1_000], exchanges: ["alpha", "beta"]) {
      $0.adjustment = 0.25
      $0.rewardsToExchange = false
      $0.transfer = .hours(1)
    }
    var shares: [Double] = []
    stage.world.simulation.add(
      Script(
        (1...Int64(2_880)).map { minute in
          (
            .minutes(minute),
            { _ in
              let tokens = stage.tokens(on: 0)
              if shares.last != tokens { shares.append(tokens) }
              if shares.count == 2 { stage.world.context.markets.exchanges[1].halt() }
            }
          )
        }))
    stage.world.run(.days(2))
    #expect(shares.count >= 2 && (shares[0] - 10_000).magnitude < 1e-6)
    #expect((shares[1] - 7_500).magnitude < 1e-6)
    #expect(stage.tokens(on: 1) == 0)
    let home = stage.world.context.ledger.balance(try #require(stage.wallet("lp@2"))[SmallWorld.nbt])
    #expect((home.coins(decimals: 8) + stage.tokens(on: 0) - 10_000).magnitude < 1e-6)
  }

  @Test(
    "at a distance that is not paid for he leaves, and where he is paid he stays",
    arguments: [(0.02, 1.0), (0.01, 0)])
  func unpaid(distance: Double, exits: Double) {
    let stage = Self.stage(paying: [0: 1_000]) {
      $0.distance = distance
      $0.exitPerDay = 1_000
      $0.entryPerDay = 0
    }
    stage.world.run(.days(1))
    #expect(stage.figure("exits_count") == exits)
    #expect(stage.world.levels(.sell).isEmpty == (exits > 0))
  }

  @Test("an hour after the last price his orders go, and with the next one they are back")
  func silence() {
    let outage = PriceFeed.Outage(from: .start + .hours(1), until: .start + .hours(5))
    let stage = Self.stage(paying: [0: 1_000], outages: [outage])
    var counts: [Int] = []
    stage.world.simulation.add(
      Script(
        [110, 125, 290, 310].map { (minute: Int64) in
          (.minutes(minute), { _ in counts.append(stage.world.levels(.sell).count) })
        }))
    stage.world.run(.hours(6))
    #expect(counts == [1, 0, 0, 1])
  }
}
