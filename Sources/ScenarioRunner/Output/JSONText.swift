// JSON as it is written: keys in the order given, so that equal values give equal bytes.

import SimEngine

/// A JSON value to be written.
///
/// Objects keep the order of their keys; there is no dictionary in between whose order could change.
public indirect enum JSONText: Sendable {
  case null
  case bool(Bool)
  /// A whole number; wide enough for every seed and every amount.
  case integer(Int128)
  /// A finite double, written as the shortest text that reads back to the same bits.
  case real(Double)
  /// A number whose digits are kept as they were read, such as "0.10" of a scenario.
  case number(String)
  case string(String)
  case array([JSONText])
  case object([(key: String, value: JSONText)])

  /// An object of the same keys with one more at the end.
  /// - Precondition: this is an object.
  public func adding(_ key: String, _ value: JSONText) -> JSONText {
    guard case .object(let members) = self else {
      invariant(false, "\"\(key)\" was added to a JSON value that is no object")
      return self
    }
    return .object(members + [(key: key, value: value)])
  }

  /// The value as UTF-8, indented by two spaces a level, with a line feed at the end.
  ///
  /// An array that holds neither arrays nor objects stays on one line.
  public func bytes() -> [UInt8] {
    var output: [UInt8] = []
    append(to: &output, indent: 0)
    output.append(UInt8(ascii: "\n"))
    return output
  }

  private func append(to output: inout [UInt8], indent: Int) {
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .integer(let value): output += value.description.utf8
    case .real(let value):
      invariant(value.isFinite, "\(value) cannot be written as JSON")
      output += value.description.utf8
    case .number(let digits): output += digits.utf8
    case .string(let text): output += jsonText(of: text).utf8
    case .array(let elements) where elements.allSatisfy(\.isScalar):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output += ", ".utf8 }
        element.append(to: &output, indent: indent)
      }
      output.append(UInt8(ascii: "]"))
    case .array(let elements):
      Self.appendBlock(elements, "[", "]", to: &output, indent: indent) { element, output in
        element.append(to: &output, indent: indent + 1)
      }
    case .object(let members):
      Self.appendBlock(members, "{", "}", to: &output, indent: indent) { member, output in
        output += "\(jsonText(of: member.key)): ".utf8
        member.value.append(to: &output, indent: indent + 1)
      }
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  /// Appends elements one a line between brackets, or the bare brackets when there are none.
  private static func appendBlock<Element>(
    _ elements: [Element], _ opening: String, _ closing: String, to output: inout [UInt8], indent: Int,
    appendElement: (Element, inout [UInt8]) -> Void
  ) {
    output += opening.utf8
    for (index, element) in elements.enumerated() {
      output += (index == 0 ? "\n" : ",\n").utf8
      output += repeatElement(UInt8(ascii: " "), count: 2 * (indent + 1))
      appendElement(element, &output)
    }
    if !elements.isEmpty {
      output.append(UInt8(ascii: "\n"))
      output += repeatElement(UInt8(ascii: " "), count: 2 * indent)
    }
    output += closing.utf8
  }
}

extension JSONText: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(Int128(value)) }
  public init(floatLiteral value: Double) { self = .real(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONText...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONText)...) {
    self = .object(elements.map { (key: $0.0, value: $0.1) })
  }
}
