// Depegs and ways back of deviations that are written down minute by minute.

import Testing

@testable import SimEngine

@Suite("Depegs and what outlasts them")
struct DepegLogTests {
  /// A log of deviations in basis points, each with its minutes; nil for no price.
  private func log(
    _ spans: [(basisPoints: Double?, minutes: Int64)], rule: DepegRule = DepegRule()
  ) -> DepegLog {
    var (log, now) = (DepegLog(rule), SimTime.start)
    for span in spans {
      for _ in 0..<span.minutes {
        log.add(span.basisPoints.map { $0 / 1e4 }, from: now, for: .minutes(1))
        now = now + .minutes(1)
      }
    }
    return log
  }

  @Test("Another rule finds other depegs: each has its deviation and its time")
  func rules() {
    let spans: [(Double?, Int64)] = [(150, 40), (10, 20), (450, 15), (10, 20), (-150, 9)]
    func starts(_ threshold: Double, _ span: SimDuration) -> [SimTime] {
      var rule = DepegRule()
      (rule.threshold, rule.span) = (threshold, span)
      return log(spans, rule: rule).depegs.map(\.start)
    }
    #expect(log(spans).depegs.isEmpty)
    #expect(starts(0.01, .minutes(30)) == [.start])
    #expect(starts(0.01, .minutes(15)) == [.start, .start + .minutes(60)])
    #expect(starts(0.01, .minutes(9)) == [0, 60, 95].map { .start + .minutes($0) })
    #expect(starts(0.02, .minutes(15)) == [.start + .minutes(60)])
    #expect(starts(0.0151, .minutes(16)).isEmpty)
  }

  @Test("A depeg is beyond two per cent for an hour or longer, and knows how long and how deep")
  func depegs() {
    let log = log([
      (0, 10), (-300, 30), (-450, 40), (-200, 5), (250, 59), (0, 9), (nil, 60), (0, 1), (900, 70),
    ])
    #expect(log.depegs.map(\.start) == [10, 153, 214].map { .start + .minutes($0) })
    #expect(log.depegs.map(\.end) == [80, 213, 284].map { .start + .minutes($0) })
    #expect(log.depegs.map(\.isOver) == [true, true, false])
    #expect(log.depegs.map(\.depth) == [0.045, nil, 0.09])
  }

  @Test("The way back leads from the peak to the first half hour within half of it")
  func wayBack() {
    // The peak is at minute 40; minutes 100 to 119 are within half of it, but not for long enough.
    let log = log([(0, 10), (-300, 30), (-600, 1), (-400, 59), (-299, 20), (-301, 1), (-300, 29), (-299, 1)])
    #expect(log.waysBack == [WaitingTime(121 - 40, hasEnded: true)])
    #expect(log.depegs.count == 1 && log.depegs[0].isOver == false)
  }

  @Test(
    "A new depeg before the end of a way back belongs to it, and one that goes on at the end has not ended")
  func oneWay() {
    let log = log([(-300, 60), (-190, 5), (-500, 60), (-251, 20)])
    #expect(log.depegs.count == 2)
    #expect(log.waysBack == [WaitingTime(145 - 65, hasEnded: false)])
  }

