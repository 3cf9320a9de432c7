// The server's face: what clients may ask of a pool, check by check in the order of the original.

public import SimEngine

/// Which version of the original answers.
public enum ServerBranch: String, CaseIterable, Sendable {
  /// April 2016: settings are read anew before every round.
  case master
  /// June 2016: settings are read once, and the sides' ratios move with the liquidity.
  case automaticConfig = "automatic_config"
}

/// A pool with the server around it: its requests, tables and timers, without the web.
///
/// The caller reads the text of requests, asks the exchanges, keeps the clock and sends the payments; everything between
/// is here. A simulation does not need it: `ALPPoolComponent` holds a `Pool` directly and keeps no tables.
public struct PoolServer: Sendable {
  /// Which version of the original it answers as.
  public let branch: ServerBranch
  /// When the server started.
  public let startTime: SimTime
  /// Who takes part and what he is owed.
  public internal(set) var pool: Pool
  /// All that was ever entered.
  public internal(set) var records = PoolRecords()
  /// When payouts are sent.
  var payouts: PayoutLoop
  /// Settings that wait for the next round.
  private var newConfiguration: PoolConfiguration?
  /// The pool knows orders by numbers, exchanges by names; only for looking up.
  private var orderNumbers: [String: UInt64] = [:]

  /// A server that nobody knows.
  public init(
    _ configuration: PoolConfiguration, branch: ServerBranch = .master, startingAt start: SimTime = .start
  ) {
    self.branch = branch
    startTime = start
    payouts = PayoutLoop(firstAt: start + .days(1), fidelity: configuration.fidelity)
    let rule: any RewardRule = branch == .master ? ScaledReward() : BalancedReward()
    pool = Pool(configuration, rule: rule, addresses: NBTAddress(fidelity: configuration.fidelity))
  }

  var fidelity: Fidelity { pool.configuration.fidelity }

  // MARK: What clients post

  /// `POST /register`: enrols a user for a pair.
  ///
  /// Checked in turn: content type, JSON, each field, the address, the exchange, the unit, whether it is known.
  public mutating func register(_ request: PoolRequest) -> PoolAnswer {
    if let objection = request.objection(requiring: ["user", "address", "exchange", "unit"]) {
      return objection
    }
    guard let user = request.text("user"), let address = request.text("address"),
      let exchange = request.text("exchange"), let unit = request.text("unit")
    else { return .failed }
    let answer = pool.register(user: user, address: address, exchange: exchange, unit: unit)
    if answer == .registered {
      records.registrations.append(.init(user: user, address: address, exchange: exchange, unit: unit))
    }
    return answer
  }

  /// `POST /liquidity`: takes a user's signed request, has the exchange open it, and keeps the orders for the next round.
  ///
  /// Checked in turn: content type, JSON, each field, the exchange, the unit, whether the user is known; then the
  /// exchange is asked; then the price must be known. Any registration of the user will do.
  /// - Parameter ask: Shows the request to the exchange; called at most once.
  public mutating func submit(
    _ request: PoolRequest, asking ask: (LiquidityRequest) -> ExchangeReply
  ) -> PoolAnswer {
    if let objection = request.objection(requiring: ["user", "sign", "exchange", "unit", "req"]) {
      return objection
    }
    guard let user = request.text("user"), let exchange = request.text("exchange"),
      let unit = request.text("unit"), let parameters = request.body?["req"], let sign = request.body?["sign"]
    else { return .failed }
    if let refusal = pool.refusal(of: user, exchange: exchange, unit: unit) { return refusal }
    let question = LiquidityRequest(
      user: user, exchange: exchange, unit: unit, request: parameters, signature: sign)
    switch ask(question) {
    case .failure: return .failed
    case .said(let message, let success): return .exchangeSaid(message, success: success)
    case .orders(let orders): return keep(orders, of: question)
    }
  }

