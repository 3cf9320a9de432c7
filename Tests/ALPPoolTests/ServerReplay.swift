// Feeds the requests of a recorded case to a pool and notes every figure that differs from the original's.

import SimEngine

@testable import ALPPool

/// A part of the original's behaviour that is not the pool's own, so that a replay passes over it.
enum PassedOver: String, Hashable, Sendable {
  /// Content type and JSON of a request, fields that only the exchange reads, HTTP status codes.
  case requestForm
  /// Prefix and checksum of a payout address: an `AddressRule`.
  case addressCheck
  /// What an exchange answers instead of orders.
  case exchangeAnswer
  /// The list of a user's orders and his history by round.
  case userHistory
  /// The list of exchanges and their settings.
  case exchangeList
}

/// A version of the original server whose answers were recorded.
enum ServerBranch: String, CaseIterable, Sendable {
  case master
  case automaticConfig = "automatic_config"

  var rule: any RewardRule {
    switch self {
    case .master: ScaledReward()
    case .automaticConfig: BalancedReward()
    }
  }
}

/// One recorded case, replayed step by step.
struct ServerReplay {
  /// An order as the original's table shows it.
  private struct Row {
    let stored: PoolOrder
    let rank: Rank?
    /// 0 pending, 1 credited, -1 duplicate; 2 without a rank, which the original does not know.
    var credited = 0.0
  }

  private(set) var pool: Pool
  /// Every figure that was not the original's, with the step where it was seen.
  private(set) var differences: [String] = []
  private(set) var passedOver: Set<PassedOver> = []
  /// How many figures were compared.
  private(set) var comparisonCount = 0

  private let branch: ServerBranch
  private let fidelity: Fidelity
  private let minimumPayout: Double
  private var loop: PayoutLoop
  private var rounds: [CreditRound] = []
  private var rows: [Row] = []
  private var orderNames: [String] = []
  private var sendMode = "ok"
  private var step = ""

  /// Runs all steps of a case.
  init(_ recorded: JSON, on branch: ServerBranch = .master, fidelity: Fidelity) {
    self.branch = branch
    self.fidelity = fidelity
    minimumPayout = recorded["minimum_payout"].number
    loop = PayoutLoop(firstAt: .start + .days(1), fidelity: fidelity)
    pool = Pool(Self.configuration(recorded["exchanges"], minimumPayout, fidelity), rule: branch.rule)
    update(prices: recorded["prices"])
    // Where both branches did the same, a text says so.
    let ownAnswers = recorded["expect_" + branch.rawValue].list
    let answers = ownAnswers.isEmpty ? recorded["expect_master"].list : ownAnswers
    if answers.count != recorded["steps"].list.count { note("\(recorded["id"].text) lacks answers") }
    for (position, pair) in zip(recorded["steps"].list, answers).enumerated() {
      step = "\(recorded["id"].text) step \(position) \(pair.0["op"].text)"
      perform(pair.0, expecting: pair.1)
    }
  }

  private mutating func perform(_ action: JSON, expecting expected: JSON) {
    switch action["op"].text {
    case "register":
      let answer = register(action["body"])
      compare(answer, with: expected["response"]["body"])
    case "liquidity" where !action["exchange_answer"].isNull: passedOver.insert(.exchangeAnswer)
    case "liquidity": compare(submit(action), with: expected["response"]["body"])
    case "raw": performRaw(action, expecting: expected["response"])
    case "price": update(prices: action["prices"])
    // The later branch no longer read its files before each round.
    case "config" where branch == .master:
      pool.reconfigure(Self.configuration(action["exchanges"], minimumPayout, fidelity))
    case "config": break
    case "credit": credit(at: action["at"].number, expecting: expected)
    case "rpc": sendMode = action["mode"]["sendmany"].text
    case "pay": pay(at: action["at"].number, expecting: expected)
    case "dump": compareTables(with: expected)
    case "get": compareReading(action["path"].text, with: expected["response"]["body"])
    default: note("unknown operation")
    }
  }

  // MARK: Requests

  private mutating func register(_ body: JSON) -> PoolAnswer {
    pool.register(
      user: body["user"].text, address: body["address"].text, exchange: body["exchange"].text,
      unit: body["unit"].text)
  }

