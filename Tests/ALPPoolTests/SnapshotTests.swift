// Rounds that are formed of many samples, and the instants at which samples are taken.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct SnapshotTests {
  private let period = SimDuration.seconds(60)

  private func instants(_ mode: SnapshotMode, round: Int64 = 0, seed: UInt64 = 1) -> [Double] {
    let stream = RandomStream(key: RandomKey(seed: seed, run: 0), name: "alp/snapshots", role: .exogenous)
    var last: [SimTime] = []
    for round in 0...round {
      last = mode.instants(inRoundFrom: .start + .minutes(round), lasting: period, drawing: stream)
    }
    return last.map(\.seconds)
  }

  @Test func `A fixed phase lies where it was set, many samples at the ends of their slots`() {
    #expect(instants(.onSubmission) == [])
    #expect(instants(.fixedPhase(0.25), round: 2) == [135])
    #expect(instants(.averaged(over: 6)) == [10, 20, 30, 40, 50, 60])
  }

  @Test func `Random samples lie anywhere in their slots, the same for the same seed`() {
    let drawn = (1...200).map { instants(.randomPhase, seed: $0)[0] }
    #expect(drawn.allSatisfy { $0 >= 0 && $0 < 60 })
    let mean = drawn.reduce(0, +) / 200
    let standardError = 60 / (12.0 * 200).squareRoot()
    #expect((mean - 30).magnitude < 4 * standardError)
    #expect(instants(.randomPhase, seed: 7) == instants(.randomPhase, seed: 7))
    let mode = SnapshotMode.averaged(over: 4, phase: .random)
    for seed in UInt64(1)...50 {
      for (slot, instant) in instants(mode, round: 1, seed: seed).enumerated() {
        #expect(instant >= 60 + Double(slot) * 15 && instant <= 60 + Double(slot + 1) * 15)
      }
    }
  }

  /// A pool with one who stays and one who is there in some samples of six.
  private func round(present: Set<Int>) throws -> CreditRound {
    var pool = Pool.paying(.pair())
    pool.enrol("stayer")
    pool.enrol("flasher")
    for sample in 0..<6 {
      pool.submit(.ask(1, 2500), by: "stayer")
      if present.contains(sample) { pool.submit(.ask(2, 7500), by: "flasher") }
      pool.takeSample()
    }
    return try pool.creditRound(at: .start)
  }

  @Test func `Who is there in one sample of six is paid for that sample`() throws {
    let round = try round(present: [2])
    #expect((round.credit(of: "flasher") - 0.0125 * 0.75 / 6).magnitude < 1e-15)
    #expect((round.credit(of: "stayer") - 0.0125 * (5 + 0.25) / 6).magnitude < 1e-15)
    #expect((round.pairs[0].liquidity - 3750).magnitude < 1e-9)
    #expect(round.users.map(\.efficiency) == [1, 1.0 / 6])
    #expect(round.users.map(\.orderCount) == [6, 1])
  }

  @Test func `Samples that are all alike pay what one pays`() throws {
    let six = try round(present: Set(0..<6))
    var pool = Pool.paying(.pair())
    for user in ["stayer", "flasher"] { pool.enrol(user) }
    pool.submit(.ask(1, 2500), by: "stayer")
    pool.submit(.ask(2, 7500), by: "flasher")
    let once = try pool.creditRound(at: .start)
    for user in ["stayer", "flasher"] {
      #expect((six.credit(of: user) - once.credit(of: user)).magnitude < 1e-15)
    }
    #expect(once.sampleCount == 1)
    #expect(six.sampleCount == 6)
  }

  @Test func `A sample forgets what was submitted before it, and the round what it was formed of`() throws {
    var pool = Pool.paying(.pair())
    pool.enrol("u")
    pool.submit(.ask(1, 100), by: "u")
    pool.takeSample()
    #expect(pool.pending.isEmpty)
    pool.submit(.ask(1, 100), by: "u")
    // The submission after the sample waits for the next one.
    #expect(try pool.creditRound(at: .start).users.map(\.liquidity) == [100])
    #expect(try pool.creditRound(at: .start).users.map(\.liquidity) == [100])
    #expect(try pool.creditRound(at: .start).users.isEmpty)
  }
}
