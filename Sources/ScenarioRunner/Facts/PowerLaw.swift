// The power of a power law: the slope of a straight line through logarithms.

import SimEngine

/// Fits y = c x^p.
enum PowerLaw {
  /// The fewest points that a power is told of: a line through two fits always.
  static let fewestPoints = 3

  /// The power p by least squares through (log x, log y), which no scale of x or y changes.
  /// - Parameter points: Each x and y above 0.
  /// - Returns: nil below three points, or where all have the same x.
  static func power(through points: [(x: Double, y: Double)]) -> Double? {
    guard points.count >= fewestPoints else { return nil }
    let logs = points.map { (x: DeterministicMath.log($0.x), y: DeterministicMath.log($0.y)) }
    let count = Double(logs.count)
    let mean = (x: logs.reduce(0) { $0 + $1.x } / count, y: logs.reduce(0) { $0 + $1.y } / count)
    let spread = logs.reduce(0) { $0 + ($1.x - mean.x) * ($1.x - mean.x) }
    let product = logs.reduce(0) { $0 + ($1.x - mean.x) * ($1.y - mean.y) }
    return spread > 0 ? product / spread : nil
  }
}

extension SampleFacts {
  /// The power γ of autocorrelations that fall as lag^-γ, with γ below one for a long memory.
  ///
  /// Only the lags before the first are used whose autocorrelation is below two standard errors, 2/√n, for what is not there
  /// has no slope.
  /// - Parameter lags: In ascending order.
  /// - Returns: nil where fewer than three are left.
  func decay(over lags: [Int]) -> Double? {
    let least = 2 / Double(max(count, 1)).squareRoot()
    let points = lags.map { (x: Double($0), y: autocorrelation(lag: $0) ?? 0) }.prefix { $0.y > least }
    return PowerLaw.power(through: Array(points)).map { -$0 }
  }
}
