// How long things lasted over all replications, of which some had not ended in some.

import SimEngine

/// The table of waiting times: `survival.csv`.
enum SurvivalTable {
  /// A row for every figure that is the time of something that may not have happened; nil where there is none.
  static func table(of replications: [[SummaryMetric]]) -> MetricTable? {
    var figures: [(name: String, unit: String, times: [WaitingTime])] = []
    var places: [String: Int] = [:]
    for figure in replications.joined() {
      guard let watched = figure.watchedFor else { continue }
      let place = places[figure.name] ?? figures.count
      if place == figures.count {
        places[figure.name] = place
        figures.append((figure.name, figure.unit, []))
      }
      figures[place].times.append(WaitingTime(figure.value ?? watched, hasEnded: figure.value != nil))
    }
    guard !figures.isEmpty else { return nil }
    var table = shape
    for figure in figures {
      let curve = SurvivalCurve(figure.times)
      let interval = curve.medianInterval
      table.append([
        .text(figure.name), .text(figure.unit), .integer(Int64(figure.times.count)),
        .integer(Int64(figure.times.count(where: \.hasEnded))), curve.median.asReal, interval.low.asReal,
        interval.high.asReal,
      ])
    }
    return table
  }

  private static var shape: MetricTable {
    MetricTable(
      name: "survival",
      meaning: "When something happened over all replications, those in which it did not happen included.",
      columns: [
        MetricColumn("metric", .text, key: true, "The figure: the time at which something first happened."),
        MetricColumn("unit", .text, "The unit of median, interval_low and interval_high."),
        MetricColumn("n", .integer, "Replications."),
        MetricColumn("happened", .integer, "Replications in which it happened."),
        MetricColumn("median", .real, "The time by which it had happened in half (Kaplan and Meier)."),
        MetricColumn("interval_low", .real, "Lower bound of its 95 % interval (Brookmeyer and Crowley)."),
        MetricColumn("interval_high", .real, "Upper bound of its 95 % interval."),
      ])
  }
}
