// Depth near the peg, and who carries it, in books that are written down.

import Testing

@testable import SimEngine

@Suite("Depth near the peg")
struct DepthQualityTests {
  private typealias World = FillMonitorTests.World

  /// Bids at 30, 90 and 300 bp below the peg and asks at 80 and 400 above, on two exchanges.
  private func world() -> World {
    let world = World()
    world.send(.buy, 100, ticks: 249_250, by: 0)
    world.send(.buy, 2_000, ticks: 247_750, by: 0)
    world.send(.buy, 500, ticks: 242_500, by: 1, on: 1)
    world.send(.sell, 1_500, ticks: 252_000, by: 1)
    world.send(.sell, 300, ticks: 252_000, by: 2, on: 1)
    world.send(.sell, 700, ticks: 260_000, by: 2, on: 1)
    return world
  }

  @Test("Each distance holds what lies within it from the peg, and the smaller side decides")
  func widths() {
    let world = world()
    var depth = DepthQuality()
    for exchange in world.exchanges { depth.look(at: exchange, peg: 1.0 / 400) }
    depth.endSample(lasting: .minutes(19))
    depth.endSample(lasting: .minutes(1))
    let within = depth.within
    #expect(within.map { $0.means.bid.mean } == [0, 95, 1_995, 1_995, 2_470])
    #expect(within.map { $0.means.ask.mean } == [0, 0, 1_710, 1_710, 2_375])
    #expect(within.map { $0.means.smaller.mean } == [0, 0, 1_710, 1_710, 2_375])
    #expect(within.map(\.uptime) == [0, 0, 0.95, 0.95, 0.95])
    #expect(within[2].lowest.bid == 0, "a twentieth of the time was without depth")
    #expect(within[2].lowest.smaller == 0)
  }

  @Test("Each side has its own row of means and quantiles")
  func sides() {
    let world = world()
    var depth = DepthQuality()
    for exchange in world.exchanges { depth.look(at: exchange, peg: 1.0 / 400) }
    depth.endSample(lasting: .minutes(20))
    let row: [MetricValue] = [
      .integer(100), .real(2_100), .real(2_100), .real(1_800), .real(1_800), .real(1_800), .real(1_800),
      .real(1),
    ]
    #expect(depth.rows[2] == row)
  }

  @Test("A provider is present while each side has a thousand coins", arguments: [(1_000, 1.0), (999, 0)])
  func presence(asks: Int64, uptime: Double) {
    let world = World()
    world.send(.buy, 1_000, ticks: 249_250, by: 0)
    world.send(.sell, asks, ticks: 250_750, by: 1)
    var depth = DepthQuality()
    depth.look(at: world.exchanges[0], peg: 1.0 / 400)
    depth.endSample(lasting: .minutes(1))
    #expect(depth.within[2].uptime == uptime)
  }

  @Test("Without the largest provider a side has what the others bring, and concentration follows the coins")
  func withoutLargest() {
    let monitor = ConcentrationMonitor(coin: World.nbt, pegUSD: 1, lookEvery: .minutes(10))
    let book = self.world()
    // The observer joins a run that goes on: it is set up by hand.
    book.context.active = ComponentID(rawValue: 2)
    monitor.setUp(in: book.context)
    book.context.now = .start + .minutes(10)
    monitor.finish(in: book.context)
    let figures = Dictionary(
      uniqueKeysWithValues: monitor.summarize(in: book.context).map { ($0.name, $0.value) })
    // Bids 2,100 of a alone; asks 1,500 of b and 300 of c.
    #expect(figures["depth.without_largest_mean_nbt"] == 0)
    let shares = [2_100.0, 1_500, 300].map { $0 / 3_900 }
    let index = shares.reduce(0) { $0 + $1 * $1 }
    #expect(figures["concentration.depth_hhi"].map { abs($0! - index) < 1e-12 } == true)
    #expect(figures["concentration.depth_effective_count"].map { abs($0! - 1 / index) < 1e-12 } == true)
    #expect(figures["concentration.depth_top_share"].map { abs($0! - 2_100.0 / 3_900) < 1e-12 } == true)
    #expect(figures["concentration.rewards_hhi"] == .some(nil))
  }
}
