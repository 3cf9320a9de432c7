// The trader who keeps a reserve and the exchanges at one price.

public import SimEngine

/// An arbitrageur between one reserve with an exponential curve and every exchange of its token.
///
/// At each look he finds, for every exchange, the amount that earns most (`ArbitragePlan`), and trades the best in two
/// legs. First the book: an order that takes what it can up to the last price that the plan counted on and drops the
/// rest, since only the book can change while the order travels. When the answer is back the reserve: exactly what was
/// filled, and only if that still covers what the book cost; otherwise he keeps what he has. Where swaps settle in blocks
/// the reserve answers with the next one. While a leg is under way he plans nothing else.
///
/// What is above the reserve's cap goes there in several transactions one after another, each at its own price along the
/// curve, all in one block if there are blocks.
///
/// He holds coins on both sides so that neither leg waits for a transfer, and after each round he moves what came in
/// too much to where it is missing, exchanging the quote coin for the currency or back outside.
public final class Arbitrageur: Component {
  public let name: String
  let group: String
  let venueIndex: Int
  let parameters: ArbitrageurParameters

  var trader = TraderID(rawValue: -1)
  private var looks: RandomStream?
  private var firstLeg: FirstLeg?
  private var secondLeg: SecondLeg?
  private var tally = Tally()

  /// An order on a book, and what is known of its fills.
  private struct FirstLeg {
    let plan: ArbitragePlan
    let seat: Trader.Seat
    var lots: Int64 = 0
    /// Quote coins paid or received, fees included.
    var quote = 0.0
  }

  /// Swaps with the reserve that wait for a block.
  private struct SecondLeg {
    let leg: FirstLeg
    let parts: [ReservePart]
    let transactions: [TransactionID]
  }

  private struct Tally {
    var rounds = 0
    var missed = 0
    var stranded = 0
    var profitUSD = 0.0
  }

  private static let look = EventKind(rawValue: 0)
  private static let bookAnswered = EventKind(rawValue: 1)
  private static let blockMade = EventKind(rawValue: 2)

  /// An arbitrageur who has not started.
  /// - Parameter venue: The place of the reserve among `Markets.swapVenues`.
  public init(name: String, group: String, venue: Int, parameters: ArbitrageurParameters) {
    invariant(parameters.meanReaction > .zero, "\(name) looks at the market without pause")
    self.name = name
    self.group = group
    venueIndex = venue
    self.parameters = parameters
  }

  public func setUp(in context: Context) {
    openStock(in: context)
    looks = context.stream("\(name)/looks", .exogenous)
    scheduleLook(in: context)
  }

  private func scheduleLook(in context: Context) {
    guard let looks else { return }
    let mean = parameters.meanReaction
    context.schedule(
      Arbitrageur.look,
      after: parameters.reactsAtRandom ? SimDuration(rounding: looks.exponential(mean: mean.seconds)) : mean)
  }

