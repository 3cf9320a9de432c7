// Orders that come, wait and go at random, without anybody's intention behind them.

public import SimEngine

/// The settings of a zero-intelligence flow on one exchange.
public struct ZeroIntelligenceParameters: Sendable {
  /// k: limit orders a minute, on each side, one level away from the best price of the other side, >= 0.
  public var limitOrdersPerMinute = 1.92
  /// a: at i levels away they come at the rate `k / i^a`; 0 is the same rate everywhere.
  public var decay = 0.52
  /// How many levels away from the best price of the other side orders are placed at most, from 1.
  public var levels = 20
  /// The distance of two levels as a share of the peg; at least one tick.
  public var grid = 0.001
  /// Market orders a minute on each side, >= 0.
  public var marketOrdersPerMinute = 0.94
  /// θ: the rate a minute at which each resting order is taken back, > 0.
  public var cancelsPerMinute = 0.71
  /// c: i levels away from the best price of the other side an order is taken back at that rate times `i^-c`, >= 0.
  public var cancelDecay = 0.0
  /// How large orders are.
  public var size = TradeSize(medianTokens: 100, sigma: 0)
  /// Orders on each side when the flow begins, all at the level next to the peg.
  public var ordersAtStart = (bids: 1, asks: 1)
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0
  /// What the flow has on the exchange, for all its orders.
  public var capital = GroupCapital()

  /// The rates of a stock in 2010.
  public init() {}
}

/// The zero-intelligence order flow of one exchange: limit orders, market orders and cancellations at constant rates.
///
/// With `decay` it is the model of Cont, Stoikov and Talreja; with a decay of 0 and many levels that of Smith, Farmer,
/// Gillemot and Krishnamurthy. Distances are counted from the best price of the other side, whoever made it, or from the
/// peg where there is none. The life of an order is drawn when it is placed: an exponential life is the same as being
/// taken back at a constant rate. Where that rate falls with the distance, an order that is due is kept with the chance
/// `1 - i^-c`, by where it lies then, and draws another life: thinning, which is exact. Limit and market orders come from two accounts of one purse, so that they meet each
/// other like strangers'. All draws of an order are made whatever the book looks like.
/// - Source: R. Cont, S. Stoikov and R. Talreja, "A stochastic model for order book dynamics", Operations Research 58
///   (2010); E. Smith, J. D. Farmer, L. Gillemot and S. Krishnamurthy, "Statistical theory of the continuous double
///   auction", Quantitative Finance 3 (2003).
public final class ZeroIntelligenceFlow: Component {
  public let name: String
  private let group: String
  private let exchange: ExchangeID
  private let parameters: ZeroIntelligenceParameters
  /// The rates of the levels from the nearest on, added up.
  private let cumulativeRates: [Double]
  private var seats: ExchangeSeats?
  private var limits: RandomStream?
  private var markets: RandomStream?
  private var reprieves: RandomStream?
  private var latestTag: Int64 = 0
  private var tally = (limits: 0, markets: 0, cancels: 0, withoutFunds: 0)

  private static let limitArrival = EventKind(rawValue: 0)
  private static let marketArrival = EventKind(rawValue: 1)
  private static let placed = EventKind(rawValue: 2)
  private static let death = EventKind(rawValue: 3)

  /// A flow that has not started.
  /// - Parameter group: The group in the tables.
  public init(
    name: String, group: String, exchange: ExchangeID, parameters: ZeroIntelligenceParameters
  ) {
    invariant(
      parameters.levels > 0 && parameters.cancelsPerMinute > 0, "\(name): orders that never go")
    self.name = name
    self.group = group
    self.exchange = exchange
    self.parameters = parameters
    var sum = 0.0
    cumulativeRates = (1...parameters.levels).map { level in
      sum +=
        parameters.limitOrdersPerMinute * DeterministicMath.pow(Double(level), -parameters.decay)
      return sum
    }
  }

