// Two JSON files of results side by side: the first value that differs by its path, and the fingerprints of the runs.

import SimEngine

/// A value in a JSON tree that holds no others.
private struct JSONLeaf {
  /// "runs[0].events".
  let path: String
  /// The value as it is shown.
  let text: String
  let node: JSONNode
}

/// Compares run.json and datapackage.json.
enum RecordComparison {
  /// What the fingerprints are of, in the order of run.json.
  static let fingerprintNames = ["events", "orders", "draws", "exogenous", "metrics"]

  /// Whether a value is about other files, or a hash: it follows from what differs elsewhere.
  private static func isConsequence(_ path: String) -> Bool {
    path.hasPrefix("files[") || path.contains(".fingerprints.") || path.hasSuffix("].bytes")
      || path.hasSuffix("].hash") || path == "scenario_sha256" || path == "plan_sha256"
  }

  /// Whether a value says what was run, and not what was found.
  private static func isQuestion(_ path: String) -> Bool {
    ["engine_version", "description", "scenario."].contains {
      path.hasPrefix($0)
    }
  }

  /// What differs between two trees, beyond what follows from other differences.
  /// - Parameter tolerance: If given, only what was found counts, by it.
  static func difference(
    _ name: String, _ old: JSONNode, _ new: JSONNode, tolerance: Double?, withConsequences: Bool = false
  ) -> FileDifference {
    let (oldLeaves, newLeaves) = (leaves(of: old), leaves(of: new))
    let (oldPlaces, newPlaces) = (places(oldLeaves), places(newLeaves))
    let counts = { (path: String) in
      if tolerance != nil, isQuestion(path) { return false }
      return withConsequences || !isConsequence(path)
    }
    var difference = FileDifference(name: name)
    for leaf in oldLeaves where counts(leaf.path) {
      let other = newPlaces[leaf.path].map { newLeaves[$0] }
      if let other, RelativeChange.isSame(leaf.text, other.text, tolerance: tolerance) { continue }
      difference.add(place(leaf.path, leaf, other), leaf.text, other?.text)
    }
    for leaf in newLeaves where counts(leaf.path) && oldPlaces[leaf.path] == nil {
      difference.add(place(leaf.path, nil, leaf), nil, leaf.text)
    }
    return difference
  }

  private static func place(_ path: String, _ old: JSONLeaf?, _ new: JSONLeaf?) -> ValueDifference {
    ValueDifference(
      oldLine: old?.node.span.line, newLine: new?.node.span.line, row: path, column: "", old: old?.text,
      new: new?.text)
  }

  /// The place of each path; only for looking up.
  private static func places(_ leaves: [JSONLeaf]) -> [String: Int] {
    var places: [String: Int] = [:]
    for (index, leaf) in leaves.enumerated() { places[leaf.path] = index }
    return places
  }

  private static func leaves(of node: JSONNode, at path: String = "") -> [JSONLeaf] {
    switch node.value {
    case .object(let members) where !members.isEmpty:
      members.flatMap { leaves(of: $0.value, at: path.isEmpty ? $0.key : "\(path).\($0.key)") }
    case .array(let elements) where !elements.isEmpty:
      elements.enumerated().flatMap { leaves(of: $1, at: "\(path)[\($0)]") }
    default: [JSONLeaf(path: path, text: text(of: node), node: node)]
    }
  }

  private static func text(of node: JSONNode) -> String {
    switch node.value {
    case .string(let text): text
    case .number(let digits): digits
    default: node.summary
    }
  }

  // MARK: Fingerprints

  /// In how many of the runs that both records have each fingerprint moved.
  static func fingerprints(_ old: JSONNode, _ new: JSONNode) -> [FingerprintShift] {
    let runs = zip(old["runs"]?.elements ?? [], new["runs"]?.elements ?? [])
      .map { ($0["fingerprints"], $1["fingerprints"]) }
    return fingerprintNames.map { name in
      FingerprintShift(
        name: name, moved: runs.count { $0?[name]?.string != $1?[name]?.string }, runs: runs.count)
    }
  }
}
