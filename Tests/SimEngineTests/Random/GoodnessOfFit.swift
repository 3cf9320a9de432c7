// Statistical tests of samples, scaled so that a fit passes below one.

import Foundation

/// Tests of whether a sample follows a law. Seeds are fixed, so that a test always passes or always fails;
/// the error level says how likely a right generator would have been to fail when the seed was chosen.
enum GoodnessOfFit {
  /// How many variates a test draws: few in the everyday run, five million when SIMRUN_EXTENSIVE is set.
  static let sampleSize =
    ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] == nil ? 40_000 : 5_000_000

  /// The two-sided Kolmogorov-Smirnov distance over its critical value at error level 1e-6 (asymptotic).
  static func kolmogorovSmirnov(_ sample: [Double], _ distribution: (Double) -> Double) -> Double {
    let count = Double(sample.count)
    var distance = 0.0
    for (rank, value) in sample.sorted().enumerated() {
      let probability = distribution(value)
      distance = max(distance, Double(rank + 1) / count - probability, probability - Double(rank) / count)
    }
    return distance * count.squareRoot() / (-0.5 * log(0.5e-6)).squareRoot()
  }

  /// Pearson's chi-squared over its critical value at error level 1e-6 (Wilson and Hilferty's approximation).
  static func chiSquared(_ observed: [Int], _ probabilities: [Double]) -> Double {
    let count = Double(observed.reduce(0, +))
    var sum = 0.0
    for (cell, probability) in zip(observed, probabilities) {
      let expected = count * probability
      sum += (Double(cell) - expected) * (Double(cell) - expected) / expected
    }
    let freedom = Double(observed.count - 1)
    let spread = 2 / (9 * freedom)
    return sum / (freedom * pow(1 - spread + 4.7534 * spread.squareRoot(), 3))
  }

  /// Chi-squared, over its critical value, of a sample in equally likely cells.
  static func chiSquared(equallyLikely observed: [Int]) -> Double {
    chiSquared(observed, Array(repeating: 1 / Double(observed.count), count: observed.count))
  }
}
