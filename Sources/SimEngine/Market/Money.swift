// Integer money, prices and quantities: nothing here ever passes through a double unasked.

/// A quantity of one asset in its base units (for NBT and BTC 1e-8, for ETH 1e-18 of a coin).
///
/// Arithmetic traps on overflow. Which asset is meant is known by the account or the field that holds it.
@frozen
public struct Amount: Hashable, Comparable, Sendable {
  /// The quantity in base units.
  public var baseUnits: Int128

  /// That many base units.
  @inlinable public init(baseUnits: Int128) { self.baseUnits = baseUnits }

  /// Nothing.
  public static let zero = Amount(baseUnits: 0)

  @inlinable public static func < (left: Amount, right: Amount) -> Bool { left.baseUnits < right.baseUnits }
  /// The sum; traps on overflow.
  @inlinable public static func + (left: Amount, right: Amount) -> Amount {
    Amount(baseUnits: left.baseUnits + right.baseUnits)
  }
  /// The difference; traps on overflow.
  @inlinable public static func - (left: Amount, right: Amount) -> Amount {
    Amount(baseUnits: left.baseUnits - right.baseUnits)
  }
  /// The amount with the other sign.
  @inlinable public static prefix func - (amount: Amount) -> Amount { Amount(baseUnits: -amount.baseUnits) }
  /// Adds in place; traps on overflow.
  @inlinable public static func += (left: inout Amount, right: Amount) { left = left + right }
  /// Subtracts in place; traps on overflow.
  @inlinable public static func -= (left: inout Amount, right: Amount) { left = left - right }

  /// Adds to a running total that nobody pays by: it stays at the rim of the type once it has come there.
  @inlinable public mutating func accumulate(_ amount: Amount) {
    let (sum, overflow) = baseUnits.addingReportingOverflow(amount.baseUnits)
    baseUnits = overflow ? (amount > .zero ? .max : .min) : sum
  }

  /// The amount in whole coins, for beliefs and statistics only.
  @inlinable public func coins(decimals: Int) -> Double {
    Double(nearest: baseUnits) / Double(nearest: powerOfTen(decimals))
  }

  /// The coins that nobody owns: what an agent decides in doubles is brought to this rim. In 18 decimals base units then
  /// fit 128 bits 10^5 times over.
  static let greatestCoins = 1e15

  /// The base units nearest to a number of coins towards zero: for what an agent decides in doubles.
  ///
  /// More than 10^15 coins, infinity included, are 10^15; what is not a number is nothing.
  public init(truncating coins: Double, decimals: Int) {
    let bounded = coins.isNaN ? 0 : min(max(coins, -Amount.greatestCoins), Amount.greatestCoins)
    self.init(baseUnits: Int128(bounded * Double(powerOfTen(decimals))))
  }

  /// The exact decimal text, without trailing zeros: "1250", "0.025", "-3.5".
  public func decimalText(decimals: Int) -> String {
    let scale = powerOfTen(decimals)
    let magnitude = baseUnits.magnitude
    let whole = magnitude / scale.magnitude
    var fraction = String(magnitude % scale.magnitude)
    fraction = String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    let sign = baseUnits < 0 ? "-" : ""
    return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
  }
}

/// Which way an order goes, seen from the party that places it.
@frozen
public enum Side: UInt8, Hashable, Sendable, CaseIterable {
  /// Buys the base asset; rests among the bids.
  case buy = 0
  /// Sells the base asset; rests among the asks.
  case sell = 1

  /// The other side.
  @inlinable public var opposite: Side { self == .buy ? .sell : .buy }
}

/// A price of an exchange in whole ticks of quote asset per base asset.
@frozen
public struct Price: RawRepresentable, Hashable, Comparable, Sendable {
  /// Ticks.
  public var rawValue: Int64
  @inlinable public init(rawValue: Int64) { self.rawValue = rawValue }
  /// That many ticks.
  @inlinable public init(ticks: Int64) { self.rawValue = ticks }
  /// Ticks.
  @inlinable public var ticks: Int64 { rawValue }
  @inlinable public static func < (left: Price, right: Price) -> Bool { left.rawValue < right.rawValue }
}

/// A quantity of an exchange's base asset in whole lots.
@frozen
public struct Quantity: RawRepresentable, Hashable, Comparable, Sendable {
  /// Lots.
  public var rawValue: Int64
  @inlinable public init(rawValue: Int64) { self.rawValue = rawValue }
  /// That many lots.
  @inlinable public init(lots: Int64) { self.rawValue = lots }
  /// Lots.
  @inlinable public var lots: Int64 { rawValue }
  /// No lots.
  public static let zero = Quantity(lots: 0)
  @inlinable public static func < (left: Quantity, right: Quantity) -> Bool { left.rawValue < right.rawValue }
  /// The sum; traps on overflow.
  @inlinable public static func + (left: Quantity, right: Quantity) -> Quantity {
    Quantity(lots: left.lots + right.lots)
  }
  /// The difference; traps on overflow.
  @inlinable public static func - (left: Quantity, right: Quantity) -> Quantity {
    Quantity(lots: left.lots - right.lots)
  }
  /// Adds in place; traps on overflow.
  @inlinable public static func += (left: inout Quantity, right: Quantity) { left = left + right }
  /// Subtracts in place; traps on overflow.
  @inlinable public static func -= (left: inout Quantity, right: Quantity) { left = left - right }
  /// Adds to a running total of positive quantities, which stays at 2^63 - 1 lots once it has come there.
  @inlinable public mutating func accumulate(_ quantity: Quantity) {
    let (sum, overflow) = lots.addingReportingOverflow(quantity.lots)
    rawValue = overflow ? .max : sum
  }
}
