// The settings of a reserve manager, in the vocabulary of either public calculator.

import APRReserve

/// What a settings file asks for, and what the calculators make of it.
public struct ReserveCalculation: Sendable {
  /// The settings.
  let settings: LiquiditySettings
  /// The integers and the warnings.
  let plan: LiquidityPlan

  /// The contract's arguments by its names, in its order, as decimal digits.
  public var values: [(name: String, digits: String)] {
    let arguments = plan.arguments
    return [
      ("_rInFp", arguments.rInFp), ("_pMinInFp", arguments.pMinInFp), ("_numFpBits", arguments.numFpBits),
      ("_maxCapBuyInWei", arguments.maxCapBuyInWei), ("_maxCapSellInWei", arguments.maxCapSellInWei),
      ("_feeInBps", arguments.feeInBps),
      ("_maxTokenToEthRateInPrecision", arguments.maxTokenToEthRateInPrecision),
      ("_minTokenToEthRateInPrecision", arguments.minTokenToEthRateInPrecision),
    ].map { ($0.0, "\($0.1)") }
  }

  /// What the owner should look at before he sets these parameters, in sentences.
  public var warnings: [String] { plan.warnings.map(\.sentence) }

  /// Reads a settings file in either vocabulary.
  ///
  /// A key that is left out has the calculator's default where it has one. Zero is a figure like any other:
  /// the original of 2020 takes it for a missing one.
  /// - Parameters:
  ///   - path: A JSON file, or "-" for the standard input.
  ///   - ether: The ether that the reserve holds instead of what the file says, in ETH.
  ///   - tokens: The tokens that it holds instead of what the file says.
  /// - Throws: Everything that is wrong with the settings.
  public static func read(
    _ path: String, ether: Double? = nil, tokens: Double? = nil
  ) throws(ScenarioError) -> ReserveCalculation {
    let source = try SourceText.reading(path)
    let tree: JSONNode
    do throws(Diagnostic) {
      tree = try JSONReader.read(source)
      if tree.members == nil {
        throw Diagnostic("settings must be an object, found \(tree.summary)", at: tree.span)
      }
    } catch {
      throw ScenarioError(error)
    }
    let diagnostics = Diagnostics()
    tree.reportDuplicateKeys(to: diagnostics)
    let calculation = ScenarioObject.read(tree, diagnostics) { object -> ReserveCalculation? in
      guard let keys = vocabulary(of: object) else { return nil }
      return SettingsReader(object: object, keys: keys, givenEther: ether, givenTokens: tokens).read()
    }
    try diagnostics.check()
    guard let calculation else {
      throw ScenarioError(Diagnostic("these settings make no parameters", at: tree.span))
    }
    return calculation
  }

  /// The vocabulary of the settings; nil after it was reported that they mix two.
  private static func vocabulary(of object: ScenarioObject) -> SettingsVocabulary? {
    let members = object.node.members ?? []
    let counts = [SettingsVocabulary.script, .deployment].map { vocabulary in
      (vocabulary: vocabulary, keys: members.count { vocabulary.keys.contains($0.key) })
    }
    let (chosen, other) = counts[1].keys > counts[0].keys ? (counts[1], counts[0]) : (counts[0], counts[1])
    if other.keys == 0 { return chosen.vocabulary }
    let names = "\(quoted(chosen.vocabulary.price)) or \(quoted(other.vocabulary.price))"
    for member in members where other.vocabulary.keys.contains(member.key) {
      object.diagnostics.report(
        Diagnostic(
          "\(quoted(member.key)) belongs to the settings of another calculator", at: member.keySpan,
          help: "use the names of one: those with \(names)"))
    }
    object.abandon()
    return nil
  }
}

/// Reads the figures of settings whose vocabulary is known.
private struct SettingsReader {
  let object: ScenarioObject
  let keys: SettingsVocabulary
  let givenEther: Double?
  let givenTokens: Double?

  /// The settings and what the calculators make of them; nil after an error was reported.
  func read() -> ReserveCalculation? {
    checkPrecision()
    if let reserve = keys.reserve { _ = object.optional(reserve, .text) }
    guard let settings = settings() else { return nil }
    do throws(SettingsError) {
      return ReserveCalculation(settings: settings, plan: try LiquidityParameters.make(settings))
    } catch {
      complain(of: error, settings)
      return nil
    }
  }

