// What an exchange owes its participants: funds that are there, fills that settle, failures that are final.

import Testing

@testable import SimEngine

/// A small world with one NBT/BTC exchange: one tick is 1e-8 BTC, one lot is 1e-4 NBT.
final class ExchangeWorld {
  let simulation: Simulation
  let exchange: Exchange
  let nbt = AssetID(rawValue: 0)
  let btc = AssetID(rawValue: 1)
  var context: Context { simulation.context }
  var ledger: Ledger { simulation.context.ledger }

  init(_ adjust: (inout ExchangeTerms) -> Void = { _ in }) {
    simulation = Simulation(
      seed: 1, assets: [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "BTC", decimals: 8)])
    let pair = TradingPair(
      base: nbt, baseDecimals: 8, quote: btc, quoteDecimals: 8, tick: Amount(baseUnits: 1),
      lot: Amount(baseUnits: 10_000))
    var terms = ExchangeTerms(pair: pair)
    adjust(&terms)
    exchange = Exchange(
      name: "bittrex", id: ExchangeID(rawValue: 0), terms: terms, ledger: simulation.context.ledger)
    simulation.context.markets.add(exchange)
    simulation.context.markets.setReference(ConstantPrice(usd: 400), of: btc)
    simulation.add(exchange)
  }

  func join(_ name: String, nbtCoins: Int128, btcCoins: Int128) -> ParticipantID {
    let wallet = ledger.openWallet(name)
    let participant = exchange.join(name, ledger: ledger)
    for (asset, coins) in [(nbt, nbtCoins), (btc, btcCoins)] {
      let amount = Amount(baseUnits: coins * 100_000_000)
      ledger.mint(amount, to: wallet[asset])
      exchange.deposit(amount, of: asset, from: wallet[asset], to: participant, ledger: ledger)
    }
    return participant
  }

  /// Sends a request and lets everything happen that is due within a second.
  func send(_ request: OrderRequest) {
    _ = simulation.run(until: context.now)
    exchange.submit(request, in: context)
    _ = simulation.run(until: context.now + .seconds(1))
  }

  func lots(_ nbtCoins: Int64) -> Quantity { Quantity(lots: nbtCoins * 10_000) }
}

@Suite("An exchange")
struct ExchangeTests {
  private let price = Price(ticks: 250_000)

  @Test("sets aside what a resting order could pay, and gives it back when the order is cancelled")
  func reserves() {
    let world = ExchangeWorld { $0.makerFeePartsPerMillion = 2_500 }
    let buyer = world.join("buyer", nbtCoins: 0, btcCoins: 10)
    world.send(.limit(.buy, world.lots(1000), at: price, by: buyer))
    // 1,000 NBT at 0.0025 BTC are 2.5 BTC, and a quarter per cent on top.
    let owner = world.exchange[buyer]
    #expect(world.ledger.balance(owner.reservedQuote) == Amount(baseUnits: 250_625_000))
    #expect(world.ledger.balance(owner.quote) == Amount(baseUnits: 749_375_000))
    world.send(.cancelAll(by: buyer))
    #expect(world.ledger.balance(owner.quote) == Amount(baseUnits: 1_000_000_000))
    #expect(world.exchange.bestBid == nil)
  }

  @Test("writes with every fill the middle before the order that it belongs to, in USD, if there was one")
  func middleOnTape() {
    let world = ExchangeWorld()
    let seller = world.join("seller", nbtCoins: 1000, btcCoins: 0)
    let buyer = world.join("buyer", nbtCoins: 0, btcCoins: 10)
    world.send(.limit(.sell, world.lots(100), at: price, by: seller))
    world.send(.limit(.sell, world.lots(100), at: Price(ticks: 260_000), by: seller))
    world.send(.limit(.buy, world.lots(100), at: Price(ticks: 240_000), by: buyer))
    world.send(.market(.buy, world.lots(150), by: buyer))
    world.send(.cancelAll(by: buyer))
    world.send(.market(.buy, world.lots(50), by: buyer))
    // (0.0025 + 0.0024) / 2 BTC at 400 USD for both fills of the first order; the second met asks alone.
    let middles = world.context.metrics.tables.first { $0.name == "trades" }.map { table in
      (0..<table.rowCount).map { table.row($0).last }
    }
    #expect(middles == [.real(0.98), .real(0.98), .missing])
  }

