// Kinds of values that only this program has: names, fees, shares, rates of reward.

import SimEngine

extension ScenarioValue where Value == String {
  /// A word that `PlainName` allows.
  static let plainName = ScenarioValue("a name", example: "\"peg-shock\"") { place in
    guard let name = text.read(place) else { return nil }
    if PlainName.allows(name) { return name }
    place.complain("cannot be \(place.node.summary)", help: PlainName.rule)
    return nil
  }
}

/// Words that can stand in a dotted path, in a file name and in the name of a random stream.
enum PlainName {
  /// What such a word looks like, for messages.
  static let rule = "a name has 1 to \(ScenarioLimits.nameLength) letters, digits, \"-\" or \"_\""

  /// Whether a text is such a word.
  static func allows(_ text: String) -> Bool {
    (1...ScenarioLimits.nameLength).contains(text.utf8.count)
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == ascii("-") || $0 == ascii("_") }
  }
}

extension ScenarioValue where Value == Int64 {
  /// A fee as a share of the notional, in whole parts per million: "0.25%".
  static let feeRatio = ScenarioValue("a ratio", example: "\"0.25%\"") { place in
    guard let ratio = ScenarioValue<ExactDecimal>.ratio.within(.zero ... .one).read(place) else { return nil }
    guard let parts = ratio.integer(timesTenTo: 6) else {
      place.complain(
        "must be a whole number of parts per million, found \(place.node.summary)",
        help: "write for example \"0.25%\" or \"25 bp\"")
      return nil
    }
    return Int64(parts)
  }
}

extension ScenarioValue where Value == Double {
  /// A ratio between bounds that may be negative: "-1%".
  static func signedRatio(within bounds: ClosedRange<Double>) -> ScenarioValue {
    ScenarioValue("a ratio", example: "\"1%\"") { place in
      guard let ratio = ScenarioValue<ExactDecimal>.ratio.read(place)?.double else { return nil }
      if bounds.contains(ratio) { return ratio }
      place.complain(
        "must be between \(bounds.lowerBound * 100)% and \(bounds.upperBound * 100)%, found "
          + place.node.summary)
      return nil
    }
  }
}

extension ExactDecimal {
  static let zero: ExactDecimal = 0
  static let one: ExactDecimal = 1

  /// A share in basis points, as the double nearest to it.
  var basisPoints: Double { shifted(4).double }
}

extension AmountRate {
  /// Whole coins a minute; exact to the last bit of a double when the rate is given by the minute.
  func coinsPerMinute(decimals: Int) -> Double {
    let coins = amount.coins(decimals: decimals)
    return period == .minutes(1) ? coins : coins / period.minutes
  }
}

extension NumberRate {
  /// The number that falls in a minute.
  var perMinute: Double { number.double / period.minutes }
  /// The number that falls in a day, exactly, since every period divides a day; nil if it has too many digits.
  var exactPerDay: ExactDecimal? {
    let periods = SimDuration.days(1).nanoseconds / period.nanoseconds
    let (significand, overflows) = number.significand.multipliedReportingOverflow(by: Int128(periods))
    return overflows ? nil : ExactDecimal(significand, timesTenTo: number.exponent)
  }
}

extension AmountOrShare {
  /// The amount, given the supply that a share is of; rounded down to a base unit.
  func amount(ofSupply supply: Amount) -> Amount {
    switch self {
    case .amount(let amount): amount
    case .shareOfSupply(let share): share.times(supply)
    }
  }
}

extension ExactDecimal {
  /// A share of an amount, rounded down to a base unit.
  func times(_ amount: Amount) -> Amount {
    let product = significand * amount.baseUnits
    return Amount(
      baseUnits: exponent >= 0 ? product * powerOfTen(exponent) : product / powerOfTen(min(38, -exponent)))
  }
}
