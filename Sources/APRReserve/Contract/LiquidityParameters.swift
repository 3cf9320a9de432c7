// What the owner of a reserve sets, checked, and what the contract derives from it.

import SimEngine

/// Why the contract refuses a set of liquidity parameters; the raw value is the text written to results.
public enum ParameterRefusal: String, Error, Hashable, Sendable {
  /// The precision is not 40 bits.
  case precisionUnsupported = "bits"
  /// The fee is the whole amount or more.
  case feeTooLarge = "fee"
  /// The lowest rate is not below the highest.
  case rateBoundsInverted = "rate bounds"
  /// The lowest rate is zero.
  case minimumRateZero = "min rate"
  /// The liquidity rate r is zero.
  case liquidityRateZero = "r"
  /// The lowest price pMin is zero.
  case minimumPriceZero = "pMin"
  /// A cap is above 10^28 wei.
  case capTooLarge = "cap"
}

/// The arguments of the contract's `setLiquidityParams`, by its names and in its order.
public struct LiquidityArguments: Hashable, Sendable {
  /// r per ether, in units of 2^-40; not zero.
  public var rInFp: UInt256
  /// Ether per token at an empty ether balance, in units of 2^-40; not zero.
  public var pMinInFp: UInt256
  /// The fractional bits; 40 is the only value accepted.
  public var numFpBits: UInt256
  /// The most wei that one purchase may bring, up to 10^28; kept to a 2^-40 of an ether.
  public var maxCapBuyInWei: UInt256
  /// The most wei that one sale may take, up to 10^28; kept to a 2^-40 of an ether.
  public var maxCapSellInWei: UInt256
  /// The fee in 1/10,000, below 10,000.
  public var feeInBps: UInt256
  /// The highest price, wei per whole token.
  public var maxTokenToEthRateInPrecision: UInt256
  /// The lowest price, wei per whole token; not zero, below the highest.
  public var minTokenToEthRateInPrecision: UInt256

  /// Arguments, not yet checked.
  public init(
    rInFp: UInt256, pMinInFp: UInt256, numFpBits: UInt256 = LiquidityFormula.fractionalBits,
    maxCapBuyInWei: UInt256, maxCapSellInWei: UInt256, feeInBps: UInt256,
    maxTokenToEthRateInPrecision: UInt256, minTokenToEthRateInPrecision: UInt256
  ) {
    self.rInFp = rInFp
    self.pMinInFp = pMinInFp
    self.numFpBits = numFpBits
    self.maxCapBuyInWei = maxCapBuyInWei
    self.maxCapSellInWei = maxCapSellInWei
    self.feeInBps = feeInBps
    self.maxTokenToEthRateInPrecision = maxTokenToEthRateInPrecision
    self.minTokenToEthRateInPrecision = minTokenToEthRateInPrecision
  }
}

/// The parameters of the price curve and its limits, as the contract stores them once they passed its checks.
///
/// "Fp" marks fixed point in units of 2^-40. Rates are amounts of destination per source, scaled by 10^18 and
/// blind to decimals: a buy's rate counts tokens per ether, a sale's ether per token. The contract checks no
/// relation between these figures and the reserve's balances, nor between pMin and the lowest rate.
public struct LiquidityParameters: Hashable, Sendable {
  /// The relative price change r per ether, Fp.
  public let liquidityRateInFp: UInt256
  /// The price pMin at an empty ether balance, ether per token, Fp.
  public let minimumPriceInFp: UInt256
  /// The most ether that one purchase may bring, Fp.
  public let buyCapInFp: UInt256
  /// The most ether that one sale may take, Fp.
  public let sellCapInFp: UInt256
  /// The part of the tokens of every trade that stays with the reserve, in 1/10,000.
  public let feeBasisPoints: UInt256
  /// The rates allowed in a purchase, tokens per ether.
  public let buyRateBounds: ClosedRange<UInt256>
  /// The rates allowed in a sale, ether per token.
  public let sellRateBounds: ClosedRange<UInt256>

  /// Checks and stores parameters as `setLiquidityParams` does.
  /// - Throws: The first check that fails.
  public init(_ arguments: LiquidityArguments) throws(ParameterRefusal) {
    func check(_ condition: Bool, else refusal: ParameterRefusal) throws(ParameterRefusal) {
      if !condition { throw refusal }
    }
    let lowest = arguments.minTokenToEthRateInPrecision
    let highest = arguments.maxTokenToEthRateInPrecision
    let largestCap = max(arguments.maxCapBuyInWei, arguments.maxCapSellInWei)
    try check(arguments.numFpBits == LiquidityFormula.fractionalBits, else: .precisionUnsupported)
    try check(arguments.feeInBps < Scale.wholeInBasisPoints, else: .feeTooLarge)
    try check(lowest < highest, else: .rateBoundsInverted)
    try check(lowest > 0, else: .minimumRateZero)
    try check(arguments.rInFp > 0, else: .liquidityRateZero)
    try check(arguments.pMinInFp > 0, else: .minimumPriceZero)
    try check(largestCap <= Scale.largestQuantity, else: .capTooLarge)

    liquidityRateInFp = arguments.rInFp
    minimumPriceInFp = arguments.pMinInFp
    buyCapInFp = arguments.maxCapBuyInWei &* LiquidityFormula.one / Scale.precision
    sellCapInFp = arguments.maxCapSellInWei &* LiquidityFormula.one / Scale.precision
    feeBasisPoints = arguments.feeInBps
    let inverse = Scale.precision &* Scale.precision
    buyRateBounds = inverse / highest...inverse / lowest
    sellRateBounds = lowest...highest
  }

  /// What remains of an amount of tokens once the fee is taken, rounded down.
  func afterFee(_ value: UInt256) throws(Revert) -> UInt256 {
    try require(value <= LiquidityFormula.bigNumber, else: .feeBaseTooLarge)
    return (Scale.wholeInBasisPoints &- feeBasisPoints) &* value / Scale.wholeInBasisPoints
  }
}

/// The scales and limits that all of the contracts share.
enum Scale {
  /// 10^18: the scale of rates, and wei in an ether.
  static let precision = UInt256(powerOfTen(18).magnitude)
  /// 10^28: the most wei or token units that a call may name.
  static let largestQuantity = UInt256(powerOfTen(28).magnitude)
  /// 10^24: the highest rate, a million tokens an ether.
  static let largestRate = UInt256(powerOfTen(24).magnitude)
  /// 10^10 in fixed point: the most ether or tokens that a formula may take or give.
  static let largestQuantityInFp = largestQuantity &* LiquidityFormula.one / precision
  /// All of an amount, in 1/10,000.
  static let wholeInBasisPoints: UInt256 = 10_000
  /// The decimals of ether.
  static let etherDecimals = 18
  /// The most decimals that a token may have, and the furthest that two assets may be apart.
  static let largestDecimals = 18
}
