// The trader who keeps exchanges at one price: buys where the token is cheap and sells at the same time where it is dear.

public import SimEngine

/// The settings of an arbitrageur between exchanges.
public struct ExchangeArbitrageurParameters: Sendable {
  /// The mean time between two looks at the market, > 0: what pays is taken within t with the chance `1 - e^(-t/mean)`.
  public var meanReaction = SimDuration.minutes(5)
  /// USD that a trade must promise beyond all costs.
  public var minimumProfitUSD = 0.05
  /// Share of the value that it costs to exchange one quote coin for another outside.
  public var exchangeCostShare = 0.001
  /// How often coins are brought from where they came together to where they are missing, > 0.
  public var levelEvery = SimDuration.hours(3)
  /// Tokens kept on each exchange; newly minted.
  public var tokensOnExchange = Amount.zero
  /// USD that the quote coins kept on each exchange are worth at the start.
  public var quoteUSDOnExchange = 0.0

  /// The defaults, without capital.
  public init() {}
}

/// An arbitrageur between any two exchanges of a token.
///
/// At random looks he finds the pair of books that promises most (`CrossExchangePlan`) and sends both orders at once. Each
/// takes what it can up to the last price that the plan counted on and drops the rest, so that he is left with tokens, or
/// without them, where one book has changed on the way. He plans nothing else before both have answered.
///
/// He holds both coins everywhere, since a transfer takes longer than a chance lasts. Now and then all balances are brought
/// to equal parts again; quote coins are exchanged outside for that.
public final class ExchangeArbitrageur: Component {
  public let name: String
  private let group: String
  private let exchanges: [ExchangeID]
  private let parameters: ExchangeArbitrageurParameters

  private var trader = TraderID(rawValue: -1)
  private var looks: RandomStream?
  private var round: Round?
  private var tally = Tally()

  /// Two orders under way, and what is known of their fills.
  private struct Round {
    let plan: CrossExchangePlan
    var bought = Leg()
    var sold = Leg()
  }

  /// What was filled of an order.
  private struct Leg {
    var tokens = 0.0
    /// USD paid or received, fees included.
    var usd = 0.0

    mutating func add(_ tokens: Double, usd: Double) {
      self.tokens += tokens
      self.usd += usd
    }
  }

  private struct Tally {
    var rounds = 0
    var missed = 0
    var stranded = 0
    var profitUSD = 0.0
  }

  private static let look = EventKind(rawValue: 0)
  private static let answered = EventKind(rawValue: 1)
  private static let levelling = EventKind(rawValue: 2)

  /// An arbitrageur who has not started.
  /// - Parameter exchanges: Where he trades, each once; with fewer than two there is nothing to do.
  public init(
    name: String, group: String, exchanges: [ExchangeID], parameters: ExchangeArbitrageurParameters
  ) {
    invariant(
      parameters.meanReaction > .zero && parameters.levelEvery > .zero, "\(name) looks without pause")
    self.name = name
    self.group = group
    self.exchanges = exchanges
    self.parameters = parameters
  }

  public func setUp(in context: Context) {
    let (markets, ledger) = (context.markets, context.ledger)
    trader = markets.openTrader(name, group: group, ledger: ledger)
    let wallet = markets[trader].wallet
    for id in exchanges {
      let pair = markets[id].pair
      let seat = markets.join(trader, id, notifying: context.active, ledger: ledger)
      let quoteUSD = markets.usdPrice(of: pair.quote, at: context.now)
      let quote = context.amount(parameters.quoteUSDOnExchange / quoteUSD, of: pair.quote)
      ledger.mint(parameters.tokensOnExchange, to: wallet[pair.base])
      context.bring(CoinHolding(asset: pair.quote, amount: quote), to: wallet)
      for (asset, amount) in [(pair.base, parameters.tokensOnExchange), (pair.quote, quote)] {
        markets[id].deposit(amount, of: asset, from: wallet[asset], to: seat, ledger: ledger)
      }
    }
    looks = context.stream("\(name)/looks", .exogenous)
    scheduleLook(in: context)
    context.schedule(ExchangeArbitrageur.levelling, after: parameters.levelEvery)
  }

  private func scheduleLook(in context: Context) {
    guard let looks else { return }
    let seconds = looks.exponential(mean: parameters.meanReaction.seconds)
    context.schedule(ExchangeArbitrageur.look, after: SimDuration(rounding: seconds))
  }

