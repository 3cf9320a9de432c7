// A price that passes through given points and is random in between.

public import SimEngine

/// A price that hits given points exactly, with a geometric Brownian bridge between neighbours.
///
/// Between points at a and b the logarithm of the price is
/// `(1-s)·ln S(a) + s·ln S(b) + σ·(W(t) - (1-s)·W(a) - s·W(b))` with `s = (t-a)/(b-a)`: the law of Brownian motion that is
/// known to pass through both. Without volatility that is a straight line in the logarithm. Before the first point the
/// price stands still; after the last it goes on as a martingale of the same volatility.
public final class AnchoredPath: ReferencePrice {
  /// A price that is known.
  public struct Point: Hashable, Sendable {
    /// When the price is known.
    public let time: SimTime
    /// USD per coin, > 0.
    public let priceUSD: Double

    /// A known price.
    public init(_ time: SimTime, _ priceUSD: Double) {
      self.time = time
      self.priceUSD = priceUSD
    }
  }

  private let points: [Point]
  private let logPrices: [Double]
  private let volatilityPerYear: Double
  private let path: WienerPath

  /// A price through some points.
  /// - Parameters:
  ///   - points: At least one, in order of time, each at a time of its own.
  ///   - volatilityPerYear: σ per root year of 365 days between and after the points, >= 0.
  ///   - key: The run that the path belongs to.
  ///   - name: Which path of the run.
  public init(points: [Point], volatilityPerYear: Double = 0, key: RandomKey, name: String) {
    invariant(!points.isEmpty, "an anchored price without a point")
    invariant(
      zip(points, points.dropFirst()).allSatisfy { $0.time < $1.time }, "points are not in order of time")
    invariant(points.allSatisfy { $0.priceUSD > 0 }, "a price at a point is not above zero")
    self.points = points
    self.volatilityPerYear = volatilityPerYear
    logPrices = points.map { DeterministicMath.log($0.priceUSD) }
    path = WienerPath(key: key, name: name)
  }

  public func usdPrice(at time: SimTime) -> Double {
    let next = indexOfFirstPoint(after: time)
    guard next > 0 else { return points[0].priceUSD }
    if points[next - 1].time == time { return points[next - 1].priceUSD }
    let log = next < points.count ? bridged(from: next - 1, at: time) : continued(at: time)
    return inRange(DeterministicMath.exp(log))
  }

  private func bridged(from index: Int, at time: SimTime) -> Double {
    let (left, right) = (points[index].time, points[index + 1].time)
    let share = (time - left).seconds / (right - left).seconds
    let straight = logPrices[index] + share * (logPrices[index + 1] - logPrices[index])
    guard volatilityPerYear > 0 else { return straight }
    let (atLeft, atRight) = (path.value(at: left), path.value(at: right))
    let bridge = path.value(at: time) - (atLeft + share * (atRight - atLeft))
    return straight + ProcessYear.perRootMinute(volatilityPerYear) * bridge
  }

  private func continued(at time: SimTime) -> Double {
    let last = points.count - 1
    let years = ProcessYear.years(at: time) - ProcessYear.years(at: points[last].time)
    let move = path.value(at: time) - path.value(at: points[last].time)
    return logPrices[last] - volatilityPerYear * volatilityPerYear / 2 * years
      + ProcessYear.perRootMinute(volatilityPerYear) * move
  }

  private func indexOfFirstPoint(after time: SimTime) -> Int {
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if points[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
