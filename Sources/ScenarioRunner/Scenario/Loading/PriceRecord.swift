// Reads recorded prices from a CSV file and judges them.

import SimEngine

/// How a file of prices is read: columns `utc` and `price`, and perhaps `high`, `low` and `volume`.
///
/// A file that is empty, not in order of time, or holds a price that is none is refused, each mistake at its place.
struct PriceRecord {
  /// What becomes of two rows of one instant.
  enum Duplicates: String, CaseIterable {
    /// An error.
    case refuse
    /// The earlier row counts.
    case first
    /// The later row counts.
    case last
  }

  /// A recorded price.
  struct Price {
    let time: UTCInstant
    let usd: Double
  }

  /// The SHA-256 that the file must have, if it must have one.
  var digest: String?
  /// The longest span between two prices, if there is one.
  var longestGap: SimDuration?
  /// What becomes of two rows of one instant.
  var duplicates = Duplicates.refuse

  /// The prices of a file in order of time, at least one; nil after errors, which are reported where they stand.
  /// - Parameters:
  ///   - file: A path from the folder of the text that names it.
  ///   - place: Where it is named.
  func read(_ file: String, namedAt place: ScenarioPlace) -> [Price]? {
    guard !file.isEmpty, !file.utf8.contains(0), file.utf8.first != ascii("/"), file != "-" else {
      place.complain("must be a path from the scenario's own folder, found \(place.node.summary)")
      return nil
    }
    let source = place.node.span.source
    let folder =
      source.origin == .file ? source.name.utf8.lastIndex(of: ascii("/")).map { source.name[...$0] } : nil
    let errors = Diagnostics()
    do throws(ScenarioError) {
      let text = try SourceText.reading(
        "\(folder ?? "")\(file)", limit: InputTable.largestFile, order: source.order)
      try check(text)
      let table = try InputTable(
        text, columns: ["utc", "price"], known: ["high", "low", "volume"], errors)
      let prices = inOrder(table.rows, errors)
      if table.rows.isEmpty {
        errors.report(
          Diagnostic("\(text.name) holds no price", at: text.span(text.bytes.count..<text.bytes.count)))
      }
      try errors.check()
      return prices
    } catch {
      for diagnostic in error.diagnostics {
        place.diagnostics.report(
          diagnostic.span == nil ? Diagnostic(diagnostic.message, at: place.node.span) : diagnostic)
      }
      return nil
    }
  }

  private func check(_ text: SourceText) throws(ScenarioError) {
    guard let digest else { return }
    let found = SHA256.hexadecimal(of: text.bytes)
    guard found != digest else { return }
    throw ScenarioError(
      Diagnostic("\(text.name) is not the file that \"sha256\" means: its digest is \(found)"))
  }

  private func inOrder(_ rows: [InputTable.Row], _ errors: Diagnostics) -> [Price] {
    var prices: [Price] = []
    for row in rows {
      guard let price = self.price(row) else { continue }
      guard let last = prices.last else {
        prices.append(price)
        continue
      }
      let gap = price.time.secondsSince1970 - last.time.secondsSince1970
      if gap < 0 {
        row.place("utc").complain(
          "must not be before the row above, which is of \(last.time)", help: "sort the rows by time")
      } else if gap == 0 {
        resolveDuplicate(price, in: &prices, row)
      } else {
        if let longestGap, Double(gap) > longestGap.seconds {
          row.place("utc").complain(
            "comes \(gap) s after the row above, more than \"longestGap\" allows, which is \(text(of: longestGap))"
          )
        }
        prices.append(price)
      }
    }
    return prices
  }

  private func resolveDuplicate(_ price: Price, in prices: inout [Price], _ row: InputTable.Row) {
    switch duplicates {
    case .refuse:
      row.place("utc").complain(
        "is there twice: \(price.time)", help: "say with \"duplicates\" whether the first or the last counts")
    case .first: break
    case .last: prices[prices.count - 1] = price
    }
  }

  /// A row as a price; the other columns are judged and then left alone.
  private func price(_ row: InputTable.Row) -> Price? {
    guard let time = row.value("utc", .date), let price = row.value("price", .recordedPrice) else {
      return nil
    }
    let high = row.has("high") ? row.value("high", .recordedPrice) : price
    let low = row.has("low") ? row.value("low", .recordedPrice) : price
    if row.has("volume") { _ = row.value("volume", .recordedVolume) }
    if let high, high < price { row.place("high").complain("must not be below the price") }
    if let low, low > price { row.place("low").complain("must not be above the price") }
    return Price(time: time, usd: price.double)
  }
}

extension ScenarioValue where Value == ExactDecimal {
  /// A price in USD without its unit, as files of data have it.
  static let recordedPrice = figure("a price in USD", example: "453.21").within(
    ExactDecimal(1, timesTenTo: -6)...1_000_000_000)
  /// How much was traded, in whatever unit.
  static let recordedVolume = figure("a volume", example: "12.5").atLeast(.zero)

  /// A decimal written as text.
  private static func figure(_ noun: String, example: String) -> ScenarioValue {
    matching(noun, example: example) { node in node.string.flatMap { ExactDecimal($0) } }
  }
}
