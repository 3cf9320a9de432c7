// The trader who sees a swap wait for its block, trades just before it and undoes his trade just after it.

public import SimEngine

/// The settings of a sandwich attacker.
public struct SandwichParameters: Sendable {
  /// How long he takes to send his two swaps after he has seen one.
  public var reaction = SimDuration.zero
  /// By how much the gas of his first swap exceeds the victim's, base units of the reserve's currency.
  public var outbid = Amount(baseUnits: 1)
  /// USD that an attack must promise beyond gas.
  public var minimumProfitUSD = 0.05
  /// Currency that he begins with; from the world outside.
  public var currency = Amount.zero
  /// Tokens that he begins with, without which he attacks purchases only; newly minted.
  public var tokens = Amount.zero

  /// The defaults, without capital.
  public init() {}
}

/// A sandwich attacker on the swaps with one reserve.
///
/// He looks at every swap that is submitted. If it leaves the victim room below its quote, he sends a swap of the same side
/// with more gas, as large as the victim's limit, the reserve's caps and his purse allow, or as gains most, and at once the
/// opposite swap with the victim's gas, which comes after the victim's because it was sent later. Where the order of a block
/// is random, that happens one time in three, and he counts with it. The first swap is made at its quote or not at all.
///
/// He attacks one swap at a time, by the reserve's price at the moment and as if nothing else waited. What he is left with
/// when a leg fails or the order was another he closes in the following blocks.
public final class SandwichAttacker: Component {
  public let name: String
  private let group: String
  private let venueIndex: Int
  private let parameters: SandwichParameters

  private var trader = TraderID(rawValue: -1)
  private var attack: Attack?
  private var tally = Tally()

  /// Two swaps that wait for a block, or one that closes what they left open.
  private struct Attack {
    var transactions: [TransactionID]
    /// What the wallet held before it.
    let before: (currency: Amount, tokens: Amount)
  }

  private struct Tally {
    var seen = 0
    var attacks = 0
    var won = 0
    var expectedUSD = 0.0
    var gainUSD = 0.0
    var gas = 0.0
  }

  /// Currency that is not worth a transaction even if gas is free.
  private static let dust = 1e-6
  private static let send = EventKind(rawValue: 0)
  private static let blockMade = EventKind(rawValue: 1)

  /// An attacker who has not started.
  /// - Parameter venue: The place of the reserve among `Markets.swapVenues`.
  public init(name: String, group: String, venue: Int, parameters: SandwichParameters) {
    self.name = name
    self.group = group
    venueIndex = venue
    self.parameters = parameters
  }

  public func setUp(in context: Context) {
    let venue = context.markets.swapVenues[venueIndex]
    trader = context.markets.openTrader(name, group: group, ledger: context.ledger)
    let wallet = context.markets[trader].wallet
    context.ledger.mint(parameters.tokens, to: wallet[venue.token])
    context.bring(CoinHolding(asset: venue.currency, amount: parameters.currency), to: wallet)
    context.markets.chain?.addWatcher(context.active)
  }

  /// Sees a swap, attacks it, or reads what came of an attack.
  public func handle(_ event: Event, in context: Context) {
    switch event.kind {
    case .swapPending:
      context.schedule(SandwichAttacker.send, after: parameters.reaction, a: event.a)
    case SandwichAttacker.send: consider(TransactionID(rawValue: event.a), in: context)
    case SandwichAttacker.blockMade: settle(in: context)
    default: break
    }
  }

  // MARK: Attacking

  private func consider(_ id: TransactionID, in context: Context) {
    guard let chain = context.markets.chain, let seen = chain.mempool.first(where: { $0.id == id }),
      seen.transaction.venue == venueIndex, seen.transaction.wallet != context.markets[trader].wallet
    else { return }
    tally.seen += 1
    guard attack == nil, let plan = plan(around: seen.transaction, chain, in: context) else { return }
    let gas = (front: seen.transaction.gas + parameters.outbid, back: seen.transaction.gas)
    let venue = context.markets.swapVenues[venueIndex]
    let expectedUSD =
      plan.gain * context.markets.usdPrice(of: venue.currency, at: context.now)
      - context.usd(gas.front + gas.back, of: venue.currency)
    guard expectedUSD > parameters.minimumProfitUSD,
      let legs = legs(plan, around: seen.transaction, gas, in: context)
    else { return }
    tally.attacks += 1
    tally.expectedUSD += expectedUSD
    attack = Attack(
      transactions: legs.map { chain.submit($0, in: context) }, before: holdings(in: context))
    waitForBlock(chain, in: context)
  }

  private func plan(around seen: SwapTransaction, _ chain: Chain, in context: Context) -> SandwichPlan? {
    let venue = context.markets.swapVenues[venueIndex]
    guard let curve = venue.curve else { return nil }
    let (given, taken) =
      seen.side == .buy ? (venue.currency, venue.token) : (venue.token, venue.currency)
    let paying = context.coins(seen.paying, of: given)
    let victim = seen.side == .buy ? SandwichVictim.purchase(paying: paying) : .sale(tokens: paying)
    // A millionth above the victim's limit, which leaves room for the rounding of the reserve's quotes.
    let minimum = context.coins(seen.minimum, of: taken) * (1 + 1e-6)
    let held = holdings(in: context)
    let purse = context.coins(held.currency - seen.gas - seen.gas - parameters.outbid, of: venue.currency)
    let stock = curve.currency(forSelling: context.coins(held.tokens, of: venue.token))
    // The last leg moves up to the victim's currency more than the first.
    let victims = seen.side == .buy ? paying : curve.currency(forSelling: paying)
    let most =
      seen.side == .buy
      ? min(purse, curve.buyCap, curve.sellCap - victims) : min(stock, purse, curve.sellCap, curve.buyCap)
    return SandwichPlan.best(
      curve, around: victim, leaving: minimum, isOrderRandom: chain.rules.order == .random,
      most: most * (1 - 1e-9))
  }

