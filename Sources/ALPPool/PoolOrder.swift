// An order as an exchange shows it to the pool, and as the pool keeps it until the next round.

public import SimEngine

/// An open order as the exchange's interface reports it for a user.
public struct SubmittedOrder: Hashable, Sendable {
  /// The exchange's number for the order, unique among the orders of one pair.
  public let id: UInt64
  /// Whether it sells or buys the pegged coin.
  public let side: Side
  /// Pegged coins still offered or asked for.
  public let amount: Double
  /// Price in the exchange's own direction.
  public let price: Double

  /// An open order.
  /// - Precondition: the amount and the price are finite and not negative.
  public init(id: UInt64, side: Side, amount: Double, price: Double) {
    invariant(amount.isFinite && amount >= 0, "order \(id) has the amount \(amount)")
    invariant(price.isFinite && price >= 0, "order \(id) has the price \(price)")
    self.id = id
    self.side = side
    self.amount = amount
    self.price = price
  }
}

/// An order that was classified on arrival and waits for its round.
public struct PoolOrder: Hashable, Sendable {
  /// The user's position in the pool's table of users.
  public let user: Int
  /// The position in the pool's table of pairs.
  public let pair: Int
  /// Counts the submissions to the pool; all orders of one submission carry the same number.
  public let submission: Int
  /// What the exchange reported.
  public let order: SubmittedOrder
  /// The price that it was compared with.
  public let serverPrice: Double
  /// The relative distance of the two prices, 0 to 1.
  public let deviation: Double
  /// The least rate, a fraction of the amount a day, for which its owner offers it; only auctions ask.
  public let minimumRate: Double
  /// The position among the ranks of its side, or nil when no rank takes it.
  public internal(set) var rank: Int?
}
