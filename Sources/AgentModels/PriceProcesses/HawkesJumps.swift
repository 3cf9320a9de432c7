// A price whose jumps come in clusters.

public import SimEngine

/// Geometric Brownian motion whose logarithm also jumps at the times of a Hawkes process of intensity
/// `λ(t) = λ0 + Σ n β e^(-β(t - tk))`, which begins without a past.
///
/// A jump J has mean μJ and standard deviation σJ, and is normal or, with more small and more huge ones, Laplace's. The drift is
/// compensated along the path, by `k ∫λ` with `k = E[e^J] - 1`, so that `E[S(t)] = S(0)·e^(μt)`.
/// - Source: A. G. Hawkes, "Spectra of some self-exciting and mutually exciting point processes", Biometrika 58 (1971).
public final class HawkesJumps: ReferencePrice {
  /// How jumps cluster and how large they are.
  public struct Parameters: Sendable {
    /// How jumps are distributed around their mean.
    public enum Shape: Sendable {
      /// `E[e^J] = e^(μJ + σJ²/2)`.
      case normal
      /// Exponential on both sides, of the scale `b = σJ/√2`: `E[e^J] = e^μJ / (1 - b²)`, which takes b below 1.
      case laplace
    }

    /// Mean number of jumps a year in the long run, >= 0.
    public var perYear: Double
    /// n, how many jumps one jump causes on average, from 0 to below 1.
    public var branching: Double
    /// 1/β, how long a jump is remembered, > 0.
    public var memory: SimDuration
    /// μJ, the mean log-jump.
    public var mean: Double
    /// σJ, the standard deviation of a log-jump, >= 0, and below √2 for Laplace's.
    public var deviation: Double
    /// How they are distributed.
    public var shape = Shape.normal

    /// Parameters.
    public init(perYear: Double, branching: Double, memory: SimDuration, mean: Double, deviation: Double) {
      self.perYear = perYear
      self.branching = branching
      self.memory = memory
      self.mean = mean
      self.deviation = deviation
    }
  }

  private let start: Double
  private let diffusion: GeometricBrownianMotion
  private let growthOfJump: Double
  private let jumps: ClusteredJumps

  /// A price that starts at a value.
  /// - Parameters:
  ///   - start: USD per coin at the start, > 0.
  ///   - driftPerYear: μ, the growth rate of the expected price, jumps included.
  ///   - volatilityPerYear: σ of the diffusion alone, per root year of 365 days, >= 0.
  ///   - key: The run that the path belongs to.
  ///   - name: Which path of the run.
  public init(
    start: Double, driftPerYear: Double = 0, volatilityPerYear: Double, jumps parameters: Parameters,
    key: RandomKey, name: String
  ) {
    invariant(start > 0 && parameters.deviation >= 0, "a price or the deviation of its jumps is below zero")
    invariant((0..<1).contains(parameters.branching), "\(parameters.branching) jumps cause one more each")
    invariant(
      parameters.shape == .normal || parameters.scale < 1, "jumps so wide that no price can be expected")
    self.start = start
    diffusion = GeometricBrownianMotion(
      start: start, driftPerYear: driftPerYear, volatilityPerYear: volatilityPerYear, key: key, name: name)
    growthOfJump = parameters.growthOfJump
    jumps = ClusteredJumps(parameters, key: key, name: name)
  }

  public func usdPrice(at time: SimTime) -> Double {
    let (sum, expected) = jumps.through(time)
    return inRange(
      start * DeterministicMath.exp(diffusion.logReturn(at: time) + sum - growthOfJump * expected))
  }
}

extension HawkesJumps.Parameters {
  /// b, the scale of Laplace's distribution.
  fileprivate var scale: Double { deviation / 2.0.squareRoot() }

  /// `E[e^J] - 1`.
  fileprivate var growthOfJump: Double {
    switch shape {
    case .normal: DeterministicMath.expm1(mean + deviation * deviation / 2)
    case .laplace: DeterministicMath.exp(mean) / (1 - scale * scale) - 1
    }
  }

  /// The size of a jump by its number.
  fileprivate func size(_ chance: RandomField, at number: UInt64) -> Double {
    switch shape {
    case .normal: return mean + deviation * chance.normal(at: number)
    case .laplace:
      let magnitude = -scale * DeterministicMath.log1p(-chance.uniform(at: number))
      return chance.uniform(at: number, lane: 1) < 0.5 ? mean - magnitude : mean + magnitude
    }
  }
}

/// The jumps one after another from the start, found as far as somebody asked and remembered.
///
/// What a jump draws belongs to its number alone.
private final class ClusteredJumps {
  private struct Jump {
    let time: SimTime
    /// The sum of the log-jumps up to this one.
    let sum: Double
    /// λ - λ0 right after it, a minute.
    let excess: Double
  }

  private let parameters: HawkesJumps.Parameters
  private var clock: SelfExcitation
  private let waits: RandomField
  private let sizes: RandomField
  /// The jumps in order; the last one may lie later than anything that was asked.
  private var found: ContiguousArray<Jump> = [Jump(time: .start, sum: 0, excess: 0)]

  init(_ parameters: HawkesJumps.Parameters, key: RandomKey, name: String) {
    self.parameters = parameters
    clock = SelfExcitation(
      meanRate: parameters.perYear / ProcessYear.minutes, branching: parameters.branching,
      memoryMinutes: parameters.memory.minutes)
    waits = RandomField(key: key, name: "\(name)/jump-waits")
    sizes = RandomField(key: key, name: "\(name)/jump-sizes")
  }

  /// The sum of the log-jumps up to and at an instant, and how many were to be expected given those before each, ∫λ.
  /// - Complexity: O(log jumps), and two draws for each jump that nobody asked for before.
  func through(_ time: SimTime) -> (sum: Double, expected: Double) {
    while found[found.count - 1].time <= time { findNext() }
    let number = indexOfFirst(after: time) - 1
    let last = found[number]
    let decay = clock.decayPerMinute
    let faded = last.excess * DeterministicMath.exp(-decay * (time - last.time).minutes)
    let expected =
      clock.baseRates[0] * (time - .start).minutes + Double(number) * parameters.branching - faded / decay
    return (last.sum, expected)
  }

  private func findNext() {
    let last = found[found.count - 1]
    let number = UInt64(found.count)
    var lane: UInt64 = 0
    let wait = clock.next {
      defer { lane += 1 }
      return -DeterministicMath.log1p(-waits.uniform(at: number, lane: lane))
    }.wait
    // Later than any horizon is as good as never.
    let time = last.time + SimDuration(rounding: min(60 * wait, 1e9))
    let size = parameters.size(sizes, at: number)
    found.append(Jump(time: time, sum: last.sum + size, excess: clock.excesses[0]))
  }

  /// By halving.
  private func indexOfFirst(after time: SimTime) -> Int {
    var (low, high) = (1, found.count)
    while low < high {
      let middle = (low + high) / 2
      if found[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
