// The 256-bit unsigned word in which the reserve's contracts count.

import SimEngine

/// An unsigned integer of 256 bits, the machine word of the Ethereum virtual machine.
///
/// Operators with an ampersand wrap around 2^256 as the contracts do; the `…ReportingOverflow` forms say whether
/// they did. There is no trapping `+`, `-` or `*`: which of the two is
/// meant is always written down.
public struct UInt256: Hashable, Comparable, Sendable {
  /// The upper 128 bits.
  public var high: UInt128
  /// The lower 128 bits.
  public var low: UInt128

  /// The number high * 2^128 + low.
  public init(high: UInt128, low: UInt128) {
    self.high = high
    self.low = low
  }

  /// The same number in a wider word.
  public init(_ value: UInt128) { self.init(high: 0, low: value) }

  /// Nothing.
  public static let zero = UInt256(high: 0, low: 0)
  /// The largest word, 2^256 - 1.
  public static let max = UInt256(high: .max, low: .max)

  public static func < (left: UInt256, right: UInt256) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }

  /// The number of zero bits above the highest one; 256 for zero.
  public var leadingZeroBitCount: Int {
    high == 0 ? 128 + low.leadingZeroBitCount : high.leadingZeroBitCount
  }
}

extension UInt256: ExpressibleByIntegerLiteral {
  /// A literal of up to 128 bits.
  public init(integerLiteral value: UInt128) { self.init(value) }
}

extension UInt128 {
  /// The same number in a narrower word, or nil when it does not fit.
  public init?(exactly wide: UInt256) {
    guard wide.high == 0 else { return nil }
    self = wide.low
  }
}

extension Double {
  /// The double near a word, within one unit in its last place.
  public init(_ wide: UInt256) {
    // By far most words fit 64 bits, and converting a UInt128 takes a hundred times as long.
    if wide.high == 0, let narrow = UInt64(exactly: wide.low) {
      self.init(narrow)
    } else {
      self = Double(wide.high) * 0x1p128 + Double(wide.low)
    }
  }
}

// MARK: Sums, products and shifts

extension UInt256 {
  /// The sum modulo 2^256, and whether it was larger.
  public func addingReportingOverflow(_ other: UInt256) -> (
    partialValue: UInt256, overflow: Bool
  ) {
    let (lowSum, carry) = low.addingReportingOverflow(other.low)
    let (highSum, overflow) = high.addingReportingOverflow(other.high)
    let (carried, carryOverflow) = highSum.addingReportingOverflow(carry ? 1 : 0)
    return (UInt256(high: carried, low: lowSum), overflow || carryOverflow)
  }

  /// The difference modulo 2^256, and whether it was negative.
  public func subtractingReportingOverflow(_ other: UInt256) -> (
    partialValue: UInt256, overflow: Bool
  ) {
    let (lowDifference, borrow) = low.subtractingReportingOverflow(other.low)
    let (highDifference, overflow) = high.subtractingReportingOverflow(other.high)
    let (borrowed, borrowOverflow) = highDifference.subtractingReportingOverflow(borrow ? 1 : 0)
    return (UInt256(high: borrowed, low: lowDifference), overflow || borrowOverflow)
  }

  /// The product modulo 2^256, and whether it was larger.
  ///
  /// With a = aH * 2^128 + aL, the product is aH * bH * 2^256 + (aH * bL + aL * bH) * 2^128 + aL * bL: it fits when the
  /// first part is zero, the crossed products fit 128 bits and adding them to the last one carries nothing out.
  public func multipliedReportingOverflow(by other: UInt256) -> (
    partialValue: UInt256, overflow: Bool
  ) {
    let straight = low.multipliedFullWidth(by: other.low)
    if high == 0 && other.high == 0 {
      return (UInt256(high: straight.high, low: straight.low), false)
    }
    let (crossed, crossedOverflow) = high.multipliedReportingOverflow(by: other.low)
    let (mirrored, mirroredOverflow) = low.multipliedReportingOverflow(by: other.high)
    let (halfSum, halfOverflow) = straight.high.addingReportingOverflow(crossed)
    let (sum, sumOverflow) = halfSum.addingReportingOverflow(mirrored)
    let overflow =
      (high != 0 && other.high != 0) || crossedOverflow || mirroredOverflow || halfOverflow || sumOverflow
    return (UInt256(high: sum, low: straight.low), overflow)
  }

