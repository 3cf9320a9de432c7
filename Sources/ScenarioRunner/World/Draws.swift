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
  /// A share a day, not negative: "0.12%/day".
  static func dailyRate(upTo most: ExactDecimal = 10_000) -> ScenarioValue {
    let growth = ScenarioValue<NumberRate>.growthRate
    return ScenarioValue(
      growth.noun, example: growth.example, describe: { "\($0.shifted(2))%/day" }
    ) { place in
      guard let rate = growth.read(place) else { return nil }
      if let share = rate.exactPerDay { return share }
      place.complain(
        "has too many digits, found \(place.node.summary)", help: "by the day 38 digits are kept")
      return nil
    }.within(.zero...most)
  }
}