  private mutating func submit(_ action: JSON) -> PoolAnswer {
    let body = action["body"]
    let orders = action["orders"].list.map { order in
      SubmittedOrder(
        id: number(ofOrder: order["id"].text), side: order["side"].text == "ask" ? .sell : .buy,
        amount: order["amount"].number, price: order["price"].number)
    }
    let waiting = pool.pending.count
    let answer = pool.submit(
      user: body["user"].text, exchange: body["exchange"].text, unit: body["unit"].text, orders: orders)
    rows += pool.pending.dropFirst(waiting).map { stored in
      let side = pool.pairs[stored.pair].configuration?.sides[stored.order.side]
      return Row(stored: stored, rank: stored.rank.flatMap { side?.ranks[$0] })
    }
    return answer
  }

  private mutating func number(ofOrder name: String) -> UInt64 {
    if let known = orderNames.firstIndex(of: name) { return UInt64(known) }
    orderNames.append(name)
    return UInt64(orderNames.count - 1)
  }

  /// A request as its bytes: what reaches the pool of it is compared, the rest passed over.
  private mutating func performRaw(_ action: JSON, expecting response: JSON) {
    let path = action["path"].text
    guard action["method"].text == "POST" else {
      if path == "/exchanges" {
        passedOver.insert(.exchangeList)
      } else if response["status"].number == 200 {
        compareReading(path, with: response["body"])
      } else {
        passedOver.insert(.requestForm)
      }
      return
    }
    // Foundation accepts commas too many where the original does not.
    guard action["headers"]["Content-Type"].text == "application/json",
      response["body"]["message"].text != "request body must be valid json",
      let body = JSON(parsing: action["body"].text)
    else {
      passedOver.insert(.requestForm)
      return
    }
    if path == "/register" {
      if response["status"].number == 500
        || response["body"]["message"].text.contains("not a valid NBT address")
      {
        passedOver.insert(.addressCheck)
      } else {
        let answer = register(body)
        compare(answer, with: response["body"])
      }
    } else if ["user", "req", "sign", "exchange", "unit"].contains(where: { body[$0].isNull })
      || body["req"].members.isEmpty
    {
      passedOver.insert(.requestForm)
    } else {
      let answer = submit(.object(["body": body, "orders": .list([])]))
      compare(answer, with: response["body"])
    }
  }

  private mutating func compare(_ answer: PoolAnswer, with body: JSON) {
    compare(answer.isSuccess ? 1 : 0, body["success"], "success")
    compare(answer.message, body["message"].text, "message")
  }

  // MARK: Rounds and payouts

  private mutating func credit(at seconds: Double, expecting expected: JSON) {
    do {
      let round = try pool.creditRound(at: SimTime(seconds: seconds))
      compare("", expected["raised"].text, "failure of the round")
      rounds.append(round)
      let waiting = rows.indices.filter { rows[$0].credited == 0 }
      for (row, outcome) in zip(waiting, round.outcomes) {
        switch outcome {
        case .credited: rows[row].credited = 1
        case .duplicate: rows[row].credited = -1
        case .unranked: rows[row].credited = 2
        }
      }
      compareReports(of: round, with: expected["rpc_calls"].list)
    } catch {
      switch error {
      case .unrankedOrder: compare("KeyError: ''", expected["raised"].text, "failure of the round")
      case .unknownPair(let order):
        let name = pool.pairs[order.pair].unit
        compare("KeyError: '\(name)'", expected["raised"].text, "failure of the round")
      }
    }
  }

  /// The liquidity that the original reports to the network after a round.
  private mutating func compareReports(of round: CreditRound, with calls: [JSON]) {
    for call in calls {
      let address = call[5].text.split(separator: ":").map(String.init)
      guard
        let pair = round.pairs.first(where: {
          $0.exchange == address[2] && "NBT" + $0.unit.uppercased() == address[1]
        })
      else { return note("no pair \(call[5].text)") }
      let name = address[3].split(separator: ".").last.map(String.init)
      compare(pair.sides.bid.ranks.first { $0.name == name }?.liquidity ?? .nan, call[2], "reported bids")
      compare(pair.sides.ask.ranks.first { $0.name == name }?.liquidity ?? .nan, call[3], "reported asks")
    }
  }

  private mutating func pay(at seconds: Double, expecting expected: JSON) {
    let time = SimTime(seconds: seconds)
    if let payout = loop.begin(at: time, of: pool) {
      let sent = expected["rpc_calls"].list.first?[2].members ?? [:]
      if sendMode != "no_rpc" { compare(payout.payments.count, sent.count, "number of payments") }
      for payment in payout.payments where sendMode != "no_rpc" {
        compare(
          payment.amount(decimals: 8).coins(decimals: 8), sent[payment.address] ?? .null,
          "payment to \(payment.address)")
      }
      let delivery: PayoutLoop.Delivery =
        switch sendMode {
        case "ok": .sent
        case "no_rpc": .daemonMissing
        default: .refused
        }
      loop.finish(delivery, at: time, in: &pool)
    }
    // A payout that raised an error was never armed again.
    compare(loop.nextTime == nil, !expected["raised"].isNull, "end of the loop")
    if let next = loop.nextTime {
      compare((next - time).seconds, expected["timers_scheduled"][0][1], "wait for the next payout")
    }
  }

