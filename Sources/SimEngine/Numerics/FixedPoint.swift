// Products and quotients of integers without overflow in between, with the rounding said aloud.

/// Which way an inexact result goes.
@frozen
public enum Rounding: UInt8, Hashable, Sendable, CaseIterable {
  /// Towards minus infinity: never more than the exact result.
  case down
  /// Towards plus infinity: never less than the exact result.
  case up
  /// To the nearest whole number; a half goes away from zero.
  case halfAwayFromZero
}

/// left x right / divisor, rounded once: the product is kept in twice the width.
///
/// For money, prices and quantities; the caller says which way rounding goes, as a rule against the party
/// that asks.
/// - Parameters:
///   - left: A factor of type `Int64` or `Int128`.
///   - right: The other factor.
///   - divisor: What the product is divided by; may be negative.
///   - rounding: Which way an inexact quotient goes.
/// - Precondition: the divisor is not zero and the result fits the type.
/// - Complexity: one full-width multiplication and division, no allocation.
@inlinable
public func mulDiv<Integer: FixedWidthInteger & SignedInteger>(
  _ left: Integer, _ right: Integer, dividedBy divisor: Integer, rounding: Rounding
) -> Integer where Integer.Magnitude: FixedWidthInteger, Integer.Magnitude.Magnitude == Integer.Magnitude {
  let result = mulDivIfRepresentable(left, right, dividedBy: divisor, rounding: rounding)
  guard let result else { mulDivOverflow("\(left) x \(right) / \(divisor)") }
  return result
}

/// left x right / divisor, rounded once, or nil when the result does not fit the type.
///
/// As ``mulDiv(_:_:dividedBy:rounding:)`` for inputs that nobody has bounded yet.
/// - Precondition: the divisor is not zero.
@inlinable
public func mulDivIfRepresentable<Integer: FixedWidthInteger & SignedInteger>(
  _ left: Integer, _ right: Integer, dividedBy divisor: Integer, rounding: Rounding
) -> Integer? where Integer.Magnitude: FixedWidthInteger, Integer.Magnitude.Magnitude == Integer.Magnitude {
  invariant(divisor != 0, "\(left) x \(right) is divided by zero")
  let isNegative = ((left < 0) != (right < 0)) != (divisor < 0)
  let product = left.magnitude.multipliedFullWidth(by: right.magnitude)
  let unit = divisor.magnitude
  guard product.high < unit else { return nil }
  let (quotient, remainder) =
    product.high == 0
    ? product.low.quotientAndRemainder(dividingBy: unit) : unit.dividingFullWidth(product)
  let growsMagnitude =
    switch rounding {
    case .down: isNegative && remainder != 0
    case .up: !isNegative && remainder != 0
    case .halfAwayFromZero: remainder >= unit - remainder
    }
  let (magnitude, overflow) = quotient.addingReportingOverflow(growsMagnitude ? 1 : 0)
  guard !overflow else { return nil }
  if !isNegative { return Integer(exactly: magnitude) }
  return magnitude == Integer.min.magnitude ? Integer.min : Integer(exactly: magnitude).map { -$0 }
}

/// Ends the program; kept out of line, so that `mulDiv` stays short where it is inlined.
@usableFromInline @inline(never)
func mulDivOverflow(_ expression: String) -> Never {
  invariantFailure("\(expression) does not fit its type", #fileID, #line)
}
