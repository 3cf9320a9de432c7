// Those who trade when the market is away from what they believe the token to be worth.

public import SimEngine

/// The settings of a group of value traders.
public struct ValueTraderParameters: Sendable {
  /// How many traders, each with a belief of his own, from 1.
  public var count = 100
  /// Mean looks of each a minute, > 0.
  public var looksPerMinute = 1.0 / 60
  /// How the fundamental value moves.
  public var fundamental = FundamentalParameters()
  /// The standard deviation of the noise through which one sees the fundamental value, >= 0.
  public var observationNoise = 0.01
  /// How far ahead a trader forecasts.
  public var forecast = SimDuration.zero
  /// What a trade must promise, as a share of the value.
  public var margin = 0.002
  /// How large trades are.
  public var size = TradeSize()
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0

  /// The defaults.
  public init() {}
}

/// Traders who see a fundamental value through noise, filter it, and take what is priced away from their belief.
///
/// Who looks is drawn; he observes, updates his own belief, and takes up to his forecast. He knows the mean and the variance of
/// the long run, shocks included, but sees no shock as such: his filter is the best linear one, as its recursion needs no
/// more of a process than its mean and covariance. A new mean is news to everybody at its instant.
/// - Source: D. Byrd, M. Hybinette and T. H. Balch, "ABIDES: towards high-fidelity multi-agent market simulation",
///   SIGSIM-PADS (2020), whose value agents these resemble.
final class ValueTrading: TradingStrategy {
  private let parameters: ValueTraderParameters
  private let token: AssetID
  private var beliefs: ContiguousArray<MeanRevertingBelief>
  private var fundamental: FundamentalValue?
  private var looks: RandomStream?

  init(_ parameters: ValueTraderParameters, token: AssetID) {
    invariant(parameters.count > 0 && parameters.looksPerMinute > 0, "value traders who never look")
    self.parameters = parameters
    self.token = token
    // Of the deviation from what the means alone make of the value; there is none at the start, as everybody knows.
    let belief = MeanRevertingBelief(
      longRunMean: 0, pullPerMinute: parameters.fundamental.pullPerMinute,
      longRunVariance: parameters.fundamental.longRunVariance, startVariance: 0)
    beliefs = ContiguousArray(repeating: belief, count: parameters.count)
  }

  func begin(_ group: String, in context: Context) {
    looks = context.stream("\(group)/looks", .exogenous)
    fundamental = FundamentalValue(parameters.fundamental, key: context.randomKey)
  }

  func nextWaitMinutes() -> Double {
    looks?.exponential(mean: 1 / (parameters.looksPerMinute * Double(parameters.count)))
      ?? .infinity
  }

  /// Draws who looks, what he sees and how much he would trade: always three figures, in this order.
  func wish(in context: Context) -> TradeWish? {
    guard let looks, let fundamental else { return nil }
    let who = Int(looks.integer(below: UInt64(parameters.count)))
    let noise = parameters.observationNoise * looks.normal()
    let tokens = parameters.size.draw(looks)
    let now = context.now
    let known = fundamental.mean(at: now, knownAt: now)
    beliefs[who].observe(
      fundamental.log(at: now) - known + noise,
      noiseVariance: parameters.observationNoise * parameters.observationNoise, at: now)
    let forecast =
      beliefs[who].forecast(afterMinutes: parameters.forecast.minutes)
      + fundamental.mean(at: now + parameters.forecast, knownAt: now)
    let fair = fundamental.inRange(parameters.pegUSD * DeterministicMath.exp(forecast))
    return context.wish(tokens, of: token, fairUSD: fair, margin: parameters.margin)
  }
}

extension StrategyTraders {
  /// Traders who compare the market with what they believe the token to be worth.
  public convenience init(
    name: String, token: AssetID, capital: GroupCapital, _ parameters: ValueTraderParameters
  ) {
    self.init(
      name: name, token: token, pegUSD: parameters.pegUSD, capital: capital,
      strategy: ValueTrading(parameters, token: token))
  }
}
