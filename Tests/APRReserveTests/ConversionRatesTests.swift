// Rates and parameters against what the contract's byte code returned.

import APRReserve
import SimEngine
import Testing

@Suite("Conversion rates")
struct ConversionRatesTests {
  @Test("Every rate and every revert equals the byte code's", arguments: VectorSource.present)
  func equalsByteCode(source: VectorSource) throws {
    for row in try source.rows("vectors_evm.csv") {
      let quote = try Self.quote(row)
      #expect(try UInt256(quote.rate) == row.word("rate"), "\(row)")
      #expect(try Self.isRevert(quote) == (row.text("status") == "revert"), "\(row): \(quote)")
    }
  }

  @Test("Every zero and every revert has the recorded reason")
  func reasons() throws {
    for row in try VectorSource.fixtures.rows("golden_small.csv") {
      let quote = try Self.quote(row)
      let reason =
        switch quote {
        case .rate: "ok"
        case .zero(let reason): reason.rawValue
        case .revert(let revert): "revert:" + revert.rawValue
        }
      #expect(try reason == row.text("reason"), "\(row)")
      #expect(try UInt256(quote.rate) == row.word("rate"), "\(row)")
    }
  }

  @Test("Parameters are refused or stored as the contract stores them", arguments: VectorSource.present)
  func parameters(source: VectorSource) throws {
    for row in try source.rows("vectors_evm_params.csv") where try row.text("caller") == "admin" {
      guard let stored = try? row.parameters() else {
        #expect(try row.text("status") == "revert", "\(row)")
        continue
      }
      #expect(try row.text("status") == "ok", "\(row)")
      guard try row.text("status") == "ok" else { continue }
      #expect(try stored.buyCapInFp == row.word("capBuyFp"), "\(row)")
      #expect(try stored.sellCapInFp == row.word("capSellFp"), "\(row)")
      #expect(try stored.buyRateBounds.upperBound == row.word("maxBuyRate"), "\(row)")
      #expect(try stored.buyRateBounds.lowerBound == row.word("minBuyRate"), "\(row)")
      #expect(try stored.sellRateBounds.upperBound == row.word("maxSellRate"), "\(row)")
      #expect(try stored.sellRateBounds.lowerBound == row.word("minSellRate"), "\(row)")
      #expect(try stored.liquidityRateInFp == row.word("rInFp"), "\(row)")
      #expect(try stored.minimumPriceInFp == row.word("pMinInFp"), "\(row)")
    }
  }

  @Test("Each check of the parameters has its refusal")
  func refusals() {
    func refusal(
      r: UInt256 = 1, pMin: UInt256 = 1, bits: UInt256 = 40, cap: UInt256 = 1, fee: UInt256 = 0,
      highest: UInt256 = 2, lowest: UInt256 = 1
    ) -> ParameterRefusal? {
      do throws(ParameterRefusal) {
        _ = try LiquidityParameters(
          LiquidityArguments(
            rInFp: r, pMinInFp: pMin, numFpBits: bits, maxCapBuyInWei: 1, maxCapSellInWei: cap, feeInBps: fee,
            maxTokenToEthRateInPrecision: highest, minTokenToEthRateInPrecision: lowest))
        return nil
      } catch {
        return error
      }
    }
    let tenToThe28: UInt256 = 10_000_000_000_000_000_000_000_000_000
    #expect(refusal() == nil && refusal(cap: tenToThe28, fee: 9_999) == nil)
    #expect(refusal(r: 0) == .liquidityRateZero)
    #expect(refusal(pMin: 0) == .minimumPriceZero)
    #expect(refusal(bits: 39) == .precisionUnsupported)
    #expect(refusal(cap: tenToThe28 &+ 1) == .capTooLarge)
    #expect(refusal(fee: 10_000) == .feeTooLarge)
    #expect(refusal(highest: 1) == .rateBoundsInverted)
    #expect(refusal(lowest: 0) == .minimumRateZero)
  }

  @Test("Quantities convert as the byte code converts them", arguments: VectorSource.present)
  func quantities(source: VectorSource) throws {
    for row in try source.rows("vectors_evm_qty.csv") {
      let convert =
        try row.text("fn") == "getDestQty" ? Self.destinationQuantity : QuantityConversion.sourceQuantity
      let result: String
      do {
        result = try convert(row.word("qty"), row.integer("srcDec"), row.integer("dstDec"), row.word("rate"))
          .description
      } catch is Revert {
        result = ""
      }
      #expect(try result == row.text("result"), "\(row)")
    }
  }

  private static let destinationQuantity = QuantityConversion.destinationQuantity

