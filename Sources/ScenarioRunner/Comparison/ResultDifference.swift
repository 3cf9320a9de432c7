// What differs between two results.

import SimEngine

/// What differs between an old result and a new one.
public struct ResultDifference: Sendable {
  /// The folders, as they are shown.
  public let oldPath: String
  public let newPath: String
  /// The share of a figure by which it may differ; nil where every byte counts.
  public let tolerance: Double?
  /// The files that differ: the summary, other tables by name, run.json and the rest.
  public let files: [FileDifference]
  /// How many files were compared.
  public let fileCount: Int
  /// Which kinds of events in the runs are not what they were.
  public let fingerprints: [FingerprintShift]
  /// Files that were changed after they were written, as paths.
  public let alteredPaths: [String]

  /// Whether the results are the same. With a tolerance the fingerprints do not count: they move with the last bit.
  public var isEmpty: Bool {
    files.isEmpty && (tolerance != nil || fingerprints.allSatisfy { $0.moved == 0 })
  }
}

/// What differs in one file.
public struct FileDifference: Sendable {
  /// What became of the file.
  public enum Kind: String, Sendable {
    case missing, new, changed
  }

  /// Its name.
  public let name: String
  public var kind = Kind.changed
  /// The first value that differs.
  public var first: ValueDifference?
  /// How many values differ.
  public var valueCount = 0
  /// The largest relative change of a value, with its sign.
  public var largestChange: Double?
  /// Columns of the old table that the new one has not.
  public var missingColumns: [String] = []
  /// Columns of the new table that the old one has not.
  public var newColumns: [String] = []
  /// Rows of the old table that the new one has not.
  public var missingRows = RowList()
  /// Rows of the new table that the old one has not.
  public var newRows = RowList()
  /// What else differs, in words: another order, other quotes.
  public var notes: [String] = []

  /// Whether anything differs.
  var isEmpty: Bool {
    kind == .changed && first == nil && missingColumns.isEmpty && newColumns.isEmpty
      && missingRows.count == 0 && newRows.count == 0 && notes.isEmpty
  }

  /// Takes note of a value that differs.
  mutating func add(_ difference: @autoclosure () -> ValueDifference, _ old: String?, _ new: String?) {
    valueCount += 1
    if first == nil { first = difference() }
    guard let change = RelativeChange.between(old, new) else { return }
    if abs(change) > abs(largestChange ?? 0) { largestChange = change }
  }
}

/// A value that differs.
public struct ValueDifference: Sendable {
  /// The line in the old file, from 1; nil where it has none.
  public let oldLine: Int?
  /// The line in the new file.
  public let newLine: Int?
  /// The row by its key columns, such as "metric alp.paid_usd", or the path in a JSON file; empty where only lines tell it.
  public let row: String
  /// The column; empty in files that are no tables.
  public let column: String
  /// The values; nil for an empty field.
  public let old: String?
  public let new: String?

  /// (new - old) / |old|, where that is defined.
  public var relativeChange: Double? { RelativeChange.between(old, new) }
}

/// Rows that only one of two tables has.
public struct RowList: Sendable {
  /// How many.
  public internal(set) var count = 0
  /// The line of the first, from 1.
  public internal(set) var firstLine: Int?
  /// The first by its key columns.
  public internal(set) var first = ""
}

/// In how many runs one of the fingerprints moved.
public struct FingerprintShift: Sendable {
  /// Which: events, orders, draws, exogenous or metrics.
  public let name: String
  /// Runs in which it is another.
  public let moved: Int
  /// Runs that both results have.
  public let runs: Int
}
