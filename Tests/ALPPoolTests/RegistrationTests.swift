// Joining the pool, handing in orders, and changes of the settings.

import SimEngine
import Testing

@testable import ALPPool

/// Refuses addresses that do not start with B.
private struct StartsWithB: AddressRule {
  func objection(to address: String) -> PoolAnswer? {
    address.first == "B" ? nil : .invalidAddress("\(address) cannot be paid")
  }
}

@Suite struct RegistrationTests {
  @Test func `Requests are checked field by field, then address, exchange, unit and repetition`() {
    var pool = Pool(PoolConfiguration(pairs: [.pair()], minimumPayout: 1), addresses: StartsWithB())
    func answer(_ user: String, _ address: String, _ exchange: String, _ unit: String) -> PoolAnswer {
      pool.register(user: user, address: address, exchange: exchange, unit: unit)
    }
    #expect(answer("", "", "", "") == .missing("user"))
    #expect(answer("u", "", "", "") == .missing("address"))
    #expect(answer("u", "J", "", "") == .missing("exchange"))
    #expect(answer("u", "J", "nowhere", "") == .missing("unit"))
    #expect(answer("u", "J", "nowhere", "gold") == .invalidAddress("J cannot be paid"))
    #expect(answer("u", "B", "nowhere", "gold") == .exchangeNotSupported("nowhere"))
    #expect(answer("u", "B", "bittrex", "gold") == .unitNotSupported(unit: "gold", exchange: "bittrex"))
    #expect(answer("u", "B", "bittrex", "btc") == .registered)
    #expect(answer("u", "B", "bittrex", "btc") == .alreadyRegistered)
    #expect(answer("u", "B2", "bittrex", "btc") == .registered)
  }

  @Test func `Orders of a stranger or of a unit without a price are refused and not kept`() {
    var pool = Pool(PoolConfiguration(pairs: [.pair()], minimumPayout: 1))
    func answer() -> PoolAnswer {
      pool.submit(user: "u", exchange: "bittrex", unit: "btc", orders: [.ask(1, 10)])
    }
    #expect(answer() == .userNotRegistered("u"))
    pool.enrol("u")
    #expect(answer() == .priceUnknown(unit: "btc"))
    #expect(pool.pending.isEmpty)
    pool.updatePrice(of: "btc", to: 400)
    #expect(answer() == .savedForValidation)
    #expect(pool.pending.count == 1)
  }

  @Test func `One registration lets a user submit for every pair`() throws {
    var pool = Pool.paying(.pair(), .pair("poloniex"))
    pool.enrol("u")
    pool.submit(.ask(1, 2500), by: "u", on: "poloniex")
    let round = try pool.creditRound(at: .start)
    #expect(round.credit(of: "u") == 0.0125)
  }

  @Test func `New settings rank what arrives after them; waiting orders keep their rank by name`() throws {
    var pool = Pool.paying(.pair())
    pool.enrol("u")
    pool.submit(.ask(1, 100), .bid(2, 100), by: "u")
    let narrow = SideConfiguration(
      ratio: 0.5,
      ranks: [Rank("rank_0", ratio: 0, tolerance: 0.001), Rank("rank_1", ratio: 1, tolerance: 0.002)])
    pool.reconfigure(PoolConfiguration(pairs: [.pair("poloniex"), .pair(bid: narrow)], minimumPayout: 1))
    let round = try pool.creditRound(at: .start)
    #expect(round.pairs.map(\.exchange) == ["bittrex", "poloniex"])
    #expect(round.pairs[0].sides.bid.ranks.map(\.liquidity) == [0, 100])
    #expect(round.pairs[0].sides.ask.ranks.map(\.liquidity) == [100, 0])
  }

  @Test func `Orders of a pair that was dropped earn nothing and do no harm, and its users stay`() throws {
    var pool = Pool.paying(.pair(), .pair("poloniex"))
    pool.enrol("u")
    pool.submit(.ask(1, 100), by: "u")
    pool.submit(.ask(2, 2500), by: "u", on: "poloniex")
    pool.reconfigure(PoolConfiguration(pairs: [.pair("poloniex")], minimumPayout: 1))
    let round = try pool.creditRound(at: .start)
    #expect(round.outcomes.first == .unranked)
    #expect(round.credit(of: "u") == 0.0125)
    #expect(
      pool.submit(user: "u", exchange: "bittrex", unit: "btc", orders: []) == .exchangeNotSupported("bittrex")
    )
  }
}
