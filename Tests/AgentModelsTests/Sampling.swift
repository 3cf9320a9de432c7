// What the tests of random models share: whether they run at length, and the distance of a sample from its law.

import Foundation
import SimEngine

/// Whether the long variants of tests run.
let isExtensive = ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil

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
