// exp and expm1.

extension DeterministicMath {
  /// e to the power x, within 1 ulp of the true value (0.6 ulp where the result is normal).
  ///
  /// Overflows to infinity above 709.78, underflows gradually to zero below -745.13; NaN gives NaN.
  @inlinable
  public static func exp(_ x: Double) -> Double { exponential(of: x, plus: 0) }

  /// e to the power x, minus one, within 1 ulp of the true value also where x is tiny.
  ///
  /// A zero keeps its sign; minus infinity gives -1; NaN gives NaN.
  @inlinable
  public static func expm1(_ x: Double) -> Double {
    if x.magnitude < 0x1p-54 { return x }
    if x > -0.5 && x < 0.7 { return expm1NearZero(x) }
    if x < -40 { return -1 }
    if !(x < 40) { return exp(x) }
    let (sum, rest, exponent) = exponentialFactors(of: x, plus: 0)
    let scale = powerOfTwo(exponent)
    let difference = exactSum(sum * scale, -1)
    return difference.high + (difference.low + rest * scale)
  }

  /// e^x - 1 for -0.5 < x < 0.7: x + x^2 / 2 without rounding, then the small rest of the series.
  @inlinable
  static func expm1NearZero(_ x: Double) -> Double {
    let square = exactProduct(x, x)
    let head = exactSum(x, 0.5 * square.high)
    let series = polynomial(
      x,
      [
        0.16666666666666666, 0.04166666666666665, 0.008333333333333259, 0.0013888888888900055,
        0.00019841269841485196, 2.480158727926232e-05, 2.7557319052286707e-06, 2.7557338007056764e-07,
        2.5052119327324854e-08, 2.086964592887709e-09, 1.6089380083571755e-10, 1.2482905753084638e-11,
      ])
    return head.high + (head.low + (0.5 * square.low + x * square.high * series))
  }

  /// e to the power high + low, where low is below half an ulp of high.
  @inlinable
  static func exponential(of high: Double, plus low: Double) -> Double {
    if high > 710 { return .infinity }
    if high < -746 { return 0 }
    if high.isNaN { return high }
    let (sum, rest, exponent) = exponentialFactors(of: high, plus: low)
    return scaled(sum + rest, byPowerOfTwo: exponent)
  }

  /// The parts of e^(high + low) = (sum + rest) x 2^exponent, where the sum is between 0.65 and 1.35.
  /// - Precondition: -746 <= high <= 710.
  @inlinable @inline(__always)
  static func exponentialFactors(
    of high: Double, plus low: Double
  ) -> (high: Double, low: Double, exponent: Int) {
    // Adding 1.5 x 2^52 rounds to the nearest whole number and leaves it in the lowest bits.
    let shift = 0x1.8p52
    let shifted = high * 0x1.71547652b82fep0 + shift
    let multiple = shifted - shift
    let exponent = Int(Int32(truncatingIfNeeded: shifted.bitPattern))
    let (logHigh, logLow) = naturalLogarithmOfTwo
    let reduced = high - multiple * logHigh
    let correction = low - multiple * logLow
    let x = reduced + correction
    let lost = (reduced - x) + correction
    let sum = 1 + x
    let rest = ((1 - sum) + x) + (lost * sum + x * x * exponentialRemainder(x))
    return (sum, rest, exponent)
  }

  /// (e^x - 1 - x) / x^2 for |x| <= ln(2) / 2, within 2^-57.
  @inlinable @inline(__always)
  static func exponentialRemainder(_ x: Double) -> Double {
    polynomial(
      x,
      [
        0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326136, 0.0013888888888883748,
        0.00019841269874820627, 2.4801587325547743e-05, 2.7557255400206422e-06, 2.75572736431103e-07,
        2.5105217004720745e-08, 2.0914686968086876e-09,
      ])
  }

  /// A value times 2^exponent, rounded once.
  /// - Precondition: the value is near 1 and the exponent between -1080 and 1024.
  @inlinable @inline(__always)
  static func scaled(_ value: Double, byPowerOfTwo exponent: Int) -> Double {
    if exponent > 1023 { return value * powerOfTwo(1023) * 2 }
    if exponent < -1000 { return value * powerOfTwo(exponent + 100) * 0x1p-100 }
    return value * powerOfTwo(exponent)
  }

  /// 2^exponent for a normal result.
  @inlinable @inline(__always)
  static func powerOfTwo(_ exponent: Int) -> Double { Double(bitPattern: UInt64(exponent + 1023) << 52) }
}
