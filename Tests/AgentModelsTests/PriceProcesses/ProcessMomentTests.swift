// The moments of the price processes against their closed forms.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("Moments of prices")
struct ProcessMomentTests {
  static func key(_ run: UInt64) -> RandomKey { RandomKey(seed: 1_976, run: run) }

  /// σ per root year of what is σ per root minute.
  static func perYear(_ perRootMinute: Double) -> Double { perRootMinute * (365.0 * 1_440).squareRoot() }

  /// The logarithms of a price at equal steps after the start.
  static func logs(_ price: any ReferencePrice, every step: SimDuration, count: Int) -> [Double] {
    (0...count).map { DeterministicMath.log(price.usdPrice(at: .start + step * Int64($0))) }
  }

  // MARK: Ornstein-Uhlenbeck

  static func reverting(_ run: UInt64) -> OrnsteinUhlenbeck {
    OrnsteinUhlenbeck(
      start: 1, mean: 1, volatilityPerYear: perYear(8.65e-4), halfLife: .minutes(24), key: key(run), name: "x"
    )
  }

  static func checkStationaryLaw(minutes: Int, _ law: Law, tolerance: Double) {
    let x = Array(logs(reverting(0), every: .minutes(1), count: minutes).dropFirst(500))
    let within50 = BatchMeans(x.map { $0.magnitude <= 0.005 ? 1 : 0 })
    let within100 = BatchMeans(x.map { $0.magnitude <= 0.01 ? 1 : 0 })
    #expect(law.holds("share of time within 50 bp", expected: 0.8351, within50, atMost: tolerance))
    #expect(law.holds("share of time within 100 bp", expected: 0.9945, within100, atMost: tolerance))
    let pull = DeterministicMath.log(2) / 24
    let variance = 8.65e-4 * 8.65e-4 / (2 * pull)
    #expect((variance.squareRoot() - 0.0036).magnitude < 5e-5)
    let squares = BatchMeans(x.map { $0 * $0 / variance })
    #expect(law.holds("variance over σ²/2κ", expected: 1, squares, atMost: 5 * tolerance))
    let lagged = BatchMeans(zip(x, x.dropFirst(10)).map { $0 * $1 / variance })
    #expect(law.holds("autocorrelation at ten minutes", expected: 0.7492, lagged, atMost: 5 * tolerance))
  }

  @Test("V26: the stationary law of Ornstein and Uhlenbeck: time near the mean, variance, autocorrelation")
  func stationaryLaw() { Self.checkStationaryLaw(minutes: 60_000, Law(26), tolerance: 0.02) }

