// What drives holders out besides the discount, and demand that follows a coin.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Exit pressure")
struct ExitPressureTests {
  /// A coin that costs one thing before an instant and another one after it.
  final class Step: ReferencePrice {
    let at: SimTime
    init(at: SimTime) { self.at = at }
    func usdPrice(at time: SimTime) -> Double { time < at ? 500 : 600 }
  }

  @Test("The terms add up, a falling coin adds nothing, and a reserve counts below its floor alone")
  func terms() {
    var pressure = ExitPressure()
    pressure.perDayAndQueue = 2
    pressure.perDayAndReturn = 3
    pressure.lowReserve = 0.05
    pressure.perDayAtLowReserve = 0.7
    let rising = pressure.perDay(queue: 0.1, dayReturn: 0.2, reserveRatio: 0.04)
    #expect((rising - (0.2 + 0.6 + 0.7)).magnitude < 1e-12)
    #expect(pressure.perDay(queue: 0, dayReturn: -0.2, reserveRatio: 0.05) == 0)
  }

  @Test("With the exponent 0.2 a holder of 32 times the mean feels twice the hazard")
  func size() {
    var pressure = ExitPressure()
    #expect(pressure.factor(relativeBalance: 0) == 1)
    pressure.sizeExponent = 0.2
    #expect((pressure.factor(relativeBalance: 32) - 2).magnitude < 1e-12)
    #expect(pressure.factor(relativeBalance: 0) == 0)
  }

  @Test("Who left more than a day ago is out of the queue")
  func queue() {
    var queue = ExitQueue()
    queue.add(10, at: .start)
    queue.add(5, at: .start + .hours(12))
    #expect(queue.lastDay(at: .start + .hours(24)) == 15)
    #expect(queue.lastDay(at: .start + .hours(25)) == 5)
    #expect(queue.lastDay(at: .start + .hours(37)) == 0)
  }

  @Test("Holders leave a rising coin's rival at the rate of the hazard, and nobody leaves without that term")
  func risingCoin() throws {
    for slope in [0.0, 10] {
      let world = SmallWorld(btc: Step(at: .start + .hours(6)))
      var parameters = HolderParameters()
      parameters.count = 400
      parameters.holding = SmallWorld.nbt(1_000)
      parameters.attentionEvery = .hours(1)
      parameters.alarmedAttentionEvery = .hours(1)
      parameters.pressure.coin = SmallWorld.btc
      parameters.pressure.perDayAndReturn = slope
      let holders = Holders(name: "holders", token: SmallWorld.nbt, parameters: parameters)
      world.simulation.add(holders)
      world.simulation.add(
        Script([(.zero, { Counterparty("maker", in: $0).place(.buy, 100_000, usd: 1, in: $0) })]))
      world.run(.hours(12))
      let left = try #require(
        holders.summarize(in: world.context).first { $0.name == "holders.leavers_count" }?.value)
      // Six hours at the hazard 10 ln 1.2; the hour between two looks is uncertain at both ends.
      let share = -DeterministicMath.expm1(-slope * DeterministicMath.log(1.2) * 0.25)
      #expect((left - 400 * share).magnitude <= 4 * (400 * share * (1 - share)).squareRoot() + 12 * share)
    }
  }

  @Test("A coin's return is that of the last day: a rise before it counts no more")
  func dayReturn() {
    let world = SmallWorld(btc: Step(at: .start + .hours(6)))
    var pressure = ExitPressure()
    pressure.coin = SmallWorld.btc
    pressure.perDayAndReturn = 1
    let returns = [5, 7, 29, 31].map { (hour: Int64) in
      world.run(.hours(hour))
      return pressure.dayReturn(in: world.context)
    }
    let rise = DeterministicMath.log(1.2)
    #expect(returns == [0, rise, rise, 0])
  }

  @Test("A reserve counts what its groups own in coins over the supply at the peg")
  func reserve() {
    let world = SmallWorld()
    let context = world.context
    var pressure = ExitPressure()
    pressure.perDayAtLowReserve = 1
    pressure.reserveGroups = ["test"]
    context.ledger.mint(SmallWorld.nbt(100_000), to: context.ledger.openWallet("all")[SmallWorld.nbt])
    // Its own tokens do not count, nor what others own.
    _ = Counterparty("reserve", nbt: 700, btc: 10, in: context)
    let other = context.markets.openTrader("other", group: "others", ledger: context.ledger)
    context.bring(
      CoinHolding(asset: SmallWorld.btc, amount: SmallWorld.btc(3)), to: context.markets[other].wallet)
    for (peg, ratio) in [(1.0, 0.05), (2, 0.025)] {
      let found = pressure.reserveRatio(of: SmallWorld.nbt, pegUSD: peg, in: context)
      #expect((found - ratio).magnitude < 1e-12)
    }
  }

  @Test("A rise of the coin makes a share of the supply be sold after the lag, and nothing before it")
  func collateralDemand() throws {
    let world = SmallWorld(btc: Step(at: .start + .minutes(150)))
    var parameters = CollateralDemandParameters()
    parameters.lag = .hours(2)
    let capital = GroupCapital(tokens: SmallWorld.nbt(100_000))
    let traders = StrategyTraders(
      name: "demand", token: SmallWorld.nbt, coin: SmallWorld.btc, capital: capital, parameters)
    world.simulation.add(traders)
    world.simulation.add(
      Script([
        (.zero, { Counterparty("maker", nbt: 0, in: $0).place(.buy, 50_000, usd: 0.85, in: $0) }),
        (.hours(4), { Counterparty("late", nbt: 0, in: $0).place(.buy, 50_000, usd: 1, in: $0) }),
      ]))
    world.run(.hours(4))
    #expect(traders.summarize(in: world.context).first { $0.name == "demand.sold_tokens" }?.value == 0)
    world.run(.hours(8))
    let sold = try #require(
      traders.summarize(in: world.context).first { $0.name == "demand.sold_tokens" }?.value)
    #expect((sold - 0.4 * 100_000 * DeterministicMath.log(1.2)).magnitude < 1)
  }
}
