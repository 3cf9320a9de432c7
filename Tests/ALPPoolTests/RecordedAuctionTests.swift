// The auction against what the first liquidity pools did.

import SimEngine
import Testing

@testable import ALPPool

/// Minutes recorded from the running servers: creon's auction and Nagalim's of a fixed cost.
@Suite struct RecordedAuctionTests {
  @Test(arguments: [
    ("tllp_dutch_auction", AuctionMinute.Variant.dutch, 12), ("tllp_fixed_cost", .fixedCost, 3),
  ])
  func `Balances, rates and paid orders are those of the original`(
    file: String, variant: AuctionMinute.Variant, count: Int
  ) throws {
    let cases = try JSON.fixture(file)["cases"].list
    #expect(cases.count == count)
    for recorded in cases {
      let minute = AuctionMinute(recorded, variant: variant)
      let expected = recorded["expect"]
      for (name, side) in [("ask", Side.sell), ("bid", .buy)] {
        expectClose([minute.low[side]], [expected["low_high"][name]["low"]], recorded)
        expectClose([minute.high[side]], [expected["low_high"][name]["high"]], recorded)
        expectClose(minute.paidOrders[side], expected["paid_orders"][name], recorded)
      }
      #expect(expected["users"].members.count == minute.users.count)
      for (user, result) in zip(minute.users, minute.results) {
        let expected = expected["users"][user]
        expectClose([result.balance], [expected["balance"]], recorded)
        for (name, side) in [("ask", Side.sell), ("bid", .buy)] {
          expectClose(result.credits[side], expected["credits"][name], recorded)
          expectClose([result.rate[side]], [expected["rate"][name]], recorded)
        }
      }
    }
  }

  /// Lists of amounts and rates by sample, in the original's order.
  private func expectClose(_ ours: [[AuctionMinute.PaidAmount]], _ theirs: JSON, _ recorded: JSON) {
    #expect(ours.map(\.count) == theirs.list.map(\.list.count), "\(recorded["id"].text)")
    for (ours, theirs) in zip(ours, theirs.list) {
      expectClose(ours.map(\.amount), theirs.list.map { $0["amount"] }, recorded)
      expectClose(ours.map(\.rate), theirs.list.map { $0["cost"] }, recorded)
    }
  }

  private func expectClose(_ ours: [Double], _ theirs: [JSON], _ recorded: JSON) {
    for (ours, theirs) in zip(ours, theirs) {
      let difference = (ours - theirs.number).magnitude
      #expect(difference <= 1e-12 * theirs.number.magnitude, "\(recorded["id"].text)")
    }
  }

  @Test func `Six equal samples pay what one pays, and empty slots earn nothing`() throws {
    let recorded = try #require(JSON.fixture("tllp_dutch_auction")["cases"].list.last)
    let once = AuctionMinute(recorded, variant: .dutch)
    let sample = AuctionMinute.orders(of: recorded)[0]
    let sixTimes = AuctionMinute(recorded, samples: Array(repeating: sample, count: 6))
    let thrice = AuctionMinute(recorded, samples: [sample, [], sample, [], sample, []])
    for user in once.users.indices {
      let balance = once.results[user].balance
      #expect((sixTimes.results[user].balance - balance).magnitude <= 1e-12 * balance)
      #expect((thrice.results[user].balance - balance / 2).magnitude <= 1e-12 * balance)
      #expect((sixTimes.results[user].rate.bid - once.results[user].rate.bid).magnitude < 1e-12)
    }
    #expect(thrice.low == once.low && thrice.high == once.high)
    #expect(thrice.paidOrders.bid.map(\.isEmpty) == [false, true, false, true, false, true])
  }

  @Test func `Users are visited in the order of the original's tables`() {
    #expect(visitingOrder(of: ["A", "B", "C"]) == [0, 2, 1])
    #expect(visitingOrder(of: (0..<10).map { "U\($0)" }) == [9, 8, 5, 4, 7, 6, 1, 0, 3, 2])
    #expect(visitingOrder(of: (0..<1000).map { "\($0)" }).sorted() == Array(0..<1000))
  }

  @Test func `An order counts for the part of its slot in which it was open`() {
    let order = SubmittedOrder.ask(1, 600)
    let end = SimTime.start + .seconds(60)
    func amount(_ opened: Int64?, _ closed: Int64?) -> Double {
      order.weighted(
        openedAt: opened.map { .start + .seconds($0) }, closedAt: closed.map { .start + .seconds($0) },
        inSlotEnding: end, lasting: .seconds(10)
      ).amount
    }
    #expect(amount(nil, nil) == 600)
    #expect(amount(0, 100) == 600)
    #expect(amount(55, nil) == 300)
    #expect(amount(52, 58) == 360)
    #expect(amount(0, 45) == 0)
    #expect(amount(60, nil) == 0)
  }
}

extension AuctionMinute {
  /// The minute of a recorded case.
  init(_ recorded: JSON, variant: Variant) {
    self.init(recorded, samples: Self.orders(of: recorded), variant: variant)
  }

  init(_ recorded: JSON, samples: [[Order]], variant: Variant = .dutch) {
    self.init(
      users: recorded["users"].list.map(\.text), samples: samples, rate: recorded["rate"].number,
      target: recorded["target"].number, variant: variant)
  }

  static func orders(of recorded: JSON) -> [[Order]] {
    recorded["samples"].list.map { sample in
      sample.list.map {
        Order(
          user: $0["user"].text, id: $0["id"].text, side: $0["side"].text == "ask" ? .sell : .buy,
          amount: $0["amount"].number, minimumRate: $0["cost"].number)
      }
    }
  }
}
