// Providers who decide for themselves: where they settle, when they leave, how they move, and that chance is common.

import SimEngine
import Testing

@testable import AgentModels

/// A programme that pays a reward by size for what stands within 1 % of the peg, in full from a target on.
final class SharingProgram: LiquidityProgram {
  let name = "programme"
  var reward: RewardShare
  private let markets: Markets
  private let payingExchanges: [ExchangeID]

  init(_ reward: RewardShare, on exchanges: [ExchangeID], in markets: Markets) {
    self.reward = reward
    self.markets = markets
    payingExchanges = exchanges
  }

  func register(user: String, wallet: Wallet, exchange: ExchangeID, in context: Context) -> ProgramReply {
    ProgramReply(success: true, message: "")
  }
  func submit(user: String, request: SignedOpenOrdersRequest, in context: Context) -> ProgramReply {
    ProgramReply(success: true, message: "")
  }
  func status(on exchange: ExchangeID) -> ProgramStatus? {
    guard payingExchanges.contains(exchange) else { return nil }
    let market = markets[exchange]
    let liquidity = [Side.sell, .buy].reduce(0) { sum, side in
      sum + market.depth(side).reduce(0) { $0 + market.pair.coins($1.quantity) }
    }
    let paid = reward.target > 0 ? min(1, liquidity / reward.target) : liquidity > 0 ? 1 : 0
    return ProgramStatus(
      rewardPerMinute: reward.perDay / 1_440, paidPerMinute: paid * reward.perDay / 1_440,
      paidLiquidity: liquidity, tolerance: 0.01)
  }
}

@Suite("Strategic providers")
struct StrategicTests {
  static func run(
    _ reward: RewardShare, costs: [Double], days: Int64, capital: Int = 40_000,
    exchanges: [String] = ["alpha"], paying: [Int32] = [0],
    change: (inout StrategicParameters) -> Void = { _ in }
  ) -> (world: SmallWorld, providers: [StrategicProvider]) {
    let world = SmallWorld(exchanges: exchanges)
    let markets = world.context.markets
    let program = markets.add(
      SharingProgram(reward, on: paying.map(ExchangeID.init(rawValue:)), in: markets))
    let providers = costs.enumerated().map { index, cost in
      var parameters = StrategicParameters()
      parameters.reckoning = .strategic
      parameters.capital = ProviderCapital(
        tokens: SmallWorld.nbt(capital / 2), quote: SmallWorld.btc(Double(capital) / 1_000))
      parameters.reservationYieldPerDay = cost
      parameters.decideEvery = .hours(6)
      parameters.memory = .hours(2)
      parameters.adjustment = 0.1
      parameters.yieldScale = 1e-7
      parameters.entryPerDay = 4
      parameters.startsActive = false
      parameters.pickOff.chance = 0
      parameters.checkEvery = .hours(1)
      parameters.submitEvery = .days(1)
      change(&parameters)
      return StrategicProvider(
        name: "lp-\(index)", group: "lps", token: SmallWorld.nbt,
        exchanges: exchanges.indices.map {
          (ExchangeID(rawValue: Int32($0)), PriceFeed(of: ConstantPrice(usd: 500)))
        }, program: program, parameters: parameters)
    }
    for provider in providers { world.simulation.add(provider) }
    world.run(.days(days))
    return (world, providers)
  }

  static func offers(_ providers: [StrategicProvider], in world: SmallWorld) -> [Double] {
    providers.map { $0.quotedTokens(in: world.context) }
  }

  @Test(
    "Alike, each at his own clock, they settle at R (n-1) / (n c)",
    arguments: [(2, 9_000.0), (3, 12_000), (5, 14_400), (10, 16_200)])
  func equilibrium(count: Int, total: Double) {
    let (world, providers) = Self.run(
      RewardShare(perDay: 36), costs: Array(repeating: 0.002, count: count), days: 40)
    let all = Self.offers(providers, in: world).reduce(0, +)
    #expect((all / total - 1).magnitude < 0.03, "\(count) offer \(all)")
  }

  @Test("Unlike, the cheap ones share the reward and the dear ones stay away")
  func unlike() {
    let (world, providers) = Self.run(
      RewardShare(perDay: 36), costs: [0.001, 0.0015, 0.002, 0.003, 0.006], days: 60)
    let offers = Self.offers(providers, in: world)
    for (offer, expected) in zip(offers, [8_888.9, 5_333.3, 1_777.8, 0, 0]) {
      #expect((offer - expected).magnitude < 480, "\(offers)")
    }
  }

