// The pool in a world: what it sees of exchanges, what it pays to whom, and what it writes down.

import SimEngine
import Testing

@testable import ALPPool

@Suite("The pool as a component")
struct ALPPoolComponentTests {
  private typealias World = PoolComponentWorld

  // MARK: Taking part

  @Test("tells an exchange that it pays for from one that it does not")
  func registration() {
    let world = World(unpaidExchanges: ["beta"])
    let (paid, unpaid) = (ExchangeID(rawValue: 0), ExchangeID(rawValue: 1))
    let wallet = world.context.ledger.openWallet("u")
    #expect(world.pool.register(user: "u", wallet: wallet, exchange: paid, in: world.context).success)
    let again = world.pool.register(user: "u", wallet: wallet, exchange: paid, in: world.context)
    #expect(again == ProgramReply(success: false, message: "user is already registered"))
    let elsewhere = world.pool.register(user: "u", wallet: wallet, exchange: unpaid, in: world.context)
    #expect(elsewhere == ProgramReply(success: false, message: "beta is not supported"))
    #expect(world.pool.status(on: unpaid) == nil)
    let status = world.pool.status(on: paid)
    #expect(status?.rewardPerMinute == 0.024 && status?.paidPerMinute == 0 && status?.paidLiquidity == 0)
    #expect(status?.tolerance == 0.0105)
  }

  @Test("counts what is left of an order, not what was ordered")
  func remaining() {
    let world = World()
    let (provider, taker) = (world.provider("u"), world.provider("taker"))
    world.at(.seconds(1)) { provider.place(.sell, 100, in: $0) }
    world.at(.seconds(2)) { taker.place(.buy, 40, away: -100, in: $0) }
    world.at(.seconds(30)) { provider.submit(to: world.pool, in: $0) }
    world.finish(after: .seconds(61))
    #expect(world.reals("credits", 3) == [60])
  }

