// What shocks did, in figures that are written down.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Measures of stress")
struct StressResultTests {
  /// Runs of ten days after the shock with these shares of time at the peg, and breaks on these days or not at all.
  private func runs(_ shares: [Double?], _ breaks: [Double?]) -> [[SummaryMetric]] {
    zip(shares, breaks).map { share, day in
      [
        SummaryMetric("peg.time_within_100bp", share, unit: ""),
        SummaryMetric("reserve.r.cost_of_depth_bp_per_d", 2, unit: "bp/d"),
        SummaryMetric("sale.broken_after_shock_d", happened: day, watchedFor: 10, unit: "d"),
      ]
    }
  }

  private func measure(
    _ statistic: StressMeasure.Statistic, _ figure: String, _ result: StressResult
  ) throws -> StressMeasure {
    try #require(result.measures.first { $0.statistic == statistic && $0.figure == figure })
  }

  @Test("means and their difference are of the replications that both points define, pair by pair")
  func means() throws {
    let result = StressResult(
      calm: runs([0.9, 0.8, nil, 1], [nil, nil, nil, nil]),
      shocked: runs([0.5, 0.7, 0.1, nil], [nil, nil, nil, nil]))
    let share = try measure(.mean, "peg.time_within_100bp", result)
    #expect(share.count == 2)
    #expect(abs(try #require(share.calm.value) - 0.85) < 1e-15)
    #expect(abs(try #require(share.shocked.value) - 0.6) < 1e-15)
    #expect(abs(try #require(share.difference.value) + 0.25) < 1e-15)
    // Differences of -0.4 and -0.1: t(0.975, 1) = 12.706 times their standard error of 0.15.
    #expect(abs(try #require(share.difference.low) + 0.25 + 12.706204736174694 * 0.15) < 1e-12)
    let cost = try measure(.mean, "reserve.r.cost_of_depth_bp_per_d", result)
    #expect(cost.count == 4 && cost.unit == "bp/d")
    #expect(cost.difference == StressMeasure.Estimate(value: 0, low: 0, high: 0))
    let isKnown = result.measures.contains { $0.figure == "peg.broken_after_shock_d" }
    #expect(!isKnown, "what no run knows is no row")
  }

  @Test("the time of a failure counts runs without one, and its probability has Wilson's interval")
  func failures() throws {
    let shares = Array(repeating: Optional(0.5), count: 4)
    let result = StressResult(calm: runs(shares, [nil, 9, nil, nil]), shocked: runs(shares, [4, 2, nil, 3]))
    let wait = try measure(.median, "sale.broken_after_shock_d", result)
    #expect(wait.calm.value == nil && wait.shocked.value == 3 && wait.difference.value == nil)
    #expect(wait.unit == "d" && wait.count == 4)
    let probability = try measure(.share, "sale.broken_after_shock_d", result)
    #expect(probability.calm.value == 0.25 && probability.shocked.value == 0.75)
    #expect(probability.difference.value == 0.5 && probability.unit.isEmpty)
    let bounds = Statistics.wilsonInterval(successes: 3, trials: 4, level: 0.95)
    #expect(probability.shocked.low == bounds.lowerBound && probability.shocked.high == bounds.upperBound)
  }

  @Test("runs that are compared with themselves differ by nothing")
  func same() {
    let runs = runs([0.9, 0.8, 0.4], [nil, 2, 3])
    for measure in StressResult(calm: runs, shocked: runs).measures {
      #expect(measure.calm == measure.shocked && measure.difference.value == 0, "\(measure.figure)")
    }
  }

  @Test("a shock is put off beyond the end, so that the seller holds what he would have sold")
  func points() throws {
    let loaded = LoadedScenario(tree: try TinyScenario.tree(), diagnostics: Diagnostics())
    let (base, design) = try StressDesign.points(of: loaded, .standard)
    #expect(base.tree["metrics"]?["stressAt"]?.string == "40min")
    let plan = try SweepPlan(base, varying: design)
    #expect(plan.points.map(\.values) == [["2h", "2h"], ["90min", "40min"]])
    let runs = try plan.points.map { try Replication.simulate($0.scenario, run: 0) }
    let (calm, shocked) = (runs[StressDesign.calm], runs[StressDesign.shocked])
    #expect(calm.fingerprints.exogenous == shocked.fingerprints.exogenous)
    #expect(shocked.fingerprints == (try TinyScenario.whole.get()).fingerprints)
    #expect(calm.figure("sale.sold_tokens") == 0 && calm.figure("agents.sale.net_bought_nbt") == 0)
    // Were the sellers taken out, the holders would have their coins.
    let without = try TinyScenario.run(without: ["shocks"])
    let sold = { (run: ReplicationResult) in run.figure("holders.sold_tokens") }
    #expect(without.summary.count { $0.name.hasPrefix("stress.") } == 0)
    #expect(calm.summary.count { $0.name.hasPrefix("stress.") } == 4)
    #expect(try #require(sold(calm)) <= #require(sold(without)))
  }

  @Test("shocks beyond the end do not count; what the scenario says of where to look does")
  func late() throws {
    let tree = try TinyScenario.tree(["shocks.sale.at=\"2h\"", "metrics.stressAt=\"10min\""])
    let (base, design) = try StressDesign.points(
      of: LoadedScenario(tree: tree, diagnostics: Diagnostics()), .standard)
    #expect(design.axes.map(\.path) == ["shocks.late-sale.at"])
    #expect(base.tree["metrics"]?["stressAt"]?.string == "10min")
    let none = try TinyScenario.tree(["shocks.sale.at=\"2h\"", "shocks.late-sale.at=\"3h\""])
    let message = refusal {
      _ = try StressDesign.points(
        of: LoadedScenario(tree: none, diagnostics: Diagnostics()), .standard)
    }
    #expect(message.contains("every shock comes after the end of the run"))
  }
}
