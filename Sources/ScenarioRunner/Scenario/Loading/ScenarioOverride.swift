// One change on the command line: --set alp.reward="0.01 NBT/min".

/// A path into a scenario and the value that goes there.
public struct ScenarioOverride: Sendable {
  /// The names on the way, outermost first, with their places in the argument.
  let path: [(name: String, span: SourceSpan)]
  /// The value, placed in the argument.
  let value: JSONNode

  /// Takes an argument PATH=VALUE apart; VALUE is JSON if it is valid JSON, else a string.
  ///
  /// - Parameters:
  ///   - argument: What follows the option.
  ///   - index: Its rank among the options of the command line, in which its errors are listed.
  ///   - option: What the option is called in errors.
  public init(_ argument: String, index: Int = 0, option: String = "--set") throws(ScenarioError) {
    // Files come before arguments in the list of errors; a chain of files is shorter than this.
    let source = SourceText(name: option, origin: .argument, text: argument, order: 1_000 + index)
    let bytes = source.bytes
    guard let equals = bytes.firstIndex(of: ascii("=")) else {
      throw ScenarioError(
        Diagnostic(
          "expected PATH=VALUE", at: source.span(0..<bytes.count), help: "for example \(option) seed=7"))
    }
    path = try Self.readPath(source, until: equals) { source.span($0) }
    value = try Self.readValue(source, from: equals + 1)
  }

  /// A value that a file gives for a path, which stands at a place in it.
  init(path text: String, at span: SourceSpan, value: JSONNode) throws(ScenarioError) {
    path = try Self.readPath(SourceText(name: "", text: text), until: text.utf8.count) { _ in span }
    self.value = value
  }

  /// The names of a path, with the places that a closure gives them.
  private static func readPath(
    _ source: SourceText, until end: Int, place: (Range<Int>) -> SourceSpan
  ) throws(ScenarioError) -> [(name: String, span: SourceSpan)] {
    var path: [(name: String, span: SourceSpan)] = []
    for part in source.bytes[..<end].split(separator: ascii("."), omittingEmptySubsequences: false) {
      let span = place(part.startIndex..<part.endIndex)
      if part.isEmpty { throw ScenarioError(Diagnostic("a name is missing in the path", at: span)) }
      path.append((String(decoding: part, as: UTF8.self), span))
    }
    return path
  }

  /// The names of the path with dots between them.
  public var pathText: String { path.map(\.name).joined(separator: ".") }

  private static func readValue(_ source: SourceText, from start: Int) throws(ScenarioError) -> JSONNode {
    if let node = try? JSONReader.read(source, from: start, dialect: .strict) { return node }
    let span = source.span(start..<source.bytes.count)
    if span.range.count > ScenarioLimits.stringBytes {
      throw ScenarioError(Diagnostic("a string longer than \(ScenarioLimits.stringBytes) bytes", at: span))
    }
    return JSONNode(.string(String(decoding: source.bytes[start...], as: UTF8.self)), at: span)
  }

  /// The scenario with the value at its path, merged as by RFC 7396: null removes, an object changes an object.
  ///
  /// Names that are new become keys, on the way to objects: whether they mean anything is for those to say who read the
  /// scenario. A way through something else than an object is an error, and the scenario stays as it was.
  public func applied(to tree: JSONNode, _ diagnostics: Diagnostics) -> JSONNode {
    if path[0].name == "extends" {
      diagnostics.report(
        Diagnostic(
          "\"extends\" cannot be set: files are put together before values are changed", at: path[0].span,
          help: "write a scenario file with that \"extends\", and run it"))
      return tree
    }
    value.reportDuplicateKeys(to: diagnostics)
    return replaced(in: tree, depth: 0, diagnostics) ?? tree
  }

  private func replaced(in node: JSONNode, depth: Int, _ diagnostics: Diagnostics) -> JSONNode? {
    let (name, span) = path[depth]
    guard let members = node.members else {
      let owner = depth == 0 ? "the scenario" : quoted(path[depth - 1].name)
      diagnostics.report(Diagnostic("\(owner) is \(node.summary) and has no keys", at: span))
      return nil
    }
    if depth == path.count - 1 {
      let patch = JSONNode(.object([JSONMember(key: name, keySpan: span, value: value)]), at: node.span)
      return node.merged(with: patch)
    }
    let index = members.firstIndex { $0.key == name }
    let former = index.map { members[$0].value } ?? JSONNode(.object([]), at: span)
    guard let inner = replaced(in: former, depth: depth + 1, diagnostics) else { return nil }
    var changed = members
    if let index {
      changed[index].value = inner
    } else {
      changed.append(JSONMember(key: name, keySpan: span, value: inner))
    }
    return JSONNode(.object(changed), at: node.span)
  }
}
