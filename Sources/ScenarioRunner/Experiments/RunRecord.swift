// run.json: what was run, how it ended, and what it hashes to.

import SimEngine

/// The version of simrun, which is part of what a result depends on.
public enum EngineVersion {
  /// As `simrun --version` prints it.
  public static let current = "0.1.0"
}

/// Makes the content of run.json, without the list of files.
enum RunRecord {
  static func json(
    _ scenario: Scenario, _ tree: JSONNode, _ results: [ReplicationResult], _ checks: [CheckOutcome]
  ) -> JSONText {
    let record: JSONText = [
      "name": .string(scenario.name), "engine_version": .string(EngineVersion.current),
      "scenario_sha256": .string(SHA256.hexadecimal(of: Array(tree.canonicalText().utf8))),
      "seed": .integer(Int128(scenario.seed)), "replications": .integer(Int128(scenario.replications)),
      "status": .string(status(of: results)), "tables_of_run": .integer(0),
      "runs": .array(results.map(json)), "scenario": JSONText(tree),
    ]
    return checks.isEmpty ? record : record.adding("checks", .array(checks.map(\.json)))
  }

  /// The status of the whole: complete only if every run is.
  private static func status(of results: [ReplicationResult]) -> String {
    (results.map(\.status).first { $0 != .complete } ?? .complete).rawValue
  }

  private static func json(_ result: ReplicationResult) -> JSONText {
    [
      "run": .integer(Int128(result.run)), "status": .string(result.status.rawValue),
      "stop_reason": result.stopReason.map(JSONText.string) ?? .null,
      "reached_s": .real(result.reached.seconds), "events": .integer(Int128(result.events)),
      "fingerprints": json(result.fingerprints),
    ]
  }

  /// Fingerprints by their names.
  static func json(_ prints: Fingerprints) -> JSONText {
    [
      "events": .string(prints.events.text), "orders": .string(prints.orders.text),
      "draws": .string(prints.draws.text), "exogenous": .string(prints.exogenous.text),
      "metrics": .string(prints.metrics.text),
    ]
  }
}

extension JSONText {
  /// A tree that was read, to be written again.
  init(_ node: JSONNode) {
    switch node.value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .number(let digits): self = .number(digits)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .array(elements.map(JSONText.init))
    case .object(let members): self = .object(members.map { ($0.key, JSONText($0.value)) })
    }
  }
}