  @Test("moves base one way and notional the other, and takes both fees in the quote asset")
  func settlement() {
    let world = ExchangeWorld {
      $0.makerFeePartsPerMillion = 1_000
      $0.takerFeePartsPerMillion = 2_000
    }
    let seller = world.join("seller", nbtCoins: 1000, btcCoins: 0)
    let buyer = world.join("buyer", nbtCoins: 0, btcCoins: 10)
    world.send(.limit(.sell, world.lots(400), at: price, by: seller))
    world.send(.market(.buy, world.lots(400), by: buyer))
    let (ledger, notional) = (world.ledger, Int128(100_000_000))
    #expect(ledger.balance(world.exchange[buyer].base) == Amount(baseUnits: 40_000_000_000))
    #expect(ledger.balance(world.exchange[buyer].quote).baseUnits == 1_000_000_000 - notional - 200_000)
    #expect(ledger.balance(world.exchange[seller].quote).baseUnits == notional - 100_000)
    #expect(ledger.balance(world.exchange.fees).baseUnits == 300_000)
    #expect(world.exchange.record(of: seller).sold == world.lots(400))
    #expect(world.exchange.lastPrice == price)
  }

  @Test("rounds against the taker: he pays a fraction of a unit as a whole one and receives it as none")
  func rounding() {
    let world = ExchangeWorld()
    let maker = world.join("maker", nbtCoins: 10, btcCoins: 1)
    let taker = world.join("taker", nbtCoins: 10, btcCoins: 1)
    let oneLot = Quantity(lots: 1)
    // One lot at three ticks is worth 3e-12 BTC, far below one unit of 1e-8.
    world.send(.limit(.sell, oneLot, at: Price(ticks: 3), by: maker))
    world.send(.market(.buy, oneLot, by: taker))
    #expect(world.ledger.balance(world.exchange[maker].quote).baseUnits == 100_000_001)
    world.send(.limit(.buy, oneLot, at: Price(ticks: 3), by: maker))
    world.send(.market(.sell, oneLot, by: taker))
    #expect(world.ledger.balance(world.exchange[maker].quote).baseUnits == 100_000_001)
    #expect(world.ledger.balance(world.exchange[taker].quote).baseUnits == 99_999_999)
  }

  @Test("counts the rounding of every single fill before it lets a taker buy")
  func roundingOfManyFills() {
    let world = ExchangeWorld()
    let maker = world.join("maker", nbtCoins: 10, btcCoins: 0)
    let rich = world.join("rich", nbtCoins: 0, btcCoins: 1)
    // Three lots at one tick are worth 3e-12 BTC together; filled one by one they cost three whole units.
    for _ in 0..<3 { world.send(.limit(.sell, Quantity(lots: 1), at: Price(ticks: 1), by: maker)) }
    let poor = world.exchange.join("poor", ledger: world.ledger)
    let change = world.exchange[rich].quote
    world.ledger.transfer(Amount(baseUnits: 2), from: change, to: world.exchange[poor].quote)
    world.send(.market(.buy, Quantity(lots: 3), by: poor))
    #expect(world.exchange.volume == .zero)
    world.ledger.transfer(Amount(baseUnits: 1), from: change, to: world.exchange[poor].quote)
    world.send(.market(.buy, Quantity(lots: 3), by: poor))
    #expect(world.exchange.volume == Quantity(lots: 3))
    #expect(world.ledger.balance(world.exchange[poor].quote) == .zero)
  }

