// Reads JSON (RFC 8259) strictly and keeps the place of every value.

/// Reads a JSON text into a tree of nodes.
///
/// Where the standard leaves the choice to the reader, this one decides: a byte order mark, text that is not UTF-8, an
/// escaped half of a surrogate pair, and a number whose double would be infinite, or zero although its digits are not,
/// are errors; so is whatever exceeds `ScenarioLimits`. Whole numbers of any length are kept by their text. Equal keys
/// are kept too: `JSONNode.reportDuplicateKeys(to:)` reports them together with the other errors of meaning.
public struct JSONReader {
  /// What is accepted beyond the standard.
  public enum Dialect: Hashable, Sendable {
    /// Nothing.
    case strict
    /// Comments, `//` to the end of the line and `/*` to `*/`, and a comma after the last element.
    case commented
  }

  let source: SourceText
  let bytes: [UInt8]
  private let dialect: Dialect
  private let end: Int
  var offset: Int
  private var depth = 0

  /// Reads one JSON value and makes sure that nothing follows it.
  ///
  /// - Parameters:
  ///   - source: The text.
  ///   - start: The byte at which to begin; what lies before it belongs to the source but not to the JSON.
  ///   - limit: The most bytes that the source may have; the record of many runs is larger than any scenario.
  /// - Throws: The first error of syntax.
  /// - Complexity: O(bytes); the call stack grows with the depth, which is limited.
  public static func read(
    _ source: SourceText, from start: Int = 0, dialect: Dialect = .commented,
    limit: Int = ScenarioLimits.fileBytes
  ) throws(Diagnostic) -> JSONNode {
    var reader = JSONReader(source: source, from: start, dialect: dialect)
    try reader.checkEncoding(limit: limit)
    try reader.skipBlanks()
    if reader.current == nil { throw reader.expected("a value", help: "the text is empty") }
    let node = try reader.readValue()
    try reader.skipBlanks()
    if reader.offset < reader.end {
      throw reader.expected("the end of the text")
    }
    return node
  }

  private init(source: SourceText, from start: Int, dialect: Dialect) {
    self.source = source
    self.bytes = source.bytes
    self.dialect = dialect
    self.offset = start
    self.end = source.bytes.count
  }

  // MARK: Text

  private func checkEncoding(limit: Int) throws(Diagnostic) {
    if end > limit {
      throw Diagnostic("\(source.name) is larger than 1 MiB", help: "split it with \"extends\"")
    }
    if bytes[offset...].starts(with: SourceText.byteOrderMark) {
      throw Diagnostic(
        "the text begins with a byte order mark", at: source.span(offset..<offset + 3),
        help: "save it as UTF-8 without BOM")
    }
    try source.checkUTF8(from: offset)
  }

  var current: UInt8? { offset < end ? bytes[offset] : nil }

