// When a price that drifts down first falls to a level: the law of a reserve that is drained.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("First passage of a price")
struct FirstPassageTests {
  /// The probability that Brownian motion of drift -ν and deviation σ from b has been at 0 by T.
  static func probability(_ b: Double, drift v: Double, deviation s: Double, by time: Double) -> Double {
    let scale = s * time.squareRoot()
    return DeterministicMath.normalCDF((-b + v * time) / scale)
      + DeterministicMath.exp(2 * v * b / (s * s)) * DeterministicMath.normalCDF((-b - v * time) / scale)
  }

  static func check(paths: Int, _ law: Law, atMost error: Double) {
    let (b, drift, deviation, time) = (1.0, 0.1, 0.4, 5.0)
    let expected = probability(b, drift: drift, deviation: deviation, by: time)
    #expect((expected - 0.45131).magnitude < 5e-6)
    // A unit of time is ten minutes. Between two minutes the path is a bridge, of which it is known how often it falls to
    // the level: the chances multiply, and what is estimated has no bias from looking once a minute.
    let unitsPerYear = 365.0 * 144
    let perMinute = deviation * deviation / 10
    let passed = (0..<UInt64(paths)).map { run -> Double in
      let price = GeometricBrownianMotion(
        start: 1, driftPerYear: (-drift + deviation * deviation / 2) * unitsPerYear,
        volatilityPerYear: deviation * unitsPerYear.squareRoot(), key: RandomKey(seed: 32, run: run),
        name: "reserve")
      var (level, survival) = (b, 1.0)
      for minute in 1...Int64(10 * time) {
        let next = b + DeterministicMath.log(price.usdPrice(at: .start + .minutes(minute)))
        guard next > 0 else { return 1 }
        survival *= -DeterministicMath.expm1(-2 * level * next / perMinute)
        level = next
      }
      return 1 - survival
    }
    let moments = Moments(passed)
    #expect(
      law.holds(
        "probability that the reserve is gone", expected: expected, measured: moments.mean,
        standardError: moments.standardError, atMost: error))
  }

  @Test("V32: a reserve that is drained is gone by a time with the probability of the inverse Gaussian law")
  func drainedReserve() { Self.check(paths: 3_000, Law(32), atMost: 0.009) }

  @Test(
    "V32: the same over two hundred thousand paths",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func drainedReserveAtLength() { Self.check(paths: 200_000, Law(32, .long), atMost: 0.0011) }
}
