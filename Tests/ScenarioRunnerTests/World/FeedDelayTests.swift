// How old the prices of feeds are: the same for all, or drawn for each.

import Foundation
import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Delays of feeds")
struct FeedDelayTests {
  /// A world in which the price of BTC doubles in ten days, so that a price tells its age.
  static func world() throws -> WorldBuilder {
    try WorldBuilder.build(
      TinyScenario.scenario([
        #"collateral.BTC={"process": "anchored", "points": {"0d": "100 USD", "10d": "200 USD"}, "price": null, "volatility": null}"#
      ]), run: 0)
  }

  /// How old the price of a feed is on the fifth day, in seconds.
  static func age(_ feed: PriceFeed) throws -> Double {
    let price = try #require(feed.usdPrice(at: .start + .days(5)))
    return 432_000 - 864_000 * log(price / 100) / log(2)
  }

  @Test("Each feed of an owner draws its own delay, with the law that the scenario names")
  func drawn() throws {
    let world = try Self.world()
    var settings = FeedSettings()
    settings.delay = .lognormal(median: .minutes(2), sigma: 1)
    let logs = try (0..<2_000).map { _ in
      log(try Self.age(world.feed(of: world.asset("BTC"), settings, for: "somebody")) / 120)
    }
    let mean = logs.reduce(0, +) / 2_000
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1_999
    #expect(abs(mean) < 4 / 2_000.0.squareRoot())
    #expect(abs(variance - 1) < 4 * (2 / 2_000.0).squareRoot())
    #expect(Set(logs).count > 1_990)
    settings.delay = .exponential(mean: .days(30))
    let longest = try (0..<100).map { _ in
      try Self.age(world.feed(of: world.asset("BTC"), settings, for: "somebody"))
    }
    // No price is older than the simulation.
    #expect(longest.allSatisfy { $0 < 432_001 } && longest.contains { $0 > 431_999 })
  }

  @Test("A delay that is the same for all draws nothing")
  func constant() throws {
    let world = try Self.world()
    let draws = world.context.exogenousDraws.map(\.stream)
    var settings = FeedSettings()
    settings.delay = .constant(.minutes(2))
    let ages = try (0..<3).map { _ in
      try Self.age(world.feed(of: world.asset("BTC"), settings, for: "somebody"))
    }
    #expect(ages.allSatisfy { abs($0 - 120) < 0.01 })
    #expect(world.context.exogenousDraws.map(\.stream) == draws)
  }
}
