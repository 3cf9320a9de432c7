// Elementary functions that give the same bits on every processor.

/// Exponential, logarithm, power and normal distribution with the same bits on every processor and in every
/// build.
///
/// The system's mathematics library picks its variant by processor (with or without fused multiply-add) and
/// may differ in the last bit, which a simulation amplifies into another trajectory. Here everything is made
/// of IEEE 754 addition, subtraction, multiplication, division and square root in double precision and of
/// operations on bits, each correctly rounded everywhere. That rests on Swift never contracting `a * b + c`
/// into one fused operation, which it does not.
///
/// Polynomials are near-minimax fits (Chebyshev interpolation in 50 digits), rounded to doubles.
public enum DeterministicMath {
  /// ln 2 in two parts: the first has eleven trailing zero bits, so that its product with any exponent is
  /// exact.
  @inlinable static var naturalLogarithmOfTwo: (high: Double, low: Double) {
    (0x1.62e42fefa3800p-1, 0x1.ef35793c76730p-45)
  }

  /// A polynomial with the given coefficients, constant term first.
  ///
  /// Even and odd powers are summed apart, which halves the chain of dependent operations.
  /// - Precondition: at least two coefficients.
  @inlinable @inline(__always)
  static func polynomial<let count: Int>(_ x: Double, _ coefficients: [count of Double]) -> Double {
    let square = x * x
    var upper = coefficients[count - 1]
    var lower = coefficients[count - 2]
    var index = count - 3
    while index > 0 {
      upper = upper * square + coefficients[index]
      lower = lower * square + coefficients[index - 1]
      index -= 2
    }
    if index == 0 { return upper * square + coefficients[0] + x * lower }
    return lower + x * upper
  }

  /// A sum and what rounding took from it: `high + low` is exactly `left + right`.
  /// - Source: D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B.
  @inlinable @inline(__always)
  static func exactSum(_ left: Double, _ right: Double) -> (high: Double, low: Double) {
    let sum = left + right
    let rightPart = sum - left
    let leftPart = sum - rightPart
    return (sum, (left - leftPart) + (right - rightPart))
  }

  /// A product and what rounding took from it: `high + low` is exactly `left x right`.
  ///
  /// Both factors are cut into halves of 26 bits, whose products are exact.
  /// - Precondition: no intermediate result overflows or underflows (factors between 2^-480 and 2^480 are
  ///   safe).
  /// - Source: T. J. Dekker, "A floating-point technique for extending the available precision", Numerische
  ///   Mathematik 18 (1971) 224-242, doi:10.1007/BF01397083.
  @inlinable @inline(__always)
  static func exactProduct(_ left: Double, _ right: Double) -> (high: Double, low: Double) {
    let product = left * right
    let leftUpper = upperHalf(left)
    let rightUpper = upperHalf(right)
    let leftLower = left - leftUpper
    let rightLower = right - rightUpper
    let lost =
      ((leftUpper * rightUpper - product) + leftUpper * rightLower + leftLower * rightUpper)
      + leftLower * rightLower
    return (product, lost)
  }

  /// The value rounded to 26 significant bits.
  @inlinable @inline(__always)
  static func upperHalf(_ value: Double) -> Double {
    let scaled = value * 0x1.0000002p27
    return scaled - (scaled - value)
  }
}
