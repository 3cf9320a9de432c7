// What an exchange answers when the pool shows it a user's signed request.

public import SimEngine

/// An open order as the pool takes it from an exchange's answer.
public struct ReportedOrder: Hashable, Sendable {
  /// The exchange's name for the order.
  public let id: String
  /// Whether it sells or buys the pegged coin.
  public let side: Side
  /// Pegged coins.
  public let amount: Double
  /// In the exchange's own direction.
  public let price: Double

  /// An order.
  public init(id: String, side: Side, amount: Double, price: Double) {
    self.id = id
    self.side = side
    self.amount = amount
    self.price = price
  }

  /// Whether its figures can be those of an order.
  var isPossible: Bool { amount.isFinite && amount >= 0 && price.isFinite && price >= 0 }
}

/// An exchange's answer, understood.
public enum ExchangeReply: Hashable, Sendable {
  /// The user's open orders, possibly none.
  case orders([ReportedOrder])
  /// Something else, which the user is told as it is.
  case said(String, success: Bool)
  /// Nothing, or something over which the original breaks down.
  case failure
}

/// The body of an exchange's answer.
public enum ExchangeBody: Hashable, Sendable {
  case json(WireValue)
  /// A text that is not JSON.
  case text(String)
}

/// How one exchange's interface lists open orders.
public enum ExchangeAdapter: Hashable, Sendable {
  case bittrex
  case poloniex
  case bter
  /// With the exchange's own name for the pair of each unit, which it tells elsewhere.
  case ccedk(pairs: [String: String])

  /// Understands an answer.
  ///
  /// Under `ServerFault.misreadsExchanges` with the original's mistakes: of Bittrex it takes the quantity first ordered for
  /// what is left; of a bid at BTER the price for the amount; and over orders at CCEDK it breaks down. Corrected, a
  /// list in which something is missing is an "invalid response".
  /// - Parameter unit: What the coin is traded against; some exchanges list the orders of all pairs.
  public func reply(to body: ExchangeBody, unit: String, fidelity: Fidelity = .corrected) -> ExchangeReply {
    if case .ccedk(let pairs) = self, pairs[unit] == nil {
      return .said("unable to get pair id from ccedk api", success: false)
    }
    switch body {
    case .text(let text): return .said("No JSON object could be decoded: \(text)", success: false)
    case .json(let answer):
      if let refusal = refusal(in: answer) { return refusal }
      guard let listed = list(in: answer) else { return .failure }
      return orders(listed, unit: unit, fidelity: fidelity)
    }
  }

  private static let invalid = ExchangeReply.said("invalid response", success: false)

  /// What an answer says instead of orders, in the words that the original finds for it.
  private func refusal(in answer: WireValue) -> ExchangeReply? {
    switch self {
    case .bittrex:
      guard let success = answer["success"] else { return Self.invalid }
      if success.isGiven { return nil }
      return .said("error returned: \(answer["message"]?.text ?? "")", success: false)
    case .poloniex:
      return answer["error"].map { .said($0.line, success: false) }
    case .bter:
      guard let result = answer["result"] else { return Self.invalid }
      if !result.isGiven { return .said(answer["message"]?.line ?? "null", success: false) }
      return answer["orders"]?.isGiven == true ? nil : .said("no orders", success: true)
    case .ccedk:
      if let errors = answer["errors"], errors.isGiven { return .said(errors.line, success: false) }
      guard let entities = answer["response"]?["entities"] else { return Self.invalid }
      return entities.isGiven ? nil : .said("no orders found", success: true)
    }
  }

  /// The list of orders in an answer that is no refusal.
  private func list(in answer: WireValue) -> [WireValue]? {
    switch self {
    case .bittrex: answer["result"]?.elements
    case .poloniex: answer.elements
    case .bter: answer["orders"]?.elements
    case .ccedk: answer["response"]?["entities"]?.elements
    }
  }

  private func orders(_ listed: [WireValue], unit: String, fidelity: Fidelity) -> ExchangeReply {
    let misreads = fidelity.contains(.misreadsExchanges)
    if misreads, case .ccedk = self { return .failure }
    var orders: [ReportedOrder] = []
    for entry in listed where concerns(entry, unit: unit) {
      guard let order = order(entry, unit: unit, misread: misreads) else {
        return misreads ? .failure : Self.invalid
      }
      orders.append(order)
    }
    return orders.isEmpty ? .said("no orders found", success: true) : .orders(orders)
  }

  /// Whether an entry is a limit order of the pair.
  private func concerns(_ entry: WireValue, unit: String) -> Bool {
    switch self {
    case .bittrex: entry["OrderType"]?.text?.contains("LIMIT") ?? true
    case .poloniex: true
    case .bter: entry["pair"].map { $0.text == "nbt_\(unit.lowercased())" } ?? true
    case .ccedk(let pairs): entry["pair_id"].map { $0.name == pairs[unit.lowercased()] } ?? true
    }
  }

  private func order(_ entry: WireValue, unit: String, misread: Bool) -> ReportedOrder? {
    switch self {
    case .bittrex:
      let isBid = entry["OrderType"]?.text?.contains("BUY")
      let amount = entry[misread ? "Quantity" : "QuantityRemaining"]?.number
      return ReportedOrder(entry["OrderUuid"], isBid: isBid, amount: amount, price: entry["Limit"]?.number)
    case .poloniex:
      return ReportedOrder(
        entry["orderNumber"], isBid: entry["type"]?.text.map { $0 != "sell" },
        amount: entry["amount"]?.number, price: entry["rate"]?.number)
    case .bter:
      let isBid = entry["buy_type"]?.text.map { $0.lowercased() != unit.lowercased() }
      let rate = entry["rate"]?.number
      var amount = entry["amount"]?.number
      // A bid's amount is what it pays, in the other coin.
      if isBid == true { amount = misread ? rate : amount.flatMap { paid in rate.map { paid / $0 } } }
      return ReportedOrder(entry["oid"], isBid: isBid, amount: amount, price: rate)
    case .ccedk:
      return ReportedOrder(
        entry["order_id"], isBid: entry["type"]?.text.map { $0 != "sell" },
        amount: entry["volume"]?.number, price: entry["price"]?.number)
    }
  }
}

extension ReportedOrder {
  /// An order of which nothing is missing.
  fileprivate init?(_ id: WireValue?, isBid: Bool?, amount: Double?, price: Double?) {
    guard let id = id?.name, let isBid, let amount, let price else { return nil }
    self.init(id: id, side: isBid ? .buy : .sell, amount: amount, price: price)
  }
}

extension WireValue {
  /// A name, which some exchanges write as a number.
  fileprivate var name: String? {
    switch self {
    case .text(let text): text
    case .number: line
    default: nil
    }
  }
}