  @Test("refuses what a participant cannot pay, and nothing moves")
  func insufficientFunds() {
    let world = ExchangeWorld { $0.takerFeePartsPerMillion = 2_500 }
    let seller = world.join("seller", nbtCoins: 500, btcCoins: 0)
    let buyer = world.join("buyer", nbtCoins: 0, btcCoins: 1)
    world.send(.limit(.sell, world.lots(501), at: price, by: seller))
    #expect(world.exchange.bestAsk == nil)
    world.send(.limit(.sell, world.lots(500), at: price, by: seller))
    world.send(.market(.buy, world.lots(400), by: buyer))  // 1 BTC and the fee: a fee too much
    #expect(world.exchange.volume == .zero)
    world.send(.market(.buy, world.lots(399), by: buyer))
    #expect(world.exchange.volume == world.lots(399))
    #expect(world.exchange.refusals[Int(RequestRefusal.insufficientFunds.rawValue)] == 2)
  }

  @Test("executes a request its latency after it was sent, and tells of fills as late again")
  func latency() {
    final class Listener: Component {
      let name = "listener"
      var heard: [(SimTime, Int64, Int64)] = []
      func setUp(in context: Context) {}
      func handle(_ event: Event, in context: Context) {
        if event.kind == .fill { heard.append((context.now, event.a, event.b)) }
      }
    }
    let world = ExchangeWorld { $0.latency = .milliseconds(200) }
    let listener = Listener()
    let id = world.simulation.add(listener)
    let wallet = world.ledger.openWallet("seller")
    let seller = world.exchange.join("seller", notifying: id, ledger: world.ledger)
    world.ledger.mint(Amount(baseUnits: 1_000_000_000), to: wallet[world.nbt])
    world.exchange.deposit(
      Amount(baseUnits: 1_000_000_000), of: world.nbt, from: wallet[world.nbt], to: seller,
      ledger: world.ledger)
    let buyer = world.join("buyer", nbtCoins: 0, btcCoins: 1)
    world.send(.limit(.sell, world.lots(10), at: price, by: seller))
    world.send(.market(.buy, world.lots(4), by: buyer))
    #expect(listener.heard.count == 1)
    #expect(listener.heard.first?.0 == SimTime(nanoseconds: 1_400_000_000))
    #expect(listener.heard.first?.1 == 250_000 && listener.heard.first?.2 == -40_000)
  }

  @Test("cancels one's own resting order instead of trading with oneself")
  func selfTrade() {
    let world = ExchangeWorld()
    let both = world.join("both", nbtCoins: 100, btcCoins: 1)
    let other = world.join("other", nbtCoins: 100, btcCoins: 1)
    world.send(.limit(.sell, world.lots(10), at: price, by: both))
    world.send(.limit(.sell, world.lots(5), at: Price(ticks: 250_001), by: other))
    world.send(.limit(.buy, world.lots(5), at: Price(ticks: 250_001), by: both))
    #expect(world.exchange.fillCount == 1)
    #expect(world.exchange.orders(of: both).isEmpty)
    #expect(world.ledger.balance(world.exchange[both].reservedBase) == .zero)
  }

  @Test("shows a request for open orders exactly its participant's orders, oldest first")
  func openOrders() {
    let world = ExchangeWorld()
    let first = world.join("first", nbtCoins: 100, btcCoins: 1)
    let second = world.join("second", nbtCoins: 100, btcCoins: 1)
    world.send(.limit(.sell, world.lots(10), at: Price(ticks: 250_010), by: first))
    world.send(.limit(.sell, world.lots(7), at: price, by: second))
    world.send(.limit(.buy, world.lots(3), at: Price(ticks: 240_000), by: first))
    world.send(.market(.buy, world.lots(9), by: second))
    let request = world.exchange.openOrdersKey(of: first).request(nonce: 1)
    guard case .orders(let orders) = world.exchange.openOrders(of: "first", request) else {
      Issue.record("the request is refused")
      return
    }
    #expect(orders.map(\.side) == [.sell, .buy])
    #expect(orders.map(\.originalQuantity) == [world.lots(10), world.lots(3)])
    #expect(orders[0].remaining == world.lots(1))
  }

