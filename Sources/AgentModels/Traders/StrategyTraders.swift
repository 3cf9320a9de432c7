// A group of traders that share a purse and a way to decide what to trade.

public import SimEngine

/// When a group looks at the market and what it then wants.
///
/// Waits and all that belongs to a look are drawn from exogenous streams whatever the market shows, so that two runs which
/// differ in a mechanism meet the same looks.
protocol TradingStrategy: AnyObject {
  /// Opens the random streams, named after the group.
  func begin(_ group: String, in context: Context)
  /// The wait from one look to the next in minutes; infinite if there is none to come.
  func nextWaitMinutes() -> Double
  /// What is wanted at this look, if anything.
  func wish(in context: Context) -> TradeWish?
}

/// What a group begins with.
public struct GroupCapital: Sendable {
  /// Tokens; newly minted.
  public var tokens: Amount
  /// Other coins; from the world outside.
  public var coins: [CoinHolding]

  /// A capital.
  public init(tokens: Amount = .zero, coins: [CoinHolding] = []) {
    self.tokens = tokens
    self.coins = coins
  }
}

/// A group of traders with one purse: looks when its strategy says, and takes what it then wants at the best venues.
public final class StrategyTraders: Component {
  public let name: String
  private let token: AssetID
  private let pegUSD: Double
  private let capital: GroupCapital
  private let strategy: any TradingStrategy
  private var desk: TradingDesk?
  private var tally = Tally()

  private struct Tally {
    var looks = 0
    var trades = 0
    var refusals = 0
    var withoutFunds = 0
    var bought = 0.0
    var sold = 0.0
    var costUSD = 0.0
  }

  private static let look = EventKind(rawValue: 0)

  /// A group that has not started.
  init(
    name: String, token: AssetID, pegUSD: Double, capital: GroupCapital,
    strategy: any TradingStrategy
  ) {
    self.name = name
    self.token = token
    self.pegUSD = pegUSD
    self.capital = capital
    self.strategy = strategy
  }

  public func setUp(in context: Context) {
    let desk = TradingDesk(name: name, group: name, token: token, in: context)
    let wallet = context.markets[desk.trader].wallet
    context.ledger.mint(capital.tokens, to: wallet[token])
    for holding in capital.coins { context.bring(holding, to: wallet) }
    self.desk = desk
    strategy.begin(name, in: context)
    scheduleLook(in: context)
  }

  /// Looks at the market, or learns what came of a trade.
  public func handle(_ event: Event, in context: Context) {
    if event.kind == TradingDesk.settlement {
      if let outcome = desk?.settle(in: context) { record(outcome, in: context) }
    } else {
      tally.looks += 1
      if let wish = strategy.wish(in: context) { desk?.request(wish, in: context) }
      scheduleLook(in: context)
    }
  }

  private func scheduleLook(in context: Context) {
    let seconds = 60 * strategy.nextWaitMinutes()
    // Later than any horizon is as good as never.
    guard seconds < 1e9 else { return }
    context.schedule(StrategyTraders.look, after: SimDuration(rounding: seconds))
  }

  private func record(_ outcome: TradeOutcome, in context: Context) {
    switch outcome.failure {
    case .noFunds: tally.withoutFunds += 1
    case .noVenue: tally.refusals += 1
    case nil:
      let tokens = context.coins(outcome.tokens, of: token)
      tally.trades += 1
      if outcome.wish.side == .buy { tally.bought += tokens } else { tally.sold += tokens }
      tally.costUSD += (outcome.usd - tokens * pegUSD) * (outcome.wish.side == .buy ? 1 : -1)
    }
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    [
      SummaryMetric("\(name).looks_count", Double(tally.looks), unit: ""),
      SummaryMetric("\(name).trades_count", Double(tally.trades), unit: ""),
      SummaryMetric("\(name).refused_count", Double(tally.refusals), unit: ""),
      SummaryMetric("\(name).without_funds_count", Double(tally.withoutFunds), unit: ""),
      SummaryMetric("\(name).bought_tokens", tally.bought, unit: "tokens"),
      SummaryMetric("\(name).sold_tokens", tally.sold, unit: "tokens"),
      SummaryMetric("\(name).cost_against_peg_usd", tally.costUSD, unit: "USD"),
    ]
  }
}
