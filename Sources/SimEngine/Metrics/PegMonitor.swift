// The observer that watches the price of the pegged coin on every exchange.

/// Samples the books, measures how well the peg held, and writes `peg.csv`.
///
/// Two prices are measured. The mid flatters a market in which nobody buys any more, so the price that a holder could
/// have for 1,000 coins on the best exchange is measured too; above the peg it counts as being at it.
///
/// The price of the coin is taken over all exchanges together: the best bid and the best ask anywhere, in USD at
/// the reference price of the exchange's quote asset. Where only one side has orders, that side's price counts
/// and the row says so; where neither has, there is no price. In a world that has no exchange for the coin there is no market
/// to measure: no tables and no figures but those of reserves.
public final class PegMonitor: Component {
  public let name = "peg"
  private let coin: AssetID
  private let pegUSD: Double
  private let sampleEvery: SimDuration
  private let writeEvery: SimDuration
  private let shock: SimTime?
  /// Coins of the sale or purchase by which the price that can be had is measured.
  private let standardSize = 1_000.0
  private var table = MetricTableID(index: 0)
  private var (depegTable, depthTable) = (MetricTableID(index: 0), MetricTableID(index: 0))
  /// Whether the coin is listed on any exchange.
  private var isListed = false
  private var lastSample = SimTime.start
  private var lastWritten = SimTime.start
  private let depeg: DepegRule
  private var quality: PegQuality
  /// The same for the price at which `standardSize` coins could be sold.
  private var saleQuality: PegQuality
  private var spread = TimeWeighted()
  private var executable = ExecutablePeg()
  private var depth = DepthQuality()
  private var twoSidedSeconds = 0.0
  /// Seconds in which each reserve bought within five per cent of the peg, in the order of the reserves.
  private var reserveSeconds: [Double] = []

  private static let sample = EventKind(rawValue: 0)

  /// An observer.
  /// - Parameters:
  ///   - coin: The pegged coin.
  ///   - sampleEvery: How often the books are measured.
  ///   - writeEvery: How often a row is written; a multiple of `sampleEvery`.
  ///   - depeg: What counts as a depeg.
  ///   - shock: From when on failures of the peg are also timed by themselves.
  public init(
    coin: AssetID, pegUSD: Double, sampleEvery: SimDuration, writeEvery: SimDuration,
    depeg: DepegRule = DepegRule(), shock: SimTime? = nil
  ) {
    self.depeg = depeg
    quality = PegQuality(depeg: depeg)
    saleQuality = PegQuality(depeg: depeg)
    self.coin = coin
    self.pegUSD = pegUSD
    self.sampleEvery = sampleEvery
    self.writeEvery = writeEvery
    self.shock = shock
  }

  public func setUp(in context: Context) {
    context.schedule(PegMonitor.sample, after: sampleEvery, phase: .metrics)
    isListed = context.markets.exchanges.contains { $0.pair.base == coin }
    guard isListed else { return }
    table = context.metrics.declare(PegMonitor.pegTable)
    depegTable = context.metrics.declare(PegMonitor.depegsTable(depeg))
    depthTable = context.metrics.declare(DepthQuality.table)
  }

  /// Measures, and writes a row where one is due.
  public func handle(_ event: Event, in context: Context) {
    measure(in: context)
    if context.now.nanoseconds % writeEvery.nanoseconds == 0 { write(in: context) }
    context.schedule(PegMonitor.sample, after: sampleEvery, phase: .metrics)
  }

  /// Measures what is left of the run, and writes the state in which it ends.
  public func finish(in context: Context) {
    if context.now > lastSample { measure(in: context) }
    guard isListed else { return }
    if context.now > lastWritten { write(in: context) }
    for row in depth.rows { context.metrics.append(row, to: depthTable) }
    writeDepegs(of: "peg", quality, in: context)
    writeDepegs(of: "sale", saleQuality, in: context)
  }

