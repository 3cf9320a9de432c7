// The price whose logarithm is Brownian motion with drift.

public import SimEngine

/// Geometric Brownian motion: `S(t) = S(0) · exp((μ - σ²/2)·t + σ·W(t))`, so that `E[S(t)] = S(0)·e^(μt)`.
public final class GeometricBrownianMotion: ReferencePrice {
  private let start: Double
  private let logDriftPerYear: Double
  private let volatilityPerRootMinute: Double
  private let path: WienerPath

  /// A price that starts at a value.
  /// - Parameters:
  ///   - start: USD per coin at the start, > 0.
  ///   - driftPerYear: μ, the growth rate of the expected price; 0 is a martingale.
  ///   - volatilityPerYear: σ, the standard deviation of the log-return of a year of 365 days, >= 0.
  ///   - key: The run that the path belongs to.
  ///   - name: Which path of the run.
  public init(
    start: Double, driftPerYear: Double = 0, volatilityPerYear: Double, key: RandomKey, name: String
  ) {
    invariant(start > 0 && volatilityPerYear >= 0, "a price or its volatility is below zero")
    self.start = start
    logDriftPerYear = driftPerYear - volatilityPerYear * volatilityPerYear / 2
    volatilityPerRootMinute = ProcessYear.perRootMinute(volatilityPerYear)
    path = WienerPath(key: key, name: name)
  }

  public func usdPrice(at time: SimTime) -> Double {
    inRange(start * DeterministicMath.exp(logReturn(at: time)))
  }

  /// The logarithm of the price over the price at the start.
  func logReturn(at time: SimTime) -> Double {
    logDriftPerYear * ProcessYear.years(at: time) + volatilityPerRootMinute * path.value(at: time)
  }
}
