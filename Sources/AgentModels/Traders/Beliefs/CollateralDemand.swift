// Demand that falls as the collateral rises: those who leave the token for a coin that gains, and come back when it falls.

public import SimEngine

/// The settings of a demand that is linked to a coin.
public struct CollateralDemandParameters: Sendable {
  /// The share of the supply that is sold for a logarithmic return of 1 of the coin, >= 0.
  public var shareSoldPerReturn = 0.4
  /// The span whose return counts, and how often it is traded on, > 0.
  public var every = SimDuration.hours(1)
  /// How late the demand follows the price, >= 0.
  public var lag = SimDuration.hours(12)
  /// How far from the peg, as a share of it, an average price may be.
  public var patience = 0.05
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0

  /// The defaults.
  public init() {}
}

/// Once in every span, tokens are sold in proportion to the coin's return over the span that ended a lag ago: the net flow
/// is `-k · supply · r`, purchases where r is negative. Nothing is drawn.
final class CollateralDemand: TradingStrategy {
  private let parameters: CollateralDemandParameters
  private let token: AssetID
  private let coin: AssetID

  init(_ parameters: CollateralDemandParameters, token: AssetID, coin: AssetID) {
    invariant(
      parameters.every > .zero && parameters.shareSoldPerReturn >= 0, "a demand that cannot be traded on")
    self.parameters = parameters
    self.token = token
    self.coin = coin
  }

  func begin(_ group: String, in context: Context) {}

  func nextWaitMinutes() -> Double { parameters.every.minutes }

  func wish(in context: Context) -> TradeWish? {
    let end = context.now - parameters.lag
    let start = end - parameters.every
    guard start >= .start else { return nil }
    let price = context.markets.reference(of: coin)
    let change = DeterministicMath.log(price.usdPrice(at: end) / price.usdPrice(at: start))
    let supply = context.coins(context.ledger.supply(of: token), of: token)
    let tokens = parameters.shareSoldPerReturn * supply * change.magnitude
    guard tokens > 0 else { return nil }
    let side: Side = change > 0 ? .sell : .buy
    let worst = parameters.pegUSD * (side == .buy ? 1 + parameters.patience : max(0, 1 - parameters.patience))
    return TradeWish(side, tokens: tokens, worstPriceUSD: worst)
  }
}

extension StrategyTraders {
  /// Those whose demand follows a coin.
  public convenience init(
    name: String, token: AssetID, coin: AssetID, capital: GroupCapital,
    _ parameters: CollateralDemandParameters
  ) {
    self.init(
      name: name, token: token, pegUSD: parameters.pegUSD, capital: capital,
      strategy: CollateralDemand(parameters, token: token, coin: coin))
  }
}
