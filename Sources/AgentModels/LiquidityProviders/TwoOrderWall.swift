// What NuBot 0.3.0 itself traded with: two equal orders on each side at one price.

public import SimEngine

/// The sizes of the two orders of a side, in doubles and with the original's rounding.
///
/// The first takes half of what there is, the second, some seconds later, what is left; with a maximum each takes half
/// of that at most. The second bid keeps back 0.9 NBT, which covers what the exchange rounds. A side with less than
/// two NBT stays empty.
/// - Source: NuBot 0.3.0.
public enum TwoOrderWall {
  /// What the second bid leaves, NBT.
  static let keptBackTokens = 0.9

  /// NBT of the first order, none when there is too little.
  /// - Parameters:
  ///   - funds: NBT to sell, or quote coins to buy with.
  ///   - price: Quote coins per NBT.
  ///   - quoteUSD: USD per quote coin.
  ///   - maximum: Most NBT that both orders may have together; 0 for no limit.
  public static func firstSize(
    _ side: Side, funds: Double, price: Double, quoteUSD: Double, maximum: Double = 0
  ) -> Double {
    guard (side == .sell ? funds : funds * quoteUSD) >= NuBotPricing.leastFundsTokens else { return 0 }
    let half = roundHalfDown(funds / 2, decimals: 8)
    let size = side == .sell ? half : roundHalfDown(half / price, decimals: 8)
    return maximum > 0 ? min(size, maximum / 2) : size
  }

  /// NBT of the second order, not below zero.
  /// - Parameters:
  ///   - left: What the first order left of the funds.
  ///   - first: NBT of the first order.
  public static func secondSize(
    _ side: Side, left: Double, first: Double, price: Double, quoteUSD: Double, maximum: Double = 0
  ) -> Double {
    var size = left
    if side == .buy {
      let keptBack = roundHalfDown(keptBackTokens * roundHalfDown(1 / quoteUSD, decimals: 8), decimals: 8)
      size = roundHalfDown(roundHalfDown(left - keptBack, decimals: 8) / price, decimals: 8)
    }
    return max(0, maximum > 0 ? min(size, maximum - first) : size)
  }

  /// Both orders, if the balances move by nothing but the first of them.
  public static func orders(
    _ side: Side, funds: Double, price: Double, quoteUSD: Double, maximum: Double = 0
  ) -> [ProposedOrder] {
    let first = firstSize(side, funds: funds, price: price, quoteUSD: quoteUSD, maximum: maximum)
    guard first > 0 else { return [] }
    let left = side == .sell ? funds - first : funds - first * price
    let second = secondSize(
      side, left: left, first: first, price: price, quoteUSD: quoteUSD, maximum: maximum)
    return [first, second].filter { $0 > 0 }.map { ProposedOrder(price: price, size: $0) }
  }
}
