// Replays a recorded minute of the first liquidity pools: their auction, or their fixed cost.

import ALPPool
import SimEngine

/// One minute of an auctioned pair, from a file.
public enum AuctionReplay {
  /// Credits the minute of a case.
  /// - Parameter tree: The case: `users`, `samples` of orders, `sampling` (slots in the minute; those without a sample are
  ///   empty), `rate` (a fraction a day), `target` (coins a side), and for the pools of a fixed cost
  ///   `"variant": "fixed-cost"`.
  /// - Returns: `{"low_high", "paid_orders", "users"}` in the shape in which the originals were recorded.
  /// - Throws: Everything that is wrong with the case.
  public static func run(_ tree: JSONNode) throws(ScenarioError) -> JSONText {
    let diagnostics = Diagnostics()
    let minute = ScenarioObject.read(tree, diagnostics, read)
    try diagnostics.check()
    guard let minute else { throw ScenarioError(Diagnostic("the case cannot be read")) }
    return json(of: minute)
  }

  // MARK: Reading

  private static func read(_ object: ScenarioObject) -> AuctionMinute? {
    for key in ["id", "description", "expect"] { _ = object.has(key) }
    let variant = object.optional("variant", .oneOf(["dutch", "fixed-cost"]), default: "dutch")
    let rate = object.required("rate", .number(0...1))
    let target = object.required("target", .number(1e-8...1e15))
    let users = object.required("users", .array(of: .text))
    let sampling = object.required("sampling", .integer(1...3_600))
    if let users, Set(users).count != users.count { object.complain("users", "must name each user once") }
    let samples = object.required("samples", .array(of: .array(of: .offer(by: users))))
    if let samples, let sampling, samples.count > sampling {
      object.complain("samples", "must be no more than the \(sampling) slots of \"sampling\"")
    }
    guard let rate, let target, let users, let sampling, let samples, object.diagnostics.isEmpty else {
      return nil
    }
    let empty = [[AuctionMinute.Order]](repeating: [], count: sampling - samples.count)
    return AuctionMinute(
      users: users, samples: samples + empty, rate: rate, target: target,
      variant: variant == "dutch" ? .dutch : .fixedCost)
  }

  // MARK: Writing

  private static func json(of minute: AuctionMinute) -> JSONText {
    func bySide(_ figure: (Side) -> JSONText) -> JSONText { ["ask": figure(.sell), "bid": figure(.buy)] }
    let users = zip(minute.users, minute.results).sorted { $0.0 < $1.0 }.map { name, result in
      let account: JSONText = [
        "balance": .real(result.balance), "credits": bySide { json(of: result.credits[$0]) },
        "rate": bySide { .real(result.rate[$0]) },
      ]
      return (key: name, value: account)
    }
    return [
      "low_high": bySide { ["high": .real(minute.high[$0]), "low": .real(minute.low[$0])] },
      "paid_orders": bySide { json(of: minute.paidOrders[$0]) }, "users": .object(users),
    ]
  }

  private static func json(of samples: [[AuctionMinute.PaidAmount]]) -> JSONText {
    .array(
      samples.map { entries in
        .array(entries.map { ["amount": .real($0.amount), "cost": .real($0.rate)] })
      })
  }
}

extension ScenarioValue where Value == AuctionMinute.Order {
  /// An order of one of some users, of anybody where they are not known, with the least rate that he takes.
  fileprivate static func offer(by users: [String]?) -> ScenarioValue {
    let example = #"{"user": "A", "id": "1", "side": "bid", "amount": 400, "cost": 0.001}"#
    return ScenarioValue("an order", example: example, describe: \.id) { place in
      ScenarioObject.read(place) { order -> AuctionMinute.Order? in
        let user = order.required("user", users.map { .oneOf($0) } ?? .text)
        let id = order.required("id", .orderName)
        let side = order.required("side", .oneOf(["ask", "bid"]))
        let amount = order.required("amount", .number(0...1e15))
        let cost = order.required("cost", .number)
        guard let user, let id, let side, let amount, let cost else { return nil }
        return AuctionMinute.Order(
          user: user, id: id, side: side == "ask" ? .sell : .buy, amount: amount, minimumRate: cost)
      }
    }
  }
}
