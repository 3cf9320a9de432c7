// Laws that every price process keeps: one path whatever is asked, and a price whatever its parameters.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("Paths of prices")
struct PathLawTests {
  static func key(_ run: UInt64) -> RandomKey { RandomKey(seed: 20_160_526, run: run) }

  /// One process of each kind that is not a plain Brownian motion, by its number.
  static func process(_ number: Int, run: UInt64 = 0, wildness: Double = 1) -> any ReferencePrice {
    let (key, name) = (key(run), "BTC")
    switch number {
    case 0:
      return OrnsteinUhlenbeck(
        start: 1.01, mean: 1, volatilityPerYear: 0.6 * wildness, halfLife: .minutes(24), key: key, name: name)
    case 1:
      let parameters = GarchReturns.Parameters(
        volatilityPerYear: 0.56 * wildness, alpha: 0.1, beta: 0.88, degreesOfFreedom: 4.1, clock: .minutes(7))
      return GarchReturns(start: 453, parameters, key: key, name: name)
    case 2:
      let jumps = HawkesJumps.Parameters(
        perYear: 10_000, branching: 0.7, memory: .minutes(30), mean: -0.01, deviation: 0.08 * wildness)
      return HawkesJumps(start: 453, volatilityPerYear: 0.34 * wildness, jumps: jumps, key: key, name: name)
    default:
      return RegimeSwitching(
        start: 453,
        regimes: [
          .init(volatilityPerYear: 0.3 * wildness, meanStay: .minutes(40)),
          .init(driftPerYear: -5, volatilityPerYear: 2 * wildness, meanStay: .minutes(15)),
          .init(driftPerYear: 1, volatilityPerYear: wildness, meanStay: .minutes(25)),
        ], key: key, name: name)
    }
  }

  @Test(
    "V29: what is asked in between, and in which order, never changes the price at an instant",
    arguments: 0..<4)
  func pathConsistency(number: Int) {
    let draw = RandomStream(key: Self.key(0), name: "questions", role: .endogenous)
    let times = (0..<400).map { _ in SimTime(nanoseconds: Int64(draw.integer(below: 600 * 60_000_000_000))) }
    let inOrder = Self.process(number)
    let ascending = Dictionary(
      times.sorted().map { ($0, inOrder.usdPrice(at: $0)) }, uniquingKeysWith: { first, _ in first })
    let atRandom = Self.process(number)
    let changed = times.count { atRandom.usdPrice(at: $0) != ascending[$0] }
    #expect(Law(29).holds("prices that a question changed", below: 0, measured: Double(changed)))
    #expect(Self.process(number).usdPrice(at: times[7]) == ascending[times[7]])
    #expect(Set(ascending.values).count > 390)
  }

  @Test("Another run is another path, and every path begins at its start", arguments: 0..<4)
  func otherPaths(number: Int) {
    let time = SimTime.start + .minutes(17)
    let prices = (0..<3).map { Self.process(number, run: UInt64($0)).usdPrice(at: time) }
    #expect(Set(prices).count == 3)
    let start = Self.process(number).usdPrice(at: .start)
    #expect((start / (number == 0 ? 1.01 : 453) - 1).magnitude < 1e-12)
  }

  @Test("A process that leaves every market stays at the rim of the range of prices", arguments: 0..<4)
  func rim(number: Int) {
    let process = Self.process(number, wildness: 100)
    for hour in 0..<200 {
      #expect((1e-9...1e12).contains(process.usdPrice(at: .start + .hours(Int64(hour)))))
    }
  }

  @Test("V29: the law of a price between the minutes is the one at the minutes")
  func marginalLaw() {
    let time = SimTime.start + SimDuration(rounding: 617.37)
    let years = time.seconds / (365 * 86_400)
    let sample = (0..<4_000 as Range<UInt64>).map { run in
      let price = GeometricBrownianMotion(start: 2, volatilityPerYear: 50, key: Self.key(run), name: "S")
      if run % 2 == 0 { _ = (0..<5).map { price.usdPrice(at: .start + .minutes(Int64(4 * $0))) } }
      return (DeterministicMath.log(price.usdPrice(at: time) / 2) + 1_250 * years) / (50 * years.squareRoot())
    }
    #expect(
      Law(29).holds(
        "Kolmogorov-Smirnov distance of the logarithm over its critical value", below: 1,
        measured: kolmogorovSmirnov(sample, DeterministicMath.normalCDF)))
  }

  @Test("V30: a replay never tells a price stamped later than the instant, and always the latest one before")
  func replay() {
    let draw = RandomStream(key: Self.key(3), name: "record", role: .exogenous)
    var seconds: Int64 = -90
    let points = (0..<500).map { index in
      seconds += 1 + Int64(draw.integer(below: 300))
      // The price is the number of the row, so that what is told names where it comes from.
      return AnchoredPath.Point(.start + .seconds(index == 0 ? -10 : seconds + 400), Double(index + 1))
    }
    let price = RecordedPrice(points: points)
    var wrong = 0
    for _ in 0..<2_000 {
      let time = SimTime(nanoseconds: Int64(draw.integer(below: 40_000)) * 2_000_000_000)
      let row = Int(price.usdPrice(at: time)) - 1
      let isLatest = points[row].time <= time && (row + 1 == points.count || points[row + 1].time > time)
      if !isLatest { wrong += 1 }
    }
    #expect(Law(30).holds("prices of another row than the latest", below: 0, measured: Double(wrong)))
  }
}
