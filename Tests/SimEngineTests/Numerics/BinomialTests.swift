// Binomial probabilities and what follows from them equal figures of SciPy and of the tables.

import SimEngine
import Testing

@Suite("binomial")
struct BinomialTests {
  @Test("probabilities sum to what counting gives")
  func counting() {
    let dice = Binomial(trials: 4, probability: 0.5)
    for (k, ways) in [1.0, 5, 11, 15, 16].enumerated() {
      #expect((dice.atMost(k) - ways / 16).magnitude < 1e-15)
    }
    #expect(dice.atMost(-1) == 0 && dice.atMost(9) == 1)
    #expect(Binomial(trials: 0, probability: 0.3).atMost(0) == 1)
    #expect(Binomial(trials: 5, probability: 1).atMost(4) == 0)
    #expect(Binomial(trials: 5, probability: 0).atMost(0) == 1)
    // All succeed with p^n, however small the rest is.
    let many = Binomial(trials: 100_000, probability: 0.95)
    #expect((many.atMost(95_000) - 0.5).magnitude < 0.005)
  }

  @Test(
    "the ranks that enclose a quantile are those of the tables",
    arguments: [(100, 90, 100), (200, 184, 197), (400, 371, 389), (1_000, 936, 964)])
  func ranks(count: Int, low: Int, high: Int) {
    let ranks = QuantileRanks(count: count, probability: 0.95)
    #expect(ranks.low == low && ranks.high == high && ranks.estimate == count * 95 / 100)
    #expect(ranks.coverage >= 0.95 && ranks.coverage < 0.99)
  }

  @Test("a sample that is too small says how little its interval covers")
  func small() {
    let ranks = QuantileRanks(count: 59, probability: 0.95)
    #expect(ranks.low == 52 && ranks.high == 59 && ranks.estimate == 57)
    #expect((ranks.coverage - 0.9426417317616599).magnitude < 1e-12, "\(ranks.coverage)")
  }

  @Test("a claim needs so many seeds at least", arguments: [(0.9, 29), (0.95, 59), (0.99, 299)])
  func least(probability: Double, count: Int) {
    #expect(QuantileRanks.leastCount(probability: probability) == count)
  }

  @Test(
    "exact intervals equal those of SciPy",
    arguments: [
      (190, 200, 0.910_0, 0.975_8), (950, 1_000, 0.934_6, 0.962_7), (0, 10, 0, 0.308_5),
      (10, 10, 0.691_5, 1),
    ])
  func exact(successes: Int, trials: Int, low: Double, high: Double) {
    let interval = Statistics.exactInterval(successes: successes, trials: trials, level: 0.95)
    #expect((interval.lowerBound - low).magnitude < 1e-4, "\(interval)")
    #expect((interval.upperBound - high).magnitude < 1e-4, "\(interval)")
  }

  @Test("the nearest rising sequence pools neighbours that fall, and leaves what rises alone")
  func rising() {
    #expect(Statistics.risingFit(of: []) == [])
    #expect(Statistics.risingFit(of: [1, 2, 2, 5]) == [1, 2, 2, 5])
    #expect(Statistics.risingFit(of: [4, 3, 2, 1]) == [2.5, 2.5, 2.5, 2.5])
    #expect(Statistics.risingFit(of: [1, 3, 2, 4, 3, 3.5]) == [1, 2.5, 2.5, 3.5, 3.5, 3.5])
  }
}
