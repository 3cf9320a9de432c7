// The summary at the end of a run: what happened to the peg, who held it, and what that cost.

import ScenarioRunner
import SimEngine

/// Sums a run up on one screen, the most important line last. Figures are means over the replications.
struct RunSummary {
  private let scenario: Scenario
  private let results: [ReplicationResult]
  private let checks: [CheckOutcome]
  private let outputPath: String
  private let elapsedSeconds: Double
  private let style: TerminalStyle
  private let figures: SummaryFigures

  init(
    _ scenario: Scenario, _ results: [ReplicationResult], _ checks: [CheckOutcome] = [], outputPath: String,
    elapsedSeconds: Double,
    style: TerminalStyle
  ) {
    self.scenario = scenario
    self.results = results
    self.checks = checks
    self.outputPath = outputPath
    self.elapsedSeconds = elapsedSeconds
    self.style = style
    figures = SummaryFigures(results)
  }

  /// The whole summary, with a line feed at the end.
  var text: String {
    var lines = [heading, ""] + pictures + [""] + parties + [""]
    if let pool = scenario.pool { lines += [line(of: pool)] + stops }
    lines += scenario.reserves.map { reserveLine($0.name) }
    lines += scenario.shocks.compactMap { lossLine($0.name) }
    if results.count > 1 { lines += checks.compactMap(shareLine) }
    if !checks.isEmpty { lines.append("\(checks.count(where: \.holds)) of \(checks.count) checks hold.") }
    lines += ["The result is in \(outputPath)/.", style.bold(verdict)]
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the pegged coin is called.
  private var coin: String { scenario.token.asset.symbol }

  // MARK: Heading and pictures

  private var heading: String {
    let events = results.reduce(0.0) { $0 + Double($1.events) }
    let runs = results.count == 1 ? "" : "\(results.count) runs of "
    let limited = results.count { $0.status == .limited }
    let remark = limited == 0 ? "" : results.count == 1 ? " (limited)" : " (\(limited) limited)"
    let start = scenario.start.map { " from \($0.description.prefix(10))" } ?? ""
    return style.bold(scenario.name)
      + ": \(runs)\(reached)\(remark)\(start), "
      + "\(Readable.count(events)) events in \(Readable.rounded(elapsedSeconds, places: 1)) s, "
      + "seed \(scenario.seed)"
  }

  /// How far the runs came: their horizon, or less where a limit ended them; "3 min to 2 h" where they differ.
  private var reached: String {
    let seconds = results.map(\.reached.seconds)
    let spans = [seconds.min(), seconds.max()].map { Readable.span(seconds: $0 ?? 0) }
    return spans[0] == spans[1] ? spans[0] : "\(spans[0]) to \(spans[1])"
  }

  /// Price, depth and the reserve's price over time, of the first run.
  private var pictures: [String] {
    guard let first = results.first else { return [] }
    let tables = TableSeries(first.tables)
    var rows = [
      row("market price", tables.series("peg", "price_usd", .mean), "USD", digits: 3),
      row("sale of 1,000", tables.series("peg", "sale_price_usd", .mean), "USD", digits: 3),
    ]
    if let pool = scenario.pool {
      let bids = tables.series("liquidity", "amount_nbt", .sum) { row in
        row["side"] == "bid" && pool.paidBidRanks.contains { $0 == row["rank"] }
      }
      rows.append(row("paid bids", bids, coin, digits: 0))
    }
    for (name, _) in scenario.reserves {
      let prices = tables.series("reserve", "price_usd", .mean) { $0["reserve"] == name }
      rows.append(row(name, prices, "USD", digits: 3))
    }
    return TextTable(rows: rows.compactMap(\.self)).lines
  }

  private func row(_ name: String, _ series: [Double?], _ unit: String, digits: Int) -> [String]? {
    let seen = series.compactMap(\.self)
    guard let low = seen.min(), let high = seen.max() else { return nil }
    let width = max(10, min(48, style.columns - 50))
    return [
      "  " + name, Sparkline.text(of: series, width: width, isUnicode: style.usesUnicode),
      range(from: low, to: high, unit, digits: digits),
    ]
  }

  /// "0.010 to 0.020 USD", or "0.010 USD throughout" where the digits shown do not change.
  private func range(from low: Double, to high: Double, _ unit: String, digits: Int) -> String {
    let ends = [low, high].map { Readable.rounded($0, places: digits) }
    return ends[0] == ends[1] ? "\(ends[0]) \(unit) throughout" : "\(ends[0]) to \(ends[1]) \(unit)"
  }

  // MARK: Who bought and who paid

  /// A row for each group of agents and each reserve: coins taken in, and where profit came from.
  private var parties: [String] {
    var rows = [["  who", "\(coin) bought", "profit USD", "= rewards", "+ edge", "- fees", "+ inventory"]]
    for group in figures.groups {
      let figure = { (name: String) in figures.whole("agents.\(group).\(name)") }
      rows.append([
        "  " + group, figure("net_bought_nbt"), figure("profit_usd"), figure("rewards_usd"),
        figure("edge_usd"),
        figure("fees_usd"), figure("inventory_usd"),
      ])
    }
    for (name, _) in scenario.reserves {
      let cost = figures.mean("reserve.\(name).cost_against_holding_usd").map { -$0 }
      rows.append(["  " + name, figures.whole("reserve.\(name).net_bought_nbt"), Grouped.whole(cost)])
    }
    return TextTable(rows: rows, alignments: [.left] + Array(repeating: .right, count: 6)).lines
  }

  private func line(of pool: PoolSettings) -> String {
    let ranks = pool.paidBidRanks
    let found =
      if ranks.isEmpty {
        "pays for no rank of bids"
      } else if figures.mean("alp.bids_present_share") == nil {
        "held no round"
      } else {
        "found bids in \(ranks.joined(separator: " or ")) in \(figures.percent("alp.bids_present_share")) "
          + "of its rounds"
      }
    return
      "The pool credited \(figures.whole("alp.credited_nbt")) \(coin) of at most "
      + "\(figures.whole("alp.maximum_nbt")), paid \(figures.whole("alp.paid_nbt")) of it "
      + "(\(figures.whole("alp.paid_usd")) USD), and \(found)."
  }

  /// What faults of the original kept the pool from, and how to go on without them.
  private var stops: [String] {
    [
      stop(
        "alp.stopped_rounds_count", under: "unranked-orders",
        cause: "An order that no rank takes stopped its credit rounds for good, as it did in the original",
        missed: "rounds were not held"),
      stop(
        "alp.stopped_payouts_count", under: "payout-loop",
        cause:
          "It once did not reach the daemon that pays, which ended its payouts, as it did in the original",
        missed: "payouts were not tried"),
    ].compactMap(\.self)
  }

  /// What one fault cost in all runs together, or nil when it did nothing.
  private func stop(_ figure: String, under fault: String, cause: String, missed: String) -> String? {
    let counts = figures.values(figure).filter { $0 > 0 }
    guard !counts.isEmpty else { return nil }
    let runs = results.count == 1 ? "" : " in \(counts.count) of \(results.count) runs"
    return "\(cause): \(Grouped.whole(counts.reduce(0, +))) \(missed)\(runs). "
      + "With \"legacy\" false, or without \"\(fault)\" in it, it goes on."
  }

  private func reserveLine(_ name: String) -> String {
    let prefix = "reserve.\(name)"
    return
      "The reserve \(name) made \(figures.whole("\(prefix).trades_count")) trades, paid within 5 % of the peg "
      + "\(figures.percent("\(prefix).bid_within_500bp_share")) of the time, and "
      + "\(outcome(ofReserve: name)) against holding what it began with."
  }

  /// What was lost with the exchanges that a shock let fail; nil for other shocks.
  private func lossLine(_ shock: String) -> String? {
    guard figures.mean("\(shock).lost_usd") != nil else { return nil }
    return
      "In \(shock) \(figures.whole("\(shock).lost_usd")) USD were lost, "
      + "\(figures.whole("\(shock).lost_tokens")) \(coin) among them."
  }

  /// How many runs met the condition of a check on a share, and what that says of the probability.
  private func shareLine(_ outcome: CheckOutcome) -> String? {
    guard let share = outcome.share else { return nil }
    let percents = [share.value, share.interval.lowerBound, share.interval.upperBound]
      .map { Readable.rounded(100 * $0, places: 1) }
    return
      "\(outcome.check.text): \(share.met) of \(share.count) runs, \(percents[0]) % "
      + "(95 % interval \(percents[1]) to \(percents[2]) %)."
  }

  /// "cost 120 USD" or "gained 120 USD".
  private func outcome(ofReserve name: String) -> String {
    let cost = figures.mean("reserve.\(name).cost_against_holding_usd") ?? 0
    return "\(cost > 0 ? "cost" : "gained") \(Grouped.whole(cost.magnitude)) USD"
  }

  // MARK: The verdict

  /// How long the peg held, and what holding it cost.
  private var verdict: String {
    if hasNoMarket { return verdictWithoutMarket }
    let (near, far) = (figures.percent("sale.time_within_100bp"), figures.percent("sale.time_within_500bp"))
    return "\(duration) On an exchange 1,000 coins could be sold within 1 % of it \(near) and within 5 % "
      + "\(far) of the time; \(cost)."
  }

  /// Whether there is no exchange, or none ever had an order, so that there was no market price to hold or lose.
  private var hasNoMarket: Bool {
    let shares = figures.values("peg.priced_share")
    return scenario.exchanges.isEmpty || !shares.isEmpty && shares.allSatisfy { $0 == 0 }
  }

  /// What such a run measured: the reserves' own prices.
  private var verdictWithoutMarket: String {
    let nobody = "No order ever stood on an exchange, so there was no market price"
    guard let first = results.first, !scenario.reserves.isEmpty else { return "\(nobody); \(cost)." }
    let tables = TableSeries(first.tables)
    let prices = scenario.reserves.compactMap { reserve -> String? in
      let seen = tables.series("reserve", "price_usd", .mean) { $0["reserve"] == reserve.name }.compactMap(
        \.self)
      guard let low = seen.min(), let high = seen.max() else { return nil }
      return "that of the reserve \(reserve.name) was \(range(from: low, to: high, "USD", digits: 3))"
    }
    let run = results.count == 1 ? "" : " in the first run"
    return "\(nobody)" + prices.map { "; \($0)\(run)" }.joined() + "; \(cost)."
  }

  private var duration: String {
    let broken = figures.values("sale.broken_at_d")
    let isLimited = results.contains { $0.status == .limited }
    // What a limited run did not reach nobody knows.
    let span = isLimited ? "the \(reached) reached" : reached
    guard !broken.isEmpty else { return "The peg held for all of \(span)." }
    guard results.count == 1 else {
      // The mean of those that broke would be too short: the others hold on for longer.
      let half = figures.medianWait("sale.broken_at_d").map {
        "in half of all within \(Readable.rounded($0, places: 1)) d"
      }
      let first = "the first after \(Readable.rounded(broken.min() ?? 0, places: 1)) d"
      return "The peg broke in \(broken.count) of \(results.count) runs, \(half ?? first)."
    }
    let held = Readable.rounded(broken[0], places: 1) + (reached.wholeMatch(of: /\d+ d/) == nil ? " d" : "")
    return "The peg held for \(held) of \(span), then was 5 % off for a day or longer."
  }

  private var cost: String {
    var parts: [String] = []
    if scenario.pool != nil { parts.append("rewards cost \(figures.whole("alp.paid_usd")) USD") }
    parts += scenario.reserves.map { "the reserve \($0.name) \(outcome(ofReserve: $0.name))" }
    return parts.isEmpty ? "with neither pool nor reserve" : parts.joined(separator: ", ")
  }
}
