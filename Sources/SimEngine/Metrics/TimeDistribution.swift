// How a value was distributed over time, in bins of constant relative width: quantiles without keeping every sample.

/// The distribution of a value that changes in steps, each value weighing as long as it held.
///
/// Values that agree in sign, in magnitude to a power of two and in the eight binary digits after the first share a bin, so
/// that a quantile is within 0.4 % of its own size. A value that comes alone in its bin is given back exactly.
public struct TimeDistribution: Sendable {
  private struct Bin {
    let key: Int64
    var seconds: Double
    var integral: Double
  }

  /// The bins that hold something, in the order of their values.
  private var bins: ContiguousArray<Bin> = []
  /// The seconds over which a value was known.
  public private(set) var seconds = 0.0

  /// Nothing observed yet.
  public init() {}

  /// Adds a value that held for a span.
  /// - Precondition: the value is finite.
  /// - Complexity: O(log bins); a bin more is made for a value unlike all before.
  public mutating func add(_ value: Double, for span: SimDuration) {
    invariant(value.isFinite, "a distribution is told of \(value)")
    guard span > .zero else { return }
    let key = Self.key(of: value)
    let place = firstPlace(notBelow: key)
    if place == bins.count || bins[place].key != key {
      bins.insert(Bin(key: key, seconds: 0, integral: 0), at: place)
    }
    bins[place].seconds += span.seconds
    bins[place].integral += value * span.seconds
    seconds += span.seconds
  }

  /// The value that was not exceeded for that share of the time; nil before anything was observed.
  public func quantile(_ share: Double) -> Double? {
    invariant(share >= 0 && share <= 1, "\(share) is no share of time")
    var passed = 0.0
    for bin in bins {
      passed += bin.seconds
      // Sums of spans round; a share that ends with a bin must find it.
      if passed >= share * seconds * (1 - 1e-12) { return bin.integral / bin.seconds }
    }
    return bins.last.map { $0.integral / $0.seconds }
  }

  /// The mean over that share of the time in which the value was lowest: the expected shortfall of a deviation.
  /// - Precondition: the share is above zero.
  /// - Source: C. Acerbi and D. Tasche, "On the coherence of expected shortfall", Journal of Banking and Finance 26
  ///   (2002) 1487-1503, doi:10.1016/S0378-4266(02)00283-2.
  public func meanOfLowest(_ share: Double) -> Double? {
    invariant(share > 0 && share <= 1, "\(share) is no share of time above zero")
    guard seconds > 0 else { return nil }
    var (left, sum) = (share * seconds, 0.0)
    for bin in bins where left > 0 {
      let taken = min(left, bin.seconds)
      sum += bin.integral / bin.seconds * taken
      left -= taken
    }
    return sum / (share * seconds)
  }

  /// A number that orders values as they are ordered and is the same for those of one bin.
  private static func key(of value: Double) -> Int64 {
    let key = Int64(value.magnitude.bitPattern >> (52 - 8))
    return value < 0 ? -key : key
  }

  private func firstPlace(notBelow key: Int64) -> Int {
    var (low, high) = (0, bins.count)
    while low < high {
      let middle = (low + high) / 2
      if bins[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
