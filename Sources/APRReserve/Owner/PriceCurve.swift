// The price curve as the reserve's guide writes it: exact, continuous, in doubles.

public import SimEngine

/// The curve P(E) = pMin * e^(r E) in closed form, before rounding.
///
/// For planning, for agents and for measuring what the contract's integers lose; money itself is counted by `Reserve`.
/// Ether and tokens are whole coins, prices ether per token, fees fractions of one.
///
/// Source: docs.kyberswap.com, Automated Price Reserve, "Price Discovery Algorithm".
public struct PriceCurve: Hashable, Sendable {
  /// The relative price change r per ether.
  public let liquidityRate: Double
  /// The price pMin at an empty ether balance, ether per token.
  public let minimumPrice: Double

  /// A curve.
  /// - Precondition: both are above zero.
  public init(liquidityRate: Double, minimumPrice: Double) {
    invariant(liquidityRate > 0 && minimumPrice > 0, "a price curve with r or pMin not above zero")
    self.liquidityRate = liquidityRate
    self.minimumPrice = minimumPrice
  }

  /// The curve of stored parameters, with r and pMin as the contract rounded them.
  public init(_ parameters: LiquidityParameters) {
    self.init(
      liquidityRate: parameters.liquidityRate, minimumPrice: Double(parameters.minimumPriceInFp) / 0x1p40)
  }

  /// P(E) = pMin e^(r E).
  public func price(atEther ether: Double) -> Double {
    minimumPrice * DeterministicMath.exp(liquidityRate * ether)
  }

  /// E = ln(P / pMin) / r, the ether balance at which the price is reached.
  public func ether(atPrice price: Double) -> Double {
    DeterministicMath.log(price / minimumPrice) / liquidityRate
  }

  /// T = (1/P - 1/pMax) / r, the tokens that are sold while the price rises to a highest one.
  public func tokensSold(fromPrice price: Double, toPrice highest: Double) -> Double {
    (1 / price - 1 / highest) / liquidityRate
  }

  /// 1/(r P), the tokens that are sold while the price rises without bound.
  public func tokensSold(fromPrice price: Double) -> Double { 1 / (liquidityRate * price) }

  /// The ether balance at which so many tokens are sold out, the fee staying behind; nil where they last for ever.
  public func ether(whenSoldOut tokens: Double, atEther ether: Double, fee: Double = 0) -> Double? {
    let remaining = 1 / price(atEther: ether) - liquidityRate * tokens / (1 - fee)
    return remaining > 0 ? self.ether(atPrice: 1 / remaining) : nil
  }

  /// dT = (1 - f)(1 - e^(-r dE)) / (r P(E)), the tokens that a purchase yields.
  public func tokensOut(etherIn: Double, atEther ether: Double, fee: Double = 0) -> Double {
    let share = -DeterministicMath.expm1(-liquidityRate * etherIn)
    return (1 - fee) * share / (liquidityRate * price(atEther: ether))
  }

  /// dE = ln(1 + r P(E) (1 - f) dT) / r, the ether that a sale yields.
  public func etherOut(tokensIn: Double, atEther ether: Double, fee: Double = 0) -> Double {
    let slope = liquidityRate * price(atEther: ether)
    return DeterministicMath.log1p(slope * (1 - fee) * tokensIn) / liquidityRate
  }
}

/// The trade by which an arbitrageur gains most from a reserve.
public struct ArbitrageOptimum: Hashable, Sendable {
  /// Whether he buys tokens from the reserve or sells them to it.
  public let side: Side
  /// What he gives: ether in a purchase, tokens in a sale.
  public let source: Double
  /// What he receives: tokens in a purchase, ether in a sale.
  public let destination: Double
  /// His gain in ether when he closes the trade at the outside price.
  public let profit: Double
}

extension PriceCurve {
  /// The trade that takes most from the reserve while tokens can be had and sold elsewhere at an outside
  /// price.
  ///
  /// He trades until the last token costs him the outside price with the reserve's fee: after a purchase P =
  /// (1 - f) X, after a sale P = X / (1 - f). What he gains is `ReserveCost.lossPerMove`, whichever the side.
  /// - Parameters:
  ///   - ether: The reserve's ether balance E.
  ///   - outsidePrice: X, ether per token; above zero.
  ///   - fee: The reserve's fee f as a fraction of one.
  /// - Returns: nil when the fee exceeds the gap between the prices.
  public func arbitrage(
    atEther ether: Double, outsidePrice: Double, fee: Double = 0
  ) -> ArbitrageOptimum? {
    let before = price(atEther: ether)
    let afterPurchase = (1 - fee) * outsidePrice
    let afterSale = outsidePrice / (1 - fee)
    let side: Side
    if afterPurchase > before { side = .buy } else if afterSale < before { side = .sell } else { return nil }
    let after = side == .buy ? afterPurchase : afterSale
    let move = DeterministicMath.log(after / before)
    let etherMoved = move.magnitude / liquidityRate
    let tokensOfCurve = tokensSold(fromPrice: before, toPrice: after).magnitude
    return ArbitrageOptimum(
      side: side, source: side == .buy ? etherMoved : tokensOfCurve / (1 - fee),
      destination: side == .buy ? (1 - fee) * tokensOfCurve : etherMoved,
      profit: ReserveCost.lossPerMove(logarithmOfPrice: move, liquidityRate: liquidityRate))
  }
}

extension LiquidityParameters {
  /// r per ether as the contract rounded it.
  public var liquidityRate: Double { Double(liquidityRateInFp) / 0x1p40 }
  /// The fee as a fraction of one.
  public var fee: Double { Double(feeBasisPoints) / 10_000 }
  /// The lowest and the highest price between which the reserve trades, fee apart, ether per token.
  public var prices: (lowest: Double, highest: Double) {
    (Double(sellRateBounds.lowerBound) / 1e18, Double(sellRateBounds.upperBound) / 1e18)
  }
}
