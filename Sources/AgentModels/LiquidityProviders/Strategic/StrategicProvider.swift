// A liquidity provider who watches what he earns, and decides whether, where and how much to quote.

public import SimEngine

/// Somebody who provides liquidity for a programme's reward as long as it pays.
///
/// At the points of a Poisson process he compares what each exchange would pay him with what he wants. He comes and leaves
/// with hazards that are logistic in the difference, leaves faster after a loss, and otherwise goes a part of the way to
/// what he would like best: on each side, at each distance, on each exchange. In between he keeps his orders where the
/// price is, and hands them in.
///
/// Each decision draws two figures, when the next one comes and whether he comes or goes, whatever the market looks like.
public final class StrategicProvider: Component {
  public let name: String
  private let parameters: StrategicParameters
  private let feeds: [PriceFeed]
  private let token: AssetID
  private var seats: [QuotingSeat]
  private var decisions: RandomStream?
  private var lastDecision = SimTime.start
  private var lastHeard = SimTime.start
  private var results = DayOfResults()
  private var knownTargets: [Double]
  /// Whether he quotes.
  public private(set) var isActive: Bool
  private var tally = (entries: 0, exits: 0, moves: 0)

  private static let check = EventKind(rawValue: 0)
  private static let submission = EventKind(rawValue: 1)
  private static let decision = EventKind(rawValue: 2)
  private static let departure = EventKind(rawValue: 3)
  private static let arrival = EventKind(rawValue: 4)

  /// From taking orders back to moving the coins that were in them.
  private static let departureDelay = SimDuration.minutes(1)

  /// A provider that has not started.
  /// - Parameters:
  ///   - exchanges: Where he may quote, with the feed of what each quotes in; his capital begins on the first. To the
  ///     exchanges beyond it he is known as "name@2" and so on.
  public init(
    name: String, group: String, token: AssetID, exchanges: [(id: ExchangeID, feed: PriceFeed)],
    program: LiquidityProgramID? = nil, parameters: StrategicParameters
  ) {
    invariant(!exchanges.isEmpty, "\(name) has nowhere to quote")
    invariant(
      parameters.decideEvery > .zero && parameters.yieldScale > 0 && parameters.memory > .zero,
      "\(name) never decides")
    self.name = name
    self.token = token
    self.parameters = parameters
    feeds = exchanges.map(\.feed)
    var costs = parameters.pickOff
    costs.refreshEvery = parameters.checkEvery
    let prior = costs.costPerDay(halfSpread: parameters.distance)
    seats = exchanges.enumerated().map { place, exchange in
      QuotingSeat(
        account: ProviderAccount(
          name: place == 0 ? name : "\(name)@\(place + 1)", group: group, of: name, exchange: exchange.id,
          program: program), memory: YieldMemory(halfLife: parameters.memory, loss: prior))
    }
    knownTargets = exchanges.map { _ in 0 }
    isActive = parameters.startsActive
  }

  public func setUp(in context: Context) {
    for place in seats.indices {
      seats[place].account.open(with: place == 0 ? parameters.capital : ProviderCapital(), in: context)
    }
    if isActive { seats[0].approach(sell: 1, buy: 1, near: 1, by: 1) }
    let phases = context.stream("\(name)/phases", .exogenous)
    for (kind, period) in [
      (StrategicProvider.check, parameters.checkEvery),
      (StrategicProvider.submission, parameters.submitEvery),
    ] {
      context.schedule(kind, after: SimDuration(rounding: phases.uniform() * period.seconds))
    }
    decisions = context.stream("\(name)/decisions", .exogenous)
    scheduleDecision(in: context)
  }

  private func scheduleDecision(in context: Context) {
    guard let decisions else { return }
    let wait = decisions.exponential(mean: parameters.decideEvery.seconds)
    context.schedule(StrategicProvider.decision, after: SimDuration(rounding: wait))
  }

