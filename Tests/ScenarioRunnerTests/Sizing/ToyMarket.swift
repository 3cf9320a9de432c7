// A market whose sufficient reward is known in closed form, in place of a simulation.

import SimEngine

@testable import ScenarioRunner

/// Providers with log-normal reservation yields share a reward, and how much capital there is in all is random.
///
/// The depth L solves `L = K G(R / L)` with the daily reward R and the capital K; so depth D is there with probability
/// p exactly from `R = D m exp(s N^-1(D / q))`, where q is the (1 - p) quantile of K.
struct ToyMarket: Sendable {
  let medianYield = 0.002
  let yieldSigma = 0.8
  let medianCapital = 100_000.0
  let capitalSigma = 0.3
  /// The capital of each seed.
  let capital: [Double]

  /// A market for some seeds of a repetition.
  init(seeds: Int, repetition: UInt64 = 0) {
    let stream = RandomStream(key: RandomKey(seed: 24, run: repetition), name: "capital", role: .exogenous)
    let (median, sigma) = (medianCapital, capitalSigma)
    capital = (0..<seeds).map { _ in stream.lognormal(median: median, sigma: sigma) }
  }

  /// The capital that would come for a daily yield.
  func supply(seed: Int, yield: Double) -> Double {
    capital[seed] * DeterministicMath.normalCDF(DeterministicMath.log(yield / medianYield) / yieldSigma)
  }

  /// The depth that a reward a minute sustains.
  func depth(seed: Int, reward: Double) -> Double {
    var (low, high) = (0.0, capital[seed])
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if supply(seed: seed, yield: 1_440 * reward / middle) > middle { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  /// The closed form, in coins a minute.
  func sufficientReward(depth: Double, probability: Double) -> Double {
    let z = DeterministicMath.normalQuantile(1 - probability)
    let quantile = medianCapital * DeterministicMath.exp(capitalSigma * z)
    let share = DeterministicMath.normalQuantile(depth / quantile)
    return depth * medianYield * DeterministicMath.exp(yieldSigma * share) / 1_440
  }
}
