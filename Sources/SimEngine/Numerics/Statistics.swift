// What samples say: moments, quantiles, concentration, and how sure a share is.

/// Count, mean and variance of a sample that arrives one value at a time.
///
/// - Source: B. P. Welford, "Note on a method for calculating corrected sums of squares and products",
///   Technometrics 4 (1962) 419-420; merging by T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae
///   and a pairwise algorithm for computing sample variances", COMPSTAT 1982.
@frozen
public struct WelfordAccumulator: Hashable, Sendable {
  /// How many values were added.
  public private(set) var count = 0
  /// The sum of squared deviations from the mean.
  public private(set) var squaredDeviations = 0.0
  private var currentMean = 0.0

  /// An empty sample.
  public init() {}

  /// The arithmetic mean, or nil for an empty sample.
  public var mean: Double? { count > 0 ? currentMean : nil }

  /// The unbiased variance (division by count - 1), or nil below two values.
  public var variance: Double? { count > 1 ? squaredDeviations / Double(count - 1) : nil }

  /// The square root of the unbiased variance, or nil below two values.
  public var standardDeviation: Double? { variance?.squareRoot() }

  /// The standard error of the mean, or nil below two values.
  public var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }

  /// Adds a value.
  public mutating func add(_ value: Double) {
    count += 1
    let distance = value - currentMean
    currentMean += distance / Double(count)
    squaredDeviations += distance * (value - currentMean)
  }

  /// Adds all values of another sample.
  ///
  /// The result does not depend on how values were split between samples, but for rounding; merge in a fixed
  /// order where every bit counts.
  public mutating func merge(_ other: WelfordAccumulator) {
    guard other.count > 0 else { return }
    let otherShare = Double(other.count) / Double(count + other.count)
    let distance = other.currentMean - currentMean
    squaredDeviations += other.squaredDeviations + distance * distance * Double(count) * otherShare
    currentMean += distance * otherShare
    count += other.count
  }
}

/// Figures of samples and shares.
public enum Statistics {
  /// The quantile of a sample by linear interpolation between order statistics (type 7), or nil for no
  /// values.
  ///
  /// Probability 0 gives the least value, 1 the greatest, 1/2 the median. Same as the defaults of R and
  /// NumPy.
  /// - Parameters:
  ///   - probability: From 0 to 1.
  ///   - values: The sample in ascending order; shape [values].
  /// - Complexity: O(1); the order of the values is the caller's duty.
  /// - Source: R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American
  ///   Statistician 50 (1996) 361-365, doi:10.1080/00031305.1996.10473566.
  public static func quantile(_ probability: Double, ofSorted values: [Double]) -> Double? {
    invariant(probability >= 0 && probability <= 1, "\(probability) is no probability")
    guard let greatest = values.last else { return nil }
    let position = probability * Double(values.count - 1)
    let index = Int(position)
    guard index + 1 < values.count else { return greatest }
    return values[index] + (position - Double(index)) * (values[index + 1] - values[index])
  }

  /// The Gini coefficient of a sample: 0 when all are equal, 1 when one has everything.
  ///
  /// Half the mean absolute difference of two different members over the mean, which is n/(n - 1) times the
  /// coefficient of the population that the sample would be.
  /// - Parameter values: Holdings or rewards in ascending order, each >= 0; shape [members].
  /// - Returns: nil below two members or when nobody has anything.
  /// - Complexity: O(n), no allocation.
  public static func gini(ofSorted values: [Double]) -> Double? {
    var total = 0.0
    var weighted = 0.0
    for (index, value) in values.enumerated() {
      total += value
      weighted += Double(2 * index + 1 - values.count) * value
    }
    guard values.count > 1 && total > 0 else { return nil }
    return weighted / (total * Double(values.count - 1))
  }

  /// The Herfindahl-Hirschman index: the sum of squared shares, from 1/n for equals to 1 for a single holder.
  ///
  /// Its reciprocal is the number of equals that would be as concentrated.
  /// - Parameter values: Holdings or rewards in any order, each >= 0; shape [members].
  /// - Returns: nil when nobody has anything.
  /// - Complexity: O(n), no allocation.
  public static func herfindahlHirschmanIndex(of values: [Double]) -> Double? {
    let total = values.reduce(0, +)
    guard total > 0 else { return nil }
    return values.reduce(0) { $0 + ($1 / total) * ($1 / total) }
  }

  /// Wilson's score interval for a probability, after so many successes in so many trials.
  ///
  /// Stays within 0 to 1 and keeps its level near the ends, where the usual normal interval fails.
  /// - Parameters:
  ///   - successes: From 0 to the number of trials.
  ///   - trials: At least 1.
  ///   - level: The probability of covering, such as 0.95.
  /// - Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
  ///   of the American Statistical Association 22 (1927) 209-212, doi:10.1080/01621459.1927.10502953.
  public static func wilsonInterval(successes: Int, trials: Int, level: Double) -> ClosedRange<Double> {
    invariant(trials > 0 && (0...trials).contains(successes), "\(successes) successes in \(trials) trials")
    invariant(level > 0 && level < 1, "\(level) is no level of confidence")
    let z = DeterministicMath.normalQuantile(0.5 + 0.5 * level)
    let count = Double(trials)
    let share = Double(successes) / count
    let weight = 1 + z * z / count
    let centre = (share + z * z / (2 * count)) / weight
    let spread = z / weight * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    // The ends are exact where rounding would step over them.
    let lower = successes == 0 ? 0 : max(0, centre - spread)
    let upper = successes == trials ? 1 : min(1, centre + spread)
    return lower...upper
  }
}
