// The orders that stand near the peg, whichever exchange they are on, with the traders whose they are.

/// The orders on the open exchanges of a coin within one per cent of its peg.
struct OrdersNearPeg {
  /// An order counts within this distance of the peg, as a share of it.
  static let width = 0.01

  let coin: AssetID
  let pegUSD: Double

  /// Calls a closure for each order of somebody who is a trader, with his id.
  /// - Complexity: O(orders within the distance), no allocation.
  func forEach(
    _ owners: SeatOwners, in context: Context,
    _ body: (_ trader: Int, _ side: Side, _ quantity: Quantity, _ pair: TradingPair) -> Void
  ) {
    for exchange in context.markets.exchanges where exchange.pair.base == coin && exchange.state == .open {
      let pair = exchange.pair
      let peg = pegUSD / context.markets.usdPrice(of: pair.quote, at: context.now)
      for side in Side.allCases {
        for level in exchange.depth(side) {
          let distance = side == .buy ? peg - pair.value(level.price) : pair.value(level.price) - peg
          if distance > peg * OrdersNearPeg.width { break }
          for order in exchange.book.orders(side, at: level.price) {
            let owner = Int(owners[exchange.id, order.owner])
            if owner >= 0 { body(owner, side, order.remaining, pair) }
          }
        }
      }
    }
  }
}
