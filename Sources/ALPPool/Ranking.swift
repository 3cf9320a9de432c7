// How far an order is from the price, and which rank takes it.

import SimEngine

/// The relative distance of an order's price from the server's price: 1 - smaller / larger.
///
/// Laws: 0 when they are equal, 1 when one is zero, the same when the two change places. The order's side
/// plays no part, so a bid above the price ranks like one below. A tolerance t admits prices from p(1 - t)
/// to p / (1 - t), a little wider above than below.
/// - Precondition: not negative, and not both zero.
/// - Source: ALP server, branch master of April 2016.
public func deviation(ofPrice orderPrice: Double, from serverPrice: Double) -> Double {
  1 - min(orderPrice, serverPrice) / max(orderPrice, serverPrice)
}

extension SideConfiguration {
  /// The position in `ranks` of the narrowest rank that takes an order of this deviation, or nil.
  ///
  /// A deviation equal to the tolerance is inside, compared as doubles: where the decimal figures would be
  /// equal, the division behind the deviation may still put the order on either side.
  /// - Complexity: O(ranks).
  public func rankIndex(forDeviation deviation: Double) -> Int? {
    narrowestFirst.first { deviation <= ranks[$0].tolerance }
  }
}

extension PairConfiguration {
  /// The price that orders are compared with: the feed's, or its reciprocal when the exchange quotes the
  /// other way round.
  public func serverPrice(fromFeed price: Double) -> Double { isReversed ? 1 / price : price }
}
