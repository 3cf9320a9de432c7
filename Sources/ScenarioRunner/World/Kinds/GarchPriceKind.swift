// `"process": "garch"`: a price whose volatility clusters.

import AgentModels
import SimEngine

/// GARCH(1,1) with Student's t.
struct GarchPriceModel: PriceModel {
  static let kind = "garch"
  let start: Double
  let parameters: GarchReturns.Parameters

  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    let start = object.required("price", .priceUSD)
    let volatility = object.required("volatility", .volatility)
    let alpha = object.optional("alpha", .number(0...1), default: 0.1)
    let beta = object.optional("beta", .number(0...1), default: 0.88)
    let freedom = object.optional("degreesOfFreedom", .number(2.1...1_000), default: 4.1)
    let clock = object.optional("clock", .duration.within(.minutes(1) ... .days(1)), default: .hours(1))
    guard alpha + beta < 1 else {
      object.complain(
        object.has("beta") ? "beta" : "alpha",
        "must leave \"alpha\" + \"beta\" below 1, or the variance has no long run; they are \(alpha) + \(beta)",
        help: "an estimate of 1 or more is usually cut to 0.995")
      return nil
    }
    guard let start, let volatility else { return nil }
    return GarchPriceModel(
      start: start.double,
      parameters: GarchReturns.Parameters(
        volatilityPerYear: volatility, alpha: alpha, beta: beta, degreesOfFreedom: freedom, clock: clock))
  }

  func makePrice(key: RandomKey, name: String) -> any ReferencePrice {
    GarchReturns(start: start, parameters, key: key, name: name)
  }
}
