// Fields of results and of recorded prices, and a file of such prices as a series.

import SimEngine

extension ScenarioValue where Value == Double {
  /// A number as tables hold it.
  static let field = matching("a number", example: "12.5") { node in
    node.string.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }
  /// Seconds since the start of a run.
  static let secondsField = field.satisfying("from 0 to 10^10") { (0...1e10).contains($0) }
  /// A number above zero.
  static let positiveField = field.satisfying("above 0 and at most 10^60") { $0 > 0 && $0 <= 1e60 }
}

extension InputTable.Row {
  /// The number of a field that must be above zero; nil where it is empty, or after an error was reported.
  func positive(_ column: String) -> Double? {
    text(column).isEmpty ? nil : value(column, .positiveField)
  }
}

extension PriceSeries {
  /// The prices of a file with the columns `utc` and `price`, and perhaps `high`, `low` and `volume`.
  /// - Throws: No such file, a column that is missing, rows that are not in order of time or hold no price.
  static func recorded(in path: String) throws(ScenarioError) -> PriceSeries {
    let diagnostics = Diagnostics()
    let table = try InputTable(
      path, columns: ["utc", "price"], known: ["high", "low", "volume"], diagnostics)
    var series = PriceSeries(name: "data")
    for row in table.rows {
      guard let time = row.value("utc", .date), let price = row.value("price", .recordedPrice) else {
        continue
      }
      let second = Double(time.secondsSince1970)
      if let last = series.seconds.last, second <= last {
        row.place("utc").complain(
          "must be after the row above", help: "sort the rows by time, one an instant")
        continue
      }
      let volume = row.has("volume") ? row.value("volume", .recordedVolume) : nil
      series.append(price.double, volume: volume?.double, atSecond: second)
    }
    try diagnostics.check()
    return series
  }
}
