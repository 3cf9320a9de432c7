// How far from the price a maker quotes who minds what he holds.

import SimEngine

/// The quotes of Avellaneda and Stoikov: who holds q units more than he wants lowers both of his prices.
///
/// The price moves like Brownian motion, σ per root unit of time; a quote at distance d from it is filled at the rate
/// `A e^(-k d)` for one unit. Distances are in the unit of the price, here basis points, and time in minutes.
/// - Source: M. Avellaneda and S. Stoikov, "High-frequency trading in a limit order book", Quantitative Finance 8 (2008);
///   for an endless horizon O. Guéant, C.-A. Lehalle and J. Fernandez-Tapia, "Dealing with the inventory risk", Mathematics
///   and Financial Economics 7 (2013).
public struct InventoryQuotes: Sendable {
  /// γ, aversion to risk, > 0.
  public var riskAversion: Double
  /// σ per root unit of time, >= 0.
  public var volatility: Double
  /// A, fills per unit of time at distance zero, > 0.
  public var fillRate: Double
  /// k, how fast fills become rare with distance, > 0.
  public var fillDecay: Double

  /// A maker's view of his market.
  public init(riskAversion: Double, volatility: Double, fillRate: Double, fillDecay: Double) {
    invariant(riskAversion > 0 && fillRate > 0 && fillDecay > 0 && volatility >= 0, "a market without trade")
    self.riskAversion = riskAversion
    self.volatility = volatility
    self.fillRate = fillRate
    self.fillDecay = fillDecay
  }

  /// Distances of bid and ask from the price.
  public struct Distances: Hashable, Sendable {
    /// Below the price.
    public var bid: Double
    /// Above the price.
    public var ask: Double
  }

  /// What a fill must earn if nothing is held: `ln(1 + γ/k) / γ`.
  var edge: Double { DeterministicMath.log1p(riskAversion / fillDecay) / riskAversion }

  /// The quotes of who holds so many units and closes his book after some time.
  func distances(holding units: Double, closingAfter time: Double) -> Distances {
    let risk = riskAversion * volatility * volatility * time
    let half = risk / 2 + edge
    return Distances(bid: half + units * risk, ask: half - units * risk)
  }

  /// The quotes of who holds so many units and never closes his book.
  func distances(holding units: Double) -> Distances {
    let (gamma, k) = (riskAversion, fillDecay)
    let base = DeterministicMath.pow(1 + gamma / k, 1 + k / gamma)
    let step = (volatility * volatility * gamma / (2 * k * fillRate) * base).squareRoot()
    return Distances(bid: edge + (2 * units + 1) / 2 * step, ask: edge - (2 * units - 1) / 2 * step)
  }

  /// A quote moved into a tolerance if a bonus per unit of time for being there is worth more than what this gives up.
  ///
  /// To one of this aversion a quote at d is worth `A e^(-k d) (1 - e^(-γ(d - c))) / γ` a unit of time, where a fill costs him
  /// c; that is largest at c and the edge of a fill, which is the quote that was wanted.
  func distance(_ wanted: Double, within tolerance: Double, forBonus bonus: Double) -> Double {
    guard wanted > tolerance else { return wanted }
    let given = worth(of: wanted, wanted: wanted) - worth(of: tolerance, wanted: wanted)
    return bonus > given ? tolerance : wanted
  }

  /// What a quote is worth a unit of time to one who wanted another.
  func worth(of distance: Double, wanted: Double) -> Double {
    let gain = -DeterministicMath.expm1(-riskAversion * (distance - wanted + edge)) / riskAversion
    return fillRate * DeterministicMath.exp(-fillDecay * distance) * gain
  }
}
