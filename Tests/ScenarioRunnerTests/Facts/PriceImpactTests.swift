// Impact and decay: powers that are known beforehand are found, and scales do not matter.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Price impact and decay")
struct PriceImpactTests {
  private func isNear(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    value.map { ($0 - expected).magnitude <= tolerance } ?? false
  }

  private static func stream(_ name: String) -> RandomStream {
    RandomStream(key: RandomKey(seed: 23, run: 0), name: name, role: .exogenous)
  }

  /// Orders of both sides, each of which moves the middle by exactly a power of its size towards itself.
  private static func flow(_ sizes: [Double], power: Double, scale: Double = 1) -> TradeFlow {
    let stream = stream("sides")
    var flow = TradeFlow(name: "alpha")
    var mid = 1.0
    for (index, size) in sizes.enumerated() {
      let isPurchase = stream.uniform() < 0.5
      flow.append(
        scale * size, isPurchase: isPurchase, taker: "t", midUSD: mid, atSecond: Double(index))
      mid *= 1 + (isPurchase ? 1e-3 : -1e-3) * DeterministicMath.pow(size, power)
    }
    return flow
  }

  /// So many orders of 1, 4, 16, 64 and 256 coins, in turn.
  private static func steps(_ count: Int) -> [Double] { (0..<count).map { Double(1 << (2 * ($0 % 5))) } }

  @Test("An impact that is a power of the size has that power", arguments: [0.3, 0.5, 1])
  func power(power: Double) {
    // The last of 201 has no successor, so that each size makes a fifth.
    let impact = PriceImpact(of: Self.flow(Self.steps(201), power: power).arrivals)
    #expect(impact.count == 200 && impact.bins.count == 5)
    for (bin, size) in zip(impact.bins, Self.steps(5)) {
      #expect(isNear(bin.coins, size, 1e-9 * size))
      #expect(isNear(bin.impact, 1e-3 * DeterministicMath.pow(size, power), 1e-12))
    }
    #expect(isNear(impact.power, power, 1e-9))
  }

  @Test("Another unit of size leaves the power of impact as it is", arguments: [1e-3, 7, 1e8])
  func unit(scale: Double) {
    let stream = Self.stream("sizes")
    let sizes = (0..<1_000).map { _ in DeterministicMath.exp(1.2 * stream.normal()) }
    let plain = PriceImpact(of: Self.flow(sizes, power: 0.5).arrivals)
    let scaled = PriceImpact(of: Self.flow(sizes, power: 0.5, scale: scale).arrivals)
    #expect(isNear(plain.power, 0.5, 0.02))
    #expect(isNear(scaled.power, plain.power ?? 0, 1e-12))
    #expect(scaled.bins.map(\.impact) == plain.bins.map(\.impact))
  }

  @Test("An order whose successor or who himself met one side only does not count, nor do too few orders")
  func absence() {
    var flow = TradeFlow(name: "alpha")
    for (second, mid) in [1.0, 1.01, nil, 1.01, 1.02].enumerated() {
      flow.append(3, isPurchase: true, taker: "t", midUSD: mid, atSecond: Double(second))
    }
    let impact = PriceImpact(of: flow.arrivals)
    #expect(impact.count == 2 && impact.bins.isEmpty && impact.power == nil)
    #expect(impact.facts.dropFirst().allSatisfy { $0.value == nil } && impact.facts[0].text == "2")
    #expect(PriceImpact(of: Self.flow(Self.steps(100), power: 0.5).arrivals).power == nil)
    // A price that flees orders has impacts, but no power.
    let fleeing = PriceImpact(Self.steps(100).map { ($0, -$0) })
    #expect(fleeing.bins.map(\.impact) == [-1, -4, -16, -64, -256] && fleeing.power == nil)
  }

  @Test("A line through logarithms: y = 3 x^-2, and nothing through two points or one place")
  func line() {
    let points = [1.0, 2, 5, 10].map { (x: $0, y: 3 / ($0 * $0)) }
    #expect(isNear(PowerLaw.power(through: points), -2, 1e-12))
    #expect(PowerLaw.power(through: Array(points.prefix(2))) == nil)
    #expect(PowerLaw.power(through: [(2, 1), (2, 2), (2, 3)]) == nil)
  }

  @Test(
    "The decay of 32 ones and 32 minus ones is that of 1 - 3 lag/64, as far as that is two standard errors")
  func decay() {
    let facts = SampleFacts((0..<64).map { $0 < 32 ? 1 : -1 })
    for lag in [1, 2, 4, 16] {
      #expect(isNear(facts.autocorrelation(lag: lag), 1 - 3 * Double(lag) / 64, 1e-15))
    }
    // Through (0, log 61/64), (log 2, log 58/64), (2 log 2, log 52/64): the middle point does not tilt the line. At lag 16
    // there are exactly two standard errors, 2/8, which is not enough.
    let expected = DeterministicMath.log(61.0 / 52) / (2 * DeterministicMath.log(2))
    #expect(isNear(facts.decay(over: [1, 2, 4, 16]), expected, 1e-12))
    #expect(facts.decay(over: [1, 2, 16]) == nil)
    let stream = Self.stream("noise")
    #expect(SampleFacts((0..<1_000).map { _ in stream.normal() }).decay(over: [1, 2, 5, 10]) == nil)
  }
}
