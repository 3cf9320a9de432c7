// What a reserve loses on random walks, and how long it stays within its band, against the closed forms.

import APRReserve
import Laws
import SimEngine
import Testing

@Suite("A reserve and a random walk")
struct ReserveWalkTests {
  /// r = ln 2 / 100 ether, pMin = 0.000025: 100 ether make a price of 0.00005.
  private static let curve = PriceCurve(liquidityRate: 0.00693147180559945, minimumPrice: 0.000025)

  private static func stream(_ seed: UInt64, _ run: Int = 0) -> RandomStream {
    RandomStream(key: RandomKey(seed: seed, run: UInt64(run)), name: "walk", role: .exogenous)
  }

  /// The logarithm of one step of a price whose own value has no trend.
  private static func martingaleStep(_ deviation: Double, _ stream: RandomStream) -> Double {
    deviation * stream.normal() - deviation * deviation / 2
  }

  // MARK: Without a fee

  @Test("V14: on every path the loss per move adds up to the arbitrage profit")
  func lossIsArbitrageProfit() throws {
    let stream = Self.stream(14)
    for path in 0..<20 {
      var (ether, outside, losses, profits) = (100.0, 0.00005, 0.0, 0.0)
      for _ in 0..<30 {
        let before = Self.curve.price(atEther: ether)
        outside *= DeterministicMath.exp(Self.martingaleStep(0.05, stream))
        losses += ReserveCost.lossPerMove(
          logarithmOfPrice: DeterministicMath.log(outside / before), liquidityRate: Self.curve.liquidityRate)
        guard let best = Self.curve.arbitrage(atEther: ether, outsidePrice: outside) else { continue }
        profits +=
          best.side == .buy
          ? outside * best.destination - best.source : best.destination - outside * best.source
        ether += best.side == .buy ? best.source : -best.destination
      }
      #expect(Law(14).holds("profit on path \(path)", expected: losses, measured: profits, within: 1e-10))
    }
  }

  private static func checkMeanLoss(steps: Int, paths: Int, _ law: Law, atMost error: Double) {
    let stream = stream(14, steps)
    let deviation = (1.0 / 12 / Double(steps)).squareRoot()
    let losses = (0..<paths).map { _ in
      (0..<steps).reduce(0.0) { sum, _ in
        sum
          + ReserveCost.lossPerMove(
            logarithmOfPrice: martingaleStep(deviation, stream), liquidityRate: curve.liquidityRate)
      }
    }
    let expected = ReserveCost.lossRate(volatility: 1, liquidityRate: curve.liquidityRate) / 12
    #expect(
      law.holds("loss in a month of \(steps) steps", expected: expected, BatchMeans(losses), atMost: error))
  }

  @Test(
    "V14: without a fee the loss is s²/(2r) in the mean, however often arbitrageurs come", arguments: [1, 30])
  func meanLoss(steps: Int) {
    Self.checkMeanLoss(steps: steps, paths: steps == 1 ? 20_000 : 2_000, Law(14), atMost: 0.1)
  }

  @Test(
    "V14: the same at length, with the standard errors 0.012 and 0.005",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"), arguments: [1, 365])
  func meanLossAtLength(steps: Int) {
    let isSingle = steps == 1
    Self.checkMeanLoss(
      steps: steps, paths: isSingle ? 1_000_000 : 16_000, Law(14, .long), atMost: isSingle ? 0.012 : 0.005)
  }

  // MARK: With a fee and visits at random

  /// A fee, how often arbitrageurs come a year, and the standard errors of the share who trade and of the yearly loss, the
  /// latter as a share of it.
  struct Visits: Sendable, CustomTestStringConvertible {
    let fee: Double
    let perYear: Double
    let shareError: Double
    let lossError: Double
    var testDescription: String { "fee \(fee * 100) %; \(Int(perYear)) visits a year" }
  }

  private static func check(_ visits: Visits, count: Int, _ law: Law) {
    let stream = stream(15, Int(visits.perYear))
    let gap = -DeterministicMath.log1p(-visits.fee)
    // The mispricing ln(X/P) moves like the outside price and is brought back to the edge of the fee.
    var mispricing = 0.0
    var (trades, profits) = ([Double](), [Double]())
    for _ in 0..<count {
      mispricing += stream.exponential(mean: 1 / visits.perYear).squareRoot() * stream.normal()
      let excess = mispricing > gap ? mispricing - gap : mispricing < -gap ? mispricing + gap : 0
      trades.append(excess == 0 ? 0 : 1)
      profits.append(
        excess == 0
          ? 0
          : visits.perYear
            * ReserveCost.lossPerMove(logarithmOfPrice: excess, liquidityRate: curve.liquidityRate))
      mispricing -= excess
    }
    let share = ReserveCost.tradeProbability(volatility: 1, fee: visits.fee, visitRate: visits.perYear)
    #expect(
      law.holds(
        "share of visits; \(visits.testDescription)", expected: share, BatchMeans(trades),
        atMost: visits.shareError))
    let rate = ReserveCost.lossRate(
      volatility: 1, liquidityRate: curve.liquidityRate, fee: visits.fee, visitRate: visits.perYear)
    #expect(
      law.holds(
        "loss a year; \(visits.testDescription)", expected: rate, BatchMeans(profits),
        atMost: visits.lossError * rate))
  }

  @Test(
    "V15: where visits are rare the loss is l p/(r(n² - 1)), which counts rises and falls of the price apart",
    arguments: [
      Visits(fee: 0, perYear: 32, shareError: 1e-9, lossError: 0.02),
      Visits(fee: 0.1, perYear: 32, shareError: 0.003, lossError: 0.02),
    ])
  func rareVisits(visits: Visits) { Self.check(visits, count: 120_000, Law(15)) }

  @Test(
    "V15: with a fee and arbitrageurs who come at random, their trades and profits are as often and as large as stated",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"),
    arguments: [
      Visits(fee: 0.003, perYear: 525_600, shareError: 0.0005, lossError: 0.0023),
      Visits(fee: 0.01, perYear: 35_040, shareError: 0.0005, lossError: 0.0023),
      Visits(fee: 0.003, perYear: 2_102_400, shareError: 0.0005, lossError: 0.005),
      Visits(fee: 0, perYear: 8, shareError: 1e-9, lossError: 0.005),
    ])
  func visitsAtLength(visits: Visits) { Self.check(visits, count: 6_000_000, Law(15, .long)) }

  // MARK: The band

  private static func checkExit(paths: Int, _ law: Law, atMost error: Double) {
    let stream = stream(16)
    let step = 1.0 / 500
    // A walk in steps notices the barrier late by 0.5826 of a step's deviation on average.
    let barrier = DeterministicMath.log(2) - 0.5826 * step.squareRoot()
    let times = (0..<paths).map { _ -> Double in
      var (level, steps) = (0.0, 0)
      while level.magnitude < barrier {
        level += step.squareRoot() * stream.normal()
        steps += 1
      }
      return Double(steps) * step
    }
    let expected = ReserveCost.timeWithinBand(volatility: 1, down: 0.5, up: 2)
    #expect(law.holds("years within the band", expected: expected, BatchMeans(times), atMost: error))
  }

  @Test("V16: a price without drift leaves the band after (ln 2)² / s² on average")
  func bandExit() { Self.checkExit(paths: 600, Law(16), atMost: 0.02) }

  @Test("V16: the same over forty thousand paths", .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func bandExitAtLength() { Self.checkExit(paths: 40_000, Law(16, .long), atMost: 0.0025) }
}
