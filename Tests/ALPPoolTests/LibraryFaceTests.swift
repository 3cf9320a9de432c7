// The parts of the pool that a program of one's own puts together, seen from outside of the module.

import ALPPool
import SimEngine
import Testing

@Suite struct LibraryFaceTests {
  @Test func `A program can fetch prices, hold an auction and pay it without a simulation`() throws {
    let side = SideConfiguration(ratio: 0.5, ranks: [Rank("near", ratio: 1, tolerance: 0.01)])
    let pair = PairConfiguration(
      exchange: "bittrex", unit: "btc", rewardPerMinute: 1.44, target: 1_000, ask: side, bid: side)
    var pool = Pool(PoolConfiguration(pairs: [pair], minimumPayout: 1), rule: AuctionReward())
    let quotes = ["bitfinex": 400.0, "bitstamp": 402, "coinbase": 404]
    let failures = pool.fetchPrices { feed, _ in quotes[feed] }
    #expect(failures.isEmpty)

    _ = pool.register(user: "u", address: "B1", exchange: "bittrex", unit: "btc")
    _ = pool.submit(
      user: "u", exchange: "bittrex", unit: "btc",
      orders: [SubmittedOrder(id: 1, side: .sell, amount: 500, price: 401)])
    let round = try pool.creditRound(at: .start + .minutes(1))
    let earned = try #require(round.users.first?.credit)
    #expect((earned - 0.72).magnitude < 1e-12)

    var balances = [AuctionPayout.Balance(address: "B1", coins: earned)]
    let payout = AuctionPayout(minimum: 0.1, networkFee: 0.01)
    #expect(payout.pay(&balances) { _ in false }.count == 1)
    #expect(balances[0].coins == earned)
    let payments = payout.pay(&balances) { _ in true }
    #expect(payments.map(\.address) == ["B1"] && (payments[0].coins - 0.71).magnitude < 1e-12)
    #expect(balances[0].coins == 0)
  }
}
