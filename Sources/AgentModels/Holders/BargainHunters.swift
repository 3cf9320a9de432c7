// Those who buy the coin when it is cheap enough: the demand that stands below the peg.

public import SimEngine

/// The settings of a group of bargain hunters.
public struct BargainHunterParameters: Sendable {
  /// How many hunters on each exchange, >= 1.
  public var countOnExchange = 20
  /// What they have to spend on each exchange together, quote base units; from the world outside.
  public var quoteOnExchange = Amount.zero
  /// The median discount to the peg at which a hunter buys, as a share of it.
  public var medianDiscount = 0.1
  /// The standard deviation of the logarithm of that discount.
  public var discountSigma = 0.8
  /// How often the bids are put up anew at the price of the quote coin.
  public var requoteEvery = SimDuration.hours(1)
  /// From taking the old bids back to placing new ones.
  public var replacementDelay = SimDuration.seconds(5)
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0

  /// The defaults, without money.
  public init() {}
}

/// Hunters who each bid for the coin at a discount of their own, with an equal share of the purse.
///
/// Their bids are what the price falls to once the providers' are gone. Those who ask the least discount buy first, so
/// what is left of the purse belongs to those who ask the most: each time the bids are put up anew, money is handed
/// out from the deepest bid upward until there is none left. What they buy they keep.
public final class BargainHunters: Component {
  public let name: String
  private let token: AssetID
  private let parameters: BargainHunterParameters

  private var trader = TraderID(rawValue: -1)
  /// The discount of each hunter on each exchange, the deepest first; shape [seats][hunters].
  private(set) var discounts: [[Double]] = []

  private static let withdrawal = EventKind(rawValue: 0)
  private static let placement = EventKind(rawValue: 1)

  /// A group that has not started.
  /// - Parameters:
  ///   - name: Its name, which is also the group in the tables.
  ///   - token: What they buy.
  public init(name: String, token: AssetID, parameters: BargainHunterParameters) {
    invariant(parameters.countOnExchange >= 1, "\(name) is a group of nobody")
    self.name = name
    self.token = token
    self.parameters = parameters
  }

  public func setUp(in context: Context) {
    let (markets, ledger) = (context.markets, context.ledger)
    trader = markets.openTrader(name, group: name, ledger: ledger)
    let wallet = markets[trader].wallet
    for exchange in markets.exchanges where exchange.pair.base == token {
      let seat = markets.join(trader, exchange.id, ledger: ledger)
      let quote = exchange.pair.quote
      context.bring(CoinHolding(asset: quote, amount: parameters.quoteOnExchange), to: wallet)
      exchange.deposit(
        parameters.quoteOnExchange, of: quote, from: wallet[quote], to: seat, ledger: ledger)
      let draw = context.stream("\(name)/discounts@\(exchange.name)", .exogenous)
      discounts.append(
        (0..<parameters.countOnExchange)
          .map { _ in draw.lognormal(median: parameters.medianDiscount, sigma: parameters.discountSigma) }
          .sorted(by: >))
    }
    context.schedule(BargainHunters.placement, after: .zero)
  }

  /// Takes the bids back, or puts them up.
  public func handle(_ event: Event, in context: Context) {
    for (index, seat) in context.markets[trader].seats.enumerated() {
      let exchange = context.markets[seat.exchange]
      guard exchange.state == .open else { continue }
      if event.kind == BargainHunters.withdrawal {
        exchange.submit(.cancelAll(by: seat.participant), in: context)
      } else {
        placeBids(at: seat, discounts[index], in: context)
      }
    }
    if event.kind == BargainHunters.withdrawal {
      context.schedule(BargainHunters.placement, after: parameters.replacementDelay)
    } else {
      context.schedule(BargainHunters.withdrawal, after: parameters.requoteEvery)
    }
  }

  private func placeBids(at seat: Trader.Seat, _ discounts: [Double], in context: Context) {
    let exchange = context.markets[seat.exchange]
    let pair = exchange.pair
    let quoteUSD = context.markets.usdPrice(of: pair.quote, at: context.now)
    // Room for the fee that is set aside with a bid, and for rounding each bid up.
    let fees = max(exchange.terms.makerFeePartsPerMillion, exchange.terms.takerFeePartsPerMillion)
    let usable = (1 - 1e-6) / (1 + Double(fees) / 1e6)
    let balance = context.ledger.balance(exchange[seat.participant].quote)
    var left = context.coins(balance, of: pair.quote) * usable
    let share = context.coins(parameters.quoteOnExchange, of: pair.quote) * usable / Double(discounts.count)
    for discount in discounts where left > 0 {
      let spent = min(share, left)
      left -= spent
      guard discount < 1 else { continue }
      let price = pair.price(roundingDown: parameters.pegUSD * (1 - discount) / quoteUSD)
      let quantity = pair.quantity(roundingDown: spent / pair.value(price))
      guard quantity > .zero else { continue }
      exchange.submit(.limit(.buy, quantity, at: price, by: seat.participant), in: context)
    }
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let held = context.markets.holdings(of: context.markets[trader], token, ledger: context.ledger)
    return [SummaryMetric("\(name).bought_tokens", context.coins(held, of: token), unit: "tokens")]
  }
}
