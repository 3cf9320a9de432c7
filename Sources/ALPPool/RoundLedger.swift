// What the rounds of a pool add up to while a simulation goes on.

import SimEngine

/// What one provider kept on one exchange, and what it earned him.
struct Provision {
  let user: Int
  let pair: Int
  var coins = 0.0
  var credit = 0.0
}

/// Running sums over rounds.
struct RoundLedger {
  /// Rounds held so far.
  private(set) var rounds: Int64 = 0
  /// Coins credited so far.
  private(set) var credited = 0.0
  /// Rounds in which bids were paid somewhere.
  private var roundsWithBids: Int64 = 0
  private var providerRounds = 0.0
  private var paidLiquidity = BySide(ask: 0.0, bid: 0.0)
  /// Sums since credits were last taken, nil for who had none; shape [users][pairs of the pool], rows as long as
  /// needed: a round tells of the pairs that are configured now, orders name the position among all that ever were.
  private var provisions: [[Provision?]] = []
  private var roundsInProvisions = 0

  mutating func add(_ round: CreditRound) {
    rounds += 1
    providerRounds += Double(round.users.count)
    if round.pairs.contains(where: { $0.paidLiquidity(.buy) > 0 }) { roundsWithBids += 1 }
    for pair in round.pairs {
      paidLiquidity.ask += pair.paidLiquidity(.sell)
      paidLiquidity.bid += pair.paidLiquidity(.buy)
    }
    addProvisions(of: round)
  }

  /// Adds the orders that counted to their providers' sums.
  private mutating func addProvisions(of round: CreditRound) {
    roundsInProvisions += 1
    for (stored, outcome) in zip(round.orders, round.outcomes) {
      guard case .credited(let credit) = outcome else { continue }
      while provisions.count <= stored.user { provisions.append([]) }
      while provisions[stored.user].count <= stored.pair { provisions[stored.user].append(nil) }
      var provision =
        provisions[stored.user][stored.pair] ?? Provision(user: stored.user, pair: stored.pair)
      provision.coins += stored.order.amount / Double(round.sampleCount)
      provision.credit += credit.coins
      provisions[stored.user][stored.pair] = provision
      credited += credit.coins
    }
  }

  /// What was provided since this was last asked, by user and pair: mean coins kept, coins credited.
  mutating func takeCredits() -> [Provision] {
    let taken = provisions.joined().compactMap { $0 }.map {
      Provision(user: $0.user, pair: $0.pair, coins: $0.coins / Double(roundsInProvisions), credit: $0.credit)
    }
    provisions = []
    roundsInProvisions = 0
    return taken
  }

  /// The share of rounds in which bids were paid somewhere.
  var bidShare: Double? { rounds > 0 ? Double(roundsWithBids) / Double(rounds) : nil }

  /// Mean number of providers with an order that counted.
  var meanProviders: Double? { rounds > 0 ? providerRounds / Double(rounds) : nil }

  /// Mean coins in ranks that earned something, a side over all pairs.
  var meanPaidLiquidity: BySide<Double?> {
    paidLiquidity.map { rounds > 0 ? $1 / Double(rounds) : nil }
  }
}

extension CreditRound.OfPair {
  /// Coins of a side in ranks that earned something.
  func paidLiquidity(_ side: Side) -> Double {
    sides[side].ranks.reduce(0) { $0 + ($1.reward > 0 ? $1.liquidity : 0) }
  }

  /// Coins that somebody earned on a side in the round: an empty rank's part is paid to nobody.
  func reward(_ side: Side) -> Double {
    sides[side].ranks.reduce(0) { $0 + ($1.liquidity > 0 ? $1.reward : 0) }
  }
}
