// What befalls exchanges at an instant: a halt and its end, a delisting, a default.

/// Something that happens to exchanges.
public enum ExchangeFate: Hashable, Sendable {
  /// Nothing is matched for a while; orders stay.
  case halt(SimDuration)
  /// The pair is taken off for good; balances can be withdrawn.
  case delisting
  /// The exchange is gone with everything on it.
  case failure
}

/// Lets something happen to exchanges at an instant, before anybody acts in it.
public final class ExchangeShock: Component {
  public let name: String
  private let fate: ExchangeFate
  private let exchanges: [ExchangeID]
  private let instant: SimTime
  @exclusivity(unchecked) private var voidOrders: Int64 = 0
  @exclusivity(unchecked) private var lostTokens = 0.0
  @exclusivity(unchecked) private var lostUSD = 0.0

  private static let strike = EventKind(rawValue: 0)
  private static let lift = EventKind(rawValue: 1)

  /// A shock.
  /// - Parameter instant: When; one after the end of the run never happens.
  public init(name: String, _ fate: ExchangeFate, of exchanges: [ExchangeID], at instant: SimTime) {
    self.name = name
    self.fate = fate
    self.exchanges = exchanges
    self.instant = instant
  }

  public func setUp(in context: Context) {
    context.schedule(ExchangeShock.strike, at: instant, phase: .marketData, target: context.active)
  }

  public func handle(_ event: Event, in context: Context) {
    for id in exchanges {
      let exchange = context.markets[id]
      if event.kind == ExchangeShock.lift { exchange.resume() } else { strike(exchange, in: context) }
    }
    guard event.kind == ExchangeShock.strike, case .halt(let span) = fate else { return }
    context.schedule(ExchangeShock.lift, after: span, phase: .marketData)
  }

  private func strike(_ exchange: Exchange, in context: Context) {
    switch fate {
    case .halt: exchange.halt()
    case .delisting:
      voidOrders += exchange.openOrderCount
      exchange.delist(in: context)
    case .failure:
      voidOrders += exchange.openOrderCount
      let (pair, markets) = (exchange.pair, context.markets)
      let tokenUSD = markets.marketPrice(of: pair.base, at: context.now)
      let lost = exchange.fail(in: context)
      let tokens = lost.base.coins(decimals: context.ledger.assets[Int(pair.base.rawValue)].decimals)
      lostTokens += tokens
      lostUSD +=
        tokens * tokenUSD + pair.quoteCoins(lost.quote) * markets.usdPrice(of: pair.quote, at: context.now)
    }
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    guard case .halt = fate else {
      let orders = SummaryMetric("\(name).void_orders_count", Double(voidOrders), unit: "")
      return fate == .delisting
        ? [orders]
        : [
          orders, SummaryMetric("\(name).lost_tokens", lostTokens, unit: "tokens"),
          SummaryMetric("\(name).lost_usd", lostUSD, unit: "USD"),
        ]
    }
    return []
  }
}
