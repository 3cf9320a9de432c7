// One figure of the summary over several runs.

import SimEngine

/// A figure with what each run says of it.
struct ObservedFigure: Sendable {
  let name: String
  let unit: String
  /// Shape [runs]; nil where a run does not define it.
  private(set) var values: [Double?]

  /// The figures of some runs, in the order in which they first appear.
  /// - Throws: `OutputError` (exit code 3) when a figure is not finite.
  static func collected(_ runs: [[SummaryMetric]]) throws(OutputError) -> [ObservedFigure] {
    var figures: [ObservedFigure] = []
    var places: [String: Int] = [:]
    for (run, metrics) in runs.enumerated() {
      for metric in metrics {
        if let value = metric.value, !value.isFinite { throw notFinite(metric.name, value) }
        let place = places[metric.name] ?? figures.count
        if place == figures.count {
          places[metric.name] = place
          let nothing = [Double?](repeating: nil, count: runs.count)
          figures.append(ObservedFigure(name: metric.name, unit: metric.unit, values: nothing))
        }
        figures[place].values[run] = metric.value
      }
    }
    return figures
  }

  /// The same figure with other values.
  func with(_ values: [Double?]) -> ObservedFigure {
    ObservedFigure(name: name, unit: unit, values: values)
  }

  /// Statistics of the figure as fields of a table, missing where they are not defined.
  /// - Throws: `OutputError` (exit code 3) when one is not finite.
  func fields(_ statistics: [Double?]) throws(OutputError) -> [MetricValue] {
    for value in statistics {
      if let value, !value.isFinite { throw Self.notFinite(name, value) }
    }
    return statistics.map { $0.map { .real($0) } ?? .missing }
  }

  private static func notFinite(_ name: String, _ value: Double) -> OutputError {
    OutputError(.writing, "the metric \(name) is \(value), not a finite number")
  }
}
