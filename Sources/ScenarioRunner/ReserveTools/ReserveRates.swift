// `simrun reserve rates`: what a pricing contract answers, a row a question.

import APRReserve
import SimEngine

/// Quotes for a table of questions, each with the parameters of its own contract.
public enum ReserveRates {
  private static let columns =
    ["id"] + LiquidityColumns.names + ["side", "qty", "eInFp"]

  /// The answers to a table of questions as CSV with the columns id, status, rate, reason.
  ///
  /// The answer "revert" is an answer: quantities and balances beyond the contract's limits are asked for on
  /// purpose.
  /// - Parameter path: A CSV file, or "-" for the standard input.
  /// - Throws: Everything that is wrong with the table.
  public static func answers(to path: String) throws(ScenarioError) -> [UInt8] {
    let diagnostics = Diagnostics()
    let known = ["kind", "status", "rate", "reason"]
    let table = try InputTable(path, columns: columns, known: known, diagnostics)
    var output = Array("id,status,rate,reason\n".utf8)
    for row in table.rows {
      guard let quote = quote(row) else { continue }
      output += "\(row.text("id")),\(quote.status),\(quote.rate),\(quote.reason)\n".utf8
    }
    try diagnostics.check()
    return output
  }

  private static func quote(_ row: InputTable.Row) -> RateQuote? {
    let rates = LiquidityColumns.read(row)
    let side = row.value("side", .side)
    let quantity = row.value("qty", ScenarioValue<UInt256>.word)
    let ether = row.value("eInFp", ScenarioValue<UInt256>.word)
    guard let rates, let side, let quantity, let ether else { return nil }
    return rates.rate(side, quantity: quantity, etherInFp: ether)
  }
}
