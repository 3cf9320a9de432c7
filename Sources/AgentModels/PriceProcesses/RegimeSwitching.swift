// A price that is calm for a while, then wild, then calm again.

public import SimEngine

/// Geometric Brownian motion whose drift and volatility are those of the regime of the moment.
///
/// A regime lasts an exponential time; then one of the others follows, each equally likely: a Markov chain in continuous
/// time. Unless told otherwise it begins with a regime drawn from its stationary law, in which each has the share of its
/// mean stay in the sum of all. The motion is that of one path, however regimes fall, so `E[S(t)] = S(0)·e^(μt)` where all
/// drifts are μ.
/// - Source: J. D. Hamilton, "A new approach to the economic analysis of nonstationary time series and the business cycle",
///   Econometrica 57 (1989).
public final class RegimeSwitching: ReferencePrice {
  /// One regime.
  public struct Regime: Hashable, Sendable {
    /// μ, the growth rate of the expected price a year.
    public var driftPerYear: Double
    /// σ per root year of 365 days, >= 0.
    public var volatilityPerYear: Double
    /// How long it lasts on average, > 0.
    public var meanStay: SimDuration

    /// A regime.
    public init(driftPerYear: Double = 0, volatilityPerYear: Double, meanStay: SimDuration) {
      self.driftPerYear = driftPerYear
      self.volatilityPerYear = volatilityPerYear
      self.meanStay = meanStay
    }

    /// The drift of the logarithm a year.
    var logDriftPerYear: Double { driftPerYear - volatilityPerYear * volatilityPerYear / 2 }
  }

  /// A stay in a regime.
  private struct Stay {
    let begin: SimTime
    let end: SimTime
    let regime: Int
    /// The log-return since the start and W, both at the beginning.
    let log: Double
    let wiener: Double
  }

  private let startLog: Double
  private let regimes: [Regime]
  private let chain: RandomField
  private let path: WienerPath
  /// The stays one after another; the last one ends later than anything that was asked.
  private var stays: ContiguousArray<Stay> = []

  /// A price that starts at a value.
  /// - Parameters:
  ///   - start: USD per coin at the start, > 0.
  ///   - regimes: At least one.
  ///   - first: The index of the regime at the start; drawn if nil.
  ///   - key: The run that the path belongs to.
  ///   - name: Which path of the run.
  public init(start: Double, regimes: [Regime], first: Int? = nil, key: RandomKey, name: String) {
    invariant(start > 0 && !regimes.isEmpty, "a price that starts at nothing, or without a regime")
    invariant(
      regimes.allSatisfy { $0.volatilityPerYear >= 0 && $0.meanStay > .zero },
      "a regime with a volatility below zero or that lasts no time")
    startLog = DeterministicMath.log(start)
    self.regimes = regimes
    chain = RandomField(key: key, name: "\(name)/regimes")
    path = WienerPath(key: key, name: name)
    addStay(in: first ?? stationaryRegime(chain.uniform(at: 0, lane: 1)), from: .start, log: 0, wiener: 0)
  }

  public func usdPrice(at time: SimTime) -> Double {
    let stay = stay(at: time)
    return inRange(DeterministicMath.exp(startLog + log(in: stay, at: time, wiener: path.value(at: time))))
  }

  /// The index of the regime at an instant.
  public func regime(at time: SimTime) -> Int { stay(at: time).regime }

  private func log(in stay: Stay, at time: SimTime, wiener: Double) -> Double {
    let regime = regimes[stay.regime]
    let years = (time - stay.begin).minutes / ProcessYear.minutes
    return stay.log + regime.logDriftPerYear * years
      + ProcessYear.perRootMinute(regime.volatilityPerYear) * (wiener - stay.wiener)
  }

  private func stationaryRegime(_ uniform: Double) -> Int {
    var left = uniform * regimes.reduce(0) { $0 + $1.meanStay.minutes }
    for (index, regime) in regimes.enumerated() {
      left -= regime.meanStay.minutes
      if left < 0 { return index }
    }
    return regimes.count - 1
  }

  /// The stay that an instant falls into, by halving.
  private func stay(at time: SimTime) -> Stay {
    while stays[stays.count - 1].end <= time { addNextStay() }
    var (low, high) = (0, stays.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if stays[middle].end <= time { low = middle + 1 } else { high = middle }
    }
    return stays[low]
  }

  private func addNextStay() {
    let last = stays[stays.count - 1]
    let others = regimes.count - 1
    let uniform = chain.uniform(at: UInt64(stays.count), lane: 1)
    let step = others == 0 ? 0 : 1 + Int(uniform * Double(others))
    let wiener = path.value(at: last.end)
    addStay(
      in: (last.regime + step) % regimes.count, from: last.end,
      log: log(in: last, at: last.end, wiener: wiener), wiener: wiener)
  }

  private func addStay(in regime: Int, from begin: SimTime, log: Double, wiener: Double) {
    let exponential = -DeterministicMath.log1p(-chain.uniform(at: UInt64(stays.count)))
    // Later than any horizon is as good as never; two stays never begin at one instant.
    let seconds = min(max(exponential * regimes[regime].meanStay.seconds, 1e-9), 1e9)
    let end = begin + SimDuration(rounding: seconds)
    stays.append(Stay(begin: begin, end: end, regime: regime, log: log, wiener: wiener))
  }
}
