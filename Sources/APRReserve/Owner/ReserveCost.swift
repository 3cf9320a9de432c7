// What an automated price reserve costs its owner, in closed form.

import SimEngine

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

  /// What arbitrageurs take with a fee, for a price whose logarithm has no drift: l p / (r (n² - 1)) with n =
  /// sqrt(2 l) / s and p the probability of a trade.
  ///
  /// Where they trade the price is beyond the fee by an exponential distance of mean 1 / n. Of purchases the
  /// mean gain is then 1 / (r n (n - 1)), of sales 1 / (r n (n + 1)), and either is half of all trades. With ever more
  /// frequent visits this is the loss without a fee times p.
  /// - Returns: Infinity where n <= 1: between two visits so rare prices rise without bound in the mean.
  public static func lossRate(
    volatility: Double, liquidityRate: Double, fee: Double, visitRate: Double
  ) -> Double {
    let deviations = (2 * visitRate).squareRoot() / volatility
    guard deviations > 1 else { return .infinity }
    let probability = tradeProbability(volatility: volatility, fee: fee, visitRate: visitRate)
    return visitRate * probability / (liquidityRate * (deviations * deviations - 1))
  }

  /// How long a price whose logarithm has no drift stays within a band on average: ln(up) ln(1/down) / s².
  /// - Parameters:
  ///   - down: The lower edge as a factor of the present price, below one.
  ///   - up: The upper edge as a factor of the present price, above one.
  public static func timeWithinBand(volatility: Double, down: Double, up: Double) -> Double {
    DeterministicMath.log(up) * -DeterministicMath.log(down) / (volatility * volatility)
  }
}
