// The price processes that a scenario can name.

import AgentModels
import SimEngine

/// `"process": "constant"`: a price that never moves.
struct ConstantPriceModel: PriceModel {
  static let kind = "constant"
  let usd: Double

  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    object.required("price", .priceUSD).map { ConstantPriceModel(usd: $0.double) }
  }

  func makePrice(key: RandomKey, name: String) -> any ReferencePrice { ConstantPrice(usd: usd) }
}

/// `"process": "gbm"`: geometric Brownian motion.
struct BrownianPriceModel: PriceModel {
  static let kind = "gbm"
  let start: Double
  let driftPerYear: Double
  let volatilityPerYear: Double

  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    let start = object.required("price", .priceUSD)
    let drift = object.optional("drift", .signedRatio(within: -10...10), default: 0)
    guard let volatility = object.required("volatility", .volatility), let start else { return nil }
    return BrownianPriceModel(start: start.double, driftPerYear: drift, volatilityPerYear: volatility)
  }

  func makePrice(key: RandomKey, name: String) -> any ReferencePrice {
    GeometricBrownianMotion(
      start: start, driftPerYear: driftPerYear, volatilityPerYear: volatilityPerYear, key: key, name: name)
  }
}

/// `"process": "merton"`: geometric Brownian motion with jumps of normal size in the logarithm.
struct MertonPriceModel: PriceModel {
  static let kind = "merton"
  let start: Double
  let driftPerYear: Double
  let volatilityPerYear: Double
  let jumpsPerYear: Double
  let jumpMean: Double
  let jumpDeviation: Double

  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    let start = object.required("price", .priceUSD)
    let drift = object.optional("drift", .signedRatio(within: -10...10), default: 0)
    let volatility = object.required("volatility", .volatility)
    let jumps = object.required("jumpsPerYear", .number(0...10_000))
    let mean = object.required("jumpMean", .signedRatio(within: -1...1))
    let deviation = object.required("jumpDeviation", .volatility)
    guard let start, let volatility, let jumps, let mean, let deviation else { return nil }
    return MertonPriceModel(
      start: start.double, driftPerYear: drift, volatilityPerYear: volatility, jumpsPerYear: jumps,
      jumpMean: mean, jumpDeviation: deviation)
  }

  func makePrice(key: RandomKey, name: String) -> any ReferencePrice {
    MertonJumps(
      start: start, driftPerYear: driftPerYear, volatilityPerYear: volatilityPerYear,
      jumpsPerYear: jumpsPerYear, jumpMean: jumpMean, jumpDeviation: jumpDeviation, key: key, name: name)
  }
}

/// `"process": "anchored"`: a path that goes through given points and wanders between them.
struct AnchoredPriceModel: PriceModel {
  static let kind = "anchored"
  let points: [AnchoredPath.Point]
  let volatilityPerYear: Double

  static func read(_ object: ScenarioObject, horizon: SimDuration) -> (any PriceModel)? {
    let volatility = object.optional("volatility", .volatility, default: 0)
    let named = object.keyedByTime("points", .priceUSD)
    guard let named else { return nil }
    if object.names(of: "points").isEmpty {
      object.complain(
        "points", "must name at least one point", help: "write for example {\"0d\": \"453 USD\"}")
    }
    let points = named.map { AnchoredPath.Point(SimTime.start + $0.at, $0.value.double) }
    return AnchoredPriceModel(points: points, volatilityPerYear: volatility)
  }

  func makePrice(key: RandomKey, name: String) -> any ReferencePrice {
    AnchoredPath(points: points, volatilityPerYear: volatilityPerYear, key: key, name: name)
  }
}

extension ScenarioValue where Value == ExactDecimal {
  /// A price in USD at which any sum of dollars is a number of coins that can be counted: "453 USD".
  static let priceUSD = price(in: "USD").within(ExactDecimal(1, timesTenTo: -6)...1_000_000_000)
}

extension ScenarioValue where Value == Double {
  /// A volatility a year, or the standard deviation of a jump: "48%".
  static let volatility = ScenarioValue("a ratio", example: "\"48%\"") { place in
    ScenarioValue<ExactDecimal>.ratio.within(0...10).read(place)?.double
  }
}
