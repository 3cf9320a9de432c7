// The estimators behind the figures of the peg, against answers that can be worked out by hand.

import Testing

@testable import SimEngine

@Suite("Measures of a deviation")
struct DeviationMeasuresTests {
  // MARK: Distribution over time

  @Test("A quantile is the value that was not exceeded for that share of the time, whatever the order")
  func quantiles() {
    var distribution = TimeDistribution()
    for (value, minutes) in [(30.0, 10), (-500.0, 1), (0.0, 60), (-20.0, 29)] as [(Double, Int64)] {
      distribution.add(value, for: .minutes(minutes))
    }
    #expect(distribution.quantile(0) == -500)
    #expect(distribution.quantile(0.01) == -500)
    #expect(distribution.quantile(0.011) == -20)
    #expect(distribution.quantile(0.3) == -20)
    #expect(distribution.quantile(0.31) == 0)
    #expect(distribution.quantile(0.9) == 0)
    #expect(distribution.quantile(1) == 30)
  }

  @Test("The expected shortfall is the mean over the lowest share, which may end within a value")
  func shortfall() {
    var distribution = TimeDistribution()
    distribution.add(-500, for: .minutes(1))
    distribution.add(-20, for: .minutes(99))
    #expect(distribution.meanOfLowest(0.01) == -500)
    #expect(abs((distribution.meanOfLowest(0.04) ?? 0) + 140) < 1e-9)
    #expect(abs((distribution.meanOfLowest(1) ?? 0) + 24.8) < 1e-9)
  }

  @Test("Quantiles of a hundred thousand normal values are within 0.4 % of the exact ones")
  func resolution() {
    let draws = RandomStream(key: RandomKey(seed: 5, run: 0), name: "test/distribution", role: .exogenous)
    var (distribution, values) = (TimeDistribution(), [Double]())
    for _ in 0..<100_000 {
      let value = draws.normal() * 36e-4 - 5e-4
      distribution.add(value, for: .minutes(1))
      values.append(value)
    }
    values.sort()
    for share in [0.01, 0.05, 0.5, 0.95] {
      let exact = values[Int(share * 100_000) - 1]
      #expect(abs((distribution.quantile(share) ?? 0) / exact - 1) < 0.004)
    }
    let tail = values.prefix(1_000).reduce(0, +) / 1_000
    #expect(abs((distribution.meanOfLowest(0.01) ?? 0) / tail - 1) < 1e-4)
  }

  @Test("A value that held for no time counts for nothing, and a share that ends with a value finds it")
  func edges() {
    var distribution = TimeDistribution()
    distribution.add(5, for: .zero)
    #expect(distribution.quantile(0.5) == nil)
    // 0.07 of 100 s is more than 7 s by a rounding.
    for value in 1...100 { distribution.add(Double(value), for: .seconds(1)) }
    #expect(distribution.quantile(0.07) == 7)
  }

  @Test("Nothing observed has no quantile and no shortfall")
  func nothing() {
    #expect(TimeDistribution().quantile(0.5) == nil)
    #expect(TimeDistribution().meanOfLowest(0.5) == nil)
    #expect(TimeWeightedMoments().mean == nil)
    #expect(TimeWeightedMoments().skewness == nil)
  }

  // MARK: Moments

  @Test("Skewness of a two-point law is (1 - 2p) / sqrt(p (1 - p)), however the time is cut")
  func skewness() {
    for cuts in [1, 7] as [Int64] {
      var moments = TimeWeightedMoments()
      for _ in 0..<cuts {
        moments.add(1, for: .seconds(200))
        moments.add(-3, for: .seconds(800))
      }
      #expect(abs((moments.mean ?? 0) + 2.2) < 1e-12)
      #expect(abs((moments.variance ?? 0) - 2.56) < 1e-12)
      #expect(abs((moments.skewness ?? 0) - 1.5) < 1e-12)
    }
    var constant = TimeWeightedMoments()
    for _ in 0..<9 { constant.add(-0.3, for: .seconds(60)) }
    #expect(constant.skewness == nil)
  }

  // MARK: Half-life

  @Test(
    "A deviation that halves every two steps has a slope of 1/sqrt 2, and without noise no bias but the correction"
  )
  func halving() {
    var (regression, value) = (Autoregression(), 1.0)
    for _ in 0..<50 {
      let next = value * 0.5.squareRoot()
      regression.add(value, then: next)
      value = next
    }
    let slope = 0.5.squareRoot()
    #expect(abs((regression.slope ?? 0) - slope) < 1e-12)
    let corrected = slope + (1 + 3 * slope) / 50
    #expect(abs((regression.correctedSlope ?? 0) - corrected) < 1e-12)
    let halfLife = DeterministicMath.log(0.5) / DeterministicMath.log(corrected)
    #expect(abs((regression.halfLife ?? 0) - halfLife) < 1e-9)
  }

