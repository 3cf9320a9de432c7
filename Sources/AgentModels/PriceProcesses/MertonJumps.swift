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
    jumps = JumpPath(
      jumpsPerMinute: jumpsPerYear / ProcessYear.minutes, mean: jumpMean, deviation: jumpDeviation, key: key,
      name: name)
  }

  public func usdPrice(at time: SimTime) -> Double {
    inRange(start * DeterministicMath.exp(diffusion.logReturn(at: time) + jumps.sum(through: time)))
  }
}

/// The running sum of the log-jumps, found minute by minute from the start and remembered.
///
/// How many jumps a minute has, where in it they lie and how large they are belongs to the minute alone.
private final class JumpPath {
  /// Places for the jumps of one minute; at the highest intensity one minute in 10^31 would need more.
  private static let placesPerMinute = 16

  private let meanPerMinute: Double
  private let noJump: Double
  private let mean: Double
  private let deviation: Double
  private let counts: RandomField
  private let offsets: RandomField
  private let sizes: RandomField
  private var scannedMinutes: Int64 = 0
  /// When each jump happens, in order.
  private var times: ContiguousArray<Int64> = []
  /// The sum of the jumps before the first, the second and so on, and of all.
  private var sums: ContiguousArray<Double> = [0]

  init(jumpsPerMinute: Double, mean: Double, deviation: Double, key: RandomKey, name: String) {
    invariant((0..<0.1).contains(jumpsPerMinute), "\(jumpsPerMinute) jumps a minute are not 0 to 0.1")
    meanPerMinute = jumpsPerMinute
    noJump = DeterministicMath.exp(-jumpsPerMinute)
    self.mean = mean
    self.deviation = deviation
    counts = RandomField(key: key, name: "\(name)/jump-counts")
    offsets = RandomField(key: key, name: "\(name)/jump-offsets")
    sizes = RandomField(key: key, name: "\(name)/jump-sizes")
  }

  /// The sum of the jumps up to and at an instant.
  /// - Complexity: O(log jumps), and one random word for each minute that nobody asked for before.
  func sum(through time: SimTime) -> Double {
    let minute = time.nanoseconds / WienerPath.cell
    while scannedMinutes <= minute { scanMinute() }
    return sums[countOfJumps(through: time.nanoseconds)]
  }

  private func scanMinute() {
    let minute = UInt64(scannedMinutes)
    scannedMinutes += 1
    let count = poissonCount(counts.uniform(at: minute))
    guard count > 0 else { return }
    let begin = Int64(minute) * WienerPath.cell
    let jumps = (0..<count).map { place in
      let index = minute * UInt64(JumpPath.placesPerMinute) + UInt64(place)
      let offset = Int64((offsets.uniform(at: index) * Double(WienerPath.cell)).rounded(.down))
      return (time: begin + offset, size: mean + deviation * sizes.normal(at: index))
    }
    for jump in jumps.sorted(by: { $0.time < $1.time }) {
      times.append(jump.time)
      sums.append(sums[sums.count - 1] + jump.size)
    }
  }

  /// The Poisson variate that a uniform one stands for, by adding up probabilities.
  private func poissonCount(_ uniform: Double) -> Int {
    var probability = noJump
    var left = uniform - probability
    var count = 0
    while left >= 0 && count < JumpPath.placesPerMinute {
      count += 1
      probability *= meanPerMinute / Double(count)
      left -= probability
    }
    return count
  }

  /// How many of the jumps found lie at or before an instant, by halving.
  private func countOfJumps(through nanoseconds: Int64) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= nanoseconds { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
