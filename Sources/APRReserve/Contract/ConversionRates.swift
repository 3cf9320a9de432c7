// The pricing contract: from the ether balance and a size to a rate, zero or a revert.

public import SimEngine

/// Why a reserve quotes zero although the call succeeds; the raw value is the text written to results.
public enum ZeroRateReason: String, Hashable, Sendable, CaseIterable {
  /// The purchase brings more ether than one may.
  case buyCap = "capBuy"
  /// The sale would take more ether than one may.
  case sellCap = "capSell"
  /// The rate is above the highest allowed on this side.
  case aboveMaximum = "aboveMax"
  /// The rate is below the lowest allowed on this side.
  case belowMinimum = "belowMin"
  /// The rate is above a million units of destination per source, whatever the reserve's own limits say.
  case aboveLargestRate = "maxRate"
  /// The reserve does not hold what the trade would pay out.
  case insufficientBalance = "balance"
  /// Trading is switched off.
  case tradeDisabled = "disabled"
  /// The rate is more generous than an independent price allows.
  case aboveSanityRate = "sanity"
}

/// What a contract answers when it is asked for a rate.
public enum RateQuote: Hashable, Sendable {
  /// Destination per source, scaled by 10^18 and blind to decimals; at most 10^24.
  case rate(UInt128)
  /// The call succeeds with a rate of zero.
  case zero(ZeroRateReason)
  /// The call fails, and with it whoever made it.
  case revert(Revert)

  /// The rate, zero where there is none.
  public var rate: UInt128 {
    if case .rate(let rate) = self { rate } else { 0 }
  }
}

/// The pricing contract of a reserve: parameters, quotes and the count of fees.
///
/// The price depends on the ether balance alone. The fee is taken in tokens on both sides and stays in the reserve, so
/// it never moves the price.
///
/// Source: KyberNetwork/smart-contracts, LiquidityConversionRates.sol.
public struct ConversionRates: Equatable, Sendable {
  /// The decimals of the token.
  public let tokenDecimals: Int
  /// The parameters, nil until they are first set.
  public private(set) var parameters: LiquidityParameters?
  /// Fees taken since the last reset, in token units: a figure for the owner, which moves nothing.
  public private(set) var collectedFees: UInt256 = .zero

  /// Token units in a whole token.
  private let unitsPerToken: UInt256

  /// The contract of a token, without parameters.
  /// - Precondition: 0 <= tokenDecimals <= 18.
  public init(tokenDecimals: Int) {
    invariant((0...Scale.largestDecimals).contains(tokenDecimals), "a token of \(tokenDecimals) decimals")
    self.tokenDecimals = tokenDecimals
    unitsPerToken = UInt256(powerOfTen(tokenDecimals).magnitude)
  }

  /// Replaces the parameters; the count of fees goes on.
  public mutating func setLiquidityParameters(_ parameters: LiquidityParameters) {
    self.parameters = parameters
  }

  // MARK: Quotes

  /// The rate for a trade of that size while the reserve holds so much ether (`getRate`).
  /// - Parameters:
  ///   - side: Whether the trader buys tokens for ether or sells them for ether.
  ///   - quantity: What the trader gives: wei in a purchase, token units in a sale. Zero asks for the spot rate.
  ///   - etherBalance: The reserve's balance in wei.
  public func rate(_ side: Side, quantity: UInt256, etherBalance: UInt256) -> RateQuote {
    guard etherBalance <= Scale.largestQuantity else { return .revert(.balanceTooLarge) }
    return rate(side, quantity: quantity, etherInFp: etherBalance &* LiquidityFormula.one / Scale.precision)
  }

  /// The rate for a trade of that size at an ether balance in units of 2^-40 ether (`getRateWithE`).
  public func rate(_ side: Side, quantity: UInt256, etherInFp: UInt256) -> RateQuote {
    do throws(Revert) {
      try require(quantity <= Scale.largestQuantity, else: .quantityTooLarge)
      guard let parameters else { throw .parametersNotSet }
      try require(etherInFp <= Scale.largestQuantityInFp, else: .balanceTooLarge)
      let curve = Curve(parameters: parameters, etherInFp: etherInFp)
      return side == .buy
        ? try buyQuote(quantity, on: curve, parameters)
        : try sellQuote(quantity, on: curve, parameters)
    } catch {
      return .revert(error)
    }
  }

  /// The price P(E) in units of 2^-40 ether per token, before fee and limits.
  public func spotPriceInFp(etherBalance: UInt256) throws(Revert) -> UInt256 {
    guard let parameters else { throw .parametersNotSet }
    try require(etherBalance <= Scale.largestQuantity, else: .balanceTooLarge)
    let etherInFp = etherBalance &* LiquidityFormula.one / Scale.precision
    return try Curve(parameters: parameters, etherInFp: etherInFp).price()
  }

