// What the manager of a reserve does to its price and its funds, in the right order of steps and in wrong ones.

import SimEngine
import Testing

@testable import APRReserve

@Suite("The manager of a reserve")
struct ReserveManagerTests {
  private typealias World = ReserveComponentWorld

  /// A reserve at 0.08 ETH with 1,000 ETH and 12,000 NBT, a manager with 500 ETH and 5,000 NBT, and a trader.
  private static func world(
    eth: any ReferencePrice = ConstantPrice(usd: 12.5), fee: Double = 10,
    _ change: (inout ManagerPlan) -> Void
  ) throws -> (World, ReserveManager, TraderID) {
    let world = try World(fee: fee, cap: 1_000, eth: eth)
    var plan = ManagerPlan()
    plan.checkEvery = .minutes(1)
    plan.delay = .minutes(10)
    plan.etherInWallet = World.eth(500)
    plan.tokensInWallet = World.nbt(5_000)
    change(&plan)
    let settings = LiquiditySettings(
      price: 0.08, minimumPriceFactor: 0.5, maximumPriceFactor: 2, buyCapEther: 1_000, sellCapEther: 1_000,
      feeBasisPoints: fee, etherBalance: 1_000, tokenBalance: 12_000)
    let manager = ReserveManager(
      reserve: "nbt-eth", venue: 0, plan: plan, settings: settings, ledger: world.context.ledger)
    world.simulation.add(manager)
    return (world, manager, world.trader("trader", ether: 2_000, tokens: 20_000))
  }

  /// The steps that were taken, with their times and the price afterwards.
  private static func steps(_ world: World) -> [(minute: Double, step: String, price: Double)] {
    world.rows("reserve_operations").map { row in
      guard case .real(let time) = row[0], case .text(let step) = row[3], case .real(let price) = row[6]
      else {
        return (.nan, "", .nan)
      }
      return (time / 60, step, price)
    }
  }

  private static func figure(_ name: String, _ manager: ReserveManager, _ world: World) -> Double? {
    manager.summarize(in: world.context).first { $0.name == "reserve.nbt-eth.\(name)" }?.value
  }

  @Test("a round stops the reserve, brings back its balances, sets it to the outside price and starts it")
  func round() throws {
    let (world, manager, trader) = try Self.world { $0.policy = .regularly(every: .hours(1)) }
    var offers: [Bool] = []
    world.at(.minutes(30)) { _ in _ = world.swap(.buy, World.eth(200), by: trader) }
    for minute in [59, 61, 89, 91] as [Int64] {
      world.at(.minutes(minute)) { _ in
        if case .receive = world.reserve.quote(.buy, paying: World.eth(1)) {
          offers.append(true)
        } else {
          offers.append(false)
        }
      }
    }
    _ = world.simulation.run(until: .start + .minutes(100))
    let steps = Self.steps(world)
    #expect(steps.map(\.step) == ["disable", "fund", "set", "enable"])
    #expect(steps.map(\.minute) == [60, 70, 80, 90])
    #expect((steps[3].price / 0.08 - 1).magnitude < 1e-6)
    #expect(offers == [true, false, false, true])
    let ledger = world.context.ledger
    #expect(ledger.balance(world.reserve.wallet[World.eth]) == World.ether)
    #expect(ledger.balance(world.reserve.wallet[World.nbt]) == World.tokens)
    #expect(Self.figure("disabled_h", manager, world) == 0.5)
    ledger.checkInvariants()
    world.reserve.checkInvariants(in: world.context)
  }

  @Test("the owner's cost does not depend on how often funds go to and fro")
  func noCost() throws {
    let (world, manager, _) = try Self.world {
      $0.policy = .regularly(every: .minutes(45))
      $0.wantedEther = World.eth(1_200)
      $0.wantedTokens = World.nbt(9_000)
    }
    _ = world.simulation.run(until: .start + .hours(10))
    #expect(try #require(Self.figure("manager_rounds_count", manager, world)) > 5)
    #expect(try #require(Self.figure("owner_cost_usd", manager, world)).magnitude < 1e-6)
    let cost = world.reserve.summarize(in: world.context).first {
      $0.name == "reserve.nbt-eth.cost_against_holding_usd"
    }
    #expect(try #require(cost?.value).magnitude < 1e-6)
  }

