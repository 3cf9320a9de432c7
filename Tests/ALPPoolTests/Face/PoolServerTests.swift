// The server's face without the web: the order of its checks, its tables and what it shows.

import SimEngine
import Testing

@testable import ALPPool

/// A server that pays bittrex btc at a price of 400 and knows the user "u".
private struct World {
  static let address = "BMJ2PJ1TNMwnTYUopQVxBrAPmmJjJjhd96"
  static let otherAddress = "BEbkDnBh71ZaXHXkr63HXP4bMda9m9BN7B"
  var server: PoolServer

  init(_ pairs: [PairConfiguration] = [.pair()], fidelity: Fidelity = .corrected) {
    server = PoolServer(PoolConfiguration(pairs: pairs, minimumPayout: 1, fidelity: fidelity))
    server.updatePrice(of: "btc", to: 400)
    _ = register("u")
  }

  mutating func register(_ user: String, at address: String = Self.address) -> PoolAnswer {
    server.register(
      PoolRequest(
        body: .object([
          .init("user", .text(user)), .init("address", .text(address)), .init("exchange", .text("bittrex")),
          .init("unit", .text("btc")),
        ])))
  }

  mutating func submit(_ orders: ReportedOrder..., by user: String = "u") -> PoolAnswer {
    server.submit(Self.submission(by: user)) { _ in .orders(orders) }
  }

  static func submission(by user: String) -> PoolRequest {
    PoolRequest(
      body: .object([
        .init("user", .text(user)), .init("req", .object([.init("nonce", .number(1))])),
        .init("sign", .text("s")), .init("exchange", .text("bittrex")), .init("unit", .text("btc")),
      ]))
  }

  mutating func round(atMinute minute: Int64) throws {
    _ = try server.holdRound(at: .start + .minutes(minute))
  }
}

extension ReportedOrder {
  fileprivate static func ask(_ id: String, _ amount: Double, at price: Double = 401) -> ReportedOrder {
    ReportedOrder(id: id, side: .sell, amount: amount, price: price)
  }
  fileprivate static func bid(_ id: String, _ amount: Double, at price: Double = 399) -> ReportedOrder {
    ReportedOrder(id: id, side: .buy, amount: amount, price: price)
  }
}

@Suite struct PoolServerTests {
  @Test func `The exchange is asked only when everything else about a submission is in order`() {
    var world = World()
    var questions: [LiquidityRequest] = []
    func ask(_ question: LiquidityRequest) -> ExchangeReply {
      questions.append(question)
      return .said("error returned: INVALID_SIGNATURE", success: false)
    }
    #expect(world.server.submit(World.submission(by: "v"), asking: ask) == .userNotRegistered("v"))
    #expect(questions.isEmpty)
    let answer = world.server.submit(World.submission(by: "u"), asking: ask)
    #expect(answer.message == "error returned: INVALID_SIGNATURE" && !answer.isSuccess)
    #expect(questions.map(\.user) == ["u"])
    #expect(questions.first?.signature == .text("s"))
  }

  @Test func `An exchange that does not answer, and fields that are no texts, are failures`() {
    var world = World()
    #expect(world.server.submit(World.submission(by: "u")) { _ in .failure } == .failed)
    let body = WireValue.object([
      .init("user", .number(5)), .init("address", .text(World.address)), .init("exchange", .text("bittrex")),
      .init("unit", .text("btc")),
    ])
    #expect(world.server.register(PoolRequest(body: body)) == .failed)
  }

  @Test func `Amounts and prices that cannot be are an invalid response, and no order is kept`() {
    var world = World()
    for amount in [-1, .infinity, .nan] as [Double] {
      #expect(world.submit(.ask("1", 10), .ask("2", amount)).message == "invalid response")
    }
    #expect(world.server.records.orders.isEmpty && world.server.pool.pending.isEmpty)
  }

  @Test func `An address with a foreign character is refused, or breaks the original`() {
    var (corrected, legacy) = (World(), World(fidelity: .legacy))
    #expect(corrected.register("v", at: "B0OIl").message.hasSuffix("The checksum doesn't match"))
    #expect(legacy.register("v", at: "B0OIl") == .failed)
  }

  @Test func `The history goes back fifty rounds in which anybody was credited, newest first`() throws {
    var world = World()
    _ = world.register("v", at: World.otherAddress)
    for minute in 1...Int64(120) {
      // The pool is empty in every other round, and u is there in every fourth.
      if minute % 4 == 0 { _ = world.submit(.ask("u\(minute)", 100)) }
      if minute % 2 == 0 { _ = world.submit(.ask("v\(minute)", 300), by: "v") }
      try world.round(atMinute: minute)
    }
    let history = try #require(world.server.statistics(of: "u")?.history)
    let minutes = stride(from: Int64(120), to: 20, by: -2)
    #expect(history.map(\.time) == minutes.map { SimTime.start + .minutes($0) })
    #expect(history.map(\.provided).prefix(4) == [100, 0, 100, 0])
    #expect(history[1].reward == 0 && history[1].netWorth == nil)
    #expect(world.server.statistics(of: "stranger") == nil)
  }

