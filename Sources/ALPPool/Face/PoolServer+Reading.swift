// What a server shows: its exchanges, its state, and a user's orders and figures.

public import SimEngine

/// The state of the server after its last finished round.
public struct ServerStatus: Sendable {
  /// The round, with its liquidity and rewards.
  public let round: PoolRecords.Round
  /// The newest prices of the configured units.
  public let prices: [UnitPrice]
}

/// One of a user's orders, with what it earned.
public struct OrderListing: Sendable {
  /// What a credit was reckoned from.
  public struct CreditInfo: Hashable, Sendable {
    /// When the round was held.
    public let time: SimTime
    /// The order's part of its rank, percent.
    public let percentageOfRank: Double
    /// Coins, to eight decimals.
    public let amount: Double
    /// Coins of the pair over both sides.
    public let pairLiquidity: Double
    /// Coins from which the pair pays its whole reward.
    public let pairTarget: Double
    /// Coins a minute for the pair at its target.
    public let pairReward: Double
    /// Coins of that for the liquidity that was there.
    public let earnedPairReward: Double
    /// The side's part of the pair's reward, a fraction.
    public let sideRatio: Double
    /// Coins of the earned reward for the side.
    public let sideReward: Double
    /// Coins of all orders of the rank and side.
    public let rankLiquidity: Double
    /// The rank's part of the side's reward, a fraction.
    public let rankRatio: Double
    /// Coins that the rank's orders were credited together.
    public let rankReward: Double
  }

  /// The number in the server's table, from 1.
  public let number: Int
  /// The order as it was classified on arrival.
  public let order: PoolRecords.Order
  /// Nil unless the order was credited.
  public let credit: CreditInfo?
}

/// What a user earned and owned.
public struct UserStatistics: Hashable, Sendable {
  /// One round of the pool.
  public struct OfRound: Hashable, Sendable {
    /// When it was held.
    public let time: SimTime
    /// Coins in the user's orders that counted, 0 where he was absent.
    public let provided: Double
    /// Coins credited to him.
    public let reward: Double
    /// His worth as the pool saw it, nil where he was absent.
    ///
    /// The original's documents promise it; its programs never had it.
    public let netWorth: NetWorth?
  }

  /// Coins credited since the beginning, to eight decimals.
  public let totalReward: Double
  /// Coins not paid yet, to eight decimals.
  public let currentReward: Double
  /// The last rounds in which anybody was credited, newest first.
  public let history: [OfRound]
}

extension PoolServer {
  /// How many of a user's orders are shown.
  public static let shownOrders = 100
  /// How many rounds a user's history goes back.
  public static let shownRounds = 50

  /// `GET /exchanges`: the settings of the pairs.
  ///
  /// Under `ServerFault.showsAskRatioForBids`, on the branch that does so, the bids' part of the reward is shown as the asks'.
  public func exchanges() -> [PairConfiguration] {
    guard branch == .master && fidelity.contains(.showsAskRatioForBids) else { return currentSettings }
    return currentSettings.map { $0.split(BySide(ask: $0.sides.ask.ratio, bid: $0.sides.ask.ratio)) }
  }

  /// `GET /status`: the last finished round and the prices of now; nil before the first round.
  public func status() -> ServerStatus? {
    records.rounds.last.map { ServerStatus(round: $0, prices: pool.unitPrices) }
  }

  /// `GET /<user>/orders`: a user's latest orders, newest first, or nil for an unknown user.
  public func orders(of user: String) -> [OrderListing]? {
    guard pool.earnedCredit(of: user) != nil else { return nil }
    let positions = records.orders.indices.reversed().lazy.filter { records.orders[$0].user == user }
    return positions.prefix(Self.shownOrders).map { position in
      let order = records.orders[position]
      return OrderListing(number: position + 1, order: order, credit: creditInfo(of: order))
    }
  }

  private func creditInfo(of order: PoolRecords.Order) -> OrderListing.CreditInfo? {
    guard case .credited(let position) = order.state else { return nil }
    let credit = records.credits[position]
    let round = records.rounds[credit.round]
    guard let pair = round.pairs.firstIndex(where: { $0.exchange == order.exchange && $0.unit == order.unit })
    else { return nil }
    let (liquidity, settings) = (round.pairs[pair], round.settings[pair])
    let (sideLiquidity, side) = (liquidity.sides[order.order.side], settings.sides[order.order.side])
    guard let rank = side.ranks.firstIndex(where: { $0.name == order.rank }) else { return nil }
    let earned = settings.rewardPerMinute * min(1, liquidity.liquidity / settings.target)
    return OrderListing.CreditInfo(
      time: round.time, percentageOfRank: credit.credit.share * 100,
      amount: roundHalfAwayFromZero(credit.credit.coins, decimals: 8), pairLiquidity: liquidity.liquidity,
      pairTarget: settings.target, pairReward: settings.rewardPerMinute, earnedPairReward: earned,
      sideRatio: side.ratio, sideReward: earned * side.ratio,
      rankLiquidity: sideLiquidity.ranks[rank].liquidity, rankRatio: side.ranks[rank].ratio,
      rankReward: sideLiquidity.ranks[rank].reward)
  }

  /// `GET /<user>/stats`: what a user earned and his history, or nil for an unknown user.
  public func statistics(of user: String) -> UserStatistics? {
    guard let earned = pool.earnedCredit(of: user), let owed = pool.unpaidCredit(of: user) else { return nil }
    let rounds = records.rounds.reversed().lazy.filter { !$0.users.isEmpty }.prefix(Self.shownRounds)
    return UserStatistics(
      totalReward: roundHalfAwayFromZero(earned, decimals: 8),
      currentReward: roundHalfAwayFromZero(owed, decimals: 8),
      history: rounds.map { round in
        let position = round.users.firstIndex { $0.user == user }
        return UserStatistics.OfRound(
          time: round.time, provided: position.map { round.users[$0].liquidity } ?? 0,
          reward: position.map { round.users[$0].credit } ?? 0, netWorth: position.map { round.netWorths[$0] }
        )
      })
  }
}
