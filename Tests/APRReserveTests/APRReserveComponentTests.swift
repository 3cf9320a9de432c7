// The reserve in a world: its quotes are the contract's, its books balance, and its refusals move nothing.

import SimEngine
import Testing

@testable import APRReserve

@Suite("The reserve as a component")
struct APRReserveComponentTests {
  private typealias World = ReserveComponentWorld

  /// A random side and amount, from dust to beyond the caps.
  private static func draw(_ random: inout SplitMix) -> (Side, Amount) {
    let side: Side = Bool.random(using: &random) ? .buy : .sell
    let scale = DeterministicMath.exp(Double.random(in: -12...1, using: &random))
    return (side, side == .buy ? World.eth(30 * scale) : World.nbt(400 * scale))
  }

  /// The word for which the contract refused.
  private static func reason(_ outcome: ReserveTradeOutcome) -> String {
    switch outcome {
    case .traded: ""
    case .declined(let reason): reason.rawValue
    case .reverted(let revert): revert.rawValue
    }
  }

  @Test(
    "quotes what the contract quotes, and refuses in the contract's words", arguments: [1, 2] as [UInt64])
  func quotes(seed: UInt64) throws {
    let world = try World()
    let core = world.core()
    _ = world.simulation.run(until: .start)
    var random = SplitMix(seed: seed)
    for _ in 0..<300 {
      let (side, amount) = Self.draw(&random)
      let expected = core.quote(side, quantity: amount.baseUnits)
      switch (world.reserve.quote(side, paying: amount), expected.rate) {
      case (.receive(let received), .rate): #expect(received.baseUnits == expected.destination)
      case (.refused(let reason), .zero(let zero)): #expect(reason == zero.rawValue)
      case (.refused(let reason), .revert(let revert)): #expect(reason == revert.rawValue)
      case (let quote, let rate): Issue.record("\(quote) for \(rate)")
      }
    }
    #expect(world.reserve.quote(.buy, paying: World.eth(40.000001)) == .refused(reason: "capBuy"))
    #expect(world.reserve.quote(.buy, paying: Amount(baseUnits: .max)) == .refused(reason: "qty"))
  }

  @Test("moves the ledger and its own counters alike, swap by swap", arguments: [3, 4, 5] as [UInt64])
  func settlement(seed: UInt64) throws {
    let world = try World()
    var core = world.core()
    let traders = [
      world.trader("rich", ether: 5_000, tokens: 50_000), world.trader("poor", ether: 5, tokens: 40),
    ]
    _ = world.simulation.run(until: .start)
    let ledger = world.context.ledger
    let sums = { (asset: AssetID) in
      traders.map { ledger.balance(world.context.markets[$0].wallet[asset]).baseUnits }.reduce(0, +)
    }
    let whole = (ether: sums(World.eth) + core.etherBalance, tokens: sums(World.nbt) + core.tokenBalance)
    var random = SplitMix(seed: seed)
    var trades = 0
    for step in 0..<600 {
      let (side, amount) = Self.draw(&random)
      let trader = traders[step % 2]
      let given = world.context.markets[trader].wallet[side == .buy ? World.eth : World.nbt]
      let isCovered = ledger.balance(given) >= amount
      switch world.swap(side, amount, by: trader) {
      case .swapped(let paid, let received):
        let outcome = core.trade(side, quantity: amount.baseUnits)
        guard case .traded(let trade) = outcome else { Issue.record("\(outcome)"); continue }
        #expect(paid == amount && received.baseUnits == trade.destination)
        trades += 1
      case .refused(let reason):
        if isCovered {
          #expect(reason == Self.reason(core.trade(side, quantity: amount.baseUnits)))
        } else {
          #expect(reason == "traderBalance")
        }
      }
      world.reserve.checkInvariants(in: world.context)
      ledger.checkInvariants()
      #expect(sums(World.eth) + core.etherBalance == whole.ether)
      #expect(sums(World.nbt) + core.tokenBalance == whole.tokens)
    }
    let summary = world.finish(after: .hours(2))
    #expect(trades > 200 && trades < 600)
    #expect(summary["trades_count"] == Double(trades))
    #expect(summary["refused_count"] == Double(600 - trades))
    #expect(summary["fees_nbt"] == Amount(baseUnits: core.collectedFees).coins(decimals: 8))
    #expect(world.rows("reserve_trades").count == 600)
    #expect(world.rows("reserve").last?[2] == .amount(Amount(baseUnits: core.etherBalance)))
    #expect(world.rows("reserve").last?[3] == .amount(Amount(baseUnits: core.tokenBalance * powerOfTen(10))))
  }

  // MARK: Refusals

