// What the tests of random models share: runs, batch means, and the distance of a sample from its law.

import Foundation
import SimEngine

/// Whether the long variants of tests run.
let isExtensive = ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil

/// A mean over time with the error that correlated samples leave: the deviation of the means of batches.
struct BatchMeans {
  let mean: Double
  let standardError: Double

  init(_ values: [Double], batches: Int = 40) {
    let size = values.count / batches
    let means = (0..<batches).map { batch in
      values[batch * size..<(batch + 1) * size].reduce(0, +) / Double(size)
    }
    let mean = means.reduce(0, +) / Double(batches)
    let squares = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = (squares / Double(batches - 1) / Double(batches)).squareRoot()
  }

  /// How many errors the mean is away from what it should be.
  func distance(from expected: Double) -> Double { (mean - expected) / standardError }
}

/// The Kolmogorov-Smirnov distance of a sample over its critical value at error level 1e-4.
func kolmogorovSmirnov(_ sample: [Double], _ distribution: (Double) -> Double) -> Double {
  let count = Double(sample.count)
  var distance = 0.0
  for (rank, value) in sample.sorted().enumerated() {
    let probability = distribution(value)
    distance = max(distance, Double(rank + 1) / count - probability, probability - Double(rank) / count)
  }
  return distance * count.squareRoot() / (-0.5 * log(0.5e-4)).squareRoot()
}
