// The contract authors' own tests: their figures within their tolerance, the contract's to the unit.

import Foundation
import SimEngine
import Testing

@testable import APRReserve

@Suite("Tests of the contract's authors")
struct KyberTests {
  private let recorded: KyberRecord

  init() throws {
    let source = try #require(VectorSource.present.last)
    recorded = try JSONDecoder().decode(KyberRecord.self, from: source.data("kyber_tests.json"))
  }

  @Test("Single calls return the contract's figure, within 0.01 % of the authors' own")
  func vectors() throws {
    for vector in recorded.vectors where vector.inputs["token"] == nil {
      guard let result = try call(vector) else { continue }
      #expect(try result == word(vector.result), "\(vector)")
      if let expected = vector.expected.flatMap(Double.init) {
        #expect(abs(Double(result) - expected) <= 1e-4 * abs(expected), "\(vector)")
      }
    }
  }

  @Test("Sequences of trades leave the contract's balances and fees")
  func sequences() throws {
    var carried: [String: Reserve] = [:]
    for sequence in recorded.sequences {
      var reserve: Reserve
      if sequence.E0 == "carried" {
        // The authors sold on from where their purchases had ended.
        reserve = try #require(carried[sequence.config])
      } else {
        reserve = Reserve(
          tokenDecimals: sequence.decimals,
          etherBalance: try amount(sequence.E0), tokenBalance: try amount(sequence.T0))
      }
      reserve.rates.setLiquidityParameters(try sequence.params.parameters())
      for trade in sequence.trades {
        let side: Side = trade.side == "buy" ? .buy : .sell
        let quantity = try amount(trade.qty)
        let quote = reserve.quote(side, quantity: quantity)
        #expect(quote.rate.rate.description == trade.rate, "\(sequence.name): \(trade)")
        _ = reserve.trade(side, quantity: quantity)
        #expect(reserve.etherBalance.description == trade.E, "\(sequence.name): \(trade)")
        #expect(reserve.tokenBalance.description == trade.T, "\(sequence.name): \(trade)")
        #expect(reserve.collectedFees.description == trade.fees, "\(sequence.name): \(trade)")
      }
      if let back = sequence.sellAllBack {
        let quote = reserve.quote(.sell, quantity: try amount(back.qty))
        #expect(quote.destination.description == back.dest && quote.rate.rate.description == back.rate)
      }
      if let back = sequence.buyAllBack {
        let quote = reserve.quote(.buy, quantity: try amount(back.qty))
        #expect(quote.destination.description == back.dest && quote.rate.rate.description == back.rate)
      }
      carried[sequence.config] = reserve
    }
  }

  // MARK: Calls

  /// The result of a recorded call; nil for the two conversions to fixed point, which have no function of their own.
  private func call(_ vector: KyberRecord.Vector) throws -> UInt256? {
    func input(_ name: String) throws -> UInt256 {
      try word(vector.inputs[name]?.text)
    }
    switch vector.fn {
    case "checkMultOverflow":
      return LiquidityFormula.checkMultOverflow(try input("x"), try input("y")) ? 1 : 0
    case "exp":
      return try LiquidityFormula.exp(input("p"), over: input("q"), precision: input("precision"))
    case "ln":
      return try LiquidityFormula.ln(input("p"), over: input("q"), bits: input("numPrecisionBits"))
    case "pE":
      return try LiquidityFormula.pE(
        r: input("r"), pMin: input("pMin"), e: input("e"), precision: input("precision"))
    case "deltaTFunc":
      return try LiquidityFormula.deltaT(
        r: input("r"), pMin: input("pMin"), e: input("e"), deltaE: input("deltaE"),
        precision: input("precision"))
    case "deltaEFunc":
      return try LiquidityFormula.deltaE(
        r: input("r"), pMin: input("pMin"), e: input("e"), deltaT: input("deltaT"),
        precision: input("precision"), bits: input("bits"))
    case "fromWeiToFp", "fromTweiToFp": return nil
    default: return try callContract(vector, input)
    }
  }

