// When it pays to trade around somebody else, how much it brings, and who pays for it.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Sandwich")
struct SandwichTests {
  private static func curve(fee: Double = 0.001, rate: Double = 0.007, price: Double = 0.00005)
    -> ExponentialCurve
  {
    ExponentialCurve(spotPrice: price, rate: rate, fee: fee, buyCap: 1e6, sellCap: 1e6)
  }

  @Test(
    "5 ETH around a purchase of 5 ETH in the guide's reserve bring what was computed elsewhere",
    arguments: [(0, 0.1749), (0.001, 0.1648), (0.0025, 0.1495), (0.005, 0.1242), (0.01, 0.0737)])
  func known(fee: Double, gain: Double) {
    let told = Self.curve(fee: fee).sandwichGain(around: .purchase(paying: 5), moving: 5)
    #expect((told - gain).magnitude < 6e-5)
  }

  @Test("the closed forms are what three trades one after another give", arguments: [0, 0.001, 0.02])
  func steps(fee: Double) {
    let curve = Self.curve(fee: fee)
    for (a, v) in [(0.1, 3.0), (2, 0.5), (7, 11)] {
      let bought = curve.tokens(forPaying: a)
      let sold = curve.moved(by: a + v).currency(forSelling: bought)
      #expect((curve.sandwichGain(around: .purchase(paying: v), moving: a) - (sold - a)).magnitude < 1e-9)

      let tokens = curve.tokens(forReceiving: a)
      let victim = curve.tokens(forReceiving: v)
      let after = curve.moved(by: -a)
      let spent = after.moved(by: -after.currency(forSelling: victim)).currency(forBuying: tokens)
      #expect((curve.sandwichGain(around: .sale(tokens: victim), moving: a) - (a - spent)).magnitude < 1e-9)
    }
  }

  @Test(
    "some size gains iff the victim moves the price by more than both fees", arguments: [0.001, 0.01, 0.05])
  func threshold(fee: Double) {
    let curve = Self.curve(fee: fee)
    let least = -2 * DeterministicMath.log(1 - fee) / curve.rate
    for (factor, gains) in [(0.99, false), (1.01, true)] {
      let v = least * factor
      for victim in [SandwichVictim.purchase(paying: v), .sale(tokens: curve.tokens(forReceiving: v))] {
        let plan = SandwichPlan.best(curve, around: victim, leaving: 0, isOrderRandom: false, most: 100)
        #expect((plan != nil) == gains, "\(victim)")
      }
      // The bound that no size exceeds.
      let huge = curve.sandwichGain(around: .purchase(paying: v), moving: 3_000)
      #expect((huge - (v - least)).magnitude < 1e-6)
    }
  }

