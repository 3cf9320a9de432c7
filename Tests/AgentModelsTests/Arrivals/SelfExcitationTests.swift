// Self-exciting arrivals: Poisson without memory, Hawkes' rate and dispersion with it.

import Laws
import SimEngine
import Testing

@testable import AgentModels

@Suite("Self-excitation")
struct SelfExcitationTests {
  /// The times in minutes of the events of one type, or of all.
  static func times(_ process: SelfExcitation, until end: Double, type: Int? = nil, name: String = "events")
    -> [Double]
  {
    var process = process
    let stream = RandomStream(key: RandomKey(seed: 5, run: 0), name: name, role: .exogenous)
    var (now, times) = (0.0, [Double]())
    while true {
      let event = process.next { stream.exponential(mean: 1) }
      now += event.wait
      if now >= end { return times }
      if type == nil || event.type == type { times.append(now) }
    }
  }

  /// How many events fall into each of equal windows.
  static func counts(_ times: [Double], window: Double, from begin: Double, to end: Double) -> [Double] {
    var counts = [Double](repeating: 0, count: Int(((end - begin) / window).rounded()))
    for time in times where time >= begin {
      counts[min(counts.count - 1, Int((time - begin) / window))] += 1
    }
    return counts
  }

  @Test("V1: without excitation arrivals are Poisson: mean and variance λT, exponential waits")
  func poisson() {
    let process = SelfExcitation(meanRate: 2, branching: 0, memoryMinutes: 10)
    let times = Self.times(process, until: 10_000)
    let counts = Moments(Self.counts(times, window: 5, from: 0, to: 10_000))
    let law = Law(1)
    #expect(
      law.holds(
        "mean count", expected: 10, measured: counts.mean, standardError: counts.standardError, atMost: 0.1))
    #expect(
      law.holds(
        "variance of the count", expected: 10, measured: counts.variance,
        standardError: counts.standardErrorOfVariance, atMost: 0.5))
    let waits = zip(times.dropFirst(), times).map { $0.0 - $0.1 }
    #expect(
      law.holds(
        "Kolmogorov-Smirnov distance of waits over its critical value", below: 1,
        measured: kolmogorovSmirnov(waits) { 1 - DeterministicMath.exp(-2 * $0) }))
    let dispersion = Moments(waits).variance / (Moments(waits).mean * Moments(waits).mean)
    #expect(
      law.holds(
        "dispersion of waits", expected: 1, measured: dispersion,
        standardError: (8 / Double(waits.count)).squareRoot(), atMost: 0.03))
  }

  /// The variance of counts over their mean in windows of T: κ² - (κ²-1)(1-e^(-γT))/γT, κ = 1/(1-n), γ = β-α.
  static func fano(branching: Double, decay: Double, window: Double) -> Double {
    let limit = 1 / ((1 - branching) * (1 - branching))
    let fade = decay * (1 - branching) * window
    return limit - (limit - 1) * (1 - DeterministicMath.exp(-fade)) / fade
  }

  static func checkHawkes(windows: Int, _ law: Law) {
    // The fit to trades on MtGox in 2013: μ = 0.07/s, α = 1.18/s, β = 1.79/s.
    let branching = 1.18 / 1.79
    let process = SelfExcitation(
      meanRate: 60 * 0.07 / (1 - branching), branching: branching, memoryMinutes: 1 / (60 * 1.79))
    #expect((process.baseRates[0] - 4.2).magnitude < 1e-12)
    let window = 100.0 / 60
    let begin = 2.0
    let end = begin + window * Double(windows)
    let counts = counts(times(process, until: end), window: window, from: begin, to: end)
    let rate = BatchMeans(counts.map { $0 / 100 })
    #expect(
      law.holds("events a second", expected: 0.205410, rate, atMost: 0.15 / Double(windows).squareRoot()))
    let mean = counts.reduce(0, +) / Double(windows)
    let fano = BatchMeans(counts.map { ($0 - mean) * ($0 - mean) / mean })
    let expected = Self.fano(branching: branching, decay: 1.79, window: 100)
    #expect((expected - 8.486).magnitude < 0.001)
    #expect(
      law.holds(
        "variance over mean in 100 s", expected: expected, fano, atMost: 20 / Double(windows).squareRoot()))
  }

  @Test("V5: Hawkes arrivals have the rate μ/(1-n) and the dispersion of its exact formula")
  func hawkes() { Self.checkHawkes(windows: 2_000, Law(5)) }

  @Test(
    "V5: the same over a hundred thousand windows",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func hawkesAtLength() { Self.checkHawkes(windows: 100_000, Law(5, .long)) }

  @Test("Two types that excite each other have the rates of the linear equations")
  func twoTypes() {
    let process = SelfExcitation(
      meanRates: [3, 1], branching: [[0.4, 0.3], [0.1, 0.2]], memoryMinutes: 0.5)
    #expect((process.baseRates[0] - (3 - 1.2 - 0.3)).magnitude < 1e-12)
    #expect((process.baseRates[1] - (1 - 0.3 - 0.2)).magnitude < 1e-12)
    for (type, rate) in [(0, 3.0), (1, 1.0)] {
      let times = Self.times(process, until: 4_010, type: type)
      let counts = BatchMeans(Self.counts(times, window: 10, from: 10, to: 4_010))
      #expect(counts.distance(from: 10 * rate).magnitude < 4)
    }
  }
}
