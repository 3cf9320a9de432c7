// How much liquidity a reward buys where providers play against each other, in closed form.

import SimEngine

/// Providers who divide a reward in proportion to what they provide, each up to where his last unit costs what it earns.
///
/// The reward R and the cost c of a unit are counted per the same span, such as a day; liquidity is continuous, and
/// whatever else a provider could do with his capital is part of its cost.
/// - Source: G. Tullock, "Efficient rent seeking" (1980); R. Cornes and R. Hartley, "Asymmetric contests with general
///   technologies", Economic Theory 26 (2005), for costs that differ.
public enum RewardEquilibrium {
  /// What a provider does best against what all others provide: `√(R·l/c) - l`, or nothing.
  /// - Parameters:
  ///   - others: l, what the others provide, >= 0.
  ///   - cost: c of a unit, > 0.
  public static func bestResponse(toOthers others: Double, reward: Double, cost: Double) -> Double {
    max(0, (reward * others / cost).squareRoot() - others)
  }

  /// The liquidity of a fixed reward among equal providers: `R·(n-1)/(n·c)`, each of whom gains `R/n²`.
  ///
  /// With one provider the limit is nothing: he is paid the whole for the least that he can provide.
  /// - Parameters:
  ///   - providers: n, >= 1; nil for as many as like to come, which gives `R/c`.
  public static func fixed(reward: Double, cost: Double, providers: Int?) -> Double {
    reward / cost * rivalry(of: providers)
  }

  /// What each of several providers with costs of their own provides under a fixed reward.
  ///
  /// The cheapest k take part, k the largest number for which `c_k < Σc/(k-1)` over the cheapest k; together they provide
  /// `L = R·(k-1)/Σc`, each of them `L·(1 - c·L/R)`.
  /// - Parameter costs: One a provider, each > 0; shape [providers].
  /// - Returns: What each provides, in the order of the costs; nothing at all for fewer than two.
  public static func fixed(reward: Double, costs: [Double]) -> [Double] {
    var total = 0.0
    var (active, activeCost) = (0, 0.0)
    for (index, cost) in costs.sorted().enumerated() {
      total += cost
      guard index < 2 || cost * Double(index) < total else { break }
      (active, activeCost) = (index + 1, total)
    }
    guard active > 1 else { return costs.map { _ in 0 } }
    let liquidity = reward * Double(active - 1) / activeCost
    return costs.map { max(0, liquidity * (1 - $0 * liquidity / reward)) }
  }

  /// The liquidity of a reward that is cut in proportion while less than a target is provided, among equal providers.
  ///
  /// Below the target every unit earns `R/T`, however many there are. So nobody comes when it costs more, and where it costs
  /// less the target is filled; above it the reward is a fixed one. In between lies a plateau at the target, and at its end
  /// a cliff: see `cliff`.
  public static func scaled(reward: Double, target: Double, cost: Double, providers: Int?) -> Double {
    if cost > reward / target { return 0 }
    return max(target, fixed(reward: reward, cost: cost, providers: providers))
  }

  /// The reward below which nobody provides anything under a scaled reward: `c·T`.
  public static func cliff(target: Double, cost: Double) -> Double { cost * target }

  /// The part of `R/c` that so many providers come to: `(n-1)/n`.
  private static func rivalry(of providers: Int?) -> Double {
    guard let providers else { return 1 }
    invariant(providers >= 1, "a reward among nobody")
    return Double(providers - 1) / Double(providers)
  }
}
