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
}