  @Test(
    "V26: the same over two million minutes",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func stationaryLawAtLength() {
    Self.checkStationaryLaw(minutes: 2_000_000, Law(26, .long), tolerance: 0.004)
  }

  @Test("V26: from its start on and between the minutes it has the exact covariances of the process")
  func transientLaw() {
    let instants = [0.013, 0.3, 0.75, 1, 2.71875].map { SimTime.start + SimDuration(rounding: $0 * 60) }
    // A half-life of 40 seconds, so that the pull is felt within a minute.
    let pull = DeterministicMath.log(2) * 1.5
    let paths = (0..<4_000 as Range<UInt64>).map { run in
      let price = OrnsteinUhlenbeck(
        start: 1.02, mean: 1, volatilityPerYear: Self.perYear(0.01), halfLife: .seconds(40),
        key: Self.key(run),
        name: "x")
      return instants.map { time in
        DeterministicMath.log(price.usdPrice(at: time))
          - DeterministicMath.log(1.02) * DeterministicMath.exp(-pull * time.seconds / 60)
      }
    }
    for (row, s) in instants.enumerated() {
      #expect(Moments(paths.map { $0[row] }).meanIsWithinFourErrors(of: 0))
      for (column, t) in instants.enumerated() {
        let (early, late) = (min(s, t).seconds / 60, max(s, t).seconds / 60)
        let variance = -1e-4 * DeterministicMath.expm1(-2 * pull * early) / (2 * pull)
        let products = Moments(paths.map { $0[row] * $0[column] })
        #expect(products.meanIsWithinFourErrors(of: variance * DeterministicMath.exp(-pull * (late - early))))
      }
    }
  }

  // MARK: Merton

  /// The returns of days, a thousand of each path.
  ///
  /// A minute at 1,440 times the pace has the law of a day; the drift keeps the logarithm where it is on average.
  private static func mertonDays(_ count: Int) -> [Double] {
    let pace = 1_440.0
    return (0..<UInt64(count / 1_000)).flatMap { run in
      let price = MertonJumps(
        start: 1, driftPerYear: 0.1425 * pace, volatilityPerYear: 0.342 * pace.squareRoot(),
        jumpsPerYear: 26 * pace, jumpMean: -0.0096, jumpDeviation: 0.0799, key: Self.key(run), name: "S")
      let logs = (0...1_000).map { DeterministicMath.log(price.usdPrice(at: .start + .minutes($0))) }
      return zip(logs.dropFirst(), logs).map { $0.0 - $0.1 }
    }
  }

  private static func checkMerton(days: Int, _ law: Law, atMost errors: [Double]) {
    let returns = mertonDays(days)
    let (mean, deviation) = (-0.0096, 0.0799)
    let variance = 0.342 * 0.342 + 26 * (mean * mean + deviation * deviation)
    #expect(
      law.holds("closed volatility a year", expected: 0.5342, measured: variance.squareRoot(), within: 1e-4))
    let third = 26 * (mean * mean * mean + 3 * mean * deviation * deviation) / 365
    let fourth =
      26
      * (mean * mean * mean * mean + 6 * mean * mean * deviation * deviation
        + 3 * deviation * deviation * deviation * deviation) / 365
    let daily = variance / 365
    let skew = third / (daily * daily.squareRoot())
    #expect(law.holds("closed skew of a day", expected: -0.602, measured: skew, within: 1e-3))
    #expect(
      law.holds(
        "closed excess kurtosis of a day", expected: 14.66, measured: fourth / (daily * daily), within: 1e-3))
    let centre = returns.reduce(0, +) / Double(returns.count)
    let moments = (2...4).map { power in
      BatchMeans(returns.map { value in (0..<power).reduce(1) { product, _ in product * (value - centre) } })
    }
    let expected = [daily, third, fourth + 3 * daily * daily]
    for (index, name) in ["second", "third", "fourth"].enumerated() {
      // In units of what the law says, so that all three are near one.
      let (found, unit) = (moments[index], expected[index])
      #expect(
        law.holds(
          "\(name) moment of a day over its cumulants'", expected: 1, measured: found.mean / unit,
          standardError: found.standardError / unit.magnitude, atMost: errors[index]))
    }
  }

  @Test("V27: a day of Merton's process has the volatility, the skew and the kurtosis of its cumulants")
  func mertonMoments() { Self.checkMerton(days: 60_000, Law(27), atMost: [0.025, 0.3, 0.12]) }

  @Test("V27: the same over a million days", .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func mertonMomentsAtLength() {
    Self.checkMerton(days: 1_000_000, Law(27, .long), atMost: [0.005, 0.06, 0.02])
  }

  // MARK: GARCH

  /// Hourly returns in per cent, with the variance that the model gave each.
  static func garch(freedom: Double, hours: Int) -> [(move: Double, variance: Double)] {
    let variance = 0.0071 / (1 - 0.1 - 0.88)
    let price = GarchReturns(
      start: 450,
      .init(
        volatilityPerYear: (variance * 8_760).squareRoot() / 100, alpha: 0.1, beta: 0.88,
        degreesOfFreedom: freedom), key: key(0), name: "S")
    let logs = logs(price, every: .hours(1), count: hours)
    var next = variance
    return zip(logs.dropFirst(), logs).map { later, earlier in
      let move = 100 * (later - earlier)
      defer { next = 0.0071 + 0.1 * move * move + 0.88 * next }
      return (move, next)
    }
  }

  @Test("V28: GARCH(.0071, .10, .88) has the variance .355 %² an hour and, nearly normal, the kurtosis 6.06")
  func garchMoments() {
    let moves = Self.garch(freedom: 1_000, hours: 100_000).map(\.move)
    let variance = BatchMeans(moves.map { $0 * $0 })
    #expect(Law(28).holds("variance of an hour in %²", expected: 0.355, variance, atMost: 0.02))
    let fourth = BatchMeans(moves.map { $0 * $0 * $0 * $0 })
    let normal = 3 * (1 - 0.98 * 0.98) / (1 - 0.98 * 0.98 - 2 * 0.1 * 0.1)
    #expect((normal - 6.06).magnitude < 0.005)
    let unit = 0.355 * 0.355
    #expect(
      Law(28).holds(
        "fourth moment over the variance squared", expected: normal, measured: fourth.mean / unit,
        standardError: fourth.standardError / unit, atMost: 0.6))
  }

  @Test("V28: over the deviation that the recursion gives it, a return has Student's law of variance 1")
  func garchInnovations() {
    // With four degrees of freedom Student's law has a closed form.
    let scaled = Self.garch(freedom: 4, hours: 20_000).map {
      2.0.squareRoot() * $0.move / $0.variance.squareRoot()
    }
    let distance = kolmogorovSmirnov(scaled) { t in
      let share = 1 / (1 + t * t / 4)
      return 0.5 + 0.375 * t * share.squareRoot() * (1 - t * t * share / 12)
    }
    #expect(
      Law(28).holds(
        "Kolmogorov-Smirnov distance of innovations over its critical value", below: 1, measured: distance))
  }

  @Test("Between two hours a GARCH path is a bridge with the variance of that hour")
  func garchBridge() {
    let parameters = GarchReturns.Parameters(
      volatilityPerYear: 0.6, alpha: 0.1, beta: 0.88, degreesOfFreedom: 5)
    let deviations = (0..<2_000 as Range<UInt64>).map { run in
      let price = GarchReturns(start: 1, parameters, key: Self.key(run), name: "S")
      let logs = Self.logs(price, every: .minutes(30), count: 2)
      return logs[1] - (logs[0] + logs[2]) / 2
    }
    let moments = Moments(deviations)
    #expect(moments.meanIsWithinFourErrors(of: 0))
    #expect(moments.varianceIsWithinFourErrors(of: 0.36 / 8_760 / 4))
  }

  // MARK: Clustered jumps and regimes

  @Test("Prices with clustered jumps and with regimes of equal drift grow as their drift says")
  func martingales() {
    let time = SimTime.start + .minutes(300)
    let drift = 200.0
    let expected = DeterministicMath.exp(drift * 300 / (365 * 1_440))
    let jumps = HawkesJumps.Parameters(
      perYear: 10_000, branching: 0.6, memory: .minutes(20), mean: -0.02, deviation: 0.03)
    let clustered = (0..<3_000 as Range<UInt64>).map { run in
      HawkesJumps(
        start: 1, driftPerYear: drift, volatilityPerYear: 1, jumps: jumps, key: Self.key(run), name: "S"
      ).usdPrice(at: time)
    }
    #expect(Moments(clustered).meanIsWithinFourErrors(of: expected))
    let regimes: [RegimeSwitching.Regime] = [
      .init(driftPerYear: drift, volatilityPerYear: 1, meanStay: .minutes(60)),
      .init(driftPerYear: drift, volatilityPerYear: 20, meanStay: .minutes(20)),
    ]
    let switching = (0..<3_000 as Range<UInt64>).map { run in
      RegimeSwitching(start: 1, regimes: regimes, key: Self.key(run), name: "S").usdPrice(at: time)
    }
    #expect(Moments(switching).meanIsWithinFourErrors(of: expected))
    // A quarter of the time is spent with a variance of 400 a year, the rest with 1; that the drift of the logarithm
    // differs too adds a hundredth of it, a fifth of the error that is allowed.
    let logs = Moments(switching.map(DeterministicMath.log))
    let variancePerYear = 0.25 * 400 + 0.75
    #expect(logs.varianceIsWithinFourErrors(of: variancePerYear * 300 / (365 * 1_440)))
  }

  @Test("Jumps of Laplace's shape have its moments, grow as the drift says, and depend on no question")
  func laplaceJumps() {
    var parameters = HawkesJumps.Parameters(
      perYear: 10_000, branching: 0, memory: .minutes(20), mean: 0.01, deviation: 0.2)
    parameters.shape = .laplace
    let scale = 0.2 / 2.0.squareRoot()
    func price(_ run: UInt64, drift: Double = 0) -> HawkesJumps {
      HawkesJumps(
        start: 1, driftPerYear: drift, volatilityPerYear: 0, jumps: parameters, key: Self.key(run), name: "S")
    }
    // Without diffusion a minute without a jump moves by the compensation of the drift alone.
    let growth = DeterministicMath.exp(0.01) / (1 - scale * scale) - 1
    let drift = growth * 10_000 / (365 * 1_440)
    let sizes = (0..<20 as Range<UInt64>).flatMap { run in
      let logs = Self.logs(price(run), every: .seconds(10), count: 12_000)
      return zip(logs.dropFirst(), logs).map { $0.0 - $0.1 + drift / 6 }.filter { $0.magnitude > 1e-9 }
    }
    let count = Double(sizes.count)
    #expect((count / (20 * 2_000) / (10_000 / (365.0 * 1_440)) - 1).magnitude < 0.15)
    let deviations = sizes.map { ($0 - 0.01) / scale }
    #expect(Moments(deviations).meanIsWithinFourErrors(of: 0))
    let magnitudes = deviations.map(\.magnitude)
    #expect(kolmogorovSmirnov(magnitudes) { -DeterministicMath.expm1(-$0) } < 1)
    let ups = Double(deviations.count { $0 > 0 })
    #expect((ups - count / 2).magnitude < 2 * count.squareRoot())
    let time = SimTime.start + .minutes(300)
    let ends = (0..<4_000 as Range<UInt64>).map { price($0, drift: 200).usdPrice(at: time) }
    #expect(
      Moments(ends).meanIsWithinFourErrors(of: DeterministicMath.exp(200 * 300 / (365 * 1_440))))
    let (forward, backward) = (price(7), price(7))
    let times = (0..<300).map { SimTime.start + .seconds(Int64($0) * 97) }
    #expect(
      times.map { forward.usdPrice(at: $0) } == times.reversed().map { backward.usdPrice(at: $0) }.reversed())
  }

  @Test("A regime has the share of time of its mean stay, from the start on")
  func regimeShares() {
    let regimes: [RegimeSwitching.Regime] = [
      .init(volatilityPerYear: 0, meanStay: .minutes(10)),
      .init(volatilityPerYear: 0, meanStay: .minutes(50)),
      .init(volatilityPerYear: 0, meanStay: .minutes(40)),
    ]
    for minute in [0, 33] as [Int64] {
      let shares = (0..<2_000 as Range<UInt64>).map { run in
        RegimeSwitching(start: 1, regimes: regimes, key: Self.key(run), name: "S")
          .regime(at: .start + .minutes(minute)) == 1 ? 1.0 : 0
      }
      #expect(Moments(shares).meanIsWithinFourErrors(of: 0.5))
    }
    let told = RegimeSwitching(start: 1, regimes: regimes, first: 2, key: Self.key(0), name: "S")
    #expect(told.regime(at: .start) == 2)
  }
}