  /// Both swaps; nil when the reserve would not make the first.
  private func legs(
    _ plan: SandwichPlan, around seen: SwapTransaction, _ gas: (front: Amount, back: Amount),
    in context: Context
  ) -> [SwapTransaction]? {
    let venue = context.markets.swapVenues[venueIndex]
    guard let curve = venue.curve else { return nil }
    let paying =
      plan.side == .buy
      ? context.amount(plan.moving, of: venue.currency)
      : context.amount(curve.tokens(forReceiving: plan.moving), of: venue.token)
    guard paying > .zero, case .receive(let received) = venue.quote(plan.side, paying: paying) else {
      return nil
    }
    // Around a purchase the tokens just bought are sold; around a sale what they brought, less the gain, buys them back.
    let back =
      plan.side == .buy
      ? received : received - context.amount(gain(of: plan, on: curve, seen, in: context), of: venue.currency)
    return [
      transaction(plan.side, paying, atLeast: received, gas: gas.front, in: context),
      transaction(plan.side.opposite, back, atLeast: .zero, gas: gas.back, in: context),
    ]
  }

  /// What the plan gains if the order is right.
  private func gain(
    of plan: SandwichPlan, on curve: ExponentialCurve, _ seen: SwapTransaction, in context: Context
  ) -> Double {
    let tokens = context.coins(seen.paying, of: context.markets.swapVenues[venueIndex].token)
    return max(0, curve.sandwichGain(around: .sale(tokens: tokens), moving: plan.moving))
  }

  private func transaction(
    _ side: Side, _ paying: Amount, atLeast minimum: Amount, gas: Amount, in context: Context
  ) -> SwapTransaction {
    SwapTransaction(
      venue: venueIndex, side: side, paying: paying, minimum: minimum, gas: gas,
      wallet: context.markets[trader].wallet, trader: name)
  }

  private func waitForBlock(_ chain: Chain, in context: Context) {
    context.schedule(
      SandwichAttacker.blockMade, at: chain.nextBlock, phase: .programmes, target: context.active)
  }

  // MARK: Afterwards

  private func settle(in context: Context) {
    guard let chain = context.markets.chain, let ended = attack else { return }
    let receipts = ended.transactions.compactMap { chain.takeReceipt(of: $0) }
    let currency = context.markets.swapVenues[venueIndex].currency
    for receipt in receipts { tally.gas += context.coins(receipt.gas, of: currency) }
    if let rest = closing(ended, gas: chain.rules.gas, in: context) {
      attack?.transactions = [chain.submit(rest, in: context)]
      return waitForBlock(chain, in: context)
    }
    attack = nil
    count(ended, in: context)
  }

  /// The swap that undoes what an attack left open; nil when that is worth no more than the gas, or the reserve would
  /// refuse it.
  private func closing(_ attack: Attack, gas: Amount, in context: Context) -> SwapTransaction? {
    let venue = context.markets.swapVenues[venueIndex]
    let held = holdings(in: context)
    let open = held.tokens - attack.before.tokens
    guard let curve = venue.curve, held.currency > gas,
      context.coins(open, of: venue.token).magnitude * curve.spotPrice
        > context.coins(gas, of: venue.currency) + SandwichAttacker.dust
    else { return nil }
    let side: Side = open > .zero ? .sell : .buy
    // Just below the cap, so that no rounding puts the trade above it.
    let tokens = min(context.coins(open, of: venue.token).magnitude, curve.cap(side) * (1 - 1e-9))
    let paying =
      side == .sell
      ? min(open, context.amount(tokens, of: venue.token))
      : min(held.currency - gas, context.amount(curve.currency(forBuying: tokens), of: venue.currency))
    guard case .receive(let received) = venue.quote(side, paying: paying), received > .zero else {
      return nil
    }
    return transaction(side, paying, atLeast: .zero, gas: gas, in: context)
  }

  /// Counts what an attack changed in the wallet, tokens at the reserve's price.
  private func count(_ attack: Attack, in context: Context) {
    let venue = context.markets.swapVenues[venueIndex]
    let held = holdings(in: context)
    let tokens = context.coins(held.tokens - attack.before.tokens, of: venue.token)
    let currency =
      context.coins(held.currency - attack.before.currency, of: venue.currency)
      + tokens * (venue.curve?.spotPrice ?? 0)
    let gainUSD = currency * context.markets.usdPrice(of: venue.currency, at: context.now)
    tally.gainUSD += gainUSD
    if gainUSD > 0 { tally.won += 1 }
  }

  private func holdings(in context: Context) -> (currency: Amount, tokens: Amount) {
    let venue = context.markets.swapVenues[venueIndex]
    let wallet = context.markets[trader].wallet
    return (context.ledger.balance(wallet[venue.currency]), context.ledger.balance(wallet[venue.token]))
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    [
      SummaryMetric("\(name).seen_count", Double(tally.seen), unit: ""),
      SummaryMetric("\(name).attacks_count", Double(tally.attacks), unit: ""),
      SummaryMetric("\(name).won_count", Double(tally.won), unit: ""),
      SummaryMetric("\(name).expected_gain_usd", tally.expectedUSD, unit: "USD"),
      SummaryMetric("\(name).gain_usd", tally.gainUSD, unit: "USD"),
      SummaryMetric("\(name).gas_eth", tally.gas, unit: "ETH"),
    ]
  }
}
