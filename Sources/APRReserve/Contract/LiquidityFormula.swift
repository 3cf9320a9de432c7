// The contract's own arithmetic for the price curve, operation by operation on 256-bit words.

/// The integer formulas of the automated price reserve, for any operands, as the contract computes them.
///
/// The curve is P(E) = pMin * e^(r E). Fixed-point operands are in units of 1/precision ("Fp", 2^-40 in production): r per
/// ether, pMin and P in ether per token, E and dE in ether, dT in tokens. All quotients are rounded down, so every
/// result lies at or below the true value up to the rounding of its inputs, and what would pass 2^256 either ends a
/// series early or reverts. This is the law by which `NarrowLiquidityFormula`, the fast form, is judged.
///
/// Source: KyberNetwork/smart-contracts, LiquidityFormula.sol.
public enum LiquidityFormula {
  /// 2^40, the precision of every deployed reserve: one in fixed point.
  public static let one: UInt256 = 1_099_511_627_776
  /// The fractional bits of that precision.
  public static let fractionalBits: UInt256 = 40
  /// 2^200, beyond which a logarithm or the base of a fee is taken for an error.
  static let bigNumber = UInt256(1) << 200

  // MARK: Exponential

  /// Whether x * y is 2^256 or more.
  public static func checkMultOverflow(_ x: UInt256, _ y: UInt256) -> Bool {
    x.multipliedReportingOverflow(by: y).overflow
  }

  /// e^(p/q) in units of 1/precision, by its Taylor series.
  ///
  /// The sum ends when a term rounds to zero, and silently when a product would overflow: for p/q above about nine
  /// the result is too small, above sixteen visibly so.
  /// - Complexity: at most 57 terms.
  public static func exp(_ p: UInt256, over q: UInt256, precision: UInt256) throws(Revert) -> UInt256 {
    var power = (p: UInt256(1), q: UInt256(1))
    var factorial: UInt256 = 1
    var sum = UInt256.zero
    var n: UInt256 = 0
    while true {
      let (numerator, numeratorOverflow) = power.p.multipliedReportingOverflow(by: precision)
      let (denominator, denominatorOverflow) = power.q.multipliedReportingOverflow(by: factorial)
      if numeratorOverflow || denominatorOverflow { return sum }
      let term = try numerator.divided(by: denominator)
      if term == .zero { return sum }
      sum = sum &+ term

      n = n &+ 1
      let (nextP, overflowP) = power.p.multipliedReportingOverflow(by: p)
      let (nextQ, overflowQ) = power.q.multipliedReportingOverflow(by: q)
      let (nextFactorial, overflowFactorial) = factorial.multipliedReportingOverflow(by: n)
      if overflowP || overflowQ || overflowFactorial { return sum }
      factorial = nextFactorial
      power = try compactFraction(nextP, nextQ, precision: precision)
    }
  }

  /// Divides both sides of a fraction by the precision until the denominator is below its square.
  ///
  /// The contract recurses for ever, and so fails, when that square wraps to zero or the precision is one.
  private static func compactFraction(
    _ p: UInt256, _ q: UInt256, precision: UInt256
  ) throws(Revert) -> (p: UInt256, q: UInt256) {
    let square = precision &* precision
    var fraction = (p: p, q: q)
    while fraction.q >= square {
      try require(square > 1, else: .endlessCompaction)
      fraction = (fraction.p / precision, fraction.q / precision)
    }
    return fraction
  }

  // MARK: Logarithm

  /// The largest i with q * 2^i <= p, that is floor(log2(p/q)); 2^256 - 1 when p < q.
  public static func countLeadingZeros(_ p: UInt256, over q: UInt256) throws(Revert) -> UInt256 {
    try require(q != .zero, else: .divisionByZero)
    guard p >= q else { return .max }
    let count = q.leadingZeroBitCount - p.leadingZeroBitCount
    return UInt256(UInt128(q << count <= p ? count : count - 1))
  }

  /// log2 of a fixed-point number from one to two, bit by bit: squaring doubles the logarithm, and whether the square
  /// passes two is its next bit.
  public static func log2ForSmallNumber(_ x: UInt256, bits: UInt256) throws(Revert) -> UInt256 {
    try require(bits < 125, else: .logarithmTooPrecise)
    let one = UInt256(1) << Int(bits.low)
    let two = one << 1
    try require(x >= one && x <= two, else: .logarithmOutOfDomain)
    var x = x
    var logarithm = UInt256.zero
    for bit in (0..<Int(bits.low)).reversed() {
      x = (x &* x) >> Int(bits.low)
      if x >= two {
        x = x >> 1
        logarithm = logarithm &+ UInt256(1) << bit
      }
    }
    return logarithm
  }

