// What a provider learns from his results: a rate on what he quoted, and nothing from next to nothing.

import SimEngine
import Testing

@testable import AgentModels

@Suite("What a provider learns")
struct YieldMemoryTests {
  private let day = SimTime.start + .days(1)

  @Test(
    "a loss on what was quoted is learnt as a rate a day, of which a half-life takes half of the old belief away"
  )
  func rates() {
    var memory = YieldMemory(halfLife: .days(1), loss: 0.02)
    memory.reckon(result: 100, quoted: 1_000, at: .start)
    #expect(memory.loss == 0.02 && memory.gain == 0)
    memory.reckon(result: 90, quoted: 1_000, at: day)
    #expect((memory.loss - 0.015).magnitude < 1e-15 && memory.gain == 0)
    memory.reckon(result: 130, quoted: 2_000, at: day + .days(1))
    #expect((memory.loss - 0.0075).magnitude < 1e-15 && (memory.gain - 0.01).magnitude < 1e-15)
  }

  @Test(
    "with less than a dollar in his orders he learns nothing, however much his coins rose or fell",
    arguments: [0, 1e-304, 0.99])
  func nothing(quoted: Double) {
    var memory = YieldMemory(halfLife: .days(1), loss: 0.02)
    memory.reckon(result: 0, quoted: 1_000, at: .start)
    memory.reckon(result: -1e6, quoted: quoted, at: day)
    #expect(memory.loss == 0.02 && memory.gain == 0)
    // What happened meanwhile is not held against what he quotes from then on.
    memory.reckon(result: -1e6 - 10, quoted: 1_000, at: day + .days(1))
    #expect((memory.loss - 0.015).magnitude < 1e-15)
  }

  @Test("of two results at one instant no rate is learnt")
  func oneInstant() {
    var memory = YieldMemory(halfLife: .days(1), loss: 0.02)
    memory.reckon(result: 100, quoted: 1_000, at: .start)
    memory.reckon(result: 50, quoted: 1_000, at: .start)
    #expect(memory.loss == 0.02 && memory.gain == 0)
  }

  @Test("what the others offer is a mean from which each half-life takes half of what was seen before")
  func others() {
    var memory = YieldMemory(halfLife: .days(1), loss: 0)
    let seen = [100.0, 200, 350].enumerated().map { index, now -> Double? in
      memory.see(others: now, at: .start + .days(Int64(index)))
      return memory.others
    }
    #expect(seen == [100, 150, 250])
  }

  @Test("a loss counts from the result of a day ago, or from the first one")
  func dayOfResults() {
    var results = DayOfResults()
    let losses = [(0, 100.0), (12, 90), (24, 95), (36, 80)].map { hour, usd in
      results.loss(with: usd, at: .start + .hours(Int64(hour)))
    }
    #expect(losses == [0, 10, 5, 10])
  }

  @Test("results are kept an hour apart, and all that lie so far apart")
  func resultsByTheHour() {
    var results = DayOfResults()
    let losses = [(0, 100.0), (30, 10), (60, 50), (1_470, 60), (1_500, 60)].map { minute, usd in
      results.loss(with: usd, at: .start + .minutes(Int64(minute)))
    }
    #expect(losses == [0, 90, 50, 40, -10])
  }
}
