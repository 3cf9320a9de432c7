// Those who follow the deviation of the price from its peg.

public import SimEngine

/// The settings of a group of momentum traders.
public struct MomentumTraderParameters: Sendable {
  /// Looks a minute, > 0: also the most trades a minute, when the signal is strong.
  public var looksPerMinute = 0.1
  /// The half-life of the fast mean, > 0.
  public var fastHalfLife = SimDuration.minutes(10)
  /// The half-life of the slow mean, longer than the fast one.
  public var slowHalfLife = SimDuration.minutes(60)
  /// The difference of the means at which three quarters of the looks make a trade, > 0.
  public var scale = 0.005
  /// How much worse than the best price of the moment an average price may be.
  public var slippage = 0.02
  /// How large trades are.
  public var size = TradeSize()
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0

  /// The defaults.
  public init() {}
}

/// Traders who buy what rises and sell what falls.
///
/// The signal is the difference of two exponential means of the logarithm of the price over all exchanges, fast less slow,
/// each weighted by the time between looks. A look makes a trade with probability `|tanh(signal / scale)|`, in the
/// direction of the signal: demand at the rate `looks · tanh(signal / scale)`.
/// - Source: C. Chiarella, "The dynamics of speculative behaviour", Annals of Operations Research 37 (1992), for the bounded
///   demand of those who follow trends.
final class MomentumTrading: TradingStrategy {
  private let parameters: MomentumTraderParameters
  private let token: AssetID
  private var looks: RandomStream?
  private var means: (fast: Double, slow: Double)?
  private var last = SimTime.start

  init(_ parameters: MomentumTraderParameters, token: AssetID) {
    invariant(
      parameters.looksPerMinute > 0 && parameters.scale > 0, "momentum traders who never look")
    self.parameters = parameters
    self.token = token
  }

  func begin(_ group: String, in context: Context) {
    looks = context.stream("\(group)/looks", .exogenous)
  }

  func nextWaitMinutes() -> Double {
    looks?.exponential(mean: 1 / parameters.looksPerMinute) ?? .infinity
  }

  /// Draws whether a trader would act and how much he would trade: always two figures, in this order.
  func wish(in context: Context) -> TradeWish? {
    guard let looks else { return nil }
    let uniform = looks.uniform()
    let tokens = parameters.size.draw(looks)
    let top = context.markets.consolidatedTop(of: token, at: context.now)
    guard let price = top.price else { return nil }
    let signal = signal(after: DeterministicMath.log(price / parameters.pegUSD), at: context.now)
    let demand = MomentumTrading.tanh(signal / parameters.scale)
    guard uniform < demand.magnitude else { return nil }
    let side: Side = demand > 0 ? .buy : .sell
    guard let best = side == .buy ? top.ask : top.bid else { return nil }
    let worst = best * (side == .buy ? 1 + parameters.slippage : 1 - parameters.slippage)
    return TradeWish(side, tokens: tokens, worstPriceUSD: worst)
  }

  /// Takes a price into both means; they begin with the first price.
  private func signal(after log: Double, at now: SimTime) -> Double {
    let span = (now - last).minutes
    last = now
    guard let (fast, slow) = means else {
      means = (log, log)
      return 0
    }
    let updated = (
      log + (fast - log) * kept(of: parameters.fastHalfLife, after: span),
      log + (slow - log) * kept(of: parameters.slowHalfLife, after: span)
    )
    means = updated
    return updated.0 - updated.1
  }

  private func kept(of halfLife: SimDuration, after minutes: Double) -> Double {
    DeterministicMath.pow(2, -minutes / halfLife.minutes)
  }

  static func tanh(_ x: Double) -> Double {
    let fade = DeterministicMath.expm1(-2 * x.magnitude)
    return (x < 0 ? fade : -fade) / (2 + fade)
  }
}

extension StrategyTraders {
  /// Traders who follow trends.
  public convenience init(
    name: String, token: AssetID, capital: GroupCapital, _ parameters: MomentumTraderParameters
  ) {
    self.init(
      name: name, token: token, pegUSD: parameters.pegUSD, capital: capital,
      strategy: MomentumTrading(parameters, token: token))
  }
}
