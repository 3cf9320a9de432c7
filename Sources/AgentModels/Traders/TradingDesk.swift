// How those who keep their coins at home trade: they bring what a trade needs to the best venue and take home what it
// leaves.

import SimEngine

/// What came of a wish.
struct TradeOutcome: Sendable {
  /// What was wanted.
  let wish: TradeWish
  /// For whom, as the one who asked numbered it.
  let client: Int64
  /// Tokens bought or sold.
  let tokens: Amount
  /// USD paid or received for them at reference prices, fees included.
  let usd: Double
  /// Why nothing was traded, if nothing was.
  let failure: Failure?

  /// Why nothing was traded.
  enum Failure: Sendable {
    /// The trader owns nothing that he could pay with.
    case noFunds
    /// No venue traded at the worst price or better.
    case noVenue
  }
}

/// One trader's access to all venues of a token: a wallet at home and a seat on each exchange.
///
/// A wish is served by the best venue, and what that leaves of it by the next one. Exchanges get an order that takes
/// what it can at the worst price or better and drops the rest; once the answer is back everything goes home again, so
/// that an exchange which fails takes no more with it than the trade of the moment. Wishes are served one after another.
/// A purchase that needs another coin than the trader has exchanges it outside. Where swaps settle in blocks, a reserve's
/// part is submitted with the chain's gas and slippage, and what it needs stays in the wallet untouched until then.
///
/// The component that owns the desk passes the events of `settlement` on to `settle`.
struct TradingDesk {
  /// The kind of event by which a desk goes on; no component that owns one uses it for itself.
  static let settlement = EventKind(rawValue: 100)

  /// Whose desk it is.
  let trader: TraderID
  private let token: AssetID
  private let wallet: Wallet
  private let seats: [Trader.Seat]
  private var waiting: ContiguousArray<Running> = []
  private var firstWaiting = 0
  private var running: Running?
  /// What the running trade has brought home so far, less what it took along; coins at the prices of its beginning.
  private var balance = (tokens: Amount.zero, usd: 0.0)
  /// Swaps of the running trade that wait for a block.
  private var submitted: [Submitted] = []

  /// A swap that waits for a block, and what it may take from the wallet then.
  private struct Submitted {
    let id: TransactionID
    let given: AssetID
    let taken: AssetID
    let currency: AssetID
    let paying: Amount
    let gas: Amount
  }

  /// A wish that waits or is being served.
  private struct Running {
    let wish: TradeWish
    /// Tokens that a sale must not exceed by a single unit.
    let most: Amount?
    let client: Int64
    var failure: TradeOutcome.Failure?
    var instant = SimTime.start
  }

  /// Opens a trader and gives him a seat on every exchange of the token.
  init(name: String, group: String, token: AssetID, in context: Context) {
    let markets = context.markets
    trader = markets.openTrader(name, group: group, ledger: context.ledger)
    for exchange in markets.exchanges where exchange.pair.base == token {
      _ = markets.join(trader, exchange.id, ledger: context.ledger)
    }
    seats = markets[trader].seats
    self.token = token
    wallet = markets[trader].wallet
  }

  /// Whether a wish is being served or waits.
  var isBusy: Bool { running != nil }

  /// Asks for a trade; what came of it is told by `settle`.
  /// - Parameter most: The tokens of him for whom it is sold, where several share the wallet.
  mutating func request(
    _ wish: TradeWish, most: Amount? = nil, for client: Int64 = 0, in context: Context
  ) {
    waiting.append(Running(wish: wish, most: most, client: client))
    if running == nil { serveNext(in: context) }
  }

  /// Takes everything home after a trade, starts the next one, and says what came of the first.
  mutating func settle(in context: Context) -> TradeOutcome {
    guard let served = running else {
      invariantFailure("a desk settles a trade that it did not begin")
    }
    readReceipts(in: context)
    takeHome(in: context)
    let (tokens, usd) = balance
    running = nil
    balance = (.zero, 0)
    serveNext(in: context)
    return TradeOutcome(
      wish: served.wish, client: served.client, tokens: tokens < .zero ? -tokens : tokens,
      usd: usd.magnitude, failure: served.failure ?? (tokens == .zero ? .noVenue : nil))
  }

  // MARK: Serving a wish

