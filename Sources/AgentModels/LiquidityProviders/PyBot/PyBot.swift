// PyBot: one bid and one ask at a distance from the pool's price, and a least rate below which it offers less.

public import SimEngine

/// The settings of one PyBot, with the defaults of the pools that shipped it.
public struct PyBotParameters: Sendable {
  /// What it brings to the exchange at the start.
  public var capital = ProviderCapital()
  /// How far its orders stand from the price, as a share; the exchange's fee if that is larger.
  public var offset = 0.0075
  /// How far the pool's price must move before the orders are replaced, as a share.
  public var deviation = 0.0025
  /// How far the pool's price may lie from its own ticker before it takes its orders back, as a share.
  public var distrust = 0.005
  /// By how much it prices NBT higher than the pool does, as a share.
  public var shift = 0.0
  /// By how much a book all of asks, or all of bids, moves its prices down, or up, as a share.
  public var automaticShift = 0.0
  /// Most NBT on a side.
  public var fillAmount = 10_000.0
  /// Whether it takes what others offer instead of refusing to place an order that would.
  public var mayTake = false
  /// The least that it wants a day, which an auction takes as its bid; below it, it offers less.
  public var minimumRates = DailyRates(ask: 0, bid: 0)
  /// How often it looks at the price.
  public var priceCheckEvery = SimDuration.seconds(30)
  /// How often it looks at what it is paid.
  public var rateCheckEvery = SimDuration.seconds(60)
  /// How often it replaces its orders whatever happens.
  public var resetEvery = SimDuration.minutes(15)
  /// How often it hands its open orders in.
  public var submitEvery = SimDuration.seconds(60)

  /// The defaults, without capital.
  public init() {}
}

/// A liquidity provider on one exchange that runs PyBot, the client of the pools before ALP.
///
/// Every 30 s it compares the pool's price with its own ticker: when they differ by more than 0.5 % it takes its
/// orders back, when the pool's price has moved by more than 0.25 % it replaces them, and a side that has none gets
/// one. All funds stand in one order a side. When what it is paid stays under the least that it wants for
/// two minutes, it offers a tenth less, or as much as is missing if that is more; when the rate is met again, it offers
/// more by the same measure.
public final class PyBot: Component {
  public let name: String
  private let poolFeed: PriceFeed
  private let ticker: PriceFeed
  private let parameters: PyBotParameters
  private var account: ProviderAccount
  /// The pool's price in USD per quote coin for which the orders were made; nil while there are none.
  private var placedAtUSD: Double?
  private var appetites = (ask: PyBotAppetite(), bid: PyBotAppetite())

  /// How many times a side was made smaller because it was paid too little.
  public private(set) var shrinkCount = 0
  /// How many times a side was made larger because it was paid enough.
  public private(set) var growCount = 0

  private static let priceCheck = EventKind(rawValue: 0)
  private static let rateCheck = EventKind(rawValue: 1)
  private static let reset = EventKind(rawValue: 2)
  private static let submission = EventKind(rawValue: 3)

  /// A bot that has not started.
  /// - Parameters:
  ///   - poolFeed: What the pool says the quote coin is worth.
  ///   - ticker: What its own source says.
  public init(
    name: String, group: String, exchange: ExchangeID, poolFeed: PriceFeed, ticker: PriceFeed,
    program: LiquidityProgramID? = nil, parameters: PyBotParameters
  ) {
    self.name = name
    self.poolFeed = poolFeed
    self.ticker = ticker
    self.parameters = parameters
    account = ProviderAccount(name: name, group: group, exchange: exchange, program: program)
  }

  public func setUp(in context: Context) {
    account.open(with: parameters.capital, in: context)
    let phases = context.stream("\(name)/phases", .exogenous)
    for (kind, period) in timers {
      context.schedule(kind, after: SimDuration(rounding: phases.uniform() * period.seconds))
    }
  }

  private var timers: [(kind: EventKind, period: SimDuration)] {
    [
      (PyBot.priceCheck, parameters.priceCheckEvery), (PyBot.rateCheck, parameters.rateCheckEvery),
      (PyBot.reset, parameters.resetEvery), (PyBot.submission, parameters.submitEvery),
    ]
  }

  /// Follows its timers.
  public func handle(_ event: Event, in context: Context) {
    account.noteExposure(in: context)
    guard let timer = timers.first(where: { $0.kind == event.kind }) else { return }
    context.schedule(event.kind, after: timer.period)
    guard context.markets[account.exchangeID].state == .open else { return }
    switch event.kind {
    case PyBot.priceCheck: checkPrice(in: context)
    case PyBot.rateCheck: checkRates(in: context)
    case PyBot.reset: if placedAtUSD != nil { replaceOrders(in: context) }
    default: account.submitOrders(minimumRates: parameters.minimumRates, in: context)
    }
  }

