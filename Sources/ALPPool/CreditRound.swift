// The minute's credit: what was there, what each rank earned, and who gets it.

public import SimEngine

/// The outcome of one credit round.
public struct CreditRound: Sendable {
  /// One rank's liquidity and reward.
  public struct OfRank: Hashable, Sendable {
    /// The rank: "rank_1".
    public let name: String
    /// Coins that counted, mean over the samples.
    public internal(set) var liquidity = 0.0
    /// Coins awarded for the minute, earned or not.
    public internal(set) var reward = 0.0
  }

  /// One side's liquidity and its ranks, in the order of the configuration.
  public struct OfSide: Hashable, Sendable {
    /// Coins over all ranks, mean over the samples.
    public internal(set) var liquidity = 0.0
    public internal(set) var ranks: [OfRank]
  }

  /// One pair's liquidity.
  public struct OfPair: Hashable, Sendable {
    /// Of the pair.
    public let exchange: String
    /// Of the pair: what the coin is traded against.
    public let unit: String
    /// Coins over both sides and all ranks, mean over the samples.
    public internal(set) var liquidity = 0.0
    public internal(set) var sides: BySide<OfSide>
  }

  /// What became of an order.
  public enum Outcome: Hashable, Sendable {
    /// It counted; its part of its rank, and what the sample's part of the minute pays for it.
    case credited(Award.Credit)
    /// A copy of an order that counted, or of an older submission.
    case duplicate
    /// No rank takes it, or the pool no longer pays for its pair.
    case unranked
  }

  /// What one user earned in the round.
  public struct OfUser: Hashable, Sendable {
    /// Who he is: the key under which he registered.
    public let user: String
    /// Orders that counted, over all samples.
    public internal(set) var orderCount: Int
    /// Coins that counted, mean over the samples.
    public internal(set) var liquidity: Double
    /// Coins earned.
    public internal(set) var credit: Double
    /// The part of the samples for which a submission came, over the pairs in which an order counted.
    public internal(set) var efficiency: Double
  }

  /// When the round was held.
  public let time: SimTime
  /// How many samples the round was formed of; each was paid an equal part of the minute.
  public let sampleCount: Int
  /// The configured pairs, in their order.
  public internal(set) var pairs: [OfPair] = []
  /// The orders of all samples as they arrived.
  public internal(set) var orders: [PoolOrder] = []
  /// What became of each; shape [orders].
  public internal(set) var outcomes: [Outcome] = []
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

/// What was submitted for one sample.
struct PoolSample: Sendable {
  /// As they arrived.
  var orders: [PoolOrder]
  /// Which are copies; shape [orders].
  let isDuplicate: [Bool]
  /// Coins traded by makers since the sample before; shape [pairs][users], empty where nobody traded.
  let makerVolumes: [[Double]]
}

extension Pool {
  /// Holds a credit round: counts the orders of each sample once, divides the minute's reward and adds what
  /// each user earned to what the pool owes him.
  ///
  /// The round is formed of the samples taken since the last one. Where none was taken, whatever was
  /// submitted makes up the only one, as in the original: it stands for the whole minute, and an order that
  /// was withdrawn right after its submission still earns.
  /// - Throws: only under `ServerFault.unrankedOrdersStopRounds`; nothing is credited, the orders stay.
  /// - Complexity: O(orders + samples x pairs x ranks), and what the rule needs.
  public mutating func creditRound(at time: SimTime) throws(CreditFailure) -> CreditRound {
    try refuseUnrankedOrders()
    if samples.isEmpty { takeSample() }
    var round = CreditRound(time: time, sampleCount: samples.count)
    round.pairs = pairs.compactMap { $0.configuration.map(CreditRound.OfPair.init) }
    for index in samples.indices { award(sampleAt: index, in: &round) }
    enter(&round)
    samples.removeAll(keepingCapacity: true)
    lastRound = round
    return round
  }

  /// Fails as the original did on an order that counts and has no rank, or no pair any more.
  private func refuseUnrankedOrders() throws(CreditFailure) {
    guard configuration.fidelity.contains(.unrankedOrdersStopRounds) else { return }
    let waiting = PoolSample(orders: pending, isDuplicate: findDuplicates(), makerVolumes: [])
    for sample in samples.isEmpty ? [waiting] : samples {
      for (order, isDuplicate) in zip(sample.orders, sample.isDuplicate)
      where !isDuplicate && order.rank == nil {
        throw pairs[order.pair].configuration == nil ? .unknownPair(order) : .unrankedOrder(order)
      }
    }
  }

