// A statement that the figures of a scenario have to meet: "p05(peg.time_within_100bp) >= 0.97".

/// A bound on a figure of the summary, or on one of its statistics over the replications.
public struct ScenarioCheck: Sendable {
  /// How a value stands to the bound.
  public enum Comparison: String, Sendable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"

    /// Whether a value meets the bound.
    public func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .atLeast: value >= bound
      case .atMost: value <= bound
      case .above: value > bound
      case .below: value < bound
      }
    }
  }

  /// The statement, as it was written but for spaces: "p05(peg.time_within_100bp) >= 0.97".
  public let text: String
  /// The column of summary.csv that it speaks of.
  public let statistic: String
  /// The figure, which is a row of summary.csv.
  public let figure: String
  /// How the value has to stand to the bound.
  public let comparison: Comparison
  /// The bound, in the unit of the figure.
  public let bound: Double
  /// Where it was written.
  let span: SourceSpan

  /// What a statement may speak of; without a word it speaks of the mean.
  public static let statistics = ["mean", "sd", "p05", "p50", "p95", "interval_low", "interval_high"]
}

extension ScenarioValue where Value == ScenarioCheck {
  /// A statement on a figure.
  static let check = ScenarioValue(
    "a check", example: #""peg.time_within_100bp >= 0.9""#, describe: \.text
  ) { place in
    let grammar = /(?:([\w]+)\(([\w.\-]+)\)|([\w.\-]+))(>=|<=|>|<)([0-9.eE+\-]+)/
    guard let match = place.node.string?.filter({ $0 != " " }).wholeMatch(of: grammar),
      let comparison = ScenarioCheck.Comparison(rawValue: String(match.4)),
      let bound = ExactDecimal(match.5), let figure = match.2 ?? match.3
    else {
      place.complain(
        "must be a figure, a comparison and a number, found \(place.node.summary)",
        help: #"write for example "peg.time_within_100bp >= 0.9" or "p05(alp.paid_nbt) < 500""#)
      return nil
    }
    let statistic = match.1.map(String.init) ?? "mean"
    guard ScenarioCheck.statistics.contains(statistic) else {
      place.complain(
        "has no statistic \(quoted(statistic))",
        help: suggestion(for: statistic, among: ScenarioCheck.statistics))
      return nil
    }
    let subject = match.1 == nil ? String(figure) : "\(statistic)(\(figure))"
    return ScenarioCheck(
      text: "\(subject) \(comparison.rawValue) \(match.5)", statistic: statistic, figure: String(figure),
      comparison: comparison, bound: bound.double, span: place.node.span)
  }
}

extension Scenario {
  /// Finds the checks that speak of figures which no run of the scenario has.
  /// - Parameter figures: The names of the figures.
  func refuseUnknownFigures(_ figures: [String]) throws(ScenarioError) {
    let diagnostics = Diagnostics()
    for check in checks where !figures.contains(check.figure) {
      diagnostics.report(
        Diagnostic(
          "\"checks\" speaks of \(quoted(check.figure)), which is no figure of this scenario", at: check.span,
          help: nearest(to: check.figure, among: figures).map { "did you mean \(quoted($0))?" }
            ?? "summary.csv lists the figures of a result"))
    }
    try diagnostics.check()
  }
}
