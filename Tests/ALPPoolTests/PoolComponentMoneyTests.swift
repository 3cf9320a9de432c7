// What the pool in a simulation owes and has paid, whatever happens to its payments.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct PoolComponentMoneyTests {
  private typealias World = PoolComponentWorld

  /// A provider with 1,000 coins, alone, who earns 0.012 a minute and hands his orders in for half an hour.
  private func world(
    fidelity: Fidelity = .corrected, _ adjust: (inout PoolSchedule) -> Void
  ) -> World {
    let world = World(fidelity: fidelity) {
      $0.payoutPeriod = .minutes(5)
      adjust(&$0)
    }
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
    for minute in 0..<Int64(30) {
      world.at(.minutes(minute) + .seconds(30)) { provider.submit(to: world.pool, in: $0) }
    }
    return world
  }

  private static let broken = PriceFeed.Outage(
    from: .start + .minutes(4), until: .start + .minutes(6) + .seconds(30))

  @Test func `A payment that fails is tried again after two minutes, and nothing of it is lost`() {
    let world = world { $0.paymentOutages = [.init(Self.broken, isMissing: false)] }
    world.finish(after: .seconds(1_790))
    // Due at 300 s, again at 420 s, and from then on every five minutes.
    #expect(world.reals("payouts", 0) == [420, 720, 1_020, 1_320, 1_620])
  }

  @Test func `The original pays nothing more once it never reached its daemon`() {
    let outage = [PoolSchedule.PaymentOutage(Self.broken, isMissing: true)]
    let legacy = world(fidelity: .legacy) { $0.paymentOutages = outage }
    let stopped = legacy.finish(after: .seconds(1_790))
    #expect(legacy.rows("payouts").isEmpty)
    // Due every five minutes from the fifth on.
    #expect(stopped["alp.stopped_payouts_count"] == 5)
    let mended = world { $0.paymentOutages = outage }
    #expect(mended.finish(after: .seconds(1_790))["alp.stopped_payouts_count"] == 0)
    #expect(mended.rows("payouts").count == 5)
  }

  @Test func `Timers have phases of their own`() {
    let world = world {
      $0.payoutPhase = .minutes(7)
      $0.payoutRetry = .minutes(1)
    }
    world.finish(after: .seconds(1_790))
    #expect(world.reals("payouts", 0) == [420, 720, 1_020, 1_320, 1_620])
  }

  @Test func `An order without a rank stops the original's rounds for good, and no others`() {
    for fidelity in [Fidelity.legacy, .corrected] {
      let world = World(fidelity: fidelity, far: 0.02)
      let provider = world.provider("u")
      world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
      world.at(.seconds(150)) { provider.place(.sell, 10, away: 5_000, in: $0) }
      for minute in 0..<Int64(10) {
        world.at(.minutes(minute) + .seconds(40)) { provider.submit(to: world.pool, in: $0) }
      }
      let summary = world.finish(after: .seconds(601))
      let rounds = fidelity == .legacy ? 2.0 : 10
      #expect(((summary["alp.credited_nbt"] ?? 0) - rounds * 0.012).magnitude < 1e-12)
      #expect(summary["alp.stopped_rounds_count"] == 10 - rounds)
      #expect(((summary["alp.maximum_nbt"] ?? 0) - rounds * 0.024).magnitude < 1e-12)
    }
  }

  @Test func `A submission under averaged samples holds a request for each, good for one list`() {
    let world = World { $0.snapshots = .averaged(over: 6) }
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
    for minute in 0..<Int64(10) {
      world.at(.minutes(minute) + .seconds(5)) { context in
        for _ in 0..<world.pool.requestsWanted(from: "u", on: provider.exchange) {
          provider.submit(to: world.pool, in: context)
        }
      }
    }
    let summary = world.finish(after: .seconds(605))
    #expect(((summary["alp.credited_nbt"] ?? 0) - 10 * 0.012).magnitude < 1e-12)
    #expect(summary["alp.refused_submissions_count"] == 0)
  }

  @Test func `Who submits once a minute is there at every look of rounds that are shorter`() {
    let world = World {
      $0.snapshots = .averaged(over: 5)
      $0.creditPeriod = .seconds(10)
      $0.creditPhase = .seconds(10)
    }
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
    for minute in 0..<Int64(10) {
      world.at(.minutes(minute) + .seconds(1)) { context in
        for _ in 0..<world.pool.requestsWanted(from: "u", on: provider.exchange) {
          provider.submit(to: world.pool, in: context)
        }
      }
    }
    let summary = world.finish(after: .seconds(601))
    #expect(((summary["alp.credited_nbt"] ?? 0) - 10 * 0.012).magnitude < 1e-8)
  }

  @Test func `Exchanges tell a rule that asks for it what each maker traded`() {
    let world = World(rule: DydxReward())
    let (maker, other) = (world.provider("maker"), world.provider("other"))
    for provider in [maker, other] {
      world.at(.seconds(1)) { provider.place(.sell, 500, away: provider.name == "maker" ? 40 : 50, in: $0) }
      world.at(.seconds(1)) { provider.place(.buy, 500, in: $0) }
      for minute in 0..<Int64(4) {
        world.at(.minutes(minute) + .seconds(40)) { provider.submit(to: world.pool, in: $0) }
      }
    }
    world.at(.seconds(90)) { other.place(.buy, 5, away: -60, in: $0) }
    world.finish(after: .seconds(245))
    let credits = world.rows("credits").map { row in (row[0], row[2], row[4]) }
    let paid = { (user: String, second: Double) in
      credits.compactMap { row -> Double? in
        guard row.0 == .real(second), row.1 == .text(user), case .real(let coins) = row.2 else { return nil }
        return coins
      }.reduce(0, +)
    }
    #expect(paid("other", 60) > 0.01)
    // Once somebody has traded, who never was a maker earns nothing.
    #expect(paid("other", 120) == 0 && paid("maker", 120) > 0.02)
  }
}
