// The tables of a run that facts are told of, from its folder or from memory.

import Foundation
import SimEngine

/// What the tables of a run hold, thing by thing.
struct FactTables {
  /// The price of each quote coin, but for those that are the same as another or never move.
  private(set) var coins: [PriceSeries] = []
  /// The price of the pegged coin on each exchange, with what takers traded there where that is known.
  private(set) var tokens: [PriceSeries] = []
  /// The looks at each exchange's book.
  private(set) var books: [BookLooks] = []
  /// What stands at which distance from the peg; nothing without its table.
  private(set) var depth = DepthProfile()
  /// What stands on each exchange and side within a rank of the pool, round by round; none without the pool's table.
  private(set) var rounds: [FactColumn] = []
  /// The orders of takers on each exchange; none without the table of trades.
  private(set) var flows: [TradeFlow] = []

  /// Reads the tables of a result; only that of the peg must be there.
  init(folder: String) throws(ScenarioError) {
    let place = folder.last == "/" ? folder : folder + "/"
    try self.init { name throws(ScenarioError) in
      let path = "\(place)\(name).csv"
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      return try SourceText.reading(path, limit: InputTable.largestFile, order: 0)
    }
  }

  /// What is wrong with a run without an exchange.
  static let withoutPrices = ScenarioError(
    Diagnostic(
      "there is no price of the pegged coin to tell facts of",
      help: "name the folder of a result with rows in its peg.csv, or a scenario with an exchange"))

  /// Reads the tables of a run as they would be written.
  init(_ tables: [MetricTable]) throws(ScenarioError) {
    try self.init { name throws(ScenarioError) in
      tables.first { $0.name == name }
        .map { SourceText(name: "\(name).csv", bytes: CSVWriter.bytes(of: $0)) }
    }
  }

  /// Reads tables whose texts a closure finds by their names.
  private init(_ text: (String) throws(ScenarioError) -> SourceText?) throws(ScenarioError) {
    let diagnostics = Diagnostics()
    if let peg = try text("peg") { try readPeg(peg, diagnostics) }
    guard !tokens.isEmpty else { throw FactTables.withoutPrices }
    if let depth = try text("depth") { try readDepth(depth, diagnostics) }
    if let rounds = try text("liquidity") { try readRounds(rounds, diagnostics) }
    if let trades = try text("trades") { try readTrades(trades, diagnostics) }
    try diagnostics.check()
    addVolumes()
  }

  private mutating func readPeg(_ text: SourceText, _ diagnostics: Diagnostics) throws(ScenarioError) {
    let table = try InputTable(
      text,
      columns: [
        "time_s", "exchange", "quote_usd", "bid_quote", "ask_quote", "price_usd", "deviation_bp",
      ],
      known: ["mid_quote", "last_quote", "two_sided", "sale_price_usd", "time_within_100bp_ratio"],
      diagnostics)
    for row in table.rows {
      guard let second = row.value("time_s", .secondsField) else { continue }
      let exchange = row.text("exchange")
      let index = tokens.firstIndex { $0.name == exchange } ?? tokens.count
      if index == tokens.count {
        tokens.append(PriceSeries(name: exchange, isToken: true))
        coins.append(PriceSeries(name: "\(exchange)'s quote coin"))
        books.append(BookLooks(name: exchange))
      }
      guard second > tokens[index].seconds.last ?? -1 else {
        row.place("time_s").complain("must be after the row above of this exchange")
        continue
      }
      if let price = row.positive("quote_usd") { coins[index].append(price, atSecond: second) }
      if let price = row.positive("price_usd"), let deviation = row.value("deviation_bp", .field) {
        tokens[index].append(price, deviation: deviation / 1e4, atSecond: second)
      }
      books[index].append(bid: row.positive("bid_quote"), ask: row.positive("ask_quote"))
    }
    try diagnostics.check()
    coins = FactTables.different(coins)
  }

  /// The series without those that are the same as an earlier one or never move.
  private static func different(_ series: [PriceSeries]) -> [PriceSeries] {
    series.enumerated().filter { index, one in
      Set(one.prices).count > 1 && !series[..<index].contains { $0.prices == one.prices }
    }.map(\.element)
  }

  private mutating func readDepth(_ text: SourceText, _ diagnostics: Diagnostics) throws(ScenarioError) {
    let table = try InputTable(
      text, columns: ["within_bp", "bid_mean_nbt", "ask_mean_nbt"],
      known: ["bid_q05_nbt", "ask_q05_nbt", "smaller_mean_nbt", "smaller_q05_nbt", "uptime_ratio"],
      diagnostics)
    for row in table.rows {
      guard let within = row.positive("within_bp"), let bids = row.value("bid_mean_nbt", .field),
        let asks = row.value("ask_mean_nbt", .field)
      else { continue }
      if within > depth.rings.last?.within ?? 0 {
        depth.rings.append(DepthProfile.Ring(within: within, bids: bids, asks: asks))
      } else {
        row.place("within_bp").complain("must be more than in the row above")
      }
    }
  }

  private mutating func readRounds(_ text: SourceText, _ diagnostics: Diagnostics) throws(ScenarioError) {
    let table = try InputTable(
      text, columns: ["exchange", "side", "rank", "amount_nbt"],
      known: ["time_s", "reward_nbt", "fill_ratio"], diagnostics)
    for row in table.rows {
      guard let amount = row.value("amount_nbt", .field) else { continue }
      let name = "\(row.text("exchange")) \(row.text("side")) \(row.text("rank"))"
      let index = rounds.firstIndex { $0.name == name } ?? rounds.count
      if index == rounds.count { rounds.append(FactColumn(name: name)) }
      rounds[index].looks += 1
      if amount != 0 { rounds[index].sample.append(amount) }
    }
    rounds = rounds.filter { column in column.sample.contains { $0 > 0 } }
  }

  private mutating func readTrades(_ text: SourceText, _ diagnostics: Diagnostics) throws(ScenarioError) {
    let table = try InputTable(
      text, columns: ["time_s", "exchange", "taker_side", "quantity_base", "taker"],
      known: ["fill", "price_quote", "maker", "mid_usd"], diagnostics)
    let span = (coins + tokens).compactMap(\.seconds.last).max() ?? 0
    for row in table.rows {
      guard let second = row.value("time_s", .secondsField), let coins = row.positive("quantity_base") else {
        continue
      }
      let exchange = row.text("exchange")
      let index = flows.firstIndex { $0.name == exchange } ?? flows.count
      if index == flows.count {
        flows.append(TradeFlow(name: exchange))
        flows[index].span = span
      }
      if second < flows[index].arrivals.last?.second ?? 0 {
        row.place("time_s").complain("must not be before the row above of this exchange")
      } else {
        flows[index].append(
          coins, isPurchase: row.text("taker_side") == "buy", taker: row.text("taker"),
          midUSD: row.has("mid_usd") ? row.positive("mid_usd") : nil, atSecond: second)
      }
    }
    flows.sort { $0.name < $1.name }
  }

  /// Gives each price of the pegged coin what takers traded on that exchange since the price before.
  private mutating func addVolumes() {
    guard !flows.isEmpty else { return }
    for index in tokens.indices {
      let flow = flows.first { $0.name == tokens[index].name }
      tokens[index].setVolumes(of: flow?.arrivals ?? [])
    }
  }
}