  @Test func `Net worth is what the orders hold at the pool's price and what was credited`() throws {
    var world = World([.pair(ask: .nearAndFar, bid: .nearAndFar)])
    _ = world.submit(.ask("1", 100), .bid("2", 100, at: 400), .bid("3", 100, at: 800))
    try world.round(atMinute: 1)
    _ = world.submit(.ask("4", 100))
    try world.round(atMinute: 2)
    let statistics = try #require(world.server.statistics(of: "u"))
    let worths = statistics.history.reversed().compactMap(\.netWorth)
    // Prices are coins per unit here: a bid of 100 coins at 800 holds an eighth of a unit, worth 50 coins.
    #expect(worths.map(\.onOrder) == [250, 100])
    #expect(worths.last?.credited == world.server.pool.earnedCredit(of: "u"))
    #expect(worths[0].credited > 0 && worths[1].credited > worths[0].credited)
  }

  @Test func `Of a bid quoted in units per coin counts what it would pay`() {
    let stored = PoolOrder.forTests(.bid(1, 100, at: 0.00125), serverPrice: 0.0025)
    #expect(stored.coinsHeld(isReversed: true) == 50)
    #expect(PoolOrder.forTests(.bid(1, 100, at: 0), serverPrice: 400).coinsHeld(isReversed: false) == 0)
    #expect(PoolOrder.forTests(.ask(1, 100, at: 1), serverPrice: 400).coinsHeld(isReversed: false) == 100)
  }

  @Test func `A user is shown his latest hundred orders, newest first, with what each earned`() throws {
    var world = World()
    for id in 0..<60 { _ = world.submit(.ask("a\(id)", 1), .bid("b\(id)", 1)) }
    try world.round(atMinute: 1)
    _ = world.submit(.ask("last", 250))
    let orders = try #require(world.server.orders(of: "u"))
    #expect(orders.count == 100)
    #expect(orders.map(\.number) == (22...121).reversed())
    #expect(orders[0].credit == nil && orders[0].order.state == .pending)
    // Only the newest submission counts; the others are its older copies.
    #expect(orders[1].credit?.percentageOfRank == 100)
    #expect(orders[3].order.state == .duplicate)
  }

  @Test func `New settings wait for the next round, which is held under them`() throws {
    var world = World()
    _ = world.submit(.ask("1", 100))
    world.server.reconfigure(PoolConfiguration(pairs: [.pair(target: 100)], minimumPayout: 1))
    #expect(world.server.exchanges().map(\.target) == [2500])
    try world.round(atMinute: 1)
    #expect(world.server.records.rounds.last?.settings.map(\.target) == [100])
    #expect(world.server.pool.earnedCredit(of: "u") == 0.0125)
  }

  @Test func `Credits are marked paid once they were sent, and a failure is tried again soon`() throws {
    var world = World([.pair(reward: 10, target: 100)])
    _ = world.submit(.ask("1", 100), .bid("2", 100))
    try world.round(atMinute: 1)
    let day = SimTime.start + .days(1)
    #expect(world.server.payOut(at: day) { _ in .refused }.next == day + .seconds(120))
    #expect(world.server.payOut(at: day + .seconds(120)) { _ in .daemonMissing }.next == day + .seconds(240))
    #expect(world.server.records.credits.map(\.isPaid) == [false, false])
    let report = world.server.payOut(at: day + .seconds(240)) { _ in .sent }
    #expect(report.payout?.payments.map(\.millionths) == [10_000_000])
    #expect(report.next == day + .seconds(240) + .days(1))
    #expect(world.server.records.credits.map(\.isPaid) == [true, true])
    #expect(world.server.payOut(at: day + .days(2)) { _ in .refused }.payout == nil)
  }

  @Test func `A daemon that is missing ends the original's payouts until somebody starts them again`() throws
  {
    var world = World([.pair(reward: 10, target: 100)], fidelity: .legacy)
    _ = world.submit(.ask("1", 100), .bid("2", 100))
    try world.round(atMinute: 1)
    #expect(world.server.payOut(at: .start + .days(1)) { _ in .daemonMissing }.next == nil)
    let report = world.server.payOut(at: .start + .days(2)) { _ in .sent }
    #expect(report.payout?.payments.count == 1)
  }

  @Test func `Prices that cannot be fetched stay, each by itself; in the original all stay together`() {
    for (fidelity, fresh) in [(Fidelity.corrected, 410.0), (.legacy, 400)] {
      var pool = Pool.paying(.pair(), .pair("poloniex", "eur"), .pair("bter", "usd"), fidelity: fidelity)
      let failures = pool.fetchPrices { feed, unit in unit == "btc" ? 410 : feed == "yahoo" ? 0.9 : nil }
      #expect(failures.map(\.unit) == ["eur", "usd"])
      #expect(failures.map(\.failure) == [.noMainPrice, .noSource])
      #expect(pool.prices["btc"] == fresh && pool.prices["eur"] == 400)
    }
  }
}

extension PoolOrder {
  fileprivate static func forTests(_ order: SubmittedOrder, serverPrice: Double) -> PoolOrder {
    PoolOrder(
      user: 0, pair: 0, submission: 1, order: order, serverPrice: serverPrice, deviation: 0, minimumRate: 0,
      rank: 0)
  }
}
