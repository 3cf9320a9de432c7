// NuBot: keeps a wall of NBT on each side of the peg and moves both with the price of the coin they are quoted in.

public import SimEngine

/// A liquidity provider on one exchange that runs NuBot with a parametric order book.
///
/// Every 61 s it looks at its feed and, when the quote coin has moved beyond a threshold since the walls were put up,
/// takes all its orders back and puts up new ones a few seconds later. Every 41 s it counts its open orders; when some
/// are missing, because they were filled, it says so to itself and replaces all of them at the next count, so that a
/// broken wall stands again 41 to 82 s later. A partly filled order counts as there. When its feed is silent for too
/// long it withdraws; when the exchange is closed it does nothing. What it sells comes back as bids and the other way
/// round: each new book is made from the balances of the moment.
///
/// With a programme it hands in its open orders every minute, and once a day it asks whether that pays
/// (`Participation`).
public final class NuBot: Component {
  public let name: String
  private let group: String
  private let exchangeID: ExchangeID
  private let feed: PriceFeed
  private let program: LiquidityProgramID?
  private let parameters: NuBotParameters

  private var trader = TraderID(rawValue: -1)
  private var participant = ParticipantID(rawValue: -1)
  private var participation: Participation?
  /// USD per quote coin on which the walls stand; nil while there are none.
  private var wallPriceUSD: Double?
  private var lastHeard = SimTime.start
  /// Between taking the old orders back and placing the new ones.
  private var isReplacing = false
  private var hasMissedOrders = false
  private var placedOrderCount = 0
  private var isRegistered = false

  /// How many times the walls were moved with the price.
  public private(set) var shiftCount = 0
  /// How many times the book was put up again because orders were gone.
  public private(set) var rebuildCount = 0
  /// How many times the provider left because it did not pay.
  public var leaveCount: Int { participation?.leaveCount ?? 0 }
  /// Whether the provider takes part at the moment.
  public var isActive: Bool { participation?.isActive ?? true }

  private static let priceCheck = EventKind(rawValue: 0)
  private static let strategyCheck = EventKind(rawValue: 1)
  private static let placement = EventKind(rawValue: 2)
  private static let submission = EventKind(rawValue: 3)
  private static let review = EventKind(rawValue: 4)

  /// A bot that has not started.
  /// - Parameters:
  ///   - group: The part of the scenario that made it.
  ///   - feed: What it believes the quote coin to be worth.
  ///   - program: Which programme it takes part in, if any.
  public init(
    name: String, group: String, exchange: ExchangeID, feed: PriceFeed, program: LiquidityProgramID? = nil,
    parameters: NuBotParameters
  ) {
    self.name = name
    self.group = group
    exchangeID = exchange
    self.feed = feed
    self.program = program
    self.parameters = parameters
  }

  public func setUp(in context: Context) {
    trader = context.markets.openTrader(name, group: group, ledger: context.ledger)
    participant = context.markets.join(trader, exchangeID, ledger: context.ledger)
    participation = Participation(
      parameters.participation, returns: context.stream("\(name)/return", .endogenous))
    bringCapital(in: context)
    let phases = context.stream("\(name)/phases", .exogenous)
    let timers = [
      (NuBot.priceCheck, parameters.priceCheckEvery), (NuBot.strategyCheck, parameters.strategyCheckEvery),
      (NuBot.submission, parameters.submitEvery), (NuBot.review, parameters.participation.reviewEvery),
    ]
    for (kind, period) in timers {
      context.schedule(kind, after: SimDuration(rounding: phases.uniform() * period.seconds))
    }
  }

  private func bringCapital(in context: Context) {
    let (ledger, exchange) = (context.ledger, context.markets[exchangeID])
    let (wallet, pair) = (context.markets[trader].wallet, exchange.pair)
    ledger.mint(parameters.capitalTokens, to: wallet[pair.base])
    ledger.transfer(parameters.capitalQuote, from: ledger.outside[pair.quote], to: wallet[pair.quote])
    for (asset, amount) in [(pair.base, parameters.capitalTokens), (pair.quote, parameters.capitalQuote)] {
      exchange.deposit(amount, of: asset, from: wallet[asset], to: participant, ledger: ledger)
    }
  }

