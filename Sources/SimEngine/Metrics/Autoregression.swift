// How fast a deviation dies out: the regression of each sample on the one before.

/// The first-order autoregression x(t+1) = a + rho x(t) + noise of samples at equal distances.
public struct Autoregression: Sendable {
  private var pairs = 0
  private var means = (before: 0.0, after: 0.0)
  private var squares = 0.0
  private var products = 0.0

  /// No sample yet.
  public init() {}

  /// Adds two samples, one a step after the other.
  public mutating func add(_ before: Double, then after: Double) {
    pairs += 1
    let distance = before - means.before
    means.before += distance / Double(pairs)
    means.after += (after - means.after) / Double(pairs)
    squares += distance * (before - means.before)
    products += distance * (after - means.after)
  }

  /// The slope by least squares; nil below three pairs and for samples that never change.
  public var slope: Double? { pairs > 2 && squares > 0 ? products / squares : nil }

  /// The slope without its bias to first order: rho + (1 + 3 rho) / n.
  ///
  /// Least squares finds a slope that is too small by that much on average, so a half-life that is too short.
  /// - Source: M. G. Kendall, "Note on bias in the estimation of autocorrelation", Biometrika 41 (1954) 403-404,
  ///   doi:10.1093/biomet/41.3-4.403.
  public var correctedSlope: Double? { slope.map { $0 + (1 + 3 * $0) / Double(pairs) } }

  /// Steps until half of a deviation has died out, ln(1/2) / ln(rho), by the corrected slope; nil where that is not
  /// between zero and one, when the samples show no return.
  public var halfLife: Double? {
    guard let slope = correctedSlope, slope > 0, slope < 1 else { return nil }
    return DeterministicMath.log(0.5) / DeterministicMath.log(slope)
  }
}
