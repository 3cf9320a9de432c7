// What a single run has to show: "peg.broken_at_d in 7..14".

/// A condition on the value of a figure.
public enum FigureCondition: Sendable {
  /// The value stands so to a bound.
  case compared(ScenarioCheck.Comparison, Double)
  /// The value lies between two bounds or on one of them.
  case within(ClosedRange<Double>)

  /// Whether a run meets the condition; one that does not define the figure does not.
  public func holds(_ value: Double?) -> Bool {
    guard let value else { return false }
    switch self {
    case .compared(let comparison, let bound): return comparison.holds(value, bound)
    case .within(let range): return range.contains(value)
    }
  }
}
