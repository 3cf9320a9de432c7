// Where NuBot 0.3 puts its walls, and when a move of the price is large enough to move them.

import SimEngine

/// NuBot's rules on prices, in doubles and with the original's rounding.
/// - Source: NuBot 0.3.0.
public enum NuBotPricing {
  /// A side with less than this is left empty, tokens.
  static let leastFundsTokens = 2.0
  /// What a bot that only sells adds to its price, USD.
  public static let sellOnlyIncrementUSD = 0.0003

  /// The prices of the two walls.
  public struct Walls: Hashable, Sendable {
    /// USD per NBT at which NBT is sold.
    public let sellUSD: Double
    /// USD per NBT at which NBT is bought.
    public let buyUSD: Double
    /// The sell wall in quote coins per NBT, or NBT per coin where the pair is swapped.
    public let sell: Double
    /// The buy wall in quote coins per NBT, or NBT per coin where the pair is swapped.
    public let buy: Double
  }

  /// The walls `1 ± (fee + spread/2)`, in USD and in the quote coin.
  /// - Parameters:
  ///   - quoteUSD: USD per quote coin.
  ///   - feePercent: The exchange's fee in percent.
  ///   - spreadPercent: The distance between the walls beyond the fee, in percent.
  ///   - isDualSide: False for a bot that only sells; it sells dearer by `increment`, so that others sell first.
  ///   - increment: What a sell-only bot adds, USD.
  ///   - isSwapped: Whether NBT is what the pair is paid with.
  public static func walls(
    quoteUSD: Double, feePercent: Double, spreadPercent: Double = 0, isDualSide: Bool = true,
    increment: Double = sellOnlyIncrementUSD, isSwapped: Bool = false
  ) -> Walls {
    let halfSpread = roundHalfDown(roundHalfDown(spreadPercent / 2, decimals: 6) / 100, decimals: 6)
    let fee = feePercent / 100
    let sellUSD = (isDualSide ? 1 + fee : 1 + fee + increment) + halfSpread
    let buyUSD = 1 - fee - halfSpread
    func inQuote(_ usd: Double) -> Double {
      roundHalfDown(isSwapped ? usd * quoteUSD : usd / quoteUSD, decimals: 8)
    }
    return Walls(sellUSD: sellUSD, buyUSD: buyUSD, sell: inQuote(sellUSD), buy: inQuote(buyUSD))
  }

  /// How far a price is from the one that the walls stand on, in percent to four decimals.
  public static func distancePercent(from wallPrice: Double, to price: Double) -> Double {
    roundHalfDown(100 * ((price - wallPrice).magnitude / wallPrice), decimals: 4)
  }

  /// Whether walls that stand on one price are moved to another.
  /// - Parameter thresholdPercent: The distance from which on they are; 0 moves them at every look.
  public static func shouldShift(from wallPrice: Double, to price: Double, thresholdPercent: Double) -> Bool {
    distancePercent(from: wallPrice, to: price) >= thresholdPercent
  }
}
