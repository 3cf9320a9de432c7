// What `--verbose` adds to the summary: how each run ended and what it hashes to, to compare machines and versions by.

import ScenarioRunner
import SimEngine

/// Lists the runs one by one.
enum RunDetails {
  /// A row a run under a heading, with a line feed at the end.
  static func text(of results: [ReplicationResult]) -> String {
    let heading = [
      "run", "status", "events", "of events", "of orders", "of draws", "exogenous", "of metrics",
    ]
    let rows = results.map { result in
      let prints = result.fingerprints
      return [
        "\(result.run)", result.status.rawValue, "\(result.events)", prints.events.text, prints.orders.text,
        prints.draws.text, prints.exogenous.text, prints.metrics.text,
      ]
    }
    let table = TextTable(rows: [heading] + rows, alignments: [.right, .left, .right])
    return table.lines.joined(separator: "\n") + "\n\n"
  }
}
