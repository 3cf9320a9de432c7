// What each reward rule pays in cases that can be worked out by hand.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct RewardRuleTests {
  /// What each round credits users, given their books of every round.
  private func credits(
    _ rule: any RewardRule, _ pair: PairConfiguration = .pair(), rounds: Int = 1,
    rates: [String: Double] = [:], books: [(user: String, orders: [SubmittedOrder])]
  ) throws -> [[String: Double]] {
    var pool = Pool(PoolConfiguration(pairs: [pair], minimumPayout: 1), rule: rule)
    pool.updatePrice(of: pair.unit, to: 400)
    for (user, _) in books { pool.enrol(user) }
    return try (0..<rounds).map { round in
      for (user, orders) in books {
        let rate = rates[user] ?? 0
        _ = pool.submit(
          user: user, exchange: pair.exchange, unit: pair.unit, orders: orders,
          minimumRates: BySide(ask: rate, bid: rate))
      }
      let round = try pool.creditRound(at: .start + .minutes(Int64(round)))
      return Dictionary(uniqueKeysWithValues: round.users.map { ($0.user, $0.credit) })
    }
  }

  private func isClose(_ left: Double?, _ right: Double) -> Bool {
    left.map { ($0 - right).magnitude <= 1e-12 * right.magnitude } ?? false
  }

  /// An order to sell at a spread from the price of 400, a fraction.
  private func ask(_ id: UInt64, _ amount: Double, spread: Double) -> SubmittedOrder {
    .ask(id, amount, at: 400 / (1 - spread))
  }
  private func bid(_ id: UInt64, _ amount: Double, spread: Double) -> SubmittedOrder {
    .bid(id, amount, at: 400 * (1 - spread))
  }

  // MARK: The pool's own

  @Test func `The fixed rule pays the first coin what it pays a million`() throws {
    for amount in [0.001, 100, 1_000_000] {
      let pay = try credits(FixedReward(), books: [("u", [.ask(1, amount)])])
      #expect(pay == [["u": 0.0125]])
    }
  }

  @Test func `The fixed rule carries the settings of its time, coins a minute by side and rank`() throws {
    let ask = SideConfiguration(
      ratio: 1, ranks: [Rank("rank_1", ratio: 0.25, tolerance: 0.0105), Rank("rank_2", ratio: 0.01)])
    let bid = SideConfiguration(
      ratio: 1, ranks: [Rank("rank_1", ratio: 0.15, tolerance: 0.0105), Rank("rank_2", ratio: 0)])
    let pay = try credits(
      FixedReward(), .pair(reward: 1, ask: ask, bid: bid),
      books: [("near", [.ask(1, 3), .bid(2, 5)]), ("far", [.ask(3, 1, at: 800), .bid(4, 1, at: 200)])])
    #expect(pay == [["near": 0.4, "far": 0.01]])
  }

  @Test func `The balanced rule pays the fuller side up to its cap and moves the cap to the other`() throws {
    let pay = try credits(
      BalancedReward(), rounds: 3, books: [("ask", [.ask(1, 2000)]), ("bid", [.bid(2, 500)])])
    #expect(pay[0] == ["ask": 0.0125, "bid": 0.005])
    #expect(pay[1] == ["ask": 0.005, "bid": 0.005])
    #expect(pay[2] == pay[1])
  }

  @Test func `The balanced rule's ratios stay between one and nine tenths, and rest while nobody is there`()
    throws
  {
    let pay = try credits(
      BalancedReward(), rounds: 2, books: [("ask", [.ask(1, 990)]), ("bid", [.bid(2, 10)])])
    #expect(pay[1] == ["ask": 0.0025, "bid": 0.0001])
    var rule = BalancedReward()
    _ = rule.award(RewardSample(of: [], in: .pair()))
    #expect(rule.ratios(ofPairAt: 0) == nil)
  }

  // MARK: Auctions

  @Test func `A full side that asks the maximum earns what the scaled rule pays it`() throws {
    let rate = 0.025 * 1440 / 2500
    for amount in [100, 1250] as [Double] {
      let pay = try credits(AuctionReward(), rates: ["u": rate], books: [("u", [.ask(1, amount)])])
      #expect(isClose(pay[0]["u"], 0.025 * amount / 2500))
    }
  }

  @Test func `An auction through the pool pays what the recorded minute paid`() throws {
    for (file, variant) in [
      ("tllp_dutch_auction", AuctionMinute.Variant.dutch), ("tllp_fixed_cost", .fixedCost),
    ] {
      for recorded in try JSON.fixture(file)["cases"].list where recorded["id"].text != "t11_duplicate_id" {
        let (rate, target) = (recorded["rate"].number, recorded["target"].number)
        let rule: any RewardRule =
          switch variant {
          case .dutch:
            AuctionReward(
              terms: BySide(
                ask: AuctionTerms(maximumRate: rate, target: target),
                bid: AuctionTerms(maximumRate: rate, target: target)))
          case .fixedCost:
            FixedCostReward(
              terms: BySide(
                ask: FixedCostReward.Terms(potPerDay: rate * 1e7, target: target),
                bid: FixedCostReward.Terms(potPerDay: rate * 1e7, target: target)))
          }
        var pool = Pool(PoolConfiguration(pairs: [.pair()], minimumPayout: 1), rule: rule)
        pool.updatePrice(of: "btc", to: 400)
        for user in recorded["users"].list { pool.enrol(user.text) }
        for order in AuctionMinute.orders(of: recorded)[0] {
          let submitted = SubmittedOrder(
            id: UInt64(order.id) ?? 0, side: order.side, amount: order.amount, price: 400)
          _ = pool.submit(
            user: order.user, exchange: "bittrex", unit: "btc", orders: [submitted],
            minimumRates: BySide(ask: order.minimumRate, bid: order.minimumRate))
        }
        let round = try pool.creditRound(at: .start)
        for (user, result) in recorded["expect"]["users"].members {
          #expect(
            (round.credit(of: user) - result["balance"].number).magnitude
              <= 1e-12 * result["balance"].number.magnitude, "\(recorded["id"].text)")
        }
      }
    }
  }

  @Test func `Above the target who bids less than others is paid more, and who bids too much nothing`() throws
  {
    let pay = try credits(
      AuctionReward(), rates: ["cheap": 0.001, "dear": 0.01, "absurd": 1],
      books: [("cheap", [.ask(1, 1000)]), ("dear", [.ask(2, 1000)]), ("absurd", [.ask(3, 1000)])])[0]
    #expect(pay["cheap"] ?? 0 > pay["dear"] ?? 1)
    #expect(pay["absurd"] == 0)
  }

  @Test func `A fixed cost is the same however much is offered, unless somebody asks for more`() throws {
    for amount in [10, 1000, 100_000] as [Double] {
      let pay = try credits(FixedCostReward(), books: [("u", [.ask(1, amount)])])
      #expect(isClose(pay[0]["u"], 0.0125))
    }
    // 36 coins a day for 100,000 coins and both sides: a rate of 0.00018.
    let pay = try credits(
      FixedCostReward(), rates: ["dear": 0.001],
      books: [("u", [.ask(1, 50_000)]), ("dear", [.ask(2, 50_000)])])
    #expect(isClose(pay[0]["u"], 0.00625))
    #expect(pay[0]["dear"] == 0)
  }

  @Test func `Orders in unpaid ranks take no part in an auction`() throws {
    let pay = try credits(
      AuctionReward(), books: [("near", [.ask(1, 1000)]), ("far", [.ask(2, 9000, at: 800)])])
    #expect(isClose(pay[0]["near"], 0.01))
    #expect(pay[0]["far"] == 0)
  }

  // MARK: Published scores

  @Test func `Hummingbot's published weights come out`() {
    let first = HummingbotReward(decay: 2)
    #expect((first.weight(atSpread: 0.001, of: 0.01) * 100).rounded() == 82)
    #expect((first.weight(atSpread: 0.0045, of: 0.01) * 100).rounded() == 41)
    let later = HummingbotReward(decay: 8)
    let ratio = { (limit: Double) in
      later.weight(atSpread: 0.005, of: limit) / later.weight(atSpread: 0.01, of: limit)
    }
    #expect((ratio(0.02) * 10).rounded() == 74)
    #expect((ratio(0.015) * 10).rounded() == 144)
  }

  @Test func `Hummingbot pays a side by size and weight, and an empty side's part to nobody`() throws {
    let wide = SideConfiguration(ratio: 0.5, ranks: [Rank("all", ratio: 1, tolerance: 0.02)])
    let pay = try credits(
      HummingbotReward(), .pair(ask: wide, bid: wide),
      books: [("near", [ask(1, 100, spread: 0.005)]), ("far", [ask(2, 200, spread: 0.01)])])[0]
    let weight = DeterministicMath.exp(2)
    #expect(((pay["near"] ?? 0) - 0.0125 * weight / (weight + 2)).magnitude < 1e-14)
    #expect(((pay["far"] ?? 0) - 0.0125 * 2 / (weight + 2)).magnitude < 1e-14)
  }

  @Test func `Polymarket wants both sides, and pays one alone a third`() throws {
    let rule = PolymarketReward()
    #expect((rule.weight(atSpread: 0.01, of: 0.03) - 4.0 / 9).magnitude < 1e-15)
    #expect(rule.weight(of: 90, and: 30) == 30)
    #expect(rule.weight(of: 90, and: 0) == 30)
    #expect(rule.weight(of: 90, and: 60) == 60)
    #expect(PolymarketReward(oneSidedDivisor: nil).weight(of: 90, and: 0) == 0)
    let pay = try credits(
      rule,
      books: [
        ("both", [ask(1, 50, spread: 0.005), bid(2, 50, spread: 0.005)]),
        ("one", [ask(3, 150, spread: 0.005)]),
      ])
    #expect(((pay[0]["both"] ?? 0) - 0.0125).magnitude < 1e-12)
    #expect(((pay[0]["one"] ?? 0) - 0.0125).magnitude < 1e-12)
  }

  @Test func `dYdX weighs depth over spread by the smaller side, and uptime to the fifth power`() throws {
    let books = [
      ("near", [ask(1, 100, spread: 0.002), bid(2, 100, spread: 0.002)]),
      ("far", [ask(3, 100, spread: 0.008), bid(4, 100, spread: 0.008)]),
      ("one", [ask(5, 100, spread: 0.002)]),
    ]
    let pay = try credits(DydxReward(), rounds: 2, books: books)
    let ratio = DeterministicMath.pow(4, 0.35)
    for pay in pay {
      #expect(((pay["near"] ?? 0) - 0.025 * ratio / (1 + ratio)).magnitude < 1e-12)
      #expect(((pay["far"] ?? 0) - 0.025 / (1 + ratio)).magnitude < 1e-12)
      #expect(pay["one"] == 0)
    }

    // Who comes in the second minute has half of the uptime and half of the depth.
    var rule = DydxReward()
    let pair = PairConfiguration.pair()
    func order(_ user: Int, _ side: Side) -> PoolOrder {
      PoolOrder(
        user: user, pair: 0, submission: user + 1,
        order: SubmittedOrder(id: UInt64(user), side: side, amount: 100, price: 400), serverPrice: 400,
        deviation: 0.002, minimumRate: 0, rank: 0)
    }
    _ = rule.award(RewardSample(of: [order(0, .sell), order(0, .buy)], in: pair))
    let award = rule.award(
      RewardSample(of: [order(0, .sell), order(0, .buy), order(1, .sell), order(1, .buy)], in: pair))
    let late = DeterministicMath.pow(0.5, 5.35)
    #expect((award.credits[2].coins - 0.0125 * late / (1 + late)).magnitude < 1e-12)
  }

  @Test func `dYdX pays by maker volume once there is any, and nothing below a least part of it`() throws {
    var pool = Pool(PoolConfiguration(pairs: [.pair()], minimumPayout: 1), rule: DydxReward())
    pool.updatePrice(of: "btc", to: 400)
    let volumes = ["busy": 1600, "calm": 100, "idle": 4] as [String: Double]
    for user in ["busy", "calm", "idle"] {
      pool.enrol(user)
      pool.noteMakerVolume(volumes[user] ?? 0, of: user, exchange: "bittrex", unit: "btc")
      let id = UInt64(user.utf8.first ?? 0)
      pool.submit(ask(id, 100, spread: 0.004), bid(id + 1000, 100, spread: 0.004), by: user)
    }
    let round = try pool.creditRound(at: .start)
    let ratio = DeterministicMath.pow(16, 0.65)
    #expect((round.credit(of: "busy") - 0.025 * ratio / (1 + ratio)).magnitude < 1e-12)
    #expect((round.credit(of: "calm") - 0.025 / (1 + ratio)).magnitude < 1e-12)
    #expect(round.credit(of: "idle") == 0)
  }

  @Test func `dYdX pays nobody who never quotes both sides at once, whatever he trades`() throws {
    for washQuotesBoth in [false, true] {
      var pool = Pool(PoolConfiguration(pairs: [.pair()], minimumPayout: 1), rule: DydxReward())
      pool.updatePrice(of: "btc", to: 400)
      for user in ["wash-1", "wash-2", "stayer"] { pool.enrol(user) }
      var earned = ["wash": 0.0, "stayer": 0.0]
      for minute in UInt64(1)...6 {
        // One account quotes all that it has, now to sell and now to buy, and the other takes it.
        let user = minute % 2 == 0 ? "wash-1" : "wash-2"
        let wash = minute % 4 < 2 ? ask(minute, 1_000, spread: 0.0001) : bid(minute, 1_000, spread: 0.0001)
        let other = minute % 4 < 2 ? bid(minute + 10, 1, spread: 0.01) : ask(minute + 10, 1, spread: 0.01)
        pool.submit(wash, by: user)
        if washQuotesBoth { pool.submit(wash, other, by: user) }
        pool.submit(ask(minute + 100, 10, spread: 0.009), bid(minute + 200, 10, spread: 0.009), by: "stayer")
        pool.noteMakerVolume(1_000, of: user, exchange: "bittrex", unit: "btc")
        pool.noteMakerVolume(30, of: "stayer", exchange: "bittrex", unit: "btc")
        let round = try pool.creditRound(at: .start + .minutes(Int64(minute)))
        earned["wash", default: 0] += round.credit(of: "wash-1") + round.credit(of: "wash-2")
        earned["stayer", default: 0] += round.credit(of: "stayer")
      }
      #expect((earned["wash"] ?? 0 > 0.01) == washQuotesBoth && (earned["wash"] == 0) != washQuotesBoth)
      #expect((earned["stayer"] ?? 0) > 0.01)
    }
  }

  @Test func `An epoch's scores are forgotten at its end`() throws {
    var terms = DydxReward.Terms()
    terms.epochMinutes = 2
    var rule = DydxReward(terms)
    func sample(_ users: Int...) -> RewardSample {
      RewardSample(
        of: users.flatMap { user in
          [Side.sell, .buy].map { side in
            PoolOrder(
              user: user, pair: 0, submission: 1,
              order: SubmittedOrder(id: UInt64(user), side: side, amount: 1, price: 400), serverPrice: 400,
              deviation: 0.001, minimumRate: 0, rank: 0)
          }
        }, in: .pair())
    }
    _ = rule.award(sample(0))
    #expect(rule.award(sample(0, 1)).credits[0].coins > 0.006)
    #expect((rule.award(sample(0, 1)).credits[0].coins - 0.00625).magnitude < 1e-15)
  }

  @Test func `Every rule is known by a name`() {
    #expect(
      NamedRewardRule.allCases.map(\.rawValue) == [
        "fixed", "scaled", "balanced", "auction", "fixed-cost", "hummingbot", "dydx", "polymarket",
      ])
  }
}
