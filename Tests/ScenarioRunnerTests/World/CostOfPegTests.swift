// What the rewards of a run came to for what they bought: depth, and time at the peg.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Cost of a peg")
struct CostOfPegTests {
  @Test("Depth and time at the peg cost the same rewards, and nothing is said without a programme")
  func cost() throws {
    let result = try TinyScenario.run()
    func figure(_ name: String) throws -> Double { try #require(result.figure(name)) }
    let rewards = try figure("alp.paid_usd")
    #expect(rewards > 0)
    let forDepth =
      try figure("depth.cost_of_rewards_bp_per_d") / 1e4 * figure("depth.smaller_side_within_100bp_usd_d")
    let forTime = try figure("peg.cost_of_point_usd") * 100 * figure("peg.time_within_100bp")
    #expect(abs(forDepth / rewards - 1) < 1e-9 && abs(forTime / rewards - 1) < 1e-9)
    let bare = try TinyScenario.run(without: ["alp"])
    #expect(bare.figure("peg.cost_of_point_usd") == nil)
    #expect(bare.summary.contains { $0.name == "peg.cost_of_point_usd" })
  }
}
