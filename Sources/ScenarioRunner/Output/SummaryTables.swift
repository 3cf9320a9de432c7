// The figures of all replications of a scenario: summary.csv with a row a metric, runs.csv with a row a replication, survival.csv with a row an event.

public import SimEngine

/// The summary metrics of some replications as tables.
public struct SummaryTables: Sendable {
  /// A row a metric: how often it was observed, mean, spread, quantiles and the interval of the mean.
  public let summary: MetricTable
  /// A row a replication with every metric; nil when there is only one replication.
  public let runs: MetricTable?
  /// A row a figure that is the time of something that may not have happened; nil when there is only one replication.
  public let survival: MetricTable?

  /// The tables of the replications, which are numbered from 0 in the order given.
  ///
  /// Metrics come in the order in which they first appear. One that a replication does not define, or defines as nil,
  /// is missing there and does not count in the summary.
  /// - Throws: `OutputError` (exit code 3) when a figure is not finite.
  public init(replications: [[SummaryMetric]]) throws(OutputError) {
    let figures = try ObservedFigure.collected(replications)
    var table = MetricTable(
      name: "summary", meaning: "The figures that the replications end with.", columns: Self.columns)
    for figure in figures { table.append(try Self.row(figure)) }
    summary = table
    runs = replications.count > 1 ? Self.runsTable(figures, count: replications.count) : nil
    survival = replications.count > 1 ? SurvivalTable.table(of: replications) : nil
  }

  /// The columns of a summary: what is observed, and its statistics over replications.
  static let columns = [
    MetricColumn("metric", .text, key: true, "The figure: subsystem, name and unit."),
    MetricColumn("unit", .text, "The unit of the columns mean to interval_high."),
    MetricColumn("n", .integer, "Replications in which the figure is defined."),
    MetricColumn("mean", .real, "Arithmetic mean."),
    MetricColumn("sd", .real, "Sample standard deviation."),
    MetricColumn("p05", .real, "5 % quantile (type 7: linear between order statistics)."),
    MetricColumn("p50", .real, "Median."),
    MetricColumn("p95", .real, "95 % quantile."),
    MetricColumn("interval_low", .real, "Lower bound of the 95 % confidence interval of the mean."),
    MetricColumn("interval_high", .real, "Upper bound of the 95 % confidence interval of the mean."),
  ]

  /// The row of a figure.
  /// - Throws: `OutputError` when a statistic is not finite.
  static func row(_ figure: ObservedFigure) throws(OutputError) -> [MetricValue] {
    let observed = figure.values.compactMap(\.self)
    let unit: MetricValue = figure.unit.isEmpty ? .missing : .text(figure.unit)
    return [.text(figure.name), unit, .integer(Int64(observed.count))]
      + (try figure.fields(statistics(of: observed)))
  }

  private static func runsTable(_ figures: [ObservedFigure], count: Int) -> MetricTable {
    var table = MetricTable(
      name: "runs", meaning: "The figures that each replication ends with.",
      columns: [MetricColumn("replication", .integer, key: true, "The replication, counted from 0.")]
        + figures.map { MetricColumn($0.name, .real, unit: $0.unit, "\($0.name) of the replication.") })
    for replication in 0..<count {
      table.append(
        [.integer(Int64(replication))] + figures.map { $0.values[replication].map { .real($0) } ?? .missing })
    }
    return table
  }

  /// Mean, standard deviation, three quantiles and the interval's bounds, each nil where the count does not define it.
  private static func statistics(of values: [Double]) -> [Double?] {
    var moments = WelfordAccumulator()
    for value in values { moments.add(value) }
    let sorted = values.sorted()
    let quantiles = [0.05, 0.5, 0.95].map { Statistics.quantile($0, ofSorted: sorted) }
    let interval = ConfidenceInterval.ofMean(moments)
    return [moments.mean, moments.standardDeviation] + quantiles + [interval?.low, interval?.high]
  }
}
