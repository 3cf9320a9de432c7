// How a network chooses among reserves, in its two generations.

import SimEngine

/// The rules by which a network picks a reserve and charges for it.
///
/// Both generations find the best offer, take every offer that is negligibly worse for as good, and draw
/// among them. They differ in what they compare (rates, or what the trader receives once the network's fee is
/// taken) and in the edge of what is negligible.
///
/// Source: KyberNetwork/smart-contracts, KyberNetwork.sol of 2018 and of 2020, KyberMatchingEngine.sol.
public struct NetworkRules: Hashable, Sendable {
  /// What offers are compared by.
  public enum Comparison: Hashable, Sendable {
    /// The rate quoted; an offer exactly at the edge takes part in the draw.
    case rate
    /// The amount received after the network's fee; an offer exactly at the edge does not take part.
    case amount
  }

  /// What offers are compared by.
  public let comparison: Comparison
  /// By how much an offer may fall short of the best and still be drawn, in 1/10,000.
  public let negligibleDifferenceBasisPoints: Int
  /// The network's fee on the ether of a trade, taken for each reserve that accounts for it, in 1/10,000.
  public let feeBasisPoints: Int
  /// Trades at this rate or above are refused.
  let rateLimit: UInt256

  /// The network from 2018 to the middle of 2020: compares rates and charges nothing.
  public static func byRate(negligibleDifferenceBasisPoints: Int = 10) -> NetworkRules {
    invariant(negligibleDifferenceBasisPoints >= 0, "a negative difference")
    return NetworkRules(
      comparison: .rate, negligibleDifferenceBasisPoints: negligibleDifferenceBasisPoints,
      feeBasisPoints: 0, rateLimit: Scale.largestRate)
  }

  /// The network since the middle of 2020: compares amounts and charges a fee, 20 in production.
  /// - Precondition: twice the fee is less than the whole.
  public static func byAmount(
    negligibleDifferenceBasisPoints: Int = 5, feeBasisPoints: Int = 25
  ) -> NetworkRules {
    invariant(negligibleDifferenceBasisPoints >= 0, "a negative difference")
    invariant((0..<5_000).contains(feeBasisPoints), "a network fee of \(feeBasisPoints) basis points")
    return NetworkRules(
      comparison: .amount, negligibleDifferenceBasisPoints: negligibleDifferenceBasisPoints,
      feeBasisPoints: feeBasisPoints, rateLimit: Scale.largestRate &* 10)
  }

  /// A share of ether in 1/10,000, rounded down.
  func fee(on wei: UInt256) -> UInt256 {
    wei &* UInt256(UInt128(feeBasisPoints)) / Scale.wholeInBasisPoints
  }
}

/// What one reserve offers for one leg of a trade.
struct ReserveOffer {
  /// The place of the reserve in the network's list.
  let place: Int
  /// What the reserve would be given, in base units.
  let source: UInt256
  /// Its rate, zero when it quotes none.
  let rate: UInt256
  /// The fee on what it pays out, in 1/10,000; a fee on what it is given is in the source already.
  let destinationFeeBasisPoints: UInt256
}

extension NetworkRules {
  /// The offer that is taken: the best, or one drawn from those negligibly worse.
  /// - Parameters:
  ///   - offers: In the order of the network's list.
  ///   - draw: Picks one of so many; asked only when there are several.
  /// - Returns: nil when nobody quotes a rate.
  func choose(among offers: [ReserveOffer], draw: (Int) -> Int) -> ReserveOffer? {
    let merits = offers.map(merit)
    guard let best = merits.max(), best > .zero, let bestPlace = merits.firstIndex(of: best) else {
      return nil
    }
    let whole = Scale.wholeInBasisPoints
    let edge = best &* whole / (whole &+ UInt256(UInt128(negligibleDifferenceBasisPoints)))
    let candidates: [Int] =
      switch comparison {
      case .rate: merits.indices.filter { merits[$0] >= edge }
      case .amount: [bestPlace] + merits.indices.filter { $0 != bestPlace && merits[$0] > edge }
      }
    guard candidates.count > 1 else { return offers[bestPlace] }
    let drawn = draw(candidates.count)
    invariant(candidates.indices.contains(drawn), "a draw of \(drawn) from \(candidates.count) reserves")
    return offers[candidates[drawn]]
  }

  /// The figure that offers are compared by, below 2^200.
  private func merit(_ offer: ReserveOffer) -> UInt256 {
    switch comparison {
    case .rate: offer.rate
    case .amount:
      offer.source &* offer.rate &* (Scale.wholeInBasisPoints &- offer.destinationFeeBasisPoints)
        / Scale.wholeInBasisPoints
    }
  }
}
