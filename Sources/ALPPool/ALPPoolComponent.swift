// The pool inside a simulation: its timers, its eyes on the exchanges, and its payments.

public import SimEngine

/// An Automated Liquidity Pool as a component: a reward programme that reads orders, never trades or
/// withdraws.
///
/// A submission holds a request that the exchange alone can answer; the pool passes it on at once and
/// classifies what the exchange shows. Payments are minted by the ledger straight to the provider's wallet.
public final class ALPPoolComponent: Component, LiquidityProgram {
  /// What it is called among the components of a run.
  public let name: String
  private let coin: AssetID
  private let pegUSD: Double
  private let feeds: [(exchange: ExchangeID, unit: String, feed: PriceFeed)]
  private let schedule: PoolSchedule
  private var pool: Pool
  private var payouts: PayoutLoop
  private var kept: KeptRequests
  /// Draws the instants of samples, unless providers choose them.
  private var instants: RandomStream?
  /// Rounds that were due and not held since an order without a rank stopped them for good; see
  /// `ServerFault.unrankedOrdersStopRounds`.
  private var stoppedRounds: Int64 = 0
  /// What makers had traded when the last sample was taken; shape [feeds][participants].
  private var seenVolumes: [[Quantity]] = []
  /// What the last round paid; nil until somebody asks.
  private var rates: RoundRates?
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
    static let sample = EventKind(rawValue: 3)
  }

  /// A pool that nobody has joined.
  /// - Parameters:
  ///   - coin: The pegged coin, in which rewards are paid.
  ///   - pegUSD: USD that one coin is meant to be worth.
  ///   - feeds: For each pair of the configuration, in its order, the exchange, its unit and the pool's own
  ///     feed of what the unit is worth in USD.
  ///   - rule: How the reward of a round is divided; rules with daily rates have to know how many rounds a
  ///     day has.
  public init(
    name: String, coin: AssetID, pegUSD: Double, configuration: PoolConfiguration,
    feeds: [(exchange: ExchangeID, unit: String, feed: PriceFeed)], schedule: PoolSchedule,
    rule: any RewardRule = ScaledReward()
  ) {
    invariant(feeds.map(\.unit) == configuration.pairs.map(\.unit), "\(name) lacks the feed of a pair")
    self.name = name
    self.coin = coin
    self.pegUSD = pegUSD
    self.feeds = feeds
    self.schedule = schedule
    kept = KeptRequests(
      samplesPerRound: schedule.snapshots.sampleCount, roundMinutes: schedule.creditPeriod.minutes)
    pool = Pool(configuration.paying(forRoundsEvery: schedule.creditPeriod), rule: rule)
    payouts = schedule.payoutLoop(from: .start, fidelity: configuration.fidelity)
  }

  public func setUp(in context: Context) {
    writer.declareTables(coinDecimals: decimals(in: context), in: context)
    if schedule.snapshots.sampleCount > 0 { instants = context.stream("\(name)/snapshots", .endogenous) }
    payouts = schedule.payoutLoop(
      from: context.now, coinDecimals: decimals(in: context), fidelity: pool.configuration.fidelity)
    readPrices(in: context)
    context.schedule(Timer.price, after: schedule.pricePhase ?? schedule.pricePeriod, phase: .marketData)
    scheduleRound(after: schedule.creditPhase, in: context)
    scheduleNextPayout(in: context)
  }

  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case Timer.price:
      readPrices(in: context)
      context.schedule(Timer.price, after: schedule.pricePeriod, phase: .marketData)
    case Timer.credit:
      credit(in: context)
      scheduleRound(after: schedule.creditPeriod, in: context)
    case Timer.sample: takeSample(in: context)
    default: payOut(in: context)
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
  /// quantity first ordered, and the original pool took that one, so that a filled wall went on earning; under
  /// `ServerFault.misreadsExchanges` this one does too where an exchange has that name.) A
  /// halted exchange still lists orders, and the pool, which sees nothing else of it, pays for them; one that
  /// is gone is silent.
  public func submit(user: String, request: SignedOpenOrdersRequest, in context: Context) -> ProgramReply {
    submit(user: user, request: request, minimumRates: DailyRates(ask: 0, bid: 0), in: context)
  }

  /// The same, with what the provider bids in an auction. A pool that looks at instants of its own keeps the
  /// request.
  public func submit(
    user: String, request: SignedOpenOrdersRequest, minimumRates: DailyRates, in context: Context
  ) -> ProgramReply {
    let rates = BySide(ask: minimumRates.ask, bid: minimumRates.bid)
    let saved = PoolAnswer.savedForValidation
    // The original goes on taking orders, and saying so, long after its rounds have stopped for good.
    if stoppedRounds > 0 { return ProgramReply(success: true, message: saved.message) }
    guard instants != nil && wallets[user] != nil else {
      return read(request, of: user, minimumRates: rates, in: context)
    }
    kept.keep(request, of: user, minimumRates: rates)
    return ProgramReply(success: true, message: saved.message)
  }

  /// One at a time, unless the pool keeps requests for instants of its own; a bid is heard at any time.
  public func requestsWanted(from user: String, on exchange: ExchangeID) -> Int {
    // Requests of strangers are refused at once.
    instants == nil || wallets[user] == nil ? 1 : max(1, kept.room(for: user, on: exchange))
  }

  private func read(
    _ request: SignedOpenOrdersRequest, of user: String, minimumRates: BySide<Double>, in context: Context
  ) -> ProgramReply {
    let exchange = context.markets[request.exchange]
    let reply =
      switch exchange.openOrders(of: user, request) {
      case .orders(let open):
        classify(open, of: user, on: exchange, minimumRates: minimumRates, in: context)
      case .refused(let reason):
        ProgramReply(success: false, message: "error returned: \(reason.rawValue)")
      case .silence: ProgramReply(success: false, message: "invalid response")
      }
    if !reply.success { refusedSubmissions += 1 }
    return reply
  }

  private func classify(
    _ open: [OpenOrder], of user: String, on exchange: Exchange, minimumRates: BySide<Double>,
    in context: Context
  ) -> ProgramReply {
    let countsFirstQuantity =
      pool.configuration.fidelity.contains(.misreadsExchanges) && exchange.name == "bittrex"
    let slot = schedule.weighedSlot
    let orders = open.map {
      let order = SubmittedOrder(
        id: $0.id.rawValue, side: $0.side,
        amount: exchange.pair.coins(countsFirstQuantity ? $0.originalQuantity : $0.remaining),
        price: exchange.pair.value($0.price))
      guard let slot else { return order }
      return order.weighted(openedAt: $0.openedAt, inSlotEnding: context.now, lasting: slot)
    }
    let answer = pool.submit(
      user: user, exchange: exchange.name, unit: unit(of: exchange, in: context), orders: orders,
      minimumRates: minimumRates)
    return ProgramReply(success: answer.isSuccess, message: answer.message)
  }

  /// Coins that a user has earned and not been paid, or nil for an unknown user.
  public func unpaidCredit(of user: String) -> Double? { pool.unpaidCredit(of: user) }

  public func paidRates(of user: String, on exchange: ExchangeID) -> DailyRates? {
    guard let round = pool.lastRound, let position = pool.position(ofUser: user),
      let pair = feeds.firstIndex(where: { $0.exchange == exchange })
    else { return nil }
    let current =
      rates
      ?? RoundRates(
        of: round, userCount: pool.users.count, pairCount: pool.pairs.count,
        roundsPerDay: 1_440 / schedule.creditPeriod.minutes)
    rates = current
    return current.rates(ofUserAt: position, pair: pair)
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

  /// Schedules the end of a round and before it its samples, so that one at the same instant still counts.
  private func scheduleRound(after span: SimDuration, in context: Context) {
    if let instants {
      let times = schedule.snapshots.instants(inRoundFrom: context.now, lasting: span, drawing: instants)
      for time in times { context.schedule(Timer.sample, after: time - context.now, phase: .programmes) }
    }
    context.schedule(Timer.credit, after: span, phase: .programmes)
  }

  /// Looks at the books of all who handed in a request.
  private func takeSample(in context: Context) {
    noteMakerVolumes(in: context)
    for position in kept.lines.indices {
      guard let next = kept.take(fromLine: position) else { continue }
      _ = read(next.request, of: kept.lines[position].user, minimumRates: next.minimumRates, in: context)
    }
    pool.takeSample()
  }

  /// Tells the rule what makers traded since the last sample, as the exchanges publish it.
  private func noteMakerVolumes(in context: Context) {
    guard pool.rule.countsMakerVolume else { return }
    while seenVolumes.count < feeds.count { seenVolumes.append([]) }
    for (index, feed) in feeds.enumerated() {
      let exchange = context.markets[feed.exchange]
      for (seat, volume) in exchange.makerVolumes.enumerated() {
        if seat == seenVolumes[index].count { seenVolumes[index].append(.zero) }
        let news = volume.made - seenVolumes[index][seat]
        guard news > .zero else { continue }
        seenVolumes[index][seat] = volume.made
        pool.noteMakerVolume(
          exchange.pair.coins(news), of: volume.user, exchange: exchange.name, unit: feed.unit)
      }
    }
  }

  /// Takes the newest prices, in coins for one of each unit; a silent feed leaves the old one in force,
  /// however old.
  private func readPrices(in context: Context) {
    for feed in feeds {
      if let usd = feed.feed.usdPrice(at: context.now) { pool.updatePrice(of: feed.unit, to: usd / pegUSD) }
    }
  }

  /// Holds a round and writes what is due.
  ///
  /// Under `ServerFault.unrankedOrdersStopRounds` a round can fail, and then every later one would too.
  private func credit(in context: Context) {
    if stoppedRounds == 0 && instants == nil { noteMakerVolumes(in: context) }
    guard stoppedRounds == 0, let round = try? pool.creditRound(at: context.now) else {
      stoppedRounds += 1
      return
    }
    rates = nil
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
    if let payout = payouts.begin(at: context.now, of: pool),
      payouts.finish(schedule.delivery(at: context.now), at: context.now, in: &pool)
    {
      let price = context.markets.marketPrice(of: coin, at: context.now)
      for payment in payout.payments { send(payment, worth: price, in: context) }
    }
    scheduleNextPayout(in: context)
  }

  private func scheduleNextPayout(in context: Context) {
    guard let next = payouts.nextTime else { return }
    context.schedule(Timer.payout, after: next - context.now, phase: .programmes)
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
      SummaryMetric("\(name).cost_of_paid_depth_bp_per_d", costOfPaidDepth(in: context), unit: "bp/d"),
      SummaryMetric("\(name).bids_present_share", ledgerOfRounds.bidShare, unit: ""),
      SummaryMetric("\(name).refused_submissions_count", Double(refusedSubmissions), unit: ""),
      SummaryMetric("\(name).stopped_rounds_count", Double(stoppedRounds), unit: ""),
      SummaryMetric(
        "\(name).stopped_payouts_count", Double(payouts.missedPayouts(until: context.now)), unit: ""),
    ]
  }

  /// What was paid for a USD that stood in paid ranks for a day, in basis points; nil where none did.
  private func costOfPaidDepth(in context: Context) -> Double? {
    let mean = ledgerOfRounds.meanPaidLiquidity
    let depthUSDDays = ((mean.ask ?? 0) + (mean.bid ?? 0)) * pegUSD * context.now.days
    return depthUSDDays > 0 ? paid.usd / depthUSDDays * 1e4 : nil
  }

  /// The most that the rule could have paid in the rounds that were held.
  private var maximumReward: Double {
    let ofRound = pool.configuration.pairs.reduce(0) { $0 + pool.rule.maximumAward(for: $1) }
    return ofRound * Double(ledgerOfRounds.rounds)
  }

  /// Digits of the coin.
  private func decimals(in context: Context) -> Int { context.ledger.assets[Int(coin.rawValue)].decimals }
}
