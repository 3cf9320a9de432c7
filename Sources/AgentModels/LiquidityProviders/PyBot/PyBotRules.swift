// PyBot's rules on prices and sizes.

import SimEngine

/// Where PyBot's orders stand.
enum PyBotPricing {
  /// The smallest order that is placed, NBT.
  static let leastTokens = 0.5
  /// How far from the price an order may be shifted so as not to take, as a share.
  static let farthestShift = 0.00425

  /// A price rounded up to eight decimals, which PyBot does for bids and asks alike.
  static func roundedUpToEight(_ price: Double) -> Double { (price * 1e8).rounded(.up) / 1e8 }

  /// The distance of two prices: 1 - smaller / larger.
  static func distance(_ left: Double, _ right: Double) -> Double { 1 - min(left, right) / max(left, right) }

  /// Where an order stands, in quote coins per NBT; nil when it would take and must not.
  ///
  /// An order that would hit one of the other side moves out of its way, if that is no further than 0.425 % less
  /// the offset.
  /// - Parameters:
  ///   - fair: What NBT is worth.
  ///   - offset: Distance from it, as a share.
  ///   - opposite: The best order of the other side, if there is one.
  static func price(
    _ side: Side, fair: Double, offset: Double, opposite: Double?, mayTake: Bool
  ) -> Double? {
    let price = roundedUpToEight(fair * (side == .sell ? 1 + offset : 1 - offset))
    guard let opposite, !mayTake, side == .sell ? opposite >= price : opposite <= price else { return price }
    guard distance(opposite, price) <= farthestShift - offset else { return nil }
    return roundedUpToEight(opposite) + (side == .sell ? 1e-8 : -1e-8)
  }
}

/// How much PyBot wants to offer on a side, in view of what it is paid there.
struct PyBotAppetite: Hashable, Sendable {
  /// What a look at the rate changed.
  enum Change: Hashable {
    case none, shrank, grew
  }

  /// Most NBT on the side; without bound until the first cut.
  private(set) var limit = Double.infinity
  private var looksBelow = 0

  /// A rate this much below the least one is taken to meet it, as a share.
  private static let tolerated = 0.02
  /// Looks in a row, a minute apart, at a rate that is too low before the order is cut.
  private static let patience = 2
  /// The least change of a size, as a share.
  private static let leastStep = 0.1

  /// Weighs a rate.
  /// - Parameter size: What is offered now, NBT.
  mutating func judge(_ rate: Double, least: Double, size: Double) -> Change {
    let deviation = max(rate, least) > 0 ? PyBotPricing.distance(rate, least) : 0
    let step = max(deviation, PyBotAppetite.leastStep)
    if rate < least && deviation > PyBotAppetite.tolerated {
      looksBelow += 1
      guard looksBelow >= PyBotAppetite.patience, size > PyBotPricing.leastTokens else { return .none }
      looksBelow = 0
      limit = max(PyBotPricing.leastTokens, size * (1 - step))
      return .shrank
    }
    looksBelow = 0
    // Less than the limit is offered when there is no more.
    guard limit.isFinite, rate >= least, size >= limit * 0.99 else { return .none }
    limit *= 1 + step
    return .grew
  }
}
