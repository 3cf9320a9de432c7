// A CSV file that a tool reads, each field with its place.

/// Rows of a CSV file without quoted fields, whose columns are found by name.
///
/// The text is UTF-8, with or without a byte order mark, and its lines end with LF or CRLF.
struct InputTable {
  /// A row.
  struct Row {
    fileprivate let columns: [String: Int]
    fileprivate let fields: [JSONNode]
    /// The whole row.
    let span: SourceSpan
    private let diagnostics: Diagnostics

    fileprivate init(
      columns: [String: Int], fields: [JSONNode], span: SourceSpan, diagnostics: Diagnostics
    ) {
      self.columns = columns
      self.fields = fields
      self.span = span
      self.diagnostics = diagnostics
    }

    /// Whether the table has a column.
    func has(_ column: String) -> Bool { columns[column] != nil }

    /// The place of a field of one of the table's columns.
    func place(_ column: String) -> ScenarioPlace {
      let node = columns[column].map { fields[$0] } ?? JSONNode(.null, at: span)
      return ScenarioPlace(node: node, path: column, diagnostics: diagnostics)
    }

    /// The value of a field, nil after an error was reported.
    func value<Value>(_ column: String, _ kind: ScenarioValue<Value>) -> Value? { kind.read(place(column)) }

    /// The text of a field.
    func text(_ column: String) -> String { place(column).node.string ?? "" }
  }

  /// The rows below the header.
  let rows: [Row]

  /// Bytes of one table, some hundred times the largest recorded one.
  static let largestFile = 1 << 28

  /// Reads a table, or the standard input for "-".
  ///
  /// - Parameters:
  ///   - columns: Those that must be there, in any order.
  ///   - known: Those that may be there and are not read.
  /// - Throws: What keeps the table from being read at all: no file, a column that is missing, doubled or
  ///   unknown. Rows of another length are reported to the diagnostics.
  init(
    _ path: String, columns: [String], known: [String] = [], order: Int = 0, _ diagnostics: Diagnostics
  ) throws(ScenarioError) {
    let source = try SourceText.reading(path, limit: Self.largestFile, order: order)
    try self.init(source, columns: columns, known: known, diagnostics)
  }

  /// Reads a table from a text.
  init(
    _ text: SourceText, columns: [String], known: [String] = [], _ diagnostics: Diagnostics
  ) throws(ScenarioError) {
    let source = try Self.plainText(text)
    var lines = Self.lines(of: source)[...]
    guard let header = lines.popFirst(), !header.isEmpty else {
      throw ScenarioError(
        Diagnostic(
          "\(source.name) is empty", at: source.span(0..<0), help: "the first line names the columns"))
    }
    let names = Self.fields(in: header, of: source)
    let places = try Self.places(names, header: source.span(header), columns: columns, known: known)
    rows = lines.filter { !$0.isEmpty }.compactMap { line in
      let fields = Self.fields(in: line, of: source)
      if fields.count == names.count {
        return Row(columns: places, fields: fields, span: source.span(line), diagnostics: diagnostics)
      }
      let message = "this row has \(fields.count) fields, the header \(names.count)"
      diagnostics.report(Diagnostic(message, at: source.span(line)))
      return nil
    }
  }

  /// The text without its byte order mark, after making sure that it is text.
  private static func plainText(_ text: SourceText) throws(ScenarioError) -> SourceText {
    let isMarked = text.bytes.starts(with: SourceText.byteOrderMark)
    let source =
      isMarked
      ? SourceText(
        name: text.name, origin: text.origin, bytes: Array(text.bytes.dropFirst(3)), order: text.order)
      : text
    do throws(Diagnostic) {
      try source.checkUTF8()
    } catch {
      throw ScenarioError(error)
    }
    try refuse(
      source.bytes.firstIndex(of: 0), in: source, "this is not text: there is a byte of zero",
      help: "save the file as UTF-8")
    try refuse(
      bareCarriageReturn(in: source.bytes), in: source,
      "a carriage return without a line feed does not end a line",
      help: "save the file with LF or CRLF at the ends of its lines")
    try refuse(
      source.bytes.firstIndex(of: ascii("\"")), in: source, "fields of this table are not quoted",
      help: "write them without quotation marks; none needs a comma")
    return source
  }

  /// Complains of the byte at a place, if there is one.
  private static func refuse(
    _ place: Int?, in source: SourceText, _ message: String, help: String
  ) throws(ScenarioError) {
    guard let place else { return }
    throw ScenarioError(Diagnostic(message, at: source.span(place..<place + 1), help: help))
  }

  private static func bareCarriageReturn(in bytes: [UInt8]) -> Int? {
    bytes.indices.first { place in
      bytes[place] == ascii("\r") && (place + 1 == bytes.count || bytes[place + 1] != ascii("\n"))
    }
  }

  /// The lines without their ends.
  private static func lines(of source: SourceText) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    for (offset, byte) in source.bytes.enumerated() where byte == ascii("\n") {
      let isCarriageReturn = offset > start && source.bytes[offset - 1] == ascii("\r")
      lines.append(start..<(isCarriageReturn ? offset - 1 : offset))
      start = offset + 1
    }
    if start < source.bytes.count { lines.append(start..<source.bytes.count) }
    return lines
  }

  private static func fields(in line: Range<Int>, of source: SourceText) -> [JSONNode] {
    source.bytes[line].split(separator: ascii(","), omittingEmptySubsequences: false).map { field in
      JSONNode(
        .string(String(decoding: field, as: UTF8.self)), at: source.span(field.startIndex..<field.endIndex))
    }
  }

  private static func places(
    _ names: [JSONNode], header: SourceSpan, columns: [String], known: [String]
  ) throws(ScenarioError) -> [String: Int] {
    let diagnostics = Diagnostics()
    var places: [String: Int] = [:]
    for (place, node) in names.enumerated() {
      let name = node.string ?? ""
      if places.updateValue(place, forKey: name) != nil {
        diagnostics.report(Diagnostic("the column \(quoted(name)) is there twice", at: node.span))
      } else if !columns.contains(name), !known.contains(name) {
        diagnostics.report(
          Diagnostic(
            "unknown column \(quoted(name))", at: node.span,
            help: suggestion(for: name, among: columns + known)))
      }
    }
    let missing = columns.filter { places[$0] == nil }
    if !missing.isEmpty {
      diagnostics.report(
        Diagnostic(
          "\(missing.count == 1 ? "a column is" : "columns are") missing: "
            + missing.map(quoted).joined(separator: ", "), at: header))
    }
    try diagnostics.check()
    return places
  }
}

extension SourceText {
  /// Reads a file that one of the reserve's tools was given, or the standard input for "-".
  static func reading(
    _ path: String, limit: Int = ScenarioLimits.fileBytes, order: Int = 0
  ) throws(ScenarioError) -> SourceText {
    let name = path == "-" ? "standard input" : path
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try ScenarioFile.read(path, standardInput: 0, limit: limit)
    } catch {
      throw ScenarioError(Diagnostic("cannot read \(quoted(name)): \(error.reason)"))
    }
    if bytes.count > limit {
      throw ScenarioError(Diagnostic("\(name) is larger than \(limit >> 20) MiB"))
    }
    return SourceText(name: name, bytes: bytes, order: order)
  }
}
