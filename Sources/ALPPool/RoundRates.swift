// What a round paid each provider, as rates of the coins that he offered.

import SimEngine

/// Coins that counted and coins earned in a round, by user and pair.
struct RoundRates {
  /// Shape [users x pairs].
  private var offered: [BySide<Double>]
  private var earned: [BySide<Double>]
  private let pairCount: Int
  private let roundsPerDay: Double
  private let sampleCount: Double

  /// - Complexity: O(users x pairs + orders of the round).
  init(of round: CreditRound, userCount: Int, pairCount: Int, roundsPerDay: Double) {
    offered = [BySide<Double>](repeating: BySide(ask: 0, bid: 0), count: userCount * pairCount)
    earned = offered
    self.pairCount = pairCount
    self.roundsPerDay = roundsPerDay
    sampleCount = Double(round.sampleCount)
    for (stored, outcome) in zip(round.orders, round.outcomes) {
      guard case .credited(let credit) = outcome else { continue }
      let place = stored.user * pairCount + stored.pair
      offered[place][stored.order.side] += stored.order.amount
      earned[place][stored.order.side] += credit.coins
    }
  }

  /// Coins a day for a coin offered, or nil where nothing of the user's counted.
  func rates(ofUserAt user: Int, pair: Int) -> DailyRates? {
    let place = user * pairCount + pair
    guard offered.indices.contains(place) else { return nil }
    let rates = offered[place].map { side, coins in
      coins > 0 ? earned[place][side] / (coins / sampleCount) * roundsPerDay : 0
    }
    return offered[place].ask + offered[place].bid > 0 ? DailyRates(ask: rates.ask, bid: rates.bid) : nil
  }
}
