// An exchange: participants with balances, an order book, fees, latency, and the ways in which it can fail.

/// The terms on which an exchange trades.
public struct ExchangeTerms: Sendable {
  /// What is traded, in which steps.
  public var pair: TradingPair
  /// Share of the notional, in parts per million, that the resting side pays in the quote asset.
  public var makerFeePartsPerMillion: Int64 = 0
  /// Share of the notional, in parts per million, that the aggressing side pays in the quote asset.
  public var takerFeePartsPerMillion: Int64 = 0
  /// How long a request travels to the exchange, and a notice back.
  public var latency = SimDuration.zero
  /// What happens when a participant's order meets his own.
  public var selfTrade = SelfTradePolicy.cancelResting
  /// USD that one base coin is meant to be worth, against which a participant's edge is measured.
  public var pegUSD = 1.0
  /// Whether every fill is written to the table of trades.
  public var recordsTrades = true

  /// Terms without fees and latency.
  public init(pair: TradingPair) { self.pair = pair }
}

/// Whether an exchange takes orders.
public enum ExchangeState: String, Sendable {
  /// Orders are taken and matched.
  case open
  /// Orders rest untouched and none is taken; cancelling is possible.
  case halted
  /// The pair was taken off: every order was returned, balances can be withdrawn.
  case delisted
  /// The exchange is gone with everything on it.
  case defaulted
}

/// An exchange for one pair.
///
/// A request is executed when it arrives, `latency` after it was sent, in the phase of venues. What an order
/// could have to pay is set aside while it rests, so that no fill can fail. Fees are taken in the quote asset.
/// Rounding is against the aggressing side: it pays up and receives down; the resting side pays down.
public final class Exchange: Component {
  public let name: String
  /// The id in the markets of its simulation.
  public let id: ExchangeID
  /// The terms of trade.
  public let terms: ExchangeTerms
  /// Units and conversions of the pair.
  @inlinable public var pair: TradingPair { terms.pair }
  /// Whether orders are taken.
  @exclusivity(unchecked) public internal(set) var state = ExchangeState.open
  /// Price of the last fill.
  @exclusivity(unchecked) public internal(set) var lastPrice: Price?
  /// Quantity of all fills.
  @exclusivity(unchecked) public internal(set) var volume = Quantity.zero
  /// How many fills there were.
  @exclusivity(unchecked) public internal(set) var fillCount: Int64 = 0
  /// Refused requests, by the raw value of the reason.
  @exclusivity(unchecked) public internal(set) var refusals = ContiguousArray<Int64>(
    repeating: 0, count: RequestRefusal.allCases.count)

  @usableFromInline let book: OrderBook
  @exclusivity(unchecked) @usableFromInline var component = ComponentID(rawValue: -1)
  // One entry a participant in each, so that what every order touches is small and plain.
  @exclusivity(unchecked) @usableFromInline var accounts: ContiguousArray<ParticipantAccounts> = []
  @exclusivity(unchecked) @usableFromInline var orderLists: ContiguousArray<ContiguousArray<OrderID>> = []
  @exclusivity(unchecked) var records: ContiguousArray<TradingRecord> = []
  @exclusivity(unchecked) var notified: ContiguousArray<ComponentID?> = []
  @exclusivity(unchecked) var names: ContiguousArray<String> = []
  /// The secret of each for listing his orders.
  @exclusivity(unchecked) var keys: ContiguousArray<OpenOrdersKey> = []
  /// The newest nonce of each that was honoured, -1 before the first.
  @exclusivity(unchecked) var lastNonces: ContiguousArray<Int64> = []

  /// Requests on their way, by index.
  @exclusivity(unchecked) @usableFromInline var inbox: ContiguousArray<OrderRequest> = []
  @exclusivity(unchecked) @usableFromInline var freeInbox: ContiguousArray<Int> = []
  /// Quote or base units set aside for the order in each slot of the book.
  @exclusivity(unchecked) var reserved: ContiguousArray<Int128> = []
  /// Where in its participant's list the order in each slot stands.
  @exclusivity(unchecked) var placeInList: ContiguousArray<Int32> = []
  /// Since when the order in each slot has rested.
  @exclusivity(unchecked) var restingSince: ContiguousArray<SimTime> = []
  /// Halts that have begun and not ended.
  private var haltCount = 0
  let fees: AccountID
  private let lost: (base: AccountID, quote: AccountID)
  @exclusivity(unchecked) var tape: MetricTableID?
  /// USD of a coin half way between best bid and best ask before the order that is being filled, for the tape.
  @exclusivity(unchecked) var midBeforeUSD: Double?
  /// The secret from which the keys of participants are derived: the name's digest, so that runs repeat.
  let master: SipHash

  /// Requests that were executed; also the order of arrival of what rests.
  @exclusivity(unchecked) var requestCount: Int64 = 0

  @usableFromInline static let arrival = EventKind(rawValue: 0)

