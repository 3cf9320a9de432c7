// The observer of every fill and every other flow of coins: what trading cost, and what became of whom.

/// Measures spreads and impact, keeps an exact book of each trader's profit, and writes `provider_profit.csv`.
///
/// Coins are worth what the market says, before the order that trades them: the pegged coin half way between the best bid and
/// ask over all exchanges, all others their reference price. What the market said a minute, five and thirty after a fill is
/// looked up at the next whole second; of fills close to the end, at the end.
///
/// At the end of every run it stops the program unless effective spread = realised spread + impact, and unless the parts of
/// everybody's profit add up to the change of his wealth, both to 10^-9.
public final class FillMonitor: Component {
  // No name of a scenario has a stroke in it.
  public let name = "metrics/fills"
  private let coin: AssetID
  private var costs = TradeCosts()
  private var pending = PendingFills(lags: TradeCosts.lags)
  private var books: ContiguousArray<ProfitBook> = []
  /// Who had an order filled that rested.
  private var hasProvided: ContiguousArray<Bool> = []
  private var owners = SeatOwners()
  /// The market before the order that is being filled.
  private var top = ConsolidatedTop()
  private var fairUSD = 0.0
  private var component = ComponentID(rawValue: -1)
  private var timer: (time: SimTime, handle: EventHandle)?
  private var table = MetricTableID(index: 0)

  private static let later = EventKind(rawValue: 0)
  /// The lag by which a provider's profit is split, one of `TradeCosts.lags`.
  private static let adverseLag = 1
  /// What the identities may be off by, as a share: rounding of doubles.
  private static let tolerance = 1e-9

  /// An observer; to be added after every trader, so that it sees what each begins with.
  /// - Parameter coin: The pegged coin.
  public init(coin: AssetID) { self.coin = coin }

  public func setUp(in context: Context) {
    component = context.active
    table = context.metrics.declare(FillMonitor.profitTable)
    let prices = prices(in: context)
    books = ContiguousArray(
      context.markets.traders.map {
        ProfitBook(
          holdings: holdings(of: $0, in: context), decimals: context.ledger.assets.map(\.decimals),
          pricesUSD: prices)
      })
    hasProvided = ContiguousArray(repeating: false, count: books.count)
    owners = SeatOwners(of: context.markets)
    invariant(
      context.markets.exchanges.allSatisfy { $0.pair.base == coin }, "an exchange trades another coin")
    context.markets.flows = self
  }

  // MARK: What exchanges tell

  /// Notes what the market says before an order is matched.
  func orderArrives(in context: Context) {
    top = context.markets.consolidatedTop(of: coin, at: context.now)
    fairUSD = top.price ?? context.markets.usdPrice(of: coin, at: context.now)
  }

  /// Notes a fill of the order that arrived last.
  func note(
    _ fill: Fill, _ notional: Amount, fees: (maker: Amount, taker: Amount), takenBy taker: ParticipantID,
    _ takerSide: Side, on exchange: Exchange, in context: Context
  ) {
    let pair = exchange.pair
    let quoteUSD = context.markets.usdPrice(of: pair.quote, at: context.now)
    let noted = NotedFill(
      time: context.now, maker: owners[exchange.id, fill.makerOwner],
      taker: owners[exchange.id, taker.rawValue], takerSide: takerSide, coins: pair.coins(fill.quantity),
      notionalUSD: pair.quoteCoins(notional) * quoteUSD, fairUSD: fairUSD,
      quotedUSD: top.bid.flatMap { bid in top.ask.map { $0 - bid } })
    costs.add(noted)
    pending.append(noted)
    let flow = (coins: pair.amount(fill.quantity), notional: notional)
    enter(noted, flow, fees.maker, quoteUSD, takerSide.opposite, of: noted.maker, pair)
    enter(noted, flow, fees.taker, quoteUSD, takerSide, of: noted.taker, pair)
    if noted.maker >= 0 { hasProvided[Int(noted.maker)] = true }
    wait(in: context)
  }

