// `simrun reserve trades`: sequences of trades, and the reserve after each of them.

import APRReserve
import SimEngine

/// Trades, one after the other, with the reserves of a table.
public enum ReserveTrades {
  private static let reserveColumns = ["path"] + LiquidityColumns.names + ["E0Wei", "T0Twei"]
  private static let tradeColumns = ["path", "step", "side", "qty"]
  /// Columns of recorded trades that are results, not questions.
  private static let recordedColumns = ["reason", "rate", "dest", "EWei", "TTwei", "feesTwei"]

  /// What came of a table of trades as CSV with the columns path, step, reason, rate, dest, EWei, TTwei,
  /// feesTwei.
  ///
  /// The rate and the destination are those quoted before the trade, the balances and fees those after it.
  /// Trades of one path happen in the order of the table, whatever their steps are called; paths may be
  /// mixed.
  /// - Parameters:
  ///   - tradesPath: A CSV file, or "-" for the standard input.
  ///   - reservesPath: A CSV file with the reserve of every path.
  /// - Throws: Everything that is wrong with the tables.
  public static func outcomes(
    of tradesPath: String, reserves reservesPath: String
  ) throws(ScenarioError) -> [UInt8] {
    let diagnostics = Diagnostics()
    let reserveTable = try InputTable(
      reservesPath, columns: reserveColumns, known: ["kind"], order: 0, diagnostics)
    let trades = try InputTable(
      tradesPath, columns: tradeColumns, known: recordedColumns, order: 1, diagnostics)
    var reserves = readReserves(reserveTable, diagnostics)
    var output = Array("path,step,reason,rate,dest,EWei,TTwei,feesTwei\n".utf8)
    for row in trades.rows {
      let path = row.text("path")
      let side = row.value("side", .side)
      let quantity = row.value("qty", ScenarioValue<Int128>.quantity)
      guard let entry = reserves[path] else {
        row.place("path").complain("names no path of \(reservesPath), found \(quoted(path))")
        continue
      }
      guard let side, let quantity, var reserve = entry else { continue }
      let quote = reserve.quote(side, quantity: quantity)
      let reason = reserve.trade(side, quantity: quantity).reason
      reserves[path] = reserve
      let state = "\(reserve.etherBalance),\(reserve.tokenBalance),\(reserve.collectedFees)"
      output +=
        "\(path),\(row.text("step")),\(reason),\(quote.rate.rate),\(quote.destination),\(state)\n".utf8
    }
    try diagnostics.check()
    return output
  }

  /// The reserve of every path; nil for those that were reported to be wrong.
  private static func readReserves(_ table: InputTable, _ diagnostics: Diagnostics) -> [String: Reserve?] {
    var reserves: [String: Reserve?] = [:]
    for row in table.rows {
      let path = row.text("path")
      if reserves[path] != nil { row.place("path").complain("is there twice: \(quoted(path))") }
      reserves[path] = .some(readReserve(row))
    }
    return reserves
  }

  private static func readReserve(_ row: InputTable.Row) -> Reserve? {
    let rates = LiquidityColumns.read(row)
    let ether = row.value("E0Wei", ScenarioValue<Int128>.quantity)
    let tokens = row.value("T0Twei", ScenarioValue<Int128>.quantity)
    guard let rates, let ether, let tokens else { return nil }
    var reserve = Reserve(tokenDecimals: rates.tokenDecimals, etherBalance: ether, tokenBalance: tokens)
    reserve.rates = rates
    return reserve
  }
}
