// What somebody believes of a value that reverts to its mean and that he sees through noise.

import SimEngine

/// The Kalman filter of an Ornstein-Uhlenbeck process, exact for any time between two observations.
///
/// Over a span D the belief fades to the mean, `r = m + (r - m) e^(-κD)`, and its variance towards that of the long run,
/// `v = v e^(-2κD) + σ²(1 - e^(-2κD))/2κ`. An observation o with noise of variance n moves both by the gain
/// `K = v / (v + n)`: `r = r + K (o - r)`, `v = (1 - K) v`, with the v before it on the right.
/// - Source: R. E. Kalman, "A new approach to linear filtering and prediction problems", Journal of Basic Engineering 82
///   (1960).
struct MeanRevertingBelief {
  /// m, to which the value reverts.
  let longRunMean: Double
  /// κ, per minute.
  let pullPerMinute: Double
  /// σ²/2κ, the variance of the value in the long run.
  let longRunVariance: Double
  /// What the value is expected to be.
  private(set) var mean: Double
  /// The variance of the value around that.
  private(set) var variance: Double
  private var time = SimTime.start

  /// The belief of one who knows the process and has seen nothing.
  /// - Parameter startVariance: That of the value at the start; nil where the process has gone on for long.
  init(
    longRunMean: Double, pullPerMinute: Double, longRunVariance: Double, startVariance: Double? = nil
  ) {
    self.longRunMean = longRunMean
    self.pullPerMinute = pullPerMinute
    self.longRunVariance = longRunVariance
    mean = longRunMean
    variance = startVariance ?? longRunVariance
  }

  /// Takes in a noisy observation of the value at an instant that is not before the last.
  mutating func observe(_ value: Double, noiseVariance: Double, at now: SimTime) {
    let span = (now - time).minutes
    time = now
    mean = forecast(afterMinutes: span)
    variance += (longRunVariance - variance) * -DeterministicMath.expm1(-2 * pullPerMinute * span)
    // One who knows the value for certain and sees it again learns nothing.
    guard variance > 0 else { return }
    let gain = variance / (variance + noiseVariance)
    mean += gain * (value - mean)
    variance *= 1 - gain
  }

  /// What the value is expected to be a span later.
  func forecast(afterMinutes span: Double) -> Double {
    longRunMean + (mean - longRunMean) * DeterministicMath.exp(-pullPerMinute * span)
  }
}