  /// Follows his timers and his clock.
  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case StrategicProvider.check:
      keepOrders(in: context)
      context.schedule(event.kind, after: parameters.checkEvery)
    case StrategicProvider.submission:
      for place in seats.indices where seats[place].placedCount > 0 {
        seats[place].account.submitOrders(in: context)
      }
      context.schedule(event.kind, after: parameters.submitEvery)
    case StrategicProvider.decision:
      decide(in: context)
      scheduleDecision(in: context)
    case StrategicProvider.departure: depart(from: Int(event.a), to: Int(event.b), in: context)
    case StrategicProvider.arrival: arrive(at: Int(event.a), in: context)
    default: break
    }
  }

  // MARK: Quoting

  private func keepOrders(in context: Context) {
    for place in seats.indices {
      seats[place].account.noteExposure(in: context)
      look(at: place, in: context)
      guard let price = feeds[place].usdPrice(at: context.now) else {
        if context.now - lastHeard > parameters.feedSilenceLimit { seats[place].cancel(in: context) }
        continue
      }
      lastHeard = context.now
      let distances = (parameters.distance, parameters.farDistance)
      seats[place].keep(
        at: price, threshold: parameters.requoteThreshold, in: context
      ) { _ in distances }
    }
  }

  /// Remembers what the others offer on an exchange.
  private func look(at place: Int, in context: Context) {
    guard let status = seats[place].account.programStatus(in: context) else { return }
    let own = seats[place].placedCount > 0 ? paidTokens(of: place, status, in: context) : 0
    seats[place].memory.see(others: max(0, status.paidLiquidity - own), at: context.now)
    if status.paidLiquidity > 0, status.paidPerMinute > 0 {
      // Below the target the reward is cut in proportion; what is not cut shows that the target is reached.
      let inferred = status.paidLiquidity * status.rewardPerMinute / status.paidPerMinute
      let isCut = status.paidPerMinute < 0.999 * status.rewardPerMinute
      knownTargets[place] = isCut ? inferred : min(knownTargets[place], inferred)
    }
  }

  /// His tokens within the tolerance of a programme.
  private func paidTokens(of place: Int, _ status: ProgramStatus, in context: Context) -> Double {
    let isNearPaid = parameters.distance <= status.tolerance
    let isFarPaid = (parameters.farDistance ?? .infinity) <= status.tolerance
    let near = seats[place].nearShare
    return seats[place].quotedTokens(in: context) * ((isNearPaid ? near : 0) + (isFarPaid ? 1 - near : 0))
  }

  // MARK: Deciding

  /// What he could earn at an exchange.
  private struct Prospect {
    /// The net yield of a quoted coin a day, and what he asks less since some would stand far away.
    var yield = 0.0
    /// The shares of his funds that he would quote there.
    var wanted = (sell: 0.0, buy: 0.0)
    var near = 1.0
  }

  private func decide(in context: Context) {
    guard let decisions else { return }
    let coming = decisions.uniform()
    let days = (context.now - lastDecision).days
    lastDecision = context.now
    let capital = totalTokens(in: context)
    let loss = results.loss(with: reckonResults(in: context), at: context.now)
    let prospects = seats.indices.map { prospect(at: $0, with: capital, in: context) }
    let best = prospects.indices.max { prospects[$0].yield < prospects[$1].yield } ?? 0
    let hazard =
      isActive
      ? parameters.exitHazard(yield: prospects[best].yield, loss: capital > 0 ? loss / capital : 0)
      : parameters.entryHazard(yield: prospects[best].yield)
    if coming < -DeterministicMath.expm1(-hazard * days) { turn(in: context) }
    guard isActive else { return }
    for place in seats.indices {
      let wish = prospects[place]
      seats[place].approach(
        sell: wish.wanted.sell, buy: wish.wanted.buy, near: wish.near, by: parameters.adjustment)
      if parameters.rewardsToExchange { seats[place].account.depositRewards(in: context) }
    }
    moveCapital(to: best, prospects, in: context)
  }

  private func turn(in context: Context) {
    isActive.toggle()
    if isActive {
      tally.entries += 1
    } else {
      tally.exits += 1
      for place in seats.indices { seats[place].withdraw(in: context) }
    }
  }

  /// Enters what trading brought on each exchange, and says what it brought on all, USD.
  private func reckonResults(in context: Context) -> Double {
    var sum = 0.0
    for place in seats.indices {
      let exchange = context.markets[seats[place].account.exchangeID]
      let record = exchange.record(of: seats[place].account.participant)
      let peg = exchange.terms.pegUSD
      // Fills are counted against the peg; what is held counts by how far the market is from it.
      let discount = context.markets.marketPrice(of: token, at: context.now) - peg
      let result =
        record.edgeUSD - record.feesUSD + seats[place].fundsTokens(.sell, in: context) * discount
      seats[place].memory.reckon(
        result: result, quoted: seats[place].quotedTokens(in: context) * peg, at: context.now)
      sum += result
    }
    return sum
  }

  private func totalTokens(in context: Context) -> Double {
    seats.reduce(0) { $0 + $1.fundsTokens(.sell, in: context) + $1.fundsTokens(.buy, in: context) }
  }

  private func prospect(at place: Int, with capital: Double, in context: Context) -> Prospect {
    let seat = seats[place]
    let exchange = context.markets[seat.account.exchangeID]
    guard exchange.state == .open else { return Prospect(yield: -1) }
    var costs = parameters.pickOff
    costs.refreshEvery = parameters.checkEvery
    let trading = seat.memory.gain - seat.memory.loss
    let status = seat.account.programStatus(in: context)
    let value = context.markets.marketPrice(of: token, at: context.now) / exchange.terms.pegUSD
    let reward = RewardShare(
      perDay: (status?.rewardPerMinute ?? 0) * 1_440 * value, target: knownTargets[place])
    let others = seat.memory.others ?? 0
    let (sell, buy) = (seat.fundsTokens(.sell, in: context), seat.fundsTokens(.buy, in: context))
    var prospect = Prospect()
    let own: Double
    switch parameters.reckoning {
    case .priceTaking: own = isActive ? seat.quotedTokens(in: context) : 0
    case .strategic:
      let wanted = parameters.reservationYieldPerDay - parameters.concession(near: seat.nearShare)
      own = min(
        capital,
        reward.bestResponse(others: others, cost: max(1e-9, wanted - trading), least: capital / 100))
    }
    let isPaid = parameters.distance <= status?.tolerance ?? 0
    // With nobody else there his own coins are all that share it.
    let total = others + own > 0 ? others + own : capital
    let paid = isPaid && total > 0 ? reward.yield(total: total) : 0
    prospect.yield = paid + trading
    if let far = parameters.farDistance {
      let isFarPaid = far <= status?.tolerance ?? 0
      let saved = costs.costPerDay(halfSpread: parameters.distance) - costs.costPerDay(halfSpread: far)
      prospect.near = parameters.preference(
        for: paid - (isFarPaid ? paid : 0) - saved - parameters.concession(near: 0))
    }
    let concession = parameters.concession(near: prospect.near)
    prospect.yield += concession
    if parameters.reckoning == .strategic {
      let share = sell + buy > 0 ? min(1, own / (sell + buy)) : 0
      prospect.wanted = (share, share)
      return prospect
    }
    let rates = seat.account.paidRates(in: context)
    let mean = rates.map { ($0.ask + $0.bid) / 2 } ?? 0
    for side in [Side.sell, .buy] {
      let factor = mean > 0 ? (rates?[side] ?? mean) / mean : 1
      let advantage = paid * factor + trading + concession - parameters.reservationYieldPerDay
      if side == .sell {
        prospect.wanted.sell = parameters.preference(for: advantage)
      } else {
        prospect.wanted.buy = parameters.preference(for: advantage)
      }
    }
    return prospect
  }

  // MARK: Moving between exchanges

  /// Sends a part of the capital from the worst exchange that has some to the best one.
  private func moveCapital(to best: Int, _ prospects: [Prospect], in context: Context) {
    guard seats.count > 1 else { return }
    let others = seats.indices.filter { place in
      place != best && !seats[place].isLeaving
        && context.markets[seats[place].account.exchangeID].state == .open
        && seats[place].fundsTokens(.sell, in: context) + seats[place].fundsTokens(.buy, in: context) > 1
    }
    guard let worst = others.min(by: { prospects[$0].yield < prospects[$1].yield }) else { return }
    let difference = prospects[best].yield - prospects[worst].yield
    // Where both pay the same nothing is moved.
    guard parameters.preference(for: difference) > 0.5 + StrategicProvider.leastAdvantage else { return }
    tally.moves += 1
    seats[worst].isLeaving = true
    seats[worst].cancel(in: context)
    context.schedule(
      StrategicProvider.departure, after: StrategicProvider.departureDelay, a: Int64(worst), b: Int64(best))
  }

  private static let leastAdvantage = 0.05

  private func depart(from place: Int, to target: Int, in context: Context) {
    seats[place].isLeaving = false
    let (source, goal) = (seats[place].account, seats[target].account)
    let (from, to) = (context.markets[source.exchangeID], context.markets[goal.exchangeID])
    let (home, wallet) = (context.markets[source.trader].wallet, context.markets[goal.trader].wallet)
    let free = source.free(in: context)
    for (asset, amount) in [(from.pair.base, free.base), (from.pair.quote, free.quote)] {
      let part = context.amount(context.coins(amount, of: asset) * parameters.adjustment, of: asset)
      let moved = min(amount, part)
      guard moved > .zero,
        from.withdraw(
          moved, of: asset, from: source.participant, to: home[asset], ledger: context.ledger)
      else { continue }
      context.ledger.transfer(moved, from: home[asset], to: wallet[asset])
      context.markets.noteFlow(.zero - moved, of: asset, by: home, in: context)
      context.markets.noteFlow(moved, of: asset, by: wallet, in: context)
      if asset != token, asset != to.pair.quote {
        context.exchangeOutside(moved, of: asset, for: to.pair.quote, wallet: wallet)
      }
    }
    context.schedule(StrategicProvider.arrival, after: parameters.transfer, a: Int64(target))
  }

  private func arrive(at place: Int, in context: Context) {
    let account = seats[place].account
    let exchange = context.markets[account.exchangeID]
    let wallet = context.markets[account.trader].wallet
    // What finds the exchange closed stays at home.
    guard exchange.state == .open else { return }
    for asset in [exchange.pair.base, exchange.pair.quote] {
      let amount = context.ledger.balance(wallet[asset])
      exchange.deposit(
        amount, of: asset, from: wallet[asset], to: account.participant, ledger: context.ledger)
    }
    seats[place].placedAtUSD = nil
  }
}

