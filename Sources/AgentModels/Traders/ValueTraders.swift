// Those who trade when the market is away from what they believe the token to be worth.

public import SimEngine

/// The settings of a group of value traders.
public struct ValueTraderParameters: Sendable {
  /// How many traders, each with a belief of his own, from 1.
  public var count = 100
  /// Mean looks of each a minute, > 0.
  public var looksPerMinute = 1.0 / 60
  /// The standard deviation in the long run of the logarithm of the fundamental value over the peg, >= 0.
  public var fundamentalDeviation = 0.005
  /// In which a deviation of the fundamental value is expected to halve, > 0.
  public var halfLife = SimDuration.days(2)
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
/// The logarithm of the fundamental value over the peg is an Ornstein-Uhlenbeck process of mean 0, the same for all groups
/// of equal parameters. Who looks is drawn; he observes, updates his own belief, and takes up to his forecast.
/// - Source: D. Byrd, M. Hybinette and T. H. Balch, "ABIDES: towards high-fidelity multi-agent market simulation",
///   SIGSIM-PADS (2020), whose value agents these resemble.
final class ValueTrading: TradingStrategy {
  private let parameters: ValueTraderParameters
  private let token: AssetID
  private let pullPerMinute: Double
  private var beliefs: ContiguousArray<MeanRevertingBelief>
  private var fundamental: OrnsteinUhlenbeck?
  private var looks: RandomStream?

  init(_ parameters: ValueTraderParameters, token: AssetID) {
    invariant(parameters.count > 0 && parameters.looksPerMinute > 0, "value traders who never look")
    self.parameters = parameters
    self.token = token
    pullPerMinute = DeterministicMath.log(2) / parameters.halfLife.minutes
    let belief = MeanRevertingBelief(
      longRunMean: 0, pullPerMinute: pullPerMinute,
      longRunVariance: parameters.fundamentalDeviation * parameters.fundamentalDeviation)
    beliefs = ContiguousArray(repeating: belief, count: parameters.count)
  }

  func begin(_ group: String, in context: Context) {
    looks = context.stream("\(group)/looks", .exogenous)
    let volatilityPerMinute = parameters.fundamentalDeviation * (2 * pullPerMinute).squareRoot()
    fundamental = OrnsteinUhlenbeck(
      start: 1, mean: 1, volatilityPerYear: volatilityPerMinute * ProcessYear.minutes.squareRoot(),
      halfLife: parameters.halfLife, key: context.randomKey, name: "fundamental")
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
    let value = DeterministicMath.log(fundamental.usdPrice(at: context.now))
    beliefs[who].observe(
      value + noise, noiseVariance: parameters.observationNoise * parameters.observationNoise,
      at: context.now
    )
    let forecast = beliefs[who].forecast(afterMinutes: parameters.forecast.minutes)
    let fair = parameters.pegUSD * DeterministicMath.exp(forecast)
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
