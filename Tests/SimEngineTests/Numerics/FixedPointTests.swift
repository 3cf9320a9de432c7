// Full-width quotients and decimal roundings equal those of exact fractions.

import SimEngine
import Testing

@Suite struct FixedPointTests {
  /// Compares one row of the table with `mulDivIfRepresentable` for integers of its width.
  func check<Integer: FixedWidthInteger & SignedInteger>(_ row: [String], _ type: Integer.Type) throws
  where Integer.Magnitude: FixedWidthInteger, Integer.Magnitude.Magnitude == Integer.Magnitude {
    let given = try row[1...3].map { try #require(Integer($0)) }
    for (rounding, expected) in zip([Rounding.down, .up, .halfAwayFromZero], row[4...6]) {
      let result = mulDivIfRepresentable(given[0], given[1], dividedBy: given[2], rounding: rounding)
      #expect(result == Integer(expected), "\(given[0]) x \(given[1]) / \(given[2]), \(rounding)")
      if result != nil {
        #expect(mulDiv(given[0], given[1], dividedBy: given[2], rounding: rounding) == result)
      }
    }
  }

  @Test func `A product over a divisor equals the exact fraction, rounded once, or is refused`() throws {
    let rows = try referenceRows("integer_quotients")
    #expect(rows.count == 800)
    for row in rows {
      if row[0] == "64" { try check(row, Int64.self) } else { try check(row, Int128.self) }
    }
  }

  @Test func `All quotients of small integers are right, with every sign`() {
    for product in -40...40 as ClosedRange<Int64> {
      for divisor in (-9...9 as ClosedRange<Int64>) where divisor != 0 {
        let exact = Double(product) / Double(divisor)
        let quotient = { mulDiv(product, 1, dividedBy: divisor, rounding: $0) }
        #expect(quotient(.down) == Int64(exact.rounded(.down)))
        #expect(quotient(.up) == Int64(exact.rounded(.up)))
        #expect(quotient(.halfAwayFromZero) == Int64(exact.rounded(.toNearestOrAwayFromZero)))
      }
    }
  }

  @Test func `The least integer is reached but not passed`() {
    #expect(mulDiv(Int64.min, 1, dividedBy: 1, rounding: .down) == .min)
    #expect(mulDiv(Int128.min, -1, dividedBy: -1, rounding: .up) == .min)
    #expect(mulDivIfRepresentable(Int64.min, 1, dividedBy: -1, rounding: .down) == nil)
    #expect(mulDivIfRepresentable(Int64.min, 2, dividedBy: 1, rounding: .down) == nil)
    #expect(mulDivIfRepresentable(Int64.max, 3, dividedBy: 2, rounding: .down) == nil)
    // -(2^63 + 1/2) falls outside when rounded down and inside when rounded up.
    let doubled = Int128(Int64.min) * 2 - 1
    #expect(Int64(exactly: mulDiv(doubled, 1, dividedBy: 2, rounding: .up)) == .min)
    #expect(mulDivIfRepresentable(Int64.max, Int64.max, dividedBy: Int64.max - 1, rounding: .up) == nil)
  }

  @Test func `Overflow and division by zero stop the program with the expression`() async throws {
    let overflow = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = mulDiv(Int64.max, 2, dividedBy: 1, rounding: .down)
    }
    let message = String(decoding: try #require(overflow).standardErrorContent, as: UTF8.self)
    #expect(message.contains("9223372036854775807 x 2 / 1 does not fit its type"))
    await #expect(processExitsWith: .failure) {
      _ = mulDivIfRepresentable(1 as Int64, 1, dividedBy: 0, rounding: .down)
    }
  }
}

@Suite struct DecimalRoundingTests {
  @Test func `Rounding to decimals equals that of exact decimals, for both treatments of a half`() throws {
    let rows = try referenceRows("decimal_roundings")
    #expect(rows.count == 600)
    for row in rows {
      let value = try double(bits: row[0])
      let decimals = try #require(Int(row[1]))
      #expect(try roundHalfAwayFromZero(value, decimals: decimals) == double(bits: row[2]), "\(row)")
      #expect(try roundHalfDown(value, decimals: decimals) == double(bits: row[3]), "\(row)")
    }
  }

  @Test func `A half is judged on the exact binary value`() {
    #expect(roundHalfAwayFromZero(0.001953125, decimals: 8) == 0.00195313)
    #expect(roundHalfDown(0.001953125, decimals: 8) == 0.00195312)
    #expect(roundHalfAwayFromZero(-0.001953125, decimals: 8) == -0.00195313)
    #expect(roundHalfDown(-0.001953125, decimals: 8) == -0.00195312)
    #expect(roundHalfAwayFromZero(0.5, decimals: 0) == 1)
    #expect(roundHalfDown(0.5, decimals: 0) == 0)
    #expect(roundHalfDown(0.5.nextUp, decimals: 0) == 1)
    // The double nearest to 2.675 lies below it, the one nearest to 1.005 as well.
    #expect(roundHalfAwayFromZero(2.675, decimals: 2) == 2.67)
    #expect(roundHalfAwayFromZero(1.005, decimals: 2) == 1)
  }

  @Test func `What is whole, infinite or no number passes through, and a zero keeps its sign`() {
    for value in [0, 1, -7, 0x1p60, Double.greatestFiniteMagnitude, .infinity, -.infinity] {
      #expect(roundHalfAwayFromZero(value, decimals: 8) == value)
      #expect(roundHalfDown(value, decimals: 8) == value)
    }
    #expect(roundHalfDown(.nan, decimals: 8).isNaN)
    #expect(roundHalfDown(-1e-30, decimals: 8).bitPattern == (-0.0).bitPattern)
    #expect(roundHalfAwayFromZero(.leastNonzeroMagnitude, decimals: 18) == 0)
  }
}

@Suite struct WideConversionTests {
  @Test func `The nearest double equals the standard library's, at ties and powers of two as well`() {
    let field = RandomField(key: RandomKey(seed: 7, run: 0), name: "wide integers")
    var values: [Int128] = [0, 1, -1, .min, .max]
    for exponent in 50..<127 {
      let power = Int128(1) << exponent
      let tie = power + power >> 53
      values += [power - 1, power, power + 1, tie - 1, tie, tie + 1, -tie, tie + power >> 52]
    }
    for index in 0..<2_000 as Range<UInt64> {
      let upper = Int64(bitPattern: field.word(at: index)) >> Int64(index % 64)
      values.append(Int128(upper) << 64 | Int128(field.word(at: index, lane: 1)))
    }
    for value in values { #expect(Double(nearest: value) == Double(value), "\(value)") }
  }
}
