// When takers come, how much they take, and of which side.

import SimEngine

/// The orders of takers on one exchange, in the order of time.
struct TradeFlow: Named {
  /// One order, which may have been filled by several makers.
  struct Arrival {
    let second: Double
    let isPurchase: Bool
    var coins: Double
  }

  /// The exchange.
  let name: String
  private(set) var arrivals: [Arrival] = []
  /// The seconds from the start of the run to its last look.
  var span = 0.0
  private var lastTaker: String?

  /// No orders yet on an exchange.
  init(name: String) { self.name = name }

  /// Adds a fill; those of one taker at one instant are one order.
  mutating func append(_ coins: Double, isPurchase: Bool, taker: String, atSecond second: Double) {
    if let last = arrivals.last, last.second == second, lastTaker == taker, last.isPurchase == isPurchase {
      arrivals[arrivals.count - 1].coins += coins
    } else {
      arrivals.append(Arrival(second: second, isPurchase: isPurchase, coins: coins))
      lastTaker = taker
    }
  }

  /// Orders a minute over the whole run.
  var perMinute: Double? { span > 0 ? 60 * Double(arrivals.count) / span : nil }

  /// How many orders came in each whole window of so many seconds; none for more than ten million windows.
  func counts(every window: Double) -> [Double] {
    guard span / window <= FactSheet.mostSteps else { return [] }
    var counts = [Double](repeating: 0, count: Int(span / window))
    for arrival in arrivals {
      let index = Int(arrival.second / window)
      if index < counts.count { counts[index] += 1 }
    }
    return counts
  }

  /// The Kolmogorov-Smirnov distance of the waits from exponential ones of their mean, in units of 1.36/√n; nil below
  /// eight. Above one the waits are not those of a Poisson process, at an error of one in twenty or less.
  var distanceFromExponential: Double? {
    let waits = zip(arrivals.dropFirst(), arrivals).map { $0.0.second - $0.1.second }.sorted()
    let count = Double(waits.count)
    let mean = waits.reduce(0, +) / max(count, 1)
    guard waits.count >= 8, mean > 0 else { return nil }
    let distance = waits.enumerated().reduce(0.0) { largest, item in
      let law = -DeterministicMath.expm1(-item.element / mean)
      return max(largest, law - Double(item.offset) / count, Double(item.offset + 1) / count - law)
    }
    return distance * count.squareRoot() / 1.36
  }
}