  @Test("A contract without parameters reverts, whatever it is asked")
  func unset() {
    let rates = ConversionRates(tokenDecimals: 18)
    for side in Side.allCases {
      for quantity in [0, 1_000_000_000_000_000_000] as [UInt256] {
        #expect(rates.rate(side, quantity: quantity, etherBalance: 0) == .revert(.parametersNotSet))
      }
    }
  }

  @Test("A cap ends one fixed-point step above itself, and smaller purchases than a step get the spot rate")
  func capGranularity() throws {
    let rates = try Self.guide()
    let cap: UInt256 = 5_000_000_000_000_000_000
    let ether: UInt256 = 100_000_000_000_000_000_000
    let spot = rates.rate(.buy, quantity: 0, etherBalance: ether)
    #expect(rates.rate(.buy, quantity: cap &+ 909_494, etherBalance: ether).rate > 0)
    #expect(rates.rate(.buy, quantity: cap &+ 909_495, etherBalance: ether) == .zero(.buyCap))
    #expect(rates.rate(.buy, quantity: 909_494, etherBalance: ether) == spot)
    #expect(rates.rate(.buy, quantity: 909_495, etherBalance: ether) != spot)
  }

  @Test("The guide's example quotes the recorded rates")
  func guideExample() throws {
    let rates = try Self.guide()
    let ether: UInt256 = 100_000_000_000_000_000_000
    func rate(_ side: Side, _ quantity: String) throws -> String {
      rates.rate(side, quantity: try #require(UInt256(quantity)), etherBalance: ether).rate.description
    }
    #expect(try rate(.buy, "0") == "19843549432542422571130")
    #expect(try rate(.buy, "1000000000000000000") == "19774258775773344495974")
    #expect(try rate(.buy, "5000000000000000000") == "19500303504452197012142")
    #expect(try rate(.sell, "0") == "50293472112570")
    #expect(try rate(.sell, "20000000000000000000000") == "50117238537950")
    #expect(try rate(.sell, "95000000000000000000000") == "49470729789055")
    let large = try #require(UInt256("104000000000000000000000"))
    #expect(rates.rate(.sell, quantity: large, etherBalance: ether) == .zero(.sellCap))
  }

  @Test("New parameters leave the count of fees, and resetting it returns it")
  func fees() throws {
    var rates = try Self.guide()
    try rates.recordImbalance(.buy, tokenUnits: 99_900_000)
    #expect(rates.collectedFees == 100_000)
    try rates.recordImbalance(.sell, tokenUnits: 50_009_999)
    #expect(rates.collectedFees == 150_009)
    rates.setLiquidityParameters(try #require(rates.parameters))
    #expect(rates.collectedFees == 150_009)
    #expect(rates.resetCollectedFees() == 150_009 && rates.collectedFees == .zero)
    let tooLarge = try #require(UInt256("10000000000000000000000000001"))
    #expect(throws: Revert.quantityTooLarge) { try rates.recordImbalance(.buy, tokenUnits: tooLarge) }
  }

  /// The contract of the guide's worked example.
  private static func guide() throws -> ConversionRates {
    var rates = ConversionRates(tokenDecimals: 18)
    rates.setLiquidityParameters(try Guide.parameters())
    return rates
  }

  private static func quote(_ row: VectorRow) throws -> RateQuote {
    var rates = ConversionRates(tokenDecimals: try row.integer("decimals"))
    rates.setLiquidityParameters(try row.parameters())
    return try rates.rate(
      row.text("side") == "buy" ? .buy : .sell, quantity: row.word("qty"), etherInFp: row.word("eInFp"))
  }

  private static func isRevert(_ quote: RateQuote) -> Bool {
    if case .revert = quote { true } else { false }
  }
}

/// The worked example of the reserve's guide: 100 ether, 2,000,000 tokens, 0.00005 ether a token.
enum Guide {
  static let ether: Int128 = 100_000_000_000_000_000_000
  static let tokens: Int128 = 2_000_000_000_000_000_000_000_000

  static func parameters(feeBasisPoints: UInt256 = 10) throws -> LiquidityParameters {
    try LiquidityParameters(
      LiquidityArguments(
        rInFp: 7_696_581_394, pMinInFp: 27_487_790,
        maxCapBuyInWei: 5_000_000_000_000_000_000, maxCapSellInWei: 5_000_000_000_000_000_000,
        feeInBps: feeBasisPoints,
        maxTokenToEthRateInPrecision: 100_000_000_000_000, minTokenToEthRateInPrecision: 25_000_000_000_000))
  }

  static func reserve(feeBasisPoints: UInt256 = 10) throws -> Reserve {
    var reserve = Reserve(tokenDecimals: 18, etherBalance: ether, tokenBalance: tokens)
    reserve.rates.setLiquidityParameters(try parameters(feeBasisPoints: feeBasisPoints))
    return reserve
  }
}
