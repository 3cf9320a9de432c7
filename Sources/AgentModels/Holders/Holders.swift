// Those who hold the coin and sell it when they lose faith in the peg.

public import SimEngine

/// The settings of a group of holders.
public struct HolderParameters: Sendable {
  /// How many holders, >= 1.
  public var count = 1_000
  /// What they hold together at the start; newly minted.
  public var holding = Amount.zero
  /// The standard deviation of the logarithm of a balance: 2 is a Gini coefficient of 0.84, 2.5 one of 0.92.
  public var balanceSigma = 2.0
  /// The mean time between two looks of a holder at the price.
  public var attentionEvery = SimDuration.days(2)
  /// The same while everybody is alarmed; at most `attentionEvery`.
  public var alarmedAttentionEvery = SimDuration.hours(3)
  /// The distance of the price from the peg that alarms everybody, as a share of the peg.
  public var alarmDeviation = 0.03
  /// The hazard at which a holder leaves while the discount is tolerated, a day.
  public var exitPerDay = 0.0
  /// By how much the hazard rises for each unit of discount beyond the tolerated one, a day: 1.25 is 0.25 a day for
  /// a discount 20 % beyond it.
  public var exitPerDayAndDiscount = 1.25
  /// The discount that nobody minds; it should cover the distance at which providers bid.
  public var toleratedDiscount = 0.015
  /// What else raises the hazard.
  public var pressure = ExitPressure()
  /// The most that a leaving holder sells at once, tokens.
  public var sliceTokens = 5_000.0
  /// The time between two slices of one holder.
  public var sliceEvery = SimDuration.minutes(10)
  /// How far below the highest bid a slice may be sold on average, as a share of it.
  public var slippageLimit = 0.05
  /// How those offer their tokens who find no bids to sell to.
  public var restingAsk = RestingAskParameters()
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0

  /// The defaults, without a holding.
  public init() {}
}

/// Holders with lognormal balances who look at the price now and then and leave when it frightens them.
///
/// A holder who looks, a span Δ after his last look, leaves with probability `1 - e^(-h·Δ)` with the hazard
/// `h = h0 + hd · max(0, d - d0)` and the terms of `ExitPressure`; d is the discount of the highest bid anywhere to the peg,
/// and 1 when nobody bids at all.
/// He then sells all he has, in slices, each where it brings most; once the bids do not take a whole slice within his
/// limit, he offers what is left together with the others who could not sell (`RestingAsk`).
///
/// Everybody's looks form one Poisson process at the rate of alarm. At each of its points four figures are drawn: when
/// the next comes, who looks, whether he looks although nothing alarms him, and how he decides. What the market does
/// decides what the figures mean, never how many are drawn.
public final class Holders: Component {
  public let name: String
  private let token: AssetID
  private let parameters: HolderParameters

  private var desk: TradingDesk?
  private var ask: RestingAsk?
  /// Those whose tokens are on offer, in the order in which they came.
  private var asking: ContiguousArray<Int> = []
  private var firstAsking = 0
  private var attention: RandomStream?
  /// What each holder still has.
  private(set) var balances: [Amount] = []
  private var lastLook: [SimTime] = []
  private var isLeaving: [Bool] = []
  private var queue = ExitQueue()
  private var tally = (looks: 0, leavers: 0, sold: Amount.zero, soldUSD: 0.0)

  private static let look = EventKind(rawValue: 0)
  private static let slice = EventKind(rawValue: 1)
  /// A balance that nobody bothers to sell, tokens.
  private static let dust = 0.01

  /// A group that has not started.
  /// - Parameters:
  ///   - name: Its name, which is also the group in the tables.
  ///   - token: What they hold.
  public init(name: String, token: AssetID, parameters: HolderParameters) {
    invariant(parameters.count >= 1, "\(name) is a group of nobody")
    invariant(
      .zero < parameters.alarmedAttentionEvery
        && parameters.alarmedAttentionEvery <= parameters.attentionEvery,
      "\(name): holders look less often when they are alarmed")
    self.name = name
    self.token = token
    self.parameters = parameters
  }

  public func setUp(in context: Context) {
    let desk = TradingDesk(name: name, group: name, token: token, in: context)
    context.ledger.mint(parameters.holding, to: context.markets[desk.trader].wallet[token])
    self.desk = desk
    ask = RestingAsk(
      desk.trader, token: token, pegUSD: parameters.pegUSD, parameters: parameters.restingAsk, in: context)
    let sizes = context.stream("\(name)/balances", .exogenous)
    balances = split(
      parameters.holding,
      by: (0..<parameters.count).map { _ in sizes.lognormal(median: 1, sigma: parameters.balanceSigma) })
    lastLook = Array(repeating: .start, count: parameters.count)
    isLeaving = Array(repeating: false, count: parameters.count)
    attention = context.stream("\(name)/attention", .exogenous)
    scheduleLook(in: context)
  }

  private func scheduleLook(in context: Context) {
    guard let attention else { return }
    let mean = parameters.alarmedAttentionEvery.seconds / Double(parameters.count)
    context.schedule(Holders.look, after: SimDuration(rounding: attention.exponential(mean: mean)))
  }