  /// Enters a fill into the book of one of its sides.
  private func enter(
    _ fill: NotedFill, _ flow: (coins: Amount, notional: Amount), _ fee: Amount, _ quoteUSD: Double,
    _ side: Side,
    of trader: Int32, _ pair: TradingPair
  ) {
    guard trader >= 0 else { return }
    let (place, base, quote) = (Int(trader), Int(coin.rawValue), Int(pair.quote.rawValue))
    let fairUSD = fill.coins * fill.fairUSD
    if side == .buy {
      books[place].note(flow.coins, of: base, usd: fairUSD, as: .fill)
      books[place].note(-flow.notional, of: quote, usd: -fill.notionalUSD, as: .fill)
    } else {
      books[place].note(-flow.coins, of: base, usd: -fairUSD, as: .fill)
      books[place].note(flow.notional, of: quote, usd: fill.notionalUSD, as: .fill)
    }
    if fee > .zero { books[place].note(-fee, of: quote, usd: -pair.quoteCoins(fee) * quoteUSD, as: .fee) }
  }

  /// Notes what a participant loses with an exchange.
  func noteLoss(
    _ amount: Amount, of asset: AssetID, by participant: ParticipantID, on exchange: Exchange,
    in context: Context
  ) {
    note(-amount, of: asset, by: Int(owners[exchange.id, participant.rawValue]), as: .loss, in: context)
  }

  /// Notes coins that came to a trader or left him, at the prices of the moment.
  func note(
    _ amount: Amount, of asset: AssetID, by trader: Int, as part: ProfitBook.Part, in context: Context
  ) {
    guard books.indices.contains(trader) else { return }
    let price =
      asset == coin
      ? context.markets.marketPrice(of: asset, at: context.now)
      : context.markets.usdPrice(of: asset, at: context.now)
    let coins = amount.coins(decimals: context.ledger.assets[Int(asset.rawValue)].decimals)
    books[trader].note(amount, of: Int(asset.rawValue), usd: coins * price, as: part)
  }

  /// Notes a reward in the pegged coin, at the price at which it was paid.
  func noteReward(_ amount: Amount, usd: Double, by trader: Int) {
    guard books.indices.contains(trader) else { return }
    books[trader].note(amount, of: Int(coin.rawValue), usd: usd, as: .reward)
  }

  // MARK: What the market says later

  /// Makes sure that the market is looked at when the next fill has waited long enough.
  private func wait(in context: Context) {
    guard let due = pending.nextDue else { return }
    let second = SimTime(nanoseconds: (due.nanoseconds + 999_999_999) / 1_000_000_000 * 1_000_000_000)
    if let timer, timer.time <= second { return }
    if let timer { context.cancel(timer.handle) }
    let handle = context.schedule(FillMonitor.later, at: second, phase: .metrics, target: component)
    timer = (second, handle)
  }

  /// Looks at the market for all fills that have waited long enough.
  public func handle(_ event: Event, in context: Context) {
    timer = nil
    settle(until: context.now, in: context)
    wait(in: context)
  }

  private func settle(until limit: SimTime?, in context: Context) {
    let price = context.markets.marketPrice(of: coin, at: context.now)
    pending.takeDue(at: limit) { fill, lag in
      costs.addLater(price, than: fill, lag: lag)
      guard lag == FillMonitor.adverseLag else { return }
      let gain = fill.sign * fill.coins * (price - fill.fairUSD)
      if fill.taker >= 0 { books[Int(fill.taker)].noteGain(gain) }
      if fill.maker >= 0 { books[Int(fill.maker)].noteGain(-gain) }
    }
  }

  // MARK: The end

  /// Closes all books, checks them, and writes those of providers.
  public func finish(in context: Context) {
    settle(until: nil, in: context)
    invariant(
      costs.identityError <= FillMonitor.tolerance,
      "the effective spread is not realised spread plus impact: off by \(costs.identityError)")
    let prices = prices(in: context)
    for (trader, book) in zip(context.markets.traders, books) {
      check(book, of: trader, prices, in: context)
    }
    for (index, trader) in context.markets.traders.enumerated() where isProvider(index, trader) {
      context.metrics.append(row(index, trader, prices, in: context), to: table)
    }
  }

  private func isProvider(_ index: Int, _ trader: Trader) -> Bool {
    hasProvided[index] || trader.rewards > .zero
  }

