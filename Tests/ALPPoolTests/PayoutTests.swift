// Who is paid how much, and what stays owed.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct PayoutTests {
  /// A pool that pays ten coins a minute and side, and its users with equal asks and bids.
  private func pool(_ users: [String], fidelity: Fidelity = .corrected) throws -> Pool {
    var pool = Pool.paying(
      .pair(reward: 20, target: 1), .pair("poloniex", reward: 20, target: 1), fidelity: fidelity)
    for user in users { pool.enrol(user) }
    try credit(&pool, users)
    return pool
  }

  private func credit(_ pool: inout Pool, _ users: [String]) throws {
    for (index, user) in users.enumerated() {
      pool.submit(.ask(UInt64(2 * index), 100), .bid(UInt64(2 * index + 1), 100), by: user)
    }
    _ = try pool.creditRound(at: .start)
  }

  private func payments(_ payout: Payout) -> [String: Int128] {
    Dictionary(uniqueKeysWithValues: payout.payments.map { ($0.address, $0.millionths) })
  }

  @Test func `The remainder of a payment is kept for the next one; the original forgets it`() throws {
    let users = ["u", "v", "w"]
    var corrected = try pool(users)
    var legacy = try pool(users, fidelity: .legacy)
    #expect(payments(corrected.payout(at: .start)) == ["u": 6_666_667, "v": 6_666_667, "w": 6_666_667])
    corrected.confirmPayout(corrected.payout(at: .start))
    legacy.confirmPayout(legacy.payout(at: .start))
    let owed = try #require(corrected.unpaidCredit(of: "u"))
    #expect((owed + 1e-6 / 3).magnitude < 1e-12)
    #expect(legacy.unpaidCredit(of: "u") == 0)

    try credit(&corrected, users)
    try credit(&legacy, users)
    #expect(payments(corrected.payout(at: .start))["u"] == 6_666_666)
    #expect(payments(legacy.payout(at: .start))["u"] == 6_666_667)
  }

  @Test func `What was paid and what is owed is always what was earned`() throws {
    var draws = SeededDraws(seed: 6)
    var pool = Pool.paying(.pair(reward: 0.3), .pair("poloniex", reward: 0.7))
    let users = (0..<7).map { "u\($0)" }
    // Three of them share an address, one has two, and the last submits for a pair he never registered.
    for (index, user) in users.enumerated() {
      pool.enrol(user, at: "a\(index / 3)", on: index < 5 ? "bittrex" : "poloniex")
    }
    pool.enrol("u0", at: "second", on: "poloniex")
    var paid: Int128 = 0
    for minute in 1...300 {
      for (index, user) in users.enumerated() {
        let amount = Double.random(in: 0...500, using: &draws)
        pool.submit(.ask(UInt64(index), amount), by: user)
        pool.submit(.bid(UInt64(index), amount), by: user, on: "poloniex")
      }
      _ = try pool.creditRound(at: .start + .minutes(Int64(minute)))
      if minute % 10 == 0 {
        let payout = pool.payout(at: .start + .minutes(Int64(minute)))
        // Every third payout cannot be sent.
        if minute % 30 != 0 {
          pool.confirmPayout(payout)
          paid += payout.payments.reduce(0) { $0 + $1.millionths }
        }
      }
    }
    let earned = users.reduce(0) { $0 + (pool.earnedCredit(of: $1) ?? .nan) }
    let owed = users.reduce(0) { $0 + (pool.unpaidCredit(of: $1) ?? .nan) }
    #expect(paid > 50_000_000)
    #expect((Double(paid) / 1e6 + owed - earned).magnitude < 1e-9)
  }

  @Test func `A sum equal to the minimum is paid, a smaller one waits and adds up`() throws {
    let bid = SideConfiguration(ratio: 0.5, ranks: [Rank("rank_1", ratio: 0.7)])
    var pool = Pool.paying(.pair(reward: 2, target: 100, bid: bid))
    pool.enrol("u")
    pool.enrol("v")
    for expected in [["u": 1_000_000], ["u": 2_000_000, "v": 1_400_000]] as [[String: Int128]] {
      pool.submit(.ask(1, 100), by: "u")
      pool.submit(.bid(2, 100), by: "v")
      _ = try pool.creditRound(at: .start)
      #expect(payments(pool.payout(at: .start)) == expected)
    }
  }

  @Test func `Users of one address are paid together`() throws {
    var pool = Pool.paying(.pair(reward: 2, target: 1))
    pool.enrol("u", at: "shared")
    pool.enrol("v", at: "shared")
    pool.submit(.ask(1, 1), by: "u")
    pool.submit(.ask(2, 1), by: "v")
    _ = try pool.creditRound(at: .start)
    #expect(payments(pool.payout(at: .start)) == ["shared": 1_000_000])
  }

  @Test func `A second registration neither doubles nor redirects what is owed; the original pays both`()
    throws
  {
    for (fidelity, expected) in [
      (Fidelity.corrected, ["u": 20_000_000]), (.legacy, ["u": 40_000_000, "elsewhere": 20_000_000]),
    ] as [(Fidelity, [String: Int128])] {
      var pool = try pool(["u"], fidelity: fidelity)
      pool.enrol("u", at: "elsewhere")
      pool.enrol("u", on: "poloniex")
      let payout = pool.payout(at: .start)
      #expect(payments(payout) == expected)
      pool.confirmPayout(payout)
      #expect(pool.unpaidCredit(of: "u") == 0)
    }
  }

  @Test func `Each pair's credit goes to the address registered for it`() throws {
    var pool = Pool.paying(.pair(reward: 20, target: 1), .pair("poloniex", reward: 40, target: 1))
    pool.enrol("u", at: "one")
    pool.enrol("u", at: "two", on: "poloniex")
    pool.submit(.ask(1, 1), by: "u")
    pool.submit(.ask(1, 1), by: "u", on: "poloniex")
    _ = try pool.creditRound(at: .start)
    #expect(payments(pool.payout(at: .start)) == ["one": 10_000_000, "two": 20_000_000])
  }

  @Test func `A payout that was not sent changes nothing, and the next includes it`() throws {
    var pool = try pool(["u"])
    let failed = pool.payout(at: .start)
    #expect(pool.payout(at: .start) == failed)
    try credit(&pool, ["u"])
    #expect(payments(pool.payout(at: .start)) == ["u": 40_000_000])
  }

  @Test func `What is earned while a payout is under way stays owed`() throws {
    var pool = try pool(["u"])
    let payout = pool.payout(at: .start)
    try credit(&pool, ["u"])
    pool.confirmPayout(payout)
    #expect(pool.unpaidCredit(of: "u") == 20)
  }

  @Test func `Nobody is due before anything was earned, even without a minimum`() throws {
    var pool = Pool(PoolConfiguration(pairs: [.pair()], minimumPayout: 0))
    pool.enrol("u")
    #expect(pool.payout(at: .start).payments.isEmpty)
  }

  @Test func `A claim that rounds to nothing waits until it is a payment; the original sends nothing`() throws
  {
    let cases: [(Fidelity, [String: Int128])] = [(.corrected, [:]), (.legacy, ["u": 0])]
    for (fidelity, first) in cases {
      let pair = PairConfiguration.pair(reward: 8e-7, target: 1)
      var pool = Pool(PoolConfiguration(pairs: [pair], minimumPayout: 0, fidelity: fidelity))
      pool.updatePrice(of: pair.unit, to: 400)
      pool.enrol("u")
      pool.submit(.ask(1, 1), by: "u")
      _ = try pool.creditRound(at: .start)
      #expect(payments(pool.payout(at: .start)) == first)
      guard fidelity == .corrected else { continue }
      // Nobody is due: the loop waits for its interval and the claim stays owed.
      var loop = PayoutLoop(firstAt: .start)
      #expect(loop.begin(at: .start, of: pool) == nil)
      pool.submit(.ask(2, 1), by: "u")
      _ = try pool.creditRound(at: .start)
      #expect(payments(pool.payout(at: .start)) == ["u": 1])
    }
  }

  @Test func `A payment keeps its millionths in the coin's own units`() {
    #expect(
      Payment(address: "u", millionths: 6_666_667).amount(decimals: 8) == Amount(baseUnits: 666_666_700))
  }

  @Test func `Confirming a payout twice stops the run`() async {
    await #expect(processExitsWith: .failure) {
      var pool = Pool.paying(.pair())
      let payout = pool.payout(at: .start)
      pool.confirmPayout(payout)
      pool.confirmPayout(payout)
    }
  }
}