  @Test(
    "a deposit before the reserve is stopped moves its price by e^(r dE), and he who sees it takes (e^m - 1 - m) / r",
    arguments: [300, -300] as [Double])
  func wrongOrder(deposit: Double) throws {
    let (world, manager, trader) = try Self.world(fee: 0) {
      $0.policy = .regularly(every: .hours(1))
      $0.steps = [.fund, .disable, .set, .enable]
      $0.wantedEther = World.eth(1_000 + deposit)
    }
    let rate = Double(world.plan.parameters.liquidityRateInFp) / 0x1p40
    let move = rate * deposit
    var gain = 0.0
    world.at(.minutes(65)) { _ in
      // He moves the price back to where it is outside: he takes out what was put in, or puts in what was taken out.
      let side: Side = deposit > 0 ? .sell : .buy
      let curve = world.reserve.curve
      guard let curve else { return }
      #expect((curve.spotPrice / (0.08 * DeterministicMath.exp(move)) - 1).magnitude < 1e-6)
      let tokens = (1 / 0.08 - 1 / curve.spotPrice) / rate
      let paying = side == .sell ? World.nbt(tokens) : World.eth(-deposit)
      guard case .swapped(let paid, let received) = world.swap(side, paying, by: trader) else { return }
      gain =
        side == .sell
        ? received.coins(decimals: 18) - paid.coins(decimals: 8) * 0.08
        : received.coins(decimals: 8) * 0.08 - paid.coins(decimals: 18)
    }
    _ = world.simulation.run(until: .start + .minutes(100))
    let told = ReserveCost.lossPerMove(logarithmOfPrice: -move, liquidityRate: rate)
    #expect(told > 10 && (gain / told - 1).magnitude < 1e-5, "\(gain) \(told)")
    let cost = try #require(Self.figure("owner_cost_usd", manager, world))
    #expect((cost / (told * 12.5) - 1).magnitude < 1e-5, "the owner pays all of it")
    // In the right order the same trader finds the reserve closed.
    let (right, _, _) = try Self.world(fee: 0) {
      $0.policy = .regularly(every: .hours(1))
      $0.wantedEther = World.eth(1_000 + deposit)
    }
    right.at(.minutes(75)) { _ in
      #expect(right.reserve.quote(.sell, paying: World.nbt(1)) == .refused(reason: "disabled"))
    }
    _ = right.simulation.run(until: .start + .minutes(100))
  }

  @Test("never acts, acts beyond its band, and acts when either side is nearly sold out, as the policy says")
  func policies() throws {
    func rounds(_ policy: ManagerPolicy, buying ether: Double) throws -> [Double] {
      let (world, _, trader) = try Self.world { $0.policy = policy }
      world.at(.minutes(30)) { _ in
        let side: Side = ether > 0 ? .buy : .sell
        let curve = world.reserve.curve
        let rate = curve?.rate ?? 0
        // Tokens that bring so much ether on the curve.
        let tokens = DeterministicMath.expm1(-rate * ether) / (rate * 0.08 * 0.999)
        _ = world.swap(side, side == .buy ? World.eth(ether) : World.nbt(tokens), by: trader)
      }
      _ = world.simulation.run(until: .start + .hours(2))
      return Self.steps(world).filter { $0.step == "disable" }.map(\.minute)
    }
    // r = ln 2 / 1000: 263 ETH are a move of 20 %.
    #expect(try rounds(.never, buying: 900) == [])
    #expect(try rounds(.leavingBand(width: 0.2), buying: 260) == [])
    #expect(try rounds(.leavingBand(width: 0.2), buying: 266) == [30])
    #expect(try rounds(.leavingBand(width: 0.2), buying: -260) == [])
    #expect(try rounds(.leavingBand(width: 0.2), buying: -266) == [30])
    #expect(try rounds(.depletion(share: 0.1), buying: -890) == [])
    #expect(try rounds(.depletion(share: 0.1), buying: -910) == [30])
    // 12,000 tokens are fewer than what the curve could sell until 0.16 ETH.
    #expect(try rounds(.depletion(share: 0.1), buying: 700) == [])
    #expect(try rounds(.depletion(share: 0.1), buying: 960) == [30])
  }

  @Test("he deposits as much as he has, and a reserve without ether is left as it is set")
  func limits() throws {
    let (world, manager, trader) = try Self.world {
      $0.policy = .regularly(every: .hours(1))
      $0.wantedEther = World.eth(3_000)
      $0.wantedTokens = .zero
    }
    _ = world.simulation.run(until: .start + .minutes(100))
    let ledger = world.context.ledger
    #expect(ledger.balance(world.reserve.wallet[World.eth]) == World.eth(1_500))
    #expect(ledger.balance(world.reserve.wallet[World.nbt]) == .zero)
    #expect((Self.steps(world)[3].price / 0.08 - 1).magnitude < 1e-6)
    #expect(world.reserve.quote(.buy, paying: World.eth(1)) == .refused(reason: "balance"))
    _ = trader

    let (empty, idle, _) = try Self.world {
      $0.policy = .regularly(every: .hours(1))
      $0.wantedEther = Amount.zero
    }
    _ = empty.simulation.run(until: .start + .minutes(100))
    #expect(Self.figure("manager_failures_count", idle, empty) == 1)
    #expect(Self.figure("manager_failures_count", manager, world) == 0)
  }
}
