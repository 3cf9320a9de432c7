// log and log1p.

extension DeterministicMath {
  /// The natural logarithm, within 1 ulp of the true value.
  ///
  /// Zero of either sign gives minus infinity, a negative number or NaN gives NaN.
  @inlinable
  public static func log(_ x: Double) -> Double {
    guard x > 0 && x < .infinity else { return logarithmOutsideRange(x) }
    let (fraction, exponent) = splitNearOne(x)
    return logarithm(ofOnePlus: fraction - 1, exponent: exponent, correction: 0)
  }

  /// The natural logarithm of 1 + x, within 1 ulp of the true value also where x is tiny.
  ///
  /// A zero keeps its sign; -1 gives minus infinity, less than that or NaN gives NaN.
  @inlinable
  public static func log1p(_ x: Double) -> Double {
    if x.magnitude < 0x1p-54 { return x }
    guard x > -1 && x < .infinity else { return logarithmOutsideRange(1 + x) }
    let sum = exactSum(1, x)
    let (fraction, exponent) = splitNearOne(sum.high)
    if exponent == 0 { return logarithm(ofOnePlus: x, exponent: 0, correction: 0) }
    return logarithm(ofOnePlus: fraction - 1, exponent: exponent, correction: sum.low / sum.high)
  }

  /// ln(1 + f) + exponent x ln 2 + correction, for sqrt(1/2) <= 1 + f < sqrt(2) and a correction below an
  /// ulp.
  ///
  /// With s = f / (2 + f), ln(1 + f) = 2 artanh s = f - f^2/2 + s (f^2/2 + R), where the series R = 2/3 s^2 +
  /// 2/5 s^4 + ... is small beside the terms that are exact or nearly so.
  @inlinable @inline(__always)
  static func logarithm(ofOnePlus f: Double, exponent: Int, correction: Double) -> Double {
    let s = f / (2 + f)
    let square = s * s
    let series =
      square
      * polynomial(
        square,
        [
          0.6666666666666666, 0.4000000000000088, 0.2857142857080323, 0.2222222239180047,
          0.18181795630884753, 0.15386240205813478, 0.13268759668560612, 0.13086767009948175,
        ])
    let halfSquare = 0.5 * f * f
    let multiple = Double(exponent)
    let (logHigh, logLow) = naturalLogarithmOfTwo
    let small = s * (halfSquare + series) + (multiple * logLow + correction)
    return multiple * logHigh - ((halfSquare - small) - f)
  }

  /// The parts of x = fraction x 2^exponent with sqrt(1/2) <= fraction < sqrt(2).
  /// - Precondition: x is positive and finite.
  @inlinable @inline(__always)
  static func splitNearOne(_ x: Double) -> (fraction: Double, exponent: Int) {
    let isSubnormal = x < 0x1p-1022
    let bits = (isSubnormal ? x * 0x1p54 : x).bitPattern
    // The distance in bit patterns from sqrt(1/2): whole binades above the 52 bits of the fraction.
    let rootOfHalf = 0x3fe6_a09e_667f_3bcd as UInt64
    let distance = Int64(bitPattern: bits &- rootOfHalf)
    let exponent = distance >> 52
    let fraction = Double(bitPattern: bits &- UInt64(bitPattern: exponent << 52))
    return (fraction, Int(exponent) - (isSubnormal ? 54 : 0))
  }

  /// The logarithm where there is no finite one.
  @usableFromInline @inline(never)
  static func logarithmOutsideRange(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    return x < 0 ? .nan : x
  }
}
