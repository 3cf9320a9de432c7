// What a token is worth to those who trade on value: it reverts to a mean, is shaken now and then, and may be doubted for good.

public import SimEngine

/// How the fundamental value of a token moves, in its logarithm over the peg.
public struct FundamentalParameters: Sendable {
  /// Shocks that come out of nothing.
  public struct Shocks: Sendable {
    /// Mean number a year of 365 days, from 0 to 50,000.
    public var perYear: Double
    /// The mean size, >= 0.
    public var mean: Double
    /// The standard deviation of the size, >= 0.
    public var deviation: Double

    /// Shocks of so many a year and such sizes.
    public init(perYear: Double, mean: Double, deviation: Double) {
      self.perYear = perYear
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// A mean that holds from an instant on.
  public struct Mean: Sendable {
    /// From when on.
    public var from: SimTime
    /// The mean of the logarithm of the value over the peg.
    public var log: Double

    /// A mean from an instant on.
    public init(from: SimTime, log: Double) {
      self.from = from
      self.log = log
    }
  }

  /// The standard deviation in the long run, shocks apart, >= 0.
  public var deviation = 0.005
  /// In which a deviation is expected to halve, > 0.
  public var halfLife = SimDuration.days(2)
  /// Shocks, if there are any.
  public var shocks: Shocks?
  /// What replaces the first mean, which is 0; in order of time.
  public var means: [Mean] = []

  /// The defaults.
  public init() {}

  /// κ a minute, the rate at which deviations and shocks die out.
  var pullPerMinute: Double { DeterministicMath.log(2) / halfLife.minutes }

  /// The variance in the long run, `σ²/2κ + λ(m² + s²)/2κ`.
  var longRunVariance: Double {
    guard let shocks else { return deviation * deviation }
    let square = shocks.mean * shocks.mean + shocks.deviation * shocks.deviation
    return deviation * deviation + shocks.perYear / ProcessYear.minutes * square / (2 * pullPerMinute)
  }
}

/// The logarithm x of the fundamental value over the peg, the same for all groups of equal parameters.
///
/// It follows `dx = κ(M(t) - x)dt + σ dW + dJ` from x = 0 on, with M the mean of the moment and J shocks at the times of a
/// Poisson process, of size ±N(m, s²), the sign by a fair coin. So `x(t) = o(t) + Σ Jk e^(-κ(t - tk)) + µ(t)`, with o an
/// Ornstein-Uhlenbeck process around 0 and µ what the means alone would make of it. Chance belongs to o and J, and neither
/// depends on when it is asked.
/// - Source: D. Byrd, M. Hybinette and T. H. Balch, "ABIDES: towards high-fidelity multi-agent market simulation",
///   SIGSIM-PADS (2020), for the shocks; their sparse oracle calls them megashocks.
final class FundamentalValue {
  private let parameters: FundamentalParameters
  private let reverting: OrnsteinUhlenbeck
  private let shocks: JumpPath?
  /// µ where each mean begins.
  private let starts: [Double]

  /// The value of a run.
  init(_ parameters: FundamentalParameters, key: RandomKey) {
    invariant(
      zip(parameters.means, parameters.means.dropFirst()).allSatisfy { $0.from < $1.from },
      "means are not in order of time")
    self.parameters = parameters
    let pull = parameters.pullPerMinute
    let volatilityPerMinute = parameters.deviation * (2 * pull).squareRoot()
    reverting = OrnsteinUhlenbeck(
      start: 1, mean: 1, volatilityPerYear: volatilityPerMinute * ProcessYear.minutes.squareRoot(),
      halfLife: parameters.halfLife, key: key, name: "fundamental")
    shocks = parameters.shocks.map { shocks in
      let law = JumpPath.Law(
        perMinute: shocks.perYear / ProcessYear.minutes, mean: shocks.mean, deviation: shocks.deviation,
        goesEitherWay: true, decayPerMinute: pull)
      return JumpPath(law, key: key, name: "fundamental")
    }
    var starts = parameters.means.isEmpty ? [] : [0.0]
    for (last, next) in zip(parameters.means, parameters.means.dropFirst()) {
      starts.append(
        FundamentalValue.reverted(
          starts[starts.count - 1], to: last.log, over: next.from - last.from, pull: pull))
    }
    self.starts = starts
  }

  /// x at an instant.
  func log(at time: SimTime) -> Double {
    DeterministicMath.log(reverting.usdPrice(at: time)) + (shocks?.sum(through: time) ?? 0)
      + mean(at: time, knownAt: time)
  }

  /// µ at an instant, in the eyes of those who know the means up to another one: what they expect of x having seen nothing.
  func mean(at time: SimTime, knownAt now: SimTime) -> Double {
    guard let index = parameters.means.lastIndex(where: { $0.from <= now }) else { return 0 }
    let mean = parameters.means[index]
    return FundamentalValue.reverted(
      starts[index], to: mean.log, over: time - mean.from, pull: parameters.pullPerMinute)
  }

  private static func reverted(
    _ value: Double, to mean: Double, over span: SimDuration, pull: Double
  ) -> Double {
    mean + (value - mean) * DeterministicMath.exp(-pull * span.minutes)
  }

  /// A value in USD, brought into the range of prices.
  func inRange(_ usd: Double) -> Double { reverting.inRange(usd) }
}
