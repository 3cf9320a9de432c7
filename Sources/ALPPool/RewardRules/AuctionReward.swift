// The rule of the first liquidity pools: providers bid the least rate they take, and the cheapest are paid.

import SimEngine

/// Pays each side by a reverse auction of daily rates; see `AuctionClearing`.
///
/// Orders in a rank without a part of the reward are outside the tolerance and do not take part; there is one
/// band, so the ratios of the ranks play no other role. Unless terms are given, a side's target is its part
/// of the pair's target, and the maximum the rate at which the target earns the side's part of the reward; so
/// a side that is full and bids the maximum earns what it would earn under the other rules.
///
/// A round of many samples (the original took six a minute) pays each sample amount x rate / (rounds a day x
/// samples).
/// - Source: creon-nu/nu-pool, May 2015.
public struct AuctionReward: RewardRule {
  /// Terms in force for every pair, or nil to take them from its configuration.
  public let terms: BySide<AuctionTerms>?
  /// Rounds that make up a day, for which rates are meant.
  public let roundsPerDay: Double

  /// An auction.
  /// - Precondition: rounds a day are positive.
  public init(terms: BySide<AuctionTerms>? = nil, roundsPerDay: Double = 1440) {
    invariant(roundsPerDay > 0, "\(roundsPerDay) rounds a day")
    self.terms = terms
    self.roundsPerDay = roundsPerDay
  }

  public func award(_ sample: RewardSample) -> Award {
    Award(auctioning: sample, roundsPerDay: roundsPerDay) { side, _ in terms(of: side, in: sample.pair) }
  }

  /// The target of each side at its maximum rate: paid when as much as the target is offered and one who is needed
  /// asks the maximum.
  public func maximumAward(for pair: PairConfiguration) -> Double {
    pair.sum(overPaidSides: { side in
      terms(of: side, in: pair).map { $0.maximumRate * $0.target / roundsPerDay } ?? 0
    })
  }

  /// The terms of a side, or nil when nothing of it is wanted.
  private func terms(of side: Side, in pair: PairConfiguration) -> AuctionTerms? {
    if let terms { return terms[side] }
    let target = pair.target * pair.sides[side].ratio
    // So that the target, paid the whole day at that rate, costs the pair's reward: coins a round times rounds a day, for
    // each coin of the target.
    let maximumRate = pair.rewardPerMinute * roundsPerDay / pair.target
    return target > 0 ? AuctionTerms(maximumRate: maximumRate, target: target) : nil
  }
}

/// Pays each side a fixed sum a day by the same auction: the maximum rate falls as the offered mass grows.
///
/// The maximum rate is pot / mass, found anew each sample, so that a side on which nobody asks more earns the
/// whole pot however much is there; who asks more than that rate earns nothing. Unless given, a side's pot is
/// its part of the reward, and no target binds. (The original wrote the pot as a rate times 10,000,000.)
/// - Source: Nagalim/nu-pool, fc_server, 2015.
public struct FixedCostReward: RewardRule {
  /// What one side pays.
  public struct Terms: Hashable, Sendable {
    /// Coins a day.
    public let potPerDay: Double
    /// Coins of the side that are paid at most.
    public let target: Double

    /// Terms of a side.
    public init(potPerDay: Double, target: Double = .infinity) {
      self.potPerDay = potPerDay
      self.target = target
    }

    /// The auction's terms when so many coins are offered.
    func auction(ofMass mass: Double) -> AuctionTerms {
      AuctionTerms(maximumRate: potPerDay / mass, target: target)
    }
  }

  /// Terms in force for every pair, or nil to take them from its configuration.
  public let terms: BySide<Terms>?
  /// Rounds that make up a day, for which the pot is meant.
  public let roundsPerDay: Double

  /// An auction of a fixed cost.
  /// - Precondition: rounds a day are positive.
  public init(terms: BySide<Terms>? = nil, roundsPerDay: Double = 1440) {
    invariant(roundsPerDay > 0, "\(roundsPerDay) rounds a day")
    self.terms = terms
    self.roundsPerDay = roundsPerDay
  }

  public func award(_ sample: RewardSample) -> Award {
    Award(auctioning: sample, roundsPerDay: roundsPerDay) { side, mass in
      terms(of: side, in: sample.pair).auction(ofMass: mass)
    }
  }

  /// The pots of both sides: paid as long as somebody takes part on each, no more is offered than the target, and
  /// nobody asks more than the pot gives.
  public func maximumAward(for pair: PairConfiguration) -> Double {
    pair.sum(overPaidSides: { side in terms(of: side, in: pair).potPerDay / roundsPerDay })
  }

  private func terms(of side: Side, in pair: PairConfiguration) -> Terms {
    terms?[side] ?? Terms(potPerDay: pair.rewardPerMinute * roundsPerDay * pair.sides[side].ratio)
  }
}

extension Award {
  /// Auctions both sides of a sample and divides each provider's pay among his orders that served, by their
  /// amounts.
  /// - Parameter terms: The terms of a side on which so many coins are offered, or nil when it pays nothing.
  fileprivate init(
    auctioning sample: RewardSample, roundsPerDay: Double, terms: (Side, Double) -> AuctionTerms?
  ) {
    var coins = [Double](repeating: 0, count: sample.orders.count)
    let providers = sample.orders.reduce(0) { max($0, $1.user + 1) }
    for side in Side.allCases {
      // An order of nothing would still add its rate to those at which the auction may close.
      let positions = sample.orders.indices.filter {
        let stored = sample.orders[$0]
        return stored.order.side == side && stored.order.amount > 0 && sample.isPaid(stored)
      }
      // Positions stand for the exchange's numbers: the pool has told copies already.
      let bids = positions.map { position in
        let stored = sample.orders[position]
        return AuctionBid(
          provider: stored.user, order: UInt64(position), amount: stored.order.amount,
          minimumRate: stored.minimumRate)
      }
      let mass = bids.reduce(0) { $0 + $1.amount }
      guard mass > 0, let terms = terms(side, mass) else { continue }
      let clearing = AuctionClearing(bids, providers: providers, terms: terms)
      for (position, bid) in zip(positions, bids) {
        coins[position] = max(0, clearing.payPerDay(of: bid)) / roundsPerDay
      }
    }
    self.init(coins: coins, in: sample)
  }
}

extension AuctionClearing {
  /// What one bid has of its provider's pay, in coins a day.
  fileprivate func payPerDay(of bid: AuctionBid) -> Double {
    let share = shares[bid.provider]
    let serves = serves(at: bid.minimumRate)
    var pay = 0.0
    if serves.high, let high = share.high { pay += highRate * high.amount * (bid.amount / high.volume) }
    if serves.low, let low = share.low {
      // The higher part took its coins from those that serve for the lower one too.
      let volume = low.volume + (share.high?.amount ?? 0)
      pay += lowRate * low.amount * (bid.amount / volume)
    }
    return pay
  }
}

extension RewardSample {
  /// Whether an order's rank has a part of the reward.
  func isPaid(_ stored: PoolOrder) -> Bool {
    stored.rank.map { pair.sides[stored.order.side].ranks[$0].ratio > 0 } ?? false
  }
}