  /// A holder may look, sells a slice, or learns what came of one.
  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case Holders.look:
      look(in: context)
      scheduleLook(in: context)
    case Holders.slice: sellSlice(of: Int(event.a), in: context)
    case TradingDesk.settlement: settleSlice(in: context)
    case RestingAsk.withdrawal: ask?.withdraw(in: context)
    case RestingAsk.placement: settleOffers(in: context)
    default: break
    }
  }

  // MARK: Looking

  private func look(in context: Context) {
    guard let attention else { return }
    let holder = Int(attention.integer(below: UInt64(parameters.count)))
    let (waking, deciding) = (attention.uniform(), attention.uniform())
    let top = context.markets.consolidatedTop(of: token, at: context.now)
    let deviation = top.price.map { ($0 / parameters.pegUSD - 1).magnitude } ?? 0
    let calmShare = parameters.alarmedAttentionEvery.seconds / parameters.attentionEvery.seconds
    guard deviation > parameters.alarmDeviation || waking < calmShare, !isLeaving[holder] else { return }
    let days = (context.now - lastLook[holder]).days
    lastLook[holder] = context.now
    tally.looks += 1
    let discount = 1 - (top.bid ?? 0) / parameters.pegUSD
    let hazard = hazard(of: holder, at: discount, in: context)
    guard deciding < -DeterministicMath.expm1(-hazard * days) else { return }
    isLeaving[holder] = true
    queue.add(context.coins(balances[holder], of: token), at: context.now)
    tally.leavers += 1
    sellSlice(of: holder, in: context)
  }

  /// The hazard of leaving at a discount, a day.
  func hazard(at discount: Double) -> Double {
    parameters.exitPerDay
      + parameters.exitPerDayAndDiscount * max(0, discount - parameters.toleratedDiscount)
  }

  /// The hazard that one holder feels now, a day.
  private func hazard(of holder: Int, at discount: Double, in context: Context) -> Double {
    let pressure = parameters.pressure
    let all = context.coins(parameters.holding, of: token)
    guard all > 0 else { return hazard(at: discount) }
    let mean = all / Double(parameters.count)
    let added = pressure.perDay(
      queue: queue.lastDay(at: context.now) / all, dayReturn: pressure.dayReturn(in: context),
      reserveRatio: pressure.reserveRatio(of: token, pegUSD: parameters.pegUSD, in: context))
    let relative = context.coins(balances[holder], of: token) / mean
    return (hazard(at: discount) + added) * pressure.factor(relativeBalance: relative)
  }

  // MARK: Leaving

  private func sellSlice(of holder: Int, in context: Context) {
    let tokens = context.coins(balances[holder], of: token)
    guard tokens >= Holders.dust else { return }
    guard let bid = context.markets.consolidatedTop(of: token, at: context.now).bid else {
      return offerRest(of: holder, in: context)
    }
    let wish = TradeWish(
      .sell, tokens: min(tokens, parameters.sliceTokens),
      worstPriceUSD: bid * (1 - parameters.slippageLimit))
    desk?.request(wish, most: balances[holder], for: Int64(holder), in: context)
  }

  private func settleSlice(in context: Context) {
    guard let outcome = desk?.settle(in: context) else { return }
    let holder = Int(outcome.client)
    balances[holder] -= outcome.tokens
    note(sold: outcome.tokens, for: outcome.usd)
    // Less than a thousandth missing is rounding, not a market that gives way.
    if context.coins(outcome.tokens, of: token) >= outcome.wish.tokens * 0.999 {
      context.schedule(Holders.slice, after: parameters.sliceEvery, a: Int64(holder))
    } else {
      offerRest(of: holder, in: context)
    }
  }

  private func offerRest(of holder: Int, in context: Context) {
    asking.append(holder)
    ask?.add(balances[holder], in: context)
  }

  /// Shares out what the offers brought: those who came first have sold first.
  private func settleOffers(in context: Context) {
    guard let sold = ask?.place(in: context) else { return }
    note(sold: sold.tokens, for: sold.usd)
    var left = sold.tokens
    while left > .zero {
      let holder = asking[firstAsking]
      let part = min(left, balances[holder])
      balances[holder] -= part
      left -= part
      if balances[holder] == .zero { firstAsking += 1 }
    }
  }

  private func note(sold tokens: Amount, for usd: Double) {
    tally.sold += tokens
    tally.soldUSD += usd
  }

  public func checkInvariants(in context: Context) {
    guard let desk, let ask else { return }
    let held = context.markets.holdings(of: context.markets[desk.trader], token, ledger: context.ledger)
    let sum = balances.reduce(.zero, +)
    invariant(held <= sum, "\(name) holds more than its holders")
    // What a trade under way or an offer on a book has sold is not shared out yet.
    if !desk.isBusy && ask.left == .zero {
      invariant(held == sum, "\(name): the balances of the holders are not what the group holds")
    }
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let sold = context.coins(tally.sold, of: token)
    let division = Concentration(balances.lazy.map { context.coins($0, of: self.token) })
    return [
      SummaryMetric("\(name).looks_count", Double(tally.looks), unit: ""),
      SummaryMetric("\(name).leavers_count", Double(tally.leavers), unit: ""),
      SummaryMetric("\(name).sold_tokens", sold, unit: "tokens"),
      SummaryMetric("\(name).mean_price_usd", sold > 0 ? tally.soldUSD / sold : nil, unit: "USD"),
      SummaryMetric("\(name).balances_gini", division?.gini, unit: ""),
      SummaryMetric("\(name).balances_effective_count", division?.effectiveCount, unit: ""),
      SummaryMetric("\(name).balances_top_share", division?.topShare, unit: ""),
    ]
  }
}
