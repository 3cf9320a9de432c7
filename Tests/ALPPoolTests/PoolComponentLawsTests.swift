// The pool in a world of providers who do anything: its figures against the pool's own, and its laws.

import SimEngine
import Testing

@testable import ALPPool

@Suite("A pool among restless providers")
struct PoolComponentLawsTests {
  private static let minutes: Int64 = 90

  /// A world of seven providers on two exchanges, with a pool beside it that is told the same and asked
  /// directly.
  private final class Twin {
    let world: PoolComponentWorld
    var core: Pool
    var rounds: [CreditRound] = []
    private var draws: SeededDraws

    init(seed: UInt64) {
      draws = SeededDraws(seed: seed)
      world = PoolComponentWorld(exchanges: ["alpha", "beta"], minimumPayout: 0.05) {
        $0.payoutPeriod = .minutes(10) + .seconds(1)
        $0.creditsEvery = .minutes(7)
      }
      core = Pool(world.configuration)
      core.updatePrice(of: "btc", to: 400)
      let providers = (0..<7).map { world.provider("u\($0)", on: $0 % 2) }
      for provider in providers {
        _ = core.register(
          user: provider.name, address: provider.name,
          exchange: ["alpha", "beta"][Int(provider.exchange.rawValue)],
          unit: "btc")
      }
      for minute in 0..<PoolComponentLawsTests.minutes {
        world.at(.minutes(minute) + .seconds(10)) { [self] in for one in providers { act(one, in: $0) } }
        world.at(.minutes(minute) + .seconds(50)) { [self] in for one in providers { submit(one, in: $0) } }
        world.at(.minutes(minute) + .seconds(59)) { [self] _ in hold(at: minute + 1) }
      }
    }

    /// Cancels everything or adds an order, near or far, that may meet another's.
    private func act(_ provider: Provider, in context: Context) {
      if Int.random(in: 0..<5, using: &draws) == 0 { return provider.cancelAll(in: context) }
      let side: Side = Bool.random(using: &draws) ? .buy : .sell
      let distance = Double.random(in: -20...200, using: &draws)
      provider.place(side, Double.random(in: 1...400, using: &draws), away: distance, in: context)
    }

    /// Tells both pools the same; some forget, some do it twice.
    private func submit(_ provider: Provider, in context: Context) {
      for _ in 0..<Int.random(in: 0...2, using: &draws) {
        provider.submit(to: world.pool, in: context)
        _ = core.submit(
          user: provider.name, exchange: context.markets[provider.exchange].name, unit: "btc",
          orders: provider.orders(in: context))
      }
    }

    private func hold(at minute: Int64) {
      if let round = try? core.creditRound(at: .start + .minutes(minute)) { rounds.append(round) }
      if minute % 10 == 0 {
        core.confirmPayout(core.payout(at: .start + .minutes(minute)))
      }
    }
  }