  /// Follows its timers; fills are noticed by counting orders, as the original does.
  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case NuBot.priceCheck:
      checkPrice(in: context)
      context.schedule(event.kind, after: parameters.priceCheckEvery)
    case NuBot.strategyCheck:
      countOrders(in: context)
      context.schedule(event.kind, after: parameters.strategyCheckEvery)
    case NuBot.placement:
      placeBook(in: context)
    case NuBot.submission:
      submitOrders(in: context)
      context.schedule(event.kind, after: parameters.submitEvery)
    case NuBot.review:
      reviewStay(in: context)
      context.schedule(event.kind, after: parameters.participation.reviewEvery)
    default: break
    }
  }

  // MARK: Keeping the walls

  private func checkPrice(in context: Context) {
    guard let price = feed.usdPrice(at: context.now) else {
      if context.now - lastHeard > parameters.feedSilenceLimit { withdrawOrders(in: context) }
      return
    }
    lastHeard = context.now
    guard isReady(in: context) else { return }
    guard let wallPriceUSD else { return beginReplacement(at: price, in: context) }
    let threshold = parameters.shiftThresholdPercent
    if NuBotPricing.shouldShift(from: wallPriceUSD, to: price, thresholdPercent: threshold) {
      shiftCount += 1
      beginReplacement(at: price, in: context)
    }
  }

  private func countOrders(in context: Context) {
    guard let wallPriceUSD, isReady(in: context) else { return }
    let isComplete = context.markets[exchangeID].orders(of: participant).count == placedOrderCount
    if !isComplete && hasMissedOrders {
      rebuildCount += 1
      beginReplacement(at: feed.usdPrice(at: context.now) ?? wallPriceUSD, in: context)
    } else {
      hasMissedOrders = !isComplete
    }
  }

  /// Whether the bot may touch its orders now.
  private func isReady(in context: Context) -> Bool {
    isActive && !isReplacing && context.markets[exchangeID].state == .open
  }

  private func beginReplacement(at price: Double, in context: Context) {
    wallPriceUSD = price
    isReplacing = true
    hasMissedOrders = false
    context.markets[exchangeID].submit(.cancelAll(by: participant), in: context)
    context.schedule(NuBot.placement, after: parameters.replacementDelay)
  }

  private func placeBook(in context: Context) {
    isReplacing = false
    placedOrderCount = 0
    guard let wallPriceUSD, isReady(in: context) else {
      // The next look at the feed starts afresh.
      self.wallPriceUSD = nil
      return
    }
    let exchange = context.markets[exchangeID]
    let owner = exchange[participant]
    let free = (context.ledger.balance(owner.base), context.ledger.balance(owner.quote))
    for side in [Side.sell, .buy] {
      for order in proposal(side, free, quoteUSD: wallPriceUSD, in: context) {
        let quantity = exchange.pair.quantity(nearest: order.size)
        guard quantity > .zero else { continue }
        let price = exchange.pair.price(nearest: order.price)
        exchange.submit(.limit(side, quantity, at: price, by: participant), in: context)
        placedOrderCount += 1
      }
    }
  }

  /// Takes every order back until there is a reason to place new ones.
  private func withdrawOrders(in context: Context) {
    guard wallPriceUSD != nil else { return }
    wallPriceUSD = nil
    context.markets[exchangeID].submit(.cancelAll(by: participant), in: context)
  }

  /// What the bot would place on a side with some balances.
  private func proposal(
    _ side: Side, _ balances: (base: Amount, quote: Amount), quoteUSD: Double, in context: Context
  ) -> [ProposedOrder] {
    let exchange = context.markets[exchangeID]
    switch side {
    case .sell:
      var settings = parameters.sellSide
      // A bot that only sells lets those who also buy sell first.
      if !parameters.isDualSide { settings.offsetUSD += NuBotPricing.sellOnlyIncrementUSD }
      let funds = context.coins(balances.base, of: exchange.pair.base)
      guard funds >= NuBotPricing.leastFundsTokens else { return [] }
      return NuBotOrderBook.orders(
        .sell, settings, funds: funds, quoteUSD: quoteUSD, feePercent: parameters.feePercent)
    case .buy:
      guard parameters.isDualSide else { return [] }
      // The exchange sets the fee aside with each bid, and rounds each up: leave room for both.
      let terms = exchange.terms
      let fee = Double(max(terms.makerFeePartsPerMillion, terms.takerFeePartsPerMillion)) / 1e6
      let funds = context.coins(balances.quote, of: exchange.pair.quote) / (1 + fee) * (1 - 1e-6)
      guard funds * quoteUSD >= NuBotPricing.leastFundsTokens else { return [] }
      return NuBotOrderBook.orders(
        .buy, parameters.buySide, funds: funds, quoteUSD: quoteUSD, feePercent: parameters.feePercent)
    }
  }

  // MARK: Taking part in a programme

  /// Hands in the open orders, once there are some and unless they are being replaced.
  private func submitOrders(in context: Context) {
    guard let program, isActive, !isReplacing, wallPriceUSD != nil else { return }
    let pool = context.markets[program]
    if !isRegistered {
      let wallet = context.markets[trader].wallet
      isRegistered = pool.register(user: name, wallet: wallet, exchange: exchangeID, in: context).success
    }
    let key = context.markets[exchangeID].openOrdersKey(of: participant)
    let request = key.request(nonce: context.now.nanoseconds)
    _ = pool.submit(user: name, request: request, in: context)
  }

  private func reviewStay(in context: Context) {
    guard context.markets[exchangeID].state == .open else { return }
    if parameters.rewardsToExchange { depositRewards(in: context) }
    let expected = expectedYieldPerDay(in: context)
    participation?.review(expectedYieldPerDay: expected)
    if !isActive { withdrawOrders(in: context) }
  }

  private func depositRewards(in context: Context) {
    let exchange = context.markets[exchangeID]
    let account = context.markets[trader].wallet[exchange.pair.base]
    exchange.deposit(
      context.ledger.balance(account), of: exchange.pair.base, from: account, to: participant,
      ledger: context.ledger)
  }

  /// Reward that a day would bring at market prices, over the capital on the exchange.
  private func expectedYieldPerDay(in context: Context) -> Double {
    let exchange = context.markets[exchangeID]
    guard let program, let status = context.markets[program].status(on: exchangeID) else { return 0 }
    let balances = exchange.balances(of: participant, ledger: context.ledger)
    let quoteUSD = feed.usdPrice(at: context.now) ?? wallPriceUSD ?? 0
    let tokenUSD = context.markets.marketPrice(of: exchange.pair.base, at: context.now)
    let capitalUSD =
      context.coins(balances.base, of: exchange.pair.base) * tokenUSD
      + context.coins(balances.quote, of: exchange.pair.quote) * quoteUSD
    guard capitalUSD > 0, quoteUSD > 0 else { return 0 }
    let own = Side.allCases.reduce(0.0) { sum, side in
      sum
        + proposal(side, balances, quoteUSD: quoteUSD, in: context)
        .filter { isPaid($0, quoteUSD: quoteUSD, pegUSD: exchange.terms.pegUSD, within: status.tolerance) }
        .reduce(0) { $0 + max(0, $1.size) }
    }
    return Participation.rewardPerDay(own: own, isActive: isActive, status) * tokenUSD / capitalUSD
  }

  /// Whether an order is as close to the peg as a programme wants it.
  private func isPaid(
    _ order: ProposedOrder, quoteUSD: Double, pegUSD: Double, within tolerance: Double
  ) -> Bool {
    let usd = order.price * quoteUSD
    return 1 - min(usd, pegUSD) / max(usd, pegUSD) <= tolerance
  }
}

extension NuBot {
  /// What a group of bots did, as rows of the summary.
  public static func summary(of bots: [NuBot], group: String) -> [SummaryMetric] {
    [
      SummaryMetric("\(group).shifts_count", Double(bots.reduce(0) { $0 + $1.shiftCount }), unit: ""),
      SummaryMetric("\(group).rebuilds_count", Double(bots.reduce(0) { $0 + $1.rebuildCount }), unit: ""),
      SummaryMetric("\(group).leaves_count", Double(bots.reduce(0) { $0 + $1.leaveCount }), unit: ""),
      SummaryMetric("\(group).active_at_end_count", Double(bots.count { $0.isActive }), unit: ""),
    ]
  }
}
