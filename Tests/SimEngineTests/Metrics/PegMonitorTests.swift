// The observer of the peg against books whose measures can be written down.

import Testing

@testable import SimEngine

@Suite("The observer of the peg")
struct PegMonitorTests {
  /// A world with a deep-pocketed participant and a monitor that looks every minute and writes every twenty.
  private struct World {
    let world = ExchangeWorld()
    let maker: ParticipantID

    init(depeg: DepegRule = DepegRule(), _ prepare: (ExchangeWorld) -> Void = { _ in }) {
      prepare(world)
      world.simulation.add(
        PegMonitor(
          coin: world.nbt, pegUSD: 1, sampleEvery: .minutes(1), writeEvery: .minutes(20), depeg: depeg))
      _ = world.simulation.run(until: .start)
      maker = world.join("maker", nbtCoins: 1_000_000, btcCoins: 10_000)
    }

    /// Places an order at a price in USD, at 400 USD a BTC.
    func place(_ side: Side, _ coins: Int64, usd: Double) {
      world.send(
        .limit(side, world.lots(coins), at: world.exchange.pair.price(nearest: usd / 400), by: maker))
    }

    /// Runs up to a second behind a minute, when that minute has been looked at.
    func run(toMinute minute: Int64) {
      _ = world.simulation.run(until: .start + .minutes(minute) + .seconds(1))
    }

    /// Ends the run at a minute, which itself no longer happens.
    func end(atMinute minute: Int64) { _ = world.simulation.run(until: .start + .minutes(minute)) }

    func summary() -> [String: Double] {
      Dictionary(
        uniqueKeysWithValues: world.simulation.finish().compactMap { figure in
          figure.value.map { (figure.name, $0) }
        })
    }

    var rows: [[MetricValue]] {
      let table = world.context.metrics.tables.first { $0.name == "peg" }!
      return (0..<table.rowCount).map { Array(table.row($0)) }
    }
  }

  private func isClose(_ figure: Double?, _ expected: Double) -> Bool {
    figure.map { ($0 - expected).magnitude <= 1e-9 * max(1, expected.magnitude) } ?? false
  }

