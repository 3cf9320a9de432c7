// How one value of a scenario is read, checked and complained about.

/// A value of a scenario on its way from JSON to a type.
public struct ScenarioPlace {
  /// What was written there.
  public let node: JSONNode
  /// Its dotted path: "alp.reward", "checks[2]".
  public let path: String
  /// Where errors go.
  public let diagnostics: Diagnostics

  /// Reports an error; the predicate follows the path: `"alp.reward" must be positive`.
  public func complain(_ predicate: @autoclosure () -> String, help: @autoclosure () -> String? = nil) {
    diagnostics.report(Diagnostic("\(quoted(path)) \(predicate())", at: node.span, help: help()))
  }
}

/// A kind of value: reads it, and knows how to say what it should have been.
///
/// Reading never throws: it reports an error and gives nil, so that the other errors of the scenario are found too.
public struct ScenarioValue<Value: Sendable>: Sendable {
  /// The kind with its article: "a duration".
  public let noun: String
  /// A value of the kind as JSON text: `"60s"`.
  public let example: String
  /// Reads a value, or reports why it cannot and gives nil.
  public let read: @Sendable (ScenarioPlace) -> Value?
  /// A value as a message shows it.
  let describe: @Sendable (Value) -> String

  /// A kind of value.
  public init(
    _ noun: String, example: String, describe: @escaping @Sendable (Value) -> String = { "\($0)" },
    read: @escaping @Sendable (ScenarioPlace) -> Value?
  ) {
    self.noun = noun
    self.example = example
    self.describe = describe
    self.read = read
  }

  /// A kind of value that a function picks out of a node: nil means that something else stands there.
  static func matching(
    _ noun: String, example: String, describe: @escaping @Sendable (Value) -> String = { "\($0)" },
    _ match: @escaping @Sendable (JSONNode) -> Value?
  ) -> ScenarioValue {
    ScenarioValue(noun, example: example, describe: describe) { place in
      let value = match(place.node)
      if value == nil {
        place.complain("must be \(noun), found \(place.node.summary)", help: "write for example \(example)")
      }
      return value
    }
  }
}

// MARK: Plain JSON

extension ScenarioValue where Value == String {
  /// Any text.
  public static let text = matching("text", example: "\"abc\"", describe: quoted) { $0.string }

  /// One of some words.
  public static func oneOf(_ words: [String]) -> ScenarioValue {
    ScenarioValue("one of \(alternatives(words))", example: words.first.map(jsonText(of:)) ?? "") { place in
      let word = place.node.string
      if let word, words.contains(word) { return word }
      if words.isEmpty {
        place.complain("cannot be \(place.node.summary): there is nothing to choose from")
        return nil
      }
      let meant = word.flatMap { nearest(to: $0, among: words) }
      place.complain(
        "must be \(words.count == 1 ? "" : "one of ")\(alternatives(words)), found \(place.node.summary)",
        help: meant.map { "did you mean \(quoted($0))?" })
      return nil
    }
  }
}

extension ScenarioValue where Value == Bool {
  /// true or false.
  public static let flag = matching("true or false", example: "true") { node in
    if case .bool(let flag) = node.value { flag } else { nil }
  }
}

extension ScenarioValue where Value == Int {
  /// A whole number that fits 64 bits, however it is written: 1000 or 1e3.
  public static let integer = matching("an integer", example: "1") { node in
    guard case .number(let text) = node.value else { return nil }
    return ExactDecimal(text)?.integer(timesTenTo: 0).flatMap { Int(exactly: $0) }
  }

  /// A whole number within bounds.
  public static func integer(_ bounds: ClosedRange<Int>) -> ScenarioValue { integer.within(bounds) }
  /// A whole number with a lower bound.
  public static func integer(_ bounds: PartialRangeFrom<Int>) -> ScenarioValue {
    integer.atLeast(bounds.lowerBound)
  }
}

extension ScenarioValue where Value == Double {
  /// A pure number: the double nearest to what was written.
  public static let number = matching("a number", example: "0.5") { node in
    if case .number(let text) = node.value { Double(text) } else { nil }
  }

  /// A pure number within bounds.
  public static func number(_ bounds: ClosedRange<Double>) -> ScenarioValue { number.within(bounds) }
  /// A pure number with a lower bound.
  public static func number(_ bounds: PartialRangeFrom<Double>) -> ScenarioValue {
    number.atLeast(bounds.lowerBound)
  }
}

extension ScenarioValue {
  /// An array of values of one kind, with at least and at most so many.
  public static func array<Element>(
    of element: ScenarioValue<Element>, count: ClosedRange<Int> = 0...ScenarioLimits.elements
  ) -> ScenarioValue where Value == [Element] {
    ScenarioValue("an array", example: "[\(element.example)]") { place in
      guard case .array(let nodes) = place.node.value else {
        place.complain(
          "must be an array, found \(place.node.summary)", help: "write for example [\(element.example)]")
        return nil
      }
      guard count.contains(nodes.count) else {
        place.complain("must have \(count.lowerBound) to \(count.upperBound) elements, has \(nodes.count)")
        return nil
      }
      let values = nodes.enumerated().map { index, node in
        element.read(
          ScenarioPlace(node: node, path: "\(place.path)[\(index)]", diagnostics: place.diagnostics))
      }
      return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
    }
  }
}

// MARK: Conditions

extension ScenarioValue {
  /// The same kind, but only values that meet a condition.
  /// - Parameter rule: What stands after "must be" when a value does not: "a power of two".
  public func satisfying(
    _ rule: String, _ isAllowed: @escaping @Sendable (Value) -> Bool
  ) -> ScenarioValue {
    let unrestricted = self.read
    return ScenarioValue(noun, example: example, describe: describe) { place in
      guard let value = unrestricted(place) else { return nil }
      if isAllowed(value) { return value }
      place.complain("must be \(rule), found \(place.node.summary)")
      return nil
    }
  }
}

extension ScenarioValue where Value: Comparable {
  /// The same kind between two values, both allowed.
  public func within(_ bounds: ClosedRange<Value>) -> ScenarioValue {
    satisfying("between \(describe(bounds.lowerBound)) and \(describe(bounds.upperBound))") {
      bounds.contains($0)
    }
  }

  /// The same kind from a value upwards.
  public func atLeast(_ least: Value) -> ScenarioValue {
    satisfying("at least \(describe(least))") { $0 >= least }
  }

  /// The same kind up to a value.
  public func atMost(_ most: Value) -> ScenarioValue {
    satisfying("at most \(describe(most))") { $0 <= most }
  }

  /// The same kind beyond a value, which itself is not allowed.
  public func above(_ bound: Value) -> ScenarioValue {
    satisfying("more than \(describe(bound))") { $0 > bound }
  }
}
