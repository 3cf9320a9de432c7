// The Automated Liquidity Pool: who takes part, which orders wait for the next round, and what is owed.

import SimEngine

/// An Automated Liquidity Pool: pays providers of liquidity by the minute for the orders that they keep near
/// the price.
///
/// Users register a payout address for a pair of an exchange and submit their open orders again and again.
/// Each order is ranked on arrival by its distance from the pool's own price. `creditRound` divides
/// the reward of a minute among the orders submitted since the last round; `payout` lists what is due.
/// The pool has no clock and moves no money: whoever holds it calls the rounds and sends the payments.
///
/// Amounts are doubles in coins, computed in the order of the original server, so that its recorded figures
/// come out to the last bit; payments are exact.
public struct Pool: Sendable {
  /// What the operators decided.
  public private(set) var configuration: PoolConfiguration
  /// The last finished round, or nil before the first.
  public internal(set) var lastRound: CreditRound?
  /// Orders that wait for the next sample, as they arrived.
  public internal(set) var pending: [PoolOrder] = []
  /// The samples taken since the last round.
  var samples: [PoolSample] = []

  /// A pair that is or was configured. Its position never changes.
  struct Pair: Sendable {
    let exchange: String
    let unit: String
    /// nil once the operators dropped the pair.
    var configuration: PairConfiguration?
  }

  /// A user: an exchange's public key, where he is paid and what he is owed.
  struct User: Sendable {
    struct Registration: Hashable, Sendable {
      let address: String
      let pair: Int
    }
    let key: String
    /// Never empty.
    var registrations: [Registration]
    /// Coins owed; shape [pairs].
    var unpaid: [Double]
    /// Number of the newest submission, 0 before the first; shape [pairs].
    var newestSubmission: [Int]
    /// Samples since the last round for which a submission came; shape [pairs].
    var answeredSamples: [Int]
    /// Coins credited since the beginning.
    var earned = 0.0
  }

  var pairs: [Pair] = []
  var users: [User] = []
  var prices: [String: Double] = [:]
  var rule: any RewardRule
  var confirmedPayoutCount = 0
  /// Coins traded by makers since the last sample; shape [pairs][users], empty where nobody traded.
  var makerVolumes: [[Double]] = []
  private var userPositions: [String: Int] = [:]
  private var submissionCount = 0
  /// The number of the last submission before the current sample.
  private var submissionsBeforeSample = 0
  private let addressRule: any AddressRule

  /// A pool that nobody has joined.
  public init(
    _ configuration: PoolConfiguration, rule: any RewardRule = ScaledReward(),
    addresses addressRule: any AddressRule = AnyAddress()
  ) {
    self.configuration = configuration
    self.rule = rule
    self.addressRule = addressRule
    adoptPairs()
  }

  /// Puts new settings in force.
  ///
  /// Orders that wait keep their rank by its name; one whose pair or rank is gone is treated like an order
  /// that no rank takes.
  public mutating func reconfigure(_ configuration: PoolConfiguration) {
    let former = pairs
    self.configuration = configuration
    adoptPairs()
    rerank(&pending, rankedBefore: former)
    for index in samples.indices { rerank(&samples[index].orders, rankedBefore: former) }
  }

  /// Gives orders the rank that now has the name of the one they had.
  private func rerank(_ orders: inout [PoolOrder], rankedBefore former: [Pair]) {
    for position in orders.indices {
      let stored = orders[position]
      let ranksBefore = former[stored.pair].configuration?.sides[stored.order.side].ranks
      let ranksNow = pairs[stored.pair].configuration?.sides[stored.order.side].ranks
      let name = stored.rank.flatMap { ranksBefore?[$0].name }
      orders[position].rank = ranksNow?.firstIndex { $0.name == name }
    }
  }

  /// Takes note of the feed's newest price of a unit, which stays in force until the next one.
  /// - Precondition: finite and positive.
  public mutating func updatePrice(of unit: String, to price: Double) {
    invariant(price.isFinite && price > 0, "the price of \(unit) is \(price)")
    prices[unit] = price
  }

  /// Registers a user, known by the public key of his exchange account, for a pair.
  ///
  /// Nothing proves that the key is his, except that his submissions later work at the exchange.
  public mutating func register(user: String, address: String, exchange: String, unit: String) -> PoolAnswer {
    let fields = [("user", user), ("address", address), ("exchange", exchange), ("unit", unit)]
    if let (name, _) = fields.first(where: { $0.1.isEmpty }) { return .missing(name) }
    if let objection = addressRule.objection(to: address) { return objection }
    guard let pair = position(ofUnit: unit, on: exchange) else { return refusal(ofUnit: unit, on: exchange) }

    let registration = User.Registration(address: address, pair: pair)
    guard let position = userPositions[user] else {
      userPositions[user] = users.count
      users.append(User(key: user, registrations: [registration], pairCount: pairs.count))
      return .registered
    }
    if users[position].registrations.contains(registration) { return .alreadyRegistered }
    users[position].registrations.append(registration)
    return .registered
  }