  /// Adds a sample to the round, paid its part of what the rule awards.
  private mutating func award(sampleAt index: Int, in round: inout CreditRound) {
    let taken = samples[index]
    let part = Double(round.sampleCount)
    var outcomes = taken.isDuplicate.map { $0 ? CreditRound.Outcome.duplicate : .unranked }
    var place = 0
    for (pair, positions) in countedOrders(of: taken).enumerated() {
      guard let configuration = pairs[pair].configuration else { continue }
      let sample = RewardSample(
        of: positions.map { taken.orders[$0] }, in: configuration, at: pair, of: round.sampleCount,
        makerVolumes: pair < taken.makerVolumes.count ? taken.makerVolumes[pair] : [])
      let award = rule.award(sample)
      invariant(award.credits.count == positions.count, "a reward rule credits every order once")
      round.pairs[place].add(sample.liquidity, award.rankRewards, dividedBy: part)
      place += 1
      for (position, credit) in zip(positions, award.credits) {
        outcomes[position] = .credited(Award.Credit(share: credit.share, coins: credit.coins / part))
      }
    }
    round.orders += taken.orders
    round.outcomes += outcomes
  }

  /// The positions of the orders that count, by pair; shape [pairs][counted orders].
  private func countedOrders(of sample: PoolSample) -> [[Int]] {
    var positions = [[Int]](repeating: [], count: pairs.count)
    for (position, order) in sample.orders.enumerated()
    where !sample.isDuplicate[position] && order.rank != nil {
      positions[order.pair].append(position)
    }
    return positions
  }

  /// Enters the round's credits in the users' accounts, and their sums in the round.
  private mutating func enter(_ round: inout CreditRound) {
    var sums = users.map { CreditRound.OfUser(of: $0.key) }
    // Whether an order of a user counted, by pair; shape [users x pairs].
    var isPresent = [Bool](repeating: false, count: users.count * pairs.count)
    for (stored, outcome) in zip(round.orders, round.outcomes) {
      guard case .credited(let credit) = outcome else { continue }
      users[stored.user].unpaid[stored.pair] += credit.coins
      users[stored.user].earned += credit.coins
      isPresent[stored.user * pairs.count + stored.pair] = true
      sums[stored.user].orderCount += 1
      sums[stored.user].liquidity += stored.order.amount / Double(round.sampleCount)
      sums[stored.user].credit += credit.coins
    }
    for user in users.indices {
      let present = isPresent[user * pairs.count..<(user + 1) * pairs.count]
      sums[user].efficiency = efficiency(of: user, where: present, over: round.sampleCount)
      for pair in users[user].answeredSamples.indices { users[user].answeredSamples[pair] = 0 }
    }
    round.users = sums.filter { $0.orderCount > 0 }
  }

  /// The part of the samples that a user answered, over the pairs in which an order of his counted.
  private func efficiency(of user: Int, where isPresent: ArraySlice<Bool>, over sampleCount: Int) -> Double {
    var (answered, asked) = (0, 0)
    for (pair, isPresent) in isPresent.enumerated() where isPresent {
      answered += users[user].answeredSamples[pair]
      asked += sampleCount
    }
    return asked > 0 ? Double(answered) / Double(asked) : 0
  }
}

extension CreditRound.OfUser {
  /// A user of whom nothing has counted yet.
  fileprivate init(of user: String) {
    self.init(user: user, orderCount: 0, liquidity: 0, credit: 0, efficiency: 0)
  }
}

extension CreditRound.OfPair {
  /// A pair of which nothing has counted yet, with the names of its ranks.
  fileprivate init(_ configuration: PairConfiguration) {
    exchange = configuration.exchange
    unit = configuration.unit
    sides = configuration.sides.map { _, side in
      CreditRound.OfSide(ranks: side.ranks.map { CreditRound.OfRank(name: $0.name) })
    }
  }

  /// Adds a sample's part to the means.
  fileprivate mutating func add(
    _ liquidity: PairLiquidity, _ rewards: BySide<[Double]>, dividedBy part: Double
  ) {
    self.liquidity += liquidity.total / part
    for side in Side.allCases {
      sides[side].liquidity += liquidity.sides[side].total / part
      for rank in sides[side].ranks.indices {
        sides[side].ranks[rank].liquidity += liquidity.sides[side].ranks[rank] / part
        sides[side].ranks[rank].reward += rewards[side][rank] / part
      }
    }
  }
}