  @Test("moves nothing when it refuses, and writes down why")
  func refusals() throws {
    let world = try World(tokens: World.nbt(150))
    let trader = world.trader("t", ether: 100, tokens: 2_000)
    _ = world.simulation.run(until: .start)
    let wallet = world.context.markets[trader].wallet
    guard case .receive(let offered) = world.reserve.quote(.sell, paying: World.nbt(100)) else {
      Issue.record("no quote")
      return
    }
    let results = [
      world.swap(.buy, World.eth(100.5), by: trader), world.swap(.buy, World.eth(41), by: trader),
      world.swap(.sell, World.nbt(1_000), by: trader), world.swap(.buy, World.eth(15), by: trader),
      world.swap(.sell, World.nbt(100), atLeast: offered + Amount(baseUnits: 1), by: trader),
      world.swap(.buy, .zero, by: trader), world.swap(.sell, Amount(baseUnits: 0), by: trader),
    ]
    let reasons = [
      "traderBalance", "capBuy", "capSell", "balance", "minConversionRate", "destZero", "destZero",
    ]
    #expect(results == reasons.map { .refused(reason: $0) })
    let written = world.rows("reserve_trades")
    #expect(written.map { $0[7] } == reasons.map { .text($0) })
    #expect(written.allSatisfy { $0[6] == .amount(.zero) })
    #expect(written.map { $0[2] } == (1...7).map { .integer($0) })
    #expect(world.context.ledger.balance(wallet[World.eth]) == World.eth(100))
    #expect(world.context.ledger.balance(wallet[World.nbt]) == World.nbt(2_000))
    #expect(world.context.markets[trader].swapEdgeUSD == 0)
    #expect(world.finish(after: .seconds(1))["net_bought_nbt"] == 0)
    let counted = world.rows("reserve_refusals").map { Array($0.dropFirst()) }
    let expected: [(String, Int64, Amount, Amount)] = [
      ("traderBalance", 1, World.eth(100.5), .zero), ("capBuy", 1, World.eth(41), .zero),
      ("capSell", 1, .zero, World.eth(1_000)), ("balance", 1, World.eth(15), .zero),
      ("minConversionRate", 1, .zero, World.eth(100)), ("destZero", 2, .zero, .zero),
    ]
    #expect(counted == expected.map { [.text($0.0), .integer($0.1), .amount($0.2), .amount($0.3)] })
  }

