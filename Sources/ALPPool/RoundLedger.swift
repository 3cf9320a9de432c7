// What the rounds of a pool add up to while a simulation goes on.

import SimEngine

/// What one provider kept on one exchange in a round, and what it earned him.
struct Provision {
  let user: Int
  let pair: Int
  var coins: Double
  var credit: Double
}

extension CreditRound {
  /// The orders that counted, summed by provider and pair, in the order of the first order of each.
  func provisions(of pool: Pool) -> [Provision] {
    var provisions: [Provision] = []
    var places = [Int](repeating: -1, count: pool.users.count * pool.pairs.count)
    for (stored, outcome) in zip(orders, outcomes) {
      guard case .credited(let credit) = outcome else { continue }
      let key = stored.user * pool.pairs.count + stored.pair
      if places[key] < 0 {
        places[key] = provisions.count
        provisions.append(Provision(user: stored.user, pair: stored.pair, coins: 0, credit: 0))
      }
      provisions[places[key]].coins += stored.order.amount
      provisions[places[key]].credit += credit.coins
    }
    return provisions
  }
}

/// Running sums over rounds.
struct RoundLedger {
  /// Rounds held so far.
  private(set) var rounds: Int64 = 0
  /// Coins credited so far.
  private(set) var credited = 0.0
  /// Rounds in which bids were paid somewhere.
  private(set) var roundsWithBids: Int64 = 0
  private var providerRounds = 0.0
  private var paidLiquidity = BySide(ask: 0.0, bid: 0.0)
  private var sums: [Provision] = []
  private var roundsInSums = 0

  mutating func add(_ round: CreditRound, _ provided: [Provision]) {
    rounds += 1
    roundsInSums += 1
    providerRounds += Double(round.users.count)
    credited += provided.reduce(0) { $0 + $1.credit }
    if round.pairs.contains(where: { $0.paidLiquidity(.buy) > 0 }) { roundsWithBids += 1 }
    for pair in round.pairs {
      paidLiquidity.ask += pair.paidLiquidity(.sell)
      paidLiquidity.bid += pair.paidLiquidity(.buy)
    }
    for provision in provided {
      if let place = sums.firstIndex(where: { $0.user == provision.user && $0.pair == provision.pair }) {
        sums[place].coins += provision.coins
        sums[place].credit += provision.credit
      } else {
        sums.append(provision)
      }
    }
  }

  /// The sums since they were last taken, by user and pair: mean coins kept, coins credited.
  mutating func takeCredits() -> [Provision] {
    let taken = sums.sorted { ($0.user, $0.pair) < ($1.user, $1.pair) }.map {
      Provision(user: $0.user, pair: $0.pair, coins: $0.coins / Double(roundsInSums), credit: $0.credit)
    }
    sums = []
    roundsInSums = 0
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

  /// What providers are told of a pair.
  func status(of pair: PairConfiguration, in round: CreditRound?) -> ProgramStatus {
    let last = round?.pairs.first { $0.exchange == pair.exchange && $0.unit == pair.unit }
    let paidRanks = [pair.sides.ask, pair.sides.bid].flatMap(\.ranks).filter { $0.ratio > 0 }
    return ProgramStatus(
      rewardPerMinute: pair.rewardPerMinute,
      paidLastRound: last.map { $0.reward(.sell) + $0.reward(.buy) } ?? 0,
      paidLiquidity: last.map { $0.paidLiquidity(.sell) + $0.paidLiquidity(.buy) } ?? 0,
      tolerance: paidRanks.map(\.tolerance).max() ?? 0)
  }
}

extension CreditRound.OfPair {
  /// Coins of a side in ranks that earned something this minute.
  func paidLiquidity(_ side: Side) -> Double {
    sides[side].ranks.reduce(0) { $0 + ($1.reward > 0 ? $1.liquidity : 0) }
  }

  /// Coins that somebody earned on a side this minute: an empty rank's part is paid to nobody.
  func reward(_ side: Side) -> Double {
    sides[side].ranks.reduce(0) { $0 + ($1.liquidity > 0 ? $1.reward : 0) }
  }
}