  /// A call that needs a contract with parameters.
  private func callContract(
    _ vector: KyberRecord.Vector, _ input: (String) throws -> UInt256
  ) throws -> UInt256 {
    let parameters = try parameters(of: vector)
    var reserve = Reserve(tokenDecimals: try #require(Int(vector.inputs["decimals"]?.text ?? "18")))
    reserve.rates.setLiquidityParameters(parameters)
    func rate(_ side: Side, _ quantity: UInt256) throws -> UInt256 {
      UInt256(reserve.rates.rate(side, quantity: quantity, etherInFp: try input("e")).rate)
    }
    switch vector.fn {
    case "valueAfterReducingFee": return try parameters.afterFee(input("val"))
    case "collectedFee(buy)":
      try reserve.rates.recordImbalance(.buy, tokenUnits: input("amountTwei"))
      return reserve.rates.collectedFees
    case "collectedFee(sell)":
      let sold = try #require(vector.inputs["amountTwei"]).text.dropFirst()
      try reserve.rates.recordImbalance(.sell, tokenUnits: word(String(sold)))
      return reserve.rates.collectedFees
    case "buyRateZeroQuantity": return try rate(.buy, 0)
    case "sellRateZeroQuantity": return try rate(.sell, 0)
    case "buyRate": return try rate(.buy, Self.baseUnits(fp: input("deltaE")))
    case "sellRate": return try rate(.sell, Self.baseUnits(fp: input("sellQtyFp")))
    case "getRateWithE": return try rate(vector.side, input("qty"))
    case "getConversionRate":
      reserve.depositEther(try amount(vector.inputs["E"]?.text))
      reserve.depositTokens(try amount(vector.inputs["T"]?.text))
      let quantity = try amount(vector.inputs["qty"]?.text)
      return UInt256(reserve.quote(vector.side, quantity: quantity).rate.rate)
    default:
      Issue.record("no function \(vector.fn)")
      return 0
    }
  }

  /// The fewest base units of 18 decimals that make so many units of 2^-40.
  private static func baseUnits(fp: UInt256) -> UInt256 {
    (fp &* Scale.precision &+ LiquidityFormula.one &- 1) / LiquidityFormula.one
  }

  /// The parameters of the configuration that a test names, with what its inputs replace. A rate asked for by an inner
  /// function is not limited.
  private func parameters(of vector: KyberRecord.Vector) throws -> LiquidityParameters {
    let config = ["bbo", "midas"].first { vector.test.contains("/" + $0) }
    var named = recorded.sequences.first { $0.config == config }?.params
    if vector.fn.hasPrefix("buyRate") || vector.fn.hasPrefix("sellRate") {
      named?.maxRate = "1000000000000000000000000"
      named?.minRate = "1"
    }
    func figure(_ name: String, _ fallback: String?) throws -> UInt256 {
      try word(vector.inputs[name]?.text ?? fallback)
    }
    return try LiquidityParameters(
      LiquidityArguments(
        rInFp: figure("rInFp", named?.rInFp), pMinInFp: figure("pMinInFp", named?.pMinInFp),
        maxCapBuyInWei: figure("capBuyWei", named?.capBuyWei),
        maxCapSellInWei: figure("capSellWei", named?.capSellWei),
        feeInBps: figure("feeBps", named?.feeBps),
        maxTokenToEthRateInPrecision: figure("maxRate", named?.maxRate),
        minTokenToEthRateInPrecision: figure("minRate", named?.minRate)))
  }
}

/// The file of recorded tests.
private struct KyberRecord: Decodable {
  struct Vector: Decodable {
    var id: Int
    var test: String
    var fn: String
    var inputs: [String: Scalar]
    var result: String
    var expected: String?

    var side: Side { inputs["buy"]?.text == "true" ? .buy : .sell }
  }

  struct Sequence: Decodable {
    var name: String
    var config: String
    var decimals: Int
    var params: Params
    var E0: String
    var T0: String
    var trades: [Trade]
    var sellAllBack: Back?
    var buyAllBack: Back?
  }

  struct Params: Decodable {
    var rInFp, pMinInFp, capBuyWei, capSellWei, feeBps, maxRate, minRate: String

    func parameters() throws -> LiquidityParameters {
      try LiquidityParameters(
        LiquidityArguments(
          rInFp: word(rInFp), pMinInFp: word(pMinInFp),
          maxCapBuyInWei: word(capBuyWei), maxCapSellInWei: word(capSellWei),
          feeInBps: word(feeBps), maxTokenToEthRateInPrecision: word(maxRate),
          minTokenToEthRateInPrecision: word(minRate)))
    }
  }

  struct Trade: Decodable {
    var side, qty, rate, reason, dest, E, T, fees: String
  }

  struct Back: Decodable {
    var qty, rate, dest: String
  }

  /// A text or a truth value, as text.
  struct Scalar: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        text = flag.description
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  var vectors: [Vector]
  var sequences: [Sequence]
}
