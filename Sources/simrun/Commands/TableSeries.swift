// A column of a table as a series over time, for the pictures of the summary.

import SimEngine

/// Series out of the tables of a run.
struct TableSeries {
  /// What becomes of several rows of one instant.
  enum Combination {
    case mean
    case sum
  }

  private let tables: [MetricTable]

  init(_ tables: [MetricTable]) { self.tables = tables }

  /// The values of a column in the order of time, one an instant; nil where no row has one.
  /// - Parameter isWanted: Given the texts of a row by column, whether the row counts.
  func series(
    _ tableName: String, _ columnName: String, _ combination: Combination,
    where isWanted: ([String: String]) -> Bool = { _ in true }
  ) -> [Double?] {
    guard let table = tables.first(where: { $0.name == tableName }),
      let column = table.columns.firstIndex(where: { $0.name == columnName })
    else { return [] }
    var instants: [(time: MetricValue, values: [Double])] = []
    for index in 0..<table.rowCount {
      let row = Array(table.row(index))
      if instants.last?.time != row[0] { instants.append((row[0], [])) }
      guard isWanted(texts(of: row, in: table)), case .real(let value) = row[column] else { continue }
      instants[instants.count - 1].values.append(value)
    }
    return instants.map { $0.values.isEmpty ? nil : combine($0.values, combination) }
  }

  private func combine(_ values: [Double], _ combination: Combination) -> Double {
    let sum = values.reduce(0, +)
    return combination == .sum ? sum : sum / Double(values.count)
  }

  private func texts(of row: [MetricValue], in table: MetricTable) -> [String: String] {
    var texts: [String: String] = [:]
    for (value, column) in zip(row, table.columns) {
      if case .text(let text) = value { texts[column.name] = text }
    }
    return texts
  }
}
