// The original's check of an exchange's settings: the first fault, in its words and order.

/// Checks the settings of exchanges as they stand in a file: `{exchange: {unit: {reward, target, reverse, ask, bid}}}`.
public struct ConfigurationCheck: Sendable {
  /// The exchanges that the original can ask.
  public static let originalExchanges = ["bittrex", "poloniex", "ccedk", "bter", "cryptsy", "test_exchange"]

  private let supportedExchanges: [String]

  /// A check that knows some exchanges.
  public init(supportedExchanges: [String] = originalExchanges) {
    self.supportedExchanges = supportedExchanges
  }

  /// The first fault that the original finds, or nil when it says "All complete".
  ///
  /// Units are visited as its dictionaries list them. What it does not look at: the ranks; whether a number is a number,
  /// since any text is more than zero to it; whether anything is finite.
  public func fault(in file: WireValue) -> String? {
    guard file.members != nil else { return "the settings are no object" }
    for exchange in file.visitedKeys {
      if !supportedExchanges.contains(exchange) { return "\(exchange) is not a supported exchange" }
      for unit in file[exchange]?.visitedKeys ?? [] {
        guard let settings = file[exchange]?[unit] else { continue }
        if let fault = fault(in: settings, of: "\(exchange).\(unit)") { return fault }
      }
    }
    return nil
  }

  private func fault(in settings: WireValue, of pair: String) -> String? {
    for name in ["reward", "target"] {
      guard let value = settings[name] else { return "There is no \(name) set for \(pair)" }
      if value.isAtMostZero { return "The \(name) set for \(pair) is incorrect" }
    }
    if settings["reverse"] == nil { return "There is no reverse parameter for \(pair)" }
    for side in ["ask", "bid"] where settings[side] == nil { return "\(pair) has no '\(side)' details" }
    for side in ["ask", "bid"] {
      guard let ratio = settings[side]?["ratio"] else { return "There is no ratio set for \(pair).\(side)" }
      if ratio.isAtMostZero { return "The ratio set for \(pair).\(side) is incorrect" }
    }
    if case .number(let ask)? = settings["ask"]?["ratio"], case .number(let bid)? = settings["bid"]?["ratio"],
      ask + bid == 1
    {
      return nil
    }
    return "The ask and bid ratios don't add up to 1.0"
  }

  /// What is missing in the pool's own settings, in the original's words, or nil.
  /// - Parameter items: The items of a section of the file, or nil when there is no such section.
  public static func missingItem(in items: (_ section: String) -> [String]?) -> String? {
    let expected = [
      ("pool", ["name", "grant_address", "minimum_payout"]), ("rpc", ["user", "pass", "host", "port"]),
      ("db", ["name", "user", "pass", "host", "port"]),
    ]
    for (section, names) in expected {
      guard let present = items(section) else { return "No section: '\(section)'" }
      if let name = names.first(where: { !present.contains($0) }) {
        return "No option '\(name)' in section: '\(section)'"
      }
    }
    return nil
  }
}

extension WireValue {
  /// The keys of an object in the order in which the original goes through them.
  ///
  /// It decides which of two faults of a file is told, which of two ranks with equal tolerances takes an order, and in
  /// which order liquidity is reported.
  var visitedKeys: [String] {
    let keys = members?.map(\.key) ?? []
    return visitingOrder(of: keys).map { keys[$0] }
  }

  /// Whether the original finds the value not above zero: nothing, false and numbers up to zero; texts and lists never.
  fileprivate var isAtMostZero: Bool {
    switch self {
    case .null: true
    case .flag(let flag): !flag
    case .number(let number): number <= 0
    case .text, .list, .object: false
    }
  }
}