  private mutating func serveNext(in context: Context) {
    guard firstWaiting < waiting.count else {
      waiting.removeAll(keepingCapacity: true)
      firstWaiting = 0
      return
    }
    var next = waiting[firstWaiting]
    firstWaiting += 1
    var left = affordable(next.wish, in: context)
    next.instant = context.now
    next.failure = left.tokens > 0 ? nil : .noFunds
    running = next
    var answered = context.now
    var visited: [Int] = []
    while left.tokens > 0 {
      let offers = context.offers(for: left, of: token)
      guard let best = offers.first(where: { !visited.contains($0.venue.place) }) else { break }
      visited.append(best.venue.place)
      answered = max(answered, take(best, of: left, in: context))
      left.tokens -= best.tokens
    }
    // After the venues of the instant, since an exchange without latency executes in it.
    context.schedule(TradingDesk.settlement, at: answered, phase: .programmes, target: context.active)
  }

  /// A wish cut to what the trader can pay for.
  private func affordable(_ wish: TradeWish, in context: Context) -> TradeWish {
    let most =
      wish.side == .sell
      ? context.coins(context.ledger.balance(wallet[token]), of: token)
      : coinsUSD(in: context) / wish.worstPriceUSD
    var cut = wish
    cut.tokens = min(wish.tokens, most)
    return cut
  }

  /// Accepts an offer; says when everything about it will be known.
  private mutating func take(_ offer: VenueOffer, of wish: TradeWish, in context: Context) -> SimTime {
    switch offer.venue {
    case .exchange(let id, let limit):
      let exchange = context.markets[id]
      let wanted = exchange.pair.quantity(nearest: offer.tokens)
      let quantity = bring(wanted, wish.side, limit, to: exchange, in: context)
      guard quantity > .zero else { return context.now }
      exchange.submit(
        .limit(wish.side, quantity, at: limit, by: participant(on: id), .immediateOrCancel),
        in: context)
      return context.now + exchange.terms.latency * 2
    case .reserve(let index, let offered):
      if let chain = context.markets.chain {
        return submit(offered, wish, to: index, on: chain, in: context)
      }
      let venue = context.markets.swapVenues[index]
      let paying =
        wish.side == .sell
        ? min(offered, mostToSell(in: context)) : obtain(offered, of: venue.currency, in: context)
      guard paying > .zero else { return context.now }
      let result = venue.swap(
        wish.side, paying: paying, atLeast: .zero, wallet: wallet, trader: context.markets[trader].name,
        in: context)
      if case .swapped(let paid, let received) = result {
        count(-paid, of: wish.side == .buy ? venue.currency : token, in: context)
        count(received, of: wish.side == .buy ? token : venue.currency, in: context)
      }
      return context.now
    }
  }

  /// Signs a swap for the next block, limited by the slippage that the chain's traders accept and by the wish.
  private mutating func submit(
    _ offered: Amount, _ wish: TradeWish, to index: Int, on chain: Chain, in context: Context
  ) -> SimTime {
    let venue = context.markets.swapVenues[index]
    let gas = chain.rules.gas
    let ether = obtain(wish.side == .buy ? offered + gas : gas, of: venue.currency, in: context)
    let paying = wish.side == .buy ? ether - gas : min(offered, mostToSell(in: context))
    guard ether >= gas, paying > .zero, case .receive(let quoted) = venue.quote(wish.side, paying: paying)
    else { return context.now }
    let (given, taken) =
      wish.side == .buy ? (venue.currency, venue.token) : (venue.token, venue.currency)
    let worst =
      wish.side == .buy
      ? context.usd(paying, of: given) / wish.worstPriceUSD
      : context.coins(paying, of: given) * wish.worstPriceUSD
        / context.markets.usdPrice(of: taken, at: context.now)
    let id = chain.submit(
      SwapTransaction(
        venue: index, side: wish.side, paying: paying,
        minimum: max(chain.rules.minimum(of: quoted), min(quoted, context.amount(worst, of: taken))),
        gas: gas, wallet: wallet, trader: context.markets[trader].name), in: context)
    submitted.append(
      Submitted(
        id: id, given: given, taken: taken, currency: venue.currency, paying: paying, gas: gas))
    return chain.nextBlock
  }

  /// Enters what came of the swaps that waited for a block.
  private mutating func readReceipts(in context: Context) {
    for swap in submitted {
      guard let receipt = context.markets.chain?.takeReceipt(of: swap.id) else { continue }
      count(-receipt.gas, of: swap.currency, in: context)
      if case .swapped(let paid, let received) = receipt.result {
        count(-paid, of: swap.given, in: context)
        count(received, of: swap.taken, in: context)
      }
    }
    submitted.removeAll(keepingCapacity: true)
  }

  /// What the wallet holds of an asset beyond what swaps that wait for a block may take.
  private func free(_ asset: AssetID, in context: Context) -> Amount {
    let promised = submitted.reduce(Amount.zero) { sum, swap in
      sum + (asset == swap.given ? swap.paying : .zero) + (asset == swap.currency ? swap.gas : .zero)
    }
    return max(.zero, context.ledger.balance(wallet[asset]) - promised)
  }