  private mutating func keep(_ orders: [ReportedOrder], of question: LiquidityRequest) -> PoolAnswer {
    guard orders.allSatisfy(\.isPossible) else { return .exchangeSaid("invalid response", success: false) }
    let waiting = pool.pending.count
    let submitted = orders.map {
      SubmittedOrder(id: number(ofOrder: $0.id), side: $0.side, amount: $0.amount, price: $0.price)
    }
    let answer = pool.submit(
      user: question.user, exchange: question.exchange, unit: question.unit, orders: submitted)
    for (stored, order) in zip(pool.pending.dropFirst(waiting), orders) { enter(stored, order, of: question) }
    return answer
  }

  private mutating func number(ofOrder name: String) -> UInt64 {
    if let known = orderNumbers[name] { return known }
    orderNumbers[name] = UInt64(orderNumbers.count)
    return UInt64(orderNumbers.count - 1)
  }

  private mutating func enter(_ stored: PoolOrder, _ order: ReportedOrder, of question: LiquidityRequest) {
    let side = pool.pairs[stored.pair].configuration?.sides[order.side]
    let rank = stored.rank.flatMap { side?.ranks[$0] }
    records.orders.append(
      PoolRecords.Order(
        user: question.user, exchange: question.exchange, unit: question.unit, order: order,
        serverPrice: stored.serverPrice, deviation: stored.deviation, rank: rank?.name,
        tolerance: rank?.tolerance ?? side?.ranks.map(\.tolerance).max() ?? 1, pair: stored.pair))
  }

  // MARK: What operators and timers do

  /// Takes note of the feed's newest price of a unit.
  /// - Precondition: finite and positive.
  public mutating func updatePrice(of unit: String, to price: Double) {
    pool.updatePrice(of: unit, to: price)
  }

  /// Puts new settings where the server looks for them: before its next round, or never again, depending on the branch.
  public mutating func reconfigure(_ configuration: PoolConfiguration) { newConfiguration = configuration }

  /// Holds a credit round and enters it in the tables.
  /// - Throws: only under `ServerFault.unrankedOrdersStopRounds`; the tables are then unchanged.
  public mutating func holdRound(at time: SimTime) throws(CreditFailure) -> PoolRecords.Round {
    if branch == .master, let newConfiguration {
      pool.reconfigure(newConfiguration)
      self.newConfiguration = nil
    }
    let settings = currentSettings
    let outcome = try pool.creditRound(at: time)
    let round = PoolRecords.Round(
      time: time, nextPayout: nextPayout, registrationCount: records.registrations.count,
      orderCount: outcome.users.reduce(0) { $0 + $1.orderCount }, pairs: outcome.pairs, settings: settings,
      users: outcome.users, netWorths: netWorths(in: outcome))
    records.enter(round, outcomes: outcome.outcomes)
    return round
  }

  /// The configured pairs, with the sides' ratios as the rule has moved them.
  public var currentSettings: [PairConfiguration] {
    let balanced = pool.rule as? BalancedReward
    return pool.pairs.indices.compactMap { position in
      guard let pair = pool.pairs[position].configuration else { return nil }
      return balanced?.ratios(ofPairAt: position).map(pair.split) ?? pair
    }
  }

  private func netWorths(in round: CreditRound) -> [NetWorth] {
    var onOrder: [String: Double] = [:]
    for (stored, outcome) in zip(round.orders, round.outcomes) {
      guard case .credited = outcome else { continue }
      let isReversed = pool.pairs[stored.pair].configuration?.isReversed == true
      onOrder[pool.users[stored.user].key, default: 0] += stored.coinsHeld(isReversed: isReversed)
    }
    return round.users.map {
      NetWorth(onOrder: onOrder[$0.user] ?? 0, credited: pool.earnedCredit(of: $0.user) ?? 0)
    }
  }
}

extension PairConfiguration {
  /// The pair with other parts of the reward for its sides.
  func split(_ ratios: BySide<Double>) -> PairConfiguration {
    let sides = sides.map { side, settings in SideConfiguration(ratio: ratios[side], ranks: settings.ranks) }
    return PairConfiguration(
      exchange: exchange, unit: unit, isReversed: isReversed, rewardPerMinute: rewardPerMinute,
      target: target,
      ask: sides.ask, bid: sides.bid)
  }
}
