// Replays a recorded case of NuBot's order book: the orders of one side, and the rank of each.

import ALPPool
import AgentModels
import SimEngine

/// NuBot's parametric order book for the settings in a file.
public enum BookReplay {
  /// Proposes the orders of a case.
  /// - Parameters:
  ///   - tree: The case: `side`, `curve`, `steepness`, `offset`, `wallHeight`, `wallWidth`, `density`, `funds`,
  ///     `pegPrice` (USD per coin of payment) and `txFee` (percent).
  ///   - tolerance: The deviation from the peg up to which an order is of rank 1, or nil when no rank is asked for.
  /// - Returns: `{"orders": [[price, size], ...]}`, with a tolerance also `"ranks"`, one an order.
  /// - Throws: Everything that is wrong with the case.
  public static func run(_ tree: JSONNode, tolerance: Double?) throws(ScenarioError) -> JSONText {
    let diagnostics = Diagnostics()
    let book = ScenarioObject.read(tree, diagnostics, BookCase.read)
    try diagnostics.check()
    guard let book else { throw ScenarioError(Diagnostic("the case cannot be read")) }

    let orders = NuBotOrderBook.orders(
      book.side, book.settings, funds: book.funds, quoteUSD: book.quoteUSD, feePercent: book.feePercent)
    let listed = JSONText.array(orders.map { [.real($0.price), .real($0.size)] })
    guard let tolerance else { return ["orders": listed] }
    let ranks = orders.map { order -> JSONText in
      let deviation = ALPPool.deviation(ofPrice: order.price, from: 1 / book.quoteUSD)
      return deviation <= tolerance ? "rank_1" : "rank_2"
    }
    return ["orders": listed, "ranks": .array(ranks)]
  }
}

/// A case, read and checked.
private struct BookCase {
  let side: Side
  let settings: ParametricSide
  let funds: Double
  let quoteUSD: Double
  let feePercent: Double

  /// The longest tail that is proposed, orders.
  private static let longestTail = 100_000.0

  static func read(_ object: ScenarioObject) -> BookCase? {
    for key in ["id", "description", "orders"] { _ = object.has(key) }
    let side = object.required("side", .oneOf(["SELL", "BUY"]))
    let shape = object.required("curve", .oneOf(TailCurve.Shape.allCases.map(\.rawValue)))
    let steepness = object.required("steepness", .oneOf(TailCurve.Steepness.allCases.map(\.rawValue)))
    let offset = object.required("offset", .number(0...1))
    let height = object.required("wallHeight", .number(0...1e12))
    let width = object.required("wallWidth", .number(0...1e3))
    let density = object.required("density", .number.above(0))
    let funds = object.required("funds", .number(0...1e15))
    let price = object.required("pegPrice", .number(1e-9...1e9))
    let fee = object.required("txFee", .number(0...100))
    guard let side, let shape = shape.flatMap(TailCurve.Shape.init),
      let steepness = steepness.flatMap(TailCurve.Steepness.init), let offset, let height, let width,
      let density,
      let funds, let price, let fee
    else { return nil }
    if width / density > longestTail {
      object.complain("density", "must not make a tail of more than \(Int(longestTail)) orders")
      return nil
    }
    let settings = ParametricSide(
      offsetUSD: offset, wallHeight: height, wallWidthUSD: width, densityUSD: density,
      curve: TailCurve(shape, steepness))
    return BookCase(
      side: side == "SELL" ? .sell : .buy, settings: settings, funds: funds, quoteUSD: price, feePercent: fee)
  }
}
