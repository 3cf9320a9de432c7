// The minute's credit: what was there, what each rank earned, and who gets it.

public import SimEngine

/// The outcome of one credit round.
public struct CreditRound: Sendable {
  /// One rank's liquidity and reward.
  public struct OfRank: Hashable, Sendable {
    public let name: String
    /// Coins that counted.
    public let liquidity: Double
    /// Coins awarded for the minute, earned or not.
    public let reward: Double
  }

  /// One side's liquidity and its ranks, in the order of the configuration.
  public struct OfSide: Hashable, Sendable {
    /// Coins over all ranks.
    public let liquidity: Double
    public let ranks: [OfRank]
  }

  /// One pair's liquidity.
  public struct OfPair: Hashable, Sendable {
    public let exchange: String
    public let unit: String
    /// Coins over both sides and all ranks.
    public let liquidity: Double
    public let sides: BySide<OfSide>
  }

  /// What became of an order.
  public enum Outcome: Hashable, Sendable {
    /// It counted; its part of its rank.
    case credited(Award.Credit)
    /// A copy of an order that counted, or of an older submission.
    case duplicate
    /// No rank takes it, or the pool no longer pays for its pair.
    case unranked
  }

  /// What one user earned in the round.
  public struct OfUser: Hashable, Sendable {
    public let user: String
    /// Orders that counted.
    public internal(set) var orderCount: Int
    /// Coins that counted.
    public internal(set) var liquidity: Double
    /// Coins earned.
    public internal(set) var credit: Double
  }

  /// When the round was held.
  public let time: SimTime
  /// The configured pairs, in their order.
  public internal(set) var pairs: [OfPair] = []
  /// The orders of the round as they arrived.
  public internal(set) var orders: [PoolOrder]
  /// What became of each; shape [orders].
  public internal(set) var outcomes: [Outcome]
  /// The users with an order that counted, in the order of their first registration.
  public internal(set) var users: [OfUser] = []
}

/// Why a round of the original server failed; nothing is credited and the orders stay pending.
public enum CreditFailure: Error, Hashable, Sendable {
  /// An order has no rank.
  case unrankedOrder(PoolOrder)
  /// An order is of a pair that is no longer configured.
  case unknownPair(PoolOrder)
}

extension Pool {
  /// Holds a credit round: counts the pending orders once each, divides the minute's reward and adds what
  /// each user earned to what the pool owes him.
  ///
  /// One sample stands for the whole minute: an order that was withdrawn after its submission still earns.
  /// - Throws: only under `Fidelity.unrankedOrdersStopRounds`; the pool is then unchanged.
  /// - Complexity: O(pending orders + pairs x ranks).
  public mutating func creditRound(at time: SimTime) throws(CreditFailure) -> CreditRound {
    let isDuplicate = findDuplicates()
    let counted = try countedOrders(without: isDuplicate)
    var round = CreditRound(
      time: time, orders: pending,
      outcomes: isDuplicate.map { $0 ? .duplicate : .unranked })

    for (pair, positions) in zip(pairs, counted) {
      guard let configuration = pair.configuration else { continue }
      let orders = positions.map { pending[$0] }
      let liquidity = PairLiquidity(of: orders, in: configuration)
      let award = rule.award(orders, liquidity: liquidity, in: configuration)
      invariant(award.credits.count == orders.count, "a reward rule credits every order once")
      round.pairs.append(CreditRound.OfPair(configuration, liquidity, award.rankRewards))
      for (position, credit) in zip(positions, award.credits) {
        round.outcomes[position] = .credited(credit)
      }
    }
    enter(&round)
    pending.removeAll(keepingCapacity: true)
    lastRound = round
    return round
  }

  /// The positions of the orders that count, by pair; shape [pairs][counted orders].
  private func countedOrders(without isDuplicate: [Bool]) throws(CreditFailure) -> [[Int]] {
    let isStrict = configuration.fidelity.contains(.unrankedOrdersStopRounds)
    var positions = [[Int]](repeating: [], count: pairs.count)
    for (position, order) in pending.enumerated() where !isDuplicate[position] {
      if order.rank != nil {
        positions[order.pair].append(position)
      } else if isStrict {
        throw pairs[order.pair].configuration == nil ? .unknownPair(order) : .unrankedOrder(order)
      }
    }
    return positions
  }

  /// Enters the round's credits in the users' accounts, and their sums in the round.
  private mutating func enter(_ round: inout CreditRound) {
    round.users = users.map { CreditRound.OfUser(user: $0.key, orderCount: 0, liquidity: 0, credit: 0) }
    for (stored, outcome) in zip(round.orders, round.outcomes) {
      guard case .credited(let credit) = outcome else { continue }
      users[stored.user].unpaid[stored.pair] += credit.coins
      users[stored.user].earned += credit.coins
      round.users[stored.user].orderCount += 1
      round.users[stored.user].liquidity += stored.order.amount
      round.users[stored.user].credit += credit.coins
    }
    round.users.removeAll { $0.orderCount == 0 }
  }
}

extension CreditRound.OfPair {
  /// Sets liquidity and rewards beside the names of their ranks.
  fileprivate init(
    _ configuration: PairConfiguration, _ liquidity: PairLiquidity, _ rewards: BySide<[Double]>
  ) {
    exchange = configuration.exchange
    unit = configuration.unit
    self.liquidity = liquidity.total
    sides = configuration.sides.map { side, settings in
      let amounts = liquidity.sides[side]
      return CreditRound.OfSide(
        liquidity: amounts.total,
        ranks: settings.ranks.indices.map {
          CreditRound.OfRank(
            name: settings.ranks[$0].name, liquidity: amounts.ranks[$0], reward: rewards[side][$0])
        })
    }
  }
}
