// What travels between clients, exchanges, files and the pool, once somebody has read it as JSON.

/// A JSON value without its text: the pool checks forms, but does not read JSON itself.
public indirect enum WireValue: Hashable, Sendable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([WireValue])
  /// Members in the order of the text, each key once.
  case object([Member])

  /// A key with its value.
  public struct Member: Hashable, Sendable {
    /// Its name.
    public let key: String
    /// What it stands for.
    public let value: WireValue

    /// A member of an object.
    public init(_ key: String, _ value: WireValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a key, or nil where there is no such key or no object at all.
  public subscript(key: String) -> WireValue? { members?.first { $0.key == key }?.value }

  /// The members of an object, or nil for any other value.
  public var members: [Member]? { if case .object(let members) = self { members } else { nil } }
  /// The elements of a list, or nil for any other value.
  public var elements: [WireValue]? { if case .list(let elements) = self { elements } else { nil } }
  /// The text, or nil for any other value.
  public var text: String? { if case .text(let text) = self { text } else { nil } }

  /// The number, also one that is written as a text, as some exchanges do; nil for anything else that is not finite.
  public var number: Double? {
    switch self {
    case .number(let number): number.isFinite ? number : nil
    case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    default: nil
    }
  }

  /// Whether the original takes the value for given: null, false, zero and whatever is empty are not.
  public var isGiven: Bool {
    switch self {
    case .null: false
    case .flag(let flag): flag
    case .number(let number): number != 0
    case .text(let text): !text.isEmpty
    case .list(let elements): !elements.isEmpty
    case .object(let members): !members.isEmpty
    }
  }

  /// The value as the original writes it: one line, a blank after each colon and comma, all but ASCII escaped.
  public var line: String {
    switch self {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .number(let number): Self.digits(of: number)
    case .text(let text): Self.quoted(text)
    case .list(let elements): "[" + elements.map(\.line).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0.key)): \($0.value.line)" }.joined(separator: ", ") + "}"
    }
  }

  /// The shortest digits that read back, without a point where the number is whole.
  private static func digits(of number: Double) -> String {
    Int64(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  private static func quoted(_ text: String) -> String {
    let escapes: [Unicode.Scalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{8}": "\\b", "\u{C}": "\\f",
    ]
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if let escape = escapes[scalar] {
        quoted += escape
      } else if scalar.value >= 0x20 && scalar.value < 0x7F {
        quoted.unicodeScalars.append(scalar)
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return quoted + "\""
  }
}
