// The summary of a run for programs: one JSON object.

import ScenarioRunner
import SimEngine

/// What `--json` prints.
enum RunSummaryJSON {
  static func text(
    _ scenario: Scenario, _ results: [ReplicationResult], outputPath: String
  ) -> JSONText {
    let runs = results.map { result -> JSONText in
      [
        "run": .integer(Int128(result.run)), "status": .string(result.status.rawValue),
        "events": .integer(Int128(result.events)),
        "metrics": .object(
          result.summary.map { ($0.name, $0.value.map(JSONText.real) ?? .null) }),
      ]
    }
    return [
      "name": .string(scenario.name), "seed": .integer(Int128(scenario.seed)), "output": .string(outputPath),
      "runs": .array(runs),
    ]
  }
}
