// When takers come, how much they take, and of which side.

import SimEngine

/// The orders of takers on one exchange, in the order of time.
struct TradeFlow {
  /// One order, which may have been filled by several makers.
  struct Arrival {
    let second: Double
    let isPurchase: Bool
    /// USD of a coin half way between bid and ask before the order; nil unless it met both.
    let midUSD: Double?
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
  mutating func append(
    _ coins: Double, isPurchase: Bool, taker: String, midUSD: Double? = nil, atSecond second: Double
  ) {
    if let last = arrivals.last, last.second == second, lastTaker == taker, last.isPurchase == isPurchase {
      arrivals[arrivals.count - 1].coins += coins
    } else {
      arrivals.append(Arrival(second: second, isPurchase: isPurchase, midUSD: midUSD, coins: coins))
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

  // MARK: Facts

  /// What is told of the orders.
  var facts: [Fact] {
    let sizes = SampleFacts(arrivals.map { DeterministicMath.log($0.coins) })
    var facts = [Fact(count: arrivals.count, of: "orders"), Fact("orders a minute", perMinute)]
    for minutes in [1, 10, 60] {
      let counts = SampleFacts(counts(every: 60 * Double(minutes)))
      facts.append(Fact("variance over mean of counts in \(minutes) min", counts.fano))
    }
    facts.append(Fact("distance of waits from exponential ones", distanceFromExponential))
    facts += memoryOfSides
    facts.append(Fact("median coins", sizes.quantile(0.5).map(DeterministicMath.exp)))
    facts.append(Fact("deviation of the logarithm of coins", sizes.deviation))
    return facts + PriceImpact(of: arrivals).facts
  }

  /// How far the sides of orders remember those of orders before.
  private var memoryOfSides: [Fact] {
    let signs = SampleFacts(arrivals.map { $0.isPurchase ? 1 : -1 })
    let facts = [1, 10, 50].map { lag in
      Fact("autocorrelation of sides at lag \(lag)", signs.autocorrelation(lag: lag))
    }
    return facts + [Fact("power of the lag with which that falls", signs.decay(over: Self.signLags))]
  }

  /// The lags over which the memory of sides is followed, about evenly on a logarithmic scale.
  private static let signLags = [1, 2, 5, 10, 20, 50]
}
