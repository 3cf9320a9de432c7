// Each fault of the 2016 server by itself: what it changes, and that it changes nothing else.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct ServerFaultTests {
  @Test(arguments: ServerFault.allCases)
  func `A fault alone changes the case that shows it, and no case that shows another`(fault: ServerFault)
    throws
  {
    for shown in ServerFault.allCases {
      let answer = try answer(to: shown, under: [fault])
      let corrected = try self.answer(to: shown, under: .corrected)
      #expect((answer != corrected) == (shown == fault), "\(shown): \(answer)")
    }
  }

  @Test(arguments: ServerFault.allCases)
  func `All faults together change each case as its own does`(fault: ServerFault) throws {
    #expect(try answer(to: fault, under: .legacy) == (try answer(to: fault, under: [fault])))
  }

  @Test func `Under payout-join alone what rounding leaves over waits, that of the first address`()
    throws
  {
    // A credit of 20/3 coins a round, paid to one address, and twice to another.
    for (fidelity, second) in [
      (Fidelity([.paysEveryRegistration]), ["u": 6_666_666, "elsewhere": 13_333_333]),
      ([.paysEveryRegistration, .forgetsPayoutRemainders], ["u": 6_666_667, "elsewhere": 13_333_333]),
    ] as [(Fidelity, [String: Int128])] {
      var pool = try thirds(under: fidelity)
      pool.enrol("u", at: "elsewhere")
      pool.enrol("u", at: "elsewhere", on: "poloniex")
      #expect(payments(pool.payout(at: .start))["u"] == 6_666_667)
      #expect(payments(pool.payout(at: .start))["elsewhere"] == 13_333_333)
      pool.confirmPayout(pool.payout(at: .start))
      try credit(&pool)
      let payments = payments(pool.payout(at: .start))
      #expect(payments["u"] == second["u"] && payments["elsewhere"] == second["elsewhere"])
    }
  }

  // MARK: The cases

  /// What happens, in words, in the case that shows a fault.
  private func answer(to shown: ServerFault, under fidelity: Fidelity) throws -> String {
    switch shown {
    case .textualDuplicates: return try equalIDs(under: fidelity)
    case .unrankedOrdersStopRounds: return farOrder(under: fidelity)
    case .paysEveryRegistration: return try twoAddresses(under: fidelity)
    case .forgetsPayoutRemainders: return try secondPayout(under: fidelity)
    case .payoutLoopDies: return try next(after: .daemonMissing, under: fidelity)
    case .paysAllOrNothing: return try paidOfSmallGrant(under: fidelity)
    case .sendsPaymentsOfNothing: return try smallClaim(under: fidelity)
    case .misreadsExchanges: return partlyFilled(under: fidelity)
    case .acceptsFaultySettings: return generousRanks(under: fidelity)
    case .failsOnForeignCharacters:
      return "\(NBTAddress(fidelity: fidelity).objection(to: "B0OIl").map(\.message) ?? "")"
    case .showsAskRatioForBids: return shownRatios(under: fidelity)
    case .pricesFailTogether: return priceBesideFailure(under: fidelity)
    }
  }

  private func equalIDs(under fidelity: Fidelity) throws -> String {
    var pool = Pool.paying(.pair(), .pair("poloniex"), fidelity: fidelity)
    for (user, exchange) in [("u", "bittrex"), ("v", "poloniex")] {
      pool.enrol(user, on: exchange)
      pool.submit(.ask(1, 100), by: user, on: exchange)
    }
    return "\(try pool.creditRound(at: .start).users.map(\.user))"
  }

  private func farOrder(under fidelity: Fidelity) -> String {
    var pool = Pool.paying(.pair(ask: .nearAndFar(0.05), bid: .nearAndFar(0.05)), fidelity: fidelity)
    pool.enrol("u")
    pool.submit(.ask(1, 100), .ask(2, 100, at: 800), by: "u")
    return (try? pool.creditRound(at: .start)) == nil ? "stopped" : "held"
  }

  private func twoAddresses(under fidelity: Fidelity) throws -> String {
    var pool = Pool.paying(.pair(reward: 40, target: 1), fidelity: fidelity)
    pool.enrol("u")
    pool.enrol("u", at: "elsewhere")
    pool.submit(.ask(1, 100), by: "u")
    _ = try pool.creditRound(at: .start)
    return "\(pool.payout(at: .start).payments.map(\.address))"
  }

  private func secondPayout(under fidelity: Fidelity) throws -> String {
    var pool = try thirds(under: fidelity)
    pool.confirmPayout(pool.payout(at: .start))
    try credit(&pool)
    return "\(payments(pool.payout(at: .start))["u"] ?? 0)"
  }

  private func next(after delivery: PayoutLoop.Delivery, under fidelity: Fidelity) throws -> String {
    var pool = try thirds(under: fidelity)
    var loop = PayoutLoop(firstAt: .start, fidelity: fidelity)
    _ = loop.begin(at: .start, of: pool)
    loop.finish(delivery, at: .start, in: &pool)
    return "\(loop.nextTime?.seconds ?? -1)"
  }

  private func paidOfSmallGrant(under fidelity: Fidelity) throws -> String {
    var pool = try thirds(under: fidelity)
    var loop = PayoutLoop(firstAt: .start, grantMillionths: 10_000_000, fidelity: fidelity)
    _ = loop.begin(at: .start, of: pool)
    loop.finish(.sent, at: .start, in: &pool)
    return "\(loop.paidMillionths)"
  }

  private func smallClaim(under fidelity: Fidelity) throws -> String {
    let pair = PairConfiguration.pair(reward: 8e-7, target: 1)
    var pool = Pool(PoolConfiguration(pairs: [pair], minimumPayout: 0, fidelity: fidelity))
    pool.updatePrice(of: pair.unit, to: 400)
    pool.enrol("u")
    pool.submit(.ask(1, 1), by: "u")
    _ = try pool.creditRound(at: .start)
    return "\(pool.payout(at: .start).payments.map(\.millionths))"
  }

  private func partlyFilled(under fidelity: Fidelity) -> String {
    let order = WireValue.object([
      .init("OrderUuid", .text("1")), .init("OrderType", .text("LIMIT_SELL")), .init("Limit", .number(401)),
      .init("Quantity", .number(100)), .init("QuantityRemaining", .number(40)),
    ])
    let answer = WireValue.object([.init("success", .flag(true)), .init("result", .list([order]))])
    return "\(ExchangeAdapter.bittrex.reply(to: .json(answer), unit: "btc", fidelity: fidelity))"
  }

  private func generousRanks(under fidelity: Fidelity) -> String {
    let rank = WireValue.object([.init("ratio", .number(3)), .init("tolerance", .number(0.01))])
    let side = WireValue.object([.init("ratio", .number(0.5)), .init("rank_1", rank)])
    let pair = WireValue.object([
      .init("reward", .number(1)), .init("target", .number(100)), .init("reverse", .flag(false)),
      .init("ask", side), .init("bid", side),
    ])
    let file = WireValue.object([.init("bittrex", .object([.init("btc", pair)]))])
    let settings = try? PoolConfiguration(reading: file, minimumPayout: 1, fidelity: fidelity)
    return settings == nil ? "refused" : "used"
  }

  private func shownRatios(under fidelity: Fidelity) -> String {
    let bid = SideConfiguration(ratio: 0.4, ranks: [Rank("rank_1", ratio: 1)])
    let configuration = PoolConfiguration(pairs: [.pair(bid: bid)], minimumPayout: 1, fidelity: fidelity)
    return "\(PoolServer(configuration).exchanges().map(\.sides.bid.ratio))"
  }

  private func priceBesideFailure(under fidelity: Fidelity) -> String {
    var pool = Pool.paying(.pair(), .pair("poloniex", "usd"), fidelity: fidelity)
    _ = pool.fetchPrices { _, unit in unit == "btc" ? 410 : nil }
    return "\(pool.prices["btc"] ?? 0)"
  }

  // MARK: A pool of thirds

  /// A pool that owes each of three users 20/3 coins.
  private func thirds(under fidelity: Fidelity) throws -> Pool {
    var pool = Pool.paying(
      .pair(reward: 20, target: 1), .pair("poloniex", reward: 20, target: 1), fidelity: fidelity)
    for user in ["u", "v", "w"] { pool.enrol(user) }
    try credit(&pool)
    return pool
  }

  private func credit(_ pool: inout Pool) throws {
    for (index, user) in ["u", "v", "w"].enumerated() {
      pool.submit(.ask(UInt64(2 * index), 100), .bid(UInt64(2 * index + 1), 100), by: user)
    }
    _ = try pool.creditRound(at: .start)
  }

  private func payments(_ payout: Payout) -> [String: Int128] {
    Dictionary(uniqueKeysWithValues: payout.payments.map { ($0.address, $0.millionths) })
  }
}
