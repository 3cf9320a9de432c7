// pow, by a logarithm in twice the working precision.

extension DeterministicMath {
  /// x to the power y, within 2 ulp of the true value; exact wherever the true value is a double.
  ///
  /// Special cases are those of IEEE 754-2019, section 9.2: anything to the power of zero and one to any
  /// power are 1, even for NaN; a negative number to a power that is not whole is NaN; zeros and infinities
  /// keep their sign under odd powers.
  public static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x.isNaN || y.isNaN { return .nan }
    let magnitude = powerOfMagnitude(x.magnitude, y)
    guard x.sign == .minus else { return magnitude }
    // From 2^53 on every double is an even number.
    let isWhole = y.rounded(.towardZero) == y
    let isOdd = isWhole && y.magnitude < 0x1p53 && Int64(y) & 1 == 1
    if x < 0 && x.isFinite && !isWhole { return .nan }
    return isOdd ? -magnitude : magnitude
  }

  /// x^y for x >= 0 and neither NaN.
  private static func powerOfMagnitude(_ x: Double, _ y: Double) -> Double {
    if x == 1 { return 1 }
    if x == 0 || x.isInfinite || y.isInfinite { return (x > 1) == (y > 0) ? .infinity : 0 }
    // The logarithm of x is at least 2^-53 in magnitude: from 2^64 on any power overflows or vanishes.
    let bounded = min(max(y, -0x1p64), 0x1p64)
    let logarithm = preciseLogarithm(x)
    let product = exactProduct(bounded, logarithm.high)
    return exponential(of: product.high, plus: product.low + bounded * logarithm.low)
  }

  /// The natural logarithm as a sum of two doubles, with a relative error near 2^-65.
  ///
  /// With s = f / (2 + f), ln(1 + f) = 2 s + 2/3 s^3 + 2/5 s^5 + ...: the first two terms are kept to twice
  /// the working precision, the others are small enough without.
  /// - Precondition: x is positive, finite and not 1.
  static func preciseLogarithm(_ x: Double) -> (high: Double, low: Double) {
    let (fraction, exponent) = splitNearOne(x)
    let f = fraction - 1
    let s = preciseQuotient(f)
    let square = preciseProduct(s, s)
    let cubeTerm = preciseProduct(preciseProduct(square, s), (0x1.5555555555555p-1, 0x1.5555555555555p-55))
    let series = polynomial(
      square.high,
      [
        0.4, 0.28571428571429364, 0.22222222221655885, 0.18181818335392802, 0.1538459496251843,
        0.1333480469384731, 0.11706236339491206, 0.11723178623876518,
      ])
    let tail = s.high * square.high * square.high * series
    let multiple = Double(exponent)
    let (logHigh, logLow) = naturalLogarithmOfTwo
    let first = exactSum(multiple * logHigh, 2 * s.high)
    let second = exactSum(first.high, cubeTerm.high)
    let rest = first.low + second.low + 2 * s.low + cubeTerm.low + multiple * logLow + tail
    return exactSum(second.high, rest)
  }

  /// f / (2 + f) to twice the working precision.
  private static func preciseQuotient(_ f: Double) -> (high: Double, low: Double) {
    let divisor = exactSum(2, f)
    let quotient = f / divisor.high
    let product = exactProduct(quotient, divisor.high)
    let remainder = ((f - product.high) - product.low) - quotient * divisor.low
    return (quotient, remainder / divisor.high)
  }

  /// The product of two sums of doubles to nearly twice the working precision.
  private static func preciseProduct(
    _ left: (high: Double, low: Double), _ right: (high: Double, low: Double)
  ) -> (high: Double, low: Double) {
    let product = exactProduct(left.high, right.high)
    return (product.high, product.low + (left.high * right.low + left.low * right.high))
  }
}
