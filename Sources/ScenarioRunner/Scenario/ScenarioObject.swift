// Reads an object of a scenario key by key, and finds the keys that nobody asked for.

public import SimEngine

/// A cursor over one object: every key that is asked for counts as known; `finish` reports the others.
///
/// Nothing throws. What is missing or wrong is reported, and the caller gets nil or the fallback it named and goes on, so
/// that all errors of a scenario appear in one go. Nested objects are read in closures and finish by themselves:
///
///     ScenarioObject.read(tree, diagnostics) { scenario in
///       let horizon = scenario.required("horizon", .duration)
///       let agents = scenario.keyed("agents") { name, agent in agent.tagged("kind", ["noise", "nubot"]) }
///     }
public final class ScenarioObject {
  /// The object.
  public let node: JSONNode
  /// Its dotted path; empty for the whole scenario.
  public let path: String
  /// Where errors go.
  public let diagnostics: Diagnostics

  private let members: [JSONMember]
  /// The first member with each key; only for looking up.
  private let indices: [String: Int]
  /// The keys that were asked for, in that order, and again for looking up.
  private var knownKeys: [String] = []
  private var isKnown: Set<String> = []
  /// Whether nothing more can be said about the object.
  private var isAbandoned = false

  private init(_ place: ScenarioPlace) {
    node = place.node
    path = place.path
    diagnostics = place.diagnostics
    members = place.node.members ?? []
    indices = Dictionary(zip(members.map(\.key), members.indices)) { first, _ in first }
    if place.node.members == nil {
      place.complain("must be an object, found \(place.node.summary)")
      abandon()
    }
  }

  /// Reads the object at a place with a closure, then reports the keys that the closure did not ask for.
  public static func read<Result>(_ place: ScenarioPlace, _ read: (ScenarioObject) -> Result) -> Result {
    let object = ScenarioObject(place)
    let result = read(object)
    object.finish()
    return result
  }

  /// Reads a whole scenario with a closure, then reports the keys that the closure did not ask for.
  public static func read<Result>(
    _ tree: JSONNode, _ diagnostics: Diagnostics, _ read: (ScenarioObject) -> Result
  ) -> Result {
    Self.read(ScenarioPlace(node: tree, path: "", diagnostics: diagnostics), read)
  }

  private func finish() {
    if isAbandoned { return }
    for member in members where !isKnown.contains(member.key) {
      // Who slipped in the file did not mean a key that stands there too; who changes a value means one that does.
      let isChange = member.keySpan.source.origin == .argument
      let likely = knownKeys.filter { (indices[$0] != nil) == isChange }
      let meant = nearest(to: member.key, among: likely).map { "did you mean \(quoted($0))?" }
      diagnostics.report(
        Diagnostic(
          "unknown key \(quoted(member.key))", at: member.keySpan,
          help: meant ?? suggestion(for: member.key, among: knownKeys)))
    }
  }

  // MARK: Values

  /// The place of a key's value, nil if the object does not have the key; the key becomes known.
  public func place(_ key: String) -> ScenarioPlace? {
    if isKnown.insert(key).inserted { knownKeys.append(key) }
    return indices[key].map { place(key, members[$0].value) }
  }

  private func place(_ key: String, _ node: JSONNode) -> ScenarioPlace {
    ScenarioPlace(node: node, path: path.isEmpty ? key : "\(path).\(key)", diagnostics: diagnostics)
  }

  /// Whether the object has a key; the key becomes known.
  public func has(_ key: String) -> Bool { place(key) != nil }

  /// The value of a key that must be there.
  public func required<Value>(_ key: String, _ kind: ScenarioValue<Value>) -> Value? {
    guard let place = requiredPlace(key, example: kind.example) else { return nil }
    return kind.read(place)
  }

  /// The value of a key that must be there, or the fallback with which to go on after an error.
  public func required<Value>(_ key: String, _ kind: ScenarioValue<Value>, fallback: Value) -> Value {
    required(key, kind) ?? fallback
  }

  /// The value of a key that may be left out.
  public func optional<Value>(_ key: String, _ kind: ScenarioValue<Value>) -> Value? {
    place(key).flatMap(kind.read)
  }

  /// The value of a key that may be left out, or its default.
  public func optional<Value>(_ key: String, _ kind: ScenarioValue<Value>, default value: Value) -> Value {
    optional(key, kind) ?? value
  }

  /// Which of some kinds the object is; nil after an error, and then its other keys are not judged.
  public func tagged(_ key: String, _ tags: [String]) -> String? {
    let tag = required(key, .oneOf(tags))
    if tag == nil { abandon() }
    return tag
  }

  /// Says that nothing more can be said about the object, because it is none, of an unknown kind, or lacks what all the
  /// rest depends on: keys that nobody asked for are then not called unknown.
  ///
  /// A reader that gives up without this asks for all of its keys first.
  public func abandon() { isAbandoned = true }