  private func settings() -> LiquiditySettings? {
    let defaults = keys.defaults
    let price = figure(keys.price)
    let minimum = figure(keys.minimumFactor, default: defaults?.minimumFactor)
    let maximum = figure(keys.maximumFactor, default: defaults?.maximumFactor)
    let buyCap = figure(keys.buyCap, default: defaults?.cap)
    let sellCap = figure(keys.sellCap, default: defaults?.cap)
    let percent = figure(keys.feePercent, default: defaults?.feePercent)
    let (ether, tokens) = (ether(), tokens())
    let rate = keys.liquidityRate.flatMap { figure($0) }
    guard let price, let minimum, let maximum, let buyCap, let sellCap, let percent, let ether,
      keys.liquidityRate == nil || rate != nil
    else { return nil }
    return LiquiditySettings(
      price: price, minimumPriceFactor: minimum, maximumPriceFactor: maximum, buyCapEther: buyCap,
      sellCapEther: sellCap, feeBasisPoints: percent * 100, liquidityRate: rate, etherBalance: ether,
      tokenBalance: tokens)
  }

  // MARK: Figures

  private func figure(_ key: String, default standard: Double? = nil) -> Double? {
    let kind = ScenarioValue<Double>.number(0...)
    return standard.map { object.optional(key, kind, default: $0) } ?? object.required(key, kind)
  }

  private func ether() -> Double? {
    let written = object.optional(keys.ether, .number(0...))
    guard let ether = givenEther ?? written else {
      if object.place(keys.ether) == nil {
        object.complain(
          keys.ether, "must say how much ether the reserve holds", help: "add it, or use --ether ETH")
      }
      return nil
    }
    if ether > 1e10 { object.complain(keys.ether, "must be at most 10,000,000,000 ETH, which is 10^28 wei") }
    return ether
  }

  /// The tokens held. Without them only a warning is missed; the older calculator asks for them all the same.
  private func tokens() -> Double? {
    let isRequired = keys.defaults == nil && givenTokens == nil
    let written = isRequired ? figure(keys.tokens) : object.optional(keys.tokens, .number(0...))
    return givenTokens ?? written
  }

  private func checkPrecision() {
    guard let key = keys.precision, let bits = object.optional(key, .integer), bits != 40 else { return }
    object.complain(key, "must be 40, the only precision that the contract takes")
  }

  /// Says which figure is to be blamed for settings that make no parameters.
  private func complain(of error: SettingsError, _ settings: LiquiditySettings) {
    switch error {
    case .outOfRange(let name, let value):
      let key = keys.key(of: name)
      if [keys.minimumFactor, keys.maximumFactor].contains(key) {
        object.complain(
          key, "makes a price of \(readable(value)) ETH, too large for the contract",
          help: "lower it or \(quoted(keys.price))")
      } else {
        object.complain(key, "is too large for the contract: \(readable(value))", help: "lower it")
      }
    case .liquidityRateUndefined where settings.etherBalance == 0:
      object.complain(keys.ether, "must be more than 0, for the liquidity rate follows from it")
    case .liquidityRateUndefined:
      object.complain(
        keys.minimumFactor, "must lie between 0 and 1, for the liquidity rate follows from it")
    case .refused(.rateBoundsInverted) where settings.price > 0:
      object.complain(
        keys.maximumFactor,
        "must be above \(quoted(keys.minimumFactor)), which is \(readable(settings.minimumPriceFactor))")
    case .refused(.capTooLarge):
      let key = settings.buyCapEther > 1e10 ? keys.buyCap : keys.sellCap
      object.complain(key, "must be at most 10,000,000,000 ETH, which is 10^28 wei")
    case .refused(.feeTooLarge):
      object.complain(keys.feePercent, "must be below 100 %")
    case .refused(.liquidityRateZero):
      object.complain(
        keys.liquidityRate ?? keys.ether, "makes a liquidity rate of 0 when it is cut to units of 2^-40")
    case .refused:
      object.complain(keys.price, "makes a lowest price of 0 when it is cut to the contract's integers")
    }
  }
}
