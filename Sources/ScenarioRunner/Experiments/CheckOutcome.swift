// What became of the checks of a scenario once its replications were run.

import SimEngine

/// A check with the value that was found.
public struct CheckOutcome: Sendable {
  /// How many of the replications met the condition of a share.
  public struct Share: Sendable {
    /// Replications that met it.
    public let met: Int
    /// All replications, at least one.
    public let count: Int

    /// The share itself, from 0 to 1.
    public var value: Double { Double(met) / Double(count) }
    /// Wilson's interval of 95 % for the probability that a run meets the condition.
    public var interval: ClosedRange<Double> {
      Statistics.wilsonInterval(successes: met, trials: count, level: 0.95)
    }
  }

  /// The check.
  public let check: ScenarioCheck
  /// What the statistic came to; nil where the runs do not define it, such as an interval of one run.
  public let value: Double?
  /// What was counted, for a check on a share.
  public let share: Share?

  /// Whether the check holds; what is not defined does not.
  public var holds: Bool { value.map { check.comparison.holds($0, check.bound) } ?? false }

  /// The outcome in words: "p05(peg.rmse_bp) < 50, found 61.2".
  public var text: String {
    guard let value else { return "\(check.text), found nothing: it is not defined" }
    guard let share else { return "\(check.text), found \(value)" }
    return "\(check.text), found \(value): \(share.met) of \(share.count) runs"
  }

  /// Finds what a check speaks of.
  /// - Parameter figure: The figure of that name; nil when no replication had it.
  /// - Throws: `OutputError` when a statistic is not finite.
  init(_ check: ScenarioCheck, of figure: ObservedFigure?) throws(OutputError) {
    self.check = check
    switch check.subject {
    case .statistic(let name):
      let row = try figure.map(SummaryTables.row)
      let column = SummaryTables.columns.firstIndex { $0.name == name }
      if let row, let column, case .real(let value) = row[column] { self.value = value } else { value = nil }
      share = nil
    case .share(let condition):
      share = figure.map { Share(met: $0.values.count(where: condition.holds), count: $0.values.count) }
      value = share?.value
    }
  }

  /// The outcome in run.json and in what `--json` prints.
  public var json: JSONText {
    let outcome: JSONText = [
      "check": .string(check.text), "value": value.map(JSONText.real) ?? .null, "holds": .bool(holds),
    ]
    guard let share else { return outcome }
    return outcome.adding("met", .integer(Int128(share.met)))
      .adding("replications", .integer(Int128(share.count)))
      .adding("interval", .array([.real(share.interval.lowerBound), .real(share.interval.upperBound)]))
  }
}

extension Scenario {
  /// What became of the checks, in the order in which they were written.
  /// - Throws: `OutputError` when a figure is not finite.
  public func checkOutcomes(of results: [ReplicationResult]) throws(OutputError) -> [CheckOutcome] {
    if checks.isEmpty { return [] }
    let figures = try ObservedFigure.collected(results.map(\.summary))
    var outcomes: [CheckOutcome] = []
    for check in checks {
      outcomes.append(try CheckOutcome(check, of: figures.first { $0.name == check.figure }))
    }
    return outcomes
  }
}
