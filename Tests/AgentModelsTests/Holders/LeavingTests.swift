// How holders leave: in slices, within a limit, the large ones first, and others after them.

import SimEngine
import Testing

@testable import AgentModels

@Suite("Holders who leave")
struct LeavingTests {
  private typealias Bid = (usd: Double, tokens: Int)

  /// Holders of 100,000 NBT who look every half hour, and what was sold minute by minute.
  private static func run(
    count: Int = 1, bids: [Bid], hours: Int64, _ change: (inout HolderParameters) -> Void
  ) -> (world: SmallWorld, figures: [String: Double], sales: [(minute: Int64, tokens: Double)]) {
    let world = SmallWorld()
    var parameters = HolderParameters()
    parameters.count = count
    parameters.holding = SmallWorld.nbt(100_000)
    parameters.attentionEvery = .minutes(30)
    parameters.alarmedAttentionEvery = .minutes(30)
    change(&parameters)
    let holders = Holders(name: "holders", token: SmallWorld.nbt, parameters: parameters)
    world.simulation.add(holders)
    var (sales, left) = ([(minute: Int64, tokens: Double)](), Double(bids.reduce(0) { $0 + $1.tokens }))
    let looks = (1..<hours * 60).map { minute in
      (
        SimDuration.minutes(minute) + .seconds(30),
        { (_: Context) in
          let now = world.levels(.buy).reduce(0) { $0 + $1.coins }
          if now < left { sales.append((minute, left - now)) }
          left = now
        }
      )
    }
    let opening = (
      SimDuration.zero,
      { (context: Context) in
        let maker = Counterparty("maker", in: context)
        for bid in bids { maker.place(.buy, bid.tokens, usd: bid.usd, in: context) }
      }
    )
    world.simulation.add(Script([opening] + looks))
    world.run(.hours(hours))
    let figures = holders.summarize(in: world.context).map { ($0.name, $0.value ?? .nan) }
    return (world, Dictionary(uniqueKeysWithValues: figures), sales)
  }

  @Test("one who leaves sells a slice every ten minutes until nothing is left")
  func slices() {
    let (_, _, sales) = Self.run(bids: [(0.99, 500_000)], hours: 6) {
      $0.exitPerDay = 1e6
      $0.sliceTokens = 30_000
    }
    #expect(sales.map { $0.tokens.rounded() } == [30_000, 30_000, 30_000, 10_000])
    #expect(zip(sales.dropFirst(), sales).allSatisfy { $0.minute - $1.minute == 10 })
  }

  @Test("he sells no more at once than his limit allows, and offers the rest")
  func limit() {
    let (world, figures, sales) = Self.run(bids: [(0.99, 1_000), (0.5, 50_000)], hours: 6) {
      $0.exitPerDay = 1e6
    }
    // 5 % below the bid on average: 1,000 at 0.99 and at most 112 at 0.5.
    #expect(sales.count == 1 && (999...1_113).contains(sales[0].tokens))
    #expect((figures["holders.sold_tokens"] ?? 0) < 1_200)
    let offered = world.levels(.sell).reduce(0) { $0 + $1.coins }
    #expect((offered - 100_000 + sales[0].tokens).magnitude < 1)
  }

  @Test("those who leave draw others after them, by the share of all that they had")
  func queue() throws {
    let leavers = try [0.0, 40].map { perQueue in
      let figures = Self.run(count: 400, bids: [(0.99, 500_000)], hours: 24) {
        $0.exitPerDay = 0.02
        $0.balanceSigma = 0
        $0.pressure.perDayAndQueue = perQueue
      }.figures
      return try #require(figures["holders.leavers_count"])
    }
    // Each brings 40 others a day: nobody is left, where else two in a hundred go.
    #expect(leavers[0] < 20 && leavers[1] > 300, "\\(leavers)")
  }

  @Test("with an exponent the large ones leave first")
  func largeOnes() throws {
    let figures = Self.run(count: 300, bids: [(0.99, 500_000)], hours: 48) {
      $0.exitPerDay = 0.05
      $0.pressure.sizeExponent = 1
    }.figures
    let leavers = try #require(figures["holders.leavers_count"])
    let sold = try #require(figures["holders.sold_tokens"])
    #expect(leavers < 60 && sold > 40_000, "\\(leavers) \\(sold)")
  }
}
