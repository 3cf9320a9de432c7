// The payout of the first pools.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct AuctionPayoutTests {
  private let earned = [
    AuctionPayout.Balance(address: "B1", coins: 0.5), .init(address: "B2", coins: 0.11),
    .init(address: "B1", coins: 0.25), .init(address: "B3", coins: 0.125),
  ]

  @Test func `An address is paid for all its users, less the fee, where more than the minimum is left`() {
    var balances = earned
    let paid = AuctionPayout(networkFee: 0.025).pay(&balances) { _ in true }
    // B3 is left exactly the minimum, which is not enough.
    #expect(paid.map(\.address) == ["B1"])
    #expect(paid.map(\.coins) == [0.725])
    #expect(balances.map(\.coins) == [0, 0.11, 0, 0.125])
    let before = earned.reduce(0) { $0 + $1.coins }
    #expect(balances.reduce(0.725 + 0.025) { $0 + $1.coins } == before)
  }

  @Test func `A payment that fails is lost in the original and due again in the mended payout`() {
    for losesFailedPayments in [true, false] {
      var balances = earned
      let payout = AuctionPayout(networkFee: 0.025, losesFailedPayments: losesFailedPayments)
      #expect(payout.pay(&balances) { _ in false }.count == 1)
      #expect(payout.pay(&balances) { _ in true }.count == (losesFailedPayments ? 0 : 1))
    }
  }

  @Test func `Where nobody is due nothing is sent`() {
    var balances = earned
    let paid = AuctionPayout(minimum: 10, networkFee: 0).pay(&balances) { _ in
      Issue.record("a payout to nobody")
      return true
    }
    #expect(paid.isEmpty && balances == earned)
  }
}
