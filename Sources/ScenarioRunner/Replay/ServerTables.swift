// The server's tables and readings as the original writes them in JSON, keys in the order of the alphabet.

import ALPPool
import SimEngine

extension JSONText {
  /// Whole seconds since 1970.
  static func unixTime(_ time: SimTime, since start: Int64) -> JSONText {
    .integer(Int128(start) + Int128(time.seconds.rounded(.down)))
  }

  /// A number of the settings: without a point where it is whole.
  static func setting(_ value: Double) -> JSONText {
    Int64(exactly: value).map { .integer(Int128($0)) } ?? .real(value)
  }

  /// An object of objects: what is said of each pair, by exchange and unit.
  private static func byPair<Pair>(
    _ pairs: [Pair], _ name: (Pair) -> (exchange: String, unit: String), _ content: (Pair) -> JSONText
  ) -> JSONText {
    let exchanges = Set(pairs.map { name($0).exchange }).sorted()
    return .object(
      exchanges.map { exchange in
        let units = pairs.filter { name($0).exchange == exchange }.sorted { name($0).unit < name($1).unit }
        return (exchange, .object(units.map { (name($0).unit, content($0)) }))
      })
  }

  private static func byPair(
    _ pairs: [CreditRound.OfPair], _ content: (CreditRound.OfPair) -> JSONText
  ) -> JSONText {
    byPair(pairs, { ($0.exchange, $0.unit) }, content)
  }

  /// Members in the order of the alphabet.
  private static func sorted(_ members: [(key: String, value: JSONText)]) -> JSONText {
    .object(members.sorted { $0.key < $1.key })
  }

  /// Liquidity by pair, side and rank.
  static func totals(_ pairs: [CreditRound.OfPair]) -> JSONText {
    byPair(pairs) { pair in
      func side(_ side: CreditRound.OfSide) -> JSONText {
        sorted(side.ranks.map { ($0.name, .real($0.liquidity)) } + [("total", .real(side.liquidity))])
      }
      return ["ask": side(pair.sides.ask), "bid": side(pair.sides.bid), "total": .real(pair.liquidity)]
    }
  }

  /// Rewards by pair, side and rank.
  static func rewards(_ pairs: [CreditRound.OfPair]) -> JSONText {
    byPair(pairs) { pair in
      let sides = pair.sides.map { _, side in sorted(side.ranks.map { ($0.name, .real($0.reward)) }) }
      return ["ask": sides.ask, "bid": sides.bid]
    }
  }

  /// The settings of pairs.
  static func settings(_ pairs: [PairConfiguration], withTolerances: Bool) -> JSONText {
    byPair(pairs, { ($0.exchange, $0.unit) }) { pair in
      func side(_ side: SideConfiguration) -> JSONText {
        let ranks = side.ranks.map { rank -> (key: String, value: JSONText) in
          let ratio = (key: "ratio", value: JSONText.real(rank.ratio))
          return (
            rank.name, .object([ratio] + (withTolerances ? [("tolerance", .real(rank.tolerance))] : []))
          )
        }
        return sorted(ranks + [("ratio", .real(side.ratio))])
      }
      return [
        "ask": side(pair.sides.ask), "bid": side(pair.sides.bid), "reward": .setting(pair.rewardPerMinute),
        "target": .setting(pair.target),
      ]
    }
  }

  /// Prices by unit, each way round.
  static func prices(_ prices: [UnitPrice]) -> JSONText {
    sorted(prices.map { ($0.unit, [.real($0.price), .real($0.reciprocal)]) })
  }
}

extension PoolRecords.Round {
  /// The figures about a round that are not liquidity.
  func meta(since start: Int64) -> JSONText {
    [
      "last-credit-time": .unixTime(time, since: start),
      "next-payout-time": .unixTime(nextPayout, since: start),
      "number-of-orders": .integer(Int128(orderCount)),
      "number-of-users": .integer(Int128(registrationCount)),
      "number-of-users-active": .integer(Int128(users.count)),
    ]
  }
}

extension PoolRecords.OrderState {
  /// The original's mark: 0 waits, 1 was credited, -1 counts not.
  var mark: JSONText {
    switch self {
    case .pending: 0
    case .credited: 1
    case .duplicate, .unranked: -1
    }
  }
}

