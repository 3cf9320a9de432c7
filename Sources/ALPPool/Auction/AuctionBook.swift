// The bids of an auction in the order in which they are served.

import SimEngine

/// The bids of one side of one sample, cheapest first.
struct AuctionBook {
  /// The bids without copies: by rate, then by the exchange's number, then as they came.
  let orders: [AuctionBid]
  /// Coins offered, copies included.
  let mass: Double

  init(_ bids: [AuctionBid]) {
    let sorted = bids.indices.sorted {
      let (left, right) = (bids[$0], bids[$1])
      return (left.minimumRate, left.order, $0) < (right.minimumRate, right.order, $1)
    }
    mass = sorted.reduce(0) { $0 + bids[$1].amount }
    orders = sorted.indices.compactMap { place in
      let bid = bids[sorted[place]]
      return place > 0 && bids[sorted[place - 1]].order == bid.order ? nil : bid
    }
  }

  /// The rates at which the auction may close: each that is asked below the maximum, then the maximum twice.
  ///
  /// When the mass holds more targets than there are rates below the maximum, the original writes the maximum
  /// until there are two levels more than targets. One more does the same: all levels at the maximum hold the
  /// same volume.
  func levels(upTo maximumRate: Double, target: Double) -> [Double] {
    var levels: [Double] = []
    for bid in orders where bid.minimumRate < maximumRate && bid.minimumRate != levels.last {
      levels.append(bid.minimumRate)
    }
    let isShort = Double(levels.count) < (mass / target).rounded(.up)
    return levels + [Double](repeating: maximumRate, count: isShort ? 3 : 2)
  }

  /// For each level the coins that ask for less, at the maximum those that ask for no more; shape [levels].
  /// - Parameter levels: Ascending.
  func volumes(below levels: [Double], upTo maximumRate: Double) -> [Double] {
    var (sum, position) = (0.0, 0)
    return levels.map { level in
      while position < orders.count {
        let rate = orders[position].minimumRate
        guard rate < level || (level == maximumRate && rate == level) else { break }
        sum += orders[position].amount
        position += 1
      }
      return sum
    }
  }
}