  private func requiredPlace(_ key: String, example: String) -> ScenarioPlace? {
    if let place = place(key) { return place }
    if !isAbandoned {
      let owner = path.isEmpty ? "" : " in \(quoted(path))"
      diagnostics.report(
        Diagnostic(
          "missing key \(quoted(key))\(owner)", at: node.span,
          help: "add for example \(jsonText(of: key)): \(example)"
        ))
    }
    return nil
  }

  // MARK: Objects

  /// Reads the object of a key that must be there; nil if it is not.
  public func object<Result>(_ key: String, _ read: (ScenarioObject) -> Result?) -> Result? {
    requiredPlace(key, example: "{}").flatMap { Self.read($0, read) }
  }

  /// Reads the object of a key that may be left out; nil if it is.
  public func optionalObject<Result>(_ key: String, _ read: (ScenarioObject) -> Result?) -> Result? {
    place(key).flatMap { Self.read($0, read) }
  }

  /// Reads an object whose keys are names that the user gives, such as agents; empty if left out.
  ///
  /// The entries come in the order of their names, so that a scenario means the same however its keys are arranged.
  ///
  /// Entries for which the closure gives nil are left out.
  public func keyed<Result>(
    _ key: String, _ read: (_ name: String, ScenarioObject) -> Result?
  ) -> [(name: String, value: Result)] {
    entries(key) { name, place in Self.read(place) { read(name, $0) } }.sorted { $0.name < $1.name }
  }

  /// Reads an object whose keys are names and whose values are all of one kind.
  public func keyedValues<Value>(
    _ key: String, _ kind: ScenarioValue<Value>
  ) -> [(name: String, value: Value)] {
    entries(key) { _, place in kind.read(place) }
  }

  /// The names in the object of a key, whether what they stand for is right or not; in ascending order, empty if it is left
  /// out.
  public func names(of key: String) -> [String] {
    (place(key)?.node.members ?? []).map(\.key).sorted()
  }

  /// Reads an object whose keys are ascending spans since the start, such as `{"0d": "453 USD"}`; nil if it is missing.
  public func keyedByTime<Value>(
    _ key: String, _ kind: ScenarioValue<Value>
  ) -> [(at: SimDuration, value: Value)]? {
    object(key) { object in
      var last: (at: SimDuration, key: String)?
      return object.members.compactMap { member -> (at: SimDuration, value: Value)? in
        guard let place = object.place(member.key), let at = object.instant(member, after: last) else {
          return nil
        }
        last = (at, member.key)
        return kind.read(place).map { (at, $0) }
      }
    }
  }

  /// The span that a key stands for, which must be longer than the one before.
  private func instant(_ member: JSONMember, after last: (at: SimDuration, key: String)?) -> SimDuration? {
    guard let at = try? UnitFormat.duration.parse(member.key), at >= .zero else {
      diagnostics.report(
        Diagnostic(
          "\(quoted(member.key)) is no instant in \(quoted(path))", at: member.keySpan,
          help: "write the span since the start, up to \(text(of: ScenarioLimits.span)), for example \"21d\"")
      )
      return nil
    }
    // That a key stands there twice is said elsewhere.
    if let last, at <= last.at, member.key != last.key {
      diagnostics.report(
        Diagnostic(
          "\(quoted(member.key)) does not come after \(quoted(last.key)) in \(quoted(path))",
          at: member.keySpan,
          help: "list the instants in the order of time, each once"))
    }
    return at
  }

  private func entries<Result>(
    _ key: String, _ read: (String, ScenarioPlace) -> Result?
  ) -> [(name: String, value: Result)] {
    guard let place = place(key) else { return [] }
    return Self.read(place) { object in
      object.members.compactMap { member -> (name: String, value: Result)? in
        guard object.checkName(member), let place = object.place(member.key) else { return nil }
        return read(member.key, place).map { (member.key, $0) }
      }
    }
  }

  /// Makes sure that a key can be a name.
  private func checkName(_ member: JSONMember) -> Bool {
    if PlainName.allows(member.key) { return true }
    _ = place(member.key)
    diagnostics.report(
      Diagnostic(
        "\(quoted(member.key)) cannot be a name in \(quoted(path))", at: member.keySpan,
        help: PlainName.rule))
    return false
  }

  // MARK: Conditions over several keys

  /// Reports an error at the value of a key, or at the object if it has no such key: `"fee" must be below "cap"`.
  public func complain(_ key: String, _ predicate: String, help: String? = nil) {
    (place(key) ?? place(key, node)).complain(predicate, help: help)
  }

  /// Reports an error of the object itself: `"collateral.btc" must have a symbol of its own`.
  public func complain(_ predicate: String, help: String? = nil) {
    ScenarioPlace(node: node, path: path, diagnostics: diagnostics).complain(predicate, help: help)
  }

  /// What stands at a key, as a message says it: "the number 60", "nothing" where the key is left out.
  public func found(_ key: String) -> String { place(key)?.node.summary ?? "nothing" }
}
