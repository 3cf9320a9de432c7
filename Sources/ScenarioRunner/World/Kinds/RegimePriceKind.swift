// `"process": "regimes"`: a price with times of calm and times of turmoil.

import AgentModels
import SimEngine

/// Geometric Brownian motion whose drift and volatility change with the regime.
struct RegimePriceModel: PriceModel {
  static let kind = "regimes"
  let start: Double
  let regimes: [RegimeSwitching.Regime]
  let first: Int?

  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    let start = object.required("price", .priceUSD)
    let regimes = object.keyed("regimes") { _, object in readRegime(object) }
    let names = object.names(of: "regimes")
    let first = object.optional("first", .oneOf(names))
    if names.isEmpty {
      object.complain(
        "regimes", "must name at least one regime",
        help: "write for example {\"calm\": {\"volatility\": \"40%\", \"meanStay\": \"20d\"}}")
    }
    guard let start, !names.isEmpty else { return nil }
    return RegimePriceModel(
      start: start.double, regimes: regimes.map(\.value),
      first: first.flatMap { name in regimes.firstIndex { $0.name == name } })
  }

  private static func readRegime(_ object: ScenarioObject) -> RegimeSwitching.Regime? {
    let drift = object.optional("drift", .signedRatio(within: -10...10), default: 0)
    let volatility = object.required("volatility", .volatility)
    let stay = object.required("meanStay", .duration.within(.minutes(10) ... .days(3_650)))
    guard let volatility, let stay else { return nil }
    return RegimeSwitching.Regime(driftPerYear: drift, volatilityPerYear: volatility, meanStay: stay)
  }

  func makePrice(key: RandomKey, name: String) -> any ReferencePrice {
    RegimeSwitching(start: start, regimes: regimes, first: first, key: key, name: name)
  }
}
