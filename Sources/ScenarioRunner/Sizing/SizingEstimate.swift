// The value that is recommended and its interval, by either of two methods.

public import SimEngine

/// The smallest sufficient value, as far as some seeds tell.
public struct SizingEstimate: Sendable {
  /// How the value was found.
  public enum Method: String, Sendable {
    /// A threshold for every seed; their quantile.
    case thresholds
    /// The share of seeds that meet the target at some values, made to rise; where it crosses the confidence.
    case risingShares = "rising-shares"
    /// Tests of some values, each by as many seeds as it took; the smallest that was found sufficient.
    case sequentialTests = "sequential-tests"
  }

  public let method: Method
  /// The value; nil where none in the range is sufficient.
  public let value: Double?
  /// The lower end of the interval; nil where the range does not hold it.
  public let low: Double?
  /// The upper end of the interval; nil where the range does not hold it.
  public let high: Double?
  /// The probability with which the interval covers the sufficient value, or all tests are right.
  public let coverage: Double
  /// The ranks of value, low and high among the thresholds; nil for the other method.
  public let ranks: QuantileRanks?

  /// The quantile of the seeds' thresholds, with the interval of its order statistics.
  /// - Parameters:
  ///   - thresholds: One a seed, nil where no value in the range meets the target; shape [seeds], at least 1.
  ///   - confidence: The share of seeds that the value has to be sufficient for.
  init(thresholds: [Double?], confidence: Double) {
    let sorted = thresholds.compactMap(\.self).sorted()
    let ranks = QuantileRanks(count: thresholds.count, probability: confidence)
    let ranked = { (rank: Int) in sorted.indices.contains(rank - 1) ? sorted[rank - 1] : nil }
    method = .thresholds
    (value, low, high) = (ranked(ranks.estimate), ranked(ranks.low), ranked(ranks.high))
    coverage = ranks.coverage
    self.ranks = ranks
  }

  /// The smallest value that tests found sufficient; such a value has no interval, but a zone of indifference.
  init(decided value: Double?) {
    method = .sequentialTests
    self.value = value
    (low, high, ranks) = (nil, nil, nil)
    coverage = 0.95
  }

  /// Where the share of seeds that meet the target crosses the confidence, with the interval of Wilson's bounds.
  /// - Parameters:
  ///   - values: Ascending; shape [values].
  ///   - met: How many seeds meet the target at each; shape [values].
  init(values: [Double], met: [Int], seeds: Int, confidence: Double) {
    let bounds = met.map { Statistics.wilsonInterval(successes: $0, trials: seeds, level: 0.95) }
    let crossing = { (shares: [Double]) in
      Self.crossing(Statistics.risingFit(of: shares), of: confidence, at: values)
    }
    method = .risingShares
    value = crossing(met.map { Double($0) / Double(seeds) })
    low = crossing(bounds.map(\.upperBound))
    high = crossing(bounds.map(\.lowerBound))
    coverage = 0.95
    ranks = nil
  }

  /// The value at which rising shares reach a level, between two values in proportion to the logarithm.
  private static func crossing(_ shares: [Double], of level: Double, at values: [Double]) -> Double? {
    guard let next = shares.firstIndex(where: { $0 >= level }) else { return nil }
    guard next > 0 else { return values[0] }
    let share = (level - shares[next - 1]) / (shares[next] - shares[next - 1])
    let ratio = DeterministicMath.log(values[next] / values[next - 1])
    return values[next - 1] * DeterministicMath.exp(share * ratio)
  }
}

/// How likely the target is met at each value, by the thresholds of some seeds.
struct ResponseCurve {
  /// The thresholds that the range holds, ascending.
  let sorted: [Double]
  private let seeds: Int

  init(thresholds: [Double?]) {
    sorted = thresholds.compactMap(\.self).sorted()
    seeds = thresholds.count
  }

  /// The share of seeds whose threshold is not above a value.
  func share(at value: Double) -> Double {
    Double(sorted.count { $0 <= value }) / Double(max(1, seeds))
  }

  /// By how much the whole curve may be off at most, with a probability of 95 %.
  ///
  /// - Source: A. Dvoretzky, J. Kiefer and J. Wolfowitz, Annals of Mathematical Statistics 27 (1956) 642-669, with
  ///   the constant of P. Massart, Annals of Probability 18 (1990) 1269-1283.
  var halfBand: Double {
    (DeterministicMath.log(2 / 0.05) / (2 * Double(max(1, seeds)))).squareRoot()
  }
}
