// What a sweep found, as tables: the points, every run, every figure by point, and how points differ from the first.

import SimEngine

/// The tables of a sweep, from its outline and the results of all its runs in their order.
struct SweepTables {
  private let plan: SweepOutline
  /// One figure over all runs; shape [runs], points one after another.
  private let figures: [ObservedFigure]

  /// Collects the figures.
  /// - Throws: `OutputError` (exit code 3) when one is not finite.
  init(_ plan: SweepOutline, _ results: [ReplicationResult]) throws(OutputError) {
    self.plan = plan
    figures = try ObservedFigure.collected(results.map(\.summary))
  }

  /// Every table, in the order of the result.
  func all() throws(OutputError) -> [MetricTable] {
    [points, runs, try summary(), try differences(), try checks()].compactMap(\.self)
  }

  /// The values of a figure at a point; shape [replications].
  private func values(_ figure: ObservedFigure, at point: Int) -> ArraySlice<Double?> {
    figure.values[point * plan.replications..<(point + 1) * plan.replications]
  }

  private static let pointColumn = MetricColumn(
    "point", .integer, key: true, "The point, counted from 0 in the order of points.csv.")

  private var points: MetricTable {
    var table = MetricTable(
      name: "points", meaning: "The points of the sweep.",
      columns: [Self.pointColumn]
        + plan.axes.map { MetricColumn($0, .text, "The value of \($0).") })
    for (index, point) in plan.points.enumerated() {
      table.append([.integer(Int64(index))] + point.map(MetricValue.text))
    }
    return table
  }

  private var runs: MetricTable {
    var table = MetricTable(
      name: "runs", meaning: "The figures that each replication of each point ends with.",
      columns: [
        Self.pointColumn,
        MetricColumn("replication", .integer, key: true, "The replication, counted from 0."),
      ] + figures.map { MetricColumn($0.name, .real, unit: $0.unit, "\($0.name) of the replication.") })
    for run in 0..<plan.runCount {
      table.append(
        [.integer(Int64(run / plan.replications)), .integer(Int64(run % plan.replications))]
          + figures.map { $0.values[run].map { .real($0) } ?? .missing })
    }
    return table
  }

  private func summary() throws(OutputError) -> MetricTable {
    var table = MetricTable(
      name: "summary", meaning: "The figures of each point over its replications.",
      columns: [Self.pointColumn] + SummaryTables.columns)
    for point in plan.points.indices {
      for figure in figures {
        let values = Array(values(figure, at: point))
        if values.allSatisfy({ $0 == nil }) { continue }
        table.append([.integer(Int64(point))] + (try SummaryTables.row(figure.with(values))))
      }
    }
    return table
  }

  /// By how much each figure differs from point 0, replication by replication; nil where draws are not common, or nothing
  /// can be paired.
  private func differences() throws(OutputError) -> MetricTable? {
    guard plan.draws == .common, plan.points.count > 1, plan.replications > 1 else { return nil }
    var table = MetricTable(
      name: "differences",
      meaning: "By how much the figures of a point differ from those of point 0, drawing the same.",
      columns: [
        Self.pointColumn, MetricColumn("metric", .text, key: true, "The figure."),
        MetricColumn("unit", .text, "The unit of the columns mean to interval_high."),
        MetricColumn("n", .integer, "Replications in which both points define the figure."),
        MetricColumn("mean", .real, "Mean difference: the point less point 0."),
        MetricColumn("sd", .real, "Sample standard deviation of the difference."),
        MetricColumn(
          "interval_low", .real, "Lower bound of the 95 % confidence interval of the mean (paired t)."),
        MetricColumn(
          "interval_high", .real, "Upper bound of the 95 % confidence interval of the mean (paired t)."),
        MetricColumn(
          "correlation", .real,
          "Correlation between the two points over the replications, which common draws raise."),
      ])
    for point in plan.points.indices.dropFirst() {
      for figure in figures {
        let pairs = zip(values(figure, at: 0), values(figure, at: point)).compactMap { first, other in
          first.flatMap { first in other.map { (first, $0) } }
        }
        guard !pairs.isEmpty else { continue }
        table.append([.integer(Int64(point))] + (try Self.row(figure, pairs)))
      }
    }
    return table
  }

  /// What became of the scenario's checks at each point; nil where there are none.
  private func checks() throws(OutputError) -> MetricTable? {
    guard !plan.checks.isEmpty else { return nil }
    var table = MetricTable(
      name: "checks", meaning: "What became of the checks at each point.",
      columns: [
        Self.pointColumn, MetricColumn("check", .text, key: true, "The check."),
        MetricColumn("value", .real, "What the statistic came to, in the unit of its figure."),
        MetricColumn("holds", .integer, "1 if the check holds, else 0."),
      ])
    for (point, outcomes) in try checkOutcomes().enumerated() {
      for outcome in outcomes {
        table.append([
          .integer(Int64(point)), .text(outcome.check.text), outcome.value.map { .real($0) } ?? .missing,
          .integer(outcome.holds ? 1 : 0),
        ])
      }
    }
    return table
  }

  /// The outcomes of the checks; shape [points, checks].
  func checkOutcomes() throws(OutputError) -> [[CheckOutcome]] {
    var outcomes: [[CheckOutcome]] = []
    for point in plan.points.indices {
      var ofPoint: [CheckOutcome] = []
      for check in plan.checks {
        let figure = figures.first { $0.name == check.figure }
        ofPoint.append(try CheckOutcome(check, of: figure.map { $0.with(Array(values($0, at: point))) }))
      }
      outcomes.append(ofPoint)
    }
    return outcomes
  }

  private static func row(
    _ figure: ObservedFigure, _ pairs: [(Double, Double)]
  ) throws(OutputError) -> [MetricValue] {
    var moments = WelfordAccumulator()
    for pair in pairs { moments.add(pair.1 - pair.0) }
    let interval = ConfidenceInterval.ofMean(moments)
    let statistics = [
      moments.mean, moments.standardDeviation, interval?.low, interval?.high, correlation(of: pairs),
    ]
    return [
      .text(figure.name), figure.unit.isEmpty ? .missing : .text(figure.unit), .integer(Int64(pairs.count)),
    ]
      + (try figure.fields(statistics))
  }

  /// Pearson's correlation; nil where one of the two does not vary.
  private static func correlation(of pairs: [(Double, Double)]) -> Double? {
    var (first, second) = (WelfordAccumulator(), WelfordAccumulator())
    for pair in pairs {
      first.add(pair.0)
      second.add(pair.1)
    }
    guard let left = first.mean, let right = second.mean, first.squaredDeviations > 0,
      second.squaredDeviations > 0
    else { return nil }
    let products = pairs.reduce(0) { $0 + ($1.0 - left) * ($1.1 - right) }
    let scale = first.squaredDeviations.squareRoot() * second.squaredDeviations.squareRoot()
    return min(1, max(-1, products / scale))
  }
}
