// Scores of orders by size and distance, added up by provider: what the published scoring rules share.

import SimEngine

/// What each order of a sample scores, and what each provider's orders score together.
struct OrderScores {
  /// Not negative; shape [orders].
  let orders: [Double]
  /// Sums by side and user; shape [users].
  let users: BySide<[Double]>

  /// Scores the orders of paid ranks no further from the price than a spread; all others score nothing.
  /// - Parameters:
  ///   - maximumSpread: A fraction of the price, or nil for the widest tolerance of the side's paid ranks.
  ///   - score: An order's score from its amount in coins, its spread and the largest spread, both fractions.
  init(
    of sample: RewardSample, within maximumSpread: Double?, score: (Double, Double, Double) -> Double
  ) {
    let widest = sample.pair.sides.map { _, side in
      maximumSpread ?? side.ranks.reduce(0) { $1.ratio > 0 ? max($0, $1.tolerance) : $0 }
    }
    orders = sample.orders.map { stored in
      let limit = widest[stored.order.side]
      guard sample.isPaid(stored) && stored.deviation <= limit else { return 0 }
      return score(stored.order.amount, stored.deviation, limit)
    }
    let userCount = sample.orders.reduce(0) { max($0, $1.user + 1) }
    let nobody = [Double](repeating: 0, count: userCount)
    var sums = BySide(ask: nobody, bid: nobody)
    for (stored, score) in zip(sample.orders, orders) { sums[stored.order.side][stored.user] += score }
    users = sums
  }

  /// Divides a pot among providers by their weights, and each one's part among his orders by their scores.
  /// - Parameter weights: Not negative, zero for who scored nothing; shape [users].
  func divide(_ pot: Double, byWeights weights: [Double], in sample: RewardSample) -> Award {
    let total = weights.reduce(0, +)
    guard total > 0 else { return Award(coins: orders.map { _ in 0 }, in: sample) }
    let coins = zip(sample.orders, orders).map { stored, score in
      let own = users.ask[stored.user] + users.bid[stored.user]
      return own > 0 ? pot * (weights[stored.user] / total) * (score / own) : 0
    }
    return Award(coins: coins, in: sample)
  }
}
