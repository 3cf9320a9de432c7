// What the figures of a reserve may be, and why its contract refuses some that are within bounds.

import APRReserve
import SimEngine

extension ScenarioValue where Value == ExactDecimal {
  /// A price that the contract's 40 fractional bits hold with three digits at least.
  static let reservePrice = price(in: "ETH").within(ExactDecimal(1, timesTenTo: -9)...1_000_000_000)
  /// The part of the tokens that stays with a reserve: never all of them.
  static let reserveFee = ratio.satisfying("from 0% to below 100%") { $0 >= .zero && $0 < .one }
}

extension ScenarioValue where Value == Double {
  /// The lowest price as a factor of the first.
  static let lowestFactor = number.satisfying("more than 0 and less than 1") { $0 > 0 && $0 < 1 }
}

extension ScenarioValue where Value == Amount {
  /// Ether of a reserve or of one trade with it: a tenth at most of what the contract counts, so that it can grow.
  static func reserveEther(_ ether: Asset) -> ScenarioValue {
    amount(of: ether).within(.zero...Amount(baseUnits: 1_000_000_000 * powerOfTen(ether.decimals)))
  }
}

extension ScenarioObject {
  /// Says which figure of a reserve is to blame that there can be none.
  func complain(_ error: SettingsError) {
    let step = "the smallest step of the contract, 2^-40"
    switch error {
    case .refused(.minimumPriceZero), .refused(.minimumRateZero):
      complain(
        "minFactor", "makes the lowest price less than \(step) ETH, found \(found("minFactor"))",
        help: "raise it or \"price\"")
    case .refused(.liquidityRateZero):
      complain(
        "ether",
        "is so much that one more would move the price by less than \(step), found \(found("ether"))",
        help: "lower it or \"minFactor\"")
    case .refused(.rateBoundsInverted):
      complain(
        "maxFactor", "leaves no price between the lowest and the highest, found \(found("maxFactor"))",
        help: "raise it, or lower \"minFactor\"")
    case .outOfRange(name: "liquidityRate", _), .liquidityRateUndefined:
      complain(
        "ether", "is so little that the price would move without bound, found \(found("ether"))",
        help: "deposit more")
    case .outOfRange, .refused:
      complain("price", "and the other figures make no reserve, found \(found("price"))")
    }
  }
}
