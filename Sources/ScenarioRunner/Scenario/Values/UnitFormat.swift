// Values with a unit, as scenarios write them: "60s", "1.5 NBT", "25 bp", "0.025 NBT/min".

/// Why a text is not the value it should be.
public struct UnitProblem: Error, Hashable, Sendable {
  /// What a message says after the name of the value: `must be a duration, found "60 NBT"`.
  public let predicate: String
  /// How to write it right.
  public let help: String?
}

/// How values of one kind are written: a decimal number and a unit, with or without a space between.
public struct UnitFormat<Value: Sendable>: Sendable {
  /// The kind with its article: "a duration".
  public let noun: String
  /// A value of the kind: "60s".
  public let example: String
  /// The units that may follow the number; the first is the one that a fix proposes.
  public let units: [String]
  /// Whether the fix puts a space between number and unit.
  let hasSpace: Bool
  /// The value of a number in one of the units.
  let convert: @Sendable (ExactDecimal, _ unit: String) throws(UnitProblem) -> Value
  /// The value in its usual notation.
  let describe: @Sendable (Value) -> String

  /// The value that a text stands for.
  public func parse(_ text: String) throws(UnitProblem) -> Value {
    let numeral = text.utf8.prefix(numeralLength(text))
    let unit = String(text.utf8.dropFirst(numeral.count).drop { $0 == ascii(" ") }) ?? ""
    guard let numeral = String(numeral), !numeral.isEmpty else { throw mismatch(quoted(text)) }
    guard let number = ExactDecimal(numeral) else {
      throw UnitProblem(
        predicate: "has too many digits: \(quoted(text))",
        help: "38 digits are kept, the last in the 250th place")
    }
    if unit.isEmpty { throw missingUnit(number, found: quoted(text)) }
    guard units.contains(unit) else { throw mismatch(quoted(text)) }
    return try convert(number, unit)
  }

  /// The complaint about a number without a unit, with the number and the likeliest unit as the fix.
  func missingUnit(_ number: ExactDecimal, found: String) -> UnitProblem {
    let unit = units.first ?? ""
    // 0.0025 as a ratio is 0.25 %.
    let shown = unit.hasPrefix("%") && number < 1 ? number.shifted(2) : number
    return UnitProblem(
      predicate: "must be \(noun) with its unit, found \(found)",
      help: "write \"\(shown)\(hasSpace ? " " : "")\(unit)\"")
  }

  /// The complaint about something else altogether.
  func mismatch(_ found: String) -> UnitProblem {
    let choice = units.count == 1 ? "" : " (units: \(units.joined(separator: ", ")))"
    return UnitProblem(
      predicate: "must be \(noun), found \(found)", help: "write for example \"\(example)\"\(choice)")
  }
}

/// The length of the number at the start of a text: everything that JSON's number syntax reaches.
private func numeralLength(_ text: String) -> Int {
  let bytes = Array(text.utf8)
  var end = 0
  func skip(while accepts: (UInt8) -> Bool) { while end < bytes.count, accepts(bytes[end]) { end += 1 } }
  func isDigit(at index: Int) -> Bool { index < bytes.count && ScenarioRunner.isDigit(bytes[index]) }

  if bytes.first == ascii("-") { end = 1 }
  guard isDigit(at: end) else { return 0 }
  // A leading zero stands alone: "05s" is no number followed by "s".
  if bytes[end] == ascii("0") { end += 1 } else { skip(while: ScenarioRunner.isDigit) }
  if end < bytes.count, bytes[end] == ascii("."), isDigit(at: end + 1) {
    end += 1
    skip(while: ScenarioRunner.isDigit)
  }
  if end < bytes.count, bytes[end] | 0x20 == ascii("e") {
    let isSigned = end + 1 < bytes.count && [ascii("+"), ascii("-")].contains(bytes[end + 1])
    let firstDigit = end + (isSigned ? 2 : 1)
    if isDigit(at: firstDigit) {
      end = firstDigit
      skip(while: ScenarioRunner.isDigit)
    }
  }
  return end
}