  /// Puts on an exchange what an order could have to pay, and says for how much of the order it suffices.
  private mutating func bring(
    _ quantity: Quantity, _ side: Side, _ limit: Price, to exchange: Exchange, in context: Context
  ) -> Quantity {
    let (pair, ledger) = (exchange.pair, context.ledger)
    let participant = participant(on: exchange.id)
    var affordable = quantity
    let asset: AssetID
    let amount: Amount
    if side == .sell {
      asset = pair.base
      affordable = min(quantity, pair.lots(in: mostToSell(in: context)))
      amount = pair.amount(affordable)
    } else {
      asset = pair.quote
      let most = mostToPay(quantity, at: limit, on: exchange)
      amount = obtain(most, of: asset, in: context)
      if amount < most {
        let share = Double(amount.baseUnits) / Double(most.baseUnits)
        // Less than `quantity`, since the share is less than one.
        affordable = Quantity(lots: Int64(Double(quantity.lots) * share))
      }
    }
    exchange.deposit(amount, of: asset, from: wallet[asset], to: participant, ledger: ledger)
    count(-amount, of: asset, in: context)
    return affordable
  }

  /// Tokens that the running trade may still sell, to the unit.
  private func mostToSell(in context: Context) -> Amount {
    let owned = free(token, in: context)
    // What was sold so far stands in the balance as negative.
    guard let most = running?.most else { return owned }
    let promised = context.ledger.balance(wallet[token]) - owned
    return max(.zero, min(owned, most + balance.tokens - promised))
  }

  /// What a purchase costs if all of it is made at the limit.
  private func mostToPay(_ quantity: Quantity, at limit: Price, on exchange: Exchange) -> Amount {
    let notional = exchange.pair.notional(limit, quantity, roundingUp: true)
    let fee = exchange.fee(on: notional, exchange.terms.takerFeePartsPerMillion, roundingUp: false)
    // Price and fee of each level are rounded up by themselves: room for five hundred levels.
    return notional + fee + Amount(baseUnits: 1_000)
  }

  /// Sees to it that the wallet holds an amount of a coin, exchanging others outside; says how much of it there is.
  private func obtain(_ amount: Amount, of wanted: AssetID, in context: Context) -> Amount {
    let ledger = context.ledger
    for index in ledger.assets.indices {
      let asset = AssetID(rawValue: Int32(index))
      let missing = amount - free(wanted, in: context)
      guard missing > .zero else { break }
      let available = free(asset, in: context)
      guard asset != wanted, asset != token, available > .zero else { continue }
      let price = context.markets.usdPrice(of: asset, at: context.now)
      // A little more, so that rounding down twice does not leave a unit missing.
      let needed = context.amount(context.usd(missing, of: wanted) / price * (1 + 1e-9), of: asset)
      context.exchangeOutside(
        min(available, needed + Amount(baseUnits: 1)), of: asset, for: wanted, wallet: wallet)
    }
    return min(amount, free(wanted, in: context))
  }

  private mutating func takeHome(in context: Context) {
    for seat in seats {
      let exchange = context.markets[seat.exchange]
      let owner = exchange[seat.participant]
      for (asset, account) in [(exchange.pair.base, owner.base), (exchange.pair.quote, owner.quote)] {
        let amount = context.ledger.balance(account)
        let isHome = exchange.withdraw(
          amount, of: asset, from: seat.participant, to: wallet[asset], ledger: context.ledger)
        if isHome { count(amount, of: asset, in: context) }
      }
    }
  }

  private func participant(on exchange: ExchangeID) -> ParticipantID {
    guard let seat = seats.first(where: { $0.exchange == exchange }) else {
      invariantFailure("a desk without a seat on an exchange of its token")
    }
    return seat.participant
  }

  /// Enters an amount in the balance of the running trade.
  private mutating func count(_ amount: Amount, of asset: AssetID, in context: Context) {
    guard let running, amount != .zero else { return }
    if asset == token {
      balance.tokens += amount
    } else {
      let price = context.markets.usdPrice(of: asset, at: running.instant)
      balance.usd += context.coins(amount, of: asset) * price
    }
  }

  /// All coins in the wallet but the token, in USD at reference prices.
  private func coinsUSD(in context: Context) -> Double {
    context.ledger.assets.indices.reduce(0) { sum, index in
      let asset = AssetID(rawValue: Int32(index))
      let amount = context.ledger.balance(wallet[asset])
      return asset != token && amount > .zero ? sum + context.usd(amount, of: asset) : sum
    }
  }
}
