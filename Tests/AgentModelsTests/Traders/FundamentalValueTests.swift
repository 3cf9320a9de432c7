// The fundamental value of a token: shocks that die out, means that change, and beliefs about both.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("The fundamental value")
struct FundamentalValueTests {
  static func key(_ run: UInt64) -> RandomKey { RandomKey(seed: 20_160_526, run: run) }

  /// Halves in an hour, deviates by 1 %, and is shaken by 5 % some twenty times a day.
  static func shaken(_ deviation: Double = 0.01, means: [FundamentalParameters.Mean] = [])
    -> FundamentalParameters
  {
    var parameters = FundamentalParameters()
    parameters.deviation = deviation
    parameters.halfLife = .hours(1)
    parameters.shocks = .init(perYear: 20 * 365, mean: 0.05, deviation: 0.01)
    parameters.means = means
    return parameters
  }

  static func logs(
    _ parameters: FundamentalParameters, run: UInt64 = 0, every step: SimDuration = .minutes(10), count: Int
  ) -> [Double] {
    let value = FundamentalValue(parameters, key: key(run))
    return (0..<count).map { value.log(at: .start + SimDuration(nanoseconds: step.nanoseconds * Int64($0))) }
  }

  @Test("The long run has mean 0 and the variance V + λ(m² + s²)/2κ")
  func stationaryLaw() {
    let parameters = Self.shaken()
    let x = Self.logs(parameters, count: 100_000).dropFirst(100)
    let pull = DeterministicMath.log(2) / 60
    let variance = 0.0001 + 20.0 / 1_440 * (0.0025 + 0.0001) / (2 * pull)
    #expect((parameters.longRunVariance - variance).magnitude < 1e-15)
    #expect(BatchMeans(Array(x)).distance(from: 0).magnitude < 4)
    let squares = BatchMeans(x.map { $0 * $0 / variance })
    #expect(squares.distance(from: 1).magnitude < 4 && squares.standardError < 0.02)
    // Six lags of ten minutes are a half-life.
    let lagged = BatchMeans(zip(x, x.dropFirst(6)).map { $0 * $1 / variance })
    #expect(lagged.distance(from: 0.5).magnitude < 4 && lagged.standardError < 0.02)
  }

  @Test("Shocks are a Poisson process of two humps, and each is gone by half after a half-life")
  func shocks() throws {
    let law = JumpPath.Law(
      perMinute: 0.01, mean: 0.05, deviation: 0.01, goesEitherWay: true,
      decayPerMinute: DeterministicMath.log(2) / 60)
    var (sizes, counts): ([Double], [Double]) = ([], [])
    for run in 0..<400 as Range<UInt64> {
      let path = JumpPath(law, key: Self.key(run), name: "x")
      counts.append(Double(path.count(through: .start + .minutes(1_000))))
      // What a minute adds to what is left of the one before is a jump, less a minute of fading.
      var last = 0.0
      for minute in 1...1_000 as ClosedRange<Int64> {
        let (before, now) = (SimTime.start + .minutes(minute - 1), SimTime.start + .minutes(minute))
        let sum = path.sum(through: now)
        let left = last * DeterministicMath.exp(-law.decayPerMinute)
        switch path.count(through: now) - path.count(through: before) {
        case 0: #expect((sum - left).magnitude < 1e-15)
        case 1: sizes.append(sum - left)
        default: break
        }
        last = sum
      }
    }
    let mean = counts.reduce(0, +) / 400
    let variance = counts.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 399
    #expect((mean - 10).magnitude < 4 * (10.0 / 400).squareRoot())
    #expect((variance / 10 - 1).magnitude < 4 * (2.0 / 399 + 1.0 / 4_000).squareRoot())
    let count = Double(sizes.count)
    #expect(count > 3_500)
    let ups = Double(sizes.count { $0 > 0 })
    #expect((ups - count / 2).magnitude < 2 * count.squareRoot())
    // A jump has faded for half a minute on average, by 0.576 %.
    let magnitudes = sizes.map(\.magnitude)
    let size = magnitudes.reduce(0, +) / count
    #expect((size - 0.05 * 0.99424).magnitude < 4 * 0.01 / count.squareRoot())
    // Between the humps, three deviations from either, lie 1.35 in a thousand.
    #expect(magnitudes.count { $0 < 0.02 } < 20)
    let shares = [0.04, 0.05, 0.06].map { edge in Double(magnitudes.count { $0 < edge }) / count }
    for (share, expected) in zip(shares, [0.1587, 0.5, 0.8413]) {
      #expect((share - expected).magnitude < 4 * 0.5 / count.squareRoot() + 0.012)
    }
  }

  @Test("The value at an instant does not depend on which others were asked")
  func pathConsistency() {
    let parameters = Self.shaken(means: [.init(from: .start + .hours(9), log: -0.1)])
    let times = (0..<200).map { SimTime.start + .seconds(Int64($0) * 977) }
    let (forward, backward) = (
      FundamentalValue(parameters, key: Self.key(1)), FundamentalValue(parameters, key: Self.key(1))
    )
    let told = times.map { forward.log(at: $0) }
    #expect(times.reversed().map { backward.log(at: $0) } == told.reversed())
    let rare = FundamentalValue(parameters, key: Self.key(1))
    #expect(rare.log(at: times[150]) == told[150])
    #expect(FundamentalValue(parameters, key: Self.key(2)).log(at: times[150]) != told[150])
  }

