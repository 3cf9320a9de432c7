// Doubles as people read them: a few digits that count, in plain notation.

import SimEngine

/// A number with so many digits that count and no more: "50.34", "0.0000503", "1440000"; from 10^16 on with its
/// power of ten, "2.53558e299".
func readable(_ value: Double, digits: Int = 6) -> String {
  if value == .infinity { return "more than 10^308" }
  let parts = "\(value)".split(separator: "e+")
  if parts.count == 2, let mantissa = Double(parts[0]) {
    return "\(readable(mantissa, digits: digits))e\(parts[1])"
  }
  guard let exact = ExactDecimal("\(value)") else { return "\(value)" }
  let surplus = "\(exact.significand.magnitude)".count - digits
  guard surplus > 0 else { return exact.description }
  let unit = powerOfTen(surplus)
  let half = exact.significand < 0 ? -unit / 2 : unit / 2
  return ExactDecimal((exact.significand + half) / unit, timesTenTo: exact.exponent + surplus).description
}
