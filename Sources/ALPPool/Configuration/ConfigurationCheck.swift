// The original's check of an exchange's settings, in its words and order.

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
  public func fault(in file: WireValue) -> String? { faults(in: file).first?.reason }

  /// All faults that the original would find one after another, in its words and order.
  func faults(in file: WireValue) -> [ConfigurationFault] {
    guard file.members != nil else {
      return [ConfigurationFault(reason: "the settings are no object", path: [])]
    }
    return file.visitedKeys.flatMap { exchange -> [ConfigurationFault] in
      guard supportedExchanges.contains(exchange) else {
        return [ConfigurationFault(reason: "\(exchange) is not a supported exchange", path: [exchange])]
      }
      return (file[exchange]?.visitedKeys ?? []).flatMap { unit in
        file[exchange]?[unit].map { faults(in: $0, of: exchange, unit) } ?? []
      }
    }
  }

  private func faults(
    in settings: WireValue, of exchange: String, _ unit: String
  ) -> [ConfigurationFault] {
    let pair = "\(exchange).\(unit)"
    var faults: [ConfigurationFault] = []
    func complain(_ reason: String, _ path: String...) {
      faults.append(ConfigurationFault(reason: reason, path: [exchange, unit] + path))
    }
    for name in ["reward", "target"] {
      if let value = settings[name] {
        if value.isAtMostZero { complain("The \(name) set for \(pair) is incorrect", name) }
      } else {
        complain("There is no \(name) set for \(pair)", name)
      }
    }
    if settings["reverse"] == nil { complain("There is no reverse parameter for \(pair)", "reverse") }
    let sides = ["ask", "bid"].filter { settings[$0] != nil }
    for side in ["ask", "bid"] where !sides.contains(side) {
      complain("\(pair) has no '\(side)' details", side)
    }
    var soundRatios: [WireValue] = []
    for side in sides {
      if let ratio = settings[side]?["ratio"] {
        if ratio.isAtMostZero {
          complain("The ratio set for \(pair).\(side) is incorrect", side, "ratio")
        } else {
          soundRatios.append(ratio)
        }
      } else {
        complain("There is no ratio set for \(pair).\(side)", side, "ratio")
      }
    }
    if soundRatios.count == 2 {
      if case .number(let ask) = soundRatios[0], case .number(let bid) = soundRatios[1], ask + bid == 1 {
        return faults
      }
      complain("The ask and bid ratios don't add up to 1.0")
    }
    return faults
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
