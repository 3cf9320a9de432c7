// The search for the smallest sufficient value finds what is known in closed form, as surely as it says.

import Laws
import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("sizing")
struct SizingSolverTests {
  private static let grid = SizingGrid(
    from: ExactDecimal(1, timesTenTo: -3), to: ExactDecimal(1, timesTenTo: 0), unit: "NBT/min")
  private static let depth = SizingTarget(figure: "depth", .atLeast, 20_000)

  private func solver(
    _ grid: SizingGrid = Self.grid, _ target: SizingTarget = Self.depth, guess: Double = 0.02,
    workers: Int = 1, _ probe: @escaping SizingProbe
  ) -> SizingSolver {
    SizingSolver(
      grid: grid, target: target, confidence: 0.95, firstGuess: guess, workers: workers, probe: probe)
  }

  // MARK: A market with a closed form

  @Test("V24: the closed form of the toy market is 0.01943 coins a minute")
  func closedForm() {
    let exact = ToyMarket(seeds: 0).sufficientReward(depth: 20_000, probability: 0.95)
    #expect(Law(24).holds("closed form: coins a minute", expected: 0.019433, measured: exact, within: 2.5e-5))
  }

  @Test("V24: the search returns the closed form within its interval", arguments: [100, 200, 400])
  func toy(seeds: Int) throws {
    let market = ToyMarket(seeds: seeds)
    let solution = try solver { seed, step in market.depth(seed: seed, reward: Self.grid.values[step]) }
      .solve(seeds: seeds)
    let estimate = solution.estimate
    let (low, high) = (try #require(estimate.low), try #require(estimate.high))
    #expect(low <= 0.019433 && 0.019433 <= high, "\(low)...\(high)")
    let value = try #require(estimate.value)
    #expect(
      Law(24).holds(
        "coins a minute found with \(seeds) seeds", expected: 0.019433, measured: value, within: 0.1))
    #expect(estimate.method == .thresholds && solution.shares.isEmpty)
    let audit = try #require(solution.audit)
    #expect(audit.reversals == 0 && audit.seeds == seeds / 10 && audit.comparisons == seeds / 10 * 8)
  }

