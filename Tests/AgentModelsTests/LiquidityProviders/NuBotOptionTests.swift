// What can be set on a NuBot beyond its defaults, each option in a small world.

import SimEngine
import Testing

@testable import AgentModels

@Suite("NuBot's options")
struct NuBotOptionTests {
  /// A bot with 5000 NBT and 10 BTC of 500 USD.
  static func bot(
    _ world: SmallWorld, btc: (any ReferencePrice)? = nil, name: String = "nubot",
    _ change: (inout NuBotParameters) -> Void
  ) -> NuBot {
    var parameters = NuBotTests.parameters()
    change(&parameters)
    let feed = PriceFeed(of: btc ?? world.context.markets.reference(of: SmallWorld.btc))
    let bot = NuBot(
      name: name, group: "nubot", exchange: ExchangeID(rawValue: 0), feed: feed, parameters: parameters)
    world.simulation.add(bot)
    return bot
  }

  @Test("Two orders a side stand at one price, half and half")
  func twoOrders() {
    let world = SmallWorld()
    let bot = Self.bot(world) {
      $0.style = .twoOrders
      $0.spreadPercent = 1
    }
    world.run(.minutes(3))
    let walls = NuBotPricing.walls(quoteUSD: 500, feePercent: 0.2, spreadPercent: 1)
    let (asks, bids) = (world.levels(.sell), world.levels(.buy))
    #expect(asks.count == 1 && bids.count == 1)
    #expect((asks[0].usd - walls.sell * 500).magnitude < 1e-9 && asks[0].coins == 5_000)
    #expect((bids[0].usd - walls.buy * 500).magnitude < 1e-9)
    #expect((bids[0].coins - (10 / walls.buy - 0.9 / 500 / walls.buy)).magnitude < 0.01)
    let orders = bot.account.orders(in: world.context)
    #expect(orders.count == 4)
    #expect(
      orders.filter { $0.side == .sell }.allSatisfy { world.exchange.pair.coins($0.remaining) == 2_500 })
    #expect(bot.rebuildCount == 0)
  }

  @Test("Of two orders a side, the second comes five seconds after the first, and the bids after the asks")
  func twoOrderTiming() {
    let world = SmallWorld(latency: .milliseconds(1))
    let bot = Self.bot(world) { $0.style = .twoOrders }
    var counts: [Int] = []
    var last: SimTime?
    var gaps: [Double] = []
    let watch: [(time: SimDuration, action: (Context) -> Void)] = (0..<900).map { tenth in
      (
        .milliseconds(Int64(tenth) * 100),
        { context in
          let count = bot.account.orders(in: context).count
          guard count != counts.last ?? 0 else { return }
          counts.append(count)
          if let last { gaps.append((context.now - last).seconds) }
          last = context.now
        }
      )
    }
    world.simulation.add(Script(watch))
    world.run(.seconds(90))
    #expect(counts == [1, 3, 4] || counts == [1, 2, 3, 4])
    #expect(gaps.reduce(0, +) >= 9.9 && gaps.reduce(0, +) <= 10.3)
  }

  @Test("Of two orders a side one that is gone is replaced, and one that cannot be there is not missed")
  func twoOrderRepair() {
    let world = SmallWorld()
    let bot = Self.bot(world) { $0.style = .twoOrders }
    world.simulation.add(
      Script([(.minutes(10), { Counterparty("taker", in: $0).take(.buy, 3_000, in: $0) })]))
    world.run(.minutes(20))
    #expect(bot.rebuildCount == 1)
    #expect(bot.account.orders(in: world.context).count == 4)

    let seller = SmallWorld()
    let askOnly = Self.bot(seller) {
      $0.style = .twoOrders
      $0.isDualSide = false
    }
    seller.run(.hours(1))
    #expect(askOnly.rebuildCount == 0 && seller.levels(.buy).isEmpty)
    #expect((seller.levels(.sell)[0].usd - 1.0023).magnitude < 1e-5)
  }

  @Test("Orders that wait for each other arrive one after another")
  func orderGap() {
    let world = SmallWorld()
    let bot = Self.bot(world) { $0.orderGap = .milliseconds(300) }
    var whenFirst: SimTime?
    var whenAll: SimTime?
    let watch: [(time: SimDuration, action: (Context) -> Void)] = (0..<900).map { tenth in
      (
        .milliseconds(Int64(tenth) * 100),
        { context in
          let count = bot.account.orders(in: context).count
          if count > 0 { whenFirst = whenFirst ?? context.now }
          if count == bot.placedOrderCount && !bot.isReplacing && count > 0 {
            whenAll = whenAll ?? context.now
          }
        }
      )
    }
    world.simulation.add(Script(watch))
    world.run(.seconds(90))
    let count = bot.account.orders(in: world.context).count
    #expect(count > 6)
    let span = whenAll.flatMap { all in whenFirst.map { (all - $0).seconds } } ?? 0
    #expect((span - 0.3 * Double(count - 1)).magnitude < 0.31)
  }

  @Test("A wall that refills itself is whole at the next count, without a new book")
  func refill() {
    let world = SmallWorld()
    let bot = Self.bot(world) { $0.refillsWall = true }
    var heights: [Double] = []
    let look: (Context) -> Void = { _ in heights.append(world.levels(.sell).first?.coins ?? 0) }
    world.simulation.add(
      Script([
        (.minutes(10), { Counterparty("taker", in: $0).take(.buy, 400, in: $0) }),
        (.minutes(10) + .seconds(1), look), (.minutes(12), look),
      ]))
    world.run(.minutes(20))
    #expect(heights == [100, 500])
    #expect(bot.rebuildCount == 0 && bot.shiftCount == 0)
    // What the refill took came from the far end of the tail, or was free.
    let balances = bot.account.total(in: world.context)
    #expect(balances.base == SmallWorld.nbt(4_600))
  }

  @Test("One of several custodians moves every three minutes by the clock, and keeps 0.9 % between its walls")
  func severalCustodians() {
    let world = SmallWorld()
    let bot = Self.bot(world) {
      $0.style = .twoOrders
      $0.isOneOfSeveral = true
    }
    world.run(.minutes(31))
    // The first look finds no walls; the next come at 3, 6, ... 30 minutes.
    #expect(bot.shiftCount == 10)
    #expect((world.levels(.sell)[0].usd - 1.0065).magnitude < 1e-5)
    #expect((world.levels(.buy)[0].usd - 0.9935).magnitude < 1e-5)
  }

  @Test("Proceeds that are kept are not used to buy")
  func keptProceeds() {
    func bids(keeping share: Double) -> Double {
      let world = SmallWorld()
      _ = Self.bot(world) {
        $0.keptProceedsShare = share
        $0.style = .twoOrders
      }
      world.simulation.add(
        Script([(.minutes(10), { Counterparty("taker", in: $0).take(.buy, 2_500, in: $0) })]))
      world.run(.minutes(20))
      return world.levels(.buy)[0].coins
    }
    // Ten BTC and what 2500 NBT brought: five more.
    let (none, half, all) = (bids(keeping: 0), bids(keeping: 0.5), bids(keeping: 1))
    #expect((none - 7_525).magnitude < 30)
    #expect((none - half - (half - all)).magnitude < 3)
    #expect((all - 5_009).magnitude < 5)
  }

  @Test("No side holds more than its maximum")
  func maximum() {
    for style in [NuBotStyle.parametric, .twoOrders] {
      let world = SmallWorld()
      _ = Self.bot(world) {
        $0.style = style
        $0.sellSide.maximumVolume = 1_200
      }
      world.run(.minutes(3))
      let sold = world.levels(.sell).reduce(0) { $0 + $1.coins }
      #expect(sold <= 1_200 && sold >= 1_100)
      #expect(world.levels(.buy).reduce(0) { $0 + $1.coins } > 1_200)
    }
  }

  @Test("A book is replaced after so many counts, filled or not")
  func reset() {
    let world = SmallWorld()
    let bot = Self.bot(world) { $0.resetAfterChecks = 50 }
    world.run(.minutes(35))
    #expect(bot.rebuildCount == 1)
    world.run(.minutes(70))
    #expect(bot.rebuildCount == 2)
  }

  @Test("A price that leaps by a quarter costs the orders until the mean starts afresh")
  func gate() {
    let path = AnchoredPath(
      points: [
        .init(.start, 500), .init(.start + .hours(1), 500), .init(.start + .hours(1) + .seconds(1), 625),
        .init(.start + .hours(3), 625),
      ], key: RandomKey(seed: 1, run: 0), name: "BTC")
    let world = SmallWorld(btc: path)
    _ = Self.bot(world) { $0.gatePercent = 10 }
    world.run(.minutes(59))
    #expect(!world.levels(.sell).isEmpty)
    world.run(.minutes(64))
    #expect(world.levels(.sell).isEmpty)
    world.run(.minutes(70))
    #expect((world.levels(.sell)[0].usd - 1.009).magnitude < 1e-4)
  }
}

