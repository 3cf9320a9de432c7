// The plan of a sweep: a pure function of the scenario, what is varied, and how points draw.

import SimEngine

/// One point of a sweep.
public struct SweepPoint: Sendable {
  /// The values of the axes as texts.
  public let values: [String]
  /// The scenario with these values.
  public let scenario: Scenario
}

/// All runs of a sweep: run number n is replication n mod R of point n / R.
public struct SweepPlan: Sendable {
  /// How the points draw.
  public enum Draws: String, Sendable {
    /// Replication k of every point draws the same: what differs between points is due to what was varied.
    case common
    /// No two runs draw the same.
    case independent
  }

  /// The scenario as it stands, before anything is varied.
  public let base: Scenario
  /// The base as a tree, without the sweep.
  let tree: JSONNode
  /// What is varied.
  public let design: SweepDesign
  /// The points, in the order of the design.
  public let points: [SweepPoint]
  /// How they draw.
  public let draws: Draws
  /// All that the results depend on, as a hash: the version, every point's scenario, and how they draw.
  public let hash: String

  /// Replications of each point.
  public var replications: Int { base.replications }
  /// Runs of all points together.
  public var runCount: Int { points.count * replications }

  /// Makes every point and checks it.
  /// - Parameter design: What to vary, in place of what the scenario says.
  /// - Throws: Everything that is wrong with the base, or with the first point that has something wrong.
  public init(
    _ loaded: LoadedScenario, varying design: SweepDesign? = nil, draws: Draws = .common,
    _ registry: ModelRegistry = .standard
  ) throws(ScenarioError) {
    base = try Scenario.read(loaded, registry)
    try Replication.check(base)
    guard let design = design ?? base.sweep else {
      throw ScenarioError(
        Diagnostic(
          "nothing is to be varied",
          help: "give --sweep PATH=VALUES, or \"sweep\": {\"grid\": {PATH: [VALUES]}} in the scenario"))
    }
    tree = loaded.tree.removing("sweep")
    var points: [SweepPoint] = []
    var text = "\(EngineVersion.current) \(draws.rawValue) \(tree.canonicalText())"
    for changes in try design.points() {
      let (scenario, varied) = try Self.point(changes, of: tree, registry)
      if scenario.replications != base.replications || scenario.seed != base.seed {
        throw ScenarioError(
          Diagnostic(
            "a sweep varies neither \"seed\" nor \"replications\"", at: changes.first?.value.span,
            help: "all points have the same replications, whose draws are common or --independent"))
      }
      points.append(SweepPoint(values: changes.map(\.value.plainText), scenario: scenario))
      text += "\n\(varied.canonicalText())"
    }
    guard points.count * base.replications <= ScenarioLimits.sweepRuns else {
      throw ScenarioError(
        Diagnostic(
          "\(points.count) points of \(base.replications) replications are more than "
            + "\(ScenarioLimits.sweepRuns) runs", help: "take fewer values or replications"))
    }
    (self.design, self.points, self.draws) = (design, points, draws)
    hash = SHA256.hexadecimal(of: Array(text.utf8))
  }

  private static func point(
    _ changes: [ScenarioOverride], of tree: JSONNode, _ registry: ModelRegistry
  ) throws(ScenarioError) -> (Scenario, JSONNode) {
    let diagnostics = Diagnostics()
    var varied = tree
    for change in changes { varied = change.applied(to: varied, diagnostics) }
    try diagnostics.check()
    let scenario = try Scenario.read(LoadedScenario(tree: varied, diagnostics: diagnostics), registry)
    try Replication.check(scenario)
    return (scenario, varied)
  }

  /// Does a run of the plan.
  /// - Parameter number: From 0 up to `runCount`, which is also the number that the result bears.
  func simulate(
    _ number: Int, observer: @escaping (SimulationProgress) -> Bool
  ) throws(ScenarioError) -> ReplicationResult {
    let draw = draws == .common ? number % replications : number
    let scenario = points[number / replications].scenario
    return try Replication.simulate(scenario, run: UInt64(draw), observer: observer)
      .withoutTables.numbered(number)
  }
}

extension JSONNode {
  /// A value as a table shows it: a string without its quotes, anything else as JSON.
  var plainText: String { string ?? canonicalText() }
}
