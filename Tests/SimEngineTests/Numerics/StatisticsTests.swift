// Figures of samples equal those of NumPy and SciPy, and obey their laws.

import Laws
import SimEngine
import Testing

/// Whether two figures agree to 14 digits.
private func agree(_ left: Double?, _ right: Double) -> Bool {
  left.map { ($0 - right).magnitude <= 1e-14 * right.magnitude } ?? false
}

@Suite struct StatisticsTests {
  static let sample = [3.5, 1.25, 8, 0.1, 2.75, 9.5, 4]

  func moments(of values: some Sequence<Double>) -> WelfordAccumulator {
    values.reduce(into: WelfordAccumulator()) { $0.add($1) }
  }

  @Test func `Moments equal those of NumPy`() {
    let moments = moments(of: Self.sample)
    #expect(moments.count == 7)
    #expect(agree(moments.mean, 4.1571428571428575))
    #expect(agree(moments.variance, 11.77702380952381))
    #expect(agree(moments.standardDeviation, 3.4317668640984063))
    #expect(agree(moments.standardError, 1.2970859542794824))
  }

  @Test func `Moments of too few values are not defined`() {
    #expect(moments(of: []).mean == nil)
    #expect(moments(of: [5]).mean == 5)
    #expect(moments(of: [5]).variance == nil)
    #expect(moments(of: [5, 5]).variance == 0)
  }

  @Test func `Variance survives a large offset`() {
    let shifted = moments(of: Self.sample.map { $0 + 1e9 })
    #expect((shifted.variance! / 11.77702380952381 - 1).magnitude < 1e-6)
  }

  @Test(arguments: 0...7)
  func `Merging two parts of a sample gives the moments of the whole`(cut: Int) {
    var merged = moments(of: Self.sample[..<cut])
    merged.merge(moments(of: Self.sample[cut...]))
    #expect(merged.count == 7)
    #expect(agree(merged.mean, 4.1571428571428575))
    #expect(agree(merged.variance, 11.77702380952381))
  }

  @Test(arguments: [(0, 0.1), (0.05, 0.445), (0.25, 2), (0.5, 3.5), (0.9, 8.6), (0.99, 9.41), (1, 9.5)])
  func `Quantiles equal the defaults of NumPy`(probability: Double, expected: Double) {
    #expect(agree(Statistics.quantile(probability, ofSorted: Self.sample.sorted()), expected))
  }

  @Test func `Quantiles of one value are that value, of none undefined`() {
    #expect(Statistics.quantile(0.3, ofSorted: [7]) == 7)
    #expect(Statistics.quantile(0.3, ofSorted: []) == nil)
  }

  @Test func `Gini equals half the mean difference of pairs over the mean`() {
    #expect(agree(Statistics.gini(ofSorted: Self.sample.sorted()), 0.49198167239404356))
    #expect(Statistics.gini(ofSorted: [2, 2, 2, 2]) == 0)
    #expect(Statistics.gini(ofSorted: [0, 0, 0, 5]) == 1)
    #expect(Statistics.gini(ofSorted: [5]) == nil)
    #expect(Statistics.gini(ofSorted: [0, 0]) == nil)
  }

  @Test func `Concentration runs from one over n to one`() {
    #expect(agree(Statistics.herfindahlHirschmanIndex(of: Self.sample), 0.2263022401719394))
    #expect(Statistics.herfindahlHirschmanIndex(of: [3, 3, 3, 3]) == 0.25)
    #expect(Statistics.herfindahlHirschmanIndex(of: [0, 9]) == 1)
    #expect(Statistics.herfindahlHirschmanIndex(of: []) == nil)
  }

  /// The balances of lognormal holders at the middles of equal shares of probability.
  private static func balances(sigma: Double, count: Int) -> [Double] {
    (0..<count).map {
      DeterministicMath.exp(sigma * DeterministicMath.normalQuantile((Double($0) + 0.5) / Double(count)))
    }
  }

  @Test func `V34: Gini of lognormal balances is 2N(σ/√2) - 1, and n equals have a concentration of 1/n`() {
    let law = Law(34)
    for (sigma, gini) in [(1.0, 0.5205), (1.5, 0.7112), (2, 0.8427), (2.5, 0.9229)] {
      let closed = 2 * DeterministicMath.normalCDF(sigma / 2.0.squareRoot()) - 1
      #expect(law.holds("closed Gini; σ = \(sigma)", expected: gini, measured: closed, within: 1e-4))
      // Cutting the last of so many shares short of the tail takes a little away.
      let found = Statistics.gini(ofSorted: Self.balances(sigma: sigma, count: 100_000)) ?? .nan
      #expect(
        law.holds("Gini of 100000 balances; σ = \(sigma)", expected: closed, measured: found, within: 2e-3))
    }
    for count in [1, 2, 7, 1_000] {
      let equals = [Double](repeating: 3, count: count)
      #expect(
        law.holds(
          "concentration of \(count) equals", expected: 1 / Double(count),
          measured: Statistics.herfindahlHirschmanIndex(of: equals) ?? .nan, within: 1e-12))
    }
  }

  @Test(arguments: [
    (7, 10, 0.95, 0.39677814746114526, 0.892208732593699),
    (95, 100, 0.99, 0.86084969709836, 0.9831516839573994),
    (0, 10, 0.95, 0, 0.27753279986288926),
    (10, 10, 0.9, 0.787058029916593, 1),
  ])
  func `Wilson's interval equals that of SciPy`(
    successes: Int, trials: Int, level: Double, lower: Double, upper: Double
  ) {
    let interval = Statistics.wilsonInterval(successes: successes, trials: trials, level: level)
    #expect(agree(interval.lowerBound, lower))
    #expect(agree(interval.upperBound, upper))
  }
}
