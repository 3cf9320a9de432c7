// Looks figures up in what the runs found, and puts them into words.

import ScenarioRunner
import SimEngine

/// The summary metrics of some runs, by name.
struct SummaryFigures {
  private let runs: [[SummaryMetric]]

  init(_ results: [ReplicationResult]) { runs = results.map(\.summary) }

  /// The groups of agents, in the order of the summary.
  var groups: [String] {
    (runs.first ?? []).compactMap { metric in
      let parts = metric.name.split(separator: ".")
      return parts.count == 3 && parts[0] == "agents" && parts[2] == "profit_usd" ? String(parts[1]) : nil
    }
  }

  /// The values of a metric in the runs that define it.
  func values(_ name: String) -> [Double] {
    runs.compactMap { run in run.first { $0.name == name }?.value }
  }

  /// The time by which something had happened in half of the runs, by Kaplan and Meier; nil where that was not to be seen.
  func medianWait(_ name: String) -> Double? {
    SurvivalCurve(
      runs.compactMap { run in
        run.first { $0.name == name }.flatMap { figure in
          figure.watchedFor.map { WaitingTime($0, hasEnded: figure.value != nil) }
        }
      }
    ).median
  }

  /// The mean of a metric, or nil where no run defines it.
  func mean(_ name: String) -> Double? {
    let values = values(name)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The mean as a whole number with separators; a dash where there is none.
  func whole(_ name: String) -> String { Grouped.whole(mean(name)) }

  /// The mean as a percentage; a dash where there is none.
  func percent(_ name: String) -> String {
    mean(name).map { "\(Readable.rounded($0 * 100, places: $0 > 0.995 && $0 < 1 ? 2 : 0)) %" } ?? "-"
  }
}

/// Numbers in groups of three digits.
enum Grouped {
  /// A whole number such as "12,345"; a dash where there is none.
  static func whole(_ value: Double?) -> String {
    guard let value else { return "-" }
    // Beyond 128 bits lies no figure of a scenario within the limits.
    guard let whole = Int128(exactly: value.rounded(.toNearestOrAwayFromZero)) else { return "\(value)" }
    let digits = String(whole.magnitude)
    var groups: [Substring] = []
    var rest = digits[...]
    while !rest.isEmpty {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return (whole < 0 ? "-" : "") + groups.joined(separator: ",")
  }
}
