// Two tables side by side: rows by their keys, columns by their names, the first value that differs and how many more do.

import SimEngine

/// A table of a result, read back.
struct StoredTable {
  let columns: [String]
  /// The places of the key columns.
  let keys: [Int]
  /// Whether each column holds words, of which none is near another.
  let isText: [Bool]
  /// Rows without the header; `columns.count` fields each, nil where a field is empty or missing.
  let rows: [[String?]]
  /// The number of fields of every row is that of the columns.
  let isEven: Bool

  /// Reads a table, whose descriptor may tell what its columns are.
  init(_ file: ResultFile, _ descriptor: JSONNode?) throws(CSVReader.Failure) {
    let records = try CSVReader.records(in: file.bytes)
    let columns = (records.first ?? []).map { $0 ?? "" }
    let resource = descriptor?["resources"]?.elements?.first { $0["path"]?.string == file.name }
    let schema = resource?["schema"]
    let named = schema?["primaryKey"]?.elements?.compactMap(\.string) ?? []
    let keys = named.compactMap(columns.firstIndex)
    self.columns = columns
    self.keys = keys.count == named.count ? keys : []
    let words = (schema?["fields"]?.elements ?? []).filter { $0["type"]?.string == "string" }
      .compactMap { $0["name"]?.string }
    isText = columns.map(words.contains)
    rows = records.dropFirst().map { row in columns.indices.map { $0 < row.count ? row[$0] : nil } }
    isEven = records.allSatisfy { $0.count == columns.count }
  }

  /// The key of a row as one text.
  func key(ofRow row: Int) -> String { keys.map { rows[row][$0] ?? "" }.joined(separator: "\u{1F}") }

  /// A row by its key columns: "time_s 600.0, exchange bittrex".
  func name(ofRow row: Int) -> String {
    keys.map { "\(columns[$0]) \(rows[row][$0] ?? "(empty)")" }.joined(separator: ", ")
  }

  /// The line on which a row begins, from 1; fields may hold line feeds.
  func line(ofRow row: Int) -> Int {
    let within = rows[..<row].reduce(0) { sum, fields in
      sum + fields.reduce(0) { $0 + ($1?.utf8.count { $0 == UInt8(ascii: "\n") } ?? 0) }
    }
    return row + 2 + within
  }
}

/// Compares two tables.
struct TableComparison {
  private let old: StoredTable
  private let new: StoredTable
  private let tolerance: Double?
  private var difference: FileDifference

  /// What differs between two files of a name; nothing in it where they agree within the tolerance.
  static func difference(
    _ old: ResultFile, of oldResult: StoredResult, _ new: ResultFile, of newResult: StoredResult,
    tolerance: Double?
  ) -> FileDifference {
    guard let oldTable = try? StoredTable(old, oldResult.descriptor),
      let newTable = try? StoredTable(new, newResult.descriptor ?? oldResult.descriptor)
    else { return LineComparison.difference(old, new, "one of them is no table") }
    var comparison = TableComparison(old: oldTable, new: newTable, tolerance: tolerance, name: old.name)
    comparison.compareColumns()
    comparison.compareRows()
    // Every byte counts: the same values may be quoted otherwise.
    if comparison.difference.isEmpty, tolerance == nil || !oldTable.isEven || !newTable.isEven {
      return LineComparison.difference(old, new, "the same values are written otherwise")
    }
    return comparison.difference
  }

  private init(old: StoredTable, new: StoredTable, tolerance: Double?, name: String) {
    (self.old, self.new, self.tolerance) = (old, new, tolerance)
    difference = FileDifference(name: name)
  }

  private mutating func compareColumns() {
    difference.missingColumns = old.columns.filter { !new.columns.contains($0) }
    difference.newColumns = new.columns.filter { !old.columns.contains($0) }
    let shared = old.columns.filter(new.columns.contains)
    if tolerance == nil, shared != new.columns.filter(old.columns.contains) {
      difference.notes.append("the columns stand in another order")
    }
  }

  // MARK: Rows

