// The plan of a search: a pure function of the scenario and the question, in which every run that may be done has a number.

import ALPPool
import SimEngine

/// What somebody asks for when he sizes a value of a scenario.
public struct SizingOptions: Sendable {
  /// What a run of the scenario would be asked for: overrides, place of the result, workers.
  public var run = RunOptions()
  /// Where to seek, in place of what the scenario says.
  public var range: SizingRange?
  /// What to meet, in place of what the scenario says.
  public var target: String?
  /// The share of runs that have to meet it, in place of what the scenario says.
  public var confidence: Double?
  /// Half the width of the zone about the confidence in which a test may decide either way; nil for thresholds.
  public var indifference: Double?

  /// The defaults.
  public init() {}
}

/// A question with everything that its answer depends on.
///
/// The seeds of the answer are the replications of the scenario; as many again, whose draws are fresh, confirm it. Replication
/// k draws the same at every value. Variants are the scenario itself and, two an input, the scenario with an assumed
/// input at one of its ends.
public struct SizingPlan: Sendable {
  /// The scenario as it stands.
  public let base: Scenario
  /// Where the value is sought.
  public let range: SizingRange
  /// What a run has to come to.
  public let target: SizingTarget
  /// The share of runs that have to.
  public let confidence: Double
  /// Half the width of the zone in which tests may decide either way; nil for thresholds.
  public let indifference: Double?
  /// The inputs that the answer is examined for.
  public let assumed: [AssumedInput]
  /// What a first guess in closed form says, where the scenario allows one.
  public let guess: AnalyticGuess?
  /// All that a run's number depends on, as a hash.
  public let hash: String
  let tree: JSONNode
  private let registry: ModelRegistry

  /// Seeds of the answer.
  public var seeds: Int { base.replications }
  /// The values among which the answer is sought.
  public var grid: SizingGrid { range.grid }
  /// The fewest seeds by which a claim of that confidence can be made at all.
  public var leastSeeds: Int { QuantileRanks.leastCount(probability: confidence) }
  /// Whether the value that is sought is the reward of the pool.
  public var isReward: Bool { range.path == SizingSettings.rewardPath && base.pool != nil }
  /// The rule of the pool, if there is one.
  public var ruleName: String? { base.pool?.rule.name.rawValue }
  /// Exchanges that the pool pays for, each the whole reward.
  public var paidExchanges: Int { base.pool?.exchanges.count ?? 0 }
  /// Days that the grant is for.
  public var grantDays: Double { base.size.grant.duration.seconds / 86_400 }
  /// Numbers of one variant: every seed and every fresh one at every value, and at the one that is recommended.
  private var runsOfVariant: Int { (grid.values.count + 1) * 2 * seeds }
  /// How many numbers there are; most of them are never run.
  var runCount: Int { (1 + 2 * assumed.count) * runsOfVariant }
  /// The step that stands for the recommended value, which need not be on the grid.
  var recommendedStep: Int { grid.values.count }

  /// Makes the plan and checks both ends of the range.
  /// - Throws: Everything that is wrong with the scenario or the question.
  init(_ loaded: LoadedScenario, _ options: SizingOptions, _ registry: ModelRegistry) throws(ScenarioError) {
    base = try Scenario.read(loaded, registry)
    let settings = base.size
    tree = loaded.tree.removing("size").removing("sweep")
    self.registry = registry
    target = try Self.target(settings, options)
    confidence = options.confidence ?? settings.confidence
    indifference = options.indifference
    if let asked = options.range { range = asked } else { range = try Self.range(settings, loaded.tree) }
    assumed = settings.assumed
    guess = AnalyticGuess(base, target, confidence: confidence)
    let question = "\(range.path) \(range.grid.text(0)) \(range.grid.text(range.grid.values.count - 1))"
    let inputs = assumed.flatMap { [$0.path] + $0.values }.joined(separator: " ")
    let content = "\(EngineVersion.current) size \(question) \(inputs) \(tree.canonicalText())"
    hash = SHA256.hexadecimal(of: Array(content.utf8))
    try check()
  }

  private static func target(
    _ settings: SizingSettings, _ options: SizingOptions
  ) throws(ScenarioError) -> SizingTarget {
    guard let text = options.target else {
      if let target = settings.target { return target }
      throw ScenarioError(
        Diagnostic(
          "no target is given",
          help:
            "give --target \"peg.time_within_100bp >= 0.9\", or \"size\": {\"target\": ...} in the scenario"))
    }
    let source = SourceText(name: "--target", origin: .argument, text: text, order: 2_000)
    let diagnostics = Diagnostics()
    let node = JSONNode(.string(text), at: source.span(0..<source.bytes.count))
    let target = ScenarioValue<SizingTarget>.target.read(
      ScenarioPlace(node: node, path: "--target", diagnostics: diagnostics))
    try diagnostics.check()
    return target ?? SizingTarget(figure: text, .atLeast, 0)
  }