  @Test("writes the liquidity and the credits of the pool's own rounds", arguments: [1, 2, 3] as [UInt64])
  func differential(seed: UInt64) throws {
    let twin = Twin(seed: seed)
    let summary = twin.world.finish(after: .minutes(Self.minutes) + .seconds(30))
    let expected = twin.rounds.flatMap { round in
      round.pairs.flatMap { pair in
        [Side.sell, .buy].flatMap { side in
          pair.sides[side].ranks.map { [$0.liquidity, $0.liquidity > 0 ? $0.reward : 0] }
        }
      }
    }
    let written = twin.world.rows("liquidity")
    #expect(written.count == expected.count && written.count == 90 * 8)
    #expect(zip(written, expected).allSatisfy { $0[4] == .real($1[0]) && $0[5] == .real($1[1]) })

    let credits = twin.world.rows("credits")
    for user in 0..<7 {
      let rows = credits.filter { $0[2] == .text("u\(user)") }
      let earned = rows.reduce(0) { if case .real(let credit) = $1[4] { $0 + credit } else { $0 } }
      let core = try #require(twin.core.earnedCredit(of: "u\(user)"))
      #expect((earned - core).magnitude < 1e-12 && earned > 0)
    }
    let total = try #require(summary["alp.credited_nbt"])
    #expect((total - twin.world.reals("credits", 4).reduce(0, +)).magnitude < 1e-12)
    let perRound = twin.rounds.map { Double($0.users.count) }.reduce(0, +) / 90
    #expect(try (#require(summary["alp.providers_mean_count"]) - perRound).magnitude < 1e-12)
    let paidBids = zip(written, expected).filter { $0.0[2] == .text("bid") && $0.1[1] > 0 }.map { $0.1[0] }
    #expect(try (#require(summary["alp.paid_bid_mean_nbt"]) - paidBids.reduce(0, +) / 90).magnitude < 1e-9)
    let paidAsks = zip(written, expected).filter { $0.0[2] == .text("ask") && $0.1[1] > 0 }.map { $0.1[0] }
    let paidDays =
      (paidBids + paidAsks).reduce(0, +) / 90 * (SimDuration.minutes(Self.minutes) + .seconds(30)).days
    let cost = try #require(summary["alp.cost_of_paid_depth_bp_per_d"])
    #expect(try (cost * paidDays / 1e4 / #require(summary["alp.paid_usd"]) - 1).magnitude < 1e-9)
    let withBids = twin.rounds.filter { round in
      round.pairs.contains { $0.sides.bid.ranks[0].liquidity > 0 }
    }
    #expect(summary["alp.bids_present_share"] == Double(withBids.count) / 90)
  }

  @Test(
    "awards in a round w times the shares of the ranks that hold something times the fill",
    arguments: [4, 5] as [UInt64])
  func rewardAccounting(seed: UInt64) {
    let twin = Twin(seed: seed)
    let summary = twin.world.finish(after: .minutes(Self.minutes) + .seconds(30))
    var total = 0.0
    for round in twin.rounds {
      for pair in round.pairs {
        let paidSides = [pair.sides.ask, pair.sides.bid].filter { $0.ranks[0].liquidity > 0 }
        let award = 0.024 * 0.5 * Double(paidSides.count) * min(1, pair.liquidity / 1_000)
        let written = pair.reward(.sell) + pair.reward(.buy)
        #expect((written - award).magnitude <= 1e-8)
        total += award
      }
    }
    let orders = twin.rounds.map(\.orders.count).reduce(0, +)
    #expect(((summary["alp.credited_nbt"] ?? .nan) - total).magnitude <= 5e-9 * Double(orders))
    #expect(total > 0.5 && total < 0.9 * (summary["alp.maximum_nbt"] ?? .nan))
  }

  @Test(
    "brings exactly the coins of its payouts into circulation, each to its wallet",
    arguments: [6, 7] as [UInt64])
  func conservation(seed: UInt64) throws {
    let twin = Twin(seed: seed)
    let ledger = twin.world.context.ledger
    let before = ledger.supply(of: PoolComponentWorld.nbt)
    let summary = twin.world.finish(after: .minutes(Self.minutes) + .seconds(30))
    var received: [String: Amount] = [:]
    for row in twin.world.rows("payouts") {
      guard case .text(let user) = row[1], case .amount(let amount) = row[2] else { continue }
      received[user, default: .zero] += amount
    }
    let paid = received.values.reduce(.zero, +)
    #expect(ledger.supply(of: PoolComponentWorld.nbt) - before == paid)
    #expect(summary["alp.paid_nbt"] == paid.coins(decimals: 8))
    for trader in twin.world.context.markets.traders {
      #expect(trader.rewards == received[trader.name])
      #expect(ledger.balance(trader.wallet[PoolComponentWorld.nbt]) == received[trader.name])
      // What was earned and not paid is what the pool still owes; the twin was paid at the same rounds.
      let owed = try #require(twin.core.unpaidCredit(of: trader.name))
      let earned = try #require(twin.core.earnedCredit(of: trader.name))
      #expect((trader.rewards.coins(decimals: 8) + owed - earned).magnitude < 1e-9)
    }
  }
}
