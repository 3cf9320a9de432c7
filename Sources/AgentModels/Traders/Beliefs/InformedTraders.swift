// Those who know the price of the quote coin before the others do.

public import SimEngine

/// The settings of a group of informed traders.
public struct InformedTraderParameters: Sendable {
  /// Mean number of looks a minute, > 0.
  public var looksPerMinute = 1.0
  /// How far ahead of everybody they know the price of the coin.
  public var lead = SimDuration.minutes(1)
  /// What a trade must promise, as a share of the token's fair value.
  public var margin = 0.002
  /// How large trades are.
  public var size = TradeSize()
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0

  /// The defaults.
  public init() {}
}

/// Traders who know what a coin will be worth and take what is then mispriced.
///
/// With Q(t) the price of the coin in USD, a token is worth `peg / Q(t + lead)` coins, which in USD of the moment is
/// `v = peg · Q(t) / Q(t + lead)`. They buy what is offered below `v (1 - margin)` and sell to who bids more than
/// `v (1 + margin)`: the adverse selection that makers price in.
/// - Source: L. R. Glosten and P. R. Milgrom, "Bid, ask and transaction prices in a specialist market with heterogeneously
///   informed traders", Journal of Financial Economics 14 (1985).
final class InformedTrading: TradingStrategy {
  private let parameters: InformedTraderParameters
  private let token: AssetID
  private let coin: AssetID
  private var waits: RandomStream?
  private var sizes: RandomStream?

  init(_ parameters: InformedTraderParameters, token: AssetID, coin: AssetID) {
    invariant(parameters.looksPerMinute > 0, "informed traders who never look")
    self.parameters = parameters
    self.token = token
    self.coin = coin
  }

  func begin(_ group: String, in context: Context) {
    waits = context.stream("\(group)/looks", .exogenous)
    sizes = context.stream("\(group)/sizes", .exogenous)
  }

  func nextWaitMinutes() -> Double {
    waits?.exponential(mean: 1 / parameters.looksPerMinute) ?? .infinity
  }

  func wish(in context: Context) -> TradeWish? {
    guard let sizes else { return nil }
    let tokens = parameters.size.draw(sizes)
    let known = context.markets.reference(of: coin).usdPrice(at: context.now + parameters.lead)
    let fair = parameters.pegUSD * context.markets.usdPrice(of: coin, at: context.now) / known
    return context.wish(tokens, of: token, fairUSD: fair, margin: parameters.margin)
  }
}

extension Context {
  /// A purchase if the lowest ask anywhere is below a fair value by a margin, a sale if the highest bid is above it.
  func wish(_ tokens: Double, of token: AssetID, fairUSD: Double, margin: Double) -> TradeWish? {
    let top = markets.consolidatedTop(of: token, at: now)
    let (ceiling, floor) = (fairUSD * (1 - margin), fairUSD * (1 + margin))
    if let ask = top.ask, ask < ceiling {
      return TradeWish(.buy, tokens: tokens, worstPriceUSD: ceiling)
    }
    if let bid = top.bid, bid > floor {
      return TradeWish(.sell, tokens: tokens, worstPriceUSD: floor)
    }
    return nil
  }
}

extension StrategyTraders {
  /// Traders who know the price of a coin ahead of the others.
  public convenience init(
    name: String, token: AssetID, coin: AssetID, capital: GroupCapital,
    _ parameters: InformedTraderParameters
  ) {
    self.init(
      name: name, token: token, pegUSD: parameters.pegUSD, capital: capital,
      strategy: InformedTrading(parameters, token: token, coin: coin))
  }
}
