// A reserve as a trader sees it: it quotes and swaps at its own price.

/// What a venue offers for an amount.
@frozen
public enum SwapQuote: Hashable, Sendable {
  /// The amount that the trader would receive.
  case receive(Amount)
  /// Nothing, and why: a word of the venue such as "capBuy" or "belowMin".
  case refused(reason: String)
}

/// What came of a swap.
public enum SwapResult: Hashable, Sendable {
  /// Settled in the ledger: what was paid and what was received.
  case swapped(paid: Amount, received: Amount)
  /// Nothing moved, and why.
  case refused(reason: String)
}

/// A curve that a reserve trades along, so that an arbitrageur can compute instead of search.
@frozen
public struct ExponentialCurve: Hashable, Sendable {
  /// Units of currency per token at the margin, P.
  public let spotPrice: Double
  /// Relative price change per unit of currency that flows in, r.
  public let rate: Double
  /// The share of tokens kept of every trade, f.
  public let fee: Double
  /// Most currency that one purchase may pay.
  public let buyCap: Double
  /// Most currency that one sale may bring.
  public let sellCap: Double

  /// A curve P·e^(r·x).
  public init(spotPrice: Double, rate: Double, fee: Double, buyCap: Double, sellCap: Double) {
    self.spotPrice = spotPrice
    self.rate = rate
    self.fee = fee
    self.buyCap = buyCap
    self.sellCap = sellCap
  }
}

/// A reserve that trades one token against one currency: a trader's view of it.
///
/// A second mechanism (another curve, another contract) conforms to this and is added to `Markets`.
public protocol SwapVenue: AnyObject {
  /// The name of the venue, unique in its simulation.
  var name: String { get }
  /// What the venue sells for its currency.
  var token: AssetID { get }
  /// What the venue takes for its token.
  var currency: AssetID { get }
  /// The exponential curve that the venue follows at the moment, if it follows one and is open.
  var curve: ExponentialCurve? { get }

  /// Who holds in the ledger what the venue pays with; nil where that is nobody's business.
  var holder: Wallet? { get }
  /// What all swaps gained for their traders at the prices elsewhere, each at its own time, in USD; what trading cost the venue.
  var lossToTradersUSD: Double { get }

  /// What the trader would receive for paying an amount now.
  /// - Parameters:
  ///   - side: `.buy` pays currency for tokens, `.sell` pays tokens for currency.
  ///   - amount: What is paid.
  func quote(_ side: Side, paying amount: Amount) -> SwapQuote

  /// Swaps at once if the venue gives at least the minimum, moving both amounts in the ledger.
  func swap(
    _ side: Side, paying amount: Amount, atLeast minimum: Amount, wallet: Wallet, trader: String,
    in context: Context
  ) -> SwapResult
}

extension SwapVenue {
  /// A venue may keep to itself what it holds.
  public var holder: Wallet? { nil }
  /// A venue that keeps no books has no loss.
  public var lossToTradersUSD: Double { 0 }
}
