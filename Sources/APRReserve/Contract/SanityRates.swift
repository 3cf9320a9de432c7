// An independent price that keeps a reserve from giving too much.

public import SimEngine

/// A price from elsewhere, with a tolerance, above which a reserve does not quote.
///
/// The check is one-sided: a rate that is too generous is refused, one that is too mean is not.
///
/// Source: KyberNetwork/smart-contracts, SanityRates.sol.
public struct SanityRates: Hashable, Sendable {
  /// The price of the token, ether per token scaled by 10^18; zero refuses every sale and reverts every
  /// purchase.
  public let tokenRate: UInt256
  /// How much more generous a rate may be, in 1/10,000.
  public let toleranceBasisPoints: UInt256

  /// A price and a tolerance.
  /// - Throws: `Revert` when the price is above 10^24 or the tolerance above the whole.
  public init(tokenRate: UInt256, toleranceBasisPoints: UInt256) throws(Revert) {
    try require(tokenRate <= Scale.largestRate, else: .rateTooLarge)
    try require(toleranceBasisPoints <= Scale.wholeInBasisPoints, else: .sanityToleranceTooLarge)
    self.tokenRate = tokenRate
    self.toleranceBasisPoints = toleranceBasisPoints
  }

  /// The highest rate that may be quoted on a side, rounded down.
  public func highestRate(_ side: Side) throws(Revert) -> UInt256 {
    let rate =
      side == .buy ? try (Scale.precision &* Scale.precision).divided(by: tokenRate) : tokenRate
    return rate &* (Scale.wholeInBasisPoints &+ toleranceBasisPoints) / Scale.wholeInBasisPoints
  }
}
