// What a wall loses to somebody who takes from it right before it follows the price, against the closed form.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("Pick-off")
struct PickOffTests {
  /// The wall is taken from two seconds before it is refreshed, so the price has had 298 s of 300.
  private static var expected: Double {
    let deviation = 0.03 * (298.0 / 86_400).squareRoot()
    return 288 * PickOff.excess(over: 0.0035, deviation: deviation)
  }

  private static func checkWall(days: Int64, _ law: Law, atMost largest: Double) {
    let price = GeometricBrownianMotion(
      start: 500, volatilityPerYear: 0.03 * 365.0.squareRoot(), key: RandomKey(seed: 5, run: 0), name: "BTC")
    let world = SmallWorld(btc: price)
    var parameters = StrategicParameters()
    parameters.capital = ProviderCapital(tokens: SmallWorld.nbt(200_000), quote: SmallWorld.btc(400))
    parameters.distance = 0.0035
    parameters.requoteThreshold = 0
    parameters.checkEvery = .minutes(5)
    parameters.submitEvery = .days(1)
    parameters.decideEvery = .days(36_500)
    let provider = StrategicProvider(
      name: "lp", group: "lps", token: SmallWorld.nbt, exchanges: [(world.exchange.id, PriceFeed(of: price))],
      parameters: parameters)
    world.simulation.add(provider)
    // The provider looks at a phase of his own; the taker comes two seconds earlier.
    let phase = RandomStream(key: RandomKey(seed: 1, run: 0), name: "lp/phases", role: .exogenous).uniform()
    let first = SimDuration(rounding: (phase + 1) * 300) - .seconds(2)
    var taker: Counterparty?
    var takes = 0
    world.simulation.add(
      Script(
        [(.zero, { taker = Counterparty("taker", in: $0) })]
          + (0..<(days * 288 - 2)).map { refresh in
            (
              first + .minutes(5) * refresh,
              { context in
                guard let ask = world.levels(.sell).first, let bid = world.levels(.buy).first else { return }
                guard ask.usd < 1 || bid.usd > 1 else { return }
                taker?.take(ask.usd < 1 ? .buy : .sell, 100, in: context)
                takes += 1
              }
            )
          }))
    world.run(.days(days))
    let figures = StrategicProvider.summary(of: [provider], group: "lps", in: world.context)
    let loss = figures.first { $0.name == "lps.cost_usd" }?.value ?? 0
    // A hundred tokens were taken as if they were the whole of one side.
    let perDay = loss / (2 * 100) / Double(days)
    // What a take brings is nearly exponential beyond the half-spread: the standard error is that of their number and size.
    let error = expected * (2 / Double(takes)).squareRoot()
    #expect(
      law.holds(
        "loss of a wall a day; \(days) days", expected: expected, measured: perDay, standardError: error,
        atMost: largest))
  }

  @Test(
    "V23: a wall at 0.35 % that follows a coin of 3 % a day every five minutes loses 0.456 % of itself a day")
  func refreshedWall() { Self.checkWall(days: 60, Law(23), atMost: 0.0003) }

  @Test("V23: the same over a thousand days", .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func refreshedWallAtLength() { Self.checkWall(days: 1_000, Law(23, .long), atMost: 0.00006) }

  @Test("V23: the closed form of being picked off has the table's values, without jumps and with them")
  func table() {
    let distances = [0.001, 0.002, 0.0035, 0.005, 0.01, 0.02]
    let jumps: [(minutes: Int64, percentADay: [Double])] = [
      (1, [5.81, 0.43, 0.215, 0.210, 0.194, 0.163]), (5, [9.30, 3.50, 0.67, 0.25, 0.194, 0.163]),
      (15, [7.77, 4.76, 2.07, 0.84, 0.198, 0.163]),
    ]
    var costs = PickOff()
    costs.dailyVolatility = 0.03
    #expect(
      Law(23).holds(
        "closed form in % a day; 5 min; 35 bp; no jumps", expected: 0.456,
        measured: 100 * costs.costPerDay(halfSpread: 0.0035), within: 1e-3))
    costs.jumpsPerYear = 26
    for (minutes, row) in jumps {
      costs.refreshEvery = .minutes(minutes)
      for (distance, expected) in zip(distances, row) {
        let found = 100 * costs.costPerDay(halfSpread: distance)
        // The table has two digits.
        #expect(
          Law(23).holds(
            "closed form in % a day; \(minutes) min; \(Int(distance * 10_000)) bp; jumps", expected: expected,
            measured: found, within: 0.02))
      }
    }
  }
}
