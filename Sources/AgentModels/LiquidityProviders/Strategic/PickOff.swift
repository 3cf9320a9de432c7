// What stale quotes cost: the loss to those who trade against a wall before it follows the price.

public import SimEngine

/// A wall on both sides that follows its price every so often, and somebody who takes a side of it before it does whenever
/// that pays.
public struct PickOff: Hashable, Sendable {
  /// The standard deviation of the logarithm of the quote coin's price over a day, >= 0.
  public var dailyVolatility = 0.03
  /// The span from one refresh of the wall to the next, > 0.
  public var refreshEvery = SimDuration.minutes(5)
  /// The chance that somebody takes a side that pays before the wall is refreshed, 0 to 1.
  public var chance = 1.0
  /// Jumps of the price a year, >= 0.
  public var jumpsPerYear = 0.0
  /// The standard deviation of the logarithm of a jump, >= 0.
  public var jumpDeviation = 0.08

  /// A day's volatility of 3 %, refreshed every five minutes, always taken, without jumps.
  public init() {}

  /// The expected loss a day as a share of all that stands in the wall, half of it on each side.
  ///
  /// A move z past the half-spread h costs the side that it hits `|z| - h`; for z of the standard deviation s that is
  /// `2 (s f(h/s) - h F(-h/s))` on half of the capital, f and F the standard normal density and distribution. It is an
  /// upper bound where the wall is not put up again at once.
  /// - Parameter halfSpread: The distance of the wall from the price, fees added, as a share.
  public func costPerDay(halfSpread: Double) -> Double {
    let days = refreshEvery.days
    let diffusion = PickOff.excess(over: halfSpread, deviation: dailyVolatility * days.squareRoot()) / days
    let jumps = jumpsPerYear / 365 * PickOff.excess(over: halfSpread, deviation: jumpDeviation)
    return chance * (diffusion + jumps)
  }

  /// `s f(h/s) - h F(-h/s)`: the mean of what a normal variate of the deviation s exceeds h by; never negative.
  static func excess(over h: Double, deviation s: Double) -> Double {
    guard s > 0 else { return 0 }
    let density = 0.398_942_280_401_432_7 * DeterministicMath.exp(-h * h / (2 * s * s))
    return max(0, s * density - h * DeterministicMath.normalCDF(-h / s))
  }
}
