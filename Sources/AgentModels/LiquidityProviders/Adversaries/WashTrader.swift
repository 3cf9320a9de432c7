// Somebody who sells to himself at the peg.

public import SimEngine

/// The settings of a wash trader.
public struct WashTraderParameters: Sendable {
  /// What he brings to the exchange: pegged coins to one account, quote coins to the other, or all to the only one.
  public var capital = ProviderCapital()
  /// Whether he trades between two accounts; with one, the exchange's rule on own orders decides.
  public var usesTwoAccounts = true
  /// How often he trades with himself.
  public var every = SimDuration.seconds(60)
  /// How long each order rests at the peg before he takes it.
  public var resting = SimDuration.seconds(50)

  /// No capital.
  public init() {}
}

/// Trades with itself at the peg: one account quotes, is paid for that if there is a programme, and the other takes; then
/// the other way round.
///
/// Whoever else finds a price at the peg worth taking takes it first, and he goes on with what that leaves him.
///
/// It makes volume, and a rule that pays by volume alone or gives back fees by volume would pay for it. He puts up all
/// that one of his accounts has, on one side, and takes it back before the next round, so that no user of his ever
/// quotes both sides: a rule that pays for the smaller of the two, as dYdX's does, pays him nothing however much he
/// trades. The rules of a pool that lists resting orders pay for the time that an order rests and not for what becomes of it; each round costs
/// the fees of both sides on everything that he owns. A pool that counts what an order was placed with instead of what
/// is left of it, as the original did on one exchange, would go on paying for an ask of which he left a coin.
public final class WashTrader: Component {
  public let name: String
  private let feed: PriceFeed
  private let parameters: WashTraderParameters
  private var accounts: [ProviderAccount]
  /// Which account has an order on the book.
  private var maker = 0
  /// The order, while it rests.
  private var resting: (side: Side, price: Double)?

  private static let quote = EventKind(rawValue: 0)
  private static let submission = EventKind(rawValue: 1)
  private static let take = EventKind(rawValue: 2)
  private static let look = EventKind(rawValue: 3)

  /// A wash trader who has not started; with two accounts, his names are "name-1" and "name-2".
  public init(
    name: String, group: String, exchange: ExchangeID, feed: PriceFeed, program: LiquidityProgramID? = nil,
    parameters: WashTraderParameters
  ) {
    self.name = name
    self.feed = feed
    self.parameters = parameters
    let users = parameters.usesTwoAccounts ? ["\(name)-1", "\(name)-2"] : [name]
    accounts = users.map { ProviderAccount(name: $0, group: group, exchange: exchange, program: program) }
  }

  /// Which account takes it; with one account, the same.
  private var taker: Int { accounts.count - 1 - maker }

  public func setUp(in context: Context) {
    let capital = parameters.capital
    accounts[0].open(
      with: parameters.usesTwoAccounts ? ProviderCapital(tokens: capital.tokens) : capital, in: context)
    if parameters.usesTwoAccounts {
      accounts[1].open(with: ProviderCapital(quote: capital.quote), in: context)
    }
    let phases = context.stream("\(name)/phases", .exogenous)
    context.schedule(
      WashTrader.quote, after: SimDuration(rounding: phases.uniform() * parameters.every.seconds))
  }

  /// Quotes, hands in, takes.
  public func handle(_ event: Event, in context: Context) {
    for index in accounts.indices { accounts[index].noteExposure(in: context) }
    switch event.kind {
    case WashTrader.quote:
      quote(in: context)
      context.schedule(WashTrader.quote, after: parameters.every)
      context.schedule(
        WashTrader.submission, after: SimDuration(nanoseconds: parameters.resting.nanoseconds / 2))
      context.schedule(WashTrader.take, after: parameters.resting)
      lookOnArrival(in: context)
    case WashTrader.submission:
      accounts[maker].submitOrders(in: context)
    case WashTrader.take:
      take(in: context)
      lookOnArrival(in: context)
    default: break
    }
  }

  /// Puts up all that one account has on one side: the one of which the other can take most.
  private func quote(in context: Context) {
    let exchange = context.markets[accounts[0].exchangeID]
    resting = nil
    guard exchange.state == .open, let quoteUSD = feed.usdPrice(at: context.now) else { return }
    let price = exchange.pair.value(exchange.pair.price(nearest: exchange.terms.pegUSD / quoteUSD))
    var best = (washed: -1.0, offered: 0.0, side: Side.sell)
    for candidate in accounts.indices {
      for side in [Side.sell, .buy] {
        let offered = coins(accounts[candidate], side, at: price, in: context)
        let other = accounts[accounts.count - 1 - candidate]
        let washed = min(offered, coins(other, side.opposite, at: price, in: context))
        guard (washed, offered) > (best.washed, best.offered) else { continue }
        best = (washed, offered, side)
        maker = candidate
      }
    }
    let order = ProposedOrder(price: price, size: best.offered)
    if accounts[maker].place(best.side, order, in: context) { resting = (best.side, price) }
  }

  /// Takes from the other account what that can pay of what is left; what it leaves goes home.
  private func take(in context: Context) {
    guard let resting else { return }
    let pair = context.markets[accounts[0].exchangeID].pair
    let left = accounts[maker].orders(in: context).reduce(0) { $0 + pair.coins($1.remaining) }
    let affordable = coins(accounts[taker], resting.side.opposite, at: resting.price, in: context)
    let order = ProposedOrder(price: resting.price, size: min(left, affordable))
    _ = accounts[taker].place(resting.side.opposite, order, .immediateOrCancel, in: context)
    accounts[maker].cancelAll(in: context)
  }

  /// Coins that an account could offer on a side.
  private func coins(_ account: ProviderAccount, _ side: Side, at price: Double, in context: Context)
    -> Double
  {
    let funds = account.funds(side, of: account.free(in: context), in: context)
    return side == .sell ? funds : funds / price
  }

  /// Sees to it that what is on the book is counted from the instant at which it changes.
  private func lookOnArrival(in context: Context) {
    let latency = context.markets[accounts[0].exchangeID].terms.latency
    context.schedule(WashTrader.look, after: latency, phase: .programmes)
  }

  /// What came of a group, as rows of the summary.
  public static func summary(of traders: [WashTrader], group: String, in context: Context) -> [SummaryMetric]
  {
    ProviderAccount.figures(of: traders.flatMap(\.accounts), group: group, in: context)
  }
}
