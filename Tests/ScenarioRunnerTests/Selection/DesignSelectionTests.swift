// Kim and Nelson's procedure: its known factor, its promise, and what common draws save.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("selection among designs")
struct DesignSelectionTests {
  private static func stream(_ name: String) -> RandomStream {
    RandomStream(key: RandomKey(seed: 2_001, run: 0), name: name, role: .exogenous)
  }

  /// Lets designs with normal figures compete; shared noise makes their draws common.
  private static func compete(
    _ means: [Double], shared: Double, _ rules: SelectionRules, _ chance: RandomStream
  ) -> DesignSelection {
    var selection = DesignSelection(designs: means.count, rules)
    while selection.selected == nil {
      let common = shared * chance.normal()
      let own = (1 - shared * shared).squareRoot()
      // Every design draws, whether it is in or not.
      let noise = means.map { _ in common + own * chance.normal() }
      selection.add(selection.survivors.map { means[$0] + noise[$0] })
    }
    return selection
  }

  @Test(
    "the best of five is selected at least as often as was promised, when it leads by just the indifference")
  func promise() {
    let rules = SelectionRules(indifference: 0.3, confidence: 0.9)
    let chance = Self.stream("promise")
    let right = (0..<300).count { _ in
      Self.compete([0, 0, 0.3, 0, 0], shared: 0, rules, chance).selected == 2
    }
    // The procedure is on the safe side; 0.9 less four standard errors of 300 trials is 0.83.
    #expect(right >= 270, "\(right) of 300")
  }

  @Test("common draws make the choice cheaper, and a larger lead too")
  func cost() {
    let rules = SelectionRules(indifference: 0.2)
    let runs = { (means: [Double], shared: Double, name: String) in
      let chance = Self.stream(name)
      return (0..<30).reduce(0) { sum, _ in
        sum + Self.compete(means, shared: shared, rules, chance).figures.reduce(0) { $0 + $1.count }
      }
    }
    let independent = runs([0.2, 0, 0], 0, "independent")
    #expect(runs([0.2, 0, 0], 0.9, "common") * 2 < independent)
    #expect(runs([1, 0, 0], 0, "lead") * 2 < independent)
  }

  @Test(
    "two designs whose difference never varies are decided after the first replications, ties by the first")
  func certain() {
    let rules = SelectionRules(indifference: 1, firstReplications: 5)
    for (means, best) in [([0.0, 1.0], 1), ([2.0, 2.0], 0)] {
      var selection = DesignSelection(designs: 2, rules)
      for replication in 0..<5 {
        #expect(selection.selected == nil)
        selection.add(means.map { $0 + Double(replication) })
      }
      #expect(selection.selected == best)
      #expect(selection.eliminations[1 - best] == DesignSelection.Elimination(after: 5, by: best))
    }
  }

  @Test("a single design is selected before anything is run, and a design that is out gets no more figures")
  func alone() {
    #expect(DesignSelection(designs: 1, SelectionRules(indifference: 1)).selected == 0)
    var selection = DesignSelection(designs: 3, SelectionRules(indifference: 0.1, firstReplications: 2))
    selection.add([0, 0, -9])
    selection.add([0.5, 0, -9])
    #expect(selection.survivors == [0, 1])
    selection.add([0, 0])
    #expect(selection.figures.map(\.count) == [3, 3, 2])
  }

  @Test("a figure is one of the summary or the quotient of two, and is not defined where that is not finite")
  func figure() {
    let summary = [
      SummaryMetric("a", 6, unit: ""), SummaryMetric("b", 2, unit: ""), SummaryMetric("zero", 0, unit: ""),
      SummaryMetric("none", nil, unit: ""),
    ]
    let values = ["a", "a/b", "a/zero", "none", "a/none", "c"].map { SelectionFigure($0).value(in: summary) }
    #expect(values == [6, 3, nil, nil, nil, nil])
  }
}
