// The price curve as the reserve's guide writes it: exact, continuous, in doubles.

import SimEngine

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
      liquidityRate: Double(parameters.liquidityRateInFp) / 0x1p40,
      minimumPrice: Double(parameters.minimumPriceInFp) / 0x1p40)
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
