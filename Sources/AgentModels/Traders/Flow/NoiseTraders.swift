// Those who buy and sell for reasons of their own, at random times and in random sizes.

public import SimEngine

/// The settings of a group of noise traders.
public struct NoiseTraderParameters: Sendable {
  /// Mean number of trades a minute, > 0.
  public var arrivalsPerMinute = 0.05
  /// The median size of a trade, tokens.
  public var medianTokens = 150.0
  /// The standard deviation of the logarithm of a size.
  public var sizeSigma = 1.65
  /// The largest size of a trade, tokens.
  public var maximumTokens = 10_000.0
  /// The chance that a trade is a purchase.
  public var buyProbability = 0.5
  /// The median of how far from the peg, as a share of it, a trader accepts his average price to be.
  public var patience = 0.05
  /// The standard deviation of the logarithm of the patience; 0 gives all the same.
  public var patienceSigma = 0.0
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0
  /// Tokens of the group at the start; newly minted.
  public var capitalTokens = Amount.zero
  /// Other coins of the group at the start; from the world outside.
  public var capitalCoins: [CoinHolding] = []

  /// The defaults, without capital.
  public init() {}
}

/// A group of noise traders that share one purse.
///
/// Trades arrive as a Poisson process; sizes are lognormal and cut at a maximum; each goes to the venue with the best
/// average price for it, what that leaves to the next, and is given up where none trades within the trader's patience. Times, sizes, sides and patience are
/// drawn at every arrival whatever the market looks like, so that two runs which differ in a mechanism meet the same
/// traders.
public final class NoiseTraders: Component {
  public let name: String
  private let token: AssetID
  private let parameters: NoiseTraderParameters
  private var desk: TradingDesk?
  private var arrivals: RandomStream?
  private var tally = Tally()

  private struct Tally {
    var arrivals = 0
    var trades = 0
    var refusals = 0
    var withoutFunds = 0
    var bought = 0.0
    var sold = 0.0
    var costUSD = 0.0
  }

  private static let arrival = EventKind(rawValue: 0)

  /// A group that has not started.
  /// - Parameters:
  ///   - name: Its name, which is also the group in the tables.
  ///   - token: What is bought and sold.
  public init(name: String, token: AssetID, parameters: NoiseTraderParameters) {
    invariant(parameters.arrivalsPerMinute > 0, "\(name): traders who never come")
    self.name = name
    self.token = token
    self.parameters = parameters
  }

  public func setUp(in context: Context) {
    let desk = TradingDesk(name: name, group: name, token: token, in: context)
    let wallet = context.markets[desk.trader].wallet
    context.ledger.mint(parameters.capitalTokens, to: wallet[token])
    for holding in parameters.capitalCoins { context.bring(holding, to: wallet) }
    self.desk = desk
    arrivals = context.stream("\(name)/arrivals", .exogenous)
    scheduleArrival(in: context)
  }

  /// A trader arrives, or learns what came of his trade.
  public func handle(_ event: Event, in context: Context) {
    if event.kind == TradingDesk.settlement {
      if let outcome = desk?.settle(in: context) { record(outcome, in: context) }
    } else {
      trade(in: context)
      scheduleArrival(in: context)
    }
  }

  private func scheduleArrival(in context: Context) {
    guard let arrivals else { return }
    let seconds = arrivals.exponential(mean: 60 / parameters.arrivalsPerMinute)
    context.schedule(NoiseTraders.arrival, after: SimDuration(rounding: seconds))
  }

  /// Draws a trader: always three figures, in this order.
  private func trade(in context: Context) {
    guard let arrivals else { return }
    let size = arrivals.lognormal(median: parameters.medianTokens, sigma: parameters.sizeSigma)
    let side: Side = arrivals.bernoulli(parameters.buyProbability) ? .buy : .sell
    let patience = arrivals.lognormal(median: parameters.patience, sigma: parameters.patienceSigma)
    let worst = parameters.pegUSD * (side == .buy ? 1 + patience : max(0, 1 - patience))
    tally.arrivals += 1
    desk?.request(
      TradeWish(side, tokens: min(size, parameters.maximumTokens), worstPriceUSD: worst), in: context)
  }

  private func record(_ outcome: TradeOutcome, in context: Context) {
    switch outcome.failure {
    case .noFunds: tally.withoutFunds += 1
    case .noVenue: tally.refusals += 1
    case nil:
      let tokens = context.coins(outcome.tokens, of: token)
      tally.trades += 1
      if outcome.wish.side == .buy { tally.bought += tokens } else { tally.sold += tokens }
      tally.costUSD += (outcome.usd - tokens * parameters.pegUSD) * (outcome.wish.side == .buy ? 1 : -1)
    }
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    [
      SummaryMetric("\(name).arrivals_count", Double(tally.arrivals), unit: ""),
      SummaryMetric("\(name).trades_count", Double(tally.trades), unit: ""),
      SummaryMetric("\(name).refused_count", Double(tally.refusals), unit: ""),
      SummaryMetric("\(name).without_funds_count", Double(tally.withoutFunds), unit: ""),
      SummaryMetric("\(name).bought_tokens", tally.bought, unit: "tokens"),
      SummaryMetric("\(name).sold_tokens", tally.sold, unit: "tokens"),
      SummaryMetric("\(name).cost_against_peg_usd", tally.costUSD, unit: "USD"),
    ]
  }
}
