// The contest for a reward: its equilibria, when deciding at once finds them, and what stale quotes cost.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Reward share")
struct RewardShareTests {
  /// Where deciding one after another ends.
  static func settle(_ reward: RewardShare, costs: [Double], rounds: Int = 4_000) -> [Double] {
    var offers = costs.map { _ in 100.0 }
    for round in 0..<rounds {
      let place = round % costs.count
      let others = offers.reduce(0, +) - offers[place]
      let best = reward.bestResponse(others: others, cost: costs[place], least: 1)
      offers[place] += 0.25 * (best - offers[place])
    }
    return offers
  }

  @Test(
    "With n alike deciding in turn, all together offer R (n-1) / (n c)",
    arguments: [(2, 9_000.0), (3, 12_000), (5, 14_400), (10, 16_200), (20, 17_100)])
  func alike(count: Int, total: Double) {
    let offers = Self.settle(RewardShare(perDay: 36), costs: Array(repeating: 0.002, count: count))
    #expect((offers.reduce(0, +) / total - 1).magnitude < 1e-6)
    // Each earns R / n^2 beyond his cost.
    let profit = 36 * offers[0] / offers.reduce(0, +) - 0.002 * offers[0]
    #expect((profit / (36 / Double(count * count)) - 1).magnitude < 1e-5)
  }

  @Test("With different costs the cheap ones share the reward and the dear ones stay away")
  func unlike() {
    let offers = Self.settle(RewardShare(perDay: 36), costs: [0.001, 0.0015, 0.002, 0.003, 0.006])
    for (offer, expected) in zip(offers, [8_888.888_9, 5_333.333_3, 1_777.777_8, 0, 0]) {
      #expect((offer - expected).magnitude < 0.01)
    }
  }

  @Test(
    "A target makes a plateau at it and a cliff above the cost R / T",
    arguments: [
      (2, 0.005, 3_600.0), (2, 0.012, 1_500), (2, 0.020, 1_250), (2, 0.027, 1_250), (2, 0.030, 0),
      (5, 0.005, 5_760), (5, 0.012, 2_400), (5, 0.020, 1_440), (5, 0.024, 1_250), (5, 0.027, 1_250),
      (5, 0.030, 0),
    ])
  func target(count: Int, cost: Double, total: Double) {
    let reward = RewardShare(perDay: 36, target: 1_250)
    let offers = Self.settle(reward, costs: Array(repeating: cost, count: count), rounds: 20_000)
    #expect((offers.reduce(0, +) - total).magnitude < 1e-3 * (total + 1))
  }

  @Test("The best response is where one more coin earns what it costs")
  func margin() {
    let reward = RewardShare(perDay: 36)
    let own = reward.bestResponse(others: 6_000, cost: 0.002)
    #expect((reward.marginalYield(own: own, others: 6_000) - 0.002).magnitude < 1e-12)
    #expect(reward.bestResponse(others: 18_000, cost: 0.002) == 0)
  }

  @Test(
    "All deciding at once, three find the equilibrium and five or more do not, unless they go less than 4/n of the way"
  )
  func atOnce() {
    func spread(_ count: Int, part: Double) -> Double {
      let reward = RewardShare(perDay: 36)
      let equilibrium = 36 * Double(count - 1) / (Double(count * count) * 0.002)
      var offers = Array(repeating: equilibrium * 1.001, count: count)
      for _ in 0..<400 {
        let all = offers.reduce(0, +)
        offers = offers.map { own in
          own + part * (reward.bestResponse(others: all - own, cost: 0.002, least: 1) - own)
        }
      }
      return (offers[0] / equilibrium - 1).magnitude
    }
    #expect(spread(3, part: 1) < 1e-9)
    for count in [5, 8, 20] {
      #expect(spread(count, part: 1) > 0.01)
      #expect(spread(count, part: 3.6 / Double(count)) < 1e-9)
      #expect(spread(count, part: 4.6 / Double(count)) > 0.001)
    }
  }

  @Test(
    "What stale quotes cost a day, in percent",
    arguments: [
      (1, [5.58, 0.208, 0.0001], [5.81, 0.43, 0.215, 0.210, 0.194, 0.163]),
      (5, [], [9.30, 3.50, 0.67, 0.25, 0.194, 0.163]),
      (15, [], [7.77, 4.76, 2.07, 0.84, 0.198, 0.163]),
    ])
  func pickOff(minutes: Int, diffusive: [Double], withJumps: [Double]) {
    var costs = PickOff()
    costs.refreshEvery = .minutes(Int64(minutes))
    let distances = [0.001, 0.002, 0.0035, 0.005, 0.01, 0.02]
    for (distance, percent) in zip(distances, diffusive) {
      let cost = 100 * costs.costPerDay(halfSpread: distance)
      #expect((cost - percent).magnitude < 0.005 * percent + 0.00005)
    }
    costs.jumpsPerYear = 26
    for (distance, percent) in zip(distances, withJumps) {
      let cost = 100 * costs.costPerDay(halfSpread: distance)
      #expect((cost - percent).magnitude < 0.005 * percent + 0.006)
    }
  }
}
