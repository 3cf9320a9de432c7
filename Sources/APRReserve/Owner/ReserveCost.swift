// What an automated price reserve costs its owner, in closed form.

public import SimEngine

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
  /// (1 - f) X, after a sale P = X / (1 - f). With p = P_after / P_before his gain is (p - 1 - ln p) / r,
  /// whichever the side.
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
    if afterPurchase > before {
      let given = DeterministicMath.log(afterPurchase / before) / liquidityRate
      let received = (1 - fee) * tokensSold(fromPrice: before, toPrice: afterPurchase)
      return ArbitrageOptimum(
        side: .buy, source: given, destination: received,
        profit: ReserveCost.lossPerMove(
          logarithmOfPrice: DeterministicMath.log(afterPurchase / before), liquidityRate: liquidityRate))
    }
    if afterSale < before {
      let given = tokensSold(fromPrice: afterSale, toPrice: before) / (1 - fee)
      let received = DeterministicMath.log(before / afterSale) / liquidityRate
      return ArbitrageOptimum(
        side: .sell, source: given, destination: received,
        profit: ReserveCost.lossPerMove(
          logarithmOfPrice: DeterministicMath.log(afterSale / before), liquidityRate: liquidityRate))
    }
    return nil
  }
}

/// Closed forms for a reserve whose token follows a geometric Brownian motion outside.
///
/// Volatilities are of the logarithm of the price, per square root of a unit of time; rates of loss are ether
/// per that unit.
///
/// Source: Milionis, Moallemi, Roughgarden and Zhang, "Automated Market Making and Loss-Versus-Rebalancing"
/// (2022) and, with fees, Milionis, Moallemi and Roughgarden, "Automated Market Making and Arbitrage Profits
/// in the Presence of Fees" (2023), for the curve P = pMin e^(r E).
public enum ReserveCost {
  /// What the reserve loses when its price is led from one value to another, counted at the latter: (e^m - 1
  /// - m) / r.
  /// - Parameter move: m, the logarithm of the ratio of the prices.
  public static func lossPerMove(logarithmOfPrice move: Double, liquidityRate: Double) -> Double {
    (DeterministicMath.expm1(move) - move) / liquidityRate
  }

  /// Loss versus rebalancing without a fee: s² / (2 r), at any price and however often arbitrageurs come.
  public static func lossRate(volatility: Double, liquidityRate: Double) -> Double {
    volatility * volatility / (2 * liquidityRate)
  }

  /// The part of arbitrageurs who find a trade worth making: 1 / (1 + sqrt(2 l) g / s) with g = -ln(1 - f).
  /// - Parameters:
  ///   - fee: f as a fraction of one.
  ///   - visitRate: l, how often an arbitrageur comes per unit of time, as a Poisson process.
  public static func tradeProbability(volatility: Double, fee: Double, visitRate: Double) -> Double {
    let deviations = (2 * visitRate).squareRoot() / volatility
    return 1 / (1 - deviations * DeterministicMath.log1p(-fee))
  }

  /// What arbitrageurs take with a fee, for a price whose logarithm has no drift: l p / (r n (n - 1)) with n
  /// = sqrt(2 l) / s and p the probability of a trade. With ever more frequent visits this is the loss
  /// without a fee times p.
  public static func lossRate(
    volatility: Double, liquidityRate: Double, fee: Double, visitRate: Double
  ) -> Double {
    let deviations = (2 * visitRate).squareRoot() / volatility
    let probability = tradeProbability(volatility: volatility, fee: fee, visitRate: visitRate)
    return visitRate * probability / (liquidityRate * deviations * (deviations - 1))
  }

  /// How long a price whose logarithm has no drift stays within a band on average: ln(up) ln(1/down) / s².
  /// - Parameters:
  ///   - down: The lower edge as a factor of the present price, below one.
  ///   - up: The upper edge as a factor of the present price, above one.
  public static func timeWithinBand(volatility: Double, down: Double, up: Double) -> Double {
    DeterministicMath.log(up) * -DeterministicMath.log(down) / (volatility * volatility)
  }
}
