// Laws that hold under every reward rule, on drawn pools.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct RuleLawsTests {
  /// 10,000 cases when SIMRUN_EXTENSIVE is set, else 300; a quarter of them each.
  static let casesPerBatch = isExtensive ? 2_500 : 75

  /// Runs a law on a batch of drawn pools.
  private func check(_ batch: Int, _ law: (DrawnPool, UInt64) throws -> Void) rethrows {
    for index in 0..<Self.casesPerBatch {
      let seed = UInt64(batch * Self.casesPerBatch + index)
      try law(DrawnPool(seed: seed), seed)
    }
  }

  /// Whether two sums are equal up to the rounding of their additions.
  private func isClose(_ left: Double, _ right: Double, to reward: Double) -> Bool {
    (left - right).magnitude <= 1e-10 * reward
  }

  @Test(arguments: 0..<4) func `The credits of a side and rank add up to its reward unless it is empty`(
    batch: Int
  ) throws {
    try check(batch) { drawn, seed in
      for round in try drawn.rounds() {
        let pair = drawn.configuration.pairs[0]
        for side in Side.allCases {
          for (index, rank) in round.pairs[0].sides[side].ranks.enumerated() {
            var sum = 0.0
            for (stored, outcome) in zip(round.orders, round.outcomes)
            where stored.order.side == side && stored.rank == index {
              if case .credited(let credit) = outcome { sum += credit.coins }
            }
            // A rank that is empty in some samples of a round loses its reward of those.
            let isExact = drawn.sampleCount == 1 && rank.liquidity > 0
            #expect(
              isExact
                ? isClose(sum, rank.reward, to: pair.rewardPerMinute)
                : sum <= rank.reward * (1 + 1e-10), "\(drawn.rule) seed \(seed)")
          }
        }
      }
    }
  }

  @Test(arguments: 0..<4) func `No round pays more than the reward of its minute`(batch: Int) throws {
    try check(batch) { drawn, seed in
      for round in try drawn.rounds() {
        let paid = round.users.reduce(0) { $0 + $1.credit }
        let pair = drawn.configuration.pairs[0]
        // Ranks are rounded to eight decimals in some rules.
        #expect(paid <= pair.rewardPerMinute + 6 * 5e-9, "\(drawn.rule) seed \(seed)")
        #expect(round.users.allSatisfy { $0.credit >= 0 }, "\(drawn.rule) seed \(seed)")
      }
    }
  }

  @Test(arguments: 0..<4) func `Names and the order of providers change nobody's credit`(batch: Int) throws {
    try check(batch) { drawn, seed in
      let order = Array((0..<drawn.userCount).reversed())
      let renamed = try drawn.rounds(naming: { "lp-\(99 - $0)" }, in: order)
      for (round, other) in zip(try drawn.rounds(), renamed) {
        for user in 0..<drawn.userCount {
          #expect(
            isClose(
              round.credit(of: "u\(user)"), other.credit(of: "lp-\(99 - user)"),
              to: drawn.configuration.pairs[0].rewardPerMinute), "\(drawn.rule) seed \(seed)")
        }
      }
    }
  }

  @Test(arguments: 0..<4) func `A provider of size zero changes nothing`(batch: Int) throws {
    try check(batch) { drawn, seed in
      var crowded = drawn
      for sample in crowded.books.indices {
        crowded.books[sample].append([
          SubmittedOrder(id: 1_000_000, side: .sell, amount: 0, price: 400),
          SubmittedOrder(id: 1_000_001, side: .buy, amount: 0, price: 399),
        ])
        crowded.volumes[sample].append(0)
      }
      crowded.minimumRates.append(BySide(ask: 0.0001, bid: 0.0001))
      for (round, other) in zip(try drawn.rounds(), try crowded.rounds()) {
        #expect(other.credit(of: "u\(drawn.userCount)") == 0)
        for user in 0..<drawn.userCount {
          #expect(
            round.credit(of: "u\(user)") == other.credit(of: "u\(user)"), "\(drawn.rule) seed \(seed)")
        }
      }
    }
  }

  @Test(arguments: 0..<4)
  func
    `Payments and what is owed are what was earned, and the grant pays for them, at every event and restart`(
      batch: Int
    ) throws
  {
    try check(batch) { drawn, seed in
      var draws = SeededDraws(seed: seed)
      var pool = drawn.pool()
      let grant = Int128(Int.random(in: 0...8_000, using: &draws))
      var loop = PayoutLoop(
        firstAt: .start, every: .seconds(1), retryAfter: .seconds(1), grantMillionths: grant,
        fidelity: [.payoutLoopDies])
      func conserved() -> Bool {
        let users = (0..<drawn.userCount).map { "u\($0)" }
        let earned = users.reduce(0) { $0 + (pool.earnedCredit(of: $1) ?? .nan) }
        let owed = users.reduce(0) { $0 + (pool.unpaidCredit(of: $1) ?? .nan) }
        let isBalanced = (Double(loop.paidMillionths) / 1e6 + owed - earned).magnitude < 1e-12
        return isBalanced && loop.paidMillionths + (loop.grantMillionths ?? -1) == grant
      }
      for event in 0..<6 {
        let time = SimTime.start + .seconds(Int64(event))
        if loop.nextTime == nil { loop.restart(at: time) }
        #expect(conserved(), "\(drawn.rule) seed \(seed)")
        if event % 3 == 0 { _ = try drawn.hold(event / 3, in: &pool) }
        #expect(conserved(), "\(drawn.rule) seed \(seed)")
        let payout = loop.begin(at: time, of: pool)
        #expect(conserved(), "\(drawn.rule) seed \(seed)")
        let delivery = [PayoutLoop.Delivery.sent, .sent, .refused, .daemonMissing][
          Int.random(in: 0..<4, using: &draws)]
        if payout != nil { loop.finish(delivery, at: time, in: &pool) }
        #expect(conserved(), "\(drawn.rule) seed \(seed)")
      }
    }
  }

  @Test func `The drawn pools cover every rule, some with one sample and some with more`() {
    let drawn = (0..<UInt64(4 * 75)).map { DrawnPool(seed: $0) }
    for rule in NamedRewardRule.allCases {
      #expect(Set(drawn.filter { $0.rule == rule }.map(\.sampleCount)) == [1, 2, 3])
    }
  }

  @Test(arguments: [NamedRewardRule.fixed, .scaled, .balanced])
  func `Which of two keys of an account came first decides who is paid, not how much`(rule: NamedRewardRule)
    throws
  {
    for seed in UInt64(0)..<40 {
      var drawn = DrawnPool(seed: seed, rule: rule)
      guard drawn.userCount > 1 else { continue }
      for sample in drawn.books.indices { drawn.books[sample][1] = drawn.books[sample][0] }
      let rounds = try drawn.rounds()
      let reversed = try drawn.rounds(in: Array((0..<drawn.userCount).reversed()))
      for (round, other) in zip(rounds, reversed) {
        let reward = drawn.configuration.pairs[0].rewardPerMinute
        #expect(
          isClose(
            round.credit(of: "u0") + round.credit(of: "u1"), other.credit(of: "u0") + other.credit(of: "u1"),
            to: reward), "seed \(seed)")
        #expect(round.credit(of: "u1") == 0)
        #expect(other.credit(of: "u0") == 0)
      }
    }
  }
}
