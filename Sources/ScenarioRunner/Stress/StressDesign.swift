// The two points of a stress test: the scenario with its shocks put off beyond its end, and as it stands.

import SimEngine

/// Makes the points by which a scenario is compared with itself.
///
/// A shock is not taken out but put off: whoever would have sold holds his coins all the same, and nobody else has them.
enum StressDesign {
  /// The point without shocks.
  static let calm = 0
  /// The point with them.
  static let shocked = 1

  /// The points, and the scenario that figures of stress are told to begin with the first shock at both of them.
  /// - Throws: What is wrong with the scenario, or that no shock comes before it ends.
  static func points(
    of loaded: LoadedScenario, _ registry: ModelRegistry
  ) throws(ScenarioError) -> (LoadedScenario, SweepDesign) {
    let scenario = try Scenario.read(loaded, registry)
    let end = SimTime.start + scenario.horizon
    let shocks = scenario.shocks.filter { $0.value.instant < end }
    guard let first = shocks.min(by: { $0.value.instant < $1.value.instant }),
      let horizon = loaded.tree["horizon"]
    else { throw nothing(of: scenario, loaded.tree["shocks"]?.span) }
    var axes: [SweepAxis] = []
    for (name, _) in shocks {
      let at = try instant(of: name, in: loaded.tree)
      let values = JSONNode(.array([horizon, at]), at: at.span)
      axes.append(try SweepAxis("shocks.\(name).at", values, at: at.span))
    }
    var tree = loaded.tree
    if scenario.metrics.stressAt == nil {
      let at = try instant(of: first.name, in: tree)
      let override = try ScenarioOverride(path: "metrics.stressAt", at: at.span, value: at)
      tree = override.applied(to: tree, loaded.diagnostics)
    }
    return (LoadedScenario(tree: tree, diagnostics: loaded.diagnostics), SweepDesign(axes, .zip))
  }

  /// What the scenario says of when a shock begins.
  private static func instant(of shock: String, in tree: JSONNode) throws(ScenarioError) -> JSONNode {
    if let at = tree["shocks"]?[shock]?["at"] { return at }
    throw ScenarioError(
      Diagnostic(
        "the shock \(quoted(shock)) has no \"at\" that could be put off", at: tree["shocks"]?[shock]?.span))
  }

  private static func nothing(of scenario: Scenario, _ span: SourceSpan?) -> ScenarioError {
    let isLate = !scenario.shocks.isEmpty
    return ScenarioError(
      Diagnostic(
        isLate ? "every shock comes after the end of the run" : "the scenario has no shock to be left out",
        at: isLate ? span : nil,
        help: isLate
          ? "raise \"horizon\", or let one come earlier"
          : "a shock is a sale, or what befalls exchanges or price feeds, at an instant: "
            + #""shocks": {"sale": {"kind": "sell", "at": "1d", "size": "10% of supply"}}"#))
  }
}
