// Measures of the peg against paths whose measures can be written down.

import Testing

@testable import SimEngine

@Suite("Peg quality")
struct PegQualityTests {
  /// Measures a path of steps, each a deviation with its span, begun at the start.
  private func measure(_ steps: [(deviation: Double?, span: SimDuration)]) -> PegQuality {
    var (quality, now) = (PegQuality(), SimTime.start)
    for step in steps {
      quality.add(step.deviation, from: now, for: step.span)
      now = now + step.span
    }
    return quality
  }

  @Test("of nothing is undefined, but no deviation and no spell is none")
  func nothing() {
    let quality = PegQuality()
    #expect(quality.timeWithin == nil && quality.rootMeanSquare == nil && quality.meanAbsolute == nil)
    #expect(quality.depegCount == 0 && quality.breakTime == nil)
    let summary = quality.summary(prefix: "peg")
    #expect(Set(summary.map(\.name)).count == summary.count)
    #expect(
      summary.filter { $0.value == 0 }.map(\.name)
        == ["deepest_below_bp", "highest_above_bp", "depegs_count"].map { "peg.\($0)" })
  }

  @Test("of a constant deviation is that deviation", arguments: [-0.3, -0.006, 0, 0.0024, 0.04])
  func constant(deviation: Double) throws {
    let quality = measure([(deviation, .minutes(7)), (deviation, .days(3))])
    let share = PegQuality.widthsBasisPoints.map { deviation.magnitude * 1e4 <= Double($0) ? 1.0 : 0 }
    #expect(quality.timeWithin == share)
    #expect(try (#require(quality.rootMeanSquare) - deviation.magnitude).magnitude < 1e-15)
    #expect(try (#require(quality.meanAbsolute) - deviation.magnitude).magnitude < 1e-15)
    #expect(quality.deepestBelow == max(0, -deviation) && quality.highestAbove == max(0, deviation))
  }

  @Test("of a square wave weighs both levels by the time that they hold")
  func squareWave() throws {
    // 30 minutes 0.4 % above, 10 minutes 3 % below, six times.
    let wave = Array(
      repeating: [(deviation: Double?.some(0.004), span: SimDuration.minutes(30)), (-0.03, .minutes(10))],
      count: 6)
    let quality = measure(wave.flatMap { $0 })
    #expect(quality.timeWithin == [0, 0.75, 0.75, 0.75, 1])
    #expect(try (#require(quality.meanAbsolute) - (0.75 * 0.004 + 0.25 * 0.03)).magnitude < 1e-15)
    let meanSquare = 0.75 * 0.004 * 0.004 + 0.25 * 0.03 * 0.03
    #expect(try (#require(quality.rootMeanSquare) - meanSquare.squareRoot()).magnitude < 1e-15)
    #expect(quality.deepestBelow == 0.03 && quality.highestAbove == 0.004)
    #expect(quality.depegCount == 0)
  }

  @Test("does not depend on how often an unchanged price is looked at")
  func cutting() throws {
    let steps: [(Double?, SimDuration)] = [
      (0.001, .hours(5)), (-0.021, .hours(2)), (nil, .hours(1)), (-0.06, .hours(30)), (0, .hours(1)),
    ]
    let whole = measure(steps)
    let cut = measure(
      steps.flatMap { step in
        Array(repeating: (step.0, SimDuration.minutes(1)), count: Int(step.1.minutes))
      })
    #expect(whole.timeWithin == cut.timeWithin)
    #expect(try (#require(whole.rootMeanSquare) / #require(cut.rootMeanSquare) - 1).magnitude < 1e-12)
    #expect(whole.depegCount == cut.depegCount && whole.depegCount == 1)
    #expect(whole.breakTime == cut.breakTime && whole.breakTime == .start + .hours(7))
  }

  @Test("counts a depeg once it has lasted an hour beyond 2 %, and each but once")
  func depegs() {
    let (off, on) = (-0.0201, 0.02)
    #expect(measure([(off, .minutes(59) + .seconds(59)), (on, .seconds(1))]).depegCount == 0)
    #expect(measure([(off, .hours(1))]).depegCount == 1)
    #expect(measure([(off, .hours(10)), (0.03, .hours(10))]).depegCount == 1)
    #expect(measure([(off, .hours(1)), (on, .seconds(1)), (off, .hours(1))]).depegCount == 2)
    #expect(measure([(off, .minutes(40)), (on, .seconds(1)), (off, .minutes(40))]).depegCount == 0)
    #expect(measure([(on, .days(9))]).depegCount == 0)
  }

  @Test("says when the first day beyond 5 % began")
  func breaks() {
    let (off, on) = (-0.051, -0.05)
    #expect(measure([(on, .days(2)), (off, .hours(23))]).breakTime == nil)
    #expect(measure([(on, .days(2)), (off, .hours(23)), (off, .hours(1))]).breakTime == .start + .days(2))
    let twice = measure([
      (off, .hours(23)), (on, .hours(1)), (off, .days(2)), (on, .days(1)), (off, .days(4)),
    ])
    #expect(twice.breakTime == .start + .days(1))
    let broken = twice.summary(prefix: "peg").first { $0.name == "peg.broken_at_d" }
    #expect(broken == SummaryMetric("peg.broken_at_d", happened: 1, watchedFor: 8, unit: "d"))
  }

  /// Hours from a shock to the first depeg and the first break after it, -1 where there was none, of a path that is
  /// looked at every hour: off the peg by 3 % for two hours after a day, by 6 % for two days after three days, six days in all.
  private func failures(after shockHours: Int64) -> [Double] {
    let deviations = (0..<144).map { (24..<26).contains($0) ? -0.03 : (72..<120).contains($0) ? 0.06 : 0 }
    let quality = measure(deviations.map { ($0, .hours(1)) })
    return quality.summary(prefix: "peg", after: .start + .hours(shockHours)).map { figure in
      figure.value.map { ($0 * 24).rounded() } ?? -1
    }
  }

  @Test("says how long after a shock the peg first failed, and nothing of what was under way before it")
  func afterShock() {
    #expect(failures(after: 0) == [24, 72])
    #expect(failures(after: 12) == [12, 60])
    #expect(failures(after: 24) == [0, 48])
    // The look of the instant counts for the hour before it, and may show what the shock did.
    #expect(failures(after: 25) == [0, 47])
    #expect(failures(after: 26) == [46, 46])
    #expect(failures(after: 74) == [-1, -1])
    let figure = measure([(0, .days(6))]).summary(prefix: "sale", after: .start + .days(2))[1]
    let expected = SummaryMetric("sale.broken_after_shock_d", happened: nil, watchedFor: 4, unit: "d")
    #expect(figure == expected)
  }

  @Test("counts a time without any price as off the peg, and leaves it out of the mean deviation")
  func unobserved() throws {
    let quality = measure([(0.001, .hours(3)), (nil, .hours(1))])
    #expect(quality.timeWithin == [0.75, 0.75, 0.75, 0.75, 0.75])
    #expect(try (#require(quality.meanAbsolute) - 0.001).magnitude < 1e-15)
    #expect(quality.depegCount == 1 && quality.highestAbove == 0.001)
    #expect(measure([(nil, .days(1))]).breakTime == .start)
    #expect(measure([(nil, .days(1))]).timeWithin == [0, 0, 0, 0, 0])
    // A price that is off the peg and then gone is one spell.
    #expect(measure([(-0.03, .minutes(30)), (nil, .minutes(30))]).depegCount == 1)
  }

  @Test("of an Ornstein-Uhlenbeck deviation is what its stationary law says")
  func ornsteinUhlenbeck() throws {
    // Standard deviation 36 bp; looked at every four half-lives, so that looks are correlated by a sixteenth.
    let draws = RandomStream(key: RandomKey(seed: 26, run: 0), name: "test/deviation", role: .exogenous)
    let (deviation, memory) = (0.0036, 1.0 / 16)
    var (value, quality, now) = (deviation * draws.normal(), PegQuality(), SimTime.start)
    for _ in 0..<60_000 {
      quality.add(value, from: now, for: .minutes(96))
      now = now + .minutes(96)
      value = memory * value + (1 - memory * memory).squareRoot() * deviation * draws.normal()
    }
    let within = try #require(quality.timeWithin)
    // Four standard errors of 60,000 looks: sqrt(p(1 - p)/n), a twentieth more for the correlation.
    #expect((within[1] - 0.8351).magnitude < 0.0064)
    #expect((within[2] - 0.9945).magnitude < 0.0013)
    #expect(try (#require(quality.rootMeanSquare) / deviation - 1).magnitude < 0.012)
    #expect(try (#require(quality.meanAbsolute) / (deviation * 0.797_884_560_8) - 1).magnitude < 0.013)
  }
}

