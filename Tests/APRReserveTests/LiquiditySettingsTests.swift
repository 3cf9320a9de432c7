// Settings against what the public parameter script printed.

import APRReserve
import Foundation
import Testing

@Suite("Liquidity settings")
struct LiquiditySettingsTests {
  @Test("Parameters and warnings equal the script's")
  func equalsScript() throws {
    let source = try #require(VectorSource.present.last)
    let record = try JSONDecoder().decode(ScriptRecord.self, from: source.data("params_script.json"))
    #expect(!record.cases.isEmpty)
    for example in record.cases {
      let plan = try LiquidityParameters.make(example.settings.settings)
      let values = example.params.values
      func expected(_ name: String) throws -> UInt256 {
        try word(values[name])
      }
      let stored = try LiquidityParameters(
        LiquidityArguments(
          rInFp: expected("_rInFp"), pMinInFp: expected("_pMinInFp"), numFpBits: expected("_numFpBits"),
          maxCapBuyInWei: expected("_maxCapBuyInWei"), maxCapSellInWei: expected("_maxCapSellInWei"),
          feeInBps: expected("_feeInBps"),
          maxTokenToEthRateInPrecision: expected("_maxTokenToEthRateInPrecision"),
          minTokenToEthRateInPrecision: expected("_minTokenToEthRateInPrecision")))
      #expect(plan.parameters == stored, "\(example.settings)")
      // The script cuts the fee without a word.
      let kinds = plan.warnings.map(Self.kind).filter { $0 != "fee" }
      #expect(kinds.count == example.params.warnings, "\(example.settings): \(plan.warnings)")
      #expect(kinds == example.warningCodes.map { String($0.prefix { $0 != " " }) }, "\(example.settings)")
    }
  }

  private static func kind(_ warning: LiquidityWarning) -> String {
    switch warning {
    case .minimumFactorOutOfReach: "minFactor"
    case .maximumFactorUnbounded, .maximumFactorOutOfReach: "maxFactor"
    case .initialPriceOff: "initialPrice"
    case .feeCut: "fee"
    }
  }

  @Test("Balances, factors and liquidity rate follow from the curve as the script prints them")
  func closedForms() throws {
    let source = try #require(VectorSource.present.last)
    let record = try JSONDecoder().decode(ScriptRecord.self, from: source.data("params_script.json"))
    for example in record.cases {
      let settings = example.settings
      let curve = PriceCurve(
        liquidityRate: settings.liquidity_rate,
        minimumPrice: settings.min_supported_price_factor * settings.initial_price)
      let ether = curve.ether(atPrice: settings.initial_price)
      let tokens = curve.tokensSold(
        fromPrice: settings.initial_price,
        toPrice: settings.max_supported_price_factor * settings.initial_price)
      #expect(Self.isClose(ether, example.initial_balances.values["initial_ether_amount"]))
      #expect(Self.isClose(tokens, example.initial_balances.values["initial_token_amount"]))
      var derived = settings.settings
      derived.liquidityRate = nil
      let rate = try LiquidityParameters.make(derived).liquidityRate
      #expect(Self.isClose(rate, example.liquidity_rate.values["liquidity_rate"]))
    }
  }

  private static func isClose(_ value: Double, _ text: String?) -> Bool {
    guard let expected = text.flatMap(Double.init) else { return false }
    return abs(value - expected) <= 1e-13 * abs(expected)
  }

  /// The sample of the newer calculator, with 100 ether.
  private static let sample = LiquiditySettings(
    price: 0.00153086, minimumPriceFactor: 0.5, maximumPriceFactor: 2, buyCapEther: 10, sellCapEther: 10,
    feeBasisPoints: 5, etherBalance: 100, tokenBalance: 60_000)

  @Test("Without a liquidity rate it is derived from the ether balance, as the newer calculator does")
  func derivedRate() throws {
    let plan = try LiquidityParameters.make(Self.sample)
    let expected = try LiquidityParameters(
      LiquidityArguments(
        rInFp: 7_621_233_847, pMinInFp: 841_599_185,
        maxCapBuyInWei: 10_000_000_000_000_000_000, maxCapSellInWei: 10_000_000_000_000_000_000, feeInBps: 5,
        maxTokenToEthRateInPrecision: 3_061_720_000_000_000, minTokenToEthRateInPrecision: 765_430_000_000_000
      ))
    #expect(plan.parameters == expected)
    #expect(plan.warnings.isEmpty)
  }