  @Test("Shocks and means add to the path that there is without them, and change nothing of it")
  func superposition() {
    var plain = Self.shaken()
    plain.shocks = nil
    let means: [FundamentalParameters.Mean] = [.init(from: .start + .hours(5), log: -0.2)]
    var shifted = plain
    shifted.means = means
    let (bare, moved, alone, all) = (
      Self.logs(plain, count: 300), Self.logs(shifted, count: 300), Self.logs(Self.shaken(0), count: 300),
      Self.logs(Self.shaken(means: means), count: 300)
    )
    for index in 0..<300 {
      let curve = moved[index] - bare[index]
      let hours = Double(index) / 6 - 5
      let expected = hours < 0 ? 0 : -0.2 * -DeterministicMath.expm1(-DeterministicMath.log(2) * hours)
      #expect((curve - expected).magnitude < 1e-14)
      #expect((all[index] - bare[index] - alone[index] - expected).magnitude < 1e-14)
    }
  }

  @Test("Several means follow one another, and nobody expects one before it is news")
  func means() {
    let parameters = Self.shaken(
      0,
      means: [
        .init(from: .start + .hours(2), log: -0.2), .init(from: .start + .hours(3), log: 0.1),
      ])
    let value = FundamentalValue(parameters, key: Self.key(0))
    func expectation(_ hours: Int64, knownAt now: Int64) -> Double {
      value.mean(at: .start + .hours(hours), knownAt: .start + .hours(now))
    }
    #expect(expectation(9, knownAt: 1) == 0)
    #expect((expectation(3, knownAt: 2) - -0.1).magnitude < 1e-15)
    #expect((expectation(4, knownAt: 2) - -0.15).magnitude < 1e-15)
    #expect((expectation(4, knownAt: 3) - 0).magnitude < 1e-15)
    #expect((expectation(5, knownAt: 3) - 0.05).magnitude < 1e-15)
  }

  @Test("With shocks a belief stays unbiased and errs by its own variance")
  func belief() {
    let parameters = Self.shaken()
    let value = FundamentalValue(parameters, key: Self.key(3))
    let stream = RandomStream(key: Self.key(3), name: "noise", role: .exogenous)
    var belief = MeanRevertingBelief(
      longRunMean: 0, pullPerMinute: parameters.pullPerMinute, longRunVariance: parameters.longRunVariance)
    var errors: [Double] = []
    for step in 1...40_000 as ClosedRange<Int64> {
      let now = SimTime.start + .minutes(15 * step)
      let x = value.log(at: now)
      belief.observe(x + 0.02 * stream.normal(), noiseVariance: 0.0004, at: now)
      if step > 100 { errors.append(x - belief.mean) }
    }
    #expect(BatchMeans(errors).distance(from: 0).magnitude < 4)
    let squares = BatchMeans(errors.map { $0 * $0 / belief.variance })
    #expect(squares.distance(from: 1).magnitude < 4 && squares.standardError < 0.02)
  }

  @Test("Value traders sell once trust is lost for good, and not before it is")
  func trust() {
    var parameters = ValueTraderParameters()
    parameters.fundamental.deviation = 0
    parameters.fundamental.halfLife = .minutes(10)
    parameters.looksPerMinute = 0.02
    parameters.forecast = .hours(5)
    parameters.size = StrategyTraderTests.size(10)
    parameters.fundamental.means = [.init(from: .start + .hours(2), log: DeterministicMath.log(0.9))]
    for (hours, isSold) in [(2, false), (3, true)] as [(Int64, Bool)] {
      let group = StrategyTraders(
        name: "group", token: SmallWorld.nbt, capital: StrategyTraderTests.capital, parameters)
      let (_, figures) = StrategyTraderTests.run(group, quotes: [(0, 0.99, 1.01)], hours: hours)
      #expect((figures["group.sold_tokens"] ?? 0 > 0) == isSold)
      #expect(figures["group.bought_tokens"] == 0)
    }
  }

  @Test("Wild shocks leave prices within their range")
  func wildShocks() {
    var parameters = ValueTraderParameters()
    parameters.fundamental.halfLife = .days(3_650)
    parameters.fundamental.shocks = .init(perYear: 50_000, mean: 1, deviation: 1)
    parameters.looksPerMinute = 0.02
    parameters.size = StrategyTraderTests.size(10)
    let group = StrategyTraders(
      name: "group", token: SmallWorld.nbt, capital: StrategyTraderTests.capital, parameters)
    let (_, figures) = StrategyTraderTests.run(group, quotes: [(0, 0.99, 1.01)], hours: 200)
    #expect(figures["group.trades_count"] ?? 0 > 100)
  }
}
