// A price at equal steps of time, and what its changes are like.

import SimEngine

/// A price at instants, and what was traded since the instant before where that is known.
struct PriceSeries {
  /// What it is the price of, as the head of its column.
  let name: String
  /// Whether it is known to be the price of something pegged.
  private let isToken: Bool
  /// Seconds, each greater than the one before; shape [prices].
  private(set) var seconds: [Double] = []
  /// One for each instant, > 0; shape [prices].
  private(set) var prices: [Double] = []
  /// One for each instant, or none at all; shape [prices].
  private(set) var volumes: [Double] = []
  /// The distances of the prices from the peg as shares of it, from 1 USD where no peg is known; shape [prices].
  private(set) var deviations: [Double] = []

  /// A series without prices.
  init(name: String, isToken: Bool = false) { (self.name, self.isToken) = (name, isToken) }

  /// Adds the price at a later instant.
  mutating func append(
    _ price: Double, deviation: Double? = nil, volume: Double? = nil, atSecond second: Double
  ) {
    seconds.append(second)
    prices.append(price)
    deviations.append(deviation ?? price - 1)
    if let volume { volumes.append(volume) }
  }

  /// Takes what was traded from each instant to the next from orders in the order of time.
  mutating func setVolumes(of orders: [TradeFlow.Arrival]) {
    var next = 0
    volumes = seconds.map { second in
      var volume = 0.0
      while next < orders.count, orders[next].second <= second {
        volume += orders[next].coins
        next += 1
      }
      return volume
    }
  }

  /// The step from one price to the next that lies in the middle of all; nil below two prices.
  var medianStep: Double? {
    Statistics.quantile(0.5, ofSorted: zip(seconds.dropFirst(), seconds).map { $0.0 - $0.1 }.sorted())
  }

  /// The seconds from the first price to the last.
  var span: Double { (seconds.last ?? 0) - (seconds.first ?? 0) }

  /// The same series at equal steps, each with the latest price by then and the volume since the step before.
  /// - Complexity: O(prices + steps).
  func resampled(every step: Double) -> PriceSeries {
    var result = PriceSeries(name: name, isToken: isToken)
    guard let first = seconds.first, let last = seconds.last else { return result }
    var next = 0
    for count in 0...Int((last - first) / step) {
      let time = first + Double(count) * step
      var volume = 0.0
      while next < seconds.count && seconds[next] <= time {
        if !volumes.isEmpty { volume += volumes[next] }
        next += 1
      }
      result.append(
        prices[next - 1], deviation: deviations[next - 1], volume: volumes.isEmpty ? nil : volume,
        atSecond: time)
    }
    return result
  }

  /// The changes of the logarithm from one instant to the one so many instants later, one after another.
  func returns(over steps: Int = 1) -> [Double] {
    let logs = stride(from: 0, to: prices.count, by: steps).map { DeterministicMath.log(prices[$0]) }
    return zip(logs.dropFirst(), logs).map { $0.0 - $0.1 }
  }

  /// Whether the price is that of something pegged to one: known to be, or between 0.5 and 1.5 in the middle.
  var isPegged: Bool {
    isToken || Statistics.quantile(0.5, ofSorted: prices.sorted()).map { (0.5...1.5).contains($0) } ?? false
  }
}