extension PoolRecords.Order {
  /// The columns of the table of orders but the user, with the row's number.
  func columns(number: Int) -> [(key: String, value: JSONText)] {
    [
      ("credited", state.mark), ("deviation", .real(deviation)), ("exchange", .string(exchange)),
      ("id", .integer(Int128(number))), ("order_amount", .real(order.amount)),
      ("order_id", .string(order.id)),
      ("order_price", .real(order.price)), ("rank", .string(rank ?? "")),
      ("server_price", .real(serverPrice)),
      ("side", .string(order.side == .sell ? "ask" : "bid")), ("tolerance", .real(tolerance)),
      ("unit", .string(unit)),
    ]
  }
}

extension PoolRecords {
  func orderRow(_ position: Int) -> JSONText {
    let key = (key: "key", value: JSONText.string(orders[position].user))
    return .object((orders[position].columns(number: position + 1) + [key]).sorted { $0.key < $1.key })
  }

  func creditRow(_ position: Int, since start: Int64) -> JSONText {
    let credit = credits[position]
    let order = orders[credit.order]
    let time = Double(start) + rounds[credit.round].time.seconds.rounded(.down)
    return [
      "exchange": .string(order.exchange), "id": .integer(Int128(position + 1)), "key": .string(order.user),
      "order_id": .real(Double(credit.order + 1)), "paid": credit.isPaid ? 1 : 0,
      "percentage": .real(credit.credit.share * 100), "provided": .real(order.order.amount),
      "rank": .string(order.rank ?? ""), "reward": .real(credit.credit.coins),
      "side": .string(order.order.side == .sell ? "ask" : "bid"), "time": .real(time),
      "unit": .string(order.unit),
    ]
  }

  func roundRow(_ position: Int, since start: Int64) -> JSONText {
    let round = rounds[position]
    return [
      "config": .settings(round.settings, withTolerances: false), "id": .integer(Int128(position + 1)),
      "meta": round.meta(since: start), "rewards": .rewards(round.pairs),
      "time": .real(Double(start) + round.time.seconds.rounded(.down)), "totals": .totals(round.pairs),
    ]
  }

  func userRow(_ position: Int) -> JSONText {
    let user = registrations[position]
    return [
      "address": .string(user.address), "exchange": .string(user.exchange),
      "id": .integer(Int128(position + 1)), "key": .string(user.user), "unit": .string(user.unit),
    ]
  }
}

extension OrderListing {
  /// An order with what it earned, as its owner is shown it.
  func json(since start: Int64) -> JSONText {
    let columns = order.columns(number: number)
    guard let credit else { return .object(columns) }
    let info: JSONText = [
      "calculated_unit_reward": .real(credit.earnedPairReward), "credit_amount": .real(credit.amount),
      "credited_time": .unixTime(credit.time, since: start),
      "percentage_of_rank": .real(credit.percentageOfRank), "rank_ratio": .real(credit.rankRatio),
      "rank_reward": .real(credit.rankReward), "rank_total_liquidity": .real(credit.rankLiquidity),
      "side_ratio": .real(credit.sideRatio), "side_reward": .real(credit.sideReward),
      "unit_reward": .setting(credit.pairReward), "unit_target": .setting(credit.pairTarget),
      "unit_total_liquidity": .real(credit.pairLiquidity),
    ]
    return .object([("credit_info", info)] + columns)
  }
}

extension UserStatistics {
  /// The figures; the net worth, which the original never had, only on demand.
  func json(since start: Int64, netWorth: Bool) -> JSONText {
    let rounds = history.map { round -> JSONText in
      let worth: JSONText =
        round.netWorth.map {
          ["credited": .real($0.credited), "on_order": .real($0.onOrder), "total": .real($0.total)]
        } ?? .null
      let figures: [(key: String, value: JSONText)] = [
        ("provided", .real(round.provided)), ("reward", .real(round.reward)),
        ("round_time", .unixTime(round.time, since: start)),
      ]
      return .object((netWorth ? [("net_worth", worth)] : []) + figures)
    }
    return [
      "current_reward": .real(currentReward), "history": .array(rounds), "total_reward": .real(totalReward),
    ]
  }
}