extension StrategicProvider {
  /// Tokens that he quotes now.
  public func quotedTokens(in context: Context) -> Double {
    seats.reduce(0) { $0 + $1.quotedTokens(in: context) }
  }

  /// What came of a group, as rows of the summary.
  public static func summary(of providers: [StrategicProvider], group: String, in context: Context)
    -> [SummaryMetric]
  {
    let accounts = providers.flatMap { $0.seats.map(\.account) }
    let counts = providers.reduce((entries: 0, exits: 0, moves: 0)) { sum, provider in
      (
        sum.entries + provider.tally.entries, sum.exits + provider.tally.exits,
        sum.moves + provider.tally.moves
      )
    }
    let quoted = providers.reduce(0) { $0 + $1.quotedTokens(in: context) }
    return ProviderAccount.figures(of: accounts, group: group, in: context) + [
      SummaryMetric("\(group).entries_count", Double(counts.entries), unit: ""),
      SummaryMetric("\(group).exits_count", Double(counts.exits), unit: ""),
      SummaryMetric("\(group).moves_count", Double(counts.moves), unit: ""),
      SummaryMetric("\(group).active_at_end_count", Double(providers.count { $0.isActive }), unit: ""),
      SummaryMetric("\(group).quoted_at_end_nbt", quoted, unit: "NBT"),
    ]
  }
}
