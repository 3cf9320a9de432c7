// A recorded case of the pool's server: settings, prices, and what clients, timers and the network did.

import ALPPool
import SimEngine

/// A case, read and checked.
struct PoolCase {
  /// One thing that happened.
  enum Action {
    case register(PoolRequest)
    case liquidity(PoolRequest, ExchangeReply)
    case raw(WebRequest, ExchangeReply)
    case get(path: String)
    case prices([(unit: String, price: Double)])
    case settings(PoolConfiguration)
    case credit
    case network(PayoutLoop.Delivery)
    case pay
    case dump
  }

  /// When something happened, as far as the case says so, and what.
  struct Step {
    /// The name of the action in the file.
    let operation: String
    /// Since the start; nil leaves the clock as it is.
    let at: SimDuration?
    let action: Action
  }

  /// Seconds since 1970 at which the server started.
  let startTime: Int64
  let configuration: PoolConfiguration
  let prices: [(unit: String, price: Double)]
  let steps: [Step]
  /// What the pool calls itself, and where the coins come from, in its reports to the network.
  let poolName: String
  let grantAddress: String

  /// Reads a case.
  /// - Throws: Everything that is wrong with it.
  static func read(_ tree: JSONNode, fidelity: Fidelity) throws(ScenarioError) -> PoolCase {
    let diagnostics = Diagnostics()
    let poolCase = ScenarioObject.read(tree, diagnostics) { PoolCaseReader(fidelity: fidelity).read($0) }
    try diagnostics.check()
    guard let poolCase else { throw ScenarioError(Diagnostic("the case cannot be read")) }
    return poolCase
  }
}

/// Reads cases.
private struct PoolCaseReader {
  let fidelity: Fidelity

  func read(_ root: ScenarioObject) -> PoolCase? {
    for key in ["id", "description", "expect_master", "expect_automatic_config"] { _ = root.has(key) }
    let start = root.required("start_time", .integer(0...4_000_000_000))
    let minimumPayout = root.required("minimum_payout", .number(0...1e15))
    let poolName = root.optional("pool_name", .text, default: "pool")
    let grant = root.optional("grant_address", .text, default: "BMJ2PJ1TNMwnTYUopQVxBrAPmmJjJjhd96")
    let prices = self.prices(of: root)
    // Where there is none, the settings are read all the same, for the sake of their own mistakes.
    let minimum = minimumPayout ?? 0
    let configuration = root.required("exchanges", .settings(minimumPayout: minimum, fidelity: fidelity))
    let steps = root.required("steps", .array(of: .step(minimumPayout: minimum, fidelity: fidelity)))
    guard let start, minimumPayout != nil, let configuration, let steps else { return nil }
    return PoolCase(
      startTime: Int64(start), configuration: configuration, prices: prices, steps: steps, poolName: poolName,
      grantAddress: grant)
  }

  private func prices(of object: ScenarioObject) -> [(unit: String, price: Double)] {
    object.keyedValues("prices", .number(1e-15...1e15)).map { ($0.name, $0.value) }
  }
}

extension ScenarioValue where Value == PoolConfiguration {
  /// The settings of exchanges, as in the original's files; any exchange may be named, for the case answers for it.
  fileprivate static func settings(minimumPayout: Double, fidelity: Fidelity) -> ScenarioValue {
    ScenarioValue("the settings of exchanges", example: "{}", describe: { _ in "settings" }) { place in
      guard let node = ScenarioValue<JSONNode>.jsonObject.read(place) else { return nil }
      let names = node.members?.map(\.key) ?? []
      do throws(ConfigurationFaults) {
        return try PoolConfiguration(
          reading: WireValue(node), minimumPayout: minimumPayout, fidelity: fidelity,
          check: ConfigurationCheck(supportedExchanges: names))
      } catch {
        for fault in error.all {
          let faulty = fault.path.reduce(node) { $0[$1] ?? $0 }
          place.diagnostics.report(
            Diagnostic(
              fault.reason, at: faulty.span,
              help: "--legacy uses such settings as the original did, where it can"))
        }
        return nil
      }
    }
  }
}

extension ScenarioValue where Value == PoolCase.Step {
  private static var operations: [String] {
    ["register", "liquidity", "raw", "get", "price", "config", "credit", "rpc", "pay", "dump"]
  }

