// The laws of the price processes: one path whatever is asked, exact points, and the right moments.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("Price processes")
struct PriceProcessTests {
  static func key(_ run: UInt64) -> RandomKey { RandomKey(seed: 20_160_526, run: run) }

  /// One process of each kind on the same run.
  static func processes(run: UInt64 = 0) -> [any ReferencePrice] {
    [
      GeometricBrownianMotion(start: 453, volatilityPerYear: 0.48, key: key(run), name: "BTC"),
      MertonJumps(
        start: 453, volatilityPerYear: 0.342, jumpsPerYear: 40_000, jumpMean: -0.0096, jumpDeviation: 0.0799,
        key: key(run), name: "BTC"),
      AnchoredPath(
        points: [point(0, 453), point(90, 530), point(200.25, 700)], volatilityPerYear: 0.48, key: key(run),
        name: "BTC"),
    ]
  }

  static func point(_ minutes: Double, _ price: Double) -> AnchoredPath.Point {
    AnchoredPath.Point(.start + SimDuration(rounding: minutes * 60), price)
  }

  @Test("A process that leaves every market stays at the rim of the range of prices", arguments: [-10.0, 10])
  func rim(drift: Double) {
    let wild: [any ReferencePrice] = [
      GeometricBrownianMotion(
        start: 1, driftPerYear: drift, volatilityPerYear: 10, key: Self.key(0), name: "BTC"),
      MertonJumps(
        start: 1, driftPerYear: drift, volatilityPerYear: 10, jumpsPerYear: 10_000, jumpMean: drift / 10,
        jumpDeviation: 10, key: Self.key(0), name: "BTC"),
      AnchoredPath(points: [Self.point(0, 1)], volatilityPerYear: 10, key: Self.key(0), name: "BTC"),
    ]
    for process in wild {
      for day in 0..<300 { #expect((1e-9...1e12).contains(process.usdPrice(at: .start + .days(Int64(day))))) }
    }
  }

  @Test(
    "The value at an instant does not depend on which others were asked, nor in which order",
    arguments: 0..<3)
  func pathConsistency(process: Int) {
    let draw = RandomStream(key: Self.key(0), name: "questions", role: .endogenous)
    let times = (0..<400).map { _ in SimTime(nanoseconds: Int64(draw.integer(below: 300 * 60_000_000_000))) }
    let inOrder = Self.processes()[process]
    let ascending = Dictionary(
      times.sorted().map { ($0, inOrder.usdPrice(at: $0)) }, uniquingKeysWith: { first, _ in first })
    let atRandom = Self.processes()[process]
    for time in times { #expect(atRandom.usdPrice(at: time) == ascending[time]) }
    let alone = Self.processes()[process]
    #expect(alone.usdPrice(at: times[7]) == ascending[times[7]])
  }

  @Test("Another run or another name is another path", arguments: 0..<3)
  func otherPaths(process: Int) {
    let time = SimTime.start + .minutes(17)
    let prices = (0..<3).map { Self.processes(run: UInt64($0))[process].usdPrice(at: time) }
    #expect(Set(prices).count == 3)
  }

  @Test("An anchored path hits every point exactly, whatever its volatility", arguments: [0, 0.48, 2])
  func anchors(volatility: Double) {
    let points = [Self.point(3, 453), Self.point(90.5, 530.17), Self.point(200.25, 700.01)]
    let path = AnchoredPath(points: points, volatilityPerYear: volatility, key: Self.key(1), name: "BTC")
    for point in points {
      #expect(path.usdPrice(at: point.time) == point.priceUSD)
      let near = path.usdPrice(at: point.time - SimDuration(nanoseconds: 1000)) / point.priceUSD
      #expect((near - 1).magnitude < 1e-4)
    }
    #expect(path.usdPrice(at: .start) == 453)
  }

  @Test("Without volatility an anchored path is straight in the logarithm and flat after the last point")
  func straightPath() {
    let path = AnchoredPath(points: [Self.point(0, 100), Self.point(60, 400)], key: Self.key(1), name: "BTC")
    #expect((path.usdPrice(at: .start + .minutes(30)) / 200 - 1).magnitude < 1e-14)
    #expect((path.usdPrice(at: .start + .minutes(45)) / 282.842712474619 - 1).magnitude < 1e-14)
    #expect((path.usdPrice(at: .start + .days(3)) / 400 - 1).magnitude < 1e-14)
  }

  @Test("Brownian motion has mean 0, variance t and covariance min(s, t), between the minutes too")
  func brownianLaw() {
    let instants = [0.013, 0.3, 0.5, 1, 2.71875].map { SimTime.start + SimDuration(rounding: $0 * 60) }
    let paths = (0..<4_000 as Range<UInt64>).map { run in
      let path = WienerPath(key: Self.key(run), name: "W")
      return instants.map(path.value)
    }
    for (row, s) in instants.enumerated() {
      #expect(Moments(paths.map { $0[row] }).meanIsWithinFourErrors(of: 0))
      for (column, t) in instants.enumerated() {
        let products = Moments(paths.map { $0[row] * $0[column] })
        #expect(products.meanIsWithinFourErrors(of: min(s, t).seconds / 60))
      }
    }
  }

  @Test("V25: geometric Brownian motion has log-mean (μ-σ²/2)t, log-variance σ²t, mean S(0)e^(μt)")
  func geometricLaw() {
    let (drift, volatility) = (4_000.0, 100.0)
    let time = SimTime.start + SimDuration(rounding: 617.3)
    let years = time.seconds / (365 * 86_400)
    let logs = Moments(
      (0..<4_000 as Range<UInt64>).map { run in
        let price = GeometricBrownianMotion(
          start: 2, driftPerYear: drift, volatilityPerYear: volatility, key: Self.key(run), name: "S")
        return DeterministicMath.log(price.usdPrice(at: time) / 2)
      })
    let law = Law(25)
    #expect(
      law.holds(
        "mean of the logarithm", expected: (drift - volatility * volatility / 2) * years, measured: logs.mean,
        standardError: logs.standardError, atMost: 0.06))
    #expect(
      law.holds(
        "variance of the logarithm", expected: volatility * volatility * years, measured: logs.variance,
        standardError: logs.standardErrorOfVariance, atMost: 0.3))
    let growth = Moments(logs.values.map(DeterministicMath.exp))
    #expect(
      law.holds(
        "mean of the price over its start", expected: DeterministicMath.exp(drift * years),
        measured: growth.mean, standardError: growth.standardError, atMost: 1e4))
  }

  @Test("Merton's process is a martingale of variance (σ² + λ(μJ² + σJ²))t")
  func mertonLaw() {
    let (volatility, rate, mean, deviation) = (2.0, 50_000.0, -0.05, 0.2)
    let time = SimTime.start + SimDuration(rounding: 1_204.4)
    let years = time.seconds / (365 * 86_400)
    let logs = Moments(
      (0..<4_000 as Range<UInt64>).map { run in
        let price = MertonJumps(
          start: 3, volatilityPerYear: volatility, jumpsPerYear: rate, jumpMean: mean,
          jumpDeviation: deviation, key: Self.key(run), name: "S")
        return DeterministicMath.log(price.usdPrice(at: time) / 3)
      })
    let variance = (volatility * volatility + rate * (mean * mean + deviation * deviation)) * years
    #expect(logs.varianceIsWithinFourErrors(of: variance))
    #expect(Moments(logs.values.map(DeterministicMath.exp)).meanIsWithinFourErrors(of: 1))
    #expect(logs.excessKurtosis > 0.5)
  }

  @Test("An anchored path half way between two points has the variance of a bridge, σ²T/4")
  func bridgeLaw() {
    let middle = SimTime.start + SimDuration(rounding: 5.25 * 60)
    let logs = Moments(
      (0..<4_000 as Range<UInt64>).map { run in
        let path = AnchoredPath(
          points: [Self.point(0, 10), Self.point(10.5, 40)], volatilityPerYear: 60, key: Self.key(run),
          name: "S")
        return DeterministicMath.log(path.usdPrice(at: middle) / 20)
      })
    #expect(logs.meanIsWithinFourErrors(of: 0))
    #expect(logs.varianceIsWithinFourErrors(of: 3_600 * (10.5 / (365 * 1_440)) / 4))
  }
}

/// Sample moments with their standard errors.
struct Moments {
  let values: [Double]
  let mean: Double
  private let central: (second: Double, fourth: Double)

  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    self.values = values
    self.mean = mean
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    central = (
      squares.reduce(0, +) / Double(values.count), squares.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    )
  }

  var variance: Double { central.second }

  var excessKurtosis: Double { central.fourth / (central.second * central.second) - 3 }

  var standardError: Double { (central.second / Double(values.count)).squareRoot() }

  var standardErrorOfVariance: Double {
    ((central.fourth - central.second * central.second) / Double(values.count)).squareRoot()
  }

  func meanIsWithinFourErrors(of expected: Double) -> Bool {
    (mean - expected).magnitude <= 4 * standardError
  }

  func varianceIsWithinFourErrors(of expected: Double) -> Bool {
    (central.second - expected).magnitude <= 4 * standardErrorOfVariance
  }
}
