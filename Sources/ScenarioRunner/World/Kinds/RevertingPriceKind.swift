// `"process": "ou"`: a price that is pulled back to a mean.

import AgentModels
import SimEngine

/// An Ornstein-Uhlenbeck process in the logarithm.
struct RevertingPriceModel: PriceModel {
  static let kind = "ou"
  let start: Double
  let mean: Double
  let volatilityPerYear: Double
  let halfLife: SimDuration

  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    let start = object.required("price", .priceUSD)
    let mean = object.optional("mean", .priceUSD) ?? start
    let volatility = object.required("volatility", .volatility)
    let halfLife = object.required("halfLife", .duration.within(.seconds(1) ... .days(3_650)))
    guard let start, let mean, let volatility, let halfLife else { return nil }
    return RevertingPriceModel(
      start: start.double, mean: mean.double, volatilityPerYear: volatility, halfLife: halfLife)
  }

  func makePrice(key: RandomKey, name: String) -> any ReferencePrice {
    OrnsteinUhlenbeck(
      start: start, mean: mean, volatilityPerYear: volatilityPerYear, halfLife: halfLife, key: key, name: name
    )
  }
}
