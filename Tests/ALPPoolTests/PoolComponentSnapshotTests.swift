// The pool in a world that looks at books when it wants to, asks for bids, and has a grant to pay from.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct PoolComponentSnapshotTests {
  private typealias World = PoolComponentWorld

  /// Credits over ten minutes of one who stays, and of one who quotes three times as much for five seconds of
  /// each minute around his submission.
  private func flash(
    _ snapshots: SnapshotMode, weighsOpenTime: Bool = false
  ) -> (stayer: Double, flasher: Double) {
    let world = World {
      $0.snapshots = snapshots
      $0.weighsOpenTime = weighsOpenTime
    }
    let (stayer, flasher) = (world.provider("stayer"), world.provider("flasher"))
    world.at(.seconds(1)) { stayer.place(.sell, 1_000, in: $0) }
    for minute in 0..<Int64(10) {
      let start = SimDuration.minutes(minute)
      world.at(start + .seconds(57)) { flasher.place(.sell, 3_000, in: $0) }
      for _ in 0..<max(1, snapshots.sampleCount) {
        world.at(start + .seconds(5)) { stayer.submit(to: world.pool, in: $0) }
        world.at(start + .seconds(59)) { flasher.submit(to: world.pool, in: $0) }
      }
      world.at(start + .seconds(62)) { flasher.cancelAll(in: $0) }
    }
    world.finish(after: .seconds(605))
    var credits = ["stayer": 0.0, "flasher": 0.0]
    for row in world.rows("credits") {
      if case .text(let user) = row[2], case .real(let credit) = row[4] {
        credits[user, default: 0] += credit
      }
    }
    return (credits["stayer"] ?? 0, credits["flasher"] ?? 0)
  }

  @Test func `Who quotes around his submission earns as if he stayed, where submissions are the samples`() {
    let paid = flash(.onSubmission)
    #expect((paid.flasher - 10 * 0.012 * 0.75).magnitude < 1e-12)
    #expect((paid.stayer - 10 * 0.012 * 0.25).magnitude < 1e-12)
  }

  @Test func `A sample at another phase than his finds nothing of him`() {
    let paid = flash(.fixedPhase(0.5))
    #expect(paid.flasher == 0)
    #expect((paid.stayer - 10 * 0.012).magnitude < 1e-12)
  }

  @Test func `Where six samples are averaged he is paid for the one that he meets`() {
    let paid = flash(.averaged(over: 6))
    // His first submission comes in time for the last sample of the first minute.
    #expect((paid.flasher - 10 * 0.012 * 0.75 / 6).magnitude < 1e-12)
    #expect((paid.stayer - 10 * 0.012 * (5 + 0.25) / 6).magnitude < 1e-12)
  }

  @Test func `Where open time counts, a sample pays him for three seconds of its ten`() {
    let paid = flash(.averaged(over: 6), weighsOpenTime: true)
    // 900 of his 3,000 coins count beside 1,000; the target is 1,000, and the stayer came a second late.
    let sample = 0.012 / 6
    #expect((paid.flasher - sample * 10 * 900 / 1_900).magnitude < 1e-9)
    #expect((paid.stayer - sample * (50 - 0.1 + 10 * 1_000 / 1_900)).magnitude < 1e-9)
  }

  @Test func `A random sample finds him about as often as he is there`() {
    let paid = flash(.randomPhase)
    #expect(paid.flasher <= 4 * 0.012 * 0.75)
    #expect(paid.stayer + paid.flasher <= 10 * 0.012 + 1e-12)
    #expect(paid.stayer > 5 * 0.012)
  }

  @Test func `An auction hears what providers ask, and they learn what they were paid`() throws {
    let world = World(target: 1_000, rule: AuctionReward())
    let (cheap, dear) = (world.provider("cheap"), world.provider("dear"))
    for provider in [cheap, dear] { world.at(.seconds(1)) { provider.place(.sell, 400, in: $0) } }
    world.at(.seconds(30)) { cheap.submit(to: world.pool, minimumRate: 0.01, in: $0) }
    world.at(.seconds(30)) { dear.submit(to: world.pool, minimumRate: 1, in: $0) }
    world.finish(after: .seconds(61))
    // 0.024 coins a minute for 1000 coins: at most 0.03456 a day.
    let rates = try #require(world.pool.paidRates(of: "cheap", on: cheap.exchange))
    #expect((rates.ask - 0.03456).magnitude < 1e-9)
    #expect(rates.bid == 0)
    #expect(world.pool.paidRates(of: "dear", on: dear.exchange)?.ask == 0)
    #expect(world.pool.paidRates(of: "nobody", on: cheap.exchange) == nil)
  }

  @Test func `No more than the grant is ever minted`() {
    let world = World {
      $0.payoutPeriod = .minutes(5)
      $0.grant = Amount(truncating: 0.1, decimals: 8)
    }
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
    for minute in 0..<Int64(30) {
      world.at(.minutes(minute) + .seconds(30)) { provider.submit(to: world.pool, in: $0) }
    }
    let summary = world.finish(after: .seconds(1_805))
    // A round earns 0.012: the first payout takes four, and the five of the next do not fit any more.
    #expect((summary["alp.paid_nbt"] ?? 0) == 0.048)
    #expect((summary["alp.credited_nbt"] ?? 0) > 0.35)
  }
}
