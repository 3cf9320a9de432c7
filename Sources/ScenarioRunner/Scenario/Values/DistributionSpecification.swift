// Random quantities as scenarios describe them: {"dist": "lognormal", "median": "300 NBT", "sigma": 1.65}.

/// A distribution whose location has the unit of the quantity.
public enum DistributionSpecification<Value: Comparable & Hashable & Sendable>: Hashable, Sendable {
  /// Always the same value; a plain value means the same.
  case constant(Value)
  /// Equally likely between two values.
  case uniform(from: Value, to: Value)
  /// Exponential with that mean.
  case exponential(mean: Value)
  /// The exponential of a normal variable: half of the draws lie below the median; sigma is the standard deviation of
  /// the natural logarithm.
  case lognormal(median: Value, sigma: Double)
}

extension ScenarioValue {
  /// A distribution of values of one kind, or one such value, which is then constant.
  public static func distribution<Location>(
    of location: ScenarioValue<Location>
  ) -> ScenarioValue where Value == DistributionSpecification<Location> {
    let example = "{\"dist\": \"lognormal\", \"median\": \(location.example), \"sigma\": 0.5}"
    return ScenarioValue("\(location.noun) or a distribution", example: example) { place in
      guard place.node.members != nil else { return location.read(place).map { .constant($0) } }
      return ScenarioObject.read(place) { readDistribution($0, of: location) }
    }
  }
}

private func readDistribution<Location>(
  _ object: ScenarioObject, of location: ScenarioValue<Location>
) -> DistributionSpecification<Location>? {
  switch object.tagged("dist", ["constant", "uniform", "exponential", "lognormal"]) {
  case "constant": return object.required("value", location).map { .constant($0) }
  case "exponential": return object.required("mean", location).map { .exponential(mean: $0) }
  case "uniform":
    let from = object.required("from", location)
    let to = object.required("to", from.map(location.atLeast) ?? location)
    guard let from, let to else { return nil }
    return .uniform(from: from, to: to)
  case "lognormal":
    let median = object.required("median", location)
    let sigma = object.required("sigma", .number(0...10))
    guard let median, let sigma else { return nil }
    return .lognormal(median: median, sigma: sigma)
  default: return nil
  }
}
