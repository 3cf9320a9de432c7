// Jumps at the times of a Poisson process, the same whoever asks for them and when.

import SimEngine

/// The running sum of jumps, found minute by minute from the start and remembered.
///
/// How many jumps a minute has, where in it they lie, how large they are and which way they go belongs to the minute alone.
final class JumpPath {
  /// How jumps come, how large they are and what becomes of them.
  struct Law {
    /// Mean number a minute, from 0 to below 0.1.
    var perMinute: Double
    /// The mean of a jump.
    var mean: Double
    /// The standard deviation of a jump, >= 0.
    var deviation: Double
    /// Whether a fair coin turns each jump round.
    var goesEitherWay = false
    /// The rate a minute at which a jump dies out, >= 0; with none it lasts.
    var decayPerMinute = 0.0
  }

  /// Places for the jumps of one minute; at the highest intensity one minute in 10^31 would need more.
  private static let placesPerMinute = 16

  private let law: Law
  private let noJump: Double
  private let counts: RandomField
  private let offsets: RandomField
  private let sizes: RandomField
  private let signs: RandomField
  private var scannedMinutes: Int64 = 0
  /// When each jump happens, in order.
  private var times: ContiguousArray<Int64> = []
  /// What is left of all jumps just after the first, the second and so on.
  private var sums: ContiguousArray<Double> = []

  init(_ law: Law, key: RandomKey, name: String) {
    invariant((0..<0.1).contains(law.perMinute), "\(law.perMinute) jumps a minute are not 0 to 0.1")
    invariant(law.deviation >= 0 && law.decayPerMinute >= 0, "jumps deviate or decay below zero")
    self.law = law
    noJump = DeterministicMath.exp(-law.perMinute)
    counts = RandomField(key: key, name: "\(name)/jump-counts")
    offsets = RandomField(key: key, name: "\(name)/jump-offsets")
    sizes = RandomField(key: key, name: "\(name)/jump-sizes")
    signs = RandomField(key: key, name: "\(name)/jump-signs")
  }

  /// What is left at an instant of the jumps up to and at it: `Σ J e^(-κ(t - tk))`.
  /// - Complexity: O(log jumps), and one random word for each minute that nobody asked for before.
  func sum(through time: SimTime) -> Double {
    let count = count(through: time)
    return count == 0 ? 0 : faded(sums[count - 1], over: time.nanoseconds - times[count - 1])
  }

  /// How many jumps lie at or before an instant, by halving.
  /// - Complexity: as of the sum.
  func count(through time: SimTime) -> Int {
    let minute = time.nanoseconds / WienerPath.cell
    while scannedMinutes <= minute { scanMinute() }
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time.nanoseconds { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func faded(_ sum: Double, over nanoseconds: Int64) -> Double {
    guard law.decayPerMinute > 0 else { return sum }
    let minutes = SimDuration(nanoseconds: nanoseconds).minutes
    return sum * DeterministicMath.exp(-law.decayPerMinute * minutes)
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
      return (time: begin + offset, size: size(at: index))
    }
    for jump in jumps.sorted(by: { $0.time < $1.time }) {
      let left = times.last.map { faded(sums[sums.count - 1], over: jump.time - $0) } ?? 0
      times.append(jump.time)
      sums.append(left + jump.size)
    }
  }

  private func size(at index: UInt64) -> Double {
    let size = law.mean + law.deviation * sizes.normal(at: index)
    return law.goesEitherWay && signs.uniform(at: index) < 0.5 ? -size : size
  }

  /// The Poisson variate that a uniform one stands for, by adding up probabilities.
  private func poissonCount(_ uniform: Double) -> Int {
    var probability = noJump
    var left = uniform - probability
    var count = 0
    while left >= 0 && count < JumpPath.placesPerMinute {
      count += 1
      probability *= law.perMinute / Double(count)
      left -= probability
    }
    return count
  }
}
