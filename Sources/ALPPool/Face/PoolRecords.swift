// The server's tables: who registered, which orders came, what they were credited, and how each round went.

public import SimEngine

/// Everything that a server has on record. Nothing is ever deleted, as in the original.
public struct PoolRecords: Sendable {
  /// A user's registration for a pair.
  public struct Registration: Hashable, Sendable {
    /// The name under which he submits: the key of his exchange account.
    public let user: String
    /// Where he is paid.
    public let address: String
    /// Of the pair.
    public let exchange: String
    /// Of the pair: what the coin is traded against there.
    public let unit: String
  }

  /// What became of an order.
  public enum OrderState: Hashable, Sendable {
    /// It waits for a round.
    case pending
    /// It counted; the position of its credit.
    case credited(Int)
    /// It is a copy.
    case duplicate
    /// No rank takes it, or its pair was dropped; it waits no more.
    case unranked
  }

  /// An order as it was classified on arrival.
  public struct Order: Sendable {
    /// Who submitted it.
    public let user: String
    /// Where it rests.
    public let exchange: String
    /// What the coin is traded against there.
    public let unit: String
    /// What the exchange said of it.
    public let order: ReportedOrder
    /// The pool's own price of the pair at that time, in the exchange's direction.
    public let serverPrice: Double
    /// The distance of the order's price from it, a fraction.
    public let deviation: Double
    /// The rank's name, or nil when none takes the order.
    public let rank: String?
    /// The tolerance of that rank; of the widest, when none takes the order.
    public let tolerance: Double
    public internal(set) var state = OrderState.pending
    let pair: Int
  }

  /// What an order was credited in a round.
  public struct Credit: Sendable {
    /// The position of the order.
    public let order: Int
    /// The position of the round.
    public let round: Int
    /// The order's part of its rank and what it earned.
    public let credit: Award.Credit
    /// Whether it was paid out.
    public internal(set) var isPaid = false
  }

  /// A round, with the settings that it was held under.
  public struct Round: Sendable {
    /// When it was held.
    public let time: SimTime
    /// When the next payout was due at that time.
    public let nextPayout: SimTime
    /// Registrations at that time.
    public let registrationCount: Int
    /// Orders that counted.
    public let orderCount: Int
    /// Liquidity and reward by pair, side and rank.
    public let pairs: [CreditRound.OfPair]
    /// The settings of the same pairs, with the sides' ratios as the rule had moved them.
    public let settings: [PairConfiguration]
    /// Users with an order that counted, in the order of their first registration.
    public let users: [CreditRound.OfUser]
    /// What the pool saw of each user's worth; shape [users].
    public let netWorths: [NetWorth]
  }

  /// In the order of arrival.
  public internal(set) var registrations: [Registration] = []
  /// In the order of arrival.
  public internal(set) var orders: [Order] = []
  /// In the order of their rounds, within a round in that of the orders.
  public internal(set) var credits: [Credit] = []
  /// The rounds that did not fail.
  public internal(set) var rounds: [Round] = []

  /// The position of the first order that no round has looked at: those before it wait no more.
  private var firstPending = 0

  init() {}

  /// Enters a round: what became of the orders that waited for it, their credits, and its figures.
  /// - Parameter outcomes: One an order that waits, in their order.
  mutating func enter(_ round: Round, outcomes: [CreditRound.Outcome]) {
    invariant(outcomes.count == orders.count - firstPending, "a round disposes of every order that waits")
    for (position, outcome) in zip(firstPending..., outcomes) {
      switch outcome {
      case .credited(let credit):
        orders[position].state = .credited(credits.count)
        credits.append(Credit(order: position, round: rounds.count, credit: credit))
      case .duplicate: orders[position].state = .duplicate
      case .unranked: orders[position].state = .unranked
      }
    }
    firstPending = orders.count
    rounds.append(round)
  }
}