  // MARK: Following the price

  private func checkPrice(in context: Context) {
    guard let price = poolFeed.usdPrice(at: context.now) else { return }
    if let own = ticker.usdPrice(at: context.now), PyBotPricing.distance(price, own) > parameters.distrust {
      if placedAtUSD != nil { account.cancelAll(in: context) }
      placedAtUSD = nil
    } else if let placedAtUSD, PyBotPricing.distance(price, placedAtUSD) <= parameters.deviation {
      let standing = account.orders(in: context).map(\.side)
      for side in [Side.buy, .sell] where !standing.contains(side) {
        place(side, funds: account.free(in: context), quoteUSD: placedAtUSD, in: context)
      }
    } else {
      replaceOrders(in: context)
    }
  }

  /// Takes everything back and places it anew at the pool's price of the moment.
  private func replaceOrders(in context: Context) {
    guard let price = poolFeed.usdPrice(at: context.now) ?? placedAtUSD else { return }
    account.cancelAll(in: context)
    placedAtUSD = price
    for side in [Side.buy, .sell] {
      // What is cancelled is free again before the new order arrives.
      place(side, funds: account.total(in: context), quoteUSD: price, in: context)
    }
  }

  private func place(
    _ side: Side, funds balances: (base: Amount, quote: Amount), quoteUSD: Double, in context: Context
  ) {
    let exchange = context.markets[account.exchangeID]
    let fair = exchange.terms.pegUSD / quoteUSD * (1 + parameters.shift + ownShift(at: quoteUSD, in: context))
    let opposite = side == .sell ? exchange.bestBid : exchange.bestAsk
    let quote = PyBotPricing.price(
      side, fair: fair, offset: offset(on: exchange), opposite: opposite.map { exchange.pair.value($0) },
      mayTake: parameters.mayTake)
    guard let quote else { return }
    let funds = account.funds(side, of: balances, in: context)
    let affordable = side == .sell ? funds : funds / quote
    let size = min(affordable, parameters.fillAmount, appetite(side).limit)
    guard size >= PyBotPricing.leastTokens else { return }
    _ = account.place(side, ProposedOrder(price: quote, size: size), in: context)
  }

  /// The distance of the orders from the price: the exchange's fee at least.
  private func offset(on exchange: Exchange) -> Double {
    let fees = exchange.terms
    return max(
      Double(max(fees.makerFeePartsPerMillion, fees.takerFeePartsPerMillion)) / 1e6, parameters.offset)
  }

  /// The shift by what the bot has to offer: down with more to sell, up with more to buy.
  ///
  /// Whose asks and bids the original weighed is not recorded; that these are the bot's own is an inference.
  private func ownShift(at quoteUSD: Double, in context: Context) -> Double {
    guard parameters.automaticShift != 0 else { return 0 }
    let (pair, total) = (context.markets[account.exchangeID].pair, account.total(in: context))
    let ask = context.coins(total.base, of: pair.base)
    let bid = context.coins(total.quote, of: pair.quote) * quoteUSD
    return ask + bid > 0 ? parameters.automaticShift * (1 - 2 * ask / (ask + bid)) : 0
  }

  // MARK: Minding the rate

  private func appetite(_ side: Side) -> PyBotAppetite { side == .sell ? appetites.ask : appetites.bid }

  private func checkRates(in context: Context) {
    guard placedAtUSD != nil, let paid = account.paidRates(in: context) else { return }
    let pair = context.markets[account.exchangeID].pair
    let changes = [Side.sell, .buy].map { side in
      let size = account.orders(in: context).filter { $0.side == side }.reduce(0) {
        $0 + pair.coins($1.remaining)
      }
      let (rate, least) = (paid[side], parameters.minimumRates[side])
      return side == .sell
        ? appetites.ask.judge(rate, least: least, size: size)
        : appetites.bid.judge(rate, least: least, size: size)
    }
    shrinkCount += changes.count { $0 == .shrank }
    growCount += changes.count { $0 == .grew }
    if changes.contains(where: { $0 != .none }) { replaceOrders(in: context) }
  }
}

extension PyBot {
  /// What a group of bots did, as rows of the summary.
  public static func summary(of bots: [PyBot], group: String, in context: Context) -> [SummaryMetric] {
    ProviderAccount.figures(of: bots.map(\.account), group: group, in: context) + [
      SummaryMetric("\(group).shrinks_count", Double(bots.reduce(0) { $0 + $1.shrinkCount }), unit: ""),
      SummaryMetric("\(group).grows_count", Double(bots.reduce(0) { $0 + $1.growCount }), unit: ""),
    ]
  }
}
