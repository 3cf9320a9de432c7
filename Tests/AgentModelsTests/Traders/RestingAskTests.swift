// Offers that nobody takes become cheaper until somebody does.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Resting asks")
struct RestingAskTests {
  /// A seller of 10,000 NBT at noon of the first day, in a market without bids, and the asks seen at given hours.
  static func asks(
    floor: Double = 0, bidAfterTwoDays: Double? = nil, atHours hours: [Int64]
  ) -> (asks: [Double?], world: SmallWorld, seller: LargeSeller) {
    let world = SmallWorld(exchanges: ["alpha", "beta"])
    var parameters = LargeSellerParameters()
    parameters.holding = SmallWorld.nbt(10_000)
    parameters.sales = [.init(at: .start + .hours(12), over: .zero, amount: SmallWorld.nbt(10_000))]
    parameters.worstPriceUSD = floor
    let seller = LargeSeller(name: "whale", group: "whale", token: SmallWorld.nbt, parameters: parameters)
    world.simulation.add(seller)
    var asks: [Double?] = []
    var steps: [(time: SimDuration, action: (Context) -> Void)] = [
      (.zero, { Counterparty("maker", in: $0).place(.sell, 1_000, usd: 1.01, in: $0) })
    ]
    for hour in hours {
      steps.append(
        (
          .hours(hour),
          { asks.append($0.markets.consolidatedTop(of: SmallWorld.nbt, at: $0.now).ask) }
        ))
    }
    if let bid = bidAfterTwoDays {
      steps.append((.days(2), { Counterparty("buyer", in: $0).place(.buy, 50_000, usd: bid, in: $0) }))
    }
    world.simulation.add(Script(steps))
    world.run(.days(5))
    return (asks, world, seller)
  }

  static func sold(_ world: SmallWorld, _ seller: LargeSeller) -> [Double?] {
    seller.summarize(in: world.context).map(\.value)
  }

  @Test("The asked price starts at the others' ask and falls by a tenth a day")
  func concession() throws {
    let asks = Self.asks(atHours: [11, 13, 37, 61]).asks.compactMap(\.self)
    try #require(asks.count == 4)
    #expect((asks[0] - 1.01).magnitude < 1e-5)
    #expect(asks[1] <= 1.01 && asks[1] > 1.0)
    #expect((asks[2] / asks[1] - 0.9).magnitude < 1e-3)
    #expect((asks[3] / asks[2] - 0.9).magnitude < 1e-3)
  }

  @Test("Below the seller's floor it does not fall")
  func floor() throws {
    let asks = Self.asks(floor: 0.95, atHours: [61, 100]).asks.compactMap(\.self)
    #expect(asks.count == 2 && asks.allSatisfy { ($0 - 0.95).magnitude < 1e-5 })
  }

  @Test("When it meets a bid it is sold, at the bid, and the proceeds come home")
  func sale() throws {
    let (_, world, seller) = Self.asks(bidAfterTwoDays: 0.75, atHours: [])
    let figures = Self.sold(world, seller)
    let sold = try #require(figures[0])
    // Half goes to the exchange with the bid each hour, then half of what is left.
    #expect(sold > 9_990 && sold <= 10_000)
    #expect((try #require(figures[2]) - 0.75).magnitude < 1e-4)
    let trader = world.context.markets.traders[0]
    let held = world.context.markets.holdings(of: trader, SmallWorld.nbt, ledger: world.context.ledger)
    #expect((world.context.coins(held, of: SmallWorld.nbt) - (10_000 - sold)).magnitude < 0.1)
  }
}
