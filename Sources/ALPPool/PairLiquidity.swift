// The liquidity of one pair at one instant, by side and rank.

import SimEngine

/// The liquidity that one sample counts for a pair, in coins.
public struct PairLiquidity: Hashable, Sendable {
  /// One side's liquidity.
  public struct OfSide: Hashable, Sendable {
    /// Over all ranks.
    public internal(set) var total: Double
    /// By rank, in the order of the side's ranks.
    public internal(set) var ranks: [Double]
  }

  /// Over both sides and all ranks.
  public internal(set) var total: Double
  public internal(set) var sides: BySide<OfSide>

  /// Adds up orders, one after the other as they arrived, so that the sums have the original's bits.
  /// - Precondition: every order has a rank of the pair.
  public init(of orders: [PoolOrder], in pair: PairConfiguration) {
    total = orders.reduce(0) { $0 + $1.order.amount }
    sides = pair.sides.map { side, settings in
      var sums = OfSide(total: 0, ranks: [Double](repeating: 0, count: settings.ranks.count))
      for stored in orders where stored.order.side == side {
        guard let rank = stored.rank else { continue }
        sums.total += stored.order.amount
        sums.ranks[rank] += stored.order.amount
      }
      return sums
    }
  }
}
