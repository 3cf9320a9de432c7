// What those do who want to sell and find nobody who buys: they offer, and ask for less and less.

public import SimEngine

/// How unsold tokens are offered.
public struct RestingAskParameters: Hashable, Sendable {
  /// By how much the asked price falls in a day for as long as something is left, as a share of it.
  public var concessionPerDay = 0.1
  /// How often the offer is put up anew.
  public var requoteEvery = SimDuration.hours(1)
  /// The price below which nothing is offered, USD per token.
  public var floorUSD = 0.0

  /// A tenth a day, without a floor.
  public init() {}
}

/// Offers at one price in USD, equal parts on every open exchange, for a group whose tokens the market did not take.
///
/// The price starts at the lowest ask of the others, or at the peg, and falls by the same share in equal times until
/// all is sold; it is never above the others' lowest ask. Where it meets a bid it trades at once. Without such offers a
/// market whose bids are gone would show the providers' asks alone, and look as if the peg held.
///
/// The component that owns it passes the events of `withdrawal` and `placement` on.
struct RestingAsk {
  /// The kind of event at which the offers are taken back.
  static let withdrawal = EventKind(rawValue: 101)
  /// The kind of event at which they are put up again.
  static let placement = EventKind(rawValue: 102)

  private let token: AssetID
  private let pegUSD: Double
  private let wallet: Wallet
  private let parameters: RestingAskParameters
  /// Seats of its own, so that its orders and a desk's never mix.
  private let seats: [Trader.Seat]
  /// Tokens to be sold, at home and on exchanges.
  private(set) var left = Amount.zero
  /// Tokens brought to each seat for the offers of now.
  private var offered: [Amount]
  private var askUSD: Double?
  private var pricedAt = SimTime.start
  private var isActive = false

  init(
    _ trader: TraderID, token: AssetID, pegUSD: Double, parameters: RestingAskParameters, in context: Context
  ) {
    let markets = context.markets
    let taken = markets[trader].seats.count
    for exchange in markets.exchanges where exchange.pair.base == token {
      _ = markets.join(trader, exchange.id, ledger: context.ledger)
    }
    seats = Array(markets[trader].seats.dropFirst(taken))
    offered = Array(repeating: .zero, count: seats.count)
    self.token = token
    self.pegUSD = pegUSD
    self.parameters = parameters
    wallet = markets[trader].wallet
  }

  /// Takes over tokens that are in the wallet.
  mutating func add(_ tokens: Amount, in context: Context) {
    left += tokens
    guard !isActive, left > .zero else { return }
    isActive = true
    context.schedule(RestingAsk.placement, after: .zero, phase: .programmes)
  }

  /// Takes the offers back, to put them up anew once the exchanges have answered.
  func withdraw(in context: Context) {
    var answered = context.now
    for seat in seats {
      let exchange = context.markets[seat.exchange]
      exchange.submit(.cancelAll(by: seat.participant), in: context)
      answered = max(answered, context.now + exchange.terms.latency * 2)
    }
    // After the venues of the instant, since an exchange without latency executes in it.
    context.schedule(RestingAsk.placement, at: answered, phase: .programmes, target: context.active)
  }

  /// Takes home what came of the last offers and puts up new ones; tokens sold since then, and USD received.
  mutating func place(in context: Context) -> (tokens: Amount, usd: Double) {
    let (sold, usd) = takeHome(in: context)
    isActive = left > .zero
    if isActive {
      offerAll(at: nextPrice(in: context), in: context)
      context.schedule(RestingAsk.withdrawal, after: parameters.requoteEvery)
    } else {
      askUSD = nil
    }
    return (sold, usd)
  }

  /// The price to ask now, while no offer of its own is on a book.
  private mutating func nextPrice(in context: Context) -> Double {
    let others = context.markets.consolidatedTop(of: token, at: context.now).ask ?? pegUSD
    var price = others
    if let askUSD {
      let days = (context.now - pricedAt).days
      let kept = DeterministicMath.exp(DeterministicMath.log1p(-parameters.concessionPerDay) * days)
      price = min(askUSD * kept, others)
    }
    price = max(price, parameters.floorUSD)
    askUSD = price
    pricedAt = context.now
    return price
  }

  private mutating func offerAll(at usd: Double, in context: Context) {
    let open = seats.indices.filter { context.markets[seats[$0].exchange].state == .open }
    for index in open {
      let seat = seats[index]
      let exchange = context.markets[seat.exchange]
      let part = Amount(baseUnits: left.baseUnits / Int128(open.count))
      let lots = exchange.pair.lots(in: min(part, context.ledger.balance(wallet[token])))
      guard lots > .zero else { continue }
      let amount = exchange.pair.amount(lots)
      exchange.deposit(amount, of: token, from: wallet[token], to: seat.participant, ledger: context.ledger)
      offered[index] = amount
      let quoteUSD = context.markets.usdPrice(of: exchange.pair.quote, at: context.now)
      exchange.submit(
        .limit(.sell, lots, at: exchange.pair.price(nearest: usd / quoteUSD), by: seat.participant),
        in: context)
    }
  }

  /// Brings what is free on the exchanges into the wallet, tokens not sold and proceeds; says what was sold.
  ///
  /// What lay on an exchange that has failed is gone, and nobody can tell how much of it was sold before.
  private mutating func takeHome(in context: Context) -> (sold: Amount, usd: Double) {
    var outcome = (sold: Amount.zero, usd: 0.0)
    for (index, seat) in seats.enumerated() {
      let exchange = context.markets[seat.exchange]
      let owner = exchange[seat.participant]
      let (base, quote) = (context.ledger.balance(owner.base), context.ledger.balance(owner.quote))
      for (asset, amount) in [(exchange.pair.base, base), (exchange.pair.quote, quote)] {
        _ = exchange.withdraw(
          amount, of: asset, from: seat.participant, to: wallet[asset], ledger: context.ledger)
      }
      let gone = offered[index] - base
      offered[index] = .zero
      left -= gone
      guard exchange.state != .defaulted else { continue }
      outcome.sold += gone
      outcome.usd += context.usd(quote, of: exchange.pair.quote)
    }
    return outcome
  }
}