  @Test("An unrest lasts from the beginning of a depeg to that of the first whole hour within the threshold")
  func unrest() {
    func hours(_ minutes: Int64) -> Double { SimDuration.minutes(minutes).days * 24 }
    // The calm between the two depegs is a minute too short, so that they are one unrest.
    #expect(
      log([(0, 10), (-300, 60), (0, 59), (nil, 60), (0, 60)]).unrests
        == [WaitingTime(hours(189 - 10), hasEnded: true)])
    // A minute off the peg begins a calm anew, without being a depeg.
    #expect(
      log([(300, 60), (0, 30), (-300, 1), (-200, 60)]).unrests == [WaitingTime(hours(91), hasEnded: true)])
    #expect(log([(-300, 60), (0, 59)]).unrests == [WaitingTime(hours(119), hasEnded: false)])
    #expect(log([(-300, 59), (0, 90)]).unrests == [])
    #expect(log([(-300, 60), (0, 60), (-300, 60), (0, 60)]).unrests.count == 2)
  }

  @Test("A depeg lasts for the hours that it lasted, and longer where the log ends with it")
  func durations() {
    #expect(log([(-300, 120), (0, 1)]).durations == [WaitingTime(2, hasEnded: true)])
    #expect(log([(-300, 90)]).durations == [WaitingTime(1.5, hasEnded: false)])
  }

  @Test("A time without a price is no way back")
  func noPrice() {
    #expect(log([(-600, 60), (nil, 40), (0, 30)]).waysBack == [WaitingTime(100, hasEnded: true)])
  }

  @Test("A spell that is not long enough yet has begun no way back")
  func notYet() {
    #expect(log([(0, 10), (-300, 20)]).waysBack == [])
  }

  @Test("A spell that is too short begins no way back")
  func tooShort() {
    #expect(log([(-900, 59), (0, 100)]).waysBack == [])
    #expect(log([(-900, 59), (0, 100), (-300, 60), (0, 30)]).waysBack == [WaitingTime(60, hasEnded: true)])
  }

  // MARK: Kaplan and Meier

  @Test("The curve of the six times: shares at the ends, cut-offs only shrink who is at risk")
  func survival() {
    let curve = SurvivalCurve([
      WaitingTime(6, hasEnded: true), WaitingTime(3, hasEnded: true), WaitingTime(4, hasEnded: false),
      WaitingTime(5, hasEnded: true), WaitingTime(6, hasEnded: false), WaitingTime(9, hasEnded: true),
    ])
    #expect(curve.steps.map(\.time) == [3, 5, 6, 9])
    let shares = [5.0 / 6, 5.0 / 6 * 3 / 4, 5.0 / 6 * 3 / 4 * 2 / 3, 0]
    #expect(zip(curve.steps, shares).allSatisfy { abs($0.share - $1) < 1e-15 })
    #expect(curve.median == 6)
  }

  @Test("Greenwood's sums of four ends are 1/12 and 1/12 + 1/6; one end alone is its own interval")
  func greenwood() {
    let curve = SurvivalCurve((1...4).map { WaitingTime(Double($0), hasEnded: true) })
    #expect(abs(curve.steps[0].relativeVariance - 1.0 / 12) < 1e-15)
    #expect(abs(curve.steps[1].relativeVariance - 0.25) < 1e-15)
    let alone = SurvivalCurve([WaitingTime(7, hasEnded: true)]).medianInterval
    #expect(alone.low == 7 && alone.high == 7)
  }

  @Test("Half that have not ended leave the median open; the mean of the others would be too short")
  func openMedian() {
    let times = (1...4).map { WaitingTime(Double($0), hasEnded: true) }
    #expect(SurvivalCurve(times).median == 2)
    let cut = times + Array(repeating: WaitingTime(10, hasEnded: false), count: 5)
    #expect(SurvivalCurve(cut).median == nil)
    #expect(SurvivalCurve([]).median == nil)
  }

  @Test("The median of censored exponential times is ln 2, within its interval in 95 of 100 samples")
  func coverage() {
    let draws = RandomStream(key: RandomKey(seed: 3, run: 0), name: "test/survival", role: .exogenous)
    var (covered, medians) = (0, WelfordAccumulator())
    let truth = DeterministicMath.log(2)
    for _ in 0..<1_000 {
      let times = (0..<80).map { _ in
        let (life, cut) = (draws.exponential(mean: 1), draws.exponential(mean: 2))
        return WaitingTime(min(life, cut), hasEnded: life <= cut)
      }
      let curve = SurvivalCurve(times)
      medians.add(curve.median ?? 0)
      let interval = curve.medianInterval
      if (interval.low ?? .infinity) <= truth && truth <= (interval.high ?? .infinity) { covered += 1 }
    }
    #expect(abs((medians.mean ?? 0) - truth) < 0.03)
    #expect((925...975).contains(covered))
  }
}
