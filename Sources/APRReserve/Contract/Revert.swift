// Why a call of the contract fails, as a value.

/// Why a call of the contract fails altogether, which is not the same as quoting a rate of zero.
///
/// A network that asks several reserves fails as a whole when one of them does, but only passes over one that
/// quotes zero. The raw value is the text written to results; where a check has no better name it says which formula
/// and which product of it were too large.
public enum Revert: String, Error, Hashable, Sendable {
  /// No liquidity parameters were set yet.
  case parametersNotSet = "params"
  /// The parameters to be set are not what the contract takes.
  case parametersRefused = "params refused"
  /// A quantity of wei or of token units is above 10^28.
  case quantityTooLarge = "qty"
  /// The reserve holds more than 10^10 ether.
  case balanceTooLarge = "E qty"
  /// A rate is above 10^24, a million tokens an ether.
  case rateTooLarge = "rate"
  /// Two assets' decimals are more than 18 apart.
  case decimalsTooFarApart = "decimals"
  /// A purchase would release more than 10^10 tokens.
  case purchaseOutputTooLarge = "buy dT big"
  /// A sale would release more than 10^10 ether.
  case saleOutputTooLarge = "sell dE big"
  /// A sale is so small that the logarithm's argument is one.
  case saleTooSmall = "dE zero arg"
  /// A value from which the fee is to be taken is above 2^200.
  case feeBaseTooLarge = "fee value"
  /// The contract divides by zero.
  case divisionByZero = "zero division"
  /// Bringing a fraction to a small denominator would never end.
  case endlessCompaction = "compact"
  /// The quantity to be paid out rounds to nothing.
  case destinationZero = "destZero"
  /// The reserve does not hold what it is to pay out.
  case insufficientBalance = "balance"
  /// Trading is switched off.
  case tradeDisabled = "disabled"
  /// A trade was asked for at a rate of zero.
  case rateZero = "rateZero"

  /// The caller is not the admin.
  case notAdmin = "not admin"
  /// The caller was not offered the admin's role.
  case notPendingAdmin = "not pending admin"
  /// The caller is no operator.
  case notOperator = "not operator"
  /// The caller is no alerter.
  case notAlerter = "not alerter"
  /// The caller is not the network.
  case notNetwork = "not network"
  /// The caller is not the reserve that the pricing contract serves.
  case notReserve = "not reserve"
  /// Operators may not withdraw this asset to this address.
  case notWhitelisted = "not whitelisted"
  /// Who is to be added to a group is in it.
  case alreadyInGroup = "in group"
  /// Who is to be removed from a group is not in it.
  case notInGroup = "not in group"
  /// A group has as many members as it may have.
  case groupFull = "group full"
  /// The ether that came with a trade is not what it should be.
  case wrongEtherValue = "value"
  /// No address was named yet where the tokens lie.
  case tokenWalletMissing = "wallet"
  /// The tolerance of sanity rates is more than the whole.
  case sanityToleranceTooLarge = "sanity tolerance"

  /// A trade through the network gives nothing.
  case sourceZero = "source zero"
  /// A trade through the network is from an asset to itself.
  case sameAsset = "same asset"
  /// What the network offers is below the lowest rate that the trader accepts.
  case rateBelowMinimum = "min rate"
  /// To receive no more than asked for would cost more than was given.
  case sourceBelowNeed = "source"

  /// A small logarithm's argument is outside one to two.
  case logarithmOutOfDomain = "log2 domain"
  /// A small logarithm is asked for with 125 fractional bits or more.
  case logarithmTooPrecise = "log2 bits"
  /// The numerator of a logarithm is too large to be scaled.
  case logarithmNumeratorOverflow = "log2 p"
  /// The whole part of a logarithm is too large to be scaled.
  case logarithmWholePartOverflow = "log2 n"
  /// The denominator of a logarithm is too large to be scaled.
  case logarithmDenominatorOverflow = "log2 q"
  /// A logarithm is above 2^200.
  case logarithmTooLarge = "log2 big"
  /// A binary logarithm times the constant for ln 2 is too large.
  case naturalLogarithmOverflow = "ln"

  /// r * E is too large.
  case priceExponentOverflow = "pE r*e"
  /// pMin * e^(r E) is too large.
  case priceOverflow = "pE X*pMin"

  /// r * dE is too large.
  case purchaseExponentOverflow = "dT r*dE"
  /// The exponential of a purchase came out below one.
  case purchaseExponentialBelowOne = "dT G"
  /// (e^(r dE) - 1), scaled once, is too large.
  case purchaseNumeratorOverflow1 = "dT 1"
  /// (e^(r dE) - 1), scaled twice, is too large.
  case purchaseNumeratorOverflow2 = "dT 2"
  /// (e^(r dE) - 1), scaled three times, is too large.
  case purchaseNumeratorOverflow3 = "dT 3"
  /// r * P(E) * e^(r dE) is too large.
  case purchaseDenominatorOverflow = "dT den"
  /// r * P(E) is too large in a purchase.
  case purchaseSlopeOverflow = "dT r*pe"

  /// r * P(E) * dT is too large.
  case saleProductOverflow = "dE rpe*dT"
  /// r * P(E) is too large in a sale.
  case saleSlopeOverflow = "dE r*pe"
  /// The square of the precision is too large.
  case salePrecisionOverflow = "dE one"
  /// The logarithm of a sale is too large to be scaled.
  case saleLogarithmOverflow = "dE ln"
}

/// Ends a call unless a condition holds, as the contracts' `require` does.
func require(_ condition: Bool, else revert: Revert) throws(Revert) {
  if !condition { throw revert }
}

extension UInt256 {
  /// The product, or the given revert when it is 2^256 or more.
  func multiplied(by other: UInt256, orRevert revert: Revert) throws(Revert) -> UInt256 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    if overflow { throw revert }
    return product
  }

  /// The whole quotient; dividing by zero ends the call.
  func divided(by divisor: UInt256) throws(Revert) -> UInt256 {
    if divisor == .zero { throw .divisionByZero }
    return self / divisor
  }
}
