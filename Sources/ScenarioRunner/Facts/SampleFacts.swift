// The figures of a sample by which markets are recognised: fat tails, memory, clustering.

import SimEngine

/// Figures of a sample in the order of time; each is nil where the sample is too short or does not vary.
struct SampleFacts {
  private let values: [Double]
  private let mean: Double
  private let variance: Double

  /// The figures of values in the order of time.
  init(_ values: [Double]) {
    self.values = values
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0, +) / count
    self.mean = mean
    variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
  }

  /// How many values there are.
  var count: Int { values.count }

  /// The root of the mean squared distance from the mean.
  var deviation: Double? { values.count > 1 ? variance.squareRoot() : nil }

  /// The third standardised moment.
  var skewness: Double? { moment(3) }

  /// The fourth standardised moment less the three of the normal law.
  var excessKurtosis: Double? { moment(4).map { $0 - 3 } }

  private func moment(_ power: Int) -> Double? {
    guard values.count >= 8, variance > 0 else { return nil }
    let scale = variance.squareRoot()
    let sum = values.reduce(0) { sum, value in
      sum + (0..<power).reduce(1.0) { product, _ in product * (value - mean) / scale }
    }
    return sum / Double(values.count)
  }

  /// The correlation of the values with those so many places later.
  func autocorrelation(lag: Int) -> Double? {
    guard lag > 0, values.count >= 4 * lag, values.count >= 8, variance > 0 else { return nil }
    let products = zip(values.dropFirst(lag), values).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    return products / Double(values.count) / variance
  }

  /// The statistic of Ljung and Box over so many lags: chi-squared with that many degrees of freedom where nothing hangs
  /// together.
  /// - Source: G. M. Ljung and G. E. P. Box, "On a measure of lack of fit in time series models", Biometrika 65 (1978).
  func ljungBox(lags: Int) -> Double? {
    let count = Double(values.count)
    var sum = 0.0
    for lag in 1...lags {
      guard let correlation = autocorrelation(lag: lag) else { return nil }
      sum += correlation * correlation / (count - Double(lag))
    }
    return count * (count + 2) * sum
  }

  /// The tail index of Hill from the largest magnitudes: the power with which their frequency falls.
  /// - Parameter share: Which part of all values is the tail; at least ten of them.
  /// - Source: B. M. Hill, "A simple general approach to inference about the tail of a distribution", Annals of Statistics 3
  ///   (1975).
  func tailIndex(share: Double) -> Double? {
    let count = Int(share * Double(values.count))
    let magnitudes = values.map(\.magnitude).sorted(by: >)
    guard count >= 10, magnitudes[count] > 0 else { return nil }
    let sum = magnitudes[..<count].reduce(0) { $0 + DeterministicMath.log($1 / magnitudes[count]) }
    return sum > 0 ? Double(count) / sum : nil
  }

  /// The correlation with other values, one for each.
  func correlation(with others: [Double]) -> Double? {
    let other = SampleFacts(others)
    guard values.count >= 8, others.count == values.count, variance > 0, other.variance > 0 else {
      return nil
    }
    let products = zip(values, others).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - other.mean) }
    return products / Double(values.count) / (variance * other.variance).squareRoot()
  }

  /// The value that so large a part of all are at most.
  func quantile(_ probability: Double) -> Double? {
    Statistics.quantile(probability, ofSorted: values.sorted())
  }

  /// The steps after which half of a distance from the mean is gone, by the first autocorrelation; nil where that is not
  /// between 0 and 1.
  var halfLife: Double? {
    guard let first = autocorrelation(lag: 1), first > 0, first < 1 else { return nil }
    return -DeterministicMath.log(2) / DeterministicMath.log(first)
  }

  /// The variance over the mean: 1 for counts of a Poisson process.
  var fano: Double? { values.count >= 8 && mean > 0 ? variance / mean : nil }
}