  // MARK: Tables

  private mutating func compareTables(with dump: JSON) {
    compareOrders(with: dump["orders"].list)
    compareCredits(with: dump["credits"].list)
    compare(rounds.count, dump["stats"].list.count, "number of rounds")
    for (round, row) in zip(rounds, dump["stats"].list) {
      compare(round.time.seconds + 1_460_000_000, row["time"], "time of the round")
      compare(round.users.count, Int(row["meta"]["number-of-users-active"].number), "active users")
      compare(
        round.users.reduce(0) { $0 + $1.orderCount }, Int(row["meta"]["number-of-orders"].number), "orders")
      compare(round.pairs, totals: row["totals"], rewards: row["rewards"])
    }
    let registrations = pool.users.flatMap { user in
      user.registrations.map {
        [user.key, $0.address, pool.pairs[$0.pair].exchange, pool.pairs[$0.pair].unit]
      }
    }
    let users = dump["users"].list.map { row in ["key", "address", "exchange", "unit"].map { row[$0].text } }
    compare(
      "\(registrations.sorted { $0.lexicographicallyPrecedes($1) })",
      "\(users.sorted { $0.lexicographicallyPrecedes($1) })", "users")
  }

  private mutating func compareOrders(with table: [JSON]) {
    compare(rows.count, table.count, "number of orders")
    for (row, expected) in zip(rows, table) {
      let stored = row.stored
      compare(orderNames[Int(stored.order.id)], expected["order_id"].text, "order id")
      compare(pool.users[stored.user].key, expected["key"].text, "order's user")
      compare(row.rank?.name ?? "", expected["rank"].text, "rank")
      if let rank = row.rank { compare(rank.tolerance, expected["tolerance"], "tolerance") }
      compare(row.credited, expected["credited"], "credited")
      compare(stored.order.amount, expected["order_amount"], "amount")
      compare(stored.order.price, expected["order_price"], "order price")
      compare(stored.serverPrice, expected["server_price"], "server price")
      compare(stored.deviation, expected["deviation"], "deviation")
    }
  }

  private mutating func compareCredits(with table: [JSON]) {
    var credits: [(row: Row, position: Int, credit: Award.Credit, time: SimTime)] = []
    var position = 0
    for round in rounds {
      for outcome in round.outcomes {
        if case .credited(let credit) = outcome {
          credits.append((rows[position], position, credit, round.time))
        }
        position += 1
      }
    }
    compare(credits.count, table.count, "number of credits")
    var unpaid: [String: Double] = [:]
    for (entry, expected) in zip(credits, table) {
      let stored = entry.row.stored
      compare(pool.users[stored.user].key, expected["key"].text, "credited user")
      compare(pool.pairs[stored.pair].exchange, expected["exchange"].text, "credited exchange")
      compare(pool.pairs[stored.pair].unit, expected["unit"].text, "credited unit")
      compare(entry.row.rank?.name ?? "", expected["rank"].text, "credited rank")
      compare(stored.order.side == .sell ? "ask" : "bid", expected["side"].text, "credited side")
      compare(Double(entry.position + 1), expected["order_id"], "credited order")
      compare(stored.order.amount, expected["provided"], "provided")
      compare(entry.credit.share * 100, expected["percentage"], "percentage")
      compare(entry.credit.coins, expected["reward"], "credit")
      compare(entry.time.seconds + 1_460_000_000, expected["time"], "time of the credit")
      if expected["paid"].number == 0 {
        unpaid[expected["key"].text, default: 0] += expected["reward"].number
      }
    }
    for user in pool.users {
      let owed = user.unpaid.reduce(0, +)
      let expected = unpaid[user.key] ?? 0
      comparisonCount += 1
      if (owed - expected).magnitude > 1e-12 * expected {
        note("\(user.key) is owed \(owed), not \(expected)")
      }
    }
  }

