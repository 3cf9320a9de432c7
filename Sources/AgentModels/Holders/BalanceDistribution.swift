// How a supply is spread over its holders.

import SimEngine

/// Splits an amount in proportion to weights, to the last base unit.
///
/// Everybody first gets his share rounded down; the units left over go to those who lost most by that (largest
/// remainder), the earlier of equals first. Weights count to 2^-40 of their sum.
/// Laws: the parts sum to the amount; a larger weight never gets less; equal weights differ by at most one unit.
/// - Parameters:
///   - amount: What is split, not negative.
///   - weights: Finite, >= 0, not all zero; shape [holders].
/// - Returns: The parts, in the order of the weights.
/// - Complexity: O(n log n).
func split(_ amount: Amount, by weights: [Double]) -> [Amount] {
  let total = weights.reduce(0, +)
  invariant(amount >= .zero && total > 0, "an amount is split over nobody")
  let parts = weights.map { UInt128(($0 / total * 0x1p40).rounded(.toNearestOrAwayFromZero)) }
  let whole = parts.reduce(0, +)
  let shares = parts.map { whole.dividingFullWidth(amount.baseUnits.magnitude.multipliedFullWidth(by: $0)) }
  var amounts = shares.map { Int128($0.quotient) }
  let missing = Int(amount.baseUnits - amounts.reduce(0, +))
  let byRemainder = shares.indices.sorted {
    (shares[$1].remainder, $0) < (shares[$0].remainder, $1)
  }
  for index in byRemainder.prefix(missing) { amounts[index] += 1 }
  return amounts.map(Amount.init(baseUnits:))
}
