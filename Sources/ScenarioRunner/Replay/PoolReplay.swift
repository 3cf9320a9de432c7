// Replays a recorded case of the pool's server, step by step, and says what the server answered and did.

import ALPPool
import SimEngine

/// A server to which the steps of a case happen.
public struct PoolReplay {
  private let poolCase: PoolCase
  private var server: PoolServer
  private var now = SimTime.start
  /// What comes of sending payments.
  private var network = PayoutLoop.Delivery.sent

  /// The wait from one round to the next: the original arms this timer at the start of each round, whatever
  /// becomes of it. Cases hold rounds when they say so; the answer only repeats what was armed.
  private static let creditPeriodSeconds = 60.0

  /// The versions of the original that can answer, the usual one first.
  public static let branches = ServerBranch.allCases.map(\.rawValue)

  /// Replays a case.
  /// - Parameters:
  ///   - tree: The case: `start_time`, `minimum_payout`, `exchanges`, `prices`, `steps`.
  ///   - branch: Which version of the original answers, by its name in `branches`.
  ///   - isLegacy: Whether its known faults are reproduced.
  /// - Returns: An array of one object a step, in the shape in which the original was recorded.
  /// - Throws: Everything that is wrong with the case.
  public static func run(_ tree: JSONNode, branch: String, isLegacy: Bool) throws(ScenarioError) -> JSONText {
    guard let branch = ServerBranch(rawValue: branch) else {
      throw ScenarioError(Diagnostic("there is no branch \(quoted(branch))", help: alternatives(branches)))
    }
    return try run(tree, branch: branch, fidelity: isLegacy ? .legacy : .corrected)
  }

  /// Replays a case under some of the known faults.
  static func run(
    _ tree: JSONNode, branch: ServerBranch, fidelity: Fidelity
  ) throws(ScenarioError) -> JSONText {
    let poolCase = try PoolCase.read(tree, fidelity: fidelity)
    var replay = PoolReplay(poolCase, branch: branch)
    return .array(poolCase.steps.map { replay.perform($0) })
  }

  private init(_ poolCase: PoolCase, branch: ServerBranch) {
    self.poolCase = poolCase
    server = PoolServer(poolCase.configuration, branch: branch)
    update(poolCase.prices)
  }

  private mutating func update(_ prices: [(unit: String, price: Double)]) {
    for (unit, price) in prices { server.updatePrice(of: unit, to: price) }
  }

  /// The result of a step: its operation and whatever came of it, keys in the order of the alphabet.
  private mutating func perform(_ step: PoolCase.Step) -> JSONText {
    if let at = step.at { now = .start + at }
    var result: [(key: String, value: JSONText)] = [("op", .string(step.operation))]
    switch step.action {
    case .register(let request):
      result.append(("response", response(to: server.register(request)).json))
    case .liquidity(let request, let reply):
      result.append(("response", response(to: server.submit(request) { _ in reply }).json))
    case .raw(let request, let reply):
      result.append(("response", respond(to: request, reply).json))
    case .get(let path):
      let request = WebRequest(method: "GET", path: path, contentType: nil, body: "")
      result += [("path", .string(path)), ("response", respond(to: request, .orders([])).json)]
    case .prices(let prices): update(prices)
    case .settings(let configuration): server.reconfigure(configuration)
    case .credit: result += credit()
    case .network(let outcome): network = outcome
    case .pay: result += pay()
    case .dump: result += tables
    }
    return .object(result.sorted { $0.key < $1.key })
  }

  // MARK: The web

  private func response(to answer: PoolAnswer) -> WebResponse { WebResponse(answer, on: server.branch) }

  private mutating func respond(to request: WebRequest, _ reply: ExchangeReply) -> WebResponse {
    guard let route = WebRoute(request.path) else { return .notFound(request.path, on: server.branch) }
    guard request.method == route.method else { return .wrongMethod(on: server.branch) }
    let posted = PoolRequest(contentType: request.contentType, body: WireValue(parsing: request.body))
    switch route {
    case .register: return response(to: server.register(posted))
    case .liquidity: return response(to: server.submit(posted) { _ in reply })
    default: return show(route)
    }
  }

  /// What can be read.
  private func show(_ route: WebRoute) -> WebResponse {
    switch route {
    case .exchanges: WebResponse(body: .settings(server.exchanges(), withTolerances: true))
    case .status: WebResponse(body: status)
    case .orders(let user):
      server.orders(of: user).map { show(.array($0.map { $0.json(since: poolCase.startTime) })) }
        ?? response(to: .userNotRegistered(user))
    case .statistics(let user, let netWorth):
      server.statistics(of: user).map { show($0.json(since: poolCase.startTime, netWorth: netWorth)) }
        ?? response(to: .userNotRegistered(user))
    case .root, .register, .liquidity: .message("ALP Server is operational", success: true)
    }
  }

