// The exponential and the logarithm from the four operations alone, the same on every machine.

/// Elementary functions within a few units in the last place.
enum DeterministicMath {
  private static let ln2High = 0x1.62e42fee00000p-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// e^x: a power of two times the Taylor series of what remains.
  static func exp(_ x: Double) -> Double {
    guard x.magnitude < 750 else { return x > 0 ? .infinity : x < 0 ? 0 : .nan }
    let power = (x / (ln2High + ln2Low)).rounded()
    let rest = (x - power * ln2High) - power * ln2Low
    var sum = 1.0
    for n in stride(from: 15.0, to: 0, by: -1) { sum = 1 + sum * rest / n }
    let half = Int(power) / 2
    return sum * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: Int(power) - half, significand: 1)
  }

  /// ln x: the exponent's part plus 2 artanh of the significand's.
  static func log(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
    let isUpper = x.significand > 1.414_213_562_373_095_1
    let significand = isUpper ? x.significand / 2 : x.significand
    let exponent = Double(x.exponent) + (isUpper ? 1 : 0)
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 0.0
    for n in stride(from: 23.0, to: 1, by: -2) { sum = (sum + 1 / n) * square }
    return exponent * ln2High + (2 * ratio + (2 * ratio * sum + exponent * ln2Low))
  }
}
