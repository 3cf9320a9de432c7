// The tables of one run, in the order in which they were declared.

/// The index of a table in its run.
public struct MetricTableID: Hashable, Sendable {
  let index: Int
}

/// The tables that the components of a run fill.
public final class MetricStore {
  /// The tables in the order of their declaration.
  public private(set) var tables: [MetricTable] = []

  /// The fields of all tables together, by which a run takes up memory.
  /// - Complexity: O(tables).
  public var fieldCount: Int { tables.reduce(0) { $0 + $1.fields.count } }

  /// Declares a table, or finds it when another component declared the same one.
  /// - Precondition: tables of one name have the same columns.
  public func declare(_ table: MetricTable) -> MetricTableID {
    if let index = tables.firstIndex(where: { $0.name == table.name }) {
      invariant(tables[index].columns == table.columns, "table \(table.name) is declared in two shapes")
      return MetricTableID(index: index)
    }
    tables.append(table)
    return MetricTableID(index: tables.count - 1)
  }

  /// Appends a row to a table; see `MetricTable.append`.
  public func append(_ row: [MetricValue], to table: MetricTableID) {
    tables[table.index].append(row)
  }

  /// Adds every field of every table, and the summary, to a fingerprint.
  func record(_ summary: [SummaryMetric], in fingerprint: inout Fingerprint) {
    for table in tables {
      fingerprint.add(table.name)
      for field in table.fields { field.record(in: &fingerprint) }
    }
    for metric in summary {
      fingerprint.add(metric.name)
      fingerprint.add(metric.value ?? .infinity)
    }
  }
}

extension MetricValue {
  fileprivate func record(in fingerprint: inout Fingerprint) {
    switch self {
    case .missing: fingerprint.add(UInt64.max)
    case .integer(let value): fingerprint.add(value)
    case .real(let value): fingerprint.add(value)
    case .amount(let amount): fingerprint.add(amount.baseUnits)
    case .text(let text): fingerprint.add(text)
    }
  }
}