  private mutating func compareRows() {
    let columns = old.columns.indices.compactMap { column in
      new.columns.firstIndex(of: old.columns[column]).map { (column, $0) }
    }
    for (oldRow, newRow) in pairs() {
      for (oldColumn, newColumn) in columns {
        let (before, after) = (old.rows[oldRow][oldColumn], new.rows[newRow][newColumn])
        let allowed = old.isText[oldColumn] ? nil : tolerance
        guard !RelativeChange.isSame(before, after, tolerance: allowed) else { continue }
        let place = { [old, new] in
          ValueDifference(
            oldLine: old.line(ofRow: oldRow), newLine: new.line(ofRow: newRow), row: old.name(ofRow: oldRow),
            column: old.columns[oldColumn], old: before, new: after)
        }
        difference.add(place(), before, after)
      }
    }
  }

  /// The rows that belong together, in the order of the old table; notes the rows that only one of them has.
  private mutating func pairs() -> [(Int, Int)] {
    let shared = min(old.rows.count, new.rows.count)
    if !hasUniqueKeys || (old.rows.count == new.rows.count && haveSameKeys) {
      difference.missingRows = list(Array(shared..<old.rows.count), in: old)
      difference.newRows = list(Array(shared..<new.rows.count), in: new)
      return (0..<shared).map { ($0, $0) }
    }
    let places = Self.places(new)
    let oldPlaces = Self.places(old)
    var pairs: [(Int, Int)] = []
    var missing: [Int] = []
    for row in old.rows.indices {
      if let place = places[old.key(ofRow: row)] { pairs.append((row, place)) } else { missing.append(row) }
    }
    difference.missingRows = list(missing, in: old)
    difference.newRows = list(new.rows.indices.filter { oldPlaces[new.key(ofRow: $0)] == nil }, in: new)
    if tolerance == nil, !zip(pairs, pairs.dropFirst()).allSatisfy({ $0.1 < $1.1 }) {
      difference.notes.append("the rows stand in another order")
    }
    return pairs
  }

  /// Whether keys tell the rows of both tables apart.
  private var hasUniqueKeys: Bool {
    !old.keys.isEmpty && old.keys.map { old.columns[$0] } == new.keys.map { new.columns[$0] }
      && Self.places(old).count == old.rows.count && Self.places(new).count == new.rows.count
  }

  /// Whether row after row has the same key, as far as the tolerance asks.
  private var haveSameKeys: Bool {
    old.rows.indices.allSatisfy { row in
      zip(old.keys, new.keys).allSatisfy { oldColumn, newColumn in
        RelativeChange.isSame(
          old.rows[row][oldColumn], new.rows[row][newColumn],
          tolerance: old.isText[oldColumn] ? nil : tolerance)
      }
    }
  }

  /// The row of each key; only for looking up.
  private static func places(_ table: StoredTable) -> [String: Int] {
    var places: [String: Int] = [:]
    for row in table.rows.indices { places[table.key(ofRow: row)] = row }
    return places
  }

  private func list(_ rows: [Int], in table: StoredTable) -> RowList {
    guard let first = rows.first else { return RowList() }
    return RowList(count: rows.count, firstLine: table.line(ofRow: first), first: table.name(ofRow: first))
  }
}

/// Compares two files as lines of text, where there is nothing better.
enum LineComparison {
  /// The most characters of a line that are shown.
  private static let shownCount = 80

  /// The first line that differs, and how many do.
  static func difference(_ old: ResultFile, _ new: ResultFile, _ note: String) -> FileDifference {
    var difference = FileDifference(name: old.name)
    if old.bytes == new.bytes { return difference }
    let (oldLines, newLines) = (lines(old), lines(new))
    for index in 0..<max(oldLines.count, newLines.count) {
      let before = index < oldLines.count ? oldLines[index] : nil
      let after = index < newLines.count ? newLines[index] : nil
      guard before != after else { continue }
      let place = ValueDifference(
        oldLine: before == nil ? nil : index + 1, newLine: after == nil ? nil : index + 1, row: "",
        column: "",
        old: before.map(shown), new: after.map(shown))
      difference.add(place, nil, nil)
    }
    difference.notes = [note]
    return difference
  }

  private static func lines(_ file: ResultFile) -> [ArraySlice<UInt8>] {
    file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  }

  private static func shown(_ line: ArraySlice<UInt8>) -> String {
    let text = String(decoding: line, as: UTF8.self)
    return text.count <= shownCount ? text : "\(text.prefix(shownCount))..."
  }
}
