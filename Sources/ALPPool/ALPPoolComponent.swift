// The pool inside a simulation: its three timers, its eyes on the exchanges, and its payments.

public import SimEngine

/// When the pool's timers run, each with a period and a phase of its own.
public struct PoolSchedule: Sendable {
  /// How often the pool reads its price feeds.
  public var pricePeriod = SimDuration.seconds(60)
  /// How often credits are given; a round pays for as many minutes as lie between two.
  public var creditPeriod = SimDuration.seconds(60)
  /// When the first round is held.
  public var creditPhase = SimDuration.seconds(60)
  /// How often credits are paid out.
  public var payoutPeriod = SimDuration.days(1)
  /// How often rows of `liquidity.csv` are written: by the last round at or before each multiple.
  public var liquidityEvery = SimDuration.minutes(1)
  /// How often rows of `credits.csv` are written: by the last round at or before each multiple.
  public var creditsEvery = SimDuration.minutes(1)

  /// The timers of the original.
  public init() {}
}

/// An Automated Liquidity Pool as a component: a reward programme that reads orders, never trades or
/// withdraws.
///
/// A submission holds a request that the exchange alone can answer; the pool passes it on at once and
/// classifies what the exchange shows. Payments are minted by the ledger straight to the provider's wallet.
public final class ALPPoolComponent: Component, LiquidityProgram {
  public let name: String
  private let coin: AssetID
  private let pegUSD: Double
  private let feeds: [(exchange: ExchangeID, unit: String, feed: PriceFeed)]
  private let schedule: PoolSchedule
  private var pool: Pool
  /// Where each user is paid; only for looking up.
  private var wallets: [String: Wallet] = [:]
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
  ///   - pegUSD: USD that one coin is meant to be worth.
  ///   - feeds: For each pair of the configuration, in its order, the exchange, its unit and the pool's own
  ///     feed of what the unit is worth in USD.
  public init(
    name: String, coin: AssetID, pegUSD: Double, configuration: PoolConfiguration,
    feeds: [(exchange: ExchangeID, unit: String, feed: PriceFeed)], schedule: PoolSchedule
  ) {
    invariant(feeds.map(\.unit) == configuration.pairs.map(\.unit), "\(name) lacks the feed of a pair")
    self.name = name
    self.coin = coin
    self.pegUSD = pegUSD
    self.feeds = feeds
    self.schedule = schedule
    pool = Pool(configuration.paying(forRoundsEvery: schedule.creditPeriod))
  }

  public func setUp(in context: Context) {
    writer.declareTables(coinDecimals: decimals(in: context), in: context)
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
    let exchange = context.markets[exchange]
    let answer = pool.register(
      user: user, address: user, exchange: exchange.name, unit: unit(of: exchange, in: context))
    if answer.isSuccess && wallets[user] == nil { wallets[user] = wallet }
    return ProgramReply(success: answer.isSuccess, message: answer.message)
  }

