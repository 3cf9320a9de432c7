// The scripted seller: equal slices, best venues, and a price below which nothing is sold.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Large seller")
struct LargeSellerTests {
  /// Runs a seller against a bid on each of two exchanges.
  static func run(
    _ parameters: LargeSellerParameters, bids: [(usd: Double, coins: Int)], refill: SimDuration? = nil
  ) -> (SmallWorld, LargeSeller) {
    let world = SmallWorld(exchanges: ["alpha", "beta"])
    let seller = LargeSeller(name: "whale", group: "whale", token: SmallWorld.nbt, parameters: parameters)
    world.simulation.add(seller)
    world.simulation.add(
      Script([
        (
          .zero,
          { context in
            for (index, bid) in bids.enumerated() {
              let buyer = Counterparty("buyer-\(index)", exchange: index, in: context)
              buyer.place(.buy, bid.coins, usd: bid.usd, in: context)
            }
          }
        )
      ]))
    world.run(.days(1))
    return (world, seller)
  }

  static func parameters(_ coins: Int, over span: SimDuration = .hours(2)) -> LargeSellerParameters {
    var parameters = LargeSellerParameters()
    parameters.holding = SmallWorld.nbt(100_000)
    parameters.sales = [.init(at: .start + .hours(1), over: span, amount: SmallWorld.nbt(coins))]
    return parameters
  }

  static func figures(
    _ world: SmallWorld, _ seller: LargeSeller
  ) -> (sold: Double?, unsold: Double?, price: Double?) {
    let values = seller.summarize(in: world.context).map(\.value)
    return (values[0], values[1], values[2])
  }

  @Test("The whole amount is sold in equal slices, the better bid first")
  func slices() throws {
    let (world, seller) = Self.run(Self.parameters(24_000), bids: [(0.98, 50_000), (0.99, 16_000)])
    let figures = Self.figures(world, seller)
    #expect(figures.sold == 24_000 && figures.unsold == 0)
    let mean = (16_000 * 0.99 + 8_000 * 0.98) / 24_000
    #expect((try #require(figures.price) - mean).magnitude < 1e-6)
    #expect(world.context.markets.exchanges[0].volume.lots == 8_000 * 10_000)
    #expect(world.context.markets.exchanges[1].volume.lots == 16_000 * 10_000)
    #expect(world.context.markets.exchanges.reduce(0) { $0 + $1.fillCount } == 24)
  }

  @Test("A slice that the best venue cannot take goes on to the next one")
  func spilling() {
    let (world, seller) = Self.run(
      Self.parameters(24_000, over: .zero), bids: [(0.98, 50_000), (0.99, 16_000)])
    #expect(Self.figures(world, seller).sold == 24_000)
    #expect(world.context.markets.exchanges[1].volume.lots == 16_000 * 10_000)
  }

  @Test("Below the worst price nothing is sold, and what is left is reported")
  func worstPrice() {
    var parameters = Self.parameters(24_000)
    parameters.worstPriceUSD = 0.985
    let (world, seller) = Self.run(parameters, bids: [(0.98, 50_000), (0.99, 16_000)])
    #expect(Self.figures(world, seller).sold == 16_000)
    #expect(Self.figures(world, seller).unsold == 8_000)
  }

  @Test("A sale of a hundred million slices has one of them pending at a time")
  func manySlices() {
    let world = SmallWorld()
    var parameters = Self.parameters(24_000, over: .days(3_650))
    parameters.sliceEvery = .seconds(3)
    let seller = LargeSeller(name: "whale", group: "whale", token: SmallWorld.nbt, parameters: parameters)
    world.simulation.add(seller)
    world.simulation.limits.pending = 10
    #expect(world.run(.hours(2)) != .pendingLimit)
    // 1,200 slices of 24,000 coins in 105,120,000, to the base unit.
    let due = Int128(24_000) * 100_000_000 * 1_200 / 105_120_000
    #expect(seller.due.baseUnits == due)
  }

  @Test("Two sales follow each other, and the proceeds are at home")
  func twoSales() {
    var parameters = Self.parameters(5_000)
    parameters.sales.append(.init(at: .start + .hours(6), over: .hours(1), amount: SmallWorld.nbt(1_001)))
    let (world, seller) = Self.run(parameters, bids: [(0.98, 50_000), (0.99, 16_000)])
    #expect(Self.figures(world, seller).sold == 6_001)
    let wallet = world.context.markets.traders[0].wallet
    #expect(world.context.ledger.balance(wallet[SmallWorld.nbt]) == SmallWorld.nbt(93_999))
    let usd = world.context.usd(world.context.ledger.balance(wallet[SmallWorld.btc]), of: SmallWorld.btc)
    #expect((usd - 6_001 * 0.99).magnitude < 0.01)
  }
}
