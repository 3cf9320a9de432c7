// A holder whose sales are written in the scenario.

public import SimEngine

/// The settings of a large seller.
public struct LargeSellerParameters: Sendable {
  /// One sale.
  public struct Sale: Hashable, Sendable {
    /// When it begins.
    public var start: SimTime
    /// How long it goes on; zero sells all at once.
    public var span: SimDuration
    /// How many tokens, in base units.
    public var amount: Amount

    /// A sale.
    public init(at start: SimTime, over span: SimDuration, amount: Amount) {
      self.start = start
      self.span = span
      self.amount = amount
    }
  }

  /// What the holder owns at the start; newly minted, at least what he means to sell.
  public var holding = Amount.zero
  /// The sales.
  public var sales: [Sale] = []
  /// How often a slice of a sale is sold.
  public var sliceEvery = SimDuration.minutes(5)
  /// The worst average price of a slice, USD per token; 0 is any price.
  public var worstPriceUSD = 0.0
  /// How far below the highest bid a slice may be sold on average, as a share of it.
  public var slippageLimit = 0.05
  /// How the seller offers what the bids did not take, never below `worstPriceUSD`.
  public var restingAsk = RestingAskParameters()
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0

  /// No sale.
  public init() {}
}

/// A holder who sells what the scenario says, in equal slices, each where it brings most.
///
/// What the bids do not take of a slice within the seller's limits is offered for less and less (`RestingAsk`).
public final class LargeSeller: Component {
  public let name: String
  private let group: String
  private let token: AssetID
  private let parameters: LargeSellerParameters
  private var desk: TradingDesk?
  private var ask: RestingAsk?
  /// Tokens of the slices so far.
  private(set) var due = Amount.zero
  private var sold = Amount.zero
  private var soldUSD = 0.0

  private static let slice = EventKind(rawValue: 0)

  /// A seller who has not begun.
  public init(name: String, group: String, token: AssetID, parameters: LargeSellerParameters) {
    let total = parameters.sales.reduce(Amount.zero) { $0 + $1.amount }
    invariant(parameters.holding >= total, "\(name) sells more than the holding")
    invariant(
      parameters.sliceEvery >= .milliseconds(1), "\(name): slices follow each other without time between")
    self.name = name
    self.group = group
    self.token = token
    self.parameters = parameters
  }

  public func setUp(in context: Context) {
    let desk = TradingDesk(name: name, group: group, token: token, in: context)
    context.ledger.mint(parameters.holding, to: context.markets[desk.trader].wallet[token])
    self.desk = desk
    var terms = parameters.restingAsk
    terms.floorUSD = max(terms.floorUSD, parameters.worstPriceUSD)
    ask = RestingAsk(desk.trader, token: token, pegUSD: parameters.pegUSD, parameters: terms, in: context)
    for sale in parameters.sales.indices { schedule(Slice(sale: sale, place: 0), in: context) }
  }

  private func schedule(_ slice: Slice, in context: Context) {
    let start = parameters.sales[slice.sale].start
    context.schedule(
      LargeSeller.slice, at: start + parameters.sliceEvery * slice.place, phase: .agents,
      target: context.active, a: slice.number)
  }

  /// One slice of one sale, and the number that events and wishes carry for it.
  private struct Slice {
    let sale: Int
    /// From 0 up within the sale.
    let place: Int64

    init(sale: Int, place: Int64) {
      self.sale = sale
      self.place = place
    }

    init(number: Int64) {
      sale = Int(number >> 40)
      place = number & (1 << 40 - 1)
    }

    var number: Int64 { Int64(sale) << 40 | place }
    var next: Slice { Slice(sale: sale, place: place + 1) }
  }

  /// How many slices a sale has.
  private func sliceCount(of sale: LargeSellerParameters.Sale) -> Int64 {
    max(1, (sale.span.nanoseconds - 1) / parameters.sliceEvery.nanoseconds + 1)
  }

  /// What a slice brings: slice k of n what is due to k/n of the amount, rounded down.
  private func amount(of slice: Slice) -> Amount {
    let sale = parameters.sales[slice.sale]
    let count = Int128(sliceCount(of: sale))
    func through(_ slices: Int64) -> Int128 {
      mulDiv(sale.amount.baseUnits, Int128(slices), dividedBy: count, rounding: .down)
    }
    return Amount(baseUnits: through(slice.place + 1) - through(slice.place))
  }

  /// Sells a slice, or learns what came of one or of what was offered.
  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case LargeSeller.slice: sell(Slice(number: event.a), in: context)
    case TradingDesk.settlement:
      guard let outcome = desk?.settle(in: context) else { return }
      note(outcome.tokens, outcome.usd)
      ask?.add(amount(of: Slice(number: outcome.client)) - outcome.tokens, in: context)
    case RestingAsk.withdrawal: ask?.withdraw(in: context)
    case RestingAsk.placement:
      if let sold = ask?.place(in: context) { note(sold.tokens, sold.usd) }
    default: break
    }
  }

  private func sell(_ slice: Slice, in context: Context) {
    let amount = amount(of: slice)
    due += amount
    if slice.next.place < sliceCount(of: parameters.sales[slice.sale]) { schedule(slice.next, in: context) }
    guard let bid = context.markets.consolidatedTop(of: token, at: context.now).bid else {
      ask?.add(amount, in: context)
      return
    }
    let wish = TradeWish(
      .sell, tokens: context.coins(amount, of: token),
      worstPriceUSD: max(parameters.worstPriceUSD, bid * (1 - parameters.slippageLimit)))
    desk?.request(wish, most: amount, for: slice.number, in: context)
  }

  private func note(_ tokens: Amount, _ usd: Double) {
    sold += tokens
    soldUSD += usd
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let tokens = context.coins(sold, of: token)
    return [
      SummaryMetric("\(name).sold_tokens", tokens, unit: "tokens"),
      SummaryMetric("\(name).unsold_tokens", context.coins(due - sold, of: token), unit: "tokens"),
      SummaryMetric("\(name).mean_price_usd", tokens > 0 ? soldUSD / tokens : nil, unit: "USD"),
    ]
  }
}