  /// Asks the exchange for the orders and classifies them.
  ///
  /// What counts of an order is what is left of it, as most exchanges list it. (Bittrex also listed the
  /// quantity first ordered, and the original pool took that one, so that a filled wall went on earning.) A
  /// halted exchange still lists orders, and the pool, which sees nothing else of it, pays for them; one that
  /// is gone is silent.
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
      user: user, exchange: exchange.name, unit: unit(of: exchange, in: context), orders: orders)
    if !answer.isSuccess { refusedSubmissions += 1 }
    return ProgramReply(success: answer.isSuccess, message: answer.message)
  }

  public func status(on exchange: ExchangeID) -> ProgramStatus? {
    guard let index = feeds.firstIndex(where: { $0.exchange == exchange }) else { return nil }
    return ProgramStatus(
      of: pool.configuration.pairs[index], in: pool.lastRound?.pairs[index],
      minutes: schedule.creditPeriod.minutes)
  }

  /// What the pool calls the coin that an exchange quotes in.
  private func unit(of exchange: Exchange, in context: Context) -> String {
    feeds.first { $0.exchange == exchange.id }?.unit
      ?? context.ledger.assets[Int(exchange.pair.quote.rawValue)].symbol.lowercased()
  }

  // MARK: Rounds

  /// Takes the newest prices, in coins for one of each unit; a silent feed leaves the old one in force,
  /// however old.
  private func readPrices(in context: Context) {
    for feed in feeds {
      if let usd = feed.feed.usdPrice(at: context.now) { pool.updatePrice(of: feed.unit, to: usd / pegUSD) }
    }
  }

  /// Holds a round and writes what is due; under `Fidelity.unrankedOrdersStopRounds` a round can fail.
  private func credit(in context: Context) {
    guard let round = try? pool.creditRound(at: context.now) else { return }
    ledgerOfRounds.add(round)
    if isLast(round, inSpansOf: schedule.liquidityEvery) {
      writer.write(round, of: pool.configuration, in: context)
    }
    if isLast(round, inSpansOf: schedule.creditsEvery) { writeCredits(in: context) }
  }

  /// Whether the next round lies behind a multiple of a span that this one does not lie behind.
  private func isLast(_ round: CreditRound, inSpansOf span: SimDuration) -> Bool {
    let passed = { (time: SimTime) in (time.nanoseconds - 1) / span.nanoseconds }
    return passed(round.time + schedule.creditPeriod) > passed(round.time)
  }

  private func writeCredits(in context: Context) {
    writer.write(ledgerOfRounds.takeCredits(), of: pool, in: context)
  }

  /// Writes what was credited since the last row, so that the table adds up to all that was.
  public func finish(in context: Context) { writeCredits(in: context) }

  /// Pays what is due: new coins, straight to the providers' wallets.
  private func payOut(in context: Context) {
    let payout = pool.payout(at: context.now)
    let price = context.markets.marketPrice(of: coin, at: context.now)
    for payment in payout.payments { send(payment, worth: price, in: context) }
    pool.confirmPayout(payout)
  }

  private func send(_ payment: Payment, worth price: Double, in context: Context) {
    guard let wallet = wallets[payment.address] else {
      return invariant(false, "\(name) owes \(payment.address), who has no wallet")
    }
    let amount = payment.amount(decimals: decimals(in: context))
    let usd = amount.coins(decimals: decimals(in: context)) * price
    context.ledger.mint(amount, to: wallet[coin])
    context.markets.noteReward(amount, usd: usd, to: wallet)
    paid.amount += amount
    paid.usd += usd
    writer.writePayment(amount, to: payment.address, in: context)
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    return [
      SummaryMetric("\(name).credited_nbt", ledgerOfRounds.credited, unit: "NBT"),
      SummaryMetric("\(name).paid_nbt", paid.amount.coins(decimals: decimals(in: context)), unit: "NBT"),
      SummaryMetric("\(name).paid_usd", paid.usd, unit: "USD"),
      SummaryMetric("\(name).maximum_nbt", maximumReward, unit: "NBT"),
      SummaryMetric("\(name).providers_mean_count", ledgerOfRounds.meanProviders, unit: ""),
      SummaryMetric("\(name).paid_ask_mean_nbt", ledgerOfRounds.meanPaidLiquidity.ask, unit: "NBT"),
      SummaryMetric("\(name).paid_bid_mean_nbt", ledgerOfRounds.meanPaidLiquidity.bid, unit: "NBT"),
      SummaryMetric("\(name).bids_present_share", ledgerOfRounds.bidShare, unit: ""),
      SummaryMetric("\(name).refused_submissions_count", Double(refusedSubmissions), unit: ""),
    ]
  }

  /// What the pool would have paid had every rank been full in every round.
  private var maximumReward: Double {
    pool.configuration.pairs.reduce(0) { $0 + $1.fullReward } * Double(ledgerOfRounds.rounds)
  }

  /// Digits of the coin.
  private func decimals(in context: Context) -> Int { context.ledger.assets[Int(coin.rawValue)].decimals }
}

extension PoolConfiguration {
  /// The same pool for rounds that lie further apart or closer than a minute.
  fileprivate func paying(forRoundsEvery period: SimDuration) -> PoolConfiguration {
    let pairs = self.pairs.map {
      PairConfiguration(
        exchange: $0.exchange, unit: $0.unit, isReversed: $0.isReversed,
        rewardPerMinute: $0.rewardPerMinute * period.minutes, target: $0.target, ask: $0.sides.ask,
        bid: $0.sides.bid)
    }
    return PoolConfiguration(pairs: pairs, minimumPayout: minimumPayout, fidelity: fidelity)
  }
}

extension PairConfiguration {
  /// What a round pays when every rank holds something and the target is met.
  fileprivate var fullReward: Double {
    let shares = sides.map { _, side in side.ranks.reduce(0) { $0 + side.ratio * $1.ratio } }
    return rewardPerMinute * (shares.ask + shares.bid)
  }
}

extension ProgramStatus {
  /// What providers are told of a pair whose rounds lie so many minutes apart.
  fileprivate init(of pair: PairConfiguration, in last: CreditRound.OfPair?, minutes: Double) {
    let paidRanks = (pair.sides.ask.ranks + pair.sides.bid.ranks).filter { $0.ratio > 0 }
    self.init(
      rewardPerMinute: pair.rewardPerMinute / minutes,
      paidPerMinute: last.map { $0.reward(.sell) + $0.reward(.buy) }.map { $0 / minutes } ?? 0,
      paidLiquidity: last.map { $0.paidLiquidity(.sell) + $0.paidLiquidity(.buy) } ?? 0,
      tolerance: paidRanks.map(\.tolerance).max() ?? 0)
  }
}
