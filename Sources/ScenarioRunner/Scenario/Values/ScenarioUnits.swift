// Values with units as kinds of scenario values.

public import SimEngine

extension ScenarioValue {
  /// A value with a unit.
  public init(_ format: UnitFormat<Value>) {
    self.init(format.noun, example: jsonText(of: format.example), describe: format.describe) { place in
      do throws(UnitProblem) {
        return try format.read(place.node)
      } catch {
        place.complain(error.predicate, help: error.help)
        return nil
      }
    }
  }
}

extension UnitFormat {
  fileprivate func read(_ node: JSONNode) throws(UnitProblem) -> Value {
    switch node.value {
    case .string(let text): return try parse(text)
    case .number(let text):
      guard let number = ExactDecimal(text) else { throw mismatch(node.summary) }
      throw missingUnit(number, found: node.summary)
    default: throw mismatch(node.summary)
    }
  }
}

extension ScenarioValue where Value == SimDuration {
  /// A span of time: "60s".
  public static let duration = ScenarioValue(.duration)
}

extension ScenarioValue where Value == Amount {
  /// An amount of an asset: "1.5 NBT".
  public static func amount(of asset: Asset) -> ScenarioValue { ScenarioValue(.amount(of: asset)) }
}

extension ScenarioValue where Value == AmountRate {
  /// An amount of an asset per time: "0.025 NBT/min".
  public static func amountRate(of asset: Asset) -> ScenarioValue { ScenarioValue(.amountRate(of: asset)) }
}

extension ScenarioValue where Value == AmountOrShare {
  /// An amount of an asset or a share of its supply: "17% of supply".
  public static func amountOrShare(of asset: Asset) -> ScenarioValue {
    ScenarioValue(.amountOrShare(of: asset))
  }
}

extension ScenarioValue where Value == NumberRate {
  /// How often something happens, never less than not at all: "2/min".
  public static let eventRate = ScenarioValue(.eventRate).satisfying("at least 0/min") { $0.number >= 0 }
  /// How fast something grows: "0.12%/day".
  public static let growthRate = ScenarioValue(.growthRate)
}

extension ScenarioValue where Value == ExactDecimal {
  /// A ratio: "0.25%", "25 bp".
  public static let ratio = ScenarioValue(.ratio)

  /// A price in some unit: "0.0022 BTC".
  public static func price(in unit: String) -> ScenarioValue {
    ScenarioValue(.figure("a number of \(unit)", in: unit, example: "1.5"))
  }
}

extension ScenarioValue where Value == UTCInstant {
  /// A date with its time of day: "2016-05-26T00:00:00Z".
  public static let date = matching("a date in UTC", example: "\"2016-05-26T00:00:00Z\"") { node in
    node.string.flatMap { UTCInstant($0) }
  }
}
