// The price whose volatility clusters and whose returns have fat tails.

public import SimEngine

/// GARCH(1,1) with Student's t: from one tick of its clock to the next the logarithm moves by `ε = √h · t_ν·√((ν-2)/ν)`,
/// and the variance h becomes `ω + α ε² + β h`.
///
/// The model means something on its own clock alone, so α and β are never rescaled. Between two ticks the logarithm is a
/// Brownian bridge of the variance h of that tick. The logarithm has no drift; as t-distributed returns have no
/// exponential moment, no drift would make the price a martingale.
/// - Source: T. Bollerslev, "A conditionally heteroskedastic time series model for speculative prices and rates of return",
///   Review of Economics and Statistics 69 (1987). The t variate is drawn by R. W. Bailey's polar method, Mathematics of
///   Computation 62 (1994).
public final class GarchReturns: ReferencePrice {
  /// How variance follows returns.
  public struct Parameters: Sendable {
    /// The standard deviation of the log-return of a year of 365 days in the long run, >= 0; it fixes ω.
    public var volatilityPerYear: Double
    /// α, what the square of the last return counts, >= 0.
    public var alpha: Double
    /// β, what the last variance counts, >= 0; α + β < 1.
    public var beta: Double
    /// ν, degrees of freedom of the returns, > 2; the fewer, the fatter the tails.
    public var degreesOfFreedom: Double
    /// The clock on which the parameters were estimated, > 0.
    public var clock: SimDuration

    /// Parameters.
    public init(
      volatilityPerYear: Double, alpha: Double, beta: Double, degreesOfFreedom: Double,
      clock: SimDuration = .hours(1)
    ) {
      self.volatilityPerYear = volatilityPerYear
      self.alpha = alpha
      self.beta = beta
      self.degreesOfFreedom = degreesOfFreedom
      self.clock = clock
    }
  }

  private let parameters: Parameters
  private let startLog: Double
  private let longRunVariance: Double
  private let variates: RandomField
  private let path: WienerPath
  /// The log-return since the start at each tick, and the variance from there to the next.
  private var ticks: ContiguousArray<(log: Double, variance: Double)>

  /// A price that starts at a value, with the variance of the long run.
  /// - Parameters:
  ///   - start: USD per coin at the start, > 0.
  ///   - key: The run that the path belongs to.
  ///   - name: Which path of the run.
  public init(start: Double, _ parameters: Parameters, key: RandomKey, name: String) {
    invariant(start > 0 && parameters.volatilityPerYear >= 0, "a price or its volatility is below zero")
    invariant(parameters.alpha >= 0 && parameters.beta >= 0, "a variance that falls with what it follows")
    invariant(parameters.alpha + parameters.beta < 1, "a variance without a long run")
    invariant(parameters.degreesOfFreedom > 2 && parameters.clock > .zero, "returns without a variance")
    self.parameters = parameters
    startLog = DeterministicMath.log(start)
    let perMinute = ProcessYear.perRootMinute(parameters.volatilityPerYear)
    longRunVariance = perMinute * perMinute * parameters.clock.minutes
    variates = RandomField(key: key, name: "\(name)/returns")
    path = WienerPath(key: key, name: name)
    ticks = [(0, longRunVariance)]
  }

  public func usdPrice(at time: SimTime) -> Double {
    let (tick, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: parameters.clock.nanoseconds)
    while ticks.count <= tick + 1 { addTick() }
    let (left, right) = (ticks[Int(tick)], ticks[Int(tick) + 1])
    if rest == 0 { return inRange(DeterministicMath.exp(startLog + left.log)) }
    let share = Double(rest) / Double(parameters.clock.nanoseconds)
    let begin = SimTime(nanoseconds: tick * parameters.clock.nanoseconds)
    let (atLeft, atRight) = (path.value(at: begin), path.value(at: begin + parameters.clock))
    let bridge = path.value(at: time) - (atLeft + share * (atRight - atLeft))
    let scale = (left.variance / parameters.clock.minutes).squareRoot()
    let log = left.log + share * (right.log - left.log) + scale * bridge
    return inRange(DeterministicMath.exp(startLog + log))
  }

  private func addTick() {
    let last = ticks[ticks.count - 1]
    let move = last.variance.squareRoot() * standardizedStudent(at: UInt64(ticks.count - 1))
    let (alpha, beta) = (parameters.alpha, parameters.beta)
    let variance = longRunVariance * (1 - alpha - beta) + alpha * move * move + beta * last.variance
    ticks.append((last.log + move, variance))
  }

  /// A t variate of variance 1: a point in the unit disc, of which 79 % of the points in its square are some, gives it.
  private func standardizedStudent(at index: UInt64) -> Double {
    let freedom = parameters.degreesOfFreedom
    var lane: UInt64 = 0
    while true {
      let u = 2 * variates.uniform(at: index, lane: lane) - 1
      let v = 2 * variates.uniform(at: index, lane: lane + 1) - 1
      let square = u * u + v * v
      if square > 0, square <= 1 {
        let tail = DeterministicMath.pow(square, -2 / freedom) - 1
        return u * ((freedom - 2) * tail / square).squareRoot()
      }
      lane += 2
    }
  }
}