  @Test("can have a signed request answered once, and for its signer alone")
  func signedRequests() {
    let world = World()
    let (provider, other) = (world.provider("u"), world.provider("v"))
    world.at(.seconds(1)) { provider.place(.sell, 100, in: $0) }
    var messages: [String] = []
    world.at(.seconds(30)) { context in
      let request = provider.request(in: context)
      for user in [other.name, provider.name, provider.name] {
        messages.append(world.pool.submit(user: user, request: request, in: context).message)
      }
    }
    let summary = world.finish(after: .seconds(61))
    #expect(
      messages == [
        "error returned: APIKEY_INVALID", "orders saved for validation", "error returned: NONCE_NOT_GREATER",
      ])
    #expect(summary["alp.refused_submissions_count"] == 2)
    #expect(world.reals("credits", 3) == [100])
  }

  @Test("refuses a submission while it has never heard a price, and counts the refusal")
  func noPrice() {
    let outage = PriceFeed.Outage(from: .start, until: .start + .seconds(90))
    let world = World(outages: [outage])
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 100, in: $0) }
    var replies: [ProgramReply] = []
    for second in [30, 119, 121] as [Int64] {
      world.at(.seconds(second)) { replies.append(provider.submit(to: world.pool, in: $0)) }
    }
    let summary = world.finish(after: .minutes(4))
    #expect(replies.map(\.success) == [false, false, true])
    #expect(replies[0].message == "unable to fetch current price for btc")
    #expect(summary["alp.refused_submissions_count"] == 2)
  }

  @Test("goes on with the old price, however old, while its feed is silent")
  func outage() {
    // BTC doubles after 90 s, so that an order at 0.0025 BTC is twice too dear; the feed says so after 5
    // minutes.
    let silence = PriceFeed.Outage(from: .start + .seconds(61), until: .start + .minutes(5))
    let world = World(btc: JumpingPrice(400, then: 800, at: .seconds(90)), outages: [silence])
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
    for minute in 0..<Int64(8) {
      world.at(.minutes(minute) + .seconds(30)) { provider.submit(to: world.pool, in: $0) }
    }
    world.finish(after: .minutes(8))
    let paid = world.reals("liquidity", 5).enumerated().filter { $0.element > 0 }.map { $0.offset / 4 + 1 }
    #expect(paid == [1, 2, 3, 4, 5])
  }

  @Test("knows a coin whose peg is not one dollar by its price in the quote coin")
  func otherPeg() {
    let world = World(pegUSD: 0.5)
    let provider = world.provider("u")
    world.at(.seconds(1)) {
      provider.place(.sell, 600, at: 0.00125, in: $0)
      provider.place(.sell, 500, at: 0.0025, in: $0)
    }
    world.at(.seconds(30)) { provider.submit(to: world.pool, in: $0) }
    world.finish(after: .seconds(61))
    #expect(world.reals("liquidity", 4) == [600, 500, 0, 0])
  }

  // MARK: Exchanges that fail

  @Test("hears nothing from an exchange that is gone, sees nothing where a pair was taken off")
  func goneExchanges() {
    let world = World(exchanges: ["alpha", "beta"])
    let providers = [world.provider("u"), world.provider("v", on: 1)]
    for provider in providers { world.at(.seconds(1)) { provider.place(.buy, 1_000, in: $0) } }
    var replies: [ProgramReply] = []
    for minute in 0..<Int64(3) {
      world.at(.minutes(minute) + .seconds(30)) { context in
        replies += providers.map { $0.submit(to: world.pool, in: context) }
      }
    }
    world.at(.seconds(80)) {
      $0.markets.exchanges[0].fail(in: $0)
      $0.markets.exchanges[1].delist(in: $0)
    }
    let summary = world.finish(after: .minutes(4))
    #expect(replies.map(\.success) == [true, true, false, true, false, true])
    #expect(replies[2].message == "invalid response")
    #expect(summary["alp.refused_submissions_count"] == 2)
    #expect(world.reals("credits", 0) == [60, 60])
  }

  @Test("pays for orders on a halted exchange, which it cannot tell from an open one")
  func haltedExchange() {
    let world = World()
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
    world.at(.seconds(20)) { $0.markets.exchanges[0].halt() }
    world.at(.seconds(30)) { provider.submit(to: world.pool, in: $0) }
    world.finish(after: .seconds(61))
    #expect(world.reals("credits", 4) == [0.012])
  }

  // MARK: Timers

  @Test("reads prices, holds rounds and pays out by timers of their own")
  func timers() {
    let world = World(btc: JumpingPrice(400, then: 800, at: .seconds(50))) {
      $0.pricePeriod = .seconds(70)
      $0.creditPeriod = .seconds(60)
      $0.creditPhase = .seconds(20)
      $0.payoutPeriod = .seconds(170)
    }
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
    // Rounds at 20, 80, 140 and 200 s; prices at 0, 70, 140 and 210 s; payouts at 170 and 340 s.
    for second in [10, 60, 75, 130, 190] as [Int64] {
      world.at(.seconds(second)) { provider.submit(to: world.pool, in: $0) }
    }
    world.finish(after: .seconds(230))
    // The submission of 75 s replaces that of 60 s, and is measured by the price read at 70 s.
    #expect(Set(world.reals("liquidity", 0)) == [20, 80, 140, 200])
    let asksNearby = world.reals("liquidity", 4).enumerated().filter { $0.offset % 4 == 0 }
    #expect(asksNearby.map(\.element) == [1_000, 0, 0, 0])
    #expect(world.rows("payouts") == [[.real(170), .text("u"), .amount(Amount(baseUnits: 1_200_000))]])
  }

  @Test("writes rows at the last round at or before each multiple of their interval, credits also at the end")
  func intervals() {
    let world = World {
      $0.creditPhase = .seconds(30)
      $0.liquidityEvery = .minutes(5)
      $0.creditsEvery = .minutes(10)
    }
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 500, in: $0) }
    for minute in 0..<Int64(25) {
      world.at(.minutes(minute) + .seconds(20)) { provider.submit(to: world.pool, in: $0) }
    }
    let summary = world.finish(after: .minutes(25))
    #expect(Set(world.reals("liquidity", 0)) == [270, 570, 870, 1_170, 1_470])
    #expect(world.reals("liquidity", 0).count == 20)
    #expect(world.reals("credits", 0) == [570, 1_170, 1_500])
    // A round pays 0.012 NBT for half of the target; ten, ten and five rounds make the three spans.
    for (credit, rounds) in zip(world.reals("credits", 4), [10.0, 10, 5]) {
      #expect(isClose(credit, 0.006 * rounds))
    }
    #expect(world.reals("credits", 3) == [500, 500, 500])
    #expect(isClose(summary["alp.credited_nbt"], 0.15))
  }

  @Test("pays the same by the minute however often it holds rounds", arguments: [15, 30, 60, 120] as [Int64])
  func roundLength(seconds: Int64) {
    let world = World {
      $0.creditPeriod = .seconds(seconds)
      $0.creditPhase = .seconds(seconds)
    }
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
    for round in 0..<(600 / seconds) {
      world.at(.seconds(round * seconds + 10)) { provider.submit(to: world.pool, in: $0) }
    }
    let summary = world.finish(after: .seconds(601))
    #expect(isClose(summary["alp.credited_nbt"], 0.12))
    #expect(isClose(summary["alp.maximum_nbt"], 0.24))
    let status = world.pool.status(on: provider.exchange)
    #expect(isClose(status?.rewardPerMinute, 0.024))
    #expect(isClose(status?.paidPerMinute, 0.012))
  }

  // MARK: Payments

  @Test("mints what it pays, straight to the wallet that was registered first", arguments: [6, 8, 18])
  func payments(decimals: Int) throws {
    let world = World(coinDecimals: decimals) { $0.payoutPeriod = .minutes(3) }
    let provider = world.provider("u")
    let other = world.context.ledger.openWallet("other")
    _ = world.pool.register(user: "u", wallet: other, exchange: provider.exchange, in: world.context)
    let supply = world.context.ledger.supply(of: World.nbt)
    world.at(.seconds(1)) { provider.place(.sell, 700, in: $0) }
    for minute in 0..<Int64(3) {
      world.at(.minutes(minute) + .seconds(30)) { provider.submit(to: world.pool, in: $0) }
    }
    let summary = world.finish(after: .minutes(4))
    // The payout of the third minute was due before the round of the same instant.
    let paid = Amount(baseUnits: 16_800 * powerOfTen(decimals - 6))
    #expect(world.rows("payouts") == [[.real(180), .text("u"), .amount(paid)]])
    let table = try #require(world.context.metrics.tables.first { $0.name == "payouts" })
    #expect(table.columns[2].kind == .amount(decimals: decimals))
    #expect(world.context.ledger.supply(of: World.nbt) - supply == paid)
    #expect(world.context.ledger.balance(provider.wallet[World.nbt]) == paid)
    #expect(world.context.ledger.balance(other[World.nbt]) == .zero)
    #expect(world.context.markets[provider.trader].rewards == paid)
    #expect(summary["alp.paid_nbt"] == 0.0168)
    // Nobody bids, so that the best ask is the price: 0.5 % above the peg.
    let usd = try #require(summary["alp.paid_usd"])
    #expect(isClose(usd, 0.0168 * 0.0025125 * 400))
    #expect(world.context.markets[provider.trader].rewardsUSD == usd)
  }

  @Test("keeps what is less than the minimum until it is enough")
  func minimum() {
    let world = World(minimumPayout: 0.03) { $0.payoutPeriod = .seconds(65) }
    let provider = world.provider("u")
    world.at(.seconds(1)) { provider.place(.sell, 1_000, in: $0) }
    for minute in 0..<Int64(6) {
      world.at(.minutes(minute) + .seconds(30)) { provider.submit(to: world.pool, in: $0) }
    }
    world.finish(after: .seconds(400))
    // 0.012 NBT a minute: 0.036 are due at the third payout and again at the sixth.
    let amount = MetricValue.amount(Amount(baseUnits: 3_600_000))
    #expect(world.rows("payouts") == [[.real(195), .text("u"), amount], [.real(390), .text("u"), amount]])
  }
}

/// Whether a figure is there and what it should be, up to the rounding of sums of doubles.
private func isClose(_ figure: Double?, _ expected: Double) -> Bool {
  figure.map { ($0 - expected).magnitude <= 1e-12 } ?? false
}
