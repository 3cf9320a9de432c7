// What a scenario may say at most is safe to compute with, and nothing that it says is dropped.

import AgentModels
import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("bounded values")
struct BoundedValuesTests {
  /// What the holders' "exit" comes to.
  private func exit(_ rate: String) throws -> Double? {
    let agents = try TinyScenario.scenario(["agents.holders.exit=\(rate)"]).agents
    return (agents.first { $0.name == "holders" }?.value as? HolderModel)?.parameters.exitPerDay
  }

  @Test("the sum of the two longest spans fits simulated time")
  func spans() {
    let longest = ScenarioLimits.span.nanoseconds
    #expect(!longest.addingReportingOverflow(longest).overflow)
    #expect(longest > ScenarioLimits.horizon.nanoseconds)
  }

  @Test("a growth by the second, minute or hour is the same by the day, however small")
  func dailyRates() throws {
    #expect(try exit("0.024%/day") == 0.00024)
    #expect(try exit("0.001%/h") == 0.00024)
    #expect(try exit("1e-6%/min") == 0.0000144)
    #expect(try exit("1.2345678901234567e-233%/s") == 1.0666666570666667e-230)
  }

  @Test("a sale knows the peg of its coin")
  func salePeg() throws {
    let shocks = try TinyScenario.scenario(["token.peg=0.5 USD", "agents.bots=null"]).shocks
    #expect(shocks.map { ($0.value as? SaleShock)?.parameters.pegUSD } == [0.5, 0.5])
  }

  @Test("the most that a pool may promise is paid in any number of base units, and no more is read")
  func rewards() throws {
    // Two exchanges for two hours: 240 minutes to be paid for.
    #expect(throws: Never.self) { try TinyScenario.scenario(["alp.reward=4166666666 NBT/min"]) }
    #expect(throws: ScenarioError.self) { try TinyScenario.scenario(["alp.reward=4166666667 NBT/min"]) }
  }
}
