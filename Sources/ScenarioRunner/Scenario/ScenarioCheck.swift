// A statement that the figures of a scenario have to meet: "p05(peg.time_within_100bp) >= 0.97".

/// A bound on a figure of the summary, on one of its statistics, or on the share of runs that meet a condition.
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

  /// What of a figure the statement speaks of.
  public enum Subject: Sendable {
    /// A column of summary.csv.
    case statistic(String)
    /// The share of replications that meet a condition.
    case share(FigureCondition)

    /// The word before the figure in brackets.
    var word: String {
      switch self {
      case .statistic(let name): name
      case .share: "share"
      }
    }
  }

  /// The statement, as it was written but for spaces: "p05(peg.time_within_100bp) >= 0.97".
  public let text: String
  /// What it speaks of.
  public let subject: Subject
  /// The figure, which is a row of summary.csv.
  public let figure: String
  /// How the value has to stand to the bound.
  public let comparison: Comparison
  /// The bound, in the unit of the figure; for a share from 0 to 1.
  public let bound: Double
  /// Where it was written.
  let span: SourceSpan

  /// The columns that a statement may speak of; without a word it speaks of the mean.
  public static let statistics = ["mean", "sd", "p05", "p50", "p95", "interval_low", "interval_high"]
}

extension ScenarioValue where Value == ScenarioCheck {
  /// A statement on a figure.
  static let check = ScenarioValue(
    "a check", example: #""peg.time_within_100bp >= 0.9""#, describe: \.text
  ) { place in
    let grammar = /\s*(.*?)\s*(>=|<=|>|<)\s*([0-9.eE+\-]+)\s*/
    guard let match = place.node.string?.wholeMatch(of: grammar),
      let comparison = ScenarioCheck.Comparison(rawValue: String(match.2)),
      let bound = ExactDecimal(match.3),
      let (figure, subject, words) = subject(match.1)
    else {
      place.complain(
        "must be a figure, a comparison and a number, found \(place.node.summary)",
        help: #"write for example "peg.time_within_100bp >= 0.9", "p05(alp.paid_nbt) < 500" or "#
          + #""share(peg.broken_at_d in 7..14) >= 0.5""#)
      return nil
    }
    if case .statistic(let name) = subject, !ScenarioCheck.statistics.contains(name) {
      place.complain(
        "has no statistic \(quoted(name))",
        help: suggestion(for: name, among: ScenarioCheck.statistics + ["share"]))
      return nil
    }
    return ScenarioCheck(
      text: "\(words) \(comparison.rawValue) \(match.3)", subject: subject, figure: figure,
      comparison: comparison, bound: bound.double, span: place.node.span)
  }

  /// Reads what stands before the comparison: a figure, "p05(FIGURE)" or "share(FIGURE in 7..14)".
  /// - Returns: The figure, what of it is meant, and both in words with single spaces; nil for anything else.
  private static func subject(
    _ text: Substring
  ) -> (figure: String, subject: ScenarioCheck.Subject, words: String)? {
    if let match = text.wholeMatch(of: /[\w.\-]+/) {
      return (String(match.0), .statistic("mean"), String(match.0))
    }
    if let match = text.wholeMatch(of: /(\w+)\s*\(\s*([\w.\-]+)\s*\)/) {
      return (String(match.2), .statistic(String(match.1)), "\(match.1)(\(match.2))")
    }
    if let match = text.wholeMatch(
      of: /share\s*\(\s*([\w.\-]+)\s*(>=|<=|>|<)\s*([0-9.eE+\-]+)\s*\)/),
      let comparison = ScenarioCheck.Comparison(rawValue: String(match.2)), let bound = ExactDecimal(match.3)
    {
      return (
        String(match.1), .share(.compared(comparison, bound.double)),
        "share(\(match.1) \(match.2) \(match.3))"
      )
    }
    if let match = text.wholeMatch(
      of: /share\s*\(\s*([\w.\-]+)\s+in\s+([0-9.eE+\-]+?)\s*\.\.\s*([0-9.eE+\-]+)\s*\)/),
      let low = ExactDecimal(match.2), let high = ExactDecimal(match.3), low.double <= high.double
    {
      return (
        String(match.1), .share(.within(low.double...high.double)),
        "share(\(match.1) in \(match.2)..\(match.3))"
      )
    }
    return nil
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
