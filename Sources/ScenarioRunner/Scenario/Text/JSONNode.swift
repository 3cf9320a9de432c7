// A JSON text as a tree that remembers where everything was written.

/// A JSON value and its place.
///
/// Two nodes are equal when their values are: places do not count, numbers count by their text, and keys by their order.
public struct JSONNode: Sendable, Equatable {
  /// What a node holds.
  public enum Value: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number as it was written, a finite double that is zero only if its digits are.
    case number(String)
    case string(String)
    case array([JSONNode])
    /// Members in the order of the text.
    case object([JSONMember])
  }

  /// What the node holds.
  public var value: Value
  /// Where it was written.
  public var span: SourceSpan

  /// A value at a place.
  public init(_ value: Value, at span: SourceSpan) {
    self.value = value
    self.span = span
  }

  public static func == (left: JSONNode, right: JSONNode) -> Bool { left.value == right.value }

  /// The members of an object; nil for any other value.
  public var members: [JSONMember]? {
    if case .object(let members) = value { members } else { nil }
  }

  /// The elements of an array; nil for any other value.
  var elements: [JSONNode]? {
    if case .array(let elements) = value { elements } else { nil }
  }

  /// The text of a string; nil for any other value.
  public var string: String? {
    if case .string(let text) = value { text } else { nil }
  }

  /// The value of a key of an object; nil if this is no object or has no such key.
  public subscript(key: String) -> JSONNode? { members?.first { $0.key == key }?.value }

  /// What the value is, as a message says it: "the number 60", "an array".
  public var summary: String {
    switch value {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let text): "the number \(text.count <= 40 ? text : "\(text.prefix(37))...")"
    case .string(let text): quoted(text)
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// A key of an object with its value.
public struct JSONMember: Sendable, Equatable {
  /// The key, its escapes resolved.
  public var key: String
  /// Where the key was written.
  public var keySpan: SourceSpan
  /// The value.
  public var value: JSONNode

  public static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.key == right.key && left.value == right.value
  }
}

extension JSONNode {
  /// Reports every key that an object in the tree has twice, at its second place with a note on the first.
  ///
  /// JSON itself allows equal keys and leaves open which one counts; a scenario does not.
  public func reportDuplicateKeys(to diagnostics: Diagnostics) {
    switch value {
    case .array(let elements):
      for element in elements { element.reportDuplicateKeys(to: diagnostics) }
    case .object(let members):
      var firstPlaces: [String: SourceSpan] = [:]
      for member in members {
        if let first = firstPlaces[member.key] {
          diagnostics.report(
            Diagnostic(
              "duplicate key \(quoted(member.key))", at: member.keySpan, note: ("first given", first),
              help: "remove one of the two"))
        } else {
          firstPlaces[member.key] = member.keySpan
        }
        member.value.reportDuplicateKeys(to: diagnostics)
      }
    case .null, .bool, .number, .string: break
    }
  }
}
