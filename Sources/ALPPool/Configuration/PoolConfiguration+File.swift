// From the settings of exchanges as they stand in files to the pairs that a pool pays for.

/// Why settings are refused.
public struct ConfigurationFault: Error, Hashable, Sendable {
  /// The sentence that says so.
  public let reason: String
  /// The keys that lead to what is wrong, as far as it has a place.
  public let path: [String]
}

extension PoolConfiguration {
  /// Reads settings, `{exchange: {unit: {reward, target, reverse, ask: {ratio, rank: {ratio, tolerance}}, bid}}}`.
  ///
  /// The original tells the first fault that its check finds, and then uses the settings all the same; so does this under
  /// `ServerFault.acceptsFaultySettings`, as long as there is a sense in which they can be used at all. The default refuses
  /// them, and also what that check does not see: texts for numbers, sides without ranks, ranks whose parts do not add
  /// up to one, tolerances beyond 0 to 1.
  /// - Parameter check: The original's check.
  /// - Throws: The first fault.
  public init(
    reading file: WireValue, minimumPayout: Double, fidelity: Fidelity = .corrected,
    check: ConfigurationCheck = ConfigurationCheck()
  ) throws(ConfigurationFault) {
    let isTolerant = fidelity.contains(.acceptsFaultySettings)
    if let fault = check.fault(in: file), !isTolerant { throw ConfigurationFault(reason: fault, path: []) }
    var pairs: [PairConfiguration] = []
    for exchange in file.members ?? [] {
      guard exchange.value.members != nil else {
        throw ConfigurationFault(reason: "\(exchange.key) must be an object", path: [exchange.key])
      }
      for unit in exchange.value.visitedKeys {
        guard let settings = exchange.value[unit] else { continue }
        let reader = PairReader(exchange: exchange.key, unit: unit, isTolerant: isTolerant)
        pairs.append(try reader.pair(settings))
      }
    }
    self.init(pairs: pairs, minimumPayout: minimumPayout, fidelity: fidelity)
  }
}

/// Reads the settings of one pair.
private struct PairReader {
  let exchange: String
  let unit: String
  /// Whether texts pass for numbers, and ranks for whatever they are.
  let isTolerant: Bool

  func pair(_ settings: WireValue) throws(ConfigurationFault) -> PairConfiguration {
    let target = try number(settings, ["target"])
    if target <= 0 { throw fault("target must be above 0", ["target"]) }
    return PairConfiguration(
      exchange: exchange, unit: unit, isReversed: try flag(settings, "reverse"),
      rewardPerMinute: try number(settings, ["reward"]), target: target, ask: try side(settings, "ask"),
      bid: try side(settings, "bid"))
  }

  private func side(_ settings: WireValue, _ name: String) throws(ConfigurationFault) -> SideConfiguration {
    guard let side = settings[name], side.members != nil else {
      throw fault("\(name) is missing", [name])
    }
    let names = side.visitedKeys.filter { $0 != "ratio" }
    var ranks: [Rank] = []
    for rank in names { ranks.append(try self.rank(settings, name, rank)) }
    if !isTolerant {
      let sum = ranks.reduce(0) { $0 + $1.ratio }
      if ranks.isEmpty { throw fault("\(name) has no ranks", [name]) }
      if (sum - 1).magnitude > 1e-9 {
        throw fault("the ratios of the ranks of \(name) add up to \(sum), not 1", [name])
      }
    }
    return SideConfiguration(ratio: try number(settings, [name, "ratio"]), ranks: ranks)
  }

  private func rank(_ settings: WireValue, _ side: String, _ name: String) throws(ConfigurationFault) -> Rank
  {
    let hasTolerance = settings[side]?[name]?["tolerance"] != nil
    let tolerance = hasTolerance ? try number(settings, [side, name, "tolerance"]) : 1
    if tolerance > 1, !isTolerant {
      throw fault("the tolerance of \(side).\(name) must be at most 1", [side, name, "tolerance"])
    }
    return Rank(name, ratio: try number(settings, [side, name, "ratio"]), tolerance: tolerance)
  }

  private func flag(_ settings: WireValue, _ name: String) throws(ConfigurationFault) -> Bool {
    switch settings[name] {
    case .flag(let flag)?: return flag
    case let value where isTolerant: return value?.isGiven ?? false
    default: throw fault("\(name) must be true or false", [name])
    }
  }

  /// A number that is not negative.
  private func number(_ settings: WireValue, _ path: [String]) throws(ConfigurationFault) -> Double {
    var value: WireValue? = settings
    for key in path { value = value?[key] }
    let name = path.joined(separator: ".")
    if case .text? = value, !isTolerant { throw fault("\(name) must be a number, not a text", path) }
    guard let number = value?.number else { throw fault("\(name) must be a number", path) }
    if number < 0 { throw fault("\(name) must not be negative", path) }
    // What is multiplied and added up must stay finite.
    if number > 1e15 { throw fault("\(name) must be at most 1e15", path) }
    return number
  }

  private func fault(_ reason: String, _ path: [String]) -> ConfigurationFault {
    ConfigurationFault(reason: "\(exchange).\(unit): \(reason)", path: [exchange, unit] + path)
  }
}
