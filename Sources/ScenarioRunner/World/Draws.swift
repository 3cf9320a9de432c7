// Draws the quantities that a scenario describes by a distribution.

import SimEngine

extension DistributionSpecification where Value == ExactDecimal {
  /// A draw. A constant draws too, so that varying a parameter never shifts the draws that follow it.
  func draw(_ stream: RandomStream) -> Double {
    switch self {
    case .constant(let value):
      _ = stream.next()
      return value.double
    case .uniform(let from, let to): return from.double + (to.double - from.double) * stream.uniform()
    case .exponential(let mean): return stream.exponential(mean: mean.double)
    case .lognormal(let median, let sigma):
      return stream.lognormal(median: median.double, sigma: sigma)
    }
  }
}

extension ScenarioValue where Value == ExactDecimal {
  /// A share of the capital a day: "0.12%/day".
  static let dailyRate = ScenarioValue("a growth rate", example: "\"0.12%/day\"") { place in
    guard let rate = ScenarioValue<NumberRate>.growthRate.read(place) else { return nil }
    return rate.period == .days(1) ? rate.number : ExactDecimal("\(rate.perDay)")
  }
}
