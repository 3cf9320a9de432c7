// A liquidity provider whose quotes follow what he holds.

public import SimEngine

/// The settings of a provider who minds what he holds.
public struct InventoryQuoterParameters: Sendable {
  /// What he brings to the exchange.
  public var capital = ProviderCapital()
  /// How he sees his market, in basis points of the peg and minutes; one unit is one order.
  public var quotes = InventoryQuotes(riskAversion: 0.01, volatility: 2.5, fillRate: 0.05, fillDecay: 0.03)
  /// Tokens in an order, > 0.
  public var orderTokens = 500.0
  /// The distance up to which a programme pays, basis points.
  public var toleranceBasisPoints = 100.0
  /// What it pays an order a minute, in basis points of it.
  public var bonusBasisPointsPerMinute = 0.0
  /// How often he looks at the feed and at his orders.
  public var checkEvery = SimDuration.seconds(60)
  /// How often he hands his open orders in.
  public var submitEvery = SimDuration.seconds(60)

  /// No capital.
  public init() {}
}

/// Keeps one bid and one ask at the distances of Avellaneda and Stoikov, or at the rim of what a programme pays for.
///
/// What he holds beyond his first tokens, in orders, is his inventory; distances are never below zero.
public final class InventoryQuoter: Component {
  public let name: String
  private let feed: PriceFeed
  private let parameters: InventoryQuoterParameters
  private var account: ProviderAccount

  private static let check = EventKind(rawValue: 0)
  private static let submission = EventKind(rawValue: 1)

  /// A provider that has not started.
  public init(
    name: String, group: String, exchange: ExchangeID, feed: PriceFeed, program: LiquidityProgramID? = nil,
    parameters: InventoryQuoterParameters
  ) {
    invariant(parameters.orderTokens > 0, "\(name): orders of nothing")
    self.name = name
    self.feed = feed
    self.parameters = parameters
    account = ProviderAccount(name: name, group: group, exchange: exchange, program: program)
  }

  public func setUp(in context: Context) {
    account.open(with: parameters.capital, in: context)
    let phases = context.stream("\(name)/phases", .exogenous)
    for (kind, period) in [
      (InventoryQuoter.check, parameters.checkEvery), (InventoryQuoter.submission, parameters.submitEvery),
    ] {
      context.schedule(kind, after: SimDuration(rounding: phases.uniform() * period.seconds))
    }
  }

  /// Follows his timers.
  public func handle(_ event: Event, in context: Context) {
    account.noteExposure(in: context)
    let isCheck = event.kind == InventoryQuoter.check
    context.schedule(event.kind, after: isCheck ? parameters.checkEvery : parameters.submitEvery)
    if isCheck { quote(in: context) } else { account.submitOrders(in: context) }
  }

  private func quote(in context: Context) {
    let exchange = context.markets[account.exchangeID]
    guard exchange.state == .open, let price = feed.usdPrice(at: context.now) else { return }
    account.cancelAll(in: context)
    let held = account.total(in: context)
    let excess = held.base - parameters.capital.tokens
    let units = context.coins(excess, of: exchange.pair.base) / parameters.orderTokens
    let peg = exchange.terms.pegUSD / price
    for side in [Side.sell, .buy] {
      let distance = distance(side, holding: units) / 10_000
      let target = peg * (side == .sell ? 1 + distance : 1 - distance)
      guard target > 0 else { continue }
      let funds = account.funds(side, of: held, in: context)
      let size = min(parameters.orderTokens, side == .sell ? funds : funds / target)
      // What is cancelled is free again before the new orders arrive.
      _ = account.place(side, ProposedOrder(price: target, size: size), in: context)
    }
  }

  /// The distance of a quote in basis points.
  private func distance(_ side: Side, holding units: Double) -> Double {
    let wanted = parameters.quotes.distances(holding: units)
    let own = side == .buy ? wanted.bid : wanted.ask
    return max(
      0,
      parameters.quotes.distance(
        own, within: parameters.toleranceBasisPoints, forBonus: parameters.bonusBasisPointsPerMinute))
  }

  /// What came of all of a group, as rows of the summary.
  public static func summary(of quoters: [InventoryQuoter], group: String, in context: Context)
    -> [SummaryMetric]
  {
    ProviderAccount.figures(of: quoters.map(\.account), group: group, in: context)
  }
}
