// The units of an exchange: what a tick and a lot are worth, and what a trade costs in base units.

/// A pair of assets with its tick and its lot, and the exact conversions between them.
@frozen
public struct TradingPair: Hashable, Sendable {
  /// What is bought and sold: NBT in NBT/BTC.
  public let base: AssetID
  /// What it is paid with: BTC in NBT/BTC.
  public let quote: AssetID
  /// Quote base units per whole base coin in one tick.
  @usableFromInline let tickUnits: Int64
  /// Base units of the base asset in one lot.
  @usableFromInline let lotUnits: Int64
  /// Base units in one coin of each asset, as doubles: powers of ten, exact.
  @usableFromInline let baseScale: Double
  @usableFromInline let quoteScale: Double
  /// Quote base units of one tick times one lot, as a reduced fraction.
  @usableFromInline let notionalNumerator: Int128
  @usableFromInline let notionalDenominator: Int128

  /// A pair of assets.
  /// - Parameters:
  ///   - tick: Price step in quote base units per whole base coin, > 0.
  ///   - lot: Quantity step in base units of the base asset, > 0.
  public init(
    base: AssetID, baseDecimals: Int, quote: AssetID, quoteDecimals: Int, tick: Amount, lot: Amount
  ) {
    invariant(base != quote, "a pair of an asset with itself")
    let units = 1...Int128(1) << 53
    invariant(
      units.contains(tick.baseUnits) && units.contains(lot.baseUnits), "a tick and a lot are positive")
    self.base = base
    self.quote = quote
    tickUnits = Int64(tick.baseUnits)
    lotUnits = Int64(lot.baseUnits)
    baseScale = Double(powerOfTen(baseDecimals))
    quoteScale = Double(powerOfTen(quoteDecimals))
    let (numerator, denominator) = (tick.baseUnits * lot.baseUnits, powerOfTen(baseDecimals))
    let divisor = greatestCommonDivisor(numerator, denominator)
    notionalNumerator = numerator / divisor
    notionalDenominator = denominator / divisor
  }

  /// The base asset in a quantity, exact.
  @inlinable public func amount(_ quantity: Quantity) -> Amount {
    Amount(baseUnits: Int128(quantity.lots) * Int128(lotUnits))
  }

  /// The whole lots in an amount of the base asset, at most as many as one order may have.
  @inlinable public func lots(in amount: Amount) -> Quantity {
    let lots = amount.baseUnits / Int128(lotUnits)
    return Quantity(lots: Int64(min(lots, Int128(OrderBook.maximumQuantity.lots))))
  }

  /// More than anybody can pay, in base units: 2·10^19 coins of 18 decimals. What an order would cost beyond it counts as
  /// this much and is refused for want of funds, so that no sum of costs overflows.
  @inlinable static var unpayable: Int128 { Int128(1) << 124 }

  /// What a quantity costs at a price, in quote base units, rounded down or up; at most `unpayable`.
  @inlinable public func notional(_ price: Price, _ quantity: Quantity, roundingUp: Bool) -> Amount {
    let steps = Int128(price.ticks) * Int128(quantity.lots)
    let (product, overflows) = steps.multipliedReportingOverflow(by: notionalNumerator)
    let exact =
      overflows
      ? wideNotional(steps, roundingUp: roundingUp)
      : divide(product, by: notionalDenominator, roundingUp: roundingUp)
    return Amount(baseUnits: min(exact, TradingPair.unpayable))
  }

  /// The same where the product before the division needs more than 128 bits, as the steps of a pair may have no factor
  /// in common with its decimals.
  @usableFromInline @inline(never)
  func wideNotional(_ steps: Int128, roundingUp: Bool) -> Int128 {
    mulDivIfRepresentable(
      steps, notionalNumerator, dividedBy: notionalDenominator, rounding: roundingUp ? .up : .down)
      ?? TradingPair.unpayable
  }

  /// Quote coins per base coin at a price: the double nearest to the decimal, up to 2^53 base units.
  @inlinable public func value(_ price: Price) -> Double {
    Double(price.ticks) * Double(tickUnits) / quoteScale
  }
  /// Base coins in a quantity: the double nearest to the decimal, up to 2^53 base units.
  @inlinable public func coins(_ quantity: Quantity) -> Double {
    Double(quantity.lots) * Double(lotUnits) / baseScale
  }
  /// Quote coins in an amount of the quote asset.
  @inlinable public func quoteCoins(_ amount: Amount) -> Double {
    Double(nearest: amount.baseUnits) / quoteScale
  }

  /// The whole ticks at or below a price in quote coins per base coin, at least one.
  public func price(roundingDown value: Double) -> Price {
    Price(ticks: max(1, clampedToInt64((value * quoteScale / Double(tickUnits)).rounded(.down))))
  }
  /// The whole ticks at or above a price in quote coins per base coin, at least one.
  public func price(roundingUp value: Double) -> Price {
    Price(ticks: max(1, clampedToInt64((value * quoteScale / Double(tickUnits)).rounded(.up))))
  }
  /// The ticks nearest to a price in quote coins per base coin, at least one.
  public func price(nearest value: Double) -> Price {
    Price(
      ticks: max(
        1, clampedToInt64((value * quoteScale / Double(tickUnits)).rounded(.toNearestOrAwayFromZero))))
  }
  /// The whole lots in a number of base coins, not below zero and at most as many as one order may have.
  public func quantity(roundingDown coins: Double) -> Quantity {
    let lots = clampedToInt64((coins * baseScale / Double(lotUnits)).rounded(.down))
    return Quantity(lots: max(0, min(lots, OrderBook.maximumQuantity.lots)))
  }
}

/// A non-negative quotient with its rounding; 64-bit division where the operands allow it.
@inlinable
func divide(_ dividend: Int128, by divisor: Int128, roundingUp: Bool) -> Int128 {
  if let small = Int64(exactly: dividend), let by = Int64(exactly: divisor) {
    let (quotient, remainder) = small.quotientAndRemainder(dividingBy: by)
    return Int128(quotient + (roundingUp && remainder > 0 ? 1 : 0))
  }
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return quotient + (roundingUp && remainder > 0 ? 1 : 0)
}

private func greatestCommonDivisor(_ left: Int128, _ right: Int128) -> Int128 {
  right == 0 ? left : greatestCommonDivisor(right, left % right)
}

/// A double as a whole number that fits order prices and quantities: what lies beyond is brought to the rim, and what is
/// not a number is none.
private func clampedToInt64(_ value: Double) -> Int64 {
  value.isNaN ? 0 : Int64(min(max(value, -1e15), 1e15))
}
