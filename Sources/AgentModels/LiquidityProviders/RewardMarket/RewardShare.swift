// The contest for a reward that is shared by size: what one more coin earns, and how many coins are worth their cost.

import SimEngine

/// A reward a day that providers share in proportion to their liquidity, paid in full from a target on.
///
/// With n alike at a cost c each settles where all together offer `R (n-1) / (n c)`, the equilibrium of a Tullock contest. A
/// target T puts a cliff and a plateau into it: nobody offers anything above `c = R / T`, and below it everybody together
/// at least T.
/// - Source: G. Tullock, "Efficient rent seeking" (1980); for different costs R. Cornes and R. Hartley, "Asymmetric contests
///   with general technologies", Economic Theory 26 (2005).
public struct RewardShare: Hashable, Sendable {
  /// The most that a day pays.
  public var perDay: Double
  /// The liquidity from which on all of it is paid; 0 pays all of it always.
  public var target: Double

  /// A reward.
  public init(perDay: Double, target: Double = 0) {
    self.perDay = perDay
    self.target = target
  }

  /// What a coin earns a day where so many are offered.
  /// - Parameter total: All liquidity, > 0.
  public func yield(total: Double) -> Double { perDay / max(total, target) }

  /// What one more coin of a provider would earn a day.
  /// - Parameters:
  ///   - own: His coins.
  ///   - others: Those of all others.
  public func marginalYield(own: Double, others: Double) -> Double {
    let total = own + others
    guard total > 0 else { return target > 0 ? perDay / target : .infinity }
    return total < target ? perDay / target : perDay * others / (total * total)
  }

  /// How many coins of his own earn a provider the most beyond their cost.
  ///
  /// Against nobody and without a target the fewest coins earn everything; he then offers `least`.
  /// - Parameters:
  ///   - others: The liquidity of all others, >= 0.
  ///   - cost: What a coin costs him a day, > 0.
  ///   - least: The fewest coins that he would offer.
  public func bestResponse(others: Double, cost: Double, least: Double = 0) -> Double {
    let beyondTarget = (perDay * others / cost).squareRoot() - others
    if others + max(0, beyondTarget) >= target, others > 0 { return max(0, beyondTarget) }
    guard perDay > 0 else { return 0 }
    if target > 0 { return cost <= perDay / target ? max(0, target - others) : 0 }
    return least
  }
}