  /// Counts the state of now for the span since the last sample.
  private func measure(in context: Context) {
    let span = context.now - lastSample
    let top = context.markets.consolidatedTop(of: coin, at: context.now)
    quality.add(top.price.map { $0 / pegUSD - 1 }, from: lastSample, for: span)
    let sale = price(.sell, in: context).map { $0 / pegUSD - 1 }
    saleQuality.add(sale.map { min(0, $0) }, from: lastSample, for: span)
    executable.add(sale: sale, purchase: price(.buy, in: context).map { $0 / pegUSD - 1 }, for: span)
    if let bid = top.bid, let ask = top.ask {
      spread.add((ask - bid) / ((ask + bid) / 2), for: span)
      twoSidedSeconds += span.seconds
    }
    for exchange in openExchanges(in: context) {
      depth.look(
        at: exchange, peg: pegUSD / context.markets.usdPrice(of: exchange.pair.quote, at: context.now))
    }
    depth.endSample(lasting: span)
    measureReserves(span, in: context)
    lastSample = context.now
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let total = lastSample.seconds
    let reserves = zip(context.markets.swapVenues, reserveSeconds).map { venue, seconds in
      SummaryMetric(
        "reserve.\(venue.name).bid_within_500bp_share", total > 0 ? seconds / total : nil, unit: "")
    }
    guard isListed else { return reserves }
    let failures = shock.map {
      quality.summary(prefix: "peg", after: $0) + saleQuality.summary(prefix: "sale", after: $0)
    }
    return quality.summary(prefix: "peg") + saleQuality.summary(prefix: "sale") + (failures ?? []) + [
      SummaryMetric("peg.two_sided_share", total > 0 ? twoSidedSeconds / total : nil, unit: ""),
      SummaryMetric("peg.spread_mean_bp", spread.mean.map { $0 * 1e4 }, unit: "bp"),
    ] + executable.summary + depth.summary + costOfDepth(in: context) + reserves
  }

  /// USD a coin that a sale or purchase of the standard size would bring or cost on the best single exchange, before
  /// fees; nil where no exchange has orders for all of it.
  private func price(_ side: Side, in context: Context) -> Double? {
    var best: Double?
    for exchange in openExchanges(in: context) {
      let quoteUSD = context.markets.usdPrice(of: exchange.pair.quote, at: context.now)
      var (left, quote) = (standardSize, 0.0)
      for level in exchange.depth(side.opposite) {
        if left <= 0 { break }
        let taken = min(left, exchange.pair.coins(level.quantity))
        left -= taken
        quote += taken * exchange.pair.value(level.price)
      }
      guard left <= 0 else { continue }
      let price = quote * quoteUSD / standardSize
      best = best.map { side == .sell ? max($0, price) : min($0, price) } ?? price
    }
    return best
  }

  /// The exchanges on which the coin can be traded now.
  private func openExchanges(in context: Context) -> [Exchange] {
    context.markets.exchanges.filter { $0.pair.base == coin && $0.state == .open }
  }

  /// What programmes paid for the depth of the smaller side within one per cent, USD for a USD that stood there for a day, and
  /// for each percentage point of the time in which the price was within as much.
  private func costOfDepth(in context: Context) -> [SummaryMetric] {
    let depthUSDDays = depth.within[2].means.smaller.integral / 86_400 * pegUSD
    let rewardsUSD = context.markets.traders.reduce(0) { $0 + $1.rewardsUSD }
    let hasProgram = !context.markets.programs.isEmpty
    let points = 100 * (quality.timeWithin?[2] ?? 0)
    return [
      SummaryMetric("depth.smaller_side_within_100bp_usd_d", depthUSDDays, unit: "USD d"),
      SummaryMetric(
        "depth.cost_of_rewards_bp_per_d",
        hasProgram && depthUSDDays > 0 ? rewardsUSD / depthUSDDays * 1e4 : nil, unit: "bp/d"),
      SummaryMetric(
        "peg.cost_of_point_usd", hasProgram && points > 0 ? rewardsUSD / points : nil, unit: "USD"),
    ]
  }

  /// Notes which reserves pay within five per cent of the peg for the coin, at the margin and after their fee.
  private func measureReserves(_ span: SimDuration, in context: Context) {
    for (index, venue) in context.markets.swapVenues.enumerated() {
      if reserveSeconds.count <= index { reserveSeconds.append(0) }
      guard let curve = venue.curve else { continue }
      let usd =
        curve.spotPrice * (1 - curve.fee) * context.markets.usdPrice(of: venue.currency, at: context.now)
      if (usd / pegUSD - 1).magnitude <= 0.05 { reserveSeconds[index] += span.seconds }
    }
  }

