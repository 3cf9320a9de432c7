// Mean, variance and skewness of a value that changes in steps, each value weighing as long as it held.

/// Running moments of a value over time.
///
/// - Source: P. Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
///   moments", Sandia report SAND2008-6212 (2008), for a sample that is joined by one value with a weight.
public struct TimeWeightedMoments: Sendable {
  private var seconds = 0.0
  private var currentMean = 0.0
  /// Sums of squared and of cubed deviations from the mean, times seconds.
  private var squares = 0.0
  private var cubes = 0.0

  /// Nothing observed yet.
  public init() {}

  /// Adds a value that held for a span.
  public mutating func add(_ value: Double, for span: SimDuration) {
    let (before, weight) = (seconds, span.seconds)
    guard weight > 0 else { return }
    seconds += weight
    let distance = value - currentMean
    let share = weight / seconds
    cubes += distance * share * (distance * distance * before * (before - weight) / seconds - 3 * squares)
    squares += distance * distance * before * share
    currentMean += distance * share
  }

  /// The mean, or nil when nothing was observed.
  public var mean: Double? { seconds > 0 ? currentMean : nil }

  /// The mean squared deviation from the mean, or nil when nothing was observed.
  public var variance: Double? { seconds > 0 ? squares / seconds : nil }

  /// The mean cubed deviation in units of the standard deviation; nil for a value that never changed.
  public var skewness: Double? {
    guard let variance, variance > 0 else { return nil }
    return cubes / seconds / (variance * variance.squareRoot())
  }
}
