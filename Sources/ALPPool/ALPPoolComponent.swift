// The pool inside a simulation: its three timers, its eyes on the exchanges, and its payments.

public import SimEngine

/// When the pool's timers run, each with a period and a phase of its own.
public struct PoolSchedule: Sendable {
  /// How often the pool reads its price feeds.
  public var pricePeriod = SimDuration.seconds(60)
  /// How often credits are given.
  public var creditPeriod = SimDuration.seconds(60)
  /// When the first round is held.
  public var creditPhase = SimDuration.seconds(60)
  /// How often credits are paid out.
  public var payoutPeriod = SimDuration.days(1)
  /// How often rows of `liquidity.csv` are written; a multiple of the credit period.
  public var liquidityEvery = SimDuration.minutes(1)
  /// How often rows of `credits.csv` are written; a multiple of the credit period.
  public var creditsEvery = SimDuration.minutes(1)

  /// The timers of the original.
  public init() {}
}

/// An Automated Liquidity Pool as a component: a reward programme that reads orders, never trades or withdraws.
///
/// A submission holds a request that the exchange alone can answer; the pool passes it on at once and classifies
/// what the exchange shows. Payments are minted by the ledger straight to the provider's wallet.
public final class ALPPoolComponent: Component, LiquidityProgram {
  public let name: String
  private let coin: AssetID
  private let feeds: [(exchange: ExchangeID, unit: String, feed: PriceFeed)]
  private let schedule: PoolSchedule
  private var pool: Pool
  private var wallets: [(user: String, wallet: Wallet)] = []
  private var ledgerOfRounds = RoundLedger()
  private var writer = PoolWriter()
  private var paid = (amount: Amount.zero, usd: 0.0)
  private var refusedSubmissions: Int64 = 0

  private enum Timer {
    static let price = EventKind(rawValue: 0)
    static let credit = EventKind(rawValue: 1)
    static let payout = EventKind(rawValue: 2)
  }

  /// A pool that nobody has joined.
  /// - Parameters:
  ///   - coin: The pegged coin, in which rewards are paid.
  ///   - feeds: The pool's own price feed for each exchange that it pays for, with the unit of its pair.
  public init(
    name: String, coin: AssetID, configuration: PoolConfiguration,
    feeds: [(exchange: ExchangeID, unit: String, feed: PriceFeed)], schedule: PoolSchedule
  ) {
    self.name = name
    self.coin = coin
    self.feeds = feeds
    self.schedule = schedule
    pool = Pool(configuration)
  }