@Suite("NuBot's documented book")
struct DocumentedBookTests {
  @Test("A tail without a width ends with the funds")
  func openEnd() {
    var side = ParametricSide.documented(.crypto)
    side.curve = TailCurve(.linear, .flat)
    let orders = NuBotOrderBook.orders(.sell, side, funds: 5_250, quoteUSD: 1, feePercent: 0)
    #expect(orders.count == 10)
    #expect(orders.allSatisfy { $0.size == 500 })
    #expect(orders[0].price == 1.025 && orders[9].price == 1.097)
  }

  @Test("A tail without a width ends with the most volume of the side")
  func mostVolume() {
    var side = ParametricSide.documented(.dollar)
    side.maximumVolume = 2_000
    let orders = NuBotOrderBook.orders(.buy, side, funds: 50_000, quoteUSD: 1, feePercent: 0)
    // 500 + 585 + 840 fit, 1265 do not.
    #expect(orders.map(\.size) == [500, 585, 840])
    #expect(orders.map(\.price) == [1, 0.992, 0.984])
  }

  @Test("A bid's tail ends above zero, and any tail after two hundred orders")
  func ends() {
    var side = ParametricSide.documented(.dollar)
    side.curve = TailCurve(.linear, .flat)
    let bids = NuBotOrderBook.orders(.buy, side, funds: 1e9, quoteUSD: 1, feePercent: 0)
    #expect(bids.count == 125 && bids.allSatisfy { $0.price > 0 })
    let asks = NuBotOrderBook.orders(.sell, side, funds: 1e9, quoteUSD: 1, feePercent: 0)
    #expect(asks.count == 201)
  }

  @Test("Without tier 2 there is the wall alone")
  func wallAlone() {
    let side = ParametricSide.documented(.fiat).withoutTail
    let orders = NuBotOrderBook.orders(.sell, side, funds: 50_000, quoteUSD: 1, feePercent: 0)
    #expect(orders == [ProposedOrder(price: 1.01, size: 500)])
  }
}