  @Test("Kendall's correction brings the mean slope of short samples to the true one")
  func correction() {
    let draws = RandomStream(key: RandomKey(seed: 11, run: 0), name: "test/regression", role: .exogenous)
    var (plain, corrected) = (WelfordAccumulator(), WelfordAccumulator())
    for _ in 0..<4_000 {
      var regression = Autoregression()
      var value = draws.normal() / (1 - 0.64).squareRoot()
      for _ in 0..<60 {
        let next = 0.8 * value + draws.normal()
        regression.add(value, then: next)
        value = next
      }
      plain.add(regression.slope ?? 0)
      corrected.add(regression.correctedSlope ?? 0)
    }
    // The bias of least squares is -(1 + 3 rho)/n = -0.057; what is left is of second order.
    #expect(abs((plain.mean ?? 0) - 0.8 + 3.4 / 60) < 0.01)
    #expect(abs((corrected.mean ?? 0) - 0.8) < 0.01)
    #expect((corrected.standardError ?? 1) < 0.002)
  }

  @Test("Samples that never change, and those that run away, show no half-life")
  func noHalfLife() {
    var (still, running) = (Autoregression(), Autoregression())
    for step in 0..<20 {
      still.add(1, then: 1)
      running.add(Double(step), then: Double(step + 1))
    }
    var (few, swinging) = (Autoregression(), Autoregression())
    for step in 0..<2 { few.add(Double(step), then: Double(step) / 2) }
    for step in 0..<20 { swinging.add(step % 2 == 0 ? 1 : -1, then: step % 2 == 0 ? -1 : 1) }
    #expect(few.slope == nil)
    #expect(swinging.slope == -1 && swinging.halfLife == nil)
    #expect(still.slope == nil && still.halfLife == nil)
    #expect(running.slope == 1 && running.halfLife == nil)
  }

  @Test(
    "The Ornstein-Uhlenbeck deviation of half-life 24 min and deviation 36 bp has the measures of its closed form"
  )
  func ornsteinUhlenbeck() {
    let draws = RandomStream(key: RandomKey(seed: 26, run: 0), name: "test/ou", role: .exogenous)
    var quality = PegQuality()
    let (kept, deviation) = (DeterministicMath.exp(-DeterministicMath.log(2.0) / 24), 36e-4)
    let noise = deviation * (1 - kept * kept).squareRoot()
    var value = deviation * draws.normal()
    for minute in 0..<200_000 {
      quality.add(value, from: .start + .minutes(Int64(minute)), for: .minutes(1))
      value = kept * value + noise * draws.normal()
    }
    let within = quality.timeWithin ?? []
    #expect(abs(within[1] - 0.8351) < 0.02)
    #expect(abs(within[2] - 0.9945) < 0.004)
    #expect(abs((quality.rootMeanSquare ?? 0) / deviation - 1) < 0.04)
    #expect(abs((quality.halfLifeMinutes ?? 0) - 24) < 1.5)
    #expect(abs((quality.lowestPercent ?? 0) / deviation + 2.3263) < 0.12)
    #expect(abs((quality.expectedShortfall ?? 0) / deviation + 2.6652) < 0.15)
    #expect(abs(quality.skewness ?? 1) < 0.15)
  }

  // MARK: Trading at the peg

  @Test("The peg can be traded at while both a sale and a purchase are within the distance")
  func executable() {
    var executable = ExecutablePeg()
    executable.add(sale: -0.002, purchase: 0.004, for: .minutes(30))
    executable.add(sale: 0.006, purchase: 0.012, for: .minutes(10))
    executable.add(sale: nil, purchase: 0.001, for: .minutes(10))
    executable.add(sale: -0.03, purchase: nil, for: .minutes(10))
    #expect(executable.timeWithin == [0, 0.5, 0.5, 40.0 / 60, 40.0 / 60])
    #expect(executable.possibleShare == 40.0 / 60)
    #expect(executable.purchasableShare == 50.0 / 60)
    #expect(abs((executable.meanSlippage.sale ?? 0) - (0.06 + 0.06 + 0.3) / 50) < 1e-15)
    #expect(abs((executable.meanSlippage.purchase ?? 0) - (0.12 + 0.12 + 0.01) / 50) < 1e-15)
  }

  @Test("A price at the rim of a distance is within it, and each side has a slippage of its own")
  func rim() {
    var executable = ExecutablePeg()
    executable.add(sale: -0.001, purchase: 0.002_5, for: .minutes(1))
    let figures = Dictionary(uniqueKeysWithValues: executable.summary.map { ($0.name, $0.value ?? .nan) })
    #expect(figures["executable.time_within_25bp"] == 1)
    #expect(abs((figures["executable.sale_slippage_mean_bp"] ?? 0) - 10) < 1e-9)
    #expect(abs((figures["executable.purchase_slippage_mean_bp"] ?? 0) - 25) < 1e-9)
  }

  @Test("Concentration of equals is 1/n, of one alone 1; who has nothing does not count")
  func concentration() throws {
    let equals = try #require(Concentration([0, 2, 2, 0, 2, 2]))
    #expect(equals.herfindahlHirschmanIndex == 0.25 && equals.effectiveCount == 4)
    #expect(equals.gini == 0 && equals.topShare == 0.25)
    let alone = try #require(Concentration([7, 0]))
    #expect(alone.herfindahlHirschmanIndex == 1 && alone.gini == nil && alone.topShare == 1)
    let unequal = try #require(Concentration([3, 1]))
    #expect(unequal.herfindahlHirschmanIndex == 0.625 && unequal.gini == 0.5 && unequal.topShare == 0.75)
    #expect(Concentration([0, 0]) == nil)
  }
}
