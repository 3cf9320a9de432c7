// Trades that call forth further trades.

public import SimEngine

/// The settings of a self-exciting flow of trades.
public struct HawkesFlowParameters: Sendable {
  /// Mean purchases and as many sales a minute, those that others cause included, > 0.
  public var tradesPerMinuteAndSide = 0.025
  /// How many trades of its own side a trade causes on average, >= 0.
  public var ownBranching = 0.5
  /// How many trades of the other side a trade causes on average, >= 0; the two together are below 1.
  public var crossBranching = 0.1
  /// 1/β, the mean wait for a trade that another one causes, > 0.
  public var memory = SimDuration.minutes(5)
  /// How large trades are.
  public var size = TradeSize()
  /// How far from the peg, as a share of it, an average price is accepted.
  public var patience = 0.05
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0

  /// The defaults.
  public init() {}
}

/// Purchases and sales as two Hawkes processes that excite themselves and each other; waits are exact.
///
/// - Source: A. G. Hawkes, Biometrika 58 (1971); E. Bacry, I. Mastromatteo and J.-F. Muzy, "Hawkes processes in finance",
///   Market Microstructure and Liquidity 1 (2015).
final class HawkesFlow: TradingStrategy {
  private let parameters: HawkesFlowParameters
  private var process: SelfExcitation
  private var draws: RandomStream?
  private var side = Side.buy

  init(_ parameters: HawkesFlowParameters) {
    let (own, cross) = (parameters.ownBranching, parameters.crossBranching)
    invariant(
      own >= 0 && cross >= 0 && own + cross < 1,
      "trades that cause one more each never come to rest")
    self.parameters = parameters
    process = SelfExcitation(
      meanRates: [parameters.tradesPerMinuteAndSide, parameters.tradesPerMinuteAndSide],
      branching: [[own, cross], [cross, own]], memoryMinutes: parameters.memory.minutes)
  }

  func begin(_ group: String, in context: Context) {
    draws = context.stream("\(group)/arrivals", .exogenous)
  }

  func nextWaitMinutes() -> Double {
    guard let draws else { return .infinity }
    let event = process.next { draws.exponential(mean: 1) }
    side = event.type == 0 ? .buy : .sell
    return event.wait
  }

  func wish(in context: Context) -> TradeWish? {
    guard let draws else { return nil }
    let tokens = parameters.size.draw(draws)
    let worst =
      parameters.pegUSD * (side == .buy ? 1 + parameters.patience : max(0, 1 - parameters.patience))
    return TradeWish(side, tokens: tokens, worstPriceUSD: worst)
  }
}

extension StrategyTraders {
  /// A self-exciting flow of trades.
  public convenience init(
    name: String, token: AssetID, capital: GroupCapital, _ parameters: HawkesFlowParameters
  ) {
    self.init(
      name: name, token: token, pegUSD: parameters.pegUSD, capital: capital,
      strategy: HawkesFlow(parameters))
  }
}