  /// An exchange without participants.
  public init(name: String, id: ExchangeID, terms: ExchangeTerms, ledger: Ledger) {
    self.name = name
    self.id = id
    self.terms = terms
    book = OrderBook(selfTradePolicy: terms.selfTrade)
    master = SipHash(keyedBy: name)
    fees = ledger.open("\(name)/fees", terms.pair.quote)
    lost = (ledger.open("\(name)/lost", terms.pair.base), ledger.open("\(name)/lost", terms.pair.quote))
  }

  public func setUp(in context: Context) {
    component = context.active
    if terms.recordsTrades { tape = context.metrics.declare(Exchange.tradeTable) }
  }

  /// Executes the request that has arrived.
  public func handle(_ event: Event, in context: Context) {
    let index = Int(event.a)
    let request = inbox[index]
    freeInbox.append(index)
    execute(request, in: context)
  }

  /// Sends a request; it arrives after the latency.
  @inlinable
  public func submit(_ request: OrderRequest, in context: Context) {
    invariant(component.rawValue >= 0, "an order is sent to an exchange that is not set up")
    let index: Int
    if let free = freeInbox.popLast() {
      index = free
      inbox[index] = request
    } else {
      index = inbox.count
      inbox.append(request)
    }
    context.schedule(
      Exchange.arrival, at: context.now + terms.latency, phase: .venues, target: component, a: Int64(index))
  }

  // MARK: What everybody sees

  /// The highest bid.
  @inlinable public var bestBid: Price? { book.bestBid }
  /// The lowest ask.
  @inlinable public var bestAsk: Price? { book.bestAsk }
  /// Half way between best bid and best ask in quote coins per base coin; nil unless both exist.
  @inlinable public var mid: Double? {
    guard let bid = bestBid, let ask = bestAsk else { return nil }
    return (pair.value(bid) + pair.value(ask)) / 2
  }

  /// The levels of a side from the best outward.
  @inlinable public func depth(_ side: Side) -> Depth { book.depth(side) }
  /// How many orders rest.
  /// - Complexity: O(participants).
  public var openOrderCount: Int64 { Int64(orderLists.reduce(0) { $0 + $1.count }) }
  /// What rests under an identifier, or nil when the order is gone.
  @inlinable public func order(_ id: OrderID) -> OrderView? { book.order(id) }

  // MARK: How it fails

  /// Stops matching; orders stay where they are.
  public func halt() {
    haltCount += 1
    if state == .open { state = .halted }
  }
  /// Ends one halt; the exchange goes on once every halt has ended.
  /// - Precondition: more calls of `halt` than of this.
  public func resume() {
    invariant(haltCount > 0, "\(name) ends a halt that never began")
    haltCount -= 1
    if state == .halted && haltCount == 0 { state = .open }
  }

  /// Takes the pair off: every order goes back to its owner, none is taken any more.
  ///
  /// Balances stay where they are and can be withdrawn. Of no effect on an exchange that has failed.
  public func delist(in context: Context) {
    guard state != .defaulted else { return }
    for participant in accounts.indices {
      cancelAll(ParticipantID(rawValue: Int32(participant)), in: context)
    }
    state = .delisted
  }

  /// Fails with everything on it: open orders are void and every balance is lost to its owner.
  /// - Returns: What was lost, nothing if the exchange had failed before.
  @discardableResult
  public func fail(in context: Context) -> (base: Amount, quote: Amount) {
    delist(in: context)
    state = .defaulted
    let ledger = context.ledger
    var total = (base: Amount.zero, quote: Amount.zero)
    for (index, participant) in accounts.enumerated() {
      let (base, quote) = (ledger.balance(participant.base), ledger.balance(participant.quote))
      ledger.transfer(base, from: participant.base, to: lost.base)
      ledger.transfer(quote, from: participant.quote, to: lost.quote)
      total.base += base
      total.quote += quote
      let owner = ParticipantID(rawValue: Int32(index))
      context.markets.flows?.noteLoss(base, of: pair.base, by: owner, on: self, in: context)
      context.markets.flows?.noteLoss(quote, of: pair.quote, by: owner, on: self, in: context)
    }
    return total
  }

  public func checkInvariants(in context: Context) {
    book.checkInvariants()
    checkReserves(in: context)
  }
}

extension Exchange {
  /// The table of every fill.
  static var tradeTable: MetricTable {
    MetricTable(
      name: "trades", meaning: "A fill on an exchange.",
      columns: [
        MetricColumn("time_s", .real, unit: "s", key: true, "Simulated time since the start."),
        MetricColumn("exchange", .text, key: true, "The exchange."),
        MetricColumn("fill", .integer, key: true, "The number of the fill on its exchange, from 1."),
        MetricColumn("taker_side", .text, "What the aggressing side did: buy or sell."),
        MetricColumn("price_quote", .real, unit: "quote/base", "Price in quote coins per base coin."),
        MetricColumn("quantity_base", .real, unit: "base", "Quantity in base coins."),
        MetricColumn("maker", .text, "Who had the resting order."),
        MetricColumn("taker", .text, "Who took it."),
        MetricColumn(
          "mid_usd", .real, unit: "USD",
          "Middle of the book before the taker's order; empty unless two-sided."),
      ])
  }
}
