// `"process": "hawkes-jumps"`: a price whose jumps come in clusters.

import AgentModels
import SimEngine

/// Geometric Brownian motion with self-exciting jumps.
struct HawkesPriceModel: PriceModel {
  static let kind = "hawkes-jumps"
  let start: Double
  let driftPerYear: Double
  let volatilityPerYear: Double
  let jumps: HawkesJumps.Parameters

  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    let start = object.required("price", .priceUSD)
    let drift = object.optional("drift", .signedRatio(within: -10...10), default: 0)
    let volatility = object.required("volatility", .volatility)
    let perYear = object.required("jumpsPerYear", .number(0...10_000))
    let branching = object.required("branching", .branchingRatio)
    let memory = object.optional(
      "memory", .duration.within(.seconds(1) ... .days(365)), default: .minutes(30))
    let mean = object.required("jumpMean", .signedRatio(within: -1...1))
    let deviation = object.required("jumpDeviation", .volatility)
    let shape = object.optional("jumpShape", .oneOf(["normal", "laplace"]), default: "normal")
    if shape == "laplace", let deviation, deviation > 1.4 {
      object.complain(
        "jumpDeviation",
        "must be 140% or less for \"laplace\", or no price can be expected, found "
          + object.found("jumpDeviation"))
    }
    guard let start, let volatility, let perYear, let branching, let mean, let deviation else { return nil }
    var jumps = HawkesJumps.Parameters(
      perYear: perYear, branching: branching, memory: memory, mean: mean, deviation: deviation)
    jumps.shape = shape == "laplace" ? .laplace : .normal
    return HawkesPriceModel(
      start: start.double, driftPerYear: drift, volatilityPerYear: volatility, jumps: jumps)
  }

  func makePrice(key: RandomKey, name: String) -> any ReferencePrice {
    HawkesJumps(
      start: start, driftPerYear: driftPerYear, volatilityPerYear: volatilityPerYear, jumps: jumps, key: key,
      name: name)
  }
}

extension ScenarioValue where Value == Double {
  /// How many events one event causes on average.
  static let branchingRatio = ScenarioValue.number.satisfying(
    "from 0 to below 1: an event that causes one or more on average never comes to rest"
  ) { (0..<1).contains($0) }
}