  public func setUp(in context: Context) {
    writer.declareTables(in: context)
    readPrices(in: context)
    context.schedule(Timer.price, after: schedule.pricePeriod, phase: .marketData)
    context.schedule(Timer.credit, after: schedule.creditPhase, phase: .programmes)
    context.schedule(Timer.payout, after: schedule.payoutPeriod, phase: .programmes)
  }

  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case Timer.price:
      readPrices(in: context)
      context.schedule(Timer.price, after: schedule.pricePeriod, phase: .marketData)
    case Timer.credit:
      credit(in: context)
      context.schedule(Timer.credit, after: schedule.creditPeriod, phase: .programmes)
    default:
      payOut(in: context)
      context.schedule(Timer.payout, after: schedule.payoutPeriod, phase: .programmes)
    }
  }

  // MARK: What providers see

  public func register(
    user: String, wallet: Wallet, exchange: ExchangeID, in context: Context
  ) -> ProgramReply {
    let answer = pool.register(
      user: user, address: user, exchange: context.markets[exchange].name, unit: unit(of: exchange))
    if answer.isSuccess && !wallets.contains(where: { $0.user == user }) { wallets.append((user, wallet)) }
    return ProgramReply(success: answer.isSuccess, message: answer.message)
  }

  public func submit(user: String, request: OpenOrdersRequest, in context: Context) -> ProgramReply {
    let exchange = context.markets[request.exchange]
    guard let open = exchange.openOrders(request) else {
      refusedSubmissions += 1
      return ProgramReply(success: false, message: "invalid response")
    }
    let orders = open.map {
      SubmittedOrder(
        id: $0.id.rawValue, side: $0.side, amount: exchange.pair.coins($0.remaining),
        price: exchange.pair.value($0.price))
    }
    let answer = pool.submit(
      user: user, exchange: exchange.name, unit: unit(of: request.exchange), orders: orders)
    if !answer.isSuccess { refusedSubmissions += 1 }
    return ProgramReply(success: answer.isSuccess, message: answer.message)
  }

  public func status(on exchange: ExchangeID) -> ProgramStatus? {
    guard let index = feeds.firstIndex(where: { $0.exchange == exchange }) else { return nil }
    let pair = pool.configuration.pairs[index]
    return ledgerOfRounds.status(of: pair, in: pool.lastRound)
  }

  /// The pool's unit for an exchange; empty where it pays nothing.
  private func unit(of exchange: ExchangeID) -> String {
    feeds.first { $0.exchange == exchange }?.unit ?? ""
  }

  // MARK: Rounds

  /// Takes the newest prices; a silent feed leaves the old one in force, however old.
  private func readPrices(in context: Context) {
    for feed in feeds {
      if let price = feed.feed.usdPrice(at: context.now) { pool.updatePrice(of: feed.unit, to: price) }
    }
  }

  private func credit(in context: Context) {
    guard let round = try? pool.creditRound(at: context.now) else { return }
    let provided = round.provisions(of: pool)
    ledgerOfRounds.add(round, provided)
    if isDue(every: schedule.liquidityEvery) { writer.write(round, of: pool.configuration, in: context) }
    if isDue(every: schedule.creditsEvery) { writer.write(ledgerOfRounds.takeCredits(), of: pool, in: context) }
  }

  /// Whether the round just held is the last of an interval.
  private func isDue(every interval: SimDuration) -> Bool {
    ledgerOfRounds.rounds * schedule.creditPeriod.nanoseconds % interval.nanoseconds == 0
  }

  /// Pays what is due: new coins, straight to the providers' wallets.
  private func payOut(in context: Context) {
    let payout = pool.payout(at: context.now)
    let price = context.markets.marketPrice(of: coin, at: context.now)
    let decimals = context.ledger.assets[Int(coin.rawValue)].decimals
    for payment in payout.payments {
      guard let owner = wallets.first(where: { $0.user == payment.address }) else { continue }
      let amount = payment.amount(decimals: decimals)
      context.ledger.mint(amount, to: owner.wallet[coin])
      let usd = amount.coins(decimals: decimals) * price
      context.markets.noteReward(amount, usd: usd, to: owner.wallet)
      paid.amount += amount
      paid.usd += usd
      writer.writePayment(amount, to: payment.address, in: context)
    }
    pool.confirmPayout(payout)
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let decimals = context.ledger.assets[Int(coin.rawValue)].decimals
    return [
      SummaryMetric("\(name).credited_nbt", ledgerOfRounds.credited, unit: "NBT"),
      SummaryMetric("\(name).paid_nbt", paid.amount.coins(decimals: decimals), unit: "NBT"),
      SummaryMetric("\(name).paid_usd", paid.usd, unit: "USD"),
      SummaryMetric("\(name).maximum_nbt", maximumReward(by: context.now), unit: "NBT"),
      SummaryMetric("\(name).providers_mean_count", ledgerOfRounds.meanProviders, unit: ""),
      SummaryMetric("\(name).paid_ask_mean_nbt", ledgerOfRounds.meanPaidLiquidity.ask, unit: "NBT"),
      SummaryMetric("\(name).paid_bid_mean_nbt", ledgerOfRounds.meanPaidLiquidity.bid, unit: "NBT"),
      SummaryMetric("\(name).bids_present_share", ledgerOfRounds.bidShare, unit: ""),
      SummaryMetric("\(name).refused_submissions_count", Double(refusedSubmissions), unit: ""),
    ]
  }

  /// What the pool would have paid had every rank been full in every round.
  private func maximumReward(by time: SimTime) -> Double {
    pool.configuration.pairs.reduce(0) { $0 + $1.rewardPerMinute } * Double(ledgerOfRounds.rounds)
  }
}