  @Test("trades when it gives exactly the minimum")
  func exactMinimum() throws {
    let world = try World()
    let trader = world.trader("t", ether: 0, tokens: 100)
    _ = world.simulation.run(until: .start)
    guard case .receive(let offered) = world.reserve.quote(.sell, paying: World.nbt(100)) else {
      Issue.record("no quote")
      return
    }
    #expect(
      world.swap(.sell, World.nbt(100), atLeast: offered, by: trader)
        == .swapped(paid: World.nbt(100), received: offered))
    let row = try #require(world.rows("reserve_trades").first)
    #expect(row[3] == .text("t") && row[4] == .text("sell") && row[7] == .text(""))
    #expect(row[5] == .amount(World.eth(100)) && row[6] == .amount(offered))
  }

  // MARK: Curve and cost

  @Test("shows a curve from which its quotes follow to a millionth", arguments: [0, 10, 300] as [Double])
  func curve(fee: Double) throws {
    let world = try World(fee: fee)
    let trader = world.trader("t", ether: 1_000, tokens: 10_000)
    _ = world.simulation.run(until: .start)
    for step in 0..<20 {
      let curve = try #require(world.reserve.curve)
      #expect(curve.fee == fee / 10_000 && curve.buyCap == 40 && curve.sellCap == 40)
      for size in [0.01, 0.7, 5, 39] {
        // Tokens for x ether: (1 - f)(1 - e^(-r x)) / (r P); ether for y tokens: ln(1 + r P (1 - f) y) / r.
        let slope = curve.rate * curve.spotPrice
        let tokens = (1 - curve.fee) * (1 - DeterministicMath.exp(-curve.rate * size)) / slope
        if case .receive(let quoted) = world.reserve.quote(.buy, paying: World.eth(size)) {
          #expect((quoted.coins(decimals: 8) / tokens - 1).magnitude < 1e-6)
        }
        let ether = DeterministicMath.log(1 + slope * (1 - curve.fee) * size * 10) / curve.rate
        if case .receive(let quoted) = world.reserve.quote(.sell, paying: World.nbt(size * 10)) {
          #expect((quoted.coins(decimals: 18) / ether - 1).magnitude < 1e-6)
        }
      }
      world.swap(step % 3 == 0 ? .sell : .buy, step % 3 == 0 ? World.nbt(300) : World.eth(20), by: trader)
    }
    // Thirteen purchases of 20 ETH and seven sales have raised the price by e^(r dE).
    let price = try #require(world.reserve.curve?.spotPrice)
    #expect(price > 0.082)
  }

  @Test("costs its owner against holding what its traders gained, valued when it is asked")
  func cost() throws {
    final class Doubling: ReferencePrice {
      func usdPrice(at time: SimTime) -> Double { time < .start + .minutes(30) ? 12.5 : 25 }
    }
    let world = try World(eth: Doubling())
    let trader = world.trader("t", ether: 100, tokens: 1_000)
    var tokens = 0.0
    world.at(.minutes(10)) { _ in
      guard case .swapped(_, let received) = world.swap(.buy, World.eth(10), by: trader) else { return }
      tokens = received.coins(decimals: 8)
    }
    let summary = world.finish(after: .hours(1))
    // It gave away tokens of a dollar for ether of 12.5 USD then and of 25 USD at the end.
    #expect(tokens > 100)
    #expect(((summary["cost_against_holding_usd"] ?? .nan) - (tokens - 250)).magnitude < 1e-9)
    #expect((world.context.markets[trader].swapEdgeUSD - (tokens - 125)).magnitude < 1e-9)
    #expect(summary["sold_tokens_usd"] == 125 && summary["bought_tokens_usd"] == 0)
    #expect(((summary["net_bought_nbt"] ?? .nan) + tokens).magnitude < 1e-7)
    #expect(((summary["value_usd"] ?? .nan) - (1_010 * 25 + 12_000 - tokens)).magnitude < 1e-7)
  }

  @Test("without a fee, a swap there and back costs nobody anything beyond rounding")
  func roundTrip() throws {
    let world = try World(fee: 0)
    let trader = world.trader("t", ether: 100, tokens: 0)
    _ = world.simulation.run(until: .start)
    guard case .swapped(_, let tokens) = world.swap(.buy, World.eth(20), by: trader),
      case .swapped(_, let ether) = world.swap(.sell, tokens, by: trader)
    else {
      Issue.record("a swap was refused")
      return
    }
    #expect(ether <= World.eth(20))
    #expect(ether.coins(decimals: 18) > 20 - 1e-6)
    #expect((try #require(world.reserve.curve).spotPrice / 0.08 - 1).magnitude < 1e-8)
  }

  @Test("writes its state at each interval and at the end of the run, once")
  func stateRows() throws {
    let world = try World(writeEvery: .minutes(20))
    let trader = world.trader("t", ether: 100, tokens: 0)
    world.at(.minutes(30)) { _ in world.swap(.buy, World.eth(10), by: trader) }
    world.finish(after: .minutes(70))
    let rows = world.rows("reserve")
    #expect(rows.map { $0[0] } == [1_200, 2_400, 3_600, 4_200].map { .real($0) })
    #expect(rows.map { $0[2] } == [1_000, 1_010, 1_010, 1_010].map { .amount(World.eth($0)) })
    #expect(rows.allSatisfy { $0[8] == .real(1_000 * 12.5 + 12_000) })
    #expect(rows[0][7] == rows[0][8])
  }

  @Test("writes what each swap gained at the price elsewhere, and the sums of it at each interval")
  func gains() throws {
    final class Fall: ReferencePrice {
      func usdPrice(at time: SimTime) -> Double { time < .start + .minutes(30) ? 12.5 : 10 }
    }
    let world = try World(fee: 0, eth: Fall(), writeEvery: .minutes(20))
    let trader = world.trader("t", ether: 100, tokens: 0)
    world.at(.minutes(10)) { _ in world.swap(.buy, World.eth(10), by: trader) }
    world.at(.minutes(50)) { _ in world.swap(.buy, World.eth(10), by: trader) }
    let summary = world.finish(after: .minutes(70))
    func real(_ value: MetricValue) -> Double { if case .real(let figure) = value { figure } else { .nan } }
    let gains = world.rows("reserve_trades").map { real($0[13]) }
    let curve = PriceCurve(world.plan.parameters)
    #expect(abs(gains[0] - (0.08 * curve.tokensOut(etherIn: 10, atEther: 1_000) - 10)) < 1e-6)
    #expect(abs(gains[1] - (0.1 * curve.tokensOut(etherIn: 10, atEther: 1_010) - 10)) < 1e-6)
    #expect(gains[0] < 0 && gains[1] > 0)
    let last = try #require(world.rows("reserve").last)
    #expect(real(last[9]) == 0.1)
    #expect(real(last[12]) == gains[0] + gains[1] && real(last[14]) == gains[1])
    #expect(summary["rebalancing_loss_eth"] == gains[0] + gains[1])
    #expect(summary["arbitrage_profit_eth"] == gains[1])
    let withoutFee = ReserveCost.lossPerMove(
      logarithmOfPrice: DeterministicMath.log(1.25), liquidityRate: curve.liquidityRate)
    #expect(abs(try #require(summary["loss_without_fee_eth"]) - withoutFee) < 1e-12)
    #expect(last[15] == .amount(World.eth(20)))
    #expect(summary["outside_band_share"] == 0 && summary["price_beyond_band_share"] == 0)
  }
}
