// From the settings of exchanges as they stand in files to the pairs that a pool pays for.

/// One thing for which settings are refused.
public struct ConfigurationFault: Hashable, Sendable {
  /// The sentence that says so.
  public let reason: String
  /// The keys that lead to what is wrong, as far as it has a place.
  public let path: [String]
}

/// Everything for which settings are refused.
public struct ConfigurationFaults: Error, Hashable, Sendable {
  /// At least one; what the original's check says comes first.
  public let all: [ConfigurationFault]
}

extension PoolConfiguration {
  /// Reads settings, `{exchange: {unit: {reward, target, reverse, ask: {ratio, rank: {ratio, tolerance}}, bid}}}`.
  ///
  /// The original tells the first fault that its check finds, and then uses the settings all the same; so does this under
  /// `ServerFault.acceptsFaultySettings`, as long as there is a sense in which they can be used at all. The default refuses
  /// them, and also what that check does not see: texts for numbers, sides without ranks, ranks whose parts do not add
  /// up to one, tolerances beyond 0 to 1.
  /// - Parameter check: The original's check.
  /// - Throws: All faults, each place once.
  public init(
    reading file: WireValue, minimumPayout: Double, fidelity: Fidelity = .corrected,
    check: ConfigurationCheck = ConfigurationCheck()
  ) throws(ConfigurationFaults) {
    let isTolerant = fidelity.contains(.acceptsFaultySettings)
    var faults = isTolerant ? [] : check.faults(in: file)
    // Not what concerns a pair as a whole: that both sides' ratios do not make 1 says nothing of either.
    let told = faults.map(\.path).filter { $0.count != 2 }
    var pairs: [PairConfiguration] = []
    for exchange in file.members ?? [] {
      if exchange.value.members == nil {
        faults.append(
          ConfigurationFault(reason: "\(exchange.key) must be an object", path: [exchange.key]))
      }
      for unit in exchange.value.visitedKeys {
        guard let settings = exchange.value[unit] else { continue }
        var reader = PairReader(exchange: exchange.key, unit: unit, isTolerant: isTolerant)
        if let pair = reader.pair(settings) { pairs.append(pair) }
        faults += reader.faults.filter { fault in !told.contains { fault.path.starts(with: $0) } }
      }
    }
    guard faults.isEmpty else { throw ConfigurationFaults(all: faults) }
    self.init(pairs: pairs, minimumPayout: minimumPayout, fidelity: fidelity)
  }
}

/// Reads the settings of one pair, and goes on after a fault to find the others.
private struct PairReader {
  let exchange: String
  let unit: String
  /// Whether texts pass for numbers, and ranks for whatever they are.
  let isTolerant: Bool
  private(set) var faults: [ConfigurationFault] = []

  init(exchange: String, unit: String, isTolerant: Bool) {
    self.exchange = exchange
    self.unit = unit
    self.isTolerant = isTolerant
  }

  /// The pair, or nil where there is a fault.
  mutating func pair(_ settings: WireValue) -> PairConfiguration? {
    let reward = number(settings, ["reward"])
    let target = number(settings, ["target"])
    if let target, target <= 0 { complain("target must be above 0", ["target"]) }
    let isReversed = flag(settings, "reverse")
    let (ask, bid) = (side(settings, "ask"), side(settings, "bid"))
    guard faults.isEmpty, let reward, let target, let isReversed, let ask, let bid else { return nil }
    return PairConfiguration(
      exchange: exchange, unit: unit, isReversed: isReversed, rewardPerMinute: reward, target: target,
      ask: ask, bid: bid)
  }

  private mutating func side(_ settings: WireValue, _ name: String) -> SideConfiguration? {
    guard let side = settings[name], side.members != nil else {
      complain("\(name) is missing", [name])
      return nil
    }
    let names = side.visitedKeys.filter { $0 != "ratio" }
    var ranks: [Rank] = []
    for rank in names {
      if let rank = self.rank(settings, name, rank) { ranks.append(rank) }
    }
    if names.isEmpty, !isTolerant { complain("\(name) has no ranks", [name]) }
    let sum = ranks.reduce(0) { $0 + $1.ratio }
    if ranks.count == names.count, !ranks.isEmpty, !isTolerant, (sum - 1).magnitude > 1e-9 {
      complain("the ratios of the ranks of \(name) add up to \(sum), not 1", [name])
    }
    return number(settings, [name, "ratio"]).map { SideConfiguration(ratio: $0, ranks: ranks) }
  }

  private mutating func rank(_ settings: WireValue, _ side: String, _ name: String) -> Rank? {
    let hasTolerance = settings[side]?[name]?["tolerance"] != nil
    let tolerance = hasTolerance ? number(settings, [side, name, "tolerance"]) : 1
    if let tolerance, tolerance > 1, !isTolerant {
      complain("the tolerance of \(side).\(name) must be at most 1", [side, name, "tolerance"])
    }
    let ratio = number(settings, [side, name, "ratio"])
    guard let ratio, let tolerance else { return nil }
    return Rank(name, ratio: ratio, tolerance: tolerance)
  }

  private mutating func flag(_ settings: WireValue, _ name: String) -> Bool? {
    if case .flag(let flag)? = settings[name] { return flag }
    if isTolerant { return settings[name]?.isGiven ?? false }
    complain("\(name) must be true or false", [name])
    return nil
  }

  /// A number that is not negative.
  private mutating func number(_ settings: WireValue, _ path: [String]) -> Double? {
    var value: WireValue? = settings
    for key in path { value = value?[key] }
    let isText = if case .text? = value { true } else { false }
    let reason: String
    switch value?.number {
    case _ where isText && !isTolerant: reason = "must be a number, not a text"
    case nil: reason = "must be a number"
    case let number? where number < 0: reason = "must not be negative"
    // What is multiplied and added up must stay finite.
    case let number? where number > 1e15: reason = "must be at most 1e15"
    case let number?: return number
    }
    complain("\(path.joined(separator: ".")) \(reason)", path)
    return nil
  }

  private mutating func complain(_ reason: String, _ path: [String]) {
    faults.append(
      ConfigurationFault(reason: "\(exchange).\(unit): \(reason)", path: [exchange, unit] + path))
  }
}
