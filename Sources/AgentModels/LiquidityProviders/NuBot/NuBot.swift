// NuBot: keeps a wall of NBT on each side of the peg and moves both with the price of the coin they are quoted in.

public import SimEngine

/// A liquidity provider on one exchange that runs NuBot.
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
  let parameters: NuBotParameters
  var account: ProviderAccount
  var watch: PriceWatch
  var participation: Participation?
  /// Decides how long one of several custodians waits; endogenous, since each shift draws.
  private var delays: RandomStream?

  /// USD per quote coin on which the walls stand; nil while there are none.
  var wallPriceUSD: Double?
  private var lastHeard = SimTime.start
  /// Between taking the old orders back and placing the last of the new ones.
  var isReplacing = false
  private var hasMissedOrders = false
  private var checksUntilReset: Int?
  /// Orders that are still to be sent.
  var waiting: [PlannedOrder] = []
  var lastSentSide: Side?
  var placedOrderCount = 0
  /// The walls as they were placed; nil where there is none.
  var walls = (sell: ProposedOrder?.none, buy: ProposedOrder?.none)
  /// Proceeds of sales that are not used to buy.
  var kept = Amount.zero
  var quoteAtPlacement: Amount?

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
  static let placement = EventKind(rawValue: 2)
  private static let submission = EventKind(rawValue: 3)
  private static let review = EventKind(rawValue: 4)

  /// A bot that has not started.
  /// - Parameters:
  ///   - group: The part of the scenario that made it.
  ///   - feed: What it believes the quote coin to be worth.
  ///   - backups: Feeds that have to vouch for the first.
  ///   - program: Which programme it takes part in, if any.
  public init(
    name: String, group: String, exchange: ExchangeID, feed: PriceFeed, backups: [PriceFeed] = [],
    program: LiquidityProgramID? = nil, parameters: NuBotParameters
  ) {
    self.name = name
    self.parameters = parameters
    account = ProviderAccount(name: name, group: group, exchange: exchange, program: program)
    watch = PriceWatch(
      feed, backups: backups, gate: parameters.gatePercent.map { MovingAverageGate(limitPercent: $0) },
      period: parameters.priceCheckEvery, refetchAfter: parameters.refetchAfter)
  }

  public func setUp(in context: Context) {
    account.open(
      with: ProviderCapital(tokens: parameters.capitalTokens, quote: parameters.capitalQuote), in: context)
    participation = Participation(
      parameters.participation, returns: context.stream("\(name)/return", .endogenous))
    checksUntilReset = parameters.resetAfterChecks
    let phases = context.stream("\(name)/phases", .exogenous)
    let timers = [
      (NuBot.priceCheck, parameters.priceCheckEvery), (NuBot.strategyCheck, parameters.strategyCheckEvery),
      (NuBot.submission, parameters.submitEvery), (NuBot.review, parameters.participation.reviewEvery),
    ]
    for (kind, period) in timers {
      let phase = SimDuration(rounding: phases.uniform() * period.seconds)
      let isCommon = kind == NuBot.priceCheck && parameters.isOneOfSeveral
      context.schedule(kind, after: isCommon ? .zero : phase)
    }
    if parameters.isOneOfSeveral { delays = context.stream("\(name)/delays", .endogenous) }
  }

  /// Follows its timers; fills are noticed by counting orders, as the original does.
  public func handle(_ event: Event, in context: Context) {
    account.noteExposure(in: context)
    switch event.kind {
    case NuBot.priceCheck:
      context.schedule(event.kind, after: checkPrice(in: context))
    case NuBot.strategyCheck:
      countOrders(in: context)
      context.schedule(event.kind, after: parameters.strategyCheckEvery)
    case NuBot.placement:
      placeOrders(PlacementStage(rawValue: event.a) ?? .beginning, in: context)
    case NuBot.submission:
      submitOrders(in: context)
      context.schedule(event.kind, after: parameters.submitEvery)
    case NuBot.review:
      reviewStay(in: context)
      context.schedule(event.kind, after: parameters.participation.reviewEvery)
    default: break
    }
  }

  // MARK: Following the price

  /// Looks at the price and says when to look again.
  private func checkPrice(in context: Context) -> SimDuration {
    let reading = watch.look(at: context.now)
    if case .price(let price) = reading {
      lastHeard = context.now
      follow(price, in: context)
      return untilNextLook(in: context)
    }
    if context.now - lastHeard > parameters.feedSilenceLimit { withdrawOrders(in: context) }
    switch reading {
    case .uncertain(let span): return span
    case .lost(let span):
      withdrawOrders(in: context)
      return span
    case .price, .silent: return untilNextLook(in: context)
    }
  }

  private func untilNextLook(in context: Context) -> SimDuration {
    guard parameters.isOneOfSeveral else { return parameters.priceCheckEvery }
    let period = NuBotParameters.commonShiftEvery.nanoseconds
    return SimDuration(nanoseconds: period - context.now.nanoseconds % period)
  }

  private func follow(_ price: Double, in context: Context) {
    guard isReady(in: context) else { return }
    guard let wallPriceUSD else { return beginReplacement(at: price, in: context) }
    let threshold = parameters.isOneOfSeveral ? 0 : parameters.shiftThresholdPercent
    if NuBotPricing.shouldShift(from: wallPriceUSD, to: price, thresholdPercent: threshold) {
      shiftCount += 1
      beginReplacement(at: price, in: context)
    }
  }

  /// Whether the bot may touch its orders now.
  func isReady(in context: Context) -> Bool { isActive && !isReplacing && isOpen(in: context) }

  func isOpen(in context: Context) -> Bool { context.markets[account.exchangeID].state == .open }

  // MARK: Keeping the walls

  private func countOrders(in context: Context) {
    guard let wallPriceUSD, isReady(in: context) else { return }
    let isComplete = isBookComplete(in: context)
    if parameters.refillsWall {
      refillWalls(quoteUSD: wallPriceUSD, in: context)
    } else if (!isComplete && hasMissedOrders) || isResetDue() {
      rebuildCount += 1
      beginReplacement(at: watch.glance(at: context.now) ?? wallPriceUSD, in: context)
    } else {
      hasMissedOrders = !isComplete
    }
  }

  /// Counts down to a reset that comes whatever the orders are.
  private func isResetDue() -> Bool {
    guard let left = checksUntilReset else { return false }
    checksUntilReset = left > 1 ? left - 1 : parameters.resetAfterChecks
    return left <= 1
  }

  private func beginReplacement(at price: Double, in context: Context) {
    wallPriceUSD = price
    isReplacing = true
    hasMissedOrders = false
    account.cancelAll(in: context)
    let delay = (delays?.uniform() ?? 0) * NuBotParameters.longestShiftDelay.seconds
    context.schedule(NuBot.placement, after: parameters.replacementDelay + SimDuration(rounding: delay))
  }

  /// Takes every order back until there is a reason to place new ones.
  func withdrawOrders(in context: Context) {
    guard wallPriceUSD != nil else { return }
    wallPriceUSD = nil
    account.cancelAll(in: context)
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
