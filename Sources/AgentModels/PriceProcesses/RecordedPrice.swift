// A price that was recorded: the last one known at each instant.

public import SimEngine

/// The latest of recorded prices that is not later than the instant asked: what somebody knew who watched at the time.
public final class RecordedPrice: ReferencePrice {
  private let times: ContiguousArray<Int64>
  private let prices: ContiguousArray<Double>

  /// A record.
  /// - Parameter points: At least one, in order of time, each at a time of its own, the first at or before the start.
  public init(points: [AnchoredPath.Point]) {
    invariant(points.first.map { $0.time <= .start } == true, "a record that begins after the start")
    invariant(
      zip(points, points.dropFirst()).allSatisfy { $0.time < $1.time },
      "a record that is not in order of time")
    invariant(points.allSatisfy { $0.priceUSD > 0 }, "a recorded price is not above zero")
    times = ContiguousArray(points.map(\.time.nanoseconds))
    prices = ContiguousArray(points.map(\.priceUSD))
  }

  /// - Complexity: O(log points).
  public func usdPrice(at time: SimTime) -> Double {
    var (low, high) = (1, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time.nanoseconds { low = middle + 1 } else { high = middle }
    }
    return prices[low - 1]
  }
}