  public func setUp(in context: Context) {
    seats = ExchangeSeats(
      name: name, group: group, exchange: exchange, parameters.capital, in: context)
    limits = context.stream("\(name)/limits", .exogenous)
    markets = context.stream("\(name)/markets", .exogenous)
    if parameters.cancelDecay > 0 { reprieves = context.stream("\(name)/reprieves", .endogenous) }
    begin(bids: parameters.ordersAtStart.bids, asks: parameters.ordersAtStart.asks, in: context)
    schedule(
      ZeroIntelligenceFlow.limitArrival, limits, 2 * (cumulativeRates.last ?? 0), in: context)
    schedule(
      ZeroIntelligenceFlow.marketArrival, markets, 2 * parameters.marketOrdersPerMinute, in: context
    )
  }

  /// Places so many orders on each side next to the peg.
  func begin(bids: Int, asks: Int, in context: Context) {
    let (pair, usd) = (context.markets[exchange].pair, pegInQuote(in: context))
    let bid = pair.price(roundingDown: usd)
    let ask = Price(ticks: bid.ticks + gridTicks(in: context))
    for _ in 0..<bids { place(.buy, at: bid, in: context) }
    for _ in 0..<asks { place(.sell, at: ask, in: context) }
  }

  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case ZeroIntelligenceFlow.limitArrival:
      arriveLimit(in: context)
      schedule(event.kind, limits, 2 * (cumulativeRates.last ?? 0), in: context)
    case ZeroIntelligenceFlow.marketArrival:
      arriveMarket(in: context)
      schedule(event.kind, markets, 2 * parameters.marketOrdersPerMinute, in: context)
    case ZeroIntelligenceFlow.placed: giveLife(nanoseconds: event.a, in: context)
    default: takeBack(OrderID(rawValue: UInt64(bitPattern: event.a)), in: context)
    }
  }

  private func schedule(
    _ kind: EventKind, _ stream: RandomStream?, _ ratePerMinute: Double, in context: Context
  ) {
    guard let stream, ratePerMinute > 0 else { return }
    context.schedule(
      kind, after: SimDuration(rounding: stream.exponential(mean: 60 / ratePerMinute)))
  }

  // MARK: Limit orders

  private func arriveLimit(in context: Context) {
    guard let limits, let total = cumulativeRates.last else { return }
    tally.limits += 1
    let side: Side = limits.bernoulli(0.5) ? .buy : .sell
    let drawn = limits.uniform() * total
    let level = self.level(atCumulativeRate: drawn)
    let market = context.markets[exchange]
    let opposite = side == .buy ? market.bestAsk : market.bestBid
    let anchor = opposite ?? market.pair.price(nearest: pegInQuote(in: context))
    let distance = Int64(level) * gridTicks(in: context)
    place(
      side, at: Price(ticks: side == .buy ? anchor.ticks - distance : anchor.ticks + distance),
      in: context)
  }

  /// The level whose part of the added rates a number falls into, by halving.
  private func level(atCumulativeRate rate: Double) -> Int {
    var (low, high) = (0, cumulativeRates.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulativeRates[middle] <= rate { low = middle + 1 } else { high = middle }
    }
    return low + 1
  }

  /// Sends an order of drawn size and life; one that would lie below the first tick is not placed.
  private func place(_ side: Side, at price: Price, in context: Context) {
    guard let limits, let seats else { return }
    let tokens = parameters.size.draw(limits)
    let life = SimDuration(
      rounding: min(limits.exponential(mean: 60 / parameters.cancelsPerMinute), 1e9))
    let market = context.markets[exchange]
    let quantity = market.pair.quantity(nearest: tokens)
    guard price.ticks > 0, price <= OrderBook.maximumPrice, quantity > .zero else { return }
    let need =
      side == .sell
      ? market.pair.amount(quantity) : market.costToRest(quantity, at: price)
    guard seats.bring(need, for: side, to: seats.maker, in: context) else {
      tally.withoutFunds += 1
      return
    }
    let request = OrderRequest.limit(side, quantity, at: price, by: seats.maker, .postOnly)
    market.submit(request, in: context)
    context.schedule(
      ZeroIntelligenceFlow.placed, at: context.now + market.terms.latency, phase: .programmes,
      target: context.active, a: life.nanoseconds)
  }

  /// Finds the order that was just placed, unless it was refused, and schedules its end.
  private func giveLife(nanoseconds: Int64, in context: Context) {
    let market = context.markets[exchange]
    guard let seats else { return }
    // Orders are listed as they came, but for those that moved into the place of one that is gone.
    var first: OrderView?
    for id in market.orders(of: seats.maker).reversed() {
      guard let order = market.order(id), order.tag > latestTag else { break }
      first = order
    }
    guard let order = first else { return }
    latestTag = order.tag
    context.schedule(
      ZeroIntelligenceFlow.death, after: SimDuration(nanoseconds: nanoseconds),
      a: Int64(bitPattern: order.id.rawValue))
  }

  private func takeBack(_ order: OrderID, in context: Context) {
    let market = context.markets[exchange]
    guard let seats, let view = market.order(order) else { return }
    if let reprieves, reprieves.uniform() >= cancelShare(of: view, in: context) {
      let seconds = min(reprieves.exponential(mean: 60 / parameters.cancelsPerMinute), 1e9)
      context.schedule(
        ZeroIntelligenceFlow.death, after: SimDuration(rounding: seconds),
        a: Int64(bitPattern: order.rawValue))
      return
    }
    tally.cancels += 1
    market.submit(.cancel(order, by: seats.maker), in: context)
  }

  /// `i^-c` for an order that lies i levels away from the best price of the other side.
  private func cancelShare(of order: OrderView, in context: Context) -> Double {
    let market = context.markets[exchange]
    let opposite = order.side == .buy ? market.bestAsk : market.bestBid
    let anchor = opposite ?? market.pair.price(nearest: pegInQuote(in: context))
    let ticks = Double((anchor.ticks - order.price.ticks).magnitude)
    let levels = max(1, (ticks / Double(gridTicks(in: context))).rounded())
    return DeterministicMath.pow(levels, -parameters.cancelDecay)
  }

  // MARK: Market orders

  private func arriveMarket(in context: Context) {
    guard let markets, let seats else { return }
    tally.markets += 1
    let side: Side = markets.bernoulli(0.5) ? .buy : .sell
    let market = context.markets[exchange]
    let quantity = market.pair.quantity(nearest: parameters.size.draw(markets))
    guard quantity > .zero else { return }
    let need = side == .sell ? market.pair.amount(quantity) : market.costToTake(quantity)
    guard seats.bring(need, for: side, to: seats.taker, in: context) else {
      tally.withoutFunds += 1
      return
    }
    market.submit(.market(side, quantity, by: seats.taker), in: context)
  }

  // MARK: Prices

  private func pegInQuote(in context: Context) -> Double {
    let quote = context.markets[exchange].pair.quote
    return parameters.pegUSD / context.markets.usdPrice(of: quote, at: context.now)
  }

  private func gridTicks(in context: Context) -> Int64 {
    context.markets[exchange].pair.price(nearest: parameters.grid * pegInQuote(in: context)).ticks
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    [
      SummaryMetric("\(name).limit_orders_count", Double(tally.limits), unit: ""),
      SummaryMetric("\(name).market_orders_count", Double(tally.markets), unit: ""),
      SummaryMetric("\(name).cancels_count", Double(tally.cancels), unit: ""),
      SummaryMetric("\(name).without_funds_count", Double(tally.withoutFunds), unit: ""),
    ]
  }
}

extension Exchange {
  /// What a resting purchase could have to pay, the maker's fee included.
  func costToRest(_ quantity: Quantity, at price: Price) -> Amount {
    let notional = pair.notional(price, quantity, roundingUp: true)
    return notional + fee(on: notional, terms.makerFeePartsPerMillion, roundingUp: true)
  }

  /// What a market purchase would pay now, fees included, with a hundredth more for what may change on its way.
  func costToTake(_ quantity: Quantity) -> Amount {
    var (left, cost) = (quantity, Amount.zero)
    for level in depth(.sell) where left > .zero {
      let taken = min(left, level.quantity)
      let notional = pair.notional(level.price, taken, roundingUp: true)
      cost += notional + fee(on: notional, terms.takerFeePartsPerMillion, roundingUp: true)
      left = left - taken
    }
    return Amount(baseUnits: cost.baseUnits + cost.baseUnits / 100 + 1_000)
  }
}
