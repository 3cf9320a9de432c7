// What a shock did, figure by figure: without it, with it, and the difference between runs that drew the same.

import SimEngine

/// One figure of a stress test.
public struct StressMeasure: Sendable {
  /// What is said of a figure.
  public enum Statistic: String, Sendable {
    /// Its mean over the replications in which it is defined both without and with the shocks.
    case mean
    /// The time by which it had happened in half of all replications, by Kaplan and Meier.
    case median
    /// The share of all replications in which it happened.
    case share
  }

  /// A value, with the bounds of its 95 % interval where there is one.
  public struct Estimate: Hashable, Sendable {
    /// The value; nil where it is not defined, such as the median of what happened in less than half.
    public var value: Double?
    /// The lower bound.
    public var low: Double?
    /// The upper bound.
    public var high: Double?
  }

  /// The name of the figure.
  public let figure: String
  /// The unit of the values; empty for a pure number.
  public let unit: String
  /// What is said of it.
  public let statistic: Statistic
  /// The replications that count.
  public let count: Int
  /// Without the shocks.
  public let calm: Estimate
  /// With them.
  public let shocked: Estimate
  /// With them less without them, pair by pair.
  public let difference: Estimate
}

extension StressMeasure {
  /// The mean of a figure; nil where no run of one of the points knows it.
  init?(meanOf figure: String, _ calm: [[SummaryMetric]], _ shocked: [[SummaryMetric]]) {
    let (before, after) = (Self.runs(figure, calm), Self.runs(figure, shocked))
    guard let unit = (before + after).compactMap(\.self).first?.unit else { return nil }
    var moments = (WelfordAccumulator(), WelfordAccumulator(), WelfordAccumulator())
    for (before, after) in zip(before, after) {
      guard let before = before?.value, let after = after?.value else { continue }
      moments.0.add(before)
      moments.1.add(after)
      moments.2.add(after - before)
    }
    self.init(
      figure: figure, unit: unit, statistic: .mean, count: moments.0.count, calm: Estimate(mean: moments.0),
      shocked: Estimate(mean: moments.1), difference: Estimate(mean: moments.2))
  }

  /// How long it took until something happened; nil where no run was watched for it.
  init?(waitFor figure: String, _ calm: [[SummaryMetric]], _ shocked: [[SummaryMetric]]) {
    let waits = [calm, shocked].map { Self.waits(figure, $0) }
    guard let first = calm.joined().first(where: { $0.name == figure }), !waits[0].isEmpty else { return nil }
    let medians = waits.map { Estimate(medianOf: $0) }
    let difference = medians[1].value.flatMap { shocked in medians[0].value.map { shocked - $0 } }
    self.init(
      figure: figure, unit: first.unit, statistic: .median, count: waits[0].count, calm: medians[0],
      shocked: medians[1], difference: Estimate(value: difference))
  }

  /// The probability that something happens; nil where no run was watched for it.
  init?(probabilityOf figure: String, _ calm: [[SummaryMetric]], _ shocked: [[SummaryMetric]]) {
    let waits = [calm, shocked].map { Self.waits(figure, $0) }
    guard !waits[0].isEmpty, !waits[1].isEmpty else { return nil }
    let counts = waits.map { $0.count(where: \.hasEnded) }
    let shares = zip(counts, waits).map { Estimate(share: $0, of: $1.count) }
    let difference = shares[1].value.flatMap { shocked in shares[0].value.map { shocked - $0 } }
    self.init(
      figure: figure, unit: "", statistic: .share, count: waits[0].count, calm: shares[0],
      shocked: shares[1], difference: Estimate(value: difference))
  }

  private static func runs(_ figure: String, _ runs: [[SummaryMetric]]) -> [SummaryMetric?] {
    runs.map { run in run.first { $0.name == figure } }
  }

  private static func waits(_ figure: String, _ runs: [[SummaryMetric]]) -> [WaitingTime] {
    Self.runs(figure, runs).compactMap { figure in
      figure?.watchedFor.map { WaitingTime($0, hasEnded: figure?.value != nil) }
    }
  }
}

extension StressMeasure.Estimate {
  fileprivate init(mean moments: WelfordAccumulator) {
    let interval = ConfidenceInterval.ofMean(moments)
    self.init(value: moments.mean, low: interval?.low, high: interval?.high)
  }

  fileprivate init(medianOf waits: [WaitingTime]) {
    let curve = SurvivalCurve(waits)
    let interval = waits.count > 1 ? curve.medianInterval : (low: nil, high: nil)
    self.init(value: curve.median, low: interval.low, high: interval.high)
  }

  fileprivate init(share count: Int, of trials: Int) {
    let interval = Statistics.wilsonInterval(successes: count, trials: trials, level: 0.95)
    self.init(
      value: Double(count) / Double(trials), low: interval.lowerBound, high: interval.upperBound)
  }
}
