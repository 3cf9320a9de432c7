// The contracts' numbers, sides and callers as the reserve's tools read them, from JSON and from CSV alike.

import APRReserve
import SimEngine

extension ScenarioValue where Value == UInt256 {
  /// A word of the contracts: whole, not negative, below 2^256; in JSON best in quotes, so that no reader
  /// rounds it.
  static let word = ScenarioValue("a whole number", example: "\"1000000000000000000\"") { place in
    guard let text = place.numberText else {
      place.complain(
        "must be a whole number, found \(place.node.summary)", help: "write the digits in quotes")
      return nil
    }
    if let word = UInt256(text) { return word }
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    if digits.isEmpty || !digits.utf8.allSatisfy(isDigit) {
      let isNumber = ExactDecimal(text) != nil
      place.complain(
        "must be a whole number, found \(place.node.summary)",
        help: isNumber ? "count in the smallest units: wei, or units of the token" : nil)
    } else if text.first == "-" {
      place.complain("must not be negative, found \(place.node.summary)")
    } else {
      place.complain("must be below 2^256, found \(place.node.summary)")
    }
    return nil
  }

  /// A word up to what one call may name.
  static let quantity = word.satisfying("at most 10^28") { $0 <= UInt256(powerOfTen(28).magnitude) }
}

extension ScenarioValue where Value == Int128 {
  /// An amount of base units that no contract has to accept: whole, not negative, at most 10^30, so that no sum of the
  /// amounts of a file overflows.
  static let baseUnits = ScenarioValue("a whole number", example: "\"1000000000000000000\"") { place in
    guard let word = ScenarioValue<UInt256>.word.read(place) else { return nil }
    if word.high == 0, let amount = Int128(exactly: word.low), amount <= powerOfTen(30) { return amount }
    place.complain("must be at most 10^30, found \(place.node.summary)")
    return nil
  }

  /// An amount of base units up to what one call may name.
  static let quantity = baseUnits.satisfying("at most 10^28") { $0 <= powerOfTen(28) }
}

extension ScenarioValue where Value == UInt128 {
  /// A rate scaled by 10^18.
  static let rate = ScenarioValue("a rate", example: "\"20000000000000000000000\"") { place in
    guard let word = ScenarioValue<UInt256>.word.read(place) else { return nil }
    if word.high == 0 { return word.low }
    place.complain("must be below 2^128, found \(place.node.summary)")
    return nil
  }
}

extension ScenarioValue where Value == Int {
  /// The decimals of a token.
  static let decimals = ScenarioValue("a number of decimals", example: "18") { place in
    if let decimals = place.numberText.flatMap(Int.init), (0...18).contains(decimals) { return decimals }
    place.complain("must be a whole number from 0 to 18, found \(place.node.summary)")
    return nil
  }
}

extension ScenarioValue where Value == Side {
  /// The side of whoever trades with the reserve.
  static let side = ScenarioValue("a side", example: "\"buy\"") { place in
    ScenarioValue<String>.oneOf(["buy", "sell"]).read(place).map { $0 == "buy" ? .buy : .sell }
  }
}

extension ScenarioPlace {
  /// The text of a number, whether it stands in quotes or not.
  fileprivate var numberText: String? {
    switch node.value {
    case .number(let text), .string(let text): text
    default: nil
    }
  }
}

extension ParameterRefusal {
  /// What must hold, to follow the name of a value, and which of the contract's arguments it is about.
  func complaint(_ arguments: LiquidityArguments) -> (argument: LiquidityArgument, predicate: String) {
    switch self {
    case .precisionUnsupported: (.precision, "must be 40, the only precision that the contract takes")
    case .feeTooLarge: (.fee, "must be less than the whole")
    case .rateBoundsInverted: (.highestRate, "must be above the lowest rate")
    case .minimumRateZero: (.lowestRate, "must be more than 0")
    case .liquidityRateZero: (.liquidityRate, "must be more than 0, also when it is cut to units of 2^-40")
    case .minimumPriceZero: (.lowestPrice, "must be more than 0, also when it is cut to units of 2^-40")
    case .capTooLarge:
      (
        arguments.maxCapBuyInWei > UInt256(powerOfTen(28).magnitude) ? .buyCap : .sellCap,
        "must be at most 10^28 wei"
      )
    }
  }
}

/// The arguments of the contract's parameters by what they mean, to find where a value was written.
enum LiquidityArgument {
  case liquidityRate, lowestPrice, precision, buyCap, sellCap, fee, highestRate, lowestRate
}
