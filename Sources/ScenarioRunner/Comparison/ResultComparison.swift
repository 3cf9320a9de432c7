// Compares two results, file by file.

import SimEngine

extension ResultDifference {
  /// What differs between two results.
  ///
  /// Without a tolerance every byte counts. With one, figures may differ by that share of the larger, and all that
  /// counts is what was found: not the version, the scenario, fingerprints, hashes, nor the order of rows and columns.
  public init(_ old: StoredResult, _ new: StoredResult, tolerance: Double?) {
    (oldPath, newPath, self.tolerance) = (old.path, new.path, tolerance)
    fingerprints = RecordComparison.fingerprints(old.record, new.record)
    alteredPaths = [old, new].flatMap { result in result.alteredNames.map { "\(result.path)/\($0)" } }
    let names = Self.names(old, new)
    fileCount = names.count
    let tables = names.filter { $0.hasSuffix(".csv") }
      .compactMap { Self.difference($0, old, new, tolerance) }
    let records = names.filter { !$0.hasSuffix(".csv") && $0 != ResultFolder.checksumName }
      .compactMap { Self.difference($0, old, new, tolerance) }
    var found = tables + records
    // Hashes follow from the rest; where nothing else differs, they do.
    if found.isEmpty, tolerance == nil, fingerprints.allSatisfy({ $0.moved == 0 }) {
      found = names.compactMap { Self.difference($0, old, new, nil, withConsequences: true) }
    }
    files = found
  }

  /// All names, the summary first.
  private static func names(_ old: StoredResult, _ new: StoredResult) -> [String] {
    let names = Set((old.files + new.files).map(\.name)).sorted()
    return names.filter { $0 == "summary.csv" } + names.filter { $0 != "summary.csv" }
  }

  private static func difference(
    _ name: String, _ old: StoredResult, _ new: StoredResult, _ tolerance: Double?,
    withConsequences: Bool = false
  ) -> FileDifference? {
    guard let before = old[name] else { return FileDifference(name: name, kind: .new) }
    guard let after = new[name] else { return FileDifference(name: name, kind: .missing) }
    if before.bytes == after.bytes { return nil }
    let difference: FileDifference
    switch name {
    case "run.json":
      difference = RecordComparison.difference(
        name, old.record, new.record, tolerance: tolerance, withConsequences: withConsequences)
    case "datapackage.json" where tolerance != nil: return nil
    case "datapackage.json":
      difference = descriptorDifference(before, old, after, new, withConsequences)
    case _ where name.hasSuffix(".csv"):
      difference = TableComparison.difference(before, of: old, after, of: new, tolerance: tolerance)
    default: difference = LineComparison.difference(before, after, "")
    }
    if difference.isEmpty, withConsequences {
      return LineComparison.difference(before, after, "the same values are written otherwise")
    }
    return difference.isEmpty ? nil : difference
  }

  private static func descriptorDifference(
    _ before: ResultFile, _ old: StoredResult, _ after: ResultFile, _ new: StoredResult,
    _ withConsequences: Bool
  ) -> FileDifference {
    guard let oldTree = old.descriptor, let newTree = new.descriptor else {
      return LineComparison.difference(before, after, "one of them is no JSON")
    }
    return RecordComparison.difference(
      before.name, oldTree, newTree, tolerance: nil, withConsequences: withConsequences)
  }
}
