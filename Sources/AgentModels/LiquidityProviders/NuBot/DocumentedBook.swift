// The order book of later NuBots, as their documentation describes it; no program stands behind these figures.

import SimEngine

extension ParametricSide {
  /// What the quote coin is, on which the documented distance of a wall from the peg depends.
  public enum QuoteKind: String, Hashable, Sendable, CaseIterable {
    /// US dollars: the wall stands at the peg.
    case dollar
    /// Another state's money: a cent away.
    case fiat
    /// A coin: two and a half cents away.
    case crypto

    /// The documented distance, USD.
    var offsetUSD: Double {
      switch self {
      case .dollar: 0
      case .fiat: 0.01
      case .crypto: 0.025
      }
    }
  }

  /// A side by the `book…` options of NuBot from 0.3.2 on, at their documented defaults.
  ///
  /// Documented, not verified: the source of these versions was never found. The page names wall, offset, interval,
  /// type, steepness and the most volume of a side, and no width; the tail therefore goes on until the funds or
  /// that volume end. How one order is larger than the next, and that an order which does not fit ends the tail, is
  /// taken from 0.3.0. Which of the three offsets goes with which quote coin is an inference too.
  /// - Source: NuBot documentation of August 2015 and later, "parametric order book".
  public static func documented(_ kind: QuoteKind) -> ParametricSide {
    ParametricSide(
      offsetUSD: kind.offsetUSD, wallHeight: 500, wallWidthUSD: .infinity, densityUSD: 0.008,
      curve: TailCurve(.quadratic, .mid))
  }

  /// The same side without its tail, as `bookDisabletier2` has it.
  public var withoutTail: ParametricSide {
    var side = self
    side.wallWidthUSD = 0
    return side
  }
}