  @Test("in random order a purchase is worth an attack iff e^(rv) > 2/(1-f)² - 1", arguments: [0.001, 0.01])
  func randomOrder(fee: Double) {
    let curve = Self.curve(fee: fee)
    let least = DeterministicMath.log(2 / ((1 - fee) * (1 - fee)) - 1) / curve.rate
    for (factor, gains) in [(0.99, false), (1.01, true)] {
      let plan = SandwichPlan.best(
        curve, around: .purchase(paying: least * factor), leaving: 0, isOrderRandom: true, most: 100)
      #expect((plan != nil) == gains)
    }
    // Without a fee any purchase is: two thirds of the time an attack costs nothing but gas.
    let free = Self.curve(fee: 0)
    #expect(
      SandwichPlan.best(free, around: .purchase(paying: 0.1), leaving: 0, isOrderRandom: true, most: 10)
        != nil)
  }

  @Test("the largest first leg leaves the victim exactly his limit, and none when that is his quote")
  func limits() {
    let curve = Self.curve()
    let quoted = curve.tokens(forPaying: 5)
    let front = curve.largestFrontRun(before: .purchase(paying: 5), leaving: quoted * 0.97)
    #expect((curve.moved(by: front).tokens(forPaying: 5) / (quoted * 0.97) - 1).magnitude < 1e-12)
    #expect((front + DeterministicMath.log(0.97) / curve.rate).magnitude < 1e-9)
    let worth = curve.currency(forSelling: quoted)
    let sale = curve.largestFrontRun(before: .sale(tokens: quoted), leaving: worth * 0.97)
    #expect((curve.moved(by: -sale).currency(forSelling: quoted) / (worth * 0.97) - 1).magnitude < 1e-9)
    for (victim, limit) in [(SandwichVictim.purchase(paying: 5), quoted), (.sale(tokens: quoted), worth)] {
      #expect(curve.largestFrontRun(before: victim, leaving: limit) < 1e-9)
      #expect(
        SandwichPlan.best(curve, around: victim, leaving: limit * (1 + 1e-6), isOrderRandom: false, most: 50)
          == nil)
    }
  }

  // MARK: The attacker in a world

  /// One victim at second 1 of a block of 13 s, and perhaps an attacker.
  private final class World {
    let small = SmallWorld()
    let reserve: TestReserve
    let attacker: SandwichAttacker?
    let victim: Wallet
    let chain: Chain

    init(
      fee: Double = 0.001, gas: Double = 0.002, side: Side = .buy, paying: Double = 5,
      slippage: Double = 0.03,
      order: ChainRules.Order = .gasPrice, isAttacked: Bool = true, seed: UInt64 = 1
    ) {
      let (context, reserve) = (small.context, TestReserve(spotPrice: 0.1, fee: fee, in: small.context))
      self.reserve = reserve
      var rules = ChainRules()
      rules.comesAtRandom = false
      rules.order = order
      rules.gas = SmallWorld.eth(gas)
      chain = Chain(rules: rules, ledger: context.ledger)
      context.markets.add(reserve)
      context.markets.settle(on: chain)
      small.simulation.add(chain)
      let wallet = context.ledger.openWallet("victim")
      victim = wallet
      context.ledger.transfer(
        SmallWorld.eth(100), from: context.ledger.outside[SmallWorld.eth], to: wallet[SmallWorld.eth])
      context.ledger.mint(SmallWorld.nbt(1_000), to: wallet[SmallWorld.nbt])
      if isAttacked {
        var parameters = SandwichParameters()
        parameters.currency = SmallWorld.eth(50)
        parameters.tokens = SmallWorld.nbt(500)
        parameters.minimumProfitUSD = 0
        let attacker = SandwichAttacker(name: "eve", group: "eve", venue: 0, parameters: parameters)
        self.attacker = attacker
        small.simulation.add(attacker)
      } else {
        attacker = nil
      }
      let chain = chain
      small.simulation.add(
        Script([
          (
            .seconds(1),
            { context in
              let asset = side == .buy ? SmallWorld.eth : SmallWorld.nbt
              let amount = context.amount(paying, of: asset)
              guard case .receive(let quoted) = reserve.quote(side, paying: amount) else { return }
              let minimum = Amount(
                baseUnits: quoted.baseUnits - quoted.baseUnits * Int128(slippage * 1e6) / 1_000_000)
              _ = chain.submit(
                SwapTransaction(
                  venue: 0, side: side, paying: amount, minimum: minimum, gas: rules.gas, wallet: wallet,
                  trader: "victim"), in: context)
            }
          )
        ]))
      small.run(.minutes(2))
    }

    func figure(_ name: String) -> Double {
      attacker?.summarize(in: small.context).first { $0.name == "eve.\(name)" }?.value ?? .nan
    }
    func tokens() -> Double {
      small.context.coins(small.context.ledger.balance(victim[SmallWorld.nbt]), of: SmallWorld.nbt)
    }
    func ether() -> Double {
      small.context.coins(small.context.ledger.balance(victim[SmallWorld.eth]), of: SmallWorld.eth)
    }
  }

  @Test("he gains what he expected, to the rounding of an amount", arguments: [Side.buy, .sell])
  func gains(side: Side) {
    let world = World(side: side, paying: side == .buy ? 5 : 50)
    #expect(world.figure("attacks_count") == 1)
    #expect(world.figure("gain_usd") > 0.5)
    #expect((world.figure("gain_usd") - world.figure("expected_gain_usd")).magnitude < 1e-4)
  }

  @Test(
    "the victim's loss is the attacker's gain on the curve, the gas, and the fees that the reserve keeps",
    arguments: [0.001, 0.005])
  func conservation(fee: Double) throws {
    let (attacked, alone) = (World(fee: fee), World(fee: fee, isAttacked: false))
    #expect(attacked.figure("attacks_count") == 1)
    let loss = alone.tokens() - attacked.tokens()
    let grossEther = attacked.figure("gain_usd") / 10 + attacked.figure("gas_eth")
    let curve = ExponentialCurve(spotPrice: 0.1, rate: 0.007, fee: fee, buyCap: 1e6, sellCap: 1e6)
    let moved = curve.largestFrontRun(
      before: .purchase(paying: 5), leaving: curve.tokens(forPaying: 5) * 0.97 * (1 + 1e-6))
    let own = curve.tokens(forPaying: moved)
    // For every token that it gives the reserve keeps f / (1-f), of every token that it takes f.
    let fees = fee / (1 - fee) * (own - loss) + fee * own
    let end = try #require(attacked.reserve.curve)
    let free = ExponentialCurve(spotPrice: end.spotPrice, rate: 0.007, fee: 0, buyCap: 1e6, sellCap: 1e6)
    #expect((loss - fees - free.tokens(forPaying: grossEther)).magnitude < 1e-3)
    #expect(loss > 1)
    attacked.small.context.ledger.checkInvariants()
  }

  @Test("gas decides: just below the gain he attacks, just above he does not")
  func gasDecides() {
    let gross = World(gas: 0).figure("gain_usd") / 10 + World(gas: 0).figure("gas_eth")
    #expect(gross > 0.1)
    #expect(World(gas: gross / 2 * 0.999).figure("attacks_count") == 1)
    #expect(World(gas: gross / 2 * 1.001).figure("attacks_count") == 0)
  }

  @Test("a victim whose limit is his quote is left alone and receives it", arguments: [Side.buy, .sell])
  func exactLimit(side: Side) {
    let attacked = World(side: side, paying: side == .buy ? 5 : 50, slippage: 0)
    let alone = World(side: side, paying: side == .buy ? 5 : 50, slippage: 0, isAttacked: false)
    #expect(attacked.figure("seen_count") == 1 && attacked.figure("attacks_count") == 0)
    #expect(attacked.tokens() == alone.tokens() && attacked.ether() == alone.ether())
  }

  @Test(
    "in random order he ends with the tokens that he began with, whatever the order was",
    arguments: [Side.buy, .sell])
  func closes(side: Side) throws {
    for seed in 1...12 as ClosedRange<UInt64> {
      let world = World(side: side, paying: side == .buy ? 8 : 80, order: .random, seed: seed)
      let eve = try #require(world.small.context.markets.traders.first { $0.name == "eve" })
      let held = world.small.context.ledger.balance(eve.wallet[SmallWorld.nbt])
      #expect((world.small.context.coins(held, of: SmallWorld.nbt) - 500).magnitude < 0.03)
    }
  }
}
