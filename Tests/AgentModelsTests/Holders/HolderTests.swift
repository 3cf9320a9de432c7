// Holders: exact balances, calm at the peg, flight from a discount; and the bids of bargain hunters.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Holders")
struct HolderTests {
  @Test("A supply is split to the last unit, larger weights never getting less", arguments: [1, 2, 7, 1_000])
  func splitting(count: Int) {
    let draw = RandomStream(key: RandomKey(seed: 3, run: 0), name: "weights", role: .endogenous)
    let weights = (0..<count).map { _ in draw.lognormal(median: 1, sigma: 2.5) }
    let amount = Amount(baseUnits: 75_708_400_000_001)
    let parts = split(amount, by: weights)
    #expect(parts.reduce(.zero, +) == amount)
    let total = weights.reduce(0, +)
    for (part, weight) in zip(parts, weights) {
      let exact = Double(amount.baseUnits) * weight / total
      #expect((Double(part.baseUnits) - exact).magnitude < 100 + 1e-9 * exact)
    }
    let ordered = zip(weights, parts).sorted { $0.0 < $1.0 }.map(\.1)
    #expect(zip(ordered, ordered.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("Seven units among three equals are three, two and two")
  func remainders() {
    #expect(split(Amount(baseUnits: 7), by: [1, 1, 1]).map(\.baseUnits) == [3, 2, 2])
    #expect(split(Amount(baseUnits: 7), by: [0, 2, 1]).map(\.baseUnits) == [0, 5, 2])
    let half = Int128(1) << 126
    #expect(split(Amount(baseUnits: .max), by: [1, 1]).map(\.baseUnits) == [half, half - 1])
  }

  static func run(
    bidUSD: Double, count: Int = 200, days: Int64 = 4, change: (inout HolderParameters) -> Void = { _ in }
  ) -> (SmallWorld, Holders, [String: Double]) {
    let world = SmallWorld()
    var parameters = HolderParameters()
    parameters.count = count
    parameters.holding = SmallWorld.nbt(100_000)
    change(&parameters)
    let holders = Holders(name: "holders", token: SmallWorld.nbt, parameters: parameters)
    world.simulation.add(holders)
    world.simulation.add(
      Script([
        (
          .zero,
          { context in
            let maker = Counterparty("maker", in: context)
            maker.place(.buy, 500_000, usd: bidUSD, in: context)
            maker.place(.sell, 500_000, usd: 1.01, in: context)
          }
        )
      ]))
    world.run(.days(days))
    let metrics = holders.summarize(in: world.context)
    return (
      world, holders, Dictionary(uniqueKeysWithValues: metrics.map { ($0.name, $0.value ?? .nan) })
    )
  }

  @Test("At the peg nobody leaves, and everybody looks as often as he should")
  func calm() throws {
    let (_, holders, metrics) = Self.run(bidUSD: 0.99)
    #expect(metrics["holders.leavers_count"] == 0)
    #expect(holders.balances.reduce(.zero, +) == SmallWorld.nbt(100_000))
    let looks = try #require(metrics["holders.looks_count"])
    #expect((looks - 400).magnitude < 4 * 400.0.squareRoot())
  }

  @Test("A discount drives them out at the rate of the hazard, and their balances go down by what is sold")
  func flight() throws {
    let (world, holders, metrics) = Self.run(bidUSD: 0.8, count: 400, days: 2)
    let leavers = try #require(metrics["holders.leavers_count"])
    // Two days at the hazard, less the time since the last look, an eighth of a day on average.
    let share = 1 - DeterministicMath.exp(-holders.hazard(at: 0.2) * 1.875)
    #expect((leavers - 400 * share).magnitude < 4 * (400 * share * (1 - share)).squareRoot())
    holders.checkInvariants(in: world.context)
    let sold = try #require(metrics["holders.sold_tokens"])
    let left = holders.balances.reduce(.zero, +).coins(decimals: 8)
    #expect(sold > 10_000 && (sold + left - 100_000).magnitude < 1e-6)
    #expect((try #require(metrics["holders.mean_price_usd"]) - 0.8).magnitude < 1e-4)
  }

  @Test(
    "Those who find no bid offer their tokens for less and less, and those who left first have sold first")
  func offers() throws {
    let world = SmallWorld()
    var parameters = HolderParameters()
    parameters.count = 300
    parameters.holding = SmallWorld.nbt(100_000)
    let holders = Holders(name: "holders", token: SmallWorld.nbt, parameters: parameters)
    world.simulation.add(holders)
    world.simulation.add(
      Script([
        (.zero, { Counterparty("maker", in: $0).place(.sell, 1_000, usd: 1.01, in: $0) }),
        (.days(3), { Counterparty("buyer", in: $0).place(.buy, 20_000, usd: 0.9, in: $0) }),
      ]))
    world.run(.days(4))
    #expect(world.levels(.sell)[0].usd < 0.85)
    let sold = try #require(holders.summarize(in: world.context).first { $0.name == "holders.sold_tokens" })
    #expect((try #require(sold.value) - 20_000).magnitude < 1e-6)
    let left = holders.balances.reduce(.zero, +).coins(decimals: 8)
    #expect((left - 80_000).magnitude < 1e-6)
    #expect(holders.balances.contains(.zero))
  }

  @Test("The hazard is flat while the discount is tolerated and linear beyond")
  func hazard() {
    var parameters = HolderParameters()
    parameters.exitPerDay = 0.01
    let holders = Holders(name: "holders", token: SmallWorld.nbt, parameters: parameters)
    #expect(holders.hazard(at: -0.1) == 0.01 && holders.hazard(at: 0.015) == 0.01)
    #expect((holders.hazard(at: 0.215) - 0.26).magnitude < 1e-12)
  }

  @Test("Their draws are the same whatever the market looks like")
  func commonChance() {
    let fingerprints = [0.99, 0.8, 0.5].map { bid in
      let (world, _, _) = Self.run(bidUSD: bid)
      _ = world.simulation.finish()
      return world.context.fingerprints.exogenous.text
    }
    #expect(Set(fingerprints).count == 1)
  }

  @Test(
    "Hunters bid at their own discounts with equal shares, and keep the deepest bids when they have bought")
  func hunters() throws {
    let world = SmallWorld()
    var parameters = BargainHunterParameters()
    parameters.countOnExchange = 8
    parameters.quoteOnExchange = SmallWorld.btc(16)
    let hunters = BargainHunters(name: "hunters", token: SmallWorld.nbt, parameters: parameters)
    world.simulation.add(hunters)
    world.simulation.add(
      Script([(.minutes(10), { Counterparty("seller", in: $0).take(.sell, 2_500, in: $0) })]))
    world.run(.minutes(5))
    let discounts = try #require(hunters.discounts.first).filter { $0 < 1 }.sorted()
    let levels = world.levels(.buy)
    #expect(levels.count == discounts.count)
    for (level, discount) in zip(levels, discounts) {
      #expect((level.usd - (1 - discount)).magnitude < 2e-5)
      #expect((level.usd * level.coins - 1_000).magnitude < 0.1)
    }
    world.run(.hours(2))
    #expect(world.levels(.buy).count == levels.count - 2)
    #expect((world.levels(.buy)[0].usd - levels[2].usd).magnitude < 1e-5)
    #expect(hunters.summarize(in: world.context)[0].value == 2_500)
  }
}