  /// Looks at the market, hears of a fill, adds up a round, or levels balances.
  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case ExchangeArbitrageur.look:
      if round == nil { beginBestRound(in: context) }
      scheduleLook(in: context)
    case .fill: note(ticks: event.a, lots: event.b, in: context)
    case ExchangeArbitrageur.answered: finishRound()
    case ExchangeArbitrageur.levelling:
      if round == nil { level(in: context) }
      context.schedule(event.kind, after: parameters.levelEvery)
    default: break
    }
  }

  // MARK: Trading

  private func beginBestRound(in context: Context) {
    var best: CrossExchangePlan?
    let seats = context.markets[trader].seats
    for buyer in seats {
      for seller in seats where seller.exchange != buyer.exchange {
        let plan = CrossExchangePlan(
          buying: buyer, selling: seller, exchangeCostShare: parameters.exchangeCostShare, in: context)
        if let plan, plan.profitUSD > best?.profitUSD ?? parameters.minimumProfitUSD { best = plan }
      }
    }
    guard let plan = best else { return }
    round = Round(plan: plan)
    var latency = SimDuration.zero
    for (side, leg) in [(Side.buy, plan.purchase), (.sell, plan.sale)] {
      let exchange = context.markets[leg.seat.exchange]
      latency = max(latency, exchange.terms.latency)
      exchange.submit(
        .limit(side, leg.quantity, at: leg.limit, by: leg.seat.participant, .immediateOrCancel), in: context)
    }
    // After every notice of a fill, also where there is no latency.
    context.schedule(ExchangeArbitrageur.answered, after: latency * 2, phase: .programmes)
  }

  private func note(ticks: Int64, lots: Int64, in context: Context) {
    guard let plan = round?.plan else { return }
    let exchange = context.markets[(lots > 0 ? plan.purchase : plan.sale).seat.exchange]
    let tokens = exchange.pair.coins(Quantity(lots: Int64(lots.magnitude)))
    let rate = exchange.usdAfterFee(lots > 0 ? .buy : .sell, in: context)
    let usd = tokens * exchange.pair.value(Price(ticks: ticks)) * rate
    if lots > 0 { round?.bought.add(tokens, usd: usd) } else { round?.sold.add(tokens, usd: usd) }
  }

  private func finishRound() {
    guard let (bought, sold) = round.map({ ($0.bought, $0.sold) }) else { return }
    round = nil
    let matched = min(bought.tokens, sold.tokens)
    guard matched > 0 else {
      if max(bought.tokens, sold.tokens) > 0 { tally.stranded += 1 } else { tally.missed += 1 }
      return
    }
    tally.rounds += 1
    tally.profitUSD += matched * (sold.usd / sold.tokens - bought.usd / bought.tokens)
  }

  // MARK: Moving coins to where they are missing

  /// Takes all free coins home, exchanges them, and brings equal parts to every exchange that is open.
  private func level(in context: Context) {
    let (markets, ledger, wallet) = (context.markets, context.ledger, context.markets[trader].wallet)
    let seats = markets[trader].seats.filter { markets[$0.exchange].state == .open }
    guard seats.count > 1 else { return }
    for seat in seats {
      let exchange = markets[seat.exchange]
      let free = exchange[seat.participant]
      for (asset, account) in [(exchange.pair.base, free.base), (exchange.pair.quote, free.quote)] {
        _ = exchange.withdraw(
          ledger.balance(account), of: asset, from: seat.participant, to: wallet[asset], ledger: ledger)
      }
    }
    levelQuotes(of: seats.map { markets[$0.exchange].pair.quote }, in: context)
    for (index, seat) in seats.enumerated() {
      let exchange = markets[seat.exchange]
      for asset in [exchange.pair.base, exchange.pair.quote] {
        // An equal part of what is left, for all who are left to get some of it.
        let takers = seats[index...].count { rest in
          let pair = markets[rest.exchange].pair
          return pair.base == asset || pair.quote == asset
        }
        let part = Amount(baseUnits: ledger.balance(wallet[asset]).baseUnits / Int128(takers))
        exchange.deposit(part, of: asset, from: wallet[asset], to: seat.participant, ledger: ledger)
      }
    }
  }

  /// Exchanges coins at home outside until each is worth as much as the exchanges that quote in it are due.
  private func levelQuotes(of quotes: [AssetID], in context: Context) {
    let wallet = context.markets[trader].wallet
    let worth = { (asset: AssetID) in context.usd(context.ledger.balance(wallet[asset]), of: asset) }
    var kinds: [AssetID] = []
    for quote in quotes where !kinds.contains(quote) { kinds.append(quote) }
    let part = kinds.map(worth).reduce(0, +) / Double(quotes.count)
    let due = kinds.map { kind in part * Double(quotes.count { $0 == kind }) }
    for (giver, owed) in zip(kinds, due) {
      for (taker, wanted) in zip(kinds, due) where taker != giver {
        let moved = min(worth(giver) - owed, wanted - worth(taker))
        // What is received is rounded down to whole units: of fewer than a hundred that could be a share that matters.
        guard moved > 100 * context.usd(Amount(baseUnits: 1), of: taker) else { continue }
        context.exchangeOutside(
          min(
            context.ledger.balance(wallet[giver]),
            context.amount(moved / context.markets.usdPrice(of: giver, at: context.now), of: giver)),
          of: giver, for: taker, wallet: wallet, costShare: parameters.exchangeCostShare)
      }
    }
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    [
      SummaryMetric("\(name).rounds_count", Double(tally.rounds), unit: ""),
      SummaryMetric("\(name).missed_count", Double(tally.missed), unit: ""),
      SummaryMetric("\(name).stranded_count", Double(tally.stranded), unit: ""),
      SummaryMetric("\(name).round_profit_usd", tally.profitUSD, unit: "USD"),
    ]
  }
}

extension Exchange {
  /// USD that a quote coin on the book costs a taker who buys, or brings one who sells, the exchange's fee included.
  func usdAfterFee(_ side: Side, in context: Context) -> Double {
    let share = Double(terms.takerFeePartsPerMillion) / 1e6
    return context.markets.usdPrice(of: pair.quote, at: context.now) * (side == .buy ? 1 + share : 1 - share)
  }
}