  @Test(
    "With a target they stand on its plateau, beyond it, or nowhere",
    arguments: [(0.005, 5_760.0), (0.012, 2_400), (0.024, 1_250), (0.030, 0)])
  func plateau(cost: Double, total: Double) {
    let (world, providers) = Self.run(
      RewardShare(perDay: 36, target: 1_250), costs: Array(repeating: cost, count: 5), days: 60)
    let all = Self.offers(providers, in: world).reduce(0, +)
    #expect((all - total).magnitude < 0.06 * total + 20, "at \(cost) they offer \(all)")
  }

  @Test("Who wants half for coins far away puts all of them there, and offers as if he wanted half")
  func farReservation() {
    let (world, providers) = Self.run(
      RewardShare(perDay: 36), costs: Array(repeating: 0.004, count: 3), days: 40
    ) {
      $0.farDistance = 0.009
      $0.farReservationShare = 0.5
    }
    let all = Self.offers(providers, in: world).reduce(0, +)
    #expect((all / 12_000 - 1).magnitude < 0.03, "they offer \(all)")
  }

  @Test(
    "Coins go near and far by what each pays beyond what is wanted for it",
    arguments: [(1.0, 0.5), (0.75, 0.354_344), (0, 0.083_173)])
  func farChoice(reservation: Double, near: Double) {
    let world = Self.run(RewardShare(perDay: 360), costs: [0.0012], days: 20) {
      $0.reckoning = .priceTaking
      $0.startsActive = true
      $0.yieldScale = 0.0005
      $0.farDistance = 0.009
      $0.farReservationShare = reservation
    }.world
    let asks = world.levels(.sell)
    let coins = asks.reduce(0) { $0 + $1.coins }
    let nearest = asks.filter { $0.usd < 1.008 }.reduce(0) { $0 + $1.coins }
    #expect((nearest / coins - near).magnitude < 0.01, "\(asks)")
  }

  @Test("He comes and leaves at hazards that are logistic in the yield, and leaves faster after a loss")
  func hazards() {
    var parameters = StrategicParameters()
    parameters.reservationYieldPerDay = 0.001
    #expect((parameters.entryHazard(yield: 0.001) - 0.5 / 7).magnitude < 1e-12)
    #expect((parameters.exitHazard(yield: 0.001, loss: 0) - 0.5).magnitude < 1e-12)
    #expect((parameters.exitHazard(yield: 0.001, loss: 0.03) - 2.5).magnitude < 1e-12)
    #expect(parameters.exitHazard(yield: 0.01, loss: 0) < 1e-6)
    #expect((parameters.entryHazard(yield: 1) - 1.0 / 7).magnitude < 1e-12)
  }

  @Test("When the reward stops, they leave at the rate of the hazard")
  func exodus() {
    let costs = Array(repeating: 0.01, count: 200)
    let (_, providers) = Self.run(RewardShare(perDay: 0), costs: costs, days: 1) {
      $0.reckoning = .priceTaking
      $0.startsActive = true
      $0.decideEvery = .hours(1)
      $0.checkEvery = .hours(6)
    }
    // After a day, less the hour since the last decision.
    let stay = Double(providers.count { $0.isActive }) / 200
    let expected = DeterministicMath.exp(-23.0 / 24)
    #expect((stay - expected).magnitude < 4 * (expected * (1 - expected) / 200).squareRoot())
  }

  @Test("Capital goes where it is paid, and no coin is lost on the way")
  func moving() {
    let (world, providers) = Self.run(
      RewardShare(perDay: 360), costs: [0.001, 0.001], days: 20, exchanges: ["alpha", "beta"], paying: [1]
    ) {
      $0.reckoning = .priceTaking
      $0.startsActive = true
    }
    #expect(world.levels(.buy, of: 1).reduce(0) { $0 + $1.coins } > 20_000)
    let total = providers.reduce(0) { sum, provider in
      sum + provider.quotedTokens(in: world.context)
    }
    #expect(total > 20_000 && total < 80_001)
    world.context.ledger.checkInvariants()
  }

  @Test("Their draws are the same whatever they are paid")
  func commonChance() {
    let fingerprints = [0.0, 36, 360].map { reward -> String in
      let world = Self.run(RewardShare(perDay: reward), costs: [0.001, 0.002], days: 5).world
      return world.context.fingerprints.exogenous.text
    }
    #expect(Set(fingerprints).count == 1)
  }
}