@Suite("A time-weighted mean")
struct TimeWeightedTests {
  @Test("weighs each value by how long it held, whatever held for no time apart")
  func mean() {
    var mean = TimeWeighted()
    #expect(mean.mean == nil)
    mean.add(1e9, for: .zero)
    #expect(mean.mean == nil && mean.seconds == 0)
    mean.add(2, for: .seconds(30))
    mean.add(-10, for: .seconds(10))
    #expect(mean.mean == -1 && mean.integral == -40 && mean.seconds == 40)
    mean.add(7, for: .zero)
    #expect(mean.mean == -1)
  }

  @Test("of a straight line is its middle")
  func line() {
    var mean = TimeWeighted()
    for step in 0..<1_000 { mean.add(Double(step) + 0.5, for: .milliseconds(250)) }
    #expect(mean.mean == 500 && mean.seconds == 250)
  }

  @Test(
    "a day is judged by its mean: a bad half does not make a bad day, nor does a bad mean end with midnight")
  func dailyMeans() {
    var quality = PegQuality()
    // Day 0 is 8 % off for its first half, which is 4 % in the mean; day 1 has no price in its last half and is
    // 4 % off before; half of day 2 is 11 % off, so that it is the first bad one.
    quality.add(-0.08, from: .start, for: .hours(12))
    quality.add(0, from: .start + .hours(12), for: .hours(12))
    quality.add(-0.04, from: .start + .days(1), for: .hours(12))
    quality.add(nil, from: .start + .hours(36), for: .hours(12))
    #expect(quality.dailyBreakTime == nil)
    quality.add(-0.11, from: .start + .days(2), for: .hours(12))
    quality.add(0, from: .start + .hours(60), for: .hours(11))
    #expect(quality.dailyBreakTime == nil)
    quality.add(0.01, from: .start + .hours(71), for: .days(5))
    #expect(quality.dailyBreakTime == .start + .days(2))
  }

  @Test("a span over several midnights is split among the days, and a day without any price is a bad one")
  func spansOverMidnight() {
    var quality = PegQuality()
    quality.add(0.2, from: .start, for: .hours(6))
    quality.add(0, from: .start + .hours(6), for: .hours(66))
    #expect(quality.dailyBreakTime == nil)
    quality.add(nil, from: .start + .days(3), for: .hours(23))
    #expect(quality.dailyBreakTime == nil)
    quality.add(nil, from: .start + .hours(95), for: .hours(1))
    #expect(quality.dailyBreakTime == .start + .days(3))
  }
}