  @Test("takes no order while halted, goes on afterwards, and gives everything back when delisted")
  func haltAndDelist() {
    let world = ExchangeWorld()
    let seller = world.join("seller", nbtCoins: 100, btcCoins: 0)
    world.send(.limit(.sell, world.lots(10), at: price, by: seller))
    world.exchange.halt()
    world.send(.limit(.sell, world.lots(10), at: price, by: seller))
    #expect(world.exchange.orders(of: seller).count == 1)
    world.exchange.resume()
    world.send(.limit(.sell, world.lots(10), at: price, by: seller))
    #expect(world.exchange.orders(of: seller).count == 2)
    world.exchange.delist(in: world.context)
    #expect(world.exchange.orders(of: seller).isEmpty)
    #expect(world.ledger.balance(world.exchange[seller].base) == Amount(baseUnits: 10_000_000_000))
    let wallet = world.ledger.openWallet("withdrawn")
    #expect(
      world.exchange.withdraw(
        Amount(baseUnits: 10_000_000_000), of: world.nbt, from: seller, to: wallet[world.nbt],
        ledger: world.ledger))
  }

  @Test("takes everything with it when it fails")
  func failure() {
    let world = ExchangeWorld()
    let seller = world.join("seller", nbtCoins: 100, btcCoins: 2)
    world.send(.limit(.sell, world.lots(10), at: price, by: seller))
    world.exchange.fail(in: world.context)
    #expect(world.exchange.balances(of: seller, ledger: world.ledger) == (base: .zero, quote: .zero))
    let request = world.exchange.openOrdersKey(of: seller).request(nonce: 1)
    #expect(world.exchange.openOrders(of: "seller", request) == .silence)
    world.send(.limit(.sell, world.lots(1), at: price, by: seller))
    #expect(world.exchange.bestAsk == nil)
    world.ledger.checkInvariants()
    #expect(world.ledger.supply(of: world.nbt) == Amount(baseUnits: 10_000_000_000))
  }

  @Test("keeps its books through thousands of random requests", arguments: SelfTradePolicy.allCases)
  func randomRequests(policy: SelfTradePolicy) {
    for seed in UInt64(0)..<4 {
      let world = ExchangeWorld {
        $0.selfTrade = policy
        $0.makerFeePartsPerMillion = 1_500
        $0.takerFeePartsPerMillion = 2_500
      }
      var random = SplitMix64(state: seed)
      _ = world.simulation.run(until: .start)
      let participants = (0..<4).map { world.join("p\($0)", nbtCoins: 50, btcCoins: 1) }
      for step in 0..<1_500 {
        world.exchange.submit(randomRequest(&random, participants, world), in: world.context)
        _ = world.simulation.run(until: world.context.now + .milliseconds(1))
        world.ledger.checkInvariants()
        if step % 10 == 0 { world.exchange.checkInvariants(in: world.context) }
      }
      #expect(world.exchange.fillCount > 100, "seed \(seed): \(world.exchange.fillCount) fills")
    }
  }

  private func randomRequest(
    _ random: inout SplitMix64, _ participants: [ParticipantID], _ world: ExchangeWorld
  ) -> OrderRequest {
    let who = participants[random.below(participants.count)]
    let quantity = Quantity(lots: Int64(1 + random.below(60_000)))
    let limit = Price(ticks: 249_990 + Int64(random.below(21)))
    let side = Side.allCases[random.below(2)]
    let orders = world.exchange.orders(of: who)
    let own = orders.isEmpty ? OrderID.none : orders[random.below(orders.count)]
    switch random.below(12) {
    case 0: return .market(side, quantity, by: who)
    case 1: return .cancel(own, by: who)
    case 2: return .replace(own, quantity, at: limit, by: who)
    case 3: return .limit(side, quantity, at: limit, by: who, .immediateOrCancel)
    case 4: return .limit(side, quantity, at: limit, by: who, .fillOrKill)
    case 5: return .limit(side, quantity, at: limit, by: who, .postOnly)
    case 6: return random.below(20) == 0 ? .cancelAll(by: who) : .cancel(own, by: who)
    default: return .limit(side, quantity, at: limit, by: who)
    }
  }
}