  func starts(with text: StaticString, at place: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= end else { return false }
    return text.withUTF8Buffer { bytes[place..<place + count].elementsEqual($0) }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skipBlanks() throws(Diagnostic) {
    while let byte = current {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      case ascii("/") where starts(with: "//", at: offset) || starts(with: "/*", at: offset):
        try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(Diagnostic) {
    let start = offset
    let isLine = starts(with: "//", at: start)
    if dialect == .strict {
      throw Diagnostic("strict JSON has no comments", at: source.span(start..<start + 2))
    }
    offset += 2
    if isLine {
      while let byte = current, byte != 0x0A { offset += 1 }
      return
    }
    while offset < end {
      if starts(with: "*/", at: offset) {
        offset += 2
        return
      }
      offset += 1
    }
    throw Diagnostic(
      "this comment is never closed", at: source.span(start..<start + 2), help: "end it with */")
  }

  // MARK: Values

  private mutating func readValue() throws(Diagnostic) -> JSONNode {
    let start = offset
    let value: JSONNode.Value
    switch current {
    case ascii("{"): value = .object(try readMembers())
    case ascii("["): value = .array(try readElements())
    case ascii("\""): value = .string(try readString())
    case let byte? where byte == ascii("-") || isDigit(byte): value = .number(try readNumber())
    case let byte? where isLetter(byte): value = try readWord()
    case ascii("'"): throw expected("a value", help: quotesHelp)
    default: throw expected("a value")
    }
    return JSONNode(value, at: source.span(start..<offset))
  }

  private mutating func readElements() throws(Diagnostic) -> [JSONNode] {
    let open = try enter()
    var elements: [JSONNode] = []
    if try closes(ascii("]")) { return elements }
    repeat {
      try checkCount(elements.count, of: "elements")
      elements.append(try readValue())
    } while try continues(ascii("]"), openedAt: open)
    return elements
  }

  private mutating func readMembers() throws(Diagnostic) -> [JSONMember] {
    let open = try enter()
    var members: [JSONMember] = []
    if try closes(ascii("}")) { return members }
    repeat {
      try checkCount(members.count, of: "keys")
      members.append(try readMember())
    } while try continues(ascii("}"), openedAt: open)
    return members
  }

  private mutating func readMember() throws(Diagnostic) -> JSONMember {
    let start = offset
    guard current == ascii("\"") else {
      let word = wordAhead()
      throw expected("a key in double quotes", help: word.isEmpty ? quotesHelp : "write \"\(word)\"")
    }
    let key = try readString()
    let keySpan = source.span(start..<offset)
    try skipBlanks()
    guard take(ascii(":")) else { throw expected("\":\" after the key") }
    try skipBlanks()
    return JSONMember(key: key, keySpan: keySpan, value: try readValue())
  }

  /// Steps over the opening bracket and returns its place.
  private mutating func enter() throws(Diagnostic) -> Int {
    let open = offset
    depth += 1
    if depth > ScenarioLimits.depth {
      throw Diagnostic("more than \(ScenarioLimits.depth) levels of brackets", at: here)
    }
    offset += 1
    return open
  }

  /// Whether the closing bracket comes next; steps over it.
  private mutating func closes(_ close: UInt8) throws(Diagnostic) -> Bool {
    try skipBlanks()
    guard take(close) else { return false }
    depth -= 1
    return true
  }

  /// Steps over the comma to the next item, or over the closing bracket: then the answer is false.
  private mutating func continues(_ close: UInt8, openedAt open: Int) throws(Diagnostic) -> Bool {
    let endOfItem = offset
    if try closes(close) { return false }
    if current == nil {
      let (kind, bracket) = close == ascii("}") ? ("object", "}") : ("array", "]")
      throw Diagnostic(
        "this \(kind) is never closed", at: source.span(open..<open + 1),
        help: "add the \"\(bracket)\" at its end")
    }
    let comma = offset
    guard take(ascii(",")) else {
      if beginsItem {
        let what = close == ascii("}") ? "key" : "element"
        throw Diagnostic(
          "a comma is missing before the next \(what)", at: source.span(endOfItem..<endOfItem),
          help: "put it here")
      }
      throw expected("\",\" or \"\(Character(Unicode.Scalar(close)))\"")
    }
    guard try closes(close) else { return true }
    if dialect == .strict {
      throw Diagnostic("strict JSON has no comma after the last element", at: source.span(comma..<comma + 1))
    }
    return false
  }

  /// Whether another element or key seems to come next.
  private var beginsItem: Bool {
    current.map {
      isLetter($0) || isDigit($0) || [ascii("\""), ascii("{"), ascii("["), ascii("-")].contains($0)
    } ?? false
  }

  private func checkCount(_ count: Int, of what: String) throws(Diagnostic) {
    if count == ScenarioLimits.elements {
      throw Diagnostic("more than \(ScenarioLimits.elements) \(what)", at: here)
    }
  }

  // MARK: Errors

  private var quotesHelp: String? {
    current == ascii("'") ? "keys and text stand in double quotes" : nil
  }

  var here: SourceSpan { source.span(offset..<min(offset + 1, end)) }

  func expected(_ what: String, help: String? = nil) -> Diagnostic {
    Diagnostic("expected \(what), found \(found)", at: here, help: help)
  }

  private var found: String {
    guard let byte = current else { return "the end of the text" }
    if byte < 0x20 || byte == 0x7F { return "a control character" }
    let character = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars.prefix(1)
    return quoted(String(character))
  }
}
