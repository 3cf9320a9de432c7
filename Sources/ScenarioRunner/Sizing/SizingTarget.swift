// What a run has to come to: "peg.time_within_100bp >= 0.9".

/// A bound on a figure of one run.
public struct SizingTarget: Sendable {
  /// The figure, which is a row of summary.csv.
  public let figure: String
  /// How the figure has to stand to the bound.
  public let comparison: ScenarioCheck.Comparison
  /// The bound, in the unit of the figure.
  public let bound: Double
  /// The target as it was written but for spaces.
  public let text: String
  /// Where it was written.
  let span: SourceSpan?

  /// A bound on a figure.
  init(
    figure: String, _ comparison: ScenarioCheck.Comparison, _ bound: Double, text: String = "",
    at span: SourceSpan? = nil
  ) {
    (self.figure, self.comparison, self.bound) = (figure, comparison, bound)
    (self.text, self.span) = (text, span)
  }

  /// Whether it asks for so many coins near the peg at least.
  var isDepth: Bool {
    figure.hasPrefix("depth.") && figure.hasSuffix("_nbt") && bound > 0
      && (comparison == .atLeast || comparison == .above)
  }

  /// The same target with another bound.
  func with(bound: Double) -> SizingTarget { SizingTarget(figure: figure, comparison, bound, at: span) }

  /// Whether what a run found meets the target; what it does not define does not.
  func holds(_ figure: Double?) -> Bool { figure.map { comparison.holds($0, bound) } ?? false }
}

extension ScenarioValue where Value == SizingTarget {
  /// A check that speaks of one run, and so of no statistic over several.
  static let target = ScenarioValue(
    "a target", example: #""peg.time_within_100bp >= 0.9""#, describe: \.text
  ) { place in
    guard let check = ScenarioValue<ScenarioCheck>.check.read(place) else { return nil }
    guard !check.text.contains("(") else {
      place.complain(
        "must speak of one run, and \(quoted(check.subject.word)) is a statistic over several",
        help:
          "write \(quoted("\(check.figure) \(check.comparison.rawValue) ...")); how many runs have to meet it is "
          + "the confidence")
      return nil
    }
    return SizingTarget(
      figure: check.figure, check.comparison, check.bound, text: check.text, at: place.node.span)
  }
}