  /// Looks at the market, hears of a fill, or goes on to the reserve.
  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case Arbitrageur.look:
      if firstLeg == nil, secondLeg == nil { beginBestRound(in: context) }
      scheduleLook(in: context)
    case .fill: note(ticks: event.a, lots: event.b, in: context)
    case Arbitrageur.bookAnswered: beginSecondLeg(in: context)
    case Arbitrageur.blockMade: readReceipts(in: context)
    default: break
    }
  }

  // MARK: First leg: the book

  private func beginBestRound(in context: Context) {
    var best: (plan: ArbitragePlan, seat: Trader.Seat)?
    for seat in context.markets[trader].seats {
      guard let plan = plan(on: seat, in: context) else { continue }
      if plan.profitUSD > best?.plan.profitUSD ?? parameters.minimumProfitUSD { best = (plan, seat) }
    }
    guard let (plan, seat) = best else { return }
    let exchange = context.markets[seat.exchange]
    firstLeg = FirstLeg(plan: plan, seat: seat)
    exchange.submit(
      .limit(plan.bookSide, plan.quantity, at: plan.limit, by: seat.participant, .immediateOrCancel),
      in: context)
    // After every notice of a fill, also where there is no latency.
    context.schedule(Arbitrageur.bookAnswered, after: exchange.terms.latency * 2, phase: .programmes)
  }

  private func plan(on seat: Trader.Seat, in context: Context) -> ArbitragePlan? {
    let (exchange, venue) = (context.markets[seat.exchange], context.markets.swapVenues[venueIndex])
    guard exchange.state == .open, let present = venue.curve else { return nil }
    let curve = present.allowing(parameters.mostTransactions)
    let wallet = context.markets[trader].wallet
    let owner = exchange[seat.participant]
    let ledger = context.ledger
    let frictions = ArbitrageFrictions(
      currencyPerQuote: context.markets.usdPrice(of: exchange.pair.quote, at: context.now)
        / context.markets.usdPrice(of: venue.currency, at: context.now),
      takerFeeShare: Double(exchange.terms.takerFeePartsPerMillion) / 1e6,
      exchangeCostShare: exchangeCostShare(on: seat, in: context),
      transactionCost: context.coins(parameters.transactionCost, of: venue.currency),
      currencyUSD: context.markets.usdPrice(of: venue.currency, at: context.now))
    let currency = context.coins(ledger.balance(wallet[venue.currency]), of: venue.currency)
    let funds = ArbitrageFunds(
      tokensOnExchange: context.coins(ledger.balance(owner.base), of: exchange.pair.base),
      quoteOnExchange: context.coins(ledger.balance(owner.quote), of: exchange.pair.quote),
      tokensInWallet: context.coins(ledger.balance(wallet[venue.token]), of: venue.token),
      currencyInWallet: max(0, currency - frictions.transactionCost * Double(parameters.mostTransactions)))
    var best = ArbitragePlan.best(on: exchange, curve, frictions, funds) { side, tokens in
      let asset = side == .buy ? venue.currency : venue.token
      let first = present.split(tokens, side, into: parameters.mostTransactions)[0]
      let paying = context.amount(side == .buy ? present.currency(forBuying: first) : first, of: asset)
      if case .receive = venue.quote(side, paying: paying) { return true }
      return false
    }
    if let plan = best {
      let tokens = exchange.pair.coins(plan.quantity)
      let further = present.split(tokens, plan.bookSide.opposite, into: parameters.mostTransactions).count - 1
      best?.profitUSD -= Double(further) * frictions.transactionCost * frictions.currencyUSD
    }
    return best
  }

  private func note(ticks: Int64, lots: Int64, in context: Context) {
    guard let leg = firstLeg else { return }
    let exchange = context.markets[leg.seat.exchange]
    let fee = Double(exchange.terms.takerFeePartsPerMillion) / 1e6
    let notional = exchange.pair.value(Price(ticks: ticks)) * exchange.pair.coins(Quantity(lots: lots))
    firstLeg?.lots += Int64(lots.magnitude)
    firstLeg?.quote += notional.magnitude * (lots > 0 ? 1 + fee : 1 - fee)
  }

  // MARK: Second leg: the reserve

  private func beginSecondLeg(in context: Context) {
    guard let leg = firstLeg else { return }
    firstLeg = nil
    guard leg.lots > 0 else {
      tally.missed += 1
      return
    }
    guard let parts = parts(of: leg, in: context) else {
      tally.stranded += 1
      return
    }
    if let chain = context.markets.chain {
      let transactions = parts.map { chain.submit(transaction(leg, $0, in: context), in: context) }
      secondLeg = SecondLeg(leg: leg, parts: parts, transactions: transactions)
      context.schedule(
        Arbitrageur.blockMade, at: chain.nextBlock, phase: .programmes, target: context.active)
    } else {
      finishRound(leg, parts, parts.map { swap(leg, $0, in: context) }, in: context)
    }
  }

  private func readReceipts(in context: Context) {
    guard let (leg, parts, transactions) = secondLeg.map({ ($0.leg, $0.parts, $0.transactions) }) else {
      return
    }
    secondLeg = nil
    let receipts = transactions.compactMap { context.markets.chain?.takeReceipt(of: $0) }
    for receipt in receipts where receipt.isFailure {
      tally.profitUSD -= context.usd(
        receipt.gas, of: context.markets.swapVenues[venueIndex].currency)
    }
    finishRound(leg, parts, receipts.map(\.result), in: context)
  }

  /// Counts what both legs earned and levels the balances, unless part of the second one failed.
  private func finishRound(
    _ leg: FirstLeg, _ parts: [ReservePart], _ results: [SwapResult], in context: Context
  ) {
    var failures = 0
    for (part, result) in zip(parts, results) {
      if let earnedUSD = earnedUSD(leg, part, result, in: context) {
        tally.profitUSD += earnedUSD
      } else {
        failures += 1
      }
    }
    guard failures == 0 else {
      tally.stranded += 1
      return
    }
    tally.rounds += 1
    levelOut(leg.seat, in: context)
  }

  /// What takes to the reserve what the book filled; nil if that would cost more than it brings.
  private func parts(of leg: FirstLeg, in context: Context) -> [ReservePart]? {
    let exchange = context.markets[leg.seat.exchange]
    let venue = context.markets.swapVenues[venueIndex]
    let tokens = exchange.pair.amount(Quantity(lots: leg.lots))
    if leg.plan.bookSide == .buy {
      guard let curve = venue.curve, parameters.mostTransactions > 1 else {
        return [ReservePart(share: 1, paying: tokens, minimum: minimum(leg, share: 1, in: context))]
      }
      let sizes = curve.split(
        context.coins(tokens, of: venue.token), .sell, into: parameters.mostTransactions)
      var left = tokens
      return sizes.enumerated().map { index, size in
        let paying = index == sizes.count - 1 ? left : min(left, context.amount(size, of: venue.token))
        left -= paying
        let share = Double(paying.baseUnits) / Double(tokens.baseUnits)
        return ReservePart(share: share, paying: paying, minimum: minimum(leg, share: share, in: context))
      }
    }
    guard var curve = venue.curve else { return nil }
    let all = context.coins(tokens, of: venue.token)
    let sizes = curve.split(all, .buy, into: parameters.mostTransactions)
    var (parts, cost) = ([ReservePart](), 0.0)
    for size in sizes {
      let currency = curve.currency(forBuying: size)
      guard currency.isFinite else { return nil }
      cost += currency
      let share = size / all
      parts.append(
        ReservePart(
          share: share, paying: context.amount(currency, of: venue.currency),
          minimum: context.markets.chain == nil ? .zero : minimum(leg, share: share, in: context)))
      curve = curve.moved(by: currency)
    }
    let costUSD = context.usd(parameters.transactionCost, of: venue.currency) * Double(parts.count)
    let currencyUSD = context.markets.usdPrice(of: venue.currency, at: context.now)
    let worthUSD = elsewhereUSD(leg, in: context) * (1 - exchangeCostShare(on: leg.seat, in: context))
    return cost * currencyUSD + costUSD < worthUSD ? parts : nil
  }

  /// The least that a part of the second leg must bring to cover its share of the first.
  private func minimum(_ leg: FirstLeg, share: Double, in context: Context) -> Amount {
    let venue = context.markets.swapVenues[venueIndex]
    guard leg.plan.bookSide == .buy else {
      // The tokens that were sold are bought back, up to what the curve's rounding takes.
      let tokens = context.markets[leg.seat.exchange].pair.amount(Quantity(lots: leg.lots))
      return context.amount(context.coins(tokens, of: venue.token) * share * (1 - 1e-6), of: venue.token)
    }
    let kept = 1 - exchangeCostShare(on: leg.seat, in: context)
    let costUSD = context.usd(parameters.transactionCost, of: venue.currency)
    let currencyUSD = context.markets.usdPrice(of: venue.currency, at: context.now)
    return context.amount(
      (elsewhereUSD(leg, in: context) / kept * share + costUSD) / currencyUSD, of: venue.currency)
  }

  private func elsewhereUSD(_ leg: FirstLeg, in context: Context) -> Double {
    let quote = context.markets[leg.seat.exchange].pair.quote
    return leg.quote * context.markets.usdPrice(of: quote, at: context.now)
  }

  private func transaction(_ leg: FirstLeg, _ part: ReservePart, in context: Context) -> SwapTransaction {
    SwapTransaction(
      venue: venueIndex, side: leg.plan.bookSide.opposite, paying: part.paying, minimum: part.minimum,
      gas: parameters.transactionCost, wallet: context.markets[trader].wallet, trader: name)
  }

  /// Swaps at once and pays for the transaction if it succeeds.
  private func swap(_ leg: FirstLeg, _ part: ReservePart, in context: Context) -> SwapResult {
    let venue = context.markets.swapVenues[venueIndex]
    let wallet = context.markets[trader].wallet
    // The transaction is paid after the swap, out of what that leaves or brings.
    let currency = context.ledger.balance(wallet[venue.currency])
    let spare = leg.plan.bookSide == .buy ? currency + part.minimum : currency - part.paying
    guard spare >= parameters.transactionCost else { return .refused(reason: "gasBalance") }
    let result = venue.swap(
      leg.plan.bookSide.opposite, paying: part.paying, atLeast: part.minimum, wallet: wallet, trader: name,
      in: context)
    if case .swapped = result {
      context.ledger.transfer(
        parameters.transactionCost, from: wallet[venue.currency],
        to: context.ledger.outside[venue.currency])
      context.markets.noteFlow(
        -parameters.transactionCost, of: venue.currency, by: wallet, in: context)
    }
    return result
  }

  /// USD that a part of the second leg and its share of the first earned; nil if it failed.
  private func earnedUSD(
    _ leg: FirstLeg, _ part: ReservePart, _ result: SwapResult, in context: Context
  ) -> Double? {
    guard case .swapped(let paid, let received) = result else { return nil }
    let currency = context.markets.swapVenues[venueIndex].currency
    let costUSD = context.usd(parameters.transactionCost, of: currency)
    let kept = 1 - exchangeCostShare(on: leg.seat, in: context)
    let elsewhereUSD = elsewhereUSD(leg, in: context)
    return leg.plan.bookSide == .buy
      ? context.usd(received, of: currency) - elsewhereUSD / kept * part.share - costUSD
      : elsewhereUSD * kept * part.share - context.usd(paid, of: currency) - costUSD
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