  /// The sum modulo 2^256.
  public static func &+ (left: UInt256, right: UInt256) -> UInt256 {
    left.addingReportingOverflow(right).partialValue
  }
  /// The difference modulo 2^256.
  public static func &- (left: UInt256, right: UInt256) -> UInt256 {
    left.subtractingReportingOverflow(right).partialValue
  }
  /// The product modulo 2^256.
  public static func &* (left: UInt256, right: UInt256) -> UInt256 {
    left.multipliedReportingOverflow(by: right).partialValue
  }

  /// The word moved up by a number of bits, zeros following; zero from 256 bits on.
  /// - Precondition: the count is not negative.
  public static func << (word: UInt256, count: Int) -> UInt256 {
    invariant(count >= 0, "a word is shifted by \(count) bits")
    if count >= 128 { return UInt256(high: word.low << (count - 128), low: 0) }
    return UInt256(high: word.high << count | word.low >> (128 - count), low: word.low << count)
  }

  /// The word moved down by a number of bits, the lowest ones lost; zero from 256 bits on.
  /// - Precondition: the count is not negative.
  public static func >> (word: UInt256, count: Int) -> UInt256 {
    invariant(count >= 0, "a word is shifted by \(count) bits")
    if count >= 128 { return UInt256(high: 0, low: word.high >> (count - 128)) }
    return UInt256(high: word.high >> count, low: word.low >> count | word.high << (128 - count))
  }
}

// MARK: Quotients

extension UInt256 {
  /// The whole quotient and what remains: self == quotient * divisor + remainder, remainder < divisor.
  /// - Precondition: the divisor is not zero.
  /// - Complexity: at most two divisions of 256 by 128 bits.
  public func quotientAndRemainder(dividingBy divisor: UInt256) -> (quotient: UInt256, remainder: UInt256) {
    invariant(divisor != .zero, "\(self) is divided by zero")
    if divisor.high == 0 {
      let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor.low)
      return (quotient, UInt256(remainder))
    }
    let quotient = UInt256(quotientByWideDivisor(divisor))
    return (quotient, self &- quotient &* divisor)
  }

  /// Long division in digits of 128 bits: first the upper digit, then its remainder joined to the lower one.
  private func quotientAndRemainder(dividingBy divisor: UInt128) -> (quotient: UInt256, remainder: UInt128) {
    if high == 0 {
      let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor)
      return (UInt256(quotient), remainder)
    }
    let (upper, carried) = high.quotientAndRemainder(dividingBy: divisor)
    let (lower, remainder) = divisor.dividingFullWidth((carried, low))
    return (UInt256(high: upper, low: lower), remainder)
  }

  /// The quotient by a divisor of more than 128 bits, which is itself below 2^128.
  ///
  /// Dividing half the dividend by the divisor's leading 128 bits gives a guess that is right or one too large once
  /// the shift is undone; taking one away and looking at the remainder settles it (Warren, Hacker's Delight, 9-5).
  private func quotientByWideDivisor(_ divisor: UInt256) -> UInt128 {
    let shift = divisor.high.leadingZeroBitCount
    let leading = (divisor << shift).high
    let half = self >> 1
    var guess = leading.dividingFullWidth((half.high, half.low)).quotient >> (127 - shift)
    if guess > 0 { guess -= 1 }
    let remainder = self &- UInt256(guess) &* divisor
    return remainder < divisor ? guess : guess + 1
  }

  /// The whole quotient.
  /// - Precondition: the divisor is not zero.
  public static func / (dividend: UInt256, divisor: UInt256) -> UInt256 {
    dividend.quotientAndRemainder(dividingBy: divisor).quotient
  }
}

// MARK: Decimal text

extension UInt256: LosslessStringConvertible {
  /// Ten to the 38th, the largest power of ten below 2^128: the digits of a word are handled in groups of 38.
  private static let groupSize = powerOfTen(38).magnitude
  private static let groupDigits = 38

  /// The number that a text of decimal digits alone writes, or nil for any other text and from 2^256 on.
  public init?(_ description: String) {
    guard !description.isEmpty else { return nil }
    self = .zero
    for digit in description.utf8 {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      let (scaled, overflow) = multipliedReportingOverflow(by: 10)
      let (sum, carry) = scaled.addingReportingOverflow(UInt256(UInt128(digit - UInt8(ascii: "0"))))
      if overflow || carry { return nil }
      self = sum
    }
  }

  /// The decimal digits, without leading zeros.
  public var description: String {
    let (upper, group) = quotientAndRemainder(dividingBy: Self.groupSize)
    let digits = String(group)
    guard upper != .zero else { return digits }
    return upper.description + String(repeating: "0", count: Self.groupDigits - digits.count) + digits
  }
}
