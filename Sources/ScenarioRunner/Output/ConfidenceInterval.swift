// How far the mean of a few replications may be off.

import SimEngine

/// The interval that holds the true mean with 95 % confidence, for replications that are independent and near normal.
enum ConfidenceInterval {
  /// The bounds mean -/+ t(0.975, n - 1) sd / sqrt(n), or nil for fewer than two values.
  static func ofMean(_ moments: WelfordAccumulator) -> (low: Double, high: Double)? {
    guard let mean = moments.mean, let error = moments.standardError else { return nil }
    let half = studentQuantile(degreesOfFreedom: moments.count - 1) * error
    return (mean - half, mean + half)
  }

  /// The 0.975 quantile of Student's t distribution.
  ///
  /// Tabulated up to 9 degrees of freedom; from 10 on the expansion around the normal quantile, whose relative error is below
  /// 4e-6 there and falls with the fifth power of the degrees of freedom.
  /// - Precondition: degreesOfFreedom >= 1.
  /// - Source: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 26.7.5.
  static func studentQuantile(degreesOfFreedom: Int) -> Double {
    if degreesOfFreedom <= tabulated.count { return tabulated[degreesOfFreedom - 1] }
    let z = 1.959963984540054
    let z3 = z * z * z
    let z5 = z3 * z * z
    let z7 = z5 * z * z
    let z9 = z7 * z * z
    let first = (z3 + z) / 4
    let second = (5 * z5 + 16 * z3 + 3 * z) / 96
    let third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384
    let fourth = (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / 92_160
    let inverse = 1 / Double(degreesOfFreedom)
    return z + inverse * (first + inverse * (second + inverse * (third + inverse * fourth)))
  }

  /// The quantile for 1 to 9 degrees of freedom.
  private static let tabulated = [
    12.706204736174694, 4.302652729749462, 3.1824463052837078, 2.7764451051977934, 2.5705818356363146,
    2.4469118511449786, 2.364624251592784, 2.306004135204166, 2.262157162798205,
  ]
}