  /// log2(p/q) with that many fractional bits; reverts when p < q.
  public static func logBase2(_ p: UInt256, over q: UInt256, bits: UInt256) throws(Revert) -> UInt256 {
    let whole = p > q ? try countLeadingZeros(p, over: q) : .zero
    try require(bits < 125, else: .logarithmTooPrecise)
    let fractionalBits = Int(bits.low)
    let precision = UInt256(1) << fractionalBits

    let numerator = try p.multiplied(by: precision, orRevert: .logarithmNumeratorOverflow)
    let scaledWhole = try whole.multiplied(by: precision, orRevert: .logarithmWholePartOverflow)
    let denominator = try q.multiplied(
      by: UInt256(1) << Int(whole.low), orRevert: .logarithmDenominatorOverflow)
    let fraction = try log2ForSmallNumber(try numerator.divided(by: denominator), bits: bits)
    try require(scaledWhole <= bigNumber && fraction <= bigNumber, else: .logarithmTooLarge)
    return scaledWhole &+ fraction
  }

  /// ln(p/q) with that many fractional bits; reverts when p < q.
  public static func ln(_ p: UInt256, over q: UInt256, bits: UInt256) throws(Revert) -> UInt256 {
    let logarithm = try logBase2(p, over: q, bits: bits)
    let scaled = try ln2Numerator.multiplied(by: logarithm, orRevert: .naturalLogarithmOverflow)
    return scaled / ln2Denominator
  }

  /// ln 2 is taken as 0.6931471805599453094172.
  static let ln2Numerator: UInt256 = 6_931_471_805_599_453_094_172
  static let ln2Denominator: UInt256 = 10_000_000_000_000_000_000_000

  // MARK: The curve

  /// The price P(E) = pMin * e^(r E).
  public static func pE(
    r: UInt256, pMin: UInt256, e: UInt256, precision: UInt256
  ) throws(Revert) -> UInt256 {
    let exponent = try r.multiplied(by: e, orRevert: .priceExponentOverflow)
    let growth = try exp(exponent, over: precision &* precision, precision: precision)
    let price = try growth.multiplied(by: pMin, orRevert: .priceOverflow)
    return try price.divided(by: precision)
  }

  /// The tokens released for dE ether: (1 - e^(-r dE)) / (r P(E)), written as (G - 1) / (r P(E) G) with G = e^(r dE).
  ///
  /// The product r * P(E) is used before it is checked, as in the contract; when it wraps, the call reverts later.
  public static func deltaT(
    r: UInt256, pMin: UInt256, e: UInt256, deltaE: UInt256, precision: UInt256
  ) throws(Revert) -> UInt256 {
    let price = try pE(r: r, pMin: pMin, e: e, precision: precision)
    let slope = r &* price
    let exponent = try r.multiplied(by: deltaE, orRevert: .purchaseExponentOverflow)
    let growth = try exp(exponent, over: precision &* precision, precision: precision)
    try require(growth >= precision, else: .purchaseExponentialBelowOne)

    let once = try (growth &- precision).multiplied(by: precision, orRevert: .purchaseNumeratorOverflow1)
    let twice = try once.multiplied(by: precision, orRevert: .purchaseNumeratorOverflow2)
    let numerator = try twice.multiplied(by: precision, orRevert: .purchaseNumeratorOverflow3)
    let denominator = try slope.multiplied(by: growth, orRevert: .purchaseDenominatorOverflow)
    try require(!checkMultOverflow(r, price), else: .purchaseSlopeOverflow)
    return try numerator.divided(by: denominator)
  }

  /// The ether released for dT tokens: ln(1 + r P(E) dT) / r; reverts when r P(E) dT rounds to nothing.
  public static func deltaE(
    r: UInt256, pMin: UInt256, e: UInt256, deltaT: UInt256, precision: UInt256, bits: UInt256
  ) throws(Revert) -> UInt256 {
    let price = try pE(r: r, pMin: pMin, e: e, precision: precision)
    let slope = r &* price
    let product = try slope.multiplied(by: deltaT, orRevert: .saleProductOverflow)
    let square = precision &* precision
    let argument = square &+ (try product.divided(by: precision))
    try require(argument > square, else: .saleTooSmall)

    let logarithm = try ln(argument, over: square, bits: bits)
    try require(!checkMultOverflow(r, price), else: .saleSlopeOverflow)
    try require(!checkMultOverflow(precision, precision), else: .salePrecisionOverflow)
    let scaled = try logarithm.multiplied(by: precision, orRevert: .saleLogarithmOverflow)
    return try scaled.divided(by: r)
  }
}
