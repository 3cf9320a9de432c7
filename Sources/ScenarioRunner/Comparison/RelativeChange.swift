// By how much a figure changed, relative to what it was.

import Foundation

/// What two texts of a result are to each other as numbers.
enum RelativeChange {
  /// The number that a text is: plain digits with a point and an exponent; nil for any other text.
  static func number(_ text: String) -> Double? {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    guard isPlain, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// (new - old) / |old|; nil unless both are numbers, they differ, and the old one is not zero.
  static func between(_ old: String?, _ new: String?) -> Double? {
    guard let old = old.flatMap(number), let new = new.flatMap(number), old != 0, new != old else {
      return nil
    }
    let change = (new - old) / abs(old)
    return change.isFinite ? change : nil
  }

  /// Whether two texts say the same to within a share of the larger of two numbers; without a tolerance, to the letter.
  static func isSame(_ old: String?, _ new: String?, tolerance: Double?) -> Bool {
    if old == new { return true }
    guard let tolerance, let old = old.flatMap(number), let new = new.flatMap(number) else { return false }
    return abs(new - old) <= tolerance * max(abs(old), abs(new))
  }

  /// A change in words: "+12.3 %", or "-1.2e-9" where percents would need many zeros.
  static func text(_ change: Double) -> String {
    let sign = change < 0 ? "-" : "+"
    let size = abs(change)
    if size >= 0.0001, size < 1e6 {
      let percent = (size * 1e4).rounded() / 100
      return "\(sign)\(percent) %"
    }
    var exponent = Int(log10(size).rounded(.down))
    var tenths = Int((size / pow(10, Double(exponent)) * 10).rounded())
    if tenths == 100 { (tenths, exponent) = (10, exponent + 1) }
    return "\(sign)\(tenths / 10).\(tenths % 10)e\(exponent)"
  }
}
