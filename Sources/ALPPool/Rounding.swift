// Decimal rounding of doubles as the original server's language does it.

import SimEngine

/// The double nearest to the value rounded to a number of decimals, halves away from zero.
///
/// What counts as half is decided on the exact binary value: 0.001953125 is eight decimals and a half exactly
/// and goes up, while 1.005 lies below its decimal text and goes down to two.
/// - Precondition: finite, at most 15 decimals, and the rounded figure has at most 15 digits.
func roundHalfAwayFromZero(_ value: Double, decimals: Int) -> Double {
  let scale = Double(powerOfTen(decimals))
  let magnitude = value.magnitude
  var units = (magnitude * scale).rounded()
  // The product is rounded and may have crossed a half; a fused multiply-add tells where the exact one lies.
  if (-(units + 0.5)).addingProduct(magnitude, scale) >= 0 { units += 1 }
  if (-(units - 0.5)).addingProduct(magnitude, scale) < 0 { units -= 1 }
  return value < 0 ? -(units / scale) : units / scale
}
