// Kirman's herd: its stationary law, and that it trades as it changes its mind.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("Herding")
struct HerdTests {
  /// The variance of the share that trusts, from the law of the long run.
  static func variance(_ law: [Double]) -> Double {
    law.enumerated().reduce(0) { sum, entry in
      let distance = Double(entry.offset) / Double(law.count - 1) - 0.5
      return sum + entry.element * distance * distance
    }
  }

  @Test("V33: the share that trusts is beta-binomial: variance 0.0821, symmetric, bimodal below ε(N-1) = 1-δ")
  func stationaryLaw() {
    let law = Herd(count: 50, ownChance: 0.02, persuasion: 0.9, trusting: 0).stationaryLaw
    // The limit for many is Beta(a, a) with variance 1/4(2a+1) = 0.0787; fifty have (2a+N)/N of it.
    let a = 0.02 * 49 / 0.9
    let beta = 0.25 / (2 * a + 1)
    #expect((beta - 0.0787).magnitude < 5e-5)
    #expect((Self.variance(law) - beta * (2 * a + 50) / 50).magnitude < 1e-12)
    #expect(
      Law(33).holds("variance of the share", expected: 0.0821, measured: Self.variance(law), within: 1e-3))
    for trusting in 0...50 { #expect((law[trusting] / law[50 - trusting] - 1).magnitude < 1e-9) }
    #expect((law.reduce(0, +) - 1).magnitude < 1e-12)
    for (ownChance, isBimodal) in [
      (0.016, true), (0.9 / 49 * 0.98, true), (0.9 / 49 * 1.02, false), (0.03, false),
    ] {
      let law = Herd(count: 50, ownChance: ownChance, persuasion: 0.9, trusting: 0).stationaryLaw
      #expect((law[0] > law[25]) == isBimodal, "\(ownChance)")
    }
  }

  static func checkTurns(count: Int, _ law: Law, error: Double) {
    let stream = RandomStream(key: RandomKey(seed: 33, run: 0), name: "herd", role: .exogenous)
    var herd = Herd(count: 50, ownChance: 0.02, persuasion: 0.9, trusting: 25)
    let deviations = (0..<count).map { _ in
      _ = herd.takeTurn(stream.uniform())
      let distance = Double(herd.trusting) / 50 - 0.5
      return distance
    }
    let squares = BatchMeans(deviations.map { $0 * $0 })
    let expected = variance(herd.stationaryLaw)
    #expect(law.holds("variance of the share over turns", expected: expected, squares, atMost: error))
    #expect(
      law.holds("mean of the share less a half", expected: 0, BatchMeans(deviations), atMost: 5 * error))
  }

  @Test("V33: turns reach the stationary law")
  func turns() { Self.checkTurns(count: 400_000, Law(33), error: 0.006) }

  @Test("V33: the same over eight million turns", .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func turnsAtLength() { Self.checkTurns(count: 8_000_000, Law(33, .long), error: 0.0015) }

  @Test("Who loses trust sells and who gains it buys: the difference never exceeds the herd")
  func trades() throws {
    var parameters = HerdParameters()
    parameters.count = 20
    parameters.ownChance = 0.05
    parameters.turnsPerMinute = 10
    parameters.size = TradeSize(medianTokens: 10, sigma: 0)
    let group = StrategyTraders(
      name: "group", token: SmallWorld.nbt, capital: StrategyTraderTests.capital, parameters)
    let (_, figures) = StrategyTraderTests.run(group, quotes: [(0, 0.99, 1.01)], hours: 10)
    let (bought, sold) = (
      try #require(figures["group.bought_tokens"]), try #require(figures["group.sold_tokens"])
    )
    #expect((bought - sold).magnitude <= 200)
    #expect(bought > 1_000)
    #expect(figures["group.looks_count"] == figures["group.trades_count"])
  }

  @Test("A herd in which nobody changes his mind by himself begins with half of it trusting")
  func halves() {
    let herd = Herd(count: 50, ownChance: 0, persuasion: 0.9, trusting: 0)
    #expect([0, 0.3, 0.99].map(herd.stationary) == [25, 25, 25])
  }

  @Test("Prices beyond its patience keep a herd from trading")
  func patience() {
    var parameters = HerdParameters()
    parameters.ownChance = 0.05
    parameters.turnsPerMinute = 10
    let group = StrategyTraders(
      name: "group", token: SmallWorld.nbt, capital: StrategyTraderTests.capital, parameters)
    let (_, figures) = StrategyTraderTests.run(group, quotes: [(0, 0.9, 1.1)], hours: 10)
    #expect((figures["group.looks_count"] ?? 0) > 10)
    #expect(figures["group.bought_tokens"] == 0 && figures["group.sold_tokens"] == 0)
  }
}