  private func show(_ message: JSONText) -> WebResponse {
    WebResponse(body: ["message": message, "server_time": unixTime(now), "success": true])
  }

  private var status: JSONText {
    guard let status = server.status() else {
      return ["message": "no statistics exist yet.", "status": false]
    }
    let message: JSONText = [
      "meta": status.round.meta(since: poolCase.startTime), "prices": .prices(status.prices),
      "rewards": .rewards(status.round.pairs), "totals": .totals(status.round.pairs),
    ]
    return [
      "message": message, "server_time": unixTime(now),
      "server_up_time": .integer(Int128((now - server.startTime).seconds)), "status": true,
    ]
  }

  private func unixTime(_ time: SimTime) -> JSONText { .unixTime(time, since: poolCase.startTime) }

  // MARK: Timers

  private mutating func credit() -> [(key: String, value: JSONText)] {
    let timers: (String, JSONText) = ("timers_scheduled", [["credit", .real(Self.creditPeriodSeconds)]])
    do throws(CreditFailure) {
      let round = try server.holdRound(at: now)
      let reports = liquidityReports(of: round)
      return (reports.isEmpty ? [] : [("rpc_calls", .array(reports))]) + [timers]
    } catch {
      return [("raised", .string(text(of: error))), timers]
    }
  }

  /// The keys that the original missed in its tables.
  private func text(of failure: CreditFailure) -> String {
    switch failure {
    case .unrankedOrder: return "KeyError: ''"
    case .unknownPair(let order):
      let (exchange, unit) = server.pool.pair(at: order.pair)
      let isKnown = server.pool.configuration.pairs.contains { $0.exchange == exchange }
      return "KeyError: '\(isKnown ? unit : exchange)'"
    }
  }

  /// What the server tells the coin's network of a round: bids and asks by pair and rank.
  private func liquidityReports(of round: PoolRecords.Round) -> [JSONText] {
    server.pool.configuration.pairs.flatMap { settings -> [JSONText] in
      guard
        let pair = round.pairs.first(where: { $0.exchange == settings.exchange && $0.unit == settings.unit })
      else { return [] }
      let names = pair.sides.ask.ranks.map(\.name)
      let others = pair.sides.bid.ranks.map(\.name).filter { !names.contains($0) }
      return (names + others).map { name in
        let amounts = pair.sides.map { _, side in side.ranks.first { $0.name == name }?.liquidity ?? 0 }
        let label = "1:NBT\(pair.unit.uppercased()):\(pair.exchange):\(poolCase.poolName).\(name)"
        return [
          "liquidityinfo", "B", .real(amounts.bid), .real(amounts.ask), .string(poolCase.grantAddress),
          .string(label),
        ]
      }
    }
  }

  private mutating func pay() -> [(key: String, value: JSONText)] {
    let outcome = network
    let report = server.payOut(at: now) { _ in outcome }
    var result: [(key: String, value: JSONText)] = []
    if let payout = report.payout, report.delivery != .daemonMissing {
      let payments = payout.payments.map { payment in
        (key: payment.address, value: JSONText.real(payment.amount(decimals: 6).coins(decimals: 6)))
      }
      result.append(("rpc_calls", [["sendmany", "", .object(payments.sorted { $0.key < $1.key })]]))
    }
    if let next = report.next {
      result.append(("timers_scheduled", [["pay", .real((next - now).seconds)]]))
    } else {
      result.append(("raised", "AttributeError: 'NoneType' object has no attribute 'sendmany'"))
    }
    return result
  }

  // MARK: Tables

  private var tables: [(key: String, value: JSONText)] {
    let (records, start) = (server.records, poolCase.startTime)
    let lastCredit = records.rounds.last.map { start + Int64($0.time.seconds.rounded(.down)) } ?? 0
    let nextPayout = start + Int64(server.nextPayout.seconds.rounded(.down))
    return [
      ("credits", .array(records.credits.indices.map { records.creditRow($0, since: start) })),
      (
        "info",
        [
          ["key": "last_credit_time", "value": .string("\(lastCredit)")],
          ["key": "next_payout_time", "value": .string("\(nextPayout)")],
        ]
      ),
      ("orders", .array(records.orders.indices.map { records.orderRow($0) })),
      ("stats", .array(records.rounds.indices.map { records.roundRow($0, since: start) })),
      ("users", .array(records.registrations.indices.map { records.userRow($0) })),
    ]
  }
}
