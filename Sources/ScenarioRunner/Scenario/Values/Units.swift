// The units of scenarios: time, money, ratios, and each of them per time.

public import SimEngine

// MARK: Time

/// The units of time, longest last, with their nanoseconds.
private let timeUnits: [(name: String, nanoseconds: Int64)] = [
  ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000),
  ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
]

/// The units that may stand behind a slash; "day" may be written out.
private let periods: [(name: String, nanoseconds: Int64)] =
  timeUnits.filter { $0.name == "min" } + timeUnits.filter { ["s", "h", "d"].contains($0.name) }
  + [("day", 86_400_000_000_000)]

/// A span in the longest unit that divides it: "90s", "1h", "30d".
func text(of span: SimDuration) -> String {
  let unit = timeUnits.last { span.nanoseconds.isMultiple(of: $0.nanoseconds) && span != .zero }
  guard let unit else { return "0s" }
  return "\(span.nanoseconds / unit.nanoseconds)\(unit.name)"
}

extension UnitFormat where Value == SimDuration {
  /// A span of time, exact to the nanosecond: "200ms", "60s", "10min", "1.5h", "30d".
  public static let duration = UnitFormat(
    noun: "a duration", example: "60s", units: ["s", "ns", "us", "ms", "min", "h", "d"], hasSpace: false,
    convert: { number, unit throws(UnitProblem) in
      let scale = timeUnits.first { $0.name == unit }?.nanoseconds ?? 1
      let (product, overflow) = number.significand.multipliedReportingOverflow(by: Int128(scale))
      let nanoseconds = ExactDecimal(product, timesTenTo: number.exponent)
      if nanoseconds.fractionDigits > 0 {
        throw UnitProblem(predicate: "is finer than a nanosecond: \(quoted("\(number)\(unit)"))", help: nil)
      }
      let whole = nanoseconds.integer(timesTenTo: 0).flatMap { Int64(exactly: $0) }
      let longest = ScenarioLimits.span
      guard !overflow, let whole, whole.magnitude <= longest.nanoseconds.magnitude else {
        throw UnitProblem(
          predicate: "is longer than \(text(of: longest)): \(quoted("\(number)\(unit)"))",
          help: "that is a hundred years")
      }
      return SimDuration(nanoseconds: whole)
    },
    describe: { text(of: $0) })
}

// MARK: Money

extension UnitFormat where Value == Amount {
  /// An amount of an asset, exact to its base unit: "1.5 NBT".
  public static func amount(of asset: Asset) -> UnitFormat {
    UnitFormat(
      noun: "an amount of \(asset.symbol)", example: "1.5 \(asset.symbol)", units: [asset.symbol],
      hasSpace: true,
      convert: { number, _ throws(UnitProblem) in try exactAmount(number, of: asset) },
      describe: { "\($0.decimalText(decimals: asset.decimals)) \(asset.symbol)" })
  }
}

extension UnitFormat where Value == ExactDecimal {
  /// A figure that belongs to a unit of the reader's own, such as a price: "0.0022 BTC".
  public static func figure(_ noun: String, in unit: String, example: String) -> UnitFormat {
    UnitFormat(
      noun: noun, example: "\(example) \(unit)", units: [unit], hasSpace: true,
      convert: { number, _ in number }, describe: { "\($0) \(unit)" })
  }

  /// A ratio: "0.25%" or "25 bp" (basis points), as the number 0.0025.
  public static let ratio = UnitFormat(
    noun: "a ratio", example: "0.25%", units: ["%", "bp"], hasSpace: false,
    convert: { number, unit in number.shifted(unit == "%" ? -2 : -4) },
    describe: { "\($0.shifted(2))%" })
}

/// Exact base units of a number of coins.
private func exactAmount(_ coins: ExactDecimal, of asset: Asset) throws(UnitProblem) -> Amount {
  if coins.fractionDigits > asset.decimals {
    throw UnitProblem(
      predicate: "is finer than the smallest unit of \(asset.symbol): \(quoted("\(coins) \(asset.symbol)"))",
      help: "\(asset.symbol) has \(asset.decimals) decimals")
  }
  let limit = ExactDecimal(ScenarioLimits.coins, timesTenTo: 0)
  guard coins <= limit, coins >= ExactDecimal(-ScenarioLimits.coins, timesTenTo: 0),
    let baseUnits = coins.integer(timesTenTo: asset.decimals)
  else {
    throw UnitProblem(predicate: "is more than \(limit) \(asset.symbol)", help: nil)
  }
  return Amount(baseUnits: baseUnits)
}

// MARK: Per time

/// An amount of an asset per span of time, such as the reward of a pool.
public struct AmountRate: Hashable, Comparable, Sendable {
  /// The amount that falls due in one period.
  public let amount: Amount
  /// The period; positive.
  public let period: SimDuration