  private func check(_ book: ProfitBook, of trader: Trader, _ prices: [Double], in context: Context) {
    let holdings = holdings(of: trader, in: context)
    if let (asset, amount) = book.forgotten(holdings: holdings) {
      let asset = context.ledger.assets[asset]
      invariantFailure(
        "\(trader.name) has \(amount.decimalText(decimals: asset.decimals)) \(asset.symbol) that nobody noted; "
          + "see Markets.noteFlow")
    }
    let error = book.identityError(holdings: holdings, pricesUSD: prices, coin: Int(coin.rawValue))
    invariant(
      error <= FillMonitor.tolerance, "the parts of \(trader.name)'s profit leave \(error) of what he moved")
  }

  /// The parts of each group's profit that only fills tell, in the order in which groups opened.
  public func summarize(in context: Context) -> [SummaryMetric] {
    let prices = prices(in: context)
    var groups: [(name: String, parts: ProfitParts)] = []
    for (index, trader) in context.markets.traders.enumerated() {
      let parts = parts(index, trader, prices, in: context)
      if let place = groups.firstIndex(where: { $0.name == trader.group }) {
        groups[place].parts += parts
      } else {
        groups.append((trader.group, parts))
      }
    }
    return costs.summary
      + groups.flatMap { group, parts in
        [
          SummaryMetric("agents.\(group).spread_capture_usd", parts.spreadCapture, unit: "USD"),
          SummaryMetric("agents.\(group).adverse_selection_usd", parts.adverseSelection, unit: "USD"),
          SummaryMetric("agents.\(group).hedged_profit_usd", parts.hedged, unit: "USD"),
        ]
      }
  }

  private func parts(_ index: Int, _ trader: Trader, _ prices: [Double], in context: Context) -> ProfitParts {
    books[index].parts(
      holdings: holdings(of: trader, in: context), pricesUSD: prices, coin: Int(coin.rawValue))
  }

  private func prices(in context: Context) -> [Double] {
    context.ledger.assets.indices.map { asset in
      let id = AssetID(rawValue: Int32(asset))
      return id == coin
        ? context.markets.marketPrice(of: id, at: context.now)
        : context.markets.usdPrice(of: id, at: context.now)
    }
  }

  private func holdings(of trader: Trader, in context: Context) -> [Amount] {
    context.ledger.assets.indices.map {
      context.markets.holdings(of: trader, AssetID(rawValue: Int32($0)), ledger: context.ledger)
    }
  }

  // MARK: The table

  private func row(
    _ index: Int, _ trader: Trader, _ prices: [Double], in context: Context
  ) -> [MetricValue] {
    let parts = parts(index, trader, prices, in: context)
    return [.text(trader.group), .text(trader.name)]
      + [
        parts.total, parts.rewards, parts.spreadCapture, parts.adverseSelection, parts.inventory,
        parts.collateral, parts.swaps, parts.fees, parts.losses, parts.hedged,
      ].map(MetricValue.real)
  }

  private static var profitTable: MetricTable {
    let usd = { (name: String, meaning: String) in MetricColumn(name, .real, unit: "USD", meaning) }
    return MetricTable(
      name: "provider_profit",
      meaning: "What became of a trader whose orders were filled while they rested, or who was rewarded.",
      columns: [
        MetricColumn("group", .text, "The group that the trader belongs to."),
        MetricColumn("agent", .text, key: true, "The trader."),
        usd("profit_usd", "The change of his wealth: the sum of the next eight."),
        usd("rewards_usd", "Rewards, at the price of the day they were paid."),
        usd("spread_capture_usd", "By how much his fills were better than the market before them."),
        usd("adverse_selection_usd", "What the coins of his fills gained in five minutes."),
        usd("inventory_usd", "What pegged coins gained apart from that."),
        usd("collateral_usd", "What all other coins gained that he held."),
        usd("swaps_usd", "By how much other exchanges of coins were better than the market; gas."),
        usd("fees_usd", "Fees, as a negative figure."),
        usd("losses_usd", "What exchanges took with them when they failed, as a negative figure."),
        usd("hedged_profit_usd", "The profit without that of all other coins."),
      ])
  }
}
