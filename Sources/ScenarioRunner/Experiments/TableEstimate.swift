// How large the tables of a run will be, found out before the run that would fill the memory with them.

import ALPPool
import SimEngine

/// The fields of the tables whose rows come at fixed intervals; what happens by chance, such as trades, is not counted.
struct TableEstimate {
  /// The tables that can be foretold, the largest first.
  let tables: [(name: String, fields: Int)]

  /// The fields of all of them.
  var fields: Int { tables.reduce(0) { $0 + $1.fields } }

  /// Estimates the tables of a scenario.
  /// - Parameter context: The world that was built from it, set up but not run: who trades there in which tables.
  init(_ scenario: Scenario, _ context: Context) {
    let rows = [
      "agents": context.markets.traders.count,
      "peg": context.markets.exchanges.count,
      "liquidity": scenario.pool.map { $0.exchanges.count * ($0.ask.ranks.count + $0.bid.ranks.count) } ?? 0,
      "reserve": scenario.reserves.count,
    ]
    tables = context.metrics.tables.compactMap { table in
      guard let rowsAtOnce = rows[table.name] else { return nil }
      var interval = scenario.metrics.interval(of: table.name)
      // Rows of liquidity come with rounds, however seldom those are.
      if table.name == "liquidity", let pool = scenario.pool {
        interval = max(interval, pool.schedule.creditPeriod)
      }
      // A last row is written where the run ends.
      let times = (scenario.horizon.nanoseconds - 1) / interval.nanoseconds + 1
      return (table.name, rowsAtOnce * Int(times) * table.columns.count)
    }
    .sorted { ($1.fields, $0.name) < ($0.fields, $1.name) }
  }

  /// Refuses a scenario whose tables would go beyond its limit.
  func check(against scenario: Scenario) throws(ScenarioError) {
    let limit = scenario.limits.fields
    guard fields > limit, let largest = tables.first else { return }
    let isOwn = scenario.metrics.tables.contains { $0.name == largest.name }
    let key = isOwn ? "metrics.tables.\(largest.name)" : "metrics.every"
    let parts = tables.map { "\(quoted($0.name)) \($0.fields)" }.joined(separator: ", ")
    throw ScenarioError(
      Diagnostic(
        "the tables of a run would have \(fields) fields, more than the \(limit) that may be kept: \(parts)",
        help: "write rows less often: raise \(quoted(key)), which is "
          + "\(text(of: scenario.metrics.interval(of: largest.name))), about \((fields - 1) / limit + 1)-fold, "
          + "or shorten \"horizon\""))
  }
}
