// The guardian of a peg: a gateway on an exchange, far from the price, that a reserve at home fills again.

public import SimEngine

/// The settings of a custodian.
public struct CustodianParameters: Sendable {
  /// The tokens that it may sell and the quote coins that it may buy with, all at home at the start.
  public var reserve = ProviderCapital()
  /// The most that stands on the exchange on each side, tokens at the peg.
  public var gatewayTokens = 5_000.0
  /// How far above the peg it sells, as a share.
  public var sellDistance = 0.01
  /// How far below the peg it buys, as a share.
  public var buyDistance = 0.01
  /// How often the gateway is filled from the reserve, or relieved of what is too much.
  public var refillEvery = SimDuration.days(1)
  /// How often it looks at the feed and at its orders.
  public var checkEvery = SimDuration.seconds(61)
  /// How far the feed must move before the orders are replaced, as a share.
  public var requoteThreshold = 0.0025
  /// After how long without a price its orders go.
  public var feedSilenceLimit = SimDuration.minutes(60)

  /// The defaults, without a reserve.
  public init() {}
}

/// Stands on both sides of an exchange at wide distances, out of a reserve that is too valuable to stand there whole.
///
/// The buy side is what the reserve's coins pay for, the sell side the tokens that it holds back. Every so often the gateway
/// is brought to its size again: what is missing comes from home as long as there is any, what a side took in goes home.
/// An exchange that fails takes the gateway with it, never the reserve. It asks no programme for a reward.
public final class Custodian: Component {
  public let name: String
  private let feed: PriceFeed
  private let parameters: CustodianParameters
  private var seat: QuotingSeat
  private var lastHeard = SimTime.start

  private static let check = EventKind(rawValue: 0)
  private static let refill = EventKind(rawValue: 1)
  private static let adjustment = EventKind(rawValue: 2)
  /// From taking the orders back to moving coins, so that nothing is on order then.
  private static let adjustmentDelay = SimDuration.minutes(1)

  /// A custodian that has not started.
  public init(
    name: String, group: String, exchange: ExchangeID, feed: PriceFeed, parameters: CustodianParameters
  ) {
    invariant(parameters.gatewayTokens > 0, "\(name): a gateway of nothing")
    self.name = name
    self.feed = feed
    self.parameters = parameters
    seat = QuotingSeat(
      account: ProviderAccount(name: name, group: group, exchange: exchange, program: nil),
      memory: YieldMemory(halfLife: .days(1), loss: 0))
    seat.quotedShare = (1, 1)
  }

  public func setUp(in context: Context) {
    // All of it is brought to the exchange, and what is beyond the gateway goes home before anything else happens.
    seat.account.open(with: parameters.reserve, in: context)
    adjust(in: context)
    let phases = context.stream("\(name)/phases", .exogenous)
    let span = phases.uniform() * parameters.checkEvery.seconds
    context.schedule(Custodian.check, after: SimDuration(rounding: span))
    context.schedule(Custodian.refill, after: parameters.refillEvery)
  }

  /// Keeps the orders where the price is, and fills the gateway.
  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case Custodian.check:
      keepOrders(in: context)
      context.schedule(event.kind, after: parameters.checkEvery)
    case Custodian.refill:
      seat.isLeaving = true
      seat.cancel(in: context)
      context.schedule(Custodian.adjustment, after: Custodian.adjustmentDelay)
      context.schedule(event.kind, after: parameters.refillEvery)
    case Custodian.adjustment:
      seat.isLeaving = false
      adjust(in: context)
    default: break
    }
  }

  private func keepOrders(in context: Context) {
    seat.account.noteExposure(in: context)
    guard let price = feed.usdPrice(at: context.now) else {
      if context.now - lastHeard > parameters.feedSilenceLimit { seat.cancel(in: context) }
      return
    }
    lastHeard = context.now
    seat.keep(
      at: price, threshold: parameters.requoteThreshold, in: context
    ) { side in (side == .sell ? self.parameters.sellDistance : self.parameters.buyDistance, nil) }
  }

  /// Brings what stands on the exchange to the size of the gateway.
  private func adjust(in context: Context) {
    let account = seat.account
    let exchange = context.markets[account.exchangeID]
    guard exchange.state == .open else { return }
    let pair = exchange.pair
    let wallet = context.markets[account.trader].wallet
    let free = account.free(in: context)
    let quoteUSD = context.markets.usdPrice(of: pair.quote, at: context.now)
    let wanted = [
      (pair.base, free.base, parameters.gatewayTokens),
      (pair.quote, free.quote, parameters.gatewayTokens * exchange.terms.pegUSD / quoteUSD),
    ]
    for (asset, present, coins) in wanted {
      let missing = context.amount(coins, of: asset) - present
      if missing > .zero {
        let brought = min(missing, context.ledger.balance(wallet[asset]))
        exchange.deposit(
          brought, of: asset, from: wallet[asset], to: account.participant, ledger: context.ledger)
      } else {
        _ = exchange.withdraw(
          .zero - missing, of: asset, from: account.participant, to: wallet[asset], ledger: context.ledger)
      }
    }
    seat.placedAtUSD = nil
  }

  /// What it has on the exchange and at home: other coins in USD at reference prices, and tokens.
  func holdings(in context: Context) -> (usd: Double, tokens: Double) {
    let markets = context.markets
    let (pair, trader) = (markets[seat.account.exchangeID].pair, markets[seat.account.trader])
    return (
      context.usd(markets.holdings(of: trader, pair.quote, ledger: context.ledger), of: pair.quote),
      context.coins(markets.holdings(of: trader, pair.base, ledger: context.ledger), of: pair.base)
    )
  }
}
