// The 256-bit word against figures made by another language, and against the laws of arithmetic.

import APRReserve
import Testing

@Suite("The 256-bit word")
struct UInt256Tests {
  @Test("Sums, differences, products and quotients equal those of unbounded integers")
  func equalsPython() throws {
    for row in try VectorSource.fixtures.rows("uint256.csv") {
      let (a, b) = (try row.word("a"), try row.word("b"))
      let sum = a.addingReportingOverflow(b)
      let product = a.multipliedReportingOverflow(by: b)
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      #expect(try sum.partialValue == row.word("sum"), "\(row)")
      #expect(try sum.overflow == (row.text("sum_overflows") == "1"), "\(row)")
      #expect(try a &- b == row.word("difference"), "\(row)")
      #expect(try product.partialValue == row.word("product"), "\(row)")
      #expect(try product.overflow == (row.text("product_overflows") == "1"), "\(row)")
      #expect(try quotient == row.word("quotient"), "\(row)")
      #expect(try remainder == row.word("remainder"), "\(row)")
      #expect(a.subtractingReportingOverflow(b).overflow == (a < b), "\(row)")
      #expect(try a.description == row.text("a"))
    }
  }

  @Test("Quotient times divisor plus remainder gives the dividend back", arguments: 0..<8 as Range<UInt64>)
  func divisionLaw(seed: UInt64) {
    var random = SplitMix(seed: seed)
    for _ in 0..<500 {
      let dividend = random.number(bits: 256)
      let divisor = random.number(bits: 256) &+ 1
      guard divisor != .zero else { continue }
      let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
      let (product, overflow) = quotient.multipliedReportingOverflow(by: divisor)
      #expect(remainder < divisor, "\(dividend) / \(divisor)")
      #expect(!overflow && product &+ remainder == dividend, "\(dividend) / \(divisor)")
    }
  }

  @Test("Multiplication distributes over addition modulo 2^256", arguments: 0..<8 as Range<UInt64>)
  func distributivity(seed: UInt64) {
    var random = SplitMix(seed: seed)
    for _ in 0..<500 {
      let (a, b, c) = (random.number(bits: 256), random.number(bits: 256), random.number(bits: 256))
      #expect(a &* (b &+ c) == a &* b &+ a &* c, "\(a) * (\(b) + \(c))")
      #expect(a &+ b &- b == a, "\(a) + \(b)")
    }
  }

  @Test(
    "A shift is a product or a quotient by a power of two",
    arguments: [0, 1, 63, 64, 127, 128, 129, 200, 255])
  func shifts(count: Int) {
    var random = SplitMix(seed: UInt64(count))
    let power = UInt256(1) << count
    #expect(power.leadingZeroBitCount == 255 - count)
    for _ in 0..<100 {
      let word = random.number(bits: 256)
      #expect(word << count == word &* power)
      #expect(word >> count == word / power)
    }
  }

  @Test("A shift by the word's length or more leaves nothing")
  func longShifts() {
    #expect(UInt256.max << 256 == .zero && UInt256.max >> 256 == .zero)
    #expect(UInt256.max << 300 == .zero && UInt256.max >> 300 == .zero)
  }

  @Test("Decimal text reads back to the same word, and other text to none")
  func decimalText() {
    let largest = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
    #expect(UInt256(largest) == .max && UInt256.max.description == largest)
    #expect(UInt256(high: 1, low: 0).description == "340282366920938463463374607431768211456")
    #expect(UInt256("000") == .zero && UInt256.zero.description == "0")
    let tooLarge = [String(largest.dropLast()) + "6", largest + "0"]
    for text in ["", "-1", "+1", "1.0", " 1", "1e3", "0x10"] + tooLarge {
      #expect(UInt256(text) == nil, "\(text)")
    }
    var random = SplitMix(seed: 5)
    for _ in 0..<300 {
      let word = random.number(bits: 256)
      #expect(UInt256(word.description) == word)
    }
  }

  @Test("Words order as numbers, and fit 128 bits or do not")
  func orderAndNarrowing() {
    #expect(UInt256(high: 1, low: 0) > UInt256(UInt128.max))
    #expect(UInt256(high: 1, low: 2) < UInt256(high: 1, low: 3))
    #expect(UInt128(exactly: UInt256(7)) == 7)
    #expect(UInt128(exactly: UInt256(high: 1, low: 0)) == nil)
    #expect(Double(UInt256(1) << 200) == 0x1p200)
    #expect(UInt256.zero.leadingZeroBitCount == 256)
  }
}
