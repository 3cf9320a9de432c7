// The words, numbers and strings of a JSON text.

extension JSONReader {
  // MARK: Words and numbers

  mutating func readWord() throws(Diagnostic) -> JSONNode.Value {
    let word = wordAhead()
    let start = offset
    offset += word.utf8.count
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: break
    }
    let help =
      ["nan", "inf", "infinity"].contains(word.lowercased())
      ? "a number must be finite"
      : nearest(to: word, among: ["true", "false", "null"]).map { "did you mean \($0)?" }
        ?? "text stands in double quotes"
    throw error("\(quoted(word)) is not a JSON value", from: start, help: help)
  }

  /// The run of letters, digits and underscores that comes next, unless it begins with a digit.
  func wordAhead() -> String {
    guard let first = current, isLetter(first) || first == ascii("_") else { return "" }
    let word = bytes[offset...].prefix { isLetter($0) || isDigit($0) || $0 == ascii("_") }
    return String(decoding: word, as: UTF8.self)
  }

  mutating func readNumber() throws(Diagnostic) -> String {
    let start = offset
    _ = take(ascii("-"))
    let leading = offset
    try skipDigits("the sign")
    if bytes[leading] == ascii("0"), offset > leading + 1 {
      throw error("a number does not begin with 0", from: start)
    }
    if take(ascii(".")) { try skipDigits("the point") }
    if take(ascii("e")) || take(ascii("E")) {
      if !take(ascii("+")) { _ = take(ascii("-")) }
      try skipDigits("the exponent's \"e\"")
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    try checkMagnitude(of: text, from: start)
    return text
  }

  private mutating func skipDigits(_ before: String) throws(Diagnostic) {
    guard let byte = current, isDigit(byte) else { throw expected("a digit after \(before)") }
    while let byte = current, isDigit(byte) { offset += 1 }
  }

  private func checkMagnitude(of text: String, from start: Int) throws(Diagnostic) {
    if text.utf8.count > ScenarioLimits.numberBytes {
      throw error("a number longer than \(ScenarioLimits.numberBytes) characters", from: start)
    }
    let significand = text.utf8.prefix { $0 != ascii("e") && $0 != ascii("E") }
    let isZero = !significand.contains { (ascii("1")...ascii("9")).contains($0) }
    let number = Double(text) ?? .infinity
    if !number.isFinite { throw error("this number is too large", from: start) }
    if number == 0, !isZero { throw error("this number is too close to zero", from: start) }
  }

  // MARK: Strings

  mutating func readString() throws(Diagnostic) -> String {
    let open = offset
    offset += 1
    var text: [UInt8] = []
    while let byte = current {
      switch byte {
      case ascii("\""):
        offset += 1
        if text.count > ScenarioLimits.stringBytes {
          throw error("a string longer than \(ScenarioLimits.stringBytes) bytes", from: open)
        }
        return String(decoding: text, as: UTF8.self)
      case ascii("\\"): text.append(contentsOf: String(try readEscape()).utf8)
      case 0x0A: throw error("this string is not closed on its line", from: open)
      case 0..<0x20:
        let escape = jsonText(of: String(Unicode.Scalar(byte))).dropFirst().dropLast()
        throw error("a control character in a string", from: offset, help: "write \(escape)")
      default:
        text.append(byte)
        offset += 1
      }
    }
    throw error("this string is never closed", from: open)
  }

  private mutating func readEscape() throws(Diagnostic) -> Unicode.Scalar {
    let start = offset
    offset += 1
    guard let byte = current else { throw error("this escape is not finished", from: start) }
    offset += 1
    switch byte {
    case ascii("\""), ascii("\\"), ascii("/"): return Unicode.Scalar(byte)
    case ascii("b"): return "\u{08}"
    case ascii("f"): return "\u{0C}"
    case ascii("n"): return "\n"
    case ascii("r"): return "\r"
    case ascii("t"): return "\t"
    case ascii("u"): return try readUnicodeEscape(start)
    default:
      throw error("JSON does not have this escape", from: start, help: "for a backslash write \\\\")
    }
  }

  /// The scalar of `\uXXXX` or of the two such escapes of a surrogate pair; the first `\u` has been read.
  private mutating func readUnicodeEscape(_ start: Int) throws(Diagnostic) -> Unicode.Scalar {
    let first = try readFourHexDigits(start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, starts(with: "\\u", at: offset) {
      offset += 2
      let second = try readFourHexDigits(start)
      let scalar = 0x1_0000 + ((first - 0xD800) << 10) + (second & 0x3FF)
      if (0xDC00...0xDFFF).contains(second), let scalar = Unicode.Scalar(scalar) { return scalar }
    }
    throw error("half of a surrogate pair", from: start, help: "write the character itself")
  }

  private mutating func readFourHexDigits(_ start: Int) throws(Diagnostic) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = current.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw error("four hexadecimal digits belong after \\u", from: start)
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  private func error(_ message: String, from start: Int, help: String? = nil) -> Diagnostic {
    Diagnostic(message, at: source.span(start..<offset), help: help)
  }
}

/// The code of an ASCII character.
@inline(__always)
func ascii(_ character: Unicode.Scalar) -> UInt8 { UInt8(truncatingIfNeeded: character.value) }

func isDigit(_ byte: UInt8) -> Bool { (ascii("0")...ascii("9")).contains(byte) }

func isLetter(_ byte: UInt8) -> Bool { (ascii("a")...ascii("z")).contains(byte | 0x20) }
