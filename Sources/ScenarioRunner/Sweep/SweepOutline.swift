// What a sweep's result says of its plan: enough to put tables together on a machine that has none of the scenario's files.

import SimEngine

/// The plan of a sweep without its scenarios.
struct SweepOutline: Equatable {
  let name: String
  let description: String
  let seed: UInt64
  /// Replications of each point.
  let replications: Int
  let draws: SweepPlan.Draws
  /// The paths of the axes.
  let axes: [String]
  /// The values of the axes as texts; shape [points, axes].
  let points: [[String]]
  /// The scenario as it stands, before anything is varied.
  let scenario: JSONNode
  /// The hash of the plan.
  let hash: String

  /// Runs of all points together.
  var runCount: Int { points.count * replications }

  /// What every point has to meet.
  var checks: [ScenarioCheck] {
    let diagnostics = Diagnostics()
    guard case .array(let elements)? = scenario["checks"]?.value else { return [] }
    return elements.compactMap {
      ScenarioValue.check.read(ScenarioPlace(node: $0, path: "checks", diagnostics: diagnostics))
    }
  }
}

extension SweepPlan {
  /// The plan without its scenarios.
  var outline: SweepOutline {
    SweepOutline(
      name: base.name, description: base.description, seed: base.seed, replications: replications,
      draws: draws, axes: design.axes.map(\.path), points: points.map(\.values), scenario: tree, hash: hash)
  }
}

// MARK: As JSON

extension SweepOutline {
  /// The head of run.json.
  var json: JSONText {
    [
      "name": .string(name), "engine_version": .string(EngineVersion.current),
      "description": .string(description), "plan_sha256": .string(hash), "seed": .integer(Int128(seed)),
      "replications": .integer(Int128(replications)), "draws": .string(draws.rawValue),
      "axes": .array(axes.map(JSONText.string)),
      "points": .array(points.map { .array($0.map(JSONText.string)) }), "scenario": JSONText(scenario),
    ]
  }

  /// The outline that a run.json was written from; nil for any other text.
  init?(runRecord bytes: [UInt8]) {
    guard let tree = try? JSONReader.read(SourceText(name: "run.json", bytes: bytes)),
      tree["engine_version"]?.string == EngineVersion.current,
      let name = tree["name"]?.string, let description = tree["description"]?.string,
      let hash = tree["plan_sha256"]?.string, let seed = UInt64(tree["seed"]?.digits ?? ""),
      let replications = Int(tree["replications"]?.digits ?? ""), replications > 0,
      let draws = SweepPlan.Draws(rawValue: tree["draws"]?.string ?? ""),
      let axes = tree["axes"]?.texts, let points = tree["points"]?.elements?.map(\.texts),
      let scenario = tree["scenario"], points.allSatisfy({ $0?.count == axes.count })
    else { return nil }
    self.init(
      name: name, description: description, seed: seed, replications: replications, draws: draws, axes: axes,
      points: points.compactMap(\.self), scenario: scenario, hash: hash)
  }
}

extension JSONNode {
  fileprivate var digits: String? { if case .number(let text) = value { text } else { nil } }
  /// The texts of an array of strings.
  fileprivate var texts: [String]? {
    guard let texts = elements?.map(\.string), !texts.contains(nil) else { return nil }
    return texts.compactMap(\.self)
  }
}