@Suite("Custodians")
struct CustodianTests {
  @Test("A gateway is filled from the reserve until there is none, and what is sold to it goes home")
  func refill() throws {
    let world = SmallWorld()
    var parameters = CustodianParameters()
    parameters.reserve = ProviderCapital(tokens: SmallWorld.nbt(2_000), quote: SmallWorld.btc(5))
    parameters.gatewayTokens = 1_000
    parameters.buyDistance = 0.02
    let custodian = Custodian(
      name: "custodian", group: "custodian", exchange: world.exchange.id,
      feed: PriceFeed(of: ConstantPrice(usd: 500)), parameters: parameters)
    world.simulation.add(custodian)
    let monitor = CustodyMonitor(
      group: "custodian", custodians: [custodian], token: SmallWorld.nbt, pegUSD: 1, sampleEvery: .minutes(1))
    world.simulation.add(monitor)
    let others = world.context.ledger.openWallet("others")
    world.context.ledger.mint(SmallWorld.nbt(98_000), to: others[SmallWorld.nbt])
    var sold: [Double] = []
    world.simulation.add(
      Script(
        (0..<5).map { day in
          (
            .days(Int64(day)) + .hours(12),
            { context in
              sold.append(world.levels(.buy).reduce(0) { $0 + $1.coins })
              Counterparty("seller-\(day)", in: context).take(.sell, 100_000, in: context)
            }
          )
        }))
    world.run(.days(5))
    // 2500 USD at 0.98 buy 2551 tokens; nearly 1 NBT is kept back by each pair of orders.
    for (amount, expected) in zip(sold, [1_019.5, 1_019.5, 511, 0, 0]) {
      #expect((amount - expected).magnitude < 5, "\(sold)")
    }
    let asks = world.levels(.sell).reduce(0) { $0 + $1.coins }
    #expect((asks - 1_000).magnitude < 1)
    let held = custodian.holdings(in: world.context).tokens
    #expect((held - 2_000 - sold.reduce(0, +)).magnitude < 1e-6)
    _ = world.simulation.finish()
    let rows = monitor.summarize(in: world.context).map { ($0.name, $0.value ?? .nan) }
    let figures = Dictionary(uniqueKeysWithValues: rows)
    let left = try #require(figures["custodian.reserve_left_usd"])
    #expect(left == figures["custodian.minimum_usd"] && left < 3)
    #expect(left == custodian.holdings(in: world.context).usd && figures["custodian.tokens_left_nbt"] == held)
    // The third sale takes the last of it.
    #expect((try #require(figures["custodian.depleted_at_d"]) - 2.5).magnitude < 0.001)
    let least = try #require(figures["custodian.coverage_minimum_share"])
    #expect((least - left / (100_000 - held)).magnitude < 1e-12)
    // Half a day of 2500 USD, then what two sales and the third leave.
    let worth = [2_500, 2_500 - 0.98 * sold[0], 2_500 - 0.98 * (sold[0] + sold[1]), left]
    let bought = [2_000, 2_000 + sold[0], 2_000 + sold[0] + sold[1], held]
    let mean = zip(zip(worth, bought), [0.5, 1, 1, 2.5]).reduce(0) { sum, part in
      sum + part.0.0 / (100_000 - part.0.1) * part.1 / 5
    }
    #expect((try #require(figures["custodian.coverage_mean_share"]) - mean).magnitude < 1e-4)
  }

  @Test("an hour after the last price its orders go")
  func silence() {
    let world = SmallWorld(latency: .zero)
    var parameters = CustodianParameters()
    parameters.reserve = ProviderCapital(tokens: SmallWorld.nbt(2_000), quote: SmallWorld.btc(5))
    let outage = PriceFeed.Outage(from: .start + .hours(1), until: .start + .hours(5))
    world.simulation.add(
      Custodian(
        name: "custodian", group: "custodian", exchange: world.exchange.id,
        feed: PriceFeed(of: ConstantPrice(usd: 500), outages: [outage]), parameters: parameters))
    var counts: [Int] = []
    world.simulation.add(
      Script(
        [110, 125, 290, 310].map { (minute: Int64) in
          (.minutes(minute), { _ in counts.append(world.levels(.sell).count) })
        }))
    world.run(.hours(6))
    #expect(counts == [1, 0, 0, 1])
  }
}
