// What leaves a run: named tables with typed columns, to which subsystems append facts.

/// One fact in a table.
@frozen
public enum MetricValue: Hashable, Sendable {
  /// Nothing was observed; written as an empty field.
  case missing
  case integer(Int64)
  /// A finite double; a non-finite one fails the run when it is appended.
  case real(Double)
  /// Exact money, written as a decimal with the digits of its column.
  case amount(Amount)
  case text(String)
}

/// A column: its name (snake_case, ending in the unit), kind, unit and meaning.
public struct MetricColumn: Hashable, Sendable {
  /// What the fields of a column hold.
  public enum Kind: Hashable, Sendable {
    case integer
    case real
    case text
    /// Exact money with that many decimal digits.
    case amount(decimals: Int)
  }

  public let name: String
  public let kind: Kind
  /// The unit, such as "s", "USD", "NBT/BTC"; empty for a pure number or a name.
  public let unit: String
  /// One sentence on what the figure means.
  public let meaning: String
  /// Whether the column is part of the key that tells rows apart.
  public let isKey: Bool

  /// A column of a table.
  public init(_ name: String, _ kind: Kind, unit: String = "", key: Bool = false, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.meaning = meaning
    self.isKey = key
  }
}

/// A table of facts, one fact a row, in the order in which they happened.
public struct MetricTable: Sendable {
  /// The name, which is also the name of the CSV file without its ending.
  public let name: String
  /// One sentence on what a row says.
  public let meaning: String
  public let columns: [MetricColumn]
  /// The fields, row after row: shape [rowCount x columns.count].
  public private(set) var fields: ContiguousArray<MetricValue> = []

  /// An empty table.
  /// - Precondition: the columns have distinct names.
  public init(name: String, meaning: String, columns: [MetricColumn]) {
    invariant(Set(columns.map(\.name)).count == columns.count, "table \(name) names a column twice")
    self.name = name
    self.meaning = meaning
    self.columns = columns
  }

  /// How many rows were appended.
  public var rowCount: Int { columns.isEmpty ? 0 : fields.count / columns.count }

  /// The fields of a row, in the order of the columns.
  public func row(_ index: Int) -> ArraySlice<MetricValue> {
    ArraySlice(fields[index * columns.count..<(index + 1) * columns.count])
  }

  /// Appends a row.
  /// - Precondition: one field a column, of the column's kind or missing; reals are finite.
  public mutating func append(_ row: [MetricValue]) {
    invariant(row.count == columns.count, "table \(name): \(row.count) fields for \(columns.count) columns")
    for (field, column) in zip(row, columns) {
      invariant(field.fits(column.kind), "table \(name), column \(column.name): \(field) does not fit")
    }
    fields.append(contentsOf: row)
  }
}

extension MetricValue {
  /// Whether a field of this value may stand in a column of that kind.
  func fits(_ kind: MetricColumn.Kind) -> Bool {
    switch (self, kind) {
    case (.missing, _), (.integer, .integer), (.text, .text), (.amount, .amount): true
    case (.real(let value), .real): value.isFinite
    default: false
    }
  }
}

/// A figure that a run ends with, such as "peg.time_within_100bp": one row of summary.csv.
public struct SummaryMetric: Hashable, Sendable {
  /// A dotted name: subsystem, then the figure with its unit as the last word.
  public let name: String
  /// The figure, or nil when the run does not define it (no trade, nothing observed).
  public let value: Double?
  public let unit: String
  /// For the time at which something may have happened: how long it was watched for, which is the value where it happened; nil
  /// for every other figure.
  public let watchedFor: Double?

  /// The time at which something happened, or nil where it had not when one stopped watching for it.
  /// - Parameter span: How long it was watched for, in the same unit.
  public init(_ name: String, happened time: Double?, watchedFor span: Double, unit: String) {
    self.name = name
    self.value = time
    self.unit = unit
    watchedFor = time ?? span
  }

  /// The same figure with the texts given, which say the same.
  public func named(_ name: String, unit: String) -> SummaryMetric {
    guard let watchedFor else { return SummaryMetric(name, value, unit: unit) }
    return SummaryMetric(name, happened: value, watchedFor: watchedFor, unit: unit)
  }

  /// A figure of the summary; one that is not finite fails the run when results are written.
  public init(_ name: String, _ value: Double?, unit: String) {
    self.name = name
    self.value = value
    self.unit = unit
    watchedFor = nil
  }
}
