// Exact binomial probabilities, and what they say of quantiles and of shares.

/// How many of some independent trials succeed.
public struct Binomial: Sendable {
  /// How many trials there are.
  public let trials: Int
  /// The probability of at most k successes; shape [trials + 1].
  private let cumulative: [Double]

  /// The distribution, as a table.
  ///
  /// The weights run down on both sides from the likeliest count, where the weight is 1, by the ratio of neighbours
  /// `(n - k) p / ((k + 1) (1 - p))`: no factorial that overflows, no power that underflows where it matters.
  /// - Parameters:
  ///   - trials: At least 0.
  ///   - probability: That of success in one trial, from 0 to 1.
  /// - Complexity: O(trials).
  public init(trials: Int, probability: Double) {
    invariant(trials >= 0 && (0...1).contains(probability), "\(trials) trials of probability \(probability)")
    self.trials = trials
    var weights = [Double](repeating: 0, count: trials + 1)
    let mode = min(trials, Int(Double(trials + 1) * probability))
    weights[mode] = 1
    let odds = probability / (1 - probability)
    for k in mode..<max(mode, trials) {
      weights[k + 1] = weights[k] * odds * Double(trials - k) / Double(k + 1)
    }
    for k in stride(from: mode, to: 0, by: -1) {
      weights[k - 1] = weights[k] / odds * Double(k) / Double(trials - k + 1)
    }
    let total = weights.reduce(0, +)
    var sum = 0.0
    cumulative = weights.map { weight in
      sum += weight
      return min(1, sum / total)
    }
  }

  /// The probability of at most so many successes.
  public func atMost(_ successes: Int) -> Double {
    if successes < 0 { return 0 }
    return successes >= trials ? 1 : cumulative[successes]
  }

  /// The least count that is reached or undercut with at least that probability.
  public func quantile(_ probability: Double) -> Int {
    cumulative.firstIndex { $0 >= probability } ?? trials
  }
}

/// Which order statistics of a sample enclose a quantile of what the sample is drawn from.
public struct QuantileRanks: Hashable, Sendable {
  /// The rank of the estimate, from 1: the least value that enough of the sample does not exceed.
  public let estimate: Int
  /// The rank of the interval's lower end; 0 where the sample is too small to have one.
  public let low: Int
  /// The rank of the interval's upper end, the greatest value where the sample is too small to have a better one.
  public let high: Int
  /// The probability with which the interval covers the quantile, whatever the sample is drawn from.
  public let coverage: Double

  /// The ranks by which `P(X(low) <= quantile <= X(high))` is at least the level, each side missing it with half the rest.
  ///
  /// Where even the greatest value of the sample does not reach as far, it is the upper end all the same, and `coverage`
  /// says what is lost.
  /// - Parameters:
  ///   - count: The size of the sample, at least 1.
  ///   - probability: Which quantile, such as 0.95.
  ///   - level: The probability of covering that is wanted.
  /// - Complexity: O(count).
  /// - Source: H. A. David and H. N. Nagaraja, Order Statistics, 3rd edition, Wiley 2003, section 7.1.
  public init(count: Int, probability: Double, level: Double = 0.95) {
    invariant(count > 0 && probability > 0 && probability < 1, "\(probability) of \(count)")
    let binomial = Binomial(trials: count, probability: probability)
    // A product such as 0.95 * 200 may lie a rounding above the whole number that it stands for.
    estimate = min(count, max(1, Int((Double(count) * probability - 1e-9).rounded(.up))))
    low = binomial.quantile(0.5 * (1 - level))
    high = min(count, binomial.quantile(0.5 * (1 + level)) + 1)
    coverage = binomial.atMost(high - 1) - binomial.atMost(low - 1)
  }

  /// The least size of a sample whose greatest value lies beyond the quantile with a probability: 59 for a quantile of
  /// 0.95 and a level of 0.95, since 0.95 to the power of 59 is less than 0.05.
  public static func leastCount(probability: Double, level: Double = 0.95) -> Int {
    var count = 1
    var missed = probability
    while missed > 1 - level {
      missed *= probability
      count += 1
    }
    return count
  }
}

extension Statistics {
  /// The exact interval of Clopper and Pearson for a probability, after so many successes in so many trials.
  ///
  /// Covers with at least the level whatever the probability is, and is wider than Wilson's for that.
  /// - Parameters:
  ///   - successes: From 0 to the number of trials.
  ///   - trials: At least 1.
  ///   - level: The probability of covering, such as 0.95.
  /// - Complexity: O(trials), sixty times over.
  /// - Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of
  ///   the binomial", Biometrika 26 (1934) 404-413, doi:10.1093/biomet/26.4.404.
  public static func exactInterval(successes: Int, trials: Int, level: Double) -> ClosedRange<Double> {
    invariant(trials > 0 && (0...trials).contains(successes), "\(successes) successes in \(trials) trials")
    let tail = 0.5 * (1 - level)
    // Above the lower end so many successes or more are likelier than the tail; below the upper end, so many or fewer.
    let lower =
      successes == 0
      ? 0 : bisect { 1 - Binomial(trials: trials, probability: $0).atMost(successes - 1) > tail }
    let upper =
      successes == trials
      ? 1 : bisect { Binomial(trials: trials, probability: $0).atMost(successes) <= tail }
    return lower...max(lower, upper)
  }

  /// The point from 0 to 1 at which a condition begins to hold.
  private static func bisect(_ holds: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if holds(middle) { high = middle } else { low = middle }
    }
    return 0.5 * (low + high)
  }
}
