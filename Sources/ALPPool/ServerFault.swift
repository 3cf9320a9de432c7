// What the server of 2016 did wrong, by the words under which scenarios bring it back.

/// A known fault of the 2016 server, which a pool mends or reproduces.
///
/// The corrected pool is what the server's authors meant; each fault brings back one behaviour that its users
/// met. Figures recorded from the server come out to the last bit under all of them.
public enum ServerFault: String, CaseIterable, Sendable {
  /// Copies are told by order id, amount, side and both prices as twelve-digit texts, not by exchange and id:
  /// a partly filled order is paid twice, equal ids on two exchanges are paid once.
  case textualDuplicates = "duplicates"
  /// An order that no rank takes, or whose pair was removed, makes this and every later round fail.
  case unrankedOrdersStopRounds = "unranked-orders"
  /// A credit is paid once for every registration of its user instead of once.
  case paysEveryRegistration = "payout-join"
  /// What rounding a payment to six decimals leaves over is forgotten instead of kept for the next payout.
  case forgetsPayoutRemainders = "payout-remainders"
  /// When the daemon that holds the grant was never reached, nothing is paid until the server is restarted,
  /// instead of trying again like after any other failure.
  case payoutLoopDies = "payout-loop"
  /// A payout that the grant does not cover is refused as a whole, again and again, instead of being paid to
  /// as many as it covers.
  case paysAllOrNothing = "all-or-nothing"
  /// A claim that rounds to nothing is sent as a payment of nothing instead of waiting until it is something.
  case sendsPaymentsOfNothing = "empty-payments"
  /// Answers of Bittrex, BTER and CCEDK are misread: see `ExchangeAdapter`.
  case misreadsExchanges = "first-quantities"
  /// Settings that fail the check are put in force nevertheless, as long as a pool can be made of them.
  case acceptsFaultySettings = "settings"
  /// An address with a character outside of base 58 breaks the request instead of being refused.
  case failsOnForeignCharacters = "foreign-characters"
  /// The list of exchanges shows the asks' part of the reward for the bids' too.
  case showsAskRatioForBids = "shown-ratios"
  /// When one unit's price cannot be fetched, all units keep their old prices.
  case pricesFailTogether = "price-feeds"

  /// Whether only requests and answers show the fault, so that a simulation, which has none of them, does not.
  public var isOfTheWebService: Bool {
    switch self {
    case .failsOnForeignCharacters, .showsAskRatioForBids, .pricesFailTogether: true
    default: false
    }
  }
}

/// Which faults of the 2016 server a pool reproduces.
public typealias Fidelity = Set<ServerFault>

extension Fidelity {
  /// Every fault mended: the default.
  public static let corrected: Fidelity = []
  /// The server as it ran in April 2016.
  public static let legacy = Fidelity(ServerFault.allCases)
}