  /// One step, told by its "op".
  fileprivate static func step(minimumPayout: Double, fidelity: Fidelity) -> ScenarioValue {
    ScenarioValue("a step", example: "{\"op\": \"credit\", \"at\": 60}", describe: \.operation) { place in
      ScenarioObject.read(place) { step -> PoolCase.Step? in
        guard let operation = step.tagged("op", operations) else { return nil }
        let at = step.optional("at", .number(0...1e9))
        let action = action(operation, step, .settings(minimumPayout: minimumPayout, fidelity: fidelity))
        return action.map {
          PoolCase.Step(operation: operation, at: at.map { SimDuration(rounding: $0) }, action: $0)
        }
      }
    }
  }

  private static func action(
    _ operation: String, _ step: ScenarioObject, _ settings: ScenarioValue<PoolConfiguration>
  ) -> PoolCase.Action? {
    switch operation {
    case "register": step.required("body", .json).map { .register(PoolRequest(body: WireValue($0))) }
    case "liquidity": liquidity(step)
    case "raw": raw(step)
    case "get": step.required("path", .text).map { .get(path: $0) }
    case "price": .prices(step.keyedValues("prices", .number(1e-15...1e15)).map { ($0.name, $0.value) })
    case "config": step.required("exchanges", settings).map { .settings($0) }
    case "credit": .credit
    case "rpc": network(step)
    case "pay": .pay
    default: .dump
    }
  }

  private static func liquidity(_ step: ScenarioObject) -> PoolCase.Action? {
    let body = step.required("body", .json)
    let reply = reply(step)
    return body.map { .liquidity(PoolRequest(body: WireValue($0)), reply) }
  }

  private static func raw(_ step: ScenarioObject) -> PoolCase.Action? {
    let method = step.required("method", .text)
    let path = step.required("path", .text)
    let headers = step.optional("headers", .jsonObject)
    let body = step.optional("body", .text, default: "")
    let reply = reply(step)
    guard let method, let path else { return nil }
    let contentType = headers?.members?.first { $0.key.lowercased() == "content-type" }?.value.string
    return .raw(WebRequest(method: method, path: path, contentType: contentType, body: body), reply)
  }

  /// What the exchange answers when it is asked: its own words, or else the orders of the step.
  private static func reply(_ step: ScenarioObject) -> ExchangeReply {
    let orders = step.optional("orders", .array(of: .order), default: [])
    let answer = step.optionalObject("exchange_answer") { answer -> ExchangeReply? in
      let success = answer.required("success", .flag)
      let message = answer.required("message", .text)
      let listed = answer.optional("orders", .array(of: .order), default: [])
      guard let success, let message else { return nil }
      return message == "success" ? .orders(listed) : .said(message, success: success)
    }
    return answer ?? .orders(orders)
  }

  private static func network(_ step: ScenarioObject) -> PoolCase.Action? {
    let words = ["ok", "jsonrpc_error", "socket_error", "cannot_send_request", "value_error", "no_rpc"]
    return step.object("mode") { mode -> PoolCase.Action? in
      mode.required("sendmany", .oneOf(words)).map { word in
        .network(word == "ok" ? .sent : word == "no_rpc" ? .daemonMissing : .refused)
      }
    }
  }
}

extension ScenarioValue where Value == ReportedOrder {
  /// An order as an exchange's adapter gives it.
  fileprivate static let order = ScenarioValue(
    "an order", example: "{\"id\": \"1\", \"side\": \"ask\", \"amount\": 100, \"price\": 402}", describe: \.id
  ) { place in
    ScenarioObject.read(place) { order -> ReportedOrder? in
      let id = order.required("id", .orderName)
      let side = order.required("side", .oneOf(["ask", "bid"]))
      let amount = order.required("amount", .number(0...1e15))
      let price = order.required("price", .number(0...1e15))
      guard let id, let side, let amount, let price else { return nil }
      return ReportedOrder(id: id, side: side == "ask" ? .sell : .buy, amount: amount, price: price)
    }
  }
}

extension ScenarioValue where Value == String {
  /// An order's name, which some exchanges write as a number.
  static let orderName = matching("a text or a number", example: "\"1\"", describe: quoted) {
    node in
    if case .number(let digits) = node.value { digits } else { node.string }
  }
}
