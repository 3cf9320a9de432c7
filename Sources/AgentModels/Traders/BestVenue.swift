// Where a trade is done best: every exchange and every reserve makes an offer, the best price comes first.

public import SimEngine

/// What a trader wants: so many tokens, at no worse a price than this.
public struct TradeWish: Hashable, Sendable {
  /// Whether tokens are bought or sold.
  public var side: Side
  /// How many tokens.
  public var tokens: Double
  /// The worst price, fees included, in USD per token: a ceiling for a purchase, a floor for a sale.
  public var worstPriceUSD: Double

  /// A wish.
  public init(_ side: Side, tokens: Double, worstPriceUSD: Double) {
    self.side = side
    self.tokens = tokens
    self.worstPriceUSD = worstPriceUSD
  }
}

/// What a venue would do of a wish right now.
struct VenueOffer: Sendable {
  /// Where.
  enum Venue: Hashable, Sendable {
    /// On an exchange, up to a limit price, fees apart.
    case exchange(ExchangeID, limit: Price)
    /// At a reserve, by its place among the reserves, for a payment.
    case reserve(Int, paying: Amount)

    /// A number that tells venues apart: exchanges from 0 up, reserves from -1 down.
    var place: Int {
      switch self {
      case .exchange(let id, _): Int(id.rawValue)
      case .reserve(let index, _): -1 - index
      }
    }
  }

  let venue: Venue
  /// Tokens that would be traded.
  let tokens: Double
  /// USD that would be paid or received for them, fees included.
  let usd: Double

  /// USD per token on average.
  var priceUSD: Double { usd / tokens }
}

extension Context {
  /// The venues of a token that would trade some of a wish, the best average price first.
  /// - Complexity: O(venues · levels reached).
  func offers(for wish: TradeWish, of token: AssetID) -> [VenueOffer] {
    var offers = markets.exchanges.compactMap { exchange in
      exchange.pair.base == token ? offer(of: exchange, for: wish) : nil
    }
    for (index, venue) in markets.swapVenues.enumerated() where venue.token == token {
      if let offer = offer(of: venue, at: index, for: wish) { offers.append(offer) }
    }
    let sign = wish.side == .buy ? 1.0 : -1.0
    return offers.enumerated()
      .sorted { (sign * $0.element.priceUSD, $0.offset) < (sign * $1.element.priceUSD, $1.offset) }
      .map(\.element)
  }

  /// Walks the book, fees included, as far as the worst price allows.
  private func offer(of exchange: Exchange, for wish: TradeWish) -> VenueOffer? {
    guard exchange.state == .open else { return nil }
    let quoteUSD = markets.usdPrice(of: exchange.pair.quote, at: now)
    let feeShare = Double(exchange.terms.takerFeePartsPerMillion) / 1e6
    let usdPerQuote = quoteUSD * (wish.side == .buy ? 1 + feeShare : 1 - feeShare)
    // A sale that the fee takes whole brings nothing at any price.
    guard usdPerQuote > 0 else { return nil }
    let worst = wish.worstPriceUSD / usdPerQuote
    let limit = min(
      wish.side == .buy
        ? exchange.pair.price(roundingDown: worst) : exchange.pair.price(roundingUp: worst),
      OrderBook.maximumPrice)
    var (tokens, usd) = (0.0, 0.0)
    for level in exchange.depth(wish.side.opposite) {
      guard tokens < wish.tokens, wish.side == .buy ? level.price <= limit : level.price >= limit else {
        break
      }
      let taken = min(exchange.pair.coins(level.quantity), wish.tokens - tokens)
      tokens += taken
      usd += taken * exchange.pair.value(level.price) * usdPerQuote
    }
    guard tokens > 0 else { return nil }
    return VenueOffer(venue: .exchange(exchange.id, limit: limit), tokens: tokens, usd: usd)
  }

  /// Asks a reserve for as much as its curve gives before the worst price and its cap.
  private func offer(of venue: any SwapVenue, at index: Int, for wish: TradeWish) -> VenueOffer? {
    guard let curve = venue.curve else { return nil }
    let currencyUSD = markets.usdPrice(of: venue.currency, at: now)
    let atWorst = ClosedFormArbitrage.tokens(wish.side, at: curve, against: wish.worstPriceUSD / currencyUSD)
    // Just below the cap, so that no rounding puts the trade above it.
    let wanted = min(wish.tokens, atWorst, curve.cap(wish.side) * (1 - 1e-9))
    guard wanted > 0 else { return nil }
    let (given, taken) =
      wish.side == .buy ? (venue.currency, venue.token) : (venue.token, venue.currency)
    let paying = amount(wish.side == .buy ? curve.currency(forBuying: wanted) : wanted, of: given)
    guard case .receive(let received) = venue.quote(wish.side, paying: paying) else { return nil }
    let (paid, got) = (coins(paying, of: given), coins(received, of: taken))
    let gas = coins(markets.chain?.rules.gas ?? .zero, of: venue.currency)
    let (tokens, usd) =
      wish.side == .buy ? (got, (paid + gas) * currencyUSD) : (paid, (got - gas) * currencyUSD)
    let worstUSD = tokens * wish.worstPriceUSD
    guard tokens > 0, wish.side == .buy ? usd <= worstUSD : usd >= worstUSD else { return nil }
    return VenueOffer(venue: .reserve(index, paying: paying), tokens: tokens, usd: usd)
  }
}
