// From a rate and the quantity on one side of a trade to the quantity on the other.

import SimEngine

/// How the contracts turn rates, which are blind to decimals, into quantities of base units.
///
/// Source: KyberNetwork/smart-contracts, Utils.sol.
public enum QuantityConversion {
  /// What a quantity of source buys at a rate, rounded down (`calcDstQty`).
  /// - Parameters:
  ///   - source: Base units of the source, at most 10^28.
  ///   - sourceDecimals: Decimals of the source.
  ///   - destinationDecimals: Decimals of the destination, at most 18 away from those.
  ///   - rate: Destination per source, scaled by 10^18, at most 10^24.
  /// - Returns: Base units of the destination, below 2^233.
  public static func destinationQuantity(
    source: UInt256, sourceDecimals: Int, destinationDecimals: Int, rate: UInt256
  ) throws(Revert) -> UInt256 {
    try checkLimits(source, rate: rate)
    let (up, down) = try decimalFactors(from: sourceDecimals, to: destinationDecimals)
    return source &* rate &* up / (Scale.precision &* down)
  }

  /// What must be given to receive a quantity of destination at a rate, rounded up (`calcSrcQty`).
  ///
  /// The contract rounds up by adding the divisor less one, which wraps when both are zero; a rate of zero
  /// divides by zero and reverts.
  /// - Parameters:
  ///   - destination: Base units of the destination, at most 10^28.
  ///   - sourceDecimals: Decimals of the source.
  ///   - destinationDecimals: Decimals of the destination, at most 18 away from those.
  ///   - rate: Destination per source, scaled by 10^18, at most 10^24.
  /// - Returns: Base units of the source.
  public static func sourceQuantity(
    destination: UInt256, sourceDecimals: Int, destinationDecimals: Int, rate: UInt256
  ) throws(Revert) -> UInt256 {
    try checkLimits(destination, rate: rate)
    let (up, down) = try decimalFactors(from: destinationDecimals, to: sourceDecimals)
    let divisor = rate &* down
    return try (Scale.precision &* destination &* up &+ divisor &- 1).divided(by: divisor)
  }

  /// The rate at which a quantity of source would buy a quantity of destination, rounded down
  /// (`calcRateFromQty`).
  public static func rate(
    source: UInt256, destination: UInt256, sourceDecimals: Int, destinationDecimals: Int
  ) throws(Revert) -> UInt256 {
    try require(max(source, destination) <= Scale.largestQuantity, else: .quantityTooLarge)
    let (up, down) = try decimalFactors(from: destinationDecimals, to: sourceDecimals)
    return try (destination &* Scale.precision &* up).divided(by: source &* down)
  }

  /// The limits under which no product of this file reaches 2^256.
  private static func checkLimits(_ quantity: UInt256, rate: UInt256) throws(Revert) {
    try require(quantity <= Scale.largestQuantity, else: .quantityTooLarge)
    try require(rate <= Scale.largestRate, else: .rateTooLarge)
  }

  /// Ten to the difference of decimals, as a factor when digits are gained and as a divisor when they are
  /// lost.
  private static func decimalFactors(
    from decimals: Int, to otherDecimals: Int
  ) throws(Revert) -> (up: UInt256, down: UInt256) {
    let difference = otherDecimals - decimals
    try require(difference.magnitude <= Scale.largestDecimals, else: .decimalsTooFarApart)
    let factor = UInt256(powerOfTen(Int(difference.magnitude)).magnitude)
    return difference >= 0 ? (factor, 1) : (1, factor)
  }
}

extension UInt256 {
  /// An amount as the contracts' word.
  init(amount: Int128) {
    invariant(amount >= 0, "a negative amount of \(amount) base units")
    self.init(amount.magnitude)
  }
}

extension Int128 {
  /// The nearest amount: a word that does not fit becomes the largest one.
  init(clamping word: UInt256) {
    self = word.high == 0 ? Int128(clamping: word.low) : .max
  }
}
