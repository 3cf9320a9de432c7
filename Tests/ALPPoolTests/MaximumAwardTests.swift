// What a rule says that it can pay at most: never exceeded, and paid where it says so.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct MaximumAwardTests {
  /// 0.1 coins a round for 1,000; three quarters of it within 1 % of the price, nothing for the rest.
  private static let pair = PairConfiguration.pair(
    reward: 0.1, target: 1_000,
    ask: SideConfiguration(
      ratio: 0.25, ranks: [Rank("near", ratio: 0.75, tolerance: 0.01), Rank("far", ratio: 0)]),
    bid: SideConfiguration(
      ratio: 0.75, ranks: [Rank("near", ratio: 0.5, tolerance: 0.01), Rank("far", ratio: 0)])
  )

  /// What a rule pays in the last of some rounds in which one provider has these coins near the price.
  private func paid(
    _ rule: any RewardRule, asks: Double, bids: Double, rate: Double = 0, rounds: Int = 1
  ) throws -> Double {
    var pool = Pool(PoolConfiguration(pairs: [Self.pair], minimumPayout: 0), rule: rule)
    pool.updatePrice(of: "btc", to: 400)
    pool.enrol("u")
    var paid = 0.0
    for round in 1...rounds {
      let orders = [(UInt64(1), Side.sell, asks), (2, .buy, bids)].filter { $0.2 > 0 }.map {
        SubmittedOrder(id: $0.0, side: $0.1, amount: $0.2, price: 400)
      }
      _ = pool.submit(
        user: "u", exchange: "bittrex", unit: "btc", orders: orders,
        minimumRates: BySide(ask: rate, bid: rate))
      paid = try pool.creditRound(at: .start + .minutes(Int64(round))).users.reduce(0) { $0 + $1.credit }
    }
    return paid
  }

  private func isClose(_ left: Double, _ right: Double) -> Bool { (left - right).magnitude < 1e-12 }

  @Test func `No rule ever pays more than its maximum`() throws {
    for rule in NamedRewardRule.allCases {
      var most = 0.0
      for seed in UInt64(0)..<60 {
        let drawn = DrawnPool(seed: seed, rule: rule)
        let maximum = rule.rule().maximumAward(for: drawn.configuration.pairs[0])
        for round in try drawn.rounds() {
          let paid = round.users.reduce(0) { $0 + $1.credit }
          // Three rules round the reward of each rank to eight decimals, of which a pair has six at most.
          #expect(paid <= maximum + 6 * 5e-9, "\(rule) seed \(seed)")
          most = max(most, paid / maximum)
        }
      }
      #expect(most > 0.6, "\(rule) was never near its maximum: \(most)")
    }
  }

  @Test func `The maximum is paid to one who keeps the whole target on each side`() throws {
    let parts: [(any RewardRule, Double)] = [
      (FixedReward(), 0.25 * 0.75 + 0.75 * 0.5), (ScaledReward(), 0.25 * 0.75 + 0.75 * 0.5),
      (AuctionReward(), 1), (FixedCostReward(), 1), (HummingbotReward(), 1), (DydxReward(), 1),
      (PolymarketReward(), 1), (PolymarketReward(oneSidedDivisor: nil), 1),
    ]
    for (rule, part) in parts {
      let maximum = rule.maximumAward(for: Self.pair)
      #expect(isClose(maximum, 0.1 * part), "\(rule)")
      #expect(isClose(try paid(rule, asks: 250, bids: 750), maximum), "\(rule)")
    }
  }

  @Test func `A balanced pair pays most once the side whose ranks have more is the emptier one`() throws {
    let maximum = BalancedReward().maximumAward(for: Self.pair)
    #expect(isClose(maximum, 0.1 * (0.9 * 0.75 + 0.1 * 0.5)))
    #expect(isClose(try paid(BalancedReward(), asks: 1_000, bids: 10_000, rounds: 2), maximum))
    #expect(try paid(BalancedReward(), asks: 10_000, bids: 1_000, rounds: 2) < maximum)
  }

  @Test func `An auction with terms pays at most the maximum rate of the target, whatever the reward is`()
    throws
  {
    let terms = BySide(
      ask: AuctionTerms(maximumRate: 0.0144, target: 100), bid: AuctionTerms(maximumRate: 0.0288, target: 50))
    let rule = AuctionReward(terms: terms)
    let maximum = rule.maximumAward(for: Self.pair)
    #expect(isClose(maximum, 0.002))
    #expect(isClose(try paid(rule, asks: 100, bids: 50), maximum))
    // Between one and two targets of which all ask the maximum, the original pays twice the target less the mass.
    #expect(isClose(try paid(rule, asks: 150, bids: 0, rate: 0.0144), 0.0005))
    #expect(isClose(try paid(rule, asks: 50, bids: 25, rate: 0.0144), maximum / 2))
  }

  @Test func `A fixed cost with terms is its pots, paid in full until more than the target is offered`()
    throws
  {
    let terms = BySide(
      ask: FixedCostReward.Terms(potPerDay: 1_440), bid: FixedCostReward.Terms(potPerDay: 2_880, target: 500))
    let rule = FixedCostReward(terms: terms)
    let maximum = rule.maximumAward(for: Self.pair)
    #expect(isClose(maximum, 3))
    #expect(isClose(try paid(rule, asks: 1, bids: 500), maximum))
    #expect(isClose(try paid(rule, asks: 1_000_000, bids: 1_000), 2))
    #expect(try paid(rule, asks: 1, bids: 1, rate: 10_000) == 0)
  }

  @Test func `A side whose ranks have no part of the reward adds nothing`() {
    let paid = SideConfiguration(ratio: 0.5, ranks: [Rank("near", ratio: 1, tolerance: 0.01)])
    let unpaid = SideConfiguration(ratio: 0.5, ranks: [Rank("near", ratio: 0, tolerance: 0.01)])
    let pair = PairConfiguration.pair(reward: 0.1, target: 1_000, ask: paid, bid: unpaid)
    let halves: [any RewardRule] = [
      FixedReward(), ScaledReward(), AuctionReward(), FixedCostReward(), HummingbotReward(),
    ]
    for rule in halves { #expect(rule.maximumAward(for: pair) == 0.05, "\(rule)") }
    #expect(PolymarketReward().maximumAward(for: pair) == 0.1)
    #expect(PolymarketReward(oneSidedDivisor: nil).maximumAward(for: pair) == 0)
    #expect(DydxReward().maximumAward(for: pair) == 0)
    let nobody = PairConfiguration.pair(reward: 0.1, target: 1_000, ask: unpaid, bid: unpaid)
    for name in NamedRewardRule.allCases { #expect(name.rule().maximumAward(for: nobody) == 0) }
  }
}