  private mutating func compare(_ pairs: [CreditRound.OfPair], totals: JSON, rewards: JSON) {
    compare(pairs.count, totals.members.values.reduce(0) { $0 + $1.members.count }, "number of pairs")
    for pair in pairs {
      let total = totals[pair.exchange][pair.unit]
      compare(pair.liquidity, total["total"], "liquidity of \(pair.unit)")
      for (name, side) in [("ask", pair.sides.ask), ("bid", pair.sides.bid)] {
        compare(side.liquidity, total[name]["total"], "liquidity of \(pair.unit) \(name)")
        compare(side.ranks.count, total[name].members.count - 1, "number of ranks")
        for rank in side.ranks {
          compare(rank.liquidity, total[name][rank.name], "liquidity of \(pair.unit) \(name) \(rank.name)")
          compare(
            rank.reward, rewards[pair.exchange][pair.unit][name][rank.name],
            "reward of \(pair.unit) \(name) \(rank.name)")
        }
      }
    }
  }

  // MARK: Readings

  private mutating func compareReading(_ path: String, with body: JSON) {
    if path == "/status" { return compareStatus(with: body) }
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count == 2 else {
      passedOver.insert(.requestForm)
      return
    }
    guard let owed = pool.unpaidCredit(of: parts[0]), let earned = pool.earnedCredit(of: parts[0]) else {
      return compare(PoolAnswer.userNotRegistered(parts[0]).message, body["message"].text, "message")
    }
    passedOver.insert(.userHistory)
    guard parts[1] == "stats" else { return }
    compare(roundHalfAwayFromZero(owed, decimals: 8), body["message"]["current_reward"], "current reward")
    compare(roundHalfAwayFromZero(earned, decimals: 8), body["message"]["total_reward"], "total reward")
  }

  private mutating func compareStatus(with body: JSON) {
    guard let status = pool.status else {
      return compare("no statistics exist yet.", body["message"].text, "status")
    }
    let meta = body["message"]["meta"]
    compare(status.lastCreditTime.seconds + 1_460_000_000, meta["last-credit-time"], "last credit time")
    compare(Double(status.registrationCount), meta["number-of-users"], "number of users")
    compare(Double(status.activeUserCount), meta["number-of-users-active"], "active users")
    compare(Double(status.orderCount), meta["number-of-orders"], "number of orders")
    compare(status.pairs, totals: body["message"]["totals"], rewards: body["message"]["rewards"])
    compare(status.prices.count, body["message"]["prices"].members.count, "number of prices")
    for price in status.prices {
      compare(price.price, body["message"]["prices"][price.unit][0], "price of \(price.unit)")
      compare(price.reciprocal, body["message"]["prices"][price.unit][1], "reciprocal price of \(price.unit)")
    }
  }

  // MARK: Comparing

  /// Compares two figures bit for bit, except that both zeros are one.
  private mutating func compare(_ ours: Double, _ theirs: JSON, _ what: String) {
    comparisonCount += 1
    if ours != theirs.number { note("\(what): \(ours), not \(theirs)") }
  }
  private mutating func compare<Value: Equatable>(_ ours: Value, _ theirs: Value, _ what: String) {
    comparisonCount += 1
    if ours != theirs { note("\(what): \(ours), not \(theirs)") }
  }
  private mutating func note(_ difference: String) { differences.append("\(step): \(difference)") }

  // MARK: Settings

  private mutating func update(prices: JSON) {
    for (unit, price) in prices.members { pool.updatePrice(of: unit, to: price.number) }
  }

  /// The settings of the exchange files; names are sorted, for the order of a JSON object means nothing.
  private static func configuration(_ exchanges: JSON, _ minimumPayout: Double, _ fidelity: Fidelity)
    -> PoolConfiguration
  {
    let pairs = exchanges.members.sorted { $0.key < $1.key }.flatMap { exchange, units in
      units.members.sorted { $0.key < $1.key }.map { unit, settings in
        PairConfiguration(
          exchange: exchange, unit: unit, isReversed: settings["reverse"].number == 1,
          rewardPerMinute: settings["reward"].number, target: settings["target"].number,
          ask: side(settings["ask"]), bid: side(settings["bid"]))
      }
    }
    return PoolConfiguration(pairs: pairs, minimumPayout: minimumPayout, fidelity: fidelity)
  }

  private static func side(_ settings: JSON) -> SideConfiguration {
    let ranks = settings.members.filter { $0.key != "ratio" }.sorted { $0.key < $1.key }
    return SideConfiguration(
      ratio: settings["ratio"].number,
      ranks: ranks.map { name, rank in
        Rank(
          name, ratio: rank["ratio"].number,
          tolerance: rank["tolerance"].isNull ? 1 : rank["tolerance"].number)
      })
  }
}

extension SimTime {
  /// A whole number of seconds after the start.
  init(seconds: Double) { self = .start + .seconds(Int64(seconds)) }
}
