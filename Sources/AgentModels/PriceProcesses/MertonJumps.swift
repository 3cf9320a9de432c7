// A price that moves like Brownian motion and now and then jumps.

public import SimEngine

/// Merton's jump diffusion: geometric Brownian motion whose logarithm also jumps by `J ~ N(μJ, σJ²)` at the times of a
/// Poisson process of intensity λ.
///
/// The drift is compensated, `μ - σ²/2 - λ·(e^(μJ + σJ²/2) - 1)`, so that `E[S(t)] = S(0)·e^(μt)` as without jumps.
/// - Source: R. C. Merton, "Option pricing when underlying stock returns are discontinuous", Journal of Financial
///   Economics 3 (1976).
public final class MertonJumps: ReferencePrice {
  private let start: Double
  private let diffusion: GeometricBrownianMotion
  private let jumps: JumpPath

  /// A price that starts at a value.
  /// - Parameters:
  ///   - start: USD per coin at the start, > 0.
  ///   - driftPerYear: μ, the growth rate of the expected price, jumps included.
  ///   - volatilityPerYear: σ of the diffusion alone, per root year of 365 days, >= 0.
  ///   - jumpsPerYear: λ, from 0 to 50,000.
  ///   - jumpMean: μJ, the mean log-jump.
  ///   - jumpDeviation: σJ, the standard deviation of a log-jump, >= 0.
  ///   - key: The run that the path belongs to.
  ///   - name: Which path of the run.
  public init(
    start: Double, driftPerYear: Double = 0, volatilityPerYear: Double, jumpsPerYear: Double,
    jumpMean: Double, jumpDeviation: Double, key: RandomKey, name: String
  ) {
    invariant(start > 0 && jumpDeviation >= 0, "a price starts above zero and jumps do not deviate below it")
    let growthOfJump = DeterministicMath.expm1(jumpMean + jumpDeviation * jumpDeviation / 2)
    self.start = start
    diffusion = GeometricBrownianMotion(
      start: start, driftPerYear: driftPerYear - jumpsPerYear * growthOfJump,
      volatilityPerYear: volatilityPerYear, key: key, name: name)
    let law = JumpPath.Law(
      perMinute: jumpsPerYear / ProcessYear.minutes, mean: jumpMean, deviation: jumpDeviation)
    jumps = JumpPath(law, key: key, name: name)
  }

  public func usdPrice(at time: SimTime) -> Double {
    inRange(start * DeterministicMath.exp(diffusion.logReturn(at: time) + jumps.sum(through: time)))
  }
}