  @Test("V24: over 200 repetitions the interval covers the truth at least 93 times in a hundred")
  func coverage() throws {
    let truth = ToyMarket(seeds: 0).sufficientReward(depth: 20_000, probability: 0.95)
    var covered = 0
    for repetition in 1...200 {
      let market = ToyMarket(seeds: 200, repetition: UInt64(repetition))
      // The depth that would come if there were as much as the target: it crosses the target where the depth does.
      let thresholds = try solver { seed, step in
        market.supply(seed: seed, yield: 1_440 * Self.grid.values[step] / 20_000)
      }.thresholds(seeds: 200)
      let estimate = SizingEstimate(
        thresholds: thresholds.map { $0.map { Self.grid.values[$0] } }, confidence: 0.95)
      let (low, high) = (try #require(estimate.low), try #require(estimate.high))
      if low <= truth && truth <= high { covered += 1 }
    }
    let missed = Double(200 - covered) / 200
    #expect(Law(24).holds("share of intervals that miss the truth", below: 0.07, measured: missed))
  }

  // MARK: Laws of the search

  @Test(
    "the threshold is the first step from which the target is met, wherever the search begins",
    arguments: [0, 1, 63, 64, 65, 300, 637, 638])
  func firstStep(start: Int) {
    let grid = Self.grid
    let last = grid.values.count - 1
    for threshold in [0, 1, 2, 50, 64, 65, 128, 300, 301, last - 1, last, last + 1] {
      var looks = 0
      let search = ThresholdSearch(grid: grid, firstStep: min(start, last))
      let found = search.threshold { step in
        looks += 1
        return step >= threshold
      }
      #expect(found == (threshold > last ? nil : threshold))
      #expect(looks <= 18)
    }
  }

  @Test("a seed that no value serves is censored, and too many of them leave no answer")
  func censored() throws {
    for (hopeless, hasAnswer) in [(5, true), (6, false)] {
      let solution = try solver(Self.grid, SizingTarget(figure: "x", .above, 0)) { seed, step in
        seed >= hopeless && Self.grid.values[step] > 0.01 + 0.0001 * Double(seed) ? 1 : 0
      }.solve(seeds: 100)
      #expect(solution.thresholds.count { $0 == nil } == hopeless)
      #expect((solution.estimate.value != nil) == hasAnswer)
      #expect(solution.estimate.high == nil)
    }
  }

  @Test("the number of workers changes nothing")
  func workers() throws {
    let market = ToyMarket(seeds: 100)
    let probe: SizingProbe = { seed, step in market.supply(seed: seed, yield: Self.grid.values[step] / 14) }
    let one = try solver(workers: 1, probe).solve(seeds: 100)
    let four = try solver(workers: 4, probe).solve(seeds: 100)
    #expect(one.thresholds == four.thresholds && one.estimate.value == four.estimate.value)
  }

  @Test("a search that is stopped gives nothing")
  func stopped() {
    let stopping = solver { seed, _ throws(SizingStop) in
      if seed == 50 { throw .interrupted }
      return 0
    }
    #expect(throws: SizingStop.self) { try stopping.solve(seeds: 100) }
  }

  // MARK: When the figure does not rise

  @Test("where reversals are many the shares of seeds are made to rise and take the place of thresholds")
  func reversals() throws {
    // Above its threshold every seed meets the target four times in five, by a draw of its own at each value.
    let field = RandomField(key: RandomKey(seed: 5, run: 0), name: "whim")
    let grid = Self.grid
    let fickle = try solver(grid, SizingTarget(figure: "x", .atLeast, 1)) { seed, step in
      let chance = grid.values[step] < 0.02 ? 0.3 : grid.values[step] < 0.2 ? 0.8 : 1
      return field.uniform(at: UInt64(seed), lane: UInt64(step)) < chance ? 1 : 0
    }.solve(seeds: 200)
    let audit = try #require(fickle.audit)
    #expect(!audit.isPassed && audit.share > 0.1)
    #expect(fickle.estimate.method == .risingShares && fickle.shares.count > 5)
    let value = try #require(fickle.estimate.value)
    #expect(value > 0.1 && value < 0.4, "\(value)")
    let (low, high) = (try #require(fickle.estimate.low), try #require(fickle.estimate.high))
    #expect(low <= value && value <= high)
  }

  @Test("shares cross the confidence between two values in proportion to the logarithm")
  func crossing() throws {
    let estimate = SizingEstimate(values: [1, 4, 16], met: [90, 100, 100], seeds: 100, confidence: 0.95)
    #expect((try #require(estimate.value) - 2).magnitude < 1e-12)
    #expect(SizingEstimate(values: [1, 4], met: [10, 94], seeds: 100, confidence: 0.95).value == nil)
    #expect(SizingEstimate(values: [1, 4], met: [95, 96], seeds: 100, confidence: 0.95).value == 1)
  }

  // MARK: Tests in place of thresholds

  @Test("tests by as many seeds as they need find a value within the zone of indifference", arguments: 1...5)
  func sequential(repetition: UInt64) throws {
    let market = ToyMarket(seeds: 2_000, repetition: repetition)
    let probe: SizingProbe = { seed, step in
      market.supply(seed: seed, yield: 1_440 * Self.grid.values[step] / 20_000)
    }
    let solution = try solver(workers: 2, probe).solve(seeds: 2_000, indifference: 0.02)
    // Of the toy market 93 % of the seeds are served from here, 97 % from there.
    let market0 = ToyMarket(seeds: 0)
    let low = market0.sufficientReward(depth: 20_000, probability: 0.93)
    let high = market0.sufficientReward(depth: 20_000, probability: 0.97)
    let value = try #require(solution.estimate.value)
    #expect(value >= low && value <= high * 1.012, "\(low) \(value) \(high)")
    #expect(
      solution.estimate.method == .sequentialTests && solution.thresholds.isEmpty && solution.audit == nil)
    let far = solution.decisions.filter { Self.grid.values[$0.step] < 0.7 * low }
    #expect(far.allSatisfy { $0.seeds < 100 && $0.outcome == .insufficient })
  }

  @Test("a test takes as many seeds on average as Wald's approximation says", arguments: [0.93, 0.97])
  func wald(probability: Double) {
    // For a risk of 5 % between 0.93 and 0.97: 132 and 172 seeds, which overshooting the bound raises a little.
    let field = RandomField(key: RandomKey(seed: 9, run: 0), name: "seeds")
    var seeds = 0
    var wrong = 0
    for repetition in 0..<1_000 {
      var test = SequentialTest(probability: 0.95, indifference: 0.02, risk: 0.05)
      while test.outcome == .undecided {
        test.add(field.uniform(at: UInt64(repetition), lane: UInt64(test.count)) < probability)
      }
      seeds += test.count
      if (test.outcome == .sufficient) != (probability > 0.95) { wrong += 1 }
    }
    #expect(wrong <= 60, "\(wrong)")
    let expected = probability < 0.95 ? 132.0 : 172
    #expect((Double(seeds) / 1_000 / expected - 1).magnitude < 0.2, "\(seeds)")
  }

  // MARK: The grid

  @Test("a grid holds both ends, rises by 1.1 % at most 1.2, and has four digits between its ends")
  func gridSteps() {
    let grid = Self.grid
    #expect(grid.values.first == 0.001 && grid.values.last == 1 && grid.values.count == 639)
    for (value, next) in zip(grid.values, grid.values.dropFirst()) {
      #expect(next / value > 1.009 && next / value < 1.013)
    }
    #expect(grid.text(1) == "0.001011 NBT/min")
    #expect(grid.values[grid.step(near: 0.0194)].distance(to: 0.0194).magnitude < 0.00011)
    #expect(grid.step(near: 5) == 638 && grid.step(near: 1e-9) == 0)
  }

  @Test("a grid of whole numbers holds each once")
  func wholeGrid() {
    let grid = SizingGrid(from: 2, to: 40, unit: "", isWhole: true)
    #expect(grid.values == (2...40).map(Double.init))
    #expect(grid.text(0) == "2")
  }

  @Test(
    "numbers are rounded to digits that count",
    arguments: [
      (0.019433, 2, true, "0.02"), (0.019433, 2, false, "0.019"), (0.02, 2, true, "0.02"),
      (1234.5, 2, true, "1300"), (1e-7, 4, false, "0.0000001"), (99_951, 2, false, "100000"),
    ] as [(Double, Int, Bool, String)])
  func digits(value: Double, digits: Int, up: Bool, text: String) {
    #expect(ExactDecimal.near(value, digits: digits, roundingUp: up)?.description == text)
  }
}
