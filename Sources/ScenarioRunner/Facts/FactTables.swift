// The tables of a result and of recorded data that facts are told of.

import Foundation
import SimEngine

/// What the tables of a result hold, column by column.
struct FactTables {
  /// Figures under a name, and how often was looked for one.
  struct Column: Named {
    let name: String
    var sample: [Double] = []
    var looks = 0
  }

  /// The price of each quote coin, then that of the pegged coin on each exchange.
  private(set) var prices: [PriceSeries] = []
  /// The spread of each exchange.
  private(set) var spreads: [Column] = []
  /// What stands on each exchange and side within a rank of the pool, round by round; none without the pool's table.
  private(set) var depths: [Column] = []
  /// The orders of takers on each exchange; none without the table of trades.
  private(set) var arrivals: [TradeFlow] = []

  /// Reads the tables of a result; only that of the peg must be there.
  init(_ folder: String) throws(ScenarioError) {
    let diagnostics = Diagnostics()
    let place = folder.last == "/" ? folder : folder + "/"
    try readPeg(place + "peg.csv", diagnostics)
    if FileManager.default.fileExists(atPath: place + "liquidity.csv") {
      try readLiquidity(place + "liquidity.csv", diagnostics)
    }
    if FileManager.default.fileExists(atPath: place + "trades.csv") {
      try readTrades(place + "trades.csv", diagnostics)
    }
    try diagnostics.check()
  }

  private mutating func readPeg(_ path: String, _ diagnostics: Diagnostics) throws(ScenarioError) {
    let table = try InputTable(
      path, columns: ["time_s", "exchange", "quote_usd", "bid_quote", "ask_quote", "price_usd"],
      known: [
        "mid_quote", "last_quote", "deviation_bp", "two_sided", "sale_price_usd", "time_within_100bp_ratio",
      ], diagnostics)
    var (coins, tokens): ([PriceSeries], [PriceSeries]) = ([], [])
    for row in table.rows {
      guard let second = row.value("time_s", .secondsField) else { continue }
      let exchange = row.text("exchange")
      let index = tokens.firstIndex { $0.name == exchange } ?? tokens.count
      if index == tokens.count {
        tokens.append(PriceSeries(name: exchange, isToken: true))
        coins.append(PriceSeries(name: "\(exchange)'s quote coin"))
        spreads.append(Column(name: exchange))
      }
      guard second > tokens[index].seconds.last ?? -1 else {
        row.place("time_s").complain("must be after the row above of this exchange")
        continue
      }
      if let price = row.positive("quote_usd") { coins[index].append(price, atSecond: second) }
      if let price = row.positive("price_usd") { tokens[index].append(price, atSecond: second) }
      spreads[index].looks += 1
      if let bid = row.positive("bid_quote"), let ask = row.positive("ask_quote") {
        spreads[index].sample.append(2e4 * (ask - bid) / (ask + bid))
      }
    }
    try diagnostics.check()
    prices = FactTables.different(coins) + tokens
  }

  /// The series without those that are the same as an earlier one or never move.
  private static func different(_ series: [PriceSeries]) -> [PriceSeries] {
    series.enumerated().filter { index, one in
      Set(one.prices).count > 1 && !series[..<index].contains { $0.prices == one.prices }
    }.map(\.element)
  }

  private mutating func readLiquidity(_ path: String, _ diagnostics: Diagnostics) throws(ScenarioError) {
    let table = try InputTable(
      path, columns: ["exchange", "side", "rank", "amount_nbt"],
      known: ["time_s", "reward_nbt", "fill_ratio"], diagnostics)
    for row in table.rows {
      guard let amount = row.value("amount_nbt", .field) else { continue }
      let name = "\(row.text("exchange")) \(row.text("side")) \(row.text("rank"))"
      let index = depths.firstIndex { $0.name == name } ?? depths.count
      if index == depths.count { depths.append(Column(name: name)) }
      depths[index].looks += 1
      depths[index].sample.append(amount)
    }
    depths = depths.filter { column in column.sample.contains { $0 > 0 } }
    for index in depths.indices { depths[index].sample.removeAll { $0 == 0 } }
  }

  private mutating func readTrades(_ path: String, _ diagnostics: Diagnostics) throws(ScenarioError) {
    let table = try InputTable(
      path, columns: ["time_s", "exchange", "taker_side", "quantity_base", "taker"],
      known: ["fill", "price_quote", "maker"], diagnostics)
    let span = prices.compactMap(\.seconds.last).max() ?? 0
    for row in table.rows {
      guard let second = row.value("time_s", .secondsField), let coins = row.positive("quantity_base") else {
        continue
      }
      let exchange = row.text("exchange")
      let index = arrivals.firstIndex { $0.name == exchange } ?? arrivals.count
      if index == arrivals.count {
        arrivals.append(TradeFlow(name: exchange))
        arrivals[index].span = span
      }
      if second < arrivals[index].arrivals.last?.second ?? 0 {
        row.place("time_s").complain("must not be before the row above of this exchange")
      } else {
        arrivals[index].append(
          coins, isPurchase: row.text("taker_side") == "buy", taker: row.text("taker"), atSecond: second)
      }
    }
  }
}
