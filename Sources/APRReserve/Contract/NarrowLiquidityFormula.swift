// The same formulas at production precision in 128-bit words, for the operands that fit.

/// `LiquidityFormula` at the precision of 2^40 for operands of ordinary reserves, an order of magnitude faster.
///
/// Every function returns exactly what the law returns, or nil when an operand or an intermediate figure leaves
/// the range in which that is certain; the caller then asks the law. A revert is always left to the law.
enum NarrowLiquidityFormula {
  private static let fractionalBits = 40
  private static let one = UInt128(1) << 40

  /// The largest factorial below 2^128 is that of 34: the series is left to the law beyond as many terms.
  private static let largestFactorial: UInt128 = 34

  /// e^(p / 2^80) in units of 2^-40.
  ///
  /// At this precision the contract's fraction P/Q comes back to a denominator of 2^40 after each term, hence its n-th
  /// term is P(n) / n! with P(1) = p >> 40 and P(n + 1) = P(n) * p >> 80. Powers are kept below 2^120, so that neither
  /// the sum here nor any product of the contract overflows.
  static func exp(_ p: UInt128) -> UInt128? {
    var power = p >> UInt128(fractionalBits)
    var factorial: UInt128 = 1
    var n: UInt128 = 1
    var sum = one
    while true {
      let term = quotient(power, factorial)
      if term == 0 { return sum }
      sum += term
      n += 1
      let (high, low) = power.multipliedFullWidth(by: p)
      guard n <= largestFactorial, high >> 72 == 0 else { return nil }
      power = high << 48 | low >> 80
      factorial *= n
    }
  }

  /// A quotient that takes the processor's own division when both words fit it, as nearly all terms do.
  @inline(__always)
  private static func quotient(_ dividend: UInt128, _ divisor: UInt128) -> UInt128 {
    guard let shortDividend = UInt64(exactly: dividend), let shortDivisor = UInt64(exactly: divisor) else {
      return dividend / divisor
    }
    return UInt128(shortDividend / shortDivisor)
  }

  /// The price P(E) in units of 2^-40 ether per token.
  static func pE(r: UInt128, pMin: UInt128, e: UInt128) -> UInt128? {
    let (exponent, overflow) = r.multipliedReportingOverflow(by: e)
    guard !overflow, let growth = exp(exponent) else { return nil }
    let (high, low) = growth.multipliedFullWidth(by: pMin)
    guard high >> UInt128(fractionalBits) == 0 else { return nil }
    return high << 88 | low >> 40
  }

  /// The tokens released for dE ether, in units of 2^-40.
  static func deltaT(r: UInt128, pMin: UInt128, e: UInt128, deltaE: UInt128) -> UInt128? {
    guard let price = pE(r: r, pMin: pMin, e: e) else { return nil }
    let (exponent, exponentOverflow) = r.multipliedReportingOverflow(by: deltaE)
    guard !exponentOverflow, let growth = exp(exponent) else { return nil }
    let (slope, slopeOverflow) = r.multipliedReportingOverflow(by: price)
    let (denominator, denominatorOverflow) = slope.multipliedReportingOverflow(by: growth)
    let gain = growth - one
    // The numerator is the gain times 2^120; a quotient of 128 bits or more is left to the law.
    guard !slopeOverflow, !denominatorOverflow, gain >> 8 < denominator else { return nil }
    return denominator.dividingFullWidth((gain >> 8, gain << 120)).quotient
  }

  /// The ether released for dT tokens, in units of 2^-40.
  static func deltaE(r: UInt128, pMin: UInt128, e: UInt128, deltaT: UInt128) -> UInt128? {
    guard let price = pE(r: r, pMin: pMin, e: e) else { return nil }
    let (slope, slopeOverflow) = r.multipliedReportingOverflow(by: price)
    let (high, low) = slope.multipliedFullWidth(by: deltaT)
    guard !slopeOverflow, high >> 38 == 0 else { return nil }
    let excess = high << 88 | low >> 40
    guard excess > 0, r > 0 else { return nil }
    return ln(onePlus: excess) << 40 / r
  }

  /// ln(1 + excess / 2^80) in units of 2^-40.
  ///
  /// - Precondition: 0 < excess < 2^126.
  private static func ln(onePlus excess: UInt128) -> UInt128 {
    let argument = UInt128(1) << 80 + excess
    let whole = 47 - argument.leadingZeroBitCount
    let fraction = log2(UInt64(argument >> UInt128(40 + whole)))
    let logarithm = UInt128(whole) << 40 + UInt128(fraction)
    return LiquidityFormula.ln2Numerator.low * logarithm / LiquidityFormula.ln2Denominator.low
  }

  /// log2 of a number in units of 2^-40 that is at least one and below two.
  private static func log2(_ number: UInt64) -> UInt64 {
    let two = UInt64(1) << 41
    var number = number
    var logarithm: UInt64 = 0
    for _ in 0..<fractionalBits {
      let (high, low) = number.multipliedFullWidth(by: number)
      number = high << 24 | low >> 40
      let bit: UInt64 = number >= two ? 1 : 0
      number >>= bit
      logarithm = logarithm << 1 | bit
    }
    return logarithm
  }
}