  /// An amount per period.
  public init(_ amount: Amount, per period: SimDuration) {
    self.amount = amount
    self.period = period
  }

  public static func < (left: AmountRate, right: AmountRate) -> Bool {
    let leftProduct = left.amount.baseUnits.multipliedFullWidth(by: Int128(right.period.nanoseconds))
    let rightProduct = right.amount.baseUnits.multipliedFullWidth(by: Int128(left.period.nanoseconds))
    return (leftProduct.high, leftProduct.low) < (rightProduct.high, rightProduct.low)
  }
}

/// A number per span of time: events ("2/min") or a growth ("0.12%/day").
public struct NumberRate: Hashable, Sendable {
  /// The number that falls in one period.
  public let number: ExactDecimal
  /// The period; positive.
  public let period: SimDuration

  /// A number per period.
  public init(_ number: ExactDecimal, per period: SimDuration) {
    self.number = number
    self.period = period
  }
}

/// "NBT/min" as the part before the last slash and the span that the part behind it names.
private func period(of unit: String) -> SimDuration {
  let name = unit.utf8.reversed().prefix { $0 != ascii("/") }.reversed()
  let nanoseconds = periods.first { $0.name.utf8.elementsEqual(name) }?.nanoseconds ?? 1
  return SimDuration(nanoseconds: nanoseconds)
}

private func periodName(_ span: SimDuration) -> String {
  periods.first { $0.nanoseconds == span.nanoseconds }?.name ?? text(of: span)
}

extension UnitFormat where Value == AmountRate {
  /// An amount per time, exact to the base unit: "0.025 NBT/min".
  public static func amountRate(of asset: Asset) -> UnitFormat {
    UnitFormat(
      noun: "an amount of \(asset.symbol) per time", example: "0.025 \(asset.symbol)/min",
      units: periods.map { "\(asset.symbol)/\($0.name)" }, hasSpace: true,
      convert: { number, unit throws(UnitProblem) in
        AmountRate(try exactAmount(number, of: asset), per: period(of: unit))
      },
      describe: {
        "\($0.amount.decimalText(decimals: asset.decimals)) \(asset.symbol)/\(periodName($0.period))"
      })
  }
}

extension UnitFormat where Value == NumberRate {
  /// How often something happens: "2/min".
  public static let eventRate = UnitFormat(
    noun: "a rate", example: "2/min", units: periods.map { "/\($0.name)" }, hasSpace: false,
    convert: { number, unit in NumberRate(number, per: period(of: unit)) },
    describe: { "\($0.number)/\(periodName($0.period))" })

  /// How fast something grows: "0.12%/day", as the number 0.0012 per day.
  public static let growthRate = UnitFormat(
    noun: "a ratio per time", example: "0.12%/day",
    units: ["%/day"] + periods.map { "%/\($0.name)" }.filter { $0 != "%/day" }, hasSpace: false,
    convert: { number, unit in NumberRate(number.shifted(-2), per: period(of: unit)) },
    describe: { "\($0.number.shifted(2))%/\(periodName($0.period))" })
}

// MARK: Share of the supply

/// A size that is given outright or as a part of the token's supply.
public enum AmountOrShare: Hashable, Sendable {
  case amount(Amount)
  /// A part of the supply, such as 0.17: from 0 to 1 with at most eight decimals, so that its product with an amount
  /// fits 128 bits.
  case shareOfSupply(ExactDecimal)
}

/// A percentage of the supply as a share.
private func share(_ percentage: ExactDecimal) throws(UnitProblem) -> ExactDecimal {
  let share = percentage.shifted(-2)
  guard share >= 0, share <= 1 else {
    throw UnitProblem(
      predicate: "must be between 0% and 100% of supply, found \(quoted("\(percentage)%"))", help: nil)
  }
  guard share.fractionDigits <= 8 else {
    throw UnitProblem(predicate: "is finer than 0.000001% of supply: \(quoted("\(percentage)%"))", help: nil)
  }
  return share
}

extension UnitFormat where Value == AmountOrShare {
  /// An amount of an asset or a share of its supply: "1250 NBT" or "17% of supply".
  public static func amountOrShare(of asset: Asset) -> UnitFormat {
    UnitFormat(
      noun: "an amount of \(asset.symbol) or a share of its supply", example: "17% of supply",
      units: [asset.symbol, "% of supply"], hasSpace: true,
      convert: { number, unit throws(UnitProblem) in
        unit == asset.symbol
          ? .amount(try exactAmount(number, of: asset)) : .shareOfSupply(try share(number))
      },
      describe: {
        switch $0 {
        case .amount(let amount): "\(amount.decimalText(decimals: asset.decimals)) \(asset.symbol)"
        case .shareOfSupply(let share): "\(share.shifted(2))% of supply"
        }
      })
  }
}