  /// Writes a row for each exchange of the coin; one that is not open has no bid and no ask.
  private func write(in context: Context) {
    lastWritten = context.now
    let sale = price(.sell, in: context)
    for exchange in context.markets.exchanges where exchange.pair.base == coin {
      let (pair, isOpen) = (exchange.pair, exchange.state == .open)
      let quoteUSD = context.markets.usdPrice(of: pair.quote, at: context.now)
      let bid = isOpen ? exchange.bestBid.map(pair.value) : nil
      let ask = isOpen ? exchange.bestAsk.map(pair.value) : nil
      let mid = isOpen ? exchange.mid : nil
      let price = mid ?? bid ?? ask
      context.metrics.append(
        [
          .real(context.now.seconds), .text(exchange.name), .real(quoteUSD), bid.asReal, ask.asReal,
          mid.asReal,
          exchange.lastPrice.map(pair.value).asReal, price.map { $0 * quoteUSD }.asReal,
          price.map { ($0 * quoteUSD / pegUSD - 1) * 1e4 }.asReal, .integer(mid == nil ? 0 : 1), sale.asReal,
          (quality.timeWithin?[2]).asReal,
        ], to: table)
    }
  }

  private func writeDepegs(of price: String, _ quality: PegQuality, in context: Context) {
    for depeg in quality.depegLog.depegs {
      context.metrics.append(
        [
          .text(price), .real(depeg.start.seconds), .real(depeg.end.seconds), .integer(depeg.isOver ? 1 : 0),
          depeg.depth.map { $0 * 1e4 }.asReal,
        ], to: depegTable)
    }
  }

  /// The table of depegs.
  private static func depegsTable(_ rule: DepegRule) -> MetricTable {
    MetricTable(
      name: "depegs", meaning: "A time in which a price was off the peg \(rule.text).",
      columns: [
        MetricColumn(
          "price", .text, key: true, "peg: the market price; sale: that of a sale of 1,000 coins."),
        MetricColumn("start_s", .real, unit: "s", key: true, "When it began."),
        MetricColumn("end_s", .real, unit: "s", "Until when it is known to last."),
        MetricColumn("is_over", .integer, "1 where it ended then, 0 where the run did."),
        MetricColumn("depth_bp", .real, unit: "bp", "The largest deviation; empty without a price."),
      ])
  }

  /// The table of prices.
  private static var pegTable: MetricTable {
    MetricTable(
      name: "peg", meaning: "The price of the pegged coin on one exchange at one instant.",
      columns: [
        MetricColumn("time_s", .real, unit: "s", key: true, "Simulated time since the start."),
        MetricColumn("exchange", .text, key: true, "The exchange."),
        MetricColumn("quote_usd", .real, unit: "USD", "Reference price of the quote asset."),
        MetricColumn("bid_quote", .real, unit: "quote/base", "Best bid in quote coins per base coin."),
        MetricColumn("ask_quote", .real, unit: "quote/base", "Best ask in quote coins per base coin."),
        MetricColumn("mid_quote", .real, unit: "quote/base", "Half way between them, where both exist."),
        MetricColumn("last_quote", .real, unit: "quote/base", "Price of the last fill."),
        MetricColumn("price_usd", .real, unit: "USD", "The mid, or the side that exists, in USD."),
        MetricColumn("deviation_bp", .real, unit: "bp", "How far that price is from the peg."),
        MetricColumn("two_sided", .integer, "1 where both sides have orders, else 0."),
        MetricColumn(
          "sale_price_usd", .real, unit: "USD",
          "USD a coin that a sale of 1,000 would bring on the best exchange, before fees; empty without bids."
        ),
        MetricColumn(
          "time_within_100bp_ratio", .real,
          "Share of the time so far in which the price over all exchanges was within 1 % of the peg."),
      ])
  }
}

extension Double? {
  /// The value as a field, missing where there is none.
  public var asReal: MetricValue { map(MetricValue.real) ?? .missing }
}
