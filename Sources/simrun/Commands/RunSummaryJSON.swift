// What a run will do and what it found, for programs: one JSON object.

import ScenarioRunner
import SimEngine

/// What `--json` prints.
enum RunSummaryJSON {
  /// What `--dry-run` found that would be done.
  static func plan(_ scenario: Scenario, outputPath: String) -> JSONText {
    [
      "name": .string(scenario.name), "seed": .integer(Int128(scenario.seed)), "output": .string(outputPath),
      "replications": .integer(Int128(scenario.replications)), "horizon_s": .real(scenario.horizon.seconds),
    ]
  }

  /// What the runs found.
  static func summary(
    _ scenario: Scenario, _ results: [ReplicationResult], _ checks: [CheckOutcome], outputPath: String
  ) -> JSONText {
    let runs = results.map { result -> JSONText in
      [
        "run": .integer(Int128(result.run)), "status": .string(result.status.rawValue),
        "reached_s": .real(result.reached.seconds), "events": .integer(Int128(result.events)),
        "metrics": .object(
          result.summary.map { ($0.name, $0.value.map(JSONText.real) ?? .null) }),
      ]
    }
    let summary: JSONText = [
      "name": .string(scenario.name), "seed": .integer(Int128(scenario.seed)), "output": .string(outputPath),
      "runs": .array(runs),
    ]
    return checks.isEmpty ? summary : summary.adding("checks", .array(checks.map(\.json)))
  }
}
