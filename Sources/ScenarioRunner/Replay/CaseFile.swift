// Reads the file of a recorded case, and values of JSON that a case passes on as they are.

import ALPPool

/// A file that holds one recorded case.
public enum CaseFile {
  /// Reads a file, or standard input for the path "-", as one JSON object.
  /// - Throws: What keeps it from being read, and keys that an object has twice.
  public static func read(_ path: String, standardInput: Int32 = 0) throws(ScenarioError) -> JSONNode {
    let name = path == "-" ? "standard input" : path
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try ScenarioFile.read(path, standardInput: standardInput)
    } catch {
      throw ScenarioError(Diagnostic("cannot read \(quoted(name)): \(error.reason)"))
    }
    return try parse(SourceText(name: name, bytes: bytes))
  }

  /// Reads a text as one JSON object.
  /// - Throws: What keeps it from being read, and keys that an object has twice.
  public static func parse(_ source: SourceText) throws(ScenarioError) -> JSONNode {
    let tree: JSONNode
    do throws(Diagnostic) {
      tree = try JSONReader.read(source)
      if tree.members == nil {
        throw Diagnostic("a case must be an object, found \(tree.summary)", at: tree.span)
      }
    } catch {
      throw ScenarioError(error)
    }
    let diagnostics = Diagnostics()
    tree.reportDuplicateKeys(to: diagnostics)
    try diagnostics.check()
    return tree
  }
}

extension WireValue {
  /// A value of a JSON text; of equal keys the last counts, as in the original.
  init(_ node: JSONNode) {
    switch node.value {
    case .null: self = .null
    case .bool(let flag): self = .flag(flag)
    case .number(let digits): self = .number(Double(digits) ?? 0)
    case .string(let text): self = .text(text)
    case .array(let elements): self = .list(elements.map(WireValue.init))
    case .object(let members):
      var places: [String: Int] = [:]
      var unique: [Member] = []
      for member in members {
        let value = Member(member.key, WireValue(member.value))
        if let place = places[member.key] {
          unique[place] = value
        } else {
          places[member.key] = unique.count
          unique.append(value)
        }
      }
      self = .object(unique)
    }
  }

  /// The value of a JSON text, or nil when it is none.
  init?(parsing text: String) {
    guard let node = try? JSONReader.read(SourceText(name: "body", text: text), dialect: .strict) else {
      return nil
    }
    self.init(node)
  }
}

extension ScenarioValue where Value == JSONNode {
  /// Any JSON at all.
  static let json = ScenarioValue("JSON", example: "{}", describe: { $0.summary }) { $0.node }

  /// Any object.
  static let jsonObject = ScenarioValue("an object", example: "{}", describe: { $0.summary }) { place in
    if place.node.members != nil { return place.node }
    place.complain("must be an object, found \(place.node.summary)")
    return nil
  }
}