  /// A purchase: the cap is compared in steps of 2^-40 ether, and what is below one step is quoted at the spot.
  private func buyQuote(
    _ wei: UInt256, on curve: Curve, _ parameters: LiquidityParameters
  ) throws(Revert) -> RateQuote {
    let etherIn = wei &* LiquidityFormula.one / Scale.precision
    if etherIn > parameters.buyCapInFp { return .zero(.buyCap) }
    if etherIn == .zero {
      let spot = try (LiquidityFormula.one &* Scale.precision).divided(by: try curve.price())
      return within(parameters.buyRateBounds, try parameters.afterFee(spot))
    }
    let tokensOut = try curve.tokensOut(etherIn: etherIn)
    try require(tokensOut <= Scale.largestQuantityInFp, else: .purchaseOutputTooLarge)
    let received = try parameters.afterFee(tokensOut)
    return within(parameters.buyRateBounds, received &* Scale.precision / etherIn)
  }

  /// A sale: the fee shortens what is priced, the rate is spread over what was given, and the cap is compared with
  /// the ether that would be paid out. The product of the spot price wraps unchecked, as in the contract.
  private func sellQuote(
    _ tokenUnits: UInt256, on curve: Curve, _ parameters: LiquidityParameters
  ) throws(Revert) -> RateQuote {
    let tokensIn = tokenUnits &* LiquidityFormula.one / unitsPerToken
    let priced = try parameters.afterFee(tokensIn)
    if priced == .zero {
      let spot = try curve.price() &* Scale.precision / LiquidityFormula.one
      return within(parameters.sellRateBounds, try parameters.afterFee(spot))
    }
    let etherOut = try curve.etherOut(tokensIn: priced)
    try require(etherOut <= Scale.largestQuantityInFp, else: .saleOutputTooLarge)
    if etherOut > parameters.sellCapInFp { return .zero(.sellCap) }
    return within(parameters.sellRateBounds, etherOut &* Scale.precision / tokensIn)
  }

  /// The rate if the reserve's limits and the network's allow it.
  private func within(_ bounds: ClosedRange<UInt256>, _ rate: UInt256) -> RateQuote {
    if rate > bounds.upperBound { return .zero(.aboveMaximum) }
    if rate < bounds.lowerBound { return .zero(.belowMinimum) }
    if rate > Scale.largestRate { return .zero(.aboveLargestRate) }
    return .rate(rate.low)
  }

  // MARK: Fees

  /// Counts the fee of a trade (`recordImbalance`): the price is left alone.
  /// - Parameters:
  ///   - side: Whether tokens left or came.
  ///   - tokenUnits: The tokens that the trader received, net of fee, or gave, fee included.
  public mutating func recordImbalance(_ side: Side, tokenUnits: UInt256) throws(Revert) {
    let fee = parameters?.feeBasisPoints ?? .zero
    if side == .buy {
      try require(tokenUnits <= Scale.largestQuantity, else: .quantityTooLarge)
      collectedFees = collectedFees &+ tokenUnits &* fee / (Scale.wholeInBasisPoints &- fee)
    } else {
      collectedFees = collectedFees &+ tokenUnits &* fee / Scale.wholeInBasisPoints
    }
  }

  /// Starts the count of fees again; no money moves.
  /// - Returns: The count until now.
  @discardableResult
  public mutating func resetCollectedFees() -> UInt256 {
    let collected = collectedFees
    collectedFees = .zero
    return collected
  }
}

/// The curve at one ether balance: each question goes to the narrow form first and to the law where that has no answer.
private struct Curve {
  let parameters: LiquidityParameters
  let etherInFp: UInt256

  private var r: UInt256 { parameters.liquidityRateInFp }
  private var pMin: UInt256 { parameters.minimumPriceInFp }

  /// The operands of the narrow form, nil when one of them is too wide.
  private func narrowOperands(
    _ quantity: UInt256
  ) -> (r: UInt128, pMin: UInt128, e: UInt128, quantity: UInt128)? {
    guard r.high | pMin.high | etherInFp.high | quantity.high == 0 else { return nil }
    return (r.low, pMin.low, etherInFp.low, quantity.low)
  }

  func price() throws(Revert) -> UInt256 {
    if let (r, pMin, e, _) = narrowOperands(.zero),
      let price = NarrowLiquidityFormula.pE(r: r, pMin: pMin, e: e)
    {
      return UInt256(price)
    }
    return try LiquidityFormula.pE(r: r, pMin: pMin, e: etherInFp, precision: LiquidityFormula.one)
  }

  func tokensOut(etherIn: UInt256) throws(Revert) -> UInt256 {
    if let (r, pMin, e, etherIn) = narrowOperands(etherIn),
      let tokens = NarrowLiquidityFormula.deltaT(r: r, pMin: pMin, e: e, deltaE: etherIn)
    {
      return UInt256(tokens)
    }
    return try LiquidityFormula.deltaT(
      r: r, pMin: pMin, e: etherInFp, deltaE: etherIn, precision: LiquidityFormula.one)
  }

  func etherOut(tokensIn: UInt256) throws(Revert) -> UInt256 {
    if let (r, pMin, e, tokensIn) = narrowOperands(tokensIn),
      let ether = NarrowLiquidityFormula.deltaE(r: r, pMin: pMin, e: e, deltaT: tokensIn)
    {
      return UInt256(ether)
    }
    return try LiquidityFormula.deltaE(
      r: r, pMin: pMin, e: etherInFp, deltaT: tokensIn,
      precision: LiquidityFormula.one, bits: LiquidityFormula.fractionalBits)
  }
}
