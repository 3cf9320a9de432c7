// The formulas against what the contract's byte code returned, and the fast form against the formulas.

import Testing

@testable import APRReserve

@Suite("Liquidity formula")
struct LiquidityFormulaTests {
  @Test("Every function returns or reverts as the byte code did", arguments: VectorSource.present)
  func equalsByteCode(source: VectorSource) throws {
    for row in try source.rows("vectors_evm_kernel.csv") {
      let function = try row.text("fn")
      let arguments = try row.text("args").split(separator: " ").map { try #require(UInt256(String($0))) }
      let expected = try row.text("status") == "ok" ? row.text("result") : "revert"
      #expect(Self.call(function, arguments) == expected, "\(row)")
    }
  }

  /// The result of a function by its name in the contract, as text.
  private static func call(_ function: String, _ x: [UInt256]) -> String {
    do throws(Revert) {
      let result: UInt256
      switch function {
      case "checkMultOverflow": result = LiquidityFormula.checkMultOverflow(x[0], x[1]) ? 1 : 0
      case "exp": result = try LiquidityFormula.exp(x[0], over: x[1], precision: x[2])
      case "countLeadingZeros": result = try LiquidityFormula.countLeadingZeros(x[0], over: x[1])
      case "log2ForSmallNumber": result = try LiquidityFormula.log2ForSmallNumber(x[0], bits: x[1])
      case "logBase2": result = try LiquidityFormula.logBase2(x[0], over: x[1], bits: x[2])
      case "ln": result = try LiquidityFormula.ln(x[0], over: x[1], bits: x[2])
      case "pE": result = try LiquidityFormula.pE(r: x[0], pMin: x[1], e: x[2], precision: x[3])
      case "deltaTFunc":
        result = try LiquidityFormula.deltaT(r: x[0], pMin: x[1], e: x[2], deltaE: x[3], precision: x[4])
      case "deltaEFunc":
        result = try LiquidityFormula.deltaE(
          r: x[0], pMin: x[1], e: x[2], deltaT: x[3], precision: x[4], bits: x[5])
      default: return "no function \(function)"
      }
      return result.description
    } catch {
      return "revert"
    }
  }

  @Test("Operands that the contract divides by zero with, or never ends with, revert")
  func degenerateOperands() {
    #expect(Self.call("exp", [1, 0, 40]) == "revert")
    #expect(Self.call("exp", [1, 1, 1]) == "revert")
    #expect(Self.call("exp", [1, 1, UInt256(1) << 128]) == "revert")
    #expect(Self.call("exp", [0, 0, 0]) == "0")
    #expect(Self.call("countLeadingZeros", [1, 0]) == "revert")
    #expect(Self.call("logBase2", [0, 0, 40]) == "revert")
    #expect(Self.call("ln", [2, 1, 300]) == "revert")
    #expect(Self.call("pE", [1, 1, 1, 0]) == "revert")
    #expect(Self.call("deltaTFunc", [0, 1, 1, 1, LiquidityFormula.one]) == "revert")
  }

  @Test(
    "The fast form returns what the law returns, and something for every ordinary reserve",
    arguments: 0..<6 as Range<UInt64>)
  func fastFormEqualsLaw(seed: UInt64) {
    var random = SplitMix(seed: seed)
    for _ in 0..<(isExtensive ? 5_000 : 150) {
      let r = UInt128.random(in: 1 << 25...1 << 38, using: &random)
      let pMin = UInt128.random(in: 1...1 << UInt128.random(in: 8...40, using: &random), using: &random)
      // Up to two in the exponents: a price of seven times the lowest, and a trade that moves it as much.
      let e = UInt128.random(in: 0...2 << 80, using: &random) / r
      let quantity = (1 << UInt128.random(in: 31...81, using: &random)) / r
      Self.expectEqual(r: r, pMin: pMin, e: e, quantity: quantity, isOrdinary: true)
    }
  }

  @Test(
    "The fast form returns what the law returns or leaves the answer to it, for operands of any length",
    arguments: 0..<6 as Range<UInt64>)
  func fastFormNeverDiffers(seed: UInt64) {
    var random = SplitMix(seed: seed)
    for _ in 0..<(isExtensive ? 5_000 : 150) {
      Self.expectEqual(
        r: random.number(bits: 60).low, pMin: random.number(bits: 90).low,
        e: random.number(bits: 80).low, quantity: random.number(bits: 120).low, isOrdinary: false)
      let p = random.number(bits: 90).low
      if let fast = NarrowLiquidityFormula.exp(p) {
        let law = Self.call("exp", [UInt256(p), UInt256(1) << 80, LiquidityFormula.one])
        #expect(fast.description == law, "exp \(p)")
      }
    }
  }

  private static func expectEqual(
    r: UInt128, pMin: UInt128, e: UInt128, quantity: UInt128, isOrdinary: Bool
  ) {
    let operands = [UInt256(r), UInt256(pMin), UInt256(e)]
    let one = LiquidityFormula.one
    let pairs = [
      (NarrowLiquidityFormula.pE(r: r, pMin: pMin, e: e), call("pE", operands + [one])),
      (
        NarrowLiquidityFormula.deltaT(r: r, pMin: pMin, e: e, deltaE: quantity),
        call("deltaTFunc", operands + [UInt256(quantity), one])
      ),
      (
        NarrowLiquidityFormula.deltaE(r: r, pMin: pMin, e: e, deltaT: quantity),
        call("deltaEFunc", operands + [UInt256(quantity), one, LiquidityFormula.fractionalBits])
      ),
    ]
    for (fast, law) in pairs {
      if let fast {
        #expect(fast.description == law, "r \(r) pMin \(pMin) e \(e) quantity \(quantity)")
      } else if isOrdinary {
        #expect(law == "revert", "r \(r) pMin \(pMin) e \(e) quantity \(quantity)")
      }
    }
  }
}