  @Test(
    "A derived liquidity rate never warns of the lowest factor or the price",
    arguments: [0.25, 0.5, 0.8, 0.9])
  func noSpuriousWarnings(factor: Double) throws {
    var settings = Self.sample
    settings.minimumPriceFactor = factor
    settings.tokenBalance = 1e9
    for ether in stride(from: 0.37, to: 3_000, by: 7.13) {
      settings.etherBalance = ether
      #expect(try LiquidityParameters.make(settings).warnings == [.maximumFactorUnbounded], "\(ether)")
    }
  }

  @Test("Each warning comes alone where its cause does")
  func warnings() throws {
    func warnings(_ change: (inout LiquiditySettings) -> Void) throws -> [LiquidityWarning] {
      var settings = Self.sample
      settings.liquidityRate = 0.006931471805599453
      change(&settings)
      return try LiquidityParameters.make(settings).warnings
    }
    #expect(try warnings { _ in }.isEmpty)
    #expect(try warnings { $0.tokenBalance = 1e6 } == [.maximumFactorUnbounded])
    #expect(try warnings { $0.feeBasisPoints = 12.5 } == [.feeCut(actual: 12, configured: 12.5)])
    #expect(try warnings { $0.tokenBalance = 30_000 }.map(Self.kind) == ["maxFactor"])
    #expect(try warnings { $0.etherBalance = 99.9 }.map(Self.kind) == ["minFactor"])
    #expect(try warnings { $0.etherBalance = 110 }.map(Self.kind) == ["initialPrice"])
    #expect(try warnings { $0.etherBalance = 1e6 }.count == 1, "a price beyond all doubles")
  }

  @Test("Zero is a figure, not a missing one")
  func zeroIsAFigure() throws {
    var settings = Self.sample
    settings.feeBasisPoints = 0
    settings.buyCapEther = 0
    let parameters = try LiquidityParameters.make(settings).parameters
    #expect(parameters.feeBasisPoints == .zero && parameters.buyCapInFp == .zero)
    #expect(parameters.sellCapInFp > .zero)
    settings.liquidityRate = 0
    #expect(throws: SettingsError.refused(.liquidityRateZero)) { try LiquidityParameters.make(settings) }
  }

  @Test("Figures that make no parameters are named")
  func errors() {
    func error(_ change: (inout LiquiditySettings) -> Void) -> SettingsError? {
      var settings = Self.sample
      change(&settings)
      do throws(SettingsError) {
        _ = try LiquidityParameters.make(settings)
        return nil
      } catch {
        return error
      }
    }
    #expect(error { $0.buyCapEther = -1 } == .outOfRange(name: "buyCapEther", value: -1))
    #expect(error { $0.sellCapEther = .infinity } == .outOfRange(name: "sellCapEther", value: .infinity))
    #expect(error { $0.sellCapEther = 1e11 } == .refused(.capTooLarge))
    #expect(error { $0.feeBasisPoints = 10_000 } == .refused(.feeTooLarge))
    #expect(error { $0.maximumPriceFactor = 0.4 } == .refused(.rateBoundsInverted))
    #expect(error { $0.minimumPriceFactor = 1 } == .liquidityRateUndefined)
    #expect(error { $0.etherBalance = 0 } == .liquidityRateUndefined)
    #expect(error { $0.price = 0 } == .refused(.rateBoundsInverted))
  }
}

/// The file of recorded calculations.
private struct ScriptRecord: Decodable {
  struct Case: Decodable {
    var settings: ScriptSettings
    var params, initial_balances, liquidity_rate: Printed
    var warningCodes: [String]
  }

  struct Printed: Decodable {
    var values: [String: String]
    var warnings: Int
  }

  /// The settings by the script's names.
  struct ScriptSettings: Decodable {
    var liquidity_rate, initial_ether_amount, initial_token_amount, initial_price: Double
    var min_supported_price_factor, max_supported_price_factor: Double
    var max_tx_buy_amount_eth, max_tx_sell_amount_eth, fee_percent: Double

    var settings: LiquiditySettings {
      LiquiditySettings(
        price: initial_price, minimumPriceFactor: min_supported_price_factor,
        maximumPriceFactor: max_supported_price_factor, buyCapEther: max_tx_buy_amount_eth,
        sellCapEther: max_tx_sell_amount_eth, feeBasisPoints: fee_percent * 100,
        liquidityRate: liquidity_rate, etherBalance: initial_ether_amount, tokenBalance: initial_token_amount)
    }
  }

  var cases: [Case]
}