  /// Classifies a user's open orders of a pair and keeps them for the next round.
  ///
  /// Any registration of the user will do; it need not be for this pair.
  /// - Parameters:
  ///   - orders: All his open orders of the pair, possibly none.
  ///   - minimumRates: The least rate a day for which he offers each side, a fraction of the amount; only
  ///     auctions ask for it.
  /// - Precondition: rates are not NaN.
  /// - Complexity: O(orders x ranks).
  public mutating func submit(
    user: String, exchange: String, unit: String, orders: [SubmittedOrder],
    minimumRates: BySide<Double> = BySide(ask: 0, bid: 0)
  ) -> PoolAnswer {
    guard let pair = position(ofUnit: unit, on: exchange), let settings = pairs[pair].configuration
    else { return refusal(ofUnit: unit, on: exchange) }
    guard let position = userPositions[user] else { return .userNotRegistered(user) }
    guard let price = prices[unit] else { return .priceUnknown(unit: unit) }

    submissionCount += 1
    if users[position].newestSubmission[pair] <= submissionsBeforeSample {
      users[position].answeredSamples[pair] += 1
    }
    users[position].newestSubmission[pair] = submissionCount
    let serverPrice = settings.serverPrice(fromFeed: price)
    for order in orders {
      let deviation = deviation(ofPrice: order.price, from: serverPrice)
      pending.append(
        PoolOrder(
          user: position, pair: pair, submission: submissionCount, order: order, serverPrice: serverPrice,
          deviation: deviation, minimumRate: minimumRates[order.side],
          rank: settings.sides[order.side].rankIndex(forDeviation: deviation)))
    }
    return .savedForValidation
  }

  /// Takes note that a user traded so many coins as a maker, for rules that reward it.
  ///
  /// A user or pair that the pool does not know is passed over.
  /// - Precondition: the volume is finite and not negative.
  public mutating func noteMakerVolume(_ coins: Double, of user: String, exchange: String, unit: String) {
    invariant(coins.isFinite && coins >= 0, "\(user) traded \(coins)")
    guard let pair = position(ofUnit: unit, on: exchange), let position = userPositions[user] else { return }
    while makerVolumes.count <= pair { makerVolumes.append([]) }
    while makerVolumes[pair].count < users.count { makerVolumes[pair].append(0) }
    makerVolumes[pair][position] += coins
  }

  /// Ends the current sample: what was submitted since the one before, copies told from originals.
  ///
  /// The next round pays for the samples taken since the last, each an equal part; see `SnapshotMode`.
  public mutating func takeSample() {
    samples.append(
      PoolSample(orders: pending, isDuplicate: findDuplicates(), makerVolumes: makerVolumes))
    pending.removeAll(keepingCapacity: true)
    makerVolumes = []
    submissionsBeforeSample = submissionCount
  }

  /// Why a submission is refused before anybody asks the exchange, or nil when it is not.
  func refusal(of user: String, exchange: String, unit: String) -> PoolAnswer? {
    if position(ofUnit: unit, on: exchange) == nil { return refusal(ofUnit: unit, on: exchange) }
    return userPositions[user] == nil ? .userNotRegistered(user) : nil
  }

  /// Coins that a user has earned and not been paid, or nil for an unknown user.
  public func unpaidCredit(of user: String) -> Double? {
    userPositions[user].map { users[$0].unpaid.reduce(0, +) }
  }

  /// Coins that a user has earned since the beginning, or nil for an unknown user.
  public func earnedCredit(of user: String) -> Double? { userPositions[user].map { users[$0].earned } }

  /// The position of a user, or nil for an unknown one.
  func position(ofUser user: String) -> Int? { userPositions[user] }

  /// The position of a pair that is configured now.
  private func position(ofUnit unit: String, on exchange: String) -> Int? {
    pairs.firstIndex { $0.unit == unit && $0.exchange == exchange && $0.configuration != nil }
  }

  /// Why a pair that is not configured is refused.
  private func refusal(ofUnit unit: String, on exchange: String) -> PoolAnswer {
    configuration.pairs.contains { $0.exchange == exchange }
      ? .unitNotSupported(unit: unit, exchange: exchange) : .exchangeNotSupported(exchange)
  }

  /// Brings the table of pairs up to the configuration: new ones are appended, dropped ones keep their place.
  private mutating func adoptPairs() {
    for position in pairs.indices { pairs[position].configuration = nil }
    for settings in configuration.pairs {
      let known = pairs.firstIndex { $0.exchange == settings.exchange && $0.unit == settings.unit }
      if let known {
        pairs[known].configuration = settings
      } else {
        pairs.append(Pair(exchange: settings.exchange, unit: settings.unit, configuration: settings))
      }
    }
    for position in users.indices { users[position].grow(toPairCount: pairs.count) }
  }
}

extension Pool.User {
  /// A user who has submitted nothing and is owed nothing.
  fileprivate init(key: String, registrations: [Registration], pairCount: Int) {
    self.init(key: key, registrations: registrations, unpaid: [], newestSubmission: [], answeredSamples: [])
    grow(toPairCount: pairCount)
  }

  /// Makes room for pairs that were configured after the registration.
  fileprivate mutating func grow(toPairCount count: Int) {
    unpaid += [Double](repeating: 0, count: count - unpaid.count)
    newestSubmission += [Int](repeating: 0, count: count - newestSubmission.count)
    answeredSamples += [Int](repeating: 0, count: count - answeredSamples.count)
  }
}

extension Pool {
  /// The exchange and unit at a position of the table of pairs, configured now or before.
  public func pair(at position: Int) -> (exchange: String, unit: String) {
    (pairs[position].exchange, pairs[position].unit)
  }
}
