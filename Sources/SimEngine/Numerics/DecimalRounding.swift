// Rounding doubles to decimals as Python 2 and Java do it: on the exact binary value, in integers.

/// The double nearest to the value's exact binary fraction rounded to decimals, where a half goes away from
/// zero.
///
/// As Python 2 does with `round(value, decimals)`: 0.001953125 at eight decimals is 0.00195313, and 2.675 at
/// two is 2.67, since its double lies below the half. A zero keeps the sign of the value; infinities and NaN
/// pass through.
/// - Precondition: 0 <= decimals <= 18.
public func roundHalfAwayFromZero(_ value: Double, decimals: Int) -> Double {
  roundExactly(value, decimals: decimals, halfGoesUp: true)
}

/// The double nearest to the value's exact binary fraction rounded to decimals, where a half goes towards
/// zero.
///
/// As Java does with `new BigDecimal(value).setScale(decimals, HALF_DOWN).doubleValue()`, except that a zero
/// keeps the sign of the value. Infinities and NaN pass through.
/// - Precondition: 0 <= decimals <= 18.
public func roundHalfDown(_ value: Double, decimals: Int) -> Double {
  roundExactly(value, decimals: decimals, halfGoesUp: false)
}

/// Rounds significand x 2^-shift x 10^decimals to a whole number of decimal units, and that to the nearest
/// double.
private func roundExactly(_ value: Double, decimals: Int, halfGoesUp: Bool) -> Double {
  invariant((0...18).contains(decimals), "\(decimals) decimals are outside 0 to 18")
  let exponentBits = Int(value.exponentBitPattern)
  let shift = 1_075 - max(exponentBits, 1)
  // A double from 2^52 on is whole; so are, after their fashion, infinity and NaN.
  guard shift > 0 else { return value }
  let hiddenBit: UInt64 = exponentBits == 0 ? 0 : 1 << 52
  let scale = UInt64(powerOfTen(decimals))
  // Below 2^53 x 10^18 < 2^113, so that a shift past 113 leaves less than a half.
  let exact = UInt128(value.significandBitPattern | hiddenBit) * UInt128(scale)
  var units: UInt128 = 0
  if shift <= 113 {
    let half = UInt128(1) << (shift - 1)
    units = (exact + (halfGoesUp ? half : half - 1)) >> shift
  }
  // Past 2^53 units doubles lie further apart than the decimals: the value is the nearest one to its own
  // rounding.
  guard units <= 1 << 53 else { return value }
  // Both operands are exact doubles, hence the quotient is the nearest double to theirs.
  let magnitude = Double(UInt64(units)) / Double(scale)
  return value.sign == .minus ? -magnitude : magnitude
}