  @Test("weighs two-sided, one-sided and empty books by their time")
  func threeBooks() {
    let world = World()
    world.place(.buy, 1_500, usd: 0.996)
    world.place(.buy, 4_000, usd: 0.98)
    world.place(.sell, 700, usd: 1.007)
    world.place(.sell, 900, usd: 1.02)
    world.run(toMinute: 30)
    let exchange = world.world.exchange
    let asks = exchange.orders(of: world.maker).filter {
      exchange.order($0)?.side == .sell
    }
    for ask in asks { world.world.send(.cancel(ask, by: world.maker)) }
    world.run(toMinute: 45)
    world.world.send(.cancelAll(by: world.maker))
    world.end(atMinute: 60)
    let summary = world.summary()
    // Half the time the mid was 15 bp above the peg, a quarter of it the bid 40 bp below, then there was no
    // price.
    #expect(
      PegQuality.widthsBasisPoints.map { summary["peg.time_within_\($0)bp"] } == [
        0.5, 0.75, 0.75, 0.75, 0.75,
      ])
    #expect(isClose(summary["peg.mad_bp"], (2 * 15 + 40) / 3.0))
    #expect(isClose(summary["peg.rmse_bp"], ((2 * 225 + 1_600) / 3.0).squareRoot()))
    #expect(isClose(summary["peg.highest_above_bp"], 15) && isClose(summary["peg.deepest_below_bp"], 40))
    #expect(summary["peg.two_sided_share"] == 0.5)
    #expect(isClose(summary["peg.spread_mean_bp"], 0.011 / 1.0015 * 1e4))
    #expect(isClose(summary["depth.bid_within_100bp_mean_nbt"], 1_500 * 0.75))
    #expect(isClose(summary["depth.ask_within_100bp_mean_nbt"], 700 * 0.5))
    #expect(isClose(summary["depth.smaller_side_within_100bp_mean_nbt"], 700 * 0.5))
    #expect(summary["peg.depegs_count"] == 0)
    // A sale of 1,000 coins brought 0.996 while there were bids.
    #expect(
      PegQuality.widthsBasisPoints.map { summary["sale.time_within_\($0)bp"] } == [0, 0.75, 0.75, 0.75, 0.75])
  }

  @Test("writes what it saw, a row an exchange, and leaves out what is not there")
  func rows() throws {
    let world = World()
    world.place(.buy, 1_500, usd: 0.996)
    world.place(.sell, 700, usd: 1.007)
    world.run(toMinute: 25)
    world.world.send(.cancelAll(by: world.maker))
    world.run(toMinute: 40)
    let (full, empty) = (world.rows[0], world.rows[1])
    #expect(world.rows.count == 2 && full[0] == .real(1_200) && empty[0] == .real(2_400))
    #expect(Array(full[1...4]) == [.text("bittrex"), .real(400), .real(0.00249), .real(0.0025175)])
    #expect(full[6] == .missing && full[9] == .integer(1))
    guard case .real(let price) = full[7], case .real(let deviation) = full[8] else {
      Issue.record("no price: \(full)")
      return
    }
    #expect(isClose(price, 1.0015) && isClose(deviation, 15))
    #expect(empty[3...8].allSatisfy { $0 == .missing } && empty[9] == .integer(0) && empty[10] == .missing)
  }

  @Test("takes what a sale of a thousand coins brings, level by level; above the peg counts as at it")
  func sale() {
    let shallow = World()
    shallow.place(.buy, 600, usd: 0.996)
    shallow.place(.buy, 600, usd: 0.9)
    shallow.end(atMinute: 10)
    #expect(isClose(shallow.summary()["sale.mad_bp"], (1 - 0.6 * 0.996 - 0.4 * 0.9) * 1e4))

    let dear = World()
    dear.place(.buy, 2_000, usd: 1.05)
    dear.end(atMinute: 10)
    let summary = dear.summary()
    #expect(summary["sale.time_within_25bp"] == 1 && summary["sale.highest_above_bp"] == 0)
    #expect(isClose(summary["peg.highest_above_bp"], 500) && summary["peg.time_within_200bp"] == 0)
  }

  @Test("counts depegs of both prices by its rule, and its table tells the rule")
  func depegRule() throws {
    var rule = DepegRule()
    (rule.threshold, rule.span) = (0.035, .minutes(30))
    for (rule, count, text) in [
      (rule, 1.0, "by more than 350.0 bp for 30.0 min or longer."),
      (DepegRule(), 0, "by 2 % for an hour or longer."),
    ] {
      let world = World(depeg: rule)
      world.place(.buy, 2_000, usd: 0.96)
      world.end(atMinute: 40)
      let table = try #require(world.world.context.metrics.tables.first { $0.name == "depegs" })
      #expect(table.meaning.hasSuffix(text))
      let summary = world.summary()
      #expect(summary["peg.depegs_count"] == count && summary["sale.depegs_count"] == count)
    }
  }

  @Test("counts bids for less than a thousand coins as no price for the sale")
  func tooFewBids() {
    let world = World()
    world.place(.buy, 999, usd: 1)
    world.end(atMinute: 60)
    let summary = world.summary()
    #expect(summary["peg.time_within_25bp"] == 1 && summary["peg.depegs_count"] == 0)
    #expect(summary["sale.time_within_500bp"] == 0 && summary["sale.depegs_count"] == 1)
    #expect(summary["sale.mad_bp"] == nil)
  }

  @Test("notes how long a reserve bought near the peg after its fee, and when it was closed")
  func reserves() {
    /// Buys at a price in BTC, less four per cent.
    final class Venue: SwapVenue {
      let name = "reserve"
      let (token, currency) = (AssetID(rawValue: 0), AssetID(rawValue: 1))
      var price: Double? = 0.0025
      var curve: ExponentialCurve? {
        price.map { ExponentialCurve(spotPrice: $0, rate: 0.01, fee: 0.04, buyCap: 1, sellCap: 1) }
      }
      func quote(_ side: Side, paying amount: Amount) -> SwapQuote { .refused(reason: "") }
      func swap(
        _ side: Side, paying amount: Amount, atLeast minimum: Amount, wallet: Wallet, trader: String,
        in context: Context
      ) -> SwapResult { .refused(reason: "") }
    }
    let venue = Venue()
    let world = World { $0.context.markets.add(venue) }
    world.run(toMinute: 6)
    venue.price = 0.00247  // 0.988 USD, of which the fee leaves 0.948
    world.run(toMinute: 8)
    venue.price = nil
    world.end(atMinute: 10)
    #expect(isClose(world.summary()["reserve.reserve.bid_within_500bp_share"], 0.6))
  }

  @Test("measures to the very end of a run, between two looks too, and writes how it ended")
  func lastSpan() {
    let world = World()
    world.place(.buy, 2_000, usd: 1)
    _ = world.world.simulation.run(until: .start + .minutes(25) + .seconds(30))
    #expect(world.summary()["sale.time_within_25bp"] == 1)
    #expect(world.rows.map { $0[0] } == [.real(1_200), .real(1_530)])
  }

  @Test("has nothing to say before it has looked")
  func nothing() {
    let world = World()
    let summary = world.summary()
    #expect(world.rows.isEmpty)
    #expect(summary["peg.time_within_100bp"] == nil && summary["peg.two_sided_share"] == nil)
    #expect(summary["depth.bid_within_100bp_mean_nbt"] == nil && summary["peg.depegs_count"] == 0)
  }
}
