// Decimal numbers as people write them, without rounding.

import SimEngine

/// A decimal number, exactly: a whole significand times a power of ten.
///
/// Scenario figures stay in this form until it is known what they are counted in; only then do they become base units,
/// nanoseconds or the nearest double.
public struct ExactDecimal: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// The digits with the sign; not a multiple of ten unless zero.
  public let significand: Int128
  /// The power of ten by which the significand is multiplied; zero for the number zero.
  public let exponent: Int

  /// The largest power of ten, either way, of a number that is read: its double is finite, and zero only for zero.
  static let exponentLimit = 250

  /// A whole number.
  public init(integerLiteral value: Int) {
    self.init(Int128(value), timesTenTo: 0)
  }

  /// A whole number times a power of ten.
  public init(_ significand: Int128, timesTenTo exponent: Int) {
    var (significand, exponent) = (significand, exponent)
    while significand != 0, significand.isMultiple(of: 10) {
      significand /= 10
      exponent += 1
    }
    self.significand = significand
    self.exponent = significand == 0 ? 0 : exponent
  }

  /// The number that a text in JSON's number syntax stands for.
  ///
  /// Nil if the text is something else, if it has more significant digits than 128 bits hold (38), or if its
  /// last one stands beyond the 250th place on either side of the point.
  public init?(_ text: some StringProtocol) {
    var digits = DecimalDigits(Array(text.utf8))
    guard let parsed = digits.parse() else { return nil }
    self = parsed
  }

  /// The number times a power of ten.
  public func shifted(_ places: Int) -> ExactDecimal {
    ExactDecimal(significand, timesTenTo: exponent + places)
  }

  /// How many digits stand behind the decimal point.
  public var fractionDigits: Int { max(0, -exponent) }

  /// The number times a power of ten as an integer; nil if that is not whole or does not fit.
  public func integer(timesTenTo power: Int) -> Int128? {
    let power = exponent + power
    if significand == 0 { return 0 }
    guard (0...38).contains(power) else { return nil }
    let (product, overflow) = significand.multipliedReportingOverflow(by: powerOfTen(power))
    return overflow ? nil : product
  }

  /// The nearest double, correctly rounded.
  public var double: Double { Double("\(significand)e\(exponent)") ?? 0 }
}

extension ExactDecimal: CustomStringConvertible {
  /// The number in plain notation: "1250", "0.025", "-3.5".
  public var description: String {
    let digits = String(significand.magnitude)
    let sign = significand < 0 ? "-" : ""
    if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
    return "\(sign)\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
  }
}

extension ExactDecimal: Comparable {
  public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    if left.significand.signum() != right.significand.signum() { return left.significand < right.significand }
    let common = min(left.exponent, right.exponent)
    // A side that overflows at the common exponent is the one further from zero.
    guard let leftDigits = left.integer(timesTenTo: -common) else { return left.significand < 0 }
    guard let rightDigits = right.integer(timesTenTo: -common) else { return right.significand > 0 }
    return leftDigits < rightDigits
  }
}

/// Takes a number apart, from its first byte to its last.
private struct DecimalDigits {
  private let bytes: [UInt8]
  private var offset = 0
  private var significand: Int128 = 0
  /// Zeros read since the last other digit: they count only if another digit follows.
  private var pendingZeros = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() -> ExactDecimal? {
    let isNegative = take("-")
    let start = offset
    guard let whole = readDigits() else { return nil }
    if whole > 1, bytes[start] == ascii("0") { return nil }
    var exponent = 0
    if take(".") {
      guard let fraction = readDigits() else { return nil }
      exponent = -fraction
    }
    if take("e") || take("E") {
      guard let written = readExponent() else { return nil }
      exponent += written
    }
    guard offset == bytes.count else { return nil }
    let number = ExactDecimal(isNegative ? -significand : significand, timesTenTo: exponent + pendingZeros)
    return number.exponent.magnitude <= ExactDecimal.exponentLimit ? number : nil
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == ascii(character) else { return false }
    offset += 1
    return true
  }

  private mutating func nextDigit() -> Int? {
    guard offset < bytes.count, isDigit(bytes[offset]) else { return nil }
    offset += 1
    return Int(bytes[offset - 1] - ascii("0"))
  }

  /// Appends digits to the significand; returns their count, or nil if there is none or too many matter.
  private mutating func readDigits() -> Int? {
    let start = offset
    while let digit = nextDigit() {
      pendingZeros += 1
      if digit == 0 { continue }
      guard append(digit) else { return nil }
      pendingZeros = 0
    }
    return offset > start ? offset - start : nil
  }

  /// Appends a digit after the pending zeros, the last of which stands for the digit itself.
  private mutating func append(_ digit: Int) -> Bool {
    guard significand != 0 else {
      significand = Int128(digit)
      return true
    }
    guard pendingZeros <= 38 else { return false }
    let (product, overflow) = significand.multipliedReportingOverflow(by: powerOfTen(pendingZeros))
    let (sum, carry) = product.addingReportingOverflow(Int128(digit))
    significand = sum
    return !overflow && !carry
  }

  private mutating func readExponent() -> Int? {
    let isNegative = !take("+") && take("-")
    guard var exponent = nextDigit() else { return nil }
    // Large enough to be refused with any number of digits, small enough not to overflow.
    while let digit = nextDigit() { exponent = min(exponent * 10 + digit, 1_000_000_000) }
    return isNegative ? -exponent : exponent
  }
}