  private static func range(
    _ settings: SizingSettings, _ tree: JSONNode
  ) throws(ScenarioError) -> SizingRange {
    if let from = settings.from, let to = settings.to {
      return try SizingRange(settings.vary, from: from, to: to)
    }
    if let end = settings.from ?? settings.to {
      throw ScenarioError(
        Diagnostic(
          "\"size\" has one end of the range only", at: end.span, help: "write both \"from\" and \"to\""))
    }
    var node: JSONNode? = tree
    for name in settings.vary.split(separator: ".") { node = node?[String(name)] }
    guard let node else {
      throw ScenarioError(
        Diagnostic(
          "the scenario has no \(quoted(settings.vary)) to size",
          help: "name what to vary: --vary \"PATH=LOW..HIGH\""))
    }
    return try SizingRange(settings.vary, about: node)
  }

  /// Refuses what can be refused before the first run.
  private func check() throws(ScenarioError) {
    if let indifference, confidence + indifference >= 1 {
      throw ScenarioError(
        Diagnostic(
          "a confidence of \(confidence) leaves no room for an indifference of \(indifference)",
          help: "give --indifference less than \(ReadableDigits.text(1 - confidence, digits: 3))"))
    }
    guard seeds >= leastSeeds else {
      throw ScenarioError(
        Diagnostic(
          "\(seeds) \(seeds == 1 ? "seed" : "seeds") cannot support a claim of "
            + "\(ReadableDigits.text(confidence * 100, digits: 3)) % confidence, which takes at least \(leastSeeds)",
          help: "add --replications \(leastSeeds), or claim less with --confidence"))
    }
    guard runCount < 1 << 40 else {
      throw ScenarioError(Diagnostic("the search has too many runs", help: "take fewer seeds"))
    }
    if range.path == "seed" || range.path == "replications" {
      throw ScenarioError(Diagnostic("neither \"seed\" nor \"replications\" can be sized", at: range.span))
    }
    let last = grid.values.count - 1
    for step in [0, min(1, last), last] { try Replication.check(scenario(0, at: step)) }
    for variant in 1..<(1 + 2 * assumed.count) { try Replication.check(scenario(variant, at: 0)) }
    let figures = try Replication.figureNames(of: base)
    if !figures.contains(target.figure) {
      throw ScenarioError(
        Diagnostic(
          "the target speaks of \(quoted(target.figure)), which is no figure of this scenario",
          at: target.span,
          help: nearest(to: target.figure, among: figures).map { "did you mean \(quoted($0))?" }
            ?? "summary.csv lists the figures of a result"))
    }
  }

  /// The number of a run.
  func number(_ variant: Int, _ seed: Int, at step: Int) -> Int {
    variant * runsOfVariant + step * 2 * seeds + seed
  }

  /// A variant of the scenario at a step of the grid.
  func scenario(_ variant: Int, at step: Int) throws(ScenarioError) -> Scenario {
    try scenario(variant, with: grid.text(step))
  }

  /// A variant of the scenario with a value.
  func scenario(_ variant: Int, with value: String) throws(ScenarioError) -> Scenario {
    let (input, end) = (variant - 1).quotientAndRemainder(dividingBy: 2)
    var changes = variant == 0 ? [] : [assumed[input].changes[end]]
    // A file gives its ends a span; so does the value that is tried between them.
    let source = SourceText(name: "--vary", origin: .argument, text: "\(range.path)=\(value)", order: 1_999)
    let start = range.path.utf8.count + 1
    let span = source.span(start..<source.bytes.count)
    let kind: JSONNode.Value = grid.unit.isEmpty ? .number(value) : .string(value)
    let pathSpan = source.span(0..<range.path.utf8.count)
    changes.append(try ScenarioOverride(path: range.path, at: pathSpan, value: JSONNode(kind, at: span)))
    let diagnostics = Diagnostics()
    var varied = tree
    for change in changes { varied = change.applied(to: varied, diagnostics) }
    try diagnostics.check()
    return try Scenario.read(LoadedScenario(tree: varied, diagnostics: diagnostics), registry)
  }
}
