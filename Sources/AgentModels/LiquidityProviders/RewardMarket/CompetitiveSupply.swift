// How much capital comes for a yield when many providers ask for different ones, and what reward draws out a depth.

import SimEngine

/// Capital whose owners each provide from a yield of their own on: a lognormal share of it at each yield.
///
/// Nobody counts what his own coming does to the yield. Yields and rewards are per the same span, such as a day.
public struct CompetitiveSupply: Hashable, Sendable {
  /// K: all capital there is, > 0.
  public var capital: Double
  /// m: the yield for which half of it comes, > 0.
  public var medianYield: Double
  /// s: the standard deviation of the logarithm of the yield that is asked for, > 0.
  public var sigma: Double

  /// A supply.
  public init(capital: Double, medianYield: Double, sigma: Double) {
    invariant(capital > 0 && medianYield > 0 && sigma > 0, "a supply without capital or without a yield")
    (self.capital, self.medianYield, self.sigma) = (capital, medianYield, sigma)
  }

  /// The capital that comes for a yield: `K·N(ln(y/m)/s)`.
  public func liquidity(atYield yield: Double) -> Double {
    capital * DeterministicMath.normalCDF(score(of: yield))
  }

  /// The liquidity at which a reward pays exactly those who come: L with `L = K·G(R/max(L, T))`.
  /// - Parameters:
  ///   - reward: R, >= 0.
  ///   - target: T, below which the reward is cut in proportion; 0 for a fixed reward.
  /// - Complexity: sixty bisections; the right side falls as L grows, so there is one L.
  public func liquidity(reward: Double, target: Double = 0) -> Double {
    guard reward > 0 else { return 0 }
    var (low, high) = (0.0, capital)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if liquidity(atYield: reward / max(middle, target)) > middle { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// By how many per cent liquidity grows with one per cent more of a fixed reward: `e/(1 + e)`, e the elasticity of the
  /// capital that comes to the yield.
  public func elasticity(reward: Double) -> Double {
    let yield = reward / liquidity(reward: reward)
    let z = score(of: yield)
    let density = 0.398_942_280_401_432_7 * DeterministicMath.exp(-z * z / 2)
    let own = density / sigma / DeterministicMath.normalCDF(z)
    return own / (1 + own)
  }

  /// The reward that draws out a depth: `D·m·e^(s·N⁻¹(D/K))`; under a target above the depth the target takes the place of
  /// the first D. Infinite where the depth is more than all capital.
  public func reward(forDepth depth: Double, target: Double = 0) -> Double {
    guard depth < capital else { return .infinity }
    let yield =
      medianYield * DeterministicMath.exp(sigma * DeterministicMath.normalQuantile(depth / capital))
    return max(depth, target) * yield
  }

  /// The same supply with so little capital that there is more with the probability asked for, where the logarithm of
  /// all capital is normal around that of this supply.
  /// - Parameters:
  ///   - confidence: The probability, between 0 and 1.
  ///   - capitalSigma: The standard deviation of the logarithm, >= 0.
  public func cautious(confidence: Double, capitalSigma: Double) -> CompetitiveSupply {
    let factor = DeterministicMath.exp(capitalSigma * DeterministicMath.normalQuantile(1 - confidence))
    return CompetitiveSupply(capital: capital * factor, medianYield: medianYield, sigma: sigma)
  }

  private func score(of yield: Double) -> Double {
    yield > 0 ? DeterministicMath.log(yield / medianYield) / sigma : -.infinity
  }
}
