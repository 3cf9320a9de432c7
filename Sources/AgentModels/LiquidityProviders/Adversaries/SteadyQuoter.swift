// Somebody whose orders always stand where he wants them, under as many names as he likes.

public import SimEngine

/// An order that is kept at a distance from the peg.
public struct PeggedQuote: Hashable, Sendable {
  /// Which way it goes.
  public var side: Side
  /// How far outward from the peg, as a share.
  public var distance: Double
  /// The share of the funds of its side that stands in it.
  public var share: Double

  /// A quote.
  public init(_ side: Side, distance: Double, share: Double = 1) {
    self.side = side
    self.distance = distance
    self.share = share
  }

  /// The same quote on both sides.
  public static func both(distance: Double, share: Double = 1) -> [PeggedQuote] {
    [Side.sell, .buy].map { PeggedQuote($0, distance: distance, share: share) }
  }
}

/// The settings of those who keep quotes at a distance from the peg.
public struct SteadyQuoterParameters: Sendable {
  /// What each name brings to the exchange; one entry a name.
  public var capitals: [ProviderCapital] = []
  /// The orders of each name.
  public var quotes = PeggedQuote.both(distance: 0.007)
  /// How far the feed must move before the orders are replaced, as a share.
  public var requoteThreshold = 0.001
  /// How often he looks at the feed and at his orders.
  public var checkEvery = SimDuration.seconds(61)
  /// How often he hands the open orders of each name in.
  public var submitEvery = SimDuration.seconds(60)

  /// No capital.
  public init() {}
}

/// Keeps orders at fixed distances from the peg and hands them in, under one name or under several.
///
/// It follows the price like NuBot, but replaces orders at once and at the first look that finds one gone. What it is
/// for depends on its orders and its names: one name close to the peg is honest; `farming` quotes farm the target;
/// several names are a sybil.
///
/// **Sybil.** A rule that pays each name something apart from its size, or sees less in a large provider than in many
/// small ones, is worth as many names as one can have. A rule that shares a reward by size is not: shares add up
/// to what one name would get, each name must reach the smallest payout by itself, and what it has not reached
/// stays with the pool. The exchange lists a user's orders to himself alone, so that each name needs an account of its
/// own with money of its own.
public final class SteadyQuoter: Component {
  public let name: String
  private let feed: PriceFeed
  private let parameters: SteadyQuoterParameters
  private var accounts: [ProviderAccount]
  private var placedAtUSD: Double?

  private static let check = EventKind(rawValue: 0)
  private static let submission = EventKind(rawValue: 1)

  /// A quoter that has not started; his names are "name", or "name-1", "name-2" and so on.
  public init(
    name: String, group: String, exchange: ExchangeID, feed: PriceFeed, program: LiquidityProgramID? = nil,
    parameters: SteadyQuoterParameters
  ) {
    self.name = name
    self.feed = feed
    self.parameters = parameters
    let count = parameters.capitals.count
    accounts = (0..<count).map { index in
      let user = count == 1 ? name : "\(name)-\(index + 1)"
      return ProviderAccount(name: user, group: group, exchange: exchange, program: program)
    }
  }

  public func setUp(in context: Context) {
    for index in accounts.indices { accounts[index].open(with: parameters.capitals[index], in: context) }
    let phases = context.stream("\(name)/phases", .exogenous)
    context.schedule(SteadyQuoter.check, after: .zero)
    let span = phases.uniform() * parameters.submitEvery.seconds
    context.schedule(SteadyQuoter.submission, after: SimDuration(rounding: span))
  }

  /// Follows its timers.
  public func handle(_ event: Event, in context: Context) {
    for index in accounts.indices { accounts[index].noteExposure(in: context) }
    let isCheck = event.kind == SteadyQuoter.check
    context.schedule(event.kind, after: isCheck ? parameters.checkEvery : parameters.submitEvery)
    if isCheck {
      keepQuotes(in: context)
    } else {
      for index in accounts.indices { accounts[index].submitOrders(in: context) }
    }
  }

  private func keepQuotes(in context: Context) {
    guard let exchange = accounts.first.map({ context.markets[$0.exchangeID] }), exchange.state == .open,
      let price = feed.usdPrice(at: context.now)
    else { return }
    let hasMoved = placedAtUSD.map { (price / $0 - 1).magnitude >= parameters.requoteThreshold } ?? true
    let isComplete = accounts.allSatisfy {
      exchange.orders(of: $0.participant).count == parameters.quotes.count
    }
    guard hasMoved || !isComplete else { return }
    placedAtUSD = price
    for account in accounts {
      account.cancelAll(in: context)
      // What is cancelled is free again before the new orders arrive.
      account.place(parameters.quotes, of: account.total(in: context), quoteUSD: price, in: context)
    }
  }

  /// What came of all names, as rows of the summary.
  public static func summary(of quoters: [SteadyQuoter], group: String, in context: Context)
    -> [SummaryMetric]
  {
    ProviderAccount.figures(of: quoters.flatMap(\.accounts), group: group, in: context)
  }
}

extension ProviderAccount {
  /// Places quotes out of some balances around the peg.
  func place(
    _ quotes: [PeggedQuote], of balances: (base: Amount, quote: Amount), quoteUSD: Double, in context: Context
  ) {
    let peg = context.markets[exchangeID].terms.pegUSD / quoteUSD
    for quote in quotes {
      let price = peg * (quote.side == .sell ? 1 + quote.distance : 1 - quote.distance)
      let funds = funds(quote.side, of: balances, in: context) * quote.share
      let size = quote.side == .sell ? funds : funds / price
      _ = place(quote.side, ProposedOrder(price: price, size: size), in: context)
    }
  }
}
