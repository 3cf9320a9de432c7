// The reward of a rank and its division among the orders.

import Laws
import SimEngine
import Testing

@testable import ALPPool

@Suite struct ScaledRewardTests {
  @Test func `The totals, rewards and shares of the original's own unit tests come out`() throws {
    let figures = try JSON.fixture("alp_unit_tests")
    var pool = Pool.paying(
      .pair("test_exchange", "btc"),
      .pair(
        "test_exchange", "ppc", target: 1500, ask: .shared(0.6, near: 1, far: 0),
        bid: .shared(0.4, near: 0.8, far: 0.2)))
    for user in 0..<5 {
      for unit in ["btc", "ppc"] {
        pool.enrol("u\(user)", on: "test_exchange", unit)
        let id = UInt64(user * 4)
        pool.submit(
          .ask(id, 100), .ask(id + 1, 100, at: 500), .bid(id + 2, 100), .bid(id + 3, 100, at: 300),
          by: "u\(user)", on: "test_exchange", unit)
      }
    }
    let round = try pool.creditRound(at: .start)
    for pair in round.pairs {
      let totals = figures["test_credit_totals"]["expect"][pair.unit]
      let rewards = figures["test_credit_rewards"]["expect"][pair.unit]
      #expect(pair.liquidity == totals["total"].number)
      for (name, side) in [("ask", pair.sides.ask), ("bid", pair.sides.bid)] {
        #expect(side.liquidity == totals[name]["total"].number)
        for rank in side.ranks {
          #expect(rank.liquidity == totals[name][rank.name].number)
          #expect(rank.reward == rewards[name][rank.name].number)
        }
      }
    }
    for outcome in round.outcomes {
      guard case .credited(let credit) = outcome else { Issue.record("an order did not count"); continue }
      #expect(credit.share == 0.2)
    }
    #expect(round.outcomes.count == 40)
  }

  @Test(arguments: [
    (0.001953125, 8, 0.00195313), (0.00195312499999999, 8, 0.00195312), (-0.001953125, 8, -0.00195313),
    (2.5e-9, 8, 0), (5e-9, 8, 1e-8), ((5e-9).nextDown, 8, 0), (1.005, 2, 1.0), (0.5, 0, 1), (2.5, 0, 3),
    (0.49999999999999994, 0, 0), (6.6666666666, 6, 6.666667), (0, 6, 0),
  ])
  func `Rounding takes halves away from zero and decides on the binary value`(
    value: Double, decimals: Int, expected: Double
  ) {
    #expect(roundHalfAwayFromZero(value, decimals: decimals) == expected)
  }

  // Decimal products that end in a half at the ninth decimal: every other grouping of the factors rounds one
  // of them up.
  @Test(arguments: [(0.8, 800, 2.375, 3.562e-05), (0.7, 1500, 2.125, 1.487e-05)])
  func `The factors of a reward are multiplied in the original's order`(
    rankRatio: Double, target: Double, amount: Double, expected: Double
  ) throws {
    var pool = Pool.paying(.pair(target: target, bid: .shared(0.6, near: rankRatio, far: 0)))
    pool.enrol("u")
    pool.submit(.bid(1, amount), by: "u")
    #expect(try pool.creditRound(at: .start).credit(of: "u") == expected)
  }

  @Test func `Below the target the reward grows with liquidity, above it stays`() throws {
    let rewards = try [250.0, 1250, 2500, 5000].map { total in
      var pool = Pool.paying(.pair())
      pool.enrol("u")
      pool.submit(.ask(1, total / 2), .bid(2, total / 2), by: "u")
      return try pool.creditRound(at: .start).credit(of: "u")
    }
    #expect(rewards == [0.0025, 0.0125, 0.025, 0.025])
  }

  @Test func `V20: unpaid liquidity far from the price fills the target for those at the price`() throws {
    var pool = Pool.paying(.pair())
    pool.enrol("near")
    pool.enrol("far")
    pool.submit(.ask(1, 125), .bid(2, 125), by: "near")
    pool.submit(.ask(3, 1125, at: 800), .bid(4, 1125, at: 200), by: "far")
    let round = try pool.creditRound(at: .start)
    #expect(round.credit(of: "near") == 0.025)
    #expect(round.credit(of: "far") == 0)
    #expect(round.users.map(\.user) == ["near", "far"])
    let alone = try {
      var pool = Pool.paying(.pair())
      pool.enrol("near")
      pool.submit(.ask(1, 125), .bid(2, 125), by: "near")
      return try pool.creditRound(at: .start).credit(of: "near")
    }()
    // 2250 coins more raise the reward of 0.025 by 2250/2500 of it.
    #expect(
      Law(20).holds(
        "more for rank 1 by 2250 coins in rank 2; T = 2500", expected: 0.025 * 2250 / 2500,
        measured: round.credit(of: "near") - alone))
  }

  @Test func `The part of an empty side is shown and paid to nobody`() throws {
    var pool = Pool.paying(.pair())
    pool.enrol("u")
    pool.submit(.ask(1, 2500), by: "u")
    let round = try pool.creditRound(at: .start)
    #expect(round.pairs[0].sides.bid.ranks[0].reward == 0.0125)
    #expect(round.credit(of: "u") == 0.0125)
  }

  @Test func `An order of nothing earns nothing`() throws {
    var pool = Pool.paying(.pair())
    pool.enrol("u")
    pool.submit(.ask(1, 0), .bid(2, 2500), by: "u")
    #expect(try pool.creditRound(at: .start).outcomes.first == .credited(Award.Credit(share: 0, coins: 0)))
  }
}

extension SideConfiguration {
  /// A side whose near and far orders both have a part.
  fileprivate static func shared(_ ratio: Double, near: Double, far: Double) -> SideConfiguration {
    SideConfiguration(
      ratio: ratio, ranks: [Rank("rank_1", ratio: near, tolerance: 0.0105), Rank("rank_2", ratio: far)])
  }
}
