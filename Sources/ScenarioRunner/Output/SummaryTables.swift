// The figures of all replications of a scenario: summary.csv with a row a metric, runs.csv with a row a replication.

public import SimEngine

/// The summary metrics of some replications as tables.
public struct SummaryTables: Sendable {
  /// A row a metric: how often it was observed, mean, spread, quantiles and the interval of the mean.
  public let summary: MetricTable
  /// A row a replication with every metric; nil when there is only one replication.
  public let runs: MetricTable?

  /// The tables of the replications, which are numbered from 0 in the order given.
  ///
  /// Metrics come in the order in which they first appear. One that a replication does not define, or defines as nil,
  /// is missing there and does not count in the summary.
  /// - Throws: `OutputError` (exit code 3) when a figure is not finite.
  public init(replications: [[SummaryMetric]]) throws(OutputError) {
    let metrics = try Self.collected(replications)
    summary = try Self.summaryTable(metrics)
    runs = replications.count > 1 ? Self.runsTable(metrics, count: replications.count) : nil
  }

  /// One metric over the replications.
  private struct Observed {
    let name: String
    let unit: String
    /// Shape [replications].
    var values: [Double?]
  }

  private static func collected(_ replications: [[SummaryMetric]]) throws(OutputError) -> [Observed] {
    var metrics: [Observed] = []
    var places: [String: Int] = [:]
    for (replication, figures) in replications.enumerated() {
      for figure in figures {
        if let value = figure.value, !value.isFinite { throw notFinite(figure.name, value) }
        let place = places[figure.name] ?? metrics.count
        if place == metrics.count {
          places[figure.name] = place
          let nothing = [Double?](repeating: nil, count: replications.count)
          metrics.append(Observed(name: figure.name, unit: figure.unit, values: nothing))
        }
        metrics[place].values[replication] = figure.value
      }
    }
    return metrics
  }

  private static func summaryTable(_ metrics: [Observed]) throws(OutputError) -> MetricTable {
    var table = MetricTable(
      name: "summary", meaning: "The figures that the replications end with.",
      columns: [
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
      ])
    for metric in metrics {
      let figures = statistics(of: metric.values.compactMap(\.self))
      for figure in figures {
        if let figure, !figure.isFinite { throw notFinite(metric.name, figure) }
      }
      let count = Int64(metric.values.count { $0 != nil })
      let unit: MetricValue = metric.unit.isEmpty ? .missing : .text(metric.unit)
      table.append(
        [.text(metric.name), unit, .integer(count)] + figures.map { $0.map { .real($0) } ?? .missing })
    }
    return table
  }

  private static func runsTable(_ metrics: [Observed], count: Int) -> MetricTable {
    var table = MetricTable(
      name: "runs", meaning: "The figures that each replication ends with.",
      columns: [MetricColumn("replication", .integer, key: true, "The replication, counted from 0.")]
        + metrics.map { metric in
          MetricColumn(metric.name, .real, unit: metric.unit, "\(metric.name) of the replication.")
        })
    for replication in 0..<count {
      table.append(
        [.integer(Int64(replication))] + metrics.map { $0.values[replication].map { .real($0) } ?? .missing })
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

  private static func notFinite(_ name: String, _ value: Double) -> OutputError {
    OutputError(.writing, "the metric \(name) is \(value), not a finite number")
  }
}
