// When payouts are sent, and how far the grant reaches.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct PayoutLoopTests {
  /// A pool that owes ten coins to the first user and five to each of the next two.
  private func pool(fidelity: Fidelity = .corrected) throws -> Pool {
    var pool = Pool.paying(.pair(reward: 40, target: 1), fidelity: fidelity)
    for user in ["first", "second", "third"] { pool.enrol(user) }
    pool.submit(.ask(1, 200), by: "first")
    pool.submit(.ask(2, 100), by: "second")
    pool.submit(.ask(3, 100), by: "third")
    _ = try pool.creditRound(at: .start)
    return pool
  }

  private let day = SimTime.start + .days(1)

  @Test func `A failure is tried again after two minutes, a success after a day`() throws {
    var pool = try pool()
    var loop = PayoutLoop(firstAt: day)
    #expect(loop.nextTime == day)
    for delivery in [PayoutLoop.Delivery.refused, .daemonMissing] {
      let time = try #require(loop.nextTime)
      #expect(loop.begin(at: time, of: pool)?.millionths == 20_000_000)
      #expect(loop.nextTime == nil)
      #expect(!loop.finish(delivery, at: time, in: &pool))
      #expect(loop.nextTime == time + .seconds(120))
    }
    let time = day + .seconds(240)
    #expect(loop.begin(at: time, of: pool)?.payments.count == 3)
    #expect(loop.finish(.sent, at: time + .seconds(5), in: &pool))
    #expect(loop.nextTime == time + .seconds(5) + .days(1))
    #expect(loop.paidMillionths == 20_000_000)
    #expect(loop.begin(at: time + .days(2), of: pool) == nil)
    #expect(loop.nextTime == time + .days(3))
  }

  @Test func `The original's loop dies when it never reached the daemon, until it is restarted`() throws {
    var pool = try pool(fidelity: .legacy)
    var loop = PayoutLoop(firstAt: day, fidelity: .legacy)
    _ = loop.begin(at: day, of: pool)
    loop.finish(.daemonMissing, at: day, in: &pool)
    #expect(loop.state == .dead(next: day))
    #expect(loop.nextTime == nil)
    loop.restart(at: day + .days(9))
    #expect(loop.nextTime == day + .days(9))
    #expect(loop.begin(at: day + .days(9), of: pool)?.millionths == 20_000_000)
    loop.finish(.sent, at: day + .days(9), in: &pool)
    loop.restart(at: day + .days(9))
    #expect(loop.nextTime == day + .days(9) && loop.paidMillionths == 20_000_000)
  }

  @Test(
    arguments: [
      (20_000_000, ["first", "second", "third"]), (19_999_999, ["first", "second"]), (10_000_000, ["first"]),
      (9_999_999, []),
    ] as [(Int128, [String])])
  func `A grant is paid out by registration, each in full, up to the first whom it does not cover`(
    grant: Int128, served: [String]
  ) throws {
    var pool = try pool()
    var loop = PayoutLoop(firstAt: .start, grantMillionths: grant)
    let payout = loop.begin(at: .start, of: pool)
    #expect(payout?.payments.map(\.address) ?? [] == served)
    if payout != nil { #expect(loop.finish(.sent, at: .start, in: &pool)) }
    #expect(loop.paidMillionths + (loop.grantMillionths ?? 0) == grant)
  }

  @Test func `The original's payout is refused as a whole when the grant does not cover it`() throws {
    var pool = try pool(fidelity: .legacy)
    var loop = PayoutLoop(firstAt: .start, grantMillionths: 19_999_999, fidelity: .legacy)
    #expect(loop.begin(at: .start, of: pool)?.payments.count == 3)
    #expect(!loop.finish(.sent, at: .start, in: &pool))
    #expect(loop.paidMillionths == 0)
    #expect(loop.nextTime == .start + .seconds(120))
  }

  @Test func `A payout before its time stops the run`() async {
    await #expect(processExitsWith: .failure) {
      var loop = PayoutLoop(firstAt: .start + .seconds(1))
      _ = loop.begin(at: .start, of: Pool.paying(.pair()))
    }
  }
}
