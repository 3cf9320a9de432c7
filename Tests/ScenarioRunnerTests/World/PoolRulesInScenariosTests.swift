// The pool's rules, snapshots, grants and faults as a scenario switches them.

import ALPPool
import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("The pool of a scenario")
struct PoolRulesInScenariosTests {
  private static let short = ["horizon=40min", "alp.feed=null"]

  @Test(
    "runs under every rule, and credits no more than its reward", arguments: NamedRewardRule.allCases)
  func rules(rule: NamedRewardRule) throws {
    let result = try TinyScenario.run(Self.short + ["alp.rule=\(rule.rawValue)"])
    let credited = try #require(result.figure("alp.credited_nbt"))
    let most = try #require(result.figure("alp.maximum_nbt"))
    #expect(credited > 0 && credited <= most * (1 + 1e-9))
    #expect(result.figure("alp.refused_submissions_count") == 0)
  }

  @Test("credits the same by the minute under every rule, whether rounds are a minute or half of one apart")
  func rounds() throws {
    for rule in [NamedRewardRule.auction, .fixedCost, .dydx] {
      let figures = try ["60s", "30s"].map { period in
        try #require(
          TinyScenario.run(
            Self.short + ["alp.rule=\(rule.rawValue)", "alp.credit=\(period)", "alp.snapshots=random"]
          ).figure("alp.credited_nbt"))
      }
      #expect((figures[1] / figures[0] - 1).magnitude < 0.1, "\(rule): \(figures)")
    }
  }

  @Test(
    "finds who stays at every look, wherever the looks lie",
    arguments: ["fixed", "random", "averaged"])
  func snapshots(mode: String) throws {
    let figures = try [mode, "onSubmission"].map {
      try #require(TinyScenario.run(Self.short + ["alp.snapshots=\($0)"]).figure("alp.credited_nbt"))
    }
    // The first looks come before the first requests, and looks see orders that are being replaced.
    #expect((figures[0] / figures[1] - 1).magnitude < 0.1, "\(figures)")
  }

  @Test("pays no more than its grant")
  func grant() throws {
    let result = try TinyScenario.run(
      Self.short + ["alp.grant=3 NBT", "alp.payout=5min", "alp.payoutPhase=6min", "alp.payoutRetry=1min"])
    let paid = try #require(result.figure("alp.paid_nbt"))
    #expect(paid > 1 && paid <= 3)
  }

  @Test("has all faults of the original, none, or those that are named")
  func faults() throws {
    let named = try TinyScenario.scenario(["alp.legacy=[\"duplicates\", \"payout-loop\"]"])
    #expect(named.pool?.fidelity == [.textualDuplicates, .payoutLoopDies])
    #expect(try TinyScenario.scenario(["alp.legacy=true"]).pool?.fidelity == .legacy)
    #expect(try TinyScenario.scenario(["alp.legacy=false"]).pool?.fidelity == .corrected)
    let lost = [
      "alp.paymentOutages={\"d\": {\"at\": \"29min\", \"for\": \"2min\", \"missing\": true}}"
    ]
    let dead = try TinyScenario.run(lost + ["horizon=40min", "alp.legacy=true"])
    #expect(dead.figure("alp.paid_nbt") == 0)
    #expect(try #require(TinyScenario.run(lost + ["horizon=40min"]).figure("alp.paid_nbt")) > 0)
  }

  @Test(
    "refuses what a rule or a mode does not know",
    arguments: [
      ["alp.rule=best"], ["alp.terms={\"decay\": 2}"], ["alp.rule=hummingbot", "alp.terms={\"decay\": -1}"],
      ["alp.rule=auction", "alp.terms={\"ask\": {\"maximumRate\": \"1%/day\", \"target\": \"1 NBT\"}}"],
      ["alp.openTime=true"], ["alp.rule=dydx", "alp.terms={\"depthExponent\": 9}"], ["alp.samples=6"],
      ["alp.snapshots=random", "alp.snapshotPhase=50%"], ["alp.snapshots=averaged", "alp.samples=61"],
      ["alp.snapshots=averaged", "alp.credit=5s"],
      ["alp.legacy=[\"all\"]"], ["alp.legacy=[\"price-feeds\"]"], ["alp.legacy=\"yes\""],
      ["alp.ranks.rank_2.ratio=0.5"],
      ["alp.grant=-1 NBT"],
    ])
  func mistakes(overrides: [String]) {
    #expect(throws: ScenarioError.self) { try TinyScenario.scenario(overrides) }
  }

  @Test("credits no more than its maximum, and near it, when terms take the place of the reward")
  func maximumUnderTerms() throws {
    let auction = "{\"maximumRate\": \"1%/day\", \"target\": \"100 NBT\"}"
    let pot = "{\"pot\": \"1 NBT/min\"}"
    for (rule, side) in [("auction", auction), ("fixed-cost", pot)] {
      let result = try TinyScenario.run(
        Self.short + ["alp.rule=\(rule)", "alp.terms={\"ask\": \(side), \"bid\": \(side)}"])
      let credited = try #require(result.figure("alp.credited_nbt"))
      let most = try #require(result.figure("alp.maximum_nbt"))
      #expect(credited > 0.5 * most && credited <= most * (1 + 1e-9), "\(rule): \(credited) of \(most)")
    }
  }

  @Test("takes the terms of a rule")
  func terms() throws {
    let side = "{\"maximumRate\": \"0.1%/day\", \"target\": \"100 NBT\"}"
    let result = try TinyScenario.run(
      Self.short + ["alp.rule=auction", "alp.terms={\"ask\": \(side), \"bid\": \(side)}"])
    // Two exchanges, two sides, at most 100 coins at a thousandth a day, for 40 minutes.
    let credited = try #require(result.figure("alp.credited_nbt"))
    #expect(credited > 0 && credited <= 4 * 100 * 0.001 * 40 / 1_440)
  }
}
