// What a reward buys in equilibrium: the closed forms, and that providers who look for themselves end there or do not.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("Equilibria of a reward")
struct RewardEquilibriumTests {
  /// 36 NBT a day.
  static let reward = 36.0

  @Test("V17: equal providers of a fixed reward provide R(n-1)/(nc), and each gains R/n²")
  func equalProviders() {
    let law = Law(17)
    let table: [(providers: Int?, liquidity: Double)] = [
      (2, 9_000), (3, 12_000), (5, 14_400), (10, 16_200), (nil, 18_000),
    ]
    for (providers, liquidity) in table {
      let found = RewardEquilibrium.fixed(reward: Self.reward, cost: 0.002, providers: providers)
      let name = providers.map { "\($0) providers" } ?? "free entry"
      #expect(law.holds("liquidity of \(name)", expected: liquidity, measured: found))
      guard let providers else { continue }
      let each = found / Double(providers)
      #expect(
        law.holds(
          "gain of one of \(name)", expected: Self.reward / Double(providers * providers),
          measured: Self.reward / Double(providers) - 0.002 * each))
      // Nobody gains by anything else than his part.
      let best = RewardEquilibrium.bestResponse(toOthers: found - each, reward: Self.reward, cost: 0.002)
      #expect((best / each - 1).magnitude < 1e-12)
    }
  }

  @Test("V17: the elasticity of a competitive supply to its reward is e/(1 + e)")
  func elasticity() {
    let supply = CompetitiveSupply(capital: 100_000, medianYield: 0.002, sigma: 0.8)
    let table = [
      (10, 12_534, 0.6729), (36, 28_413, 0.5986), (100, 50_000, 0.4993), (300, 78_902, 0.3140),
    ]
    for (reward, liquidity, elasticity) in table {
      let found = supply.liquidity(reward: Double(reward))
      #expect(
        Law(17).holds(
          "liquidity for \(reward) a day", expected: Double(liquidity), measured: found, within: 1e-4))
      // The closed form against the difference quotient.
      let step = supply.liquidity(reward: Double(reward) * 1.000_01)
      let quotient = DeterministicMath.log(step / found) / DeterministicMath.log(1.000_01)
      let closed = supply.elasticity(reward: Double(reward))
      #expect((closed - quotient).magnitude < 1e-4)
      #expect(
        Law(17).holds("elasticity at \(reward) a day", expected: elasticity, measured: closed, within: 3e-4))
    }
  }

  @Test("The reward that draws out a depth from a capital that is not known is the one of the closed form")
  func firstGuess() {
    let supply = CompetitiveSupply(capital: 100_000, medianYield: 0.002, sigma: 0.8)
    let cautious = supply.cautious(confidence: 0.95, capitalSigma: 0.3)
    #expect((cautious.capital / 61_051 - 1).magnitude < 1e-5)
    let reward = cautious.reward(forDepth: 20_000)
    #expect((reward / 27.98 - 1).magnitude < 2e-4)
    #expect((cautious.liquidity(reward: reward) / 20_000 - 1).magnitude < 1e-9)
    // With a target above the depth every unit earns R/T.
    let scaled = cautious.reward(forDepth: 20_000, target: 30_000)
    #expect((scaled / reward - 1.5).magnitude < 1e-12)
    #expect((cautious.liquidity(reward: scaled, target: 30_000) / 20_000 - 1).magnitude < 1e-9)
    #expect(cautious.reward(forDepth: 70_000) == .infinity)
  }

  @Test("V18: of providers with different costs the cheapest take part, the cheaper the more")
  func differentCosts() {
    let costs = [0.001, 0.0015, 0.002, 0.003, 0.006]
    let found = RewardEquilibrium.fixed(reward: Self.reward, costs: costs)
    let law = Law(18)
    #expect(law.holds("liquidity", expected: 16_000, measured: found.reduce(0, +)))
    for (index, expected) in [80_000.0 / 9, 48_000.0 / 9, 16_000.0 / 9, 0, 0].enumerated() {
      #expect(law.holds("provider \(index + 1)", expected: expected, measured: found[index]))
      // Each answers the others best.
      let others = found.reduce(0, +) - found[index]
      let best = RewardEquilibrium.bestResponse(toOthers: others, reward: Self.reward, cost: costs[index])
      #expect((best - found[index]).magnitude < 1e-8)
    }
    let shuffled = RewardEquilibrium.fixed(reward: Self.reward, costs: [0.006, 0.001, 0.003, 0.002, 0.0015])
    #expect(shuffled == [found[4], found[0], found[3], found[2], found[1]])
    #expect(RewardEquilibrium.fixed(reward: Self.reward, costs: [0.001]) == [0])
  }

  @Test("V19: a scaled reward has a plateau at its target and a cliff at its end")
  func plateauAndCliff() {
    let table: [(providers: Int, cost: Double, liquidity: Double)] = [
      (2, 0.005, 3_600), (2, 0.012, 1_500), (2, 0.020, 1_250), (2, 0.027, 1_250), (2, 0.030, 0),
      (5, 0.005, 5_760), (5, 0.012, 2_400), (5, 0.020, 1_440), (5, 0.024, 1_250), (5, 0.027, 1_250),
      (5, 0.030, 0),
    ]
    for (providers, cost, expected) in table {
      let found = RewardEquilibrium.scaled(
        reward: Self.reward, target: 1_250, cost: cost, providers: providers)
      #expect(
        Law(19).holds(
          "\(providers) providers at a cost of \(cost)", expected: expected, measured: found))
    }
    let cliff = RewardEquilibrium.cliff(target: 1_250, cost: 0.03)
    let liquidity = [0.999, 1.001].map {
      RewardEquilibrium.scaled(reward: $0 * cliff, target: 1_250, cost: 0.03, providers: 5)
    }
    #expect(liquidity == [0, 1_250])
  }

  /// What a provider gains under a scaled reward.
  private static func gain(_ own: Double, _ others: Double, cost: Double) -> Double {
    let total = own + others
    guard total > 0 else { return 0 }
    return reward * min(1, total / 1_250) * own / total - cost * own
  }

  @Test("V19: in a scaled equilibrium nobody gains by providing another amount", arguments: [2, 5])
  func noDeviationPays(providers: Int) {
    for cost in [0.005, 0.012, 0.02, 0.027, 0.03] {
      let total = RewardEquilibrium.scaled(
        reward: Self.reward, target: 1_250, cost: cost, providers: providers)
      let own = total / Double(providers)
      let gain = Self.gain(own, total - own, cost: cost)
      for step in 0...400 {
        let other = Self.gain(10 * Double(step), total - own, cost: cost)
        #expect(other <= gain + 1e-9, "\(providers) providers at \(cost): \(10 * step) instead of \(own)")
      }
    }
  }

  @Test("V20: two ranks with rewards of their own hold liquidity as rewards over costs, and none without one")
  func ranks() {
    let near = RewardEquilibrium.fixed(reward: 25, cost: 0.002, providers: 6)
    let far = RewardEquilibrium.fixed(reward: 11, cost: 0.0015, providers: 6)
    #expect(
      Law(20).holds("rank 1 over rank 2", expected: 25 / 11 * 0.0015 / 0.002, measured: near / far))
    #expect(RewardEquilibrium.fixed(reward: 0, cost: 0.0015, providers: 6) == 0)
  }

  // MARK: Stability

  /// How far the largest provider is from his part of the equilibrium after many rounds, as a share of it.
  ///
  /// - Parameters:
  ///   - share: The part of the way to his best answer that a provider goes.
  ///   - oneByOne: Whether one provider moves at a time, drawn at random, instead of all at once.
  private static func distance(
    providers: Int, goingShare share: Double, oneByOne: Bool = false, rounds: Int = 2_000
  ) -> Double {
    let stream = RandomStream(key: RandomKey(seed: 21, run: 0), name: "turns", role: .exogenous)
    let part = RewardEquilibrium.fixed(reward: reward, cost: 0.002, providers: providers) / Double(providers)
    var amounts = (0..<providers).map { part * (1 + 0.01 * Double($0 % 2)) }
    for _ in 0..<rounds {
      let total = amounts.reduce(0, +)
      func move(_ index: Int) {
        let others = amounts.reduce(0, +) - amounts[index]
        let best = RewardEquilibrium.bestResponse(toOthers: others, reward: reward, cost: 0.002)
        amounts[index] += share * (best - amounts[index])
      }
      if oneByOne {
        move(Int(stream.integer(below: UInt64(providers))))
      } else {
        amounts = amounts.map { own in
          let best = RewardEquilibrium.bestResponse(toOthers: total - own, reward: reward, cost: 0.002)
          return own + share * (best - own)
        }
      }
    }
    return amounts.map { ($0 / part - 1).magnitude }.max() ?? 0
  }

  @Test(
    "V21: best answers given all at once settle for three, never for five; damped below 4/n, or one by one, always"
  )
  func stability() {
    let law = Law(21)
    let settled = { (name: String, distance: Double) in
      law.holds("\(name): distance from the equilibrium", below: 1e-6, measured: distance)
    }
    #expect(settled("3 at once", Self.distance(providers: 3, goingShare: 1)))
    for (providers, share) in [(5, 0.79), (20, 0.19)] {
      #expect(
        settled("\(providers) going \(share)", Self.distance(providers: providers, goingShare: share)))
      #expect(Self.distance(providers: providers, goingShare: share + 0.02) > 0.01)
    }
    #expect(Self.distance(providers: 5, goingShare: 1) > 0.1)
    #expect(
      settled("20 one by one", Self.distance(providers: 20, goingShare: 1, oneByOne: true, rounds: 20_000)))
  }

  @Test("V21: near the equilibrium a common error grows by (2 - n)/2 a round", arguments: [2, 3, 4, 5, 8])
  func growth(providers: Int) {
    let part =
      RewardEquilibrium.fixed(reward: Self.reward, cost: 0.002, providers: providers) / Double(providers)
    let own = part * 1.000_001
    let best = RewardEquilibrium.bestResponse(
      toOthers: own * Double(providers - 1), reward: Self.reward, cost: 0.002)
    let measured = (best / part - 1) / 1e-6
    let expected = Double(2 - providers) / 2
    #expect((measured - expected).magnitude < 1e-4, "\(measured)")
  }
}
