// A trade above a reserve's cap, split into several below it.

import SimEngine

/// One transaction of a trade with a reserve.
struct ReservePart: Sendable {
  /// Which share of the whole trade's tokens it moves.
  let share: Double
  /// What is paid, base units.
  let paying: Amount
  /// The least to receive, base units.
  let minimum: Amount
}

extension ExponentialCurve {
  /// The curve after an amount of currency flowed in, or out if it is negative.
  func moved(by currency: Double) -> ExponentialCurve {
    ExponentialCurve(
      spotPrice: spotPrice * DeterministicMath.exp(rate * currency), rate: rate, fee: fee, buyCap: buyCap,
      sellCap: sellCap)
  }

  /// The same curve for one who makes so many trades at once: together they may move as many caps.
  ///
  /// Splitting a trade changes nothing else, since the price depends only on what flowed in all together.
  func allowing(_ trades: Int) -> ExponentialCurve {
    // A little less than as many caps, which leaves room for the rounding of each trade.
    let caps = trades > 1 ? Double(trades) * (1 - 1e-8) : 1
    return ExponentialCurve(
      spotPrice: spotPrice, rate: rate, fee: fee, buyCap: buyCap * caps, sellCap: sellCap * caps)
  }

  /// The tokens of each of the trades, as few as the cap allows, that together move a number of tokens.
  ///
  /// With one trade allowed, all of it, whatever the cap. The last of several takes what is left.
  func split(_ tokens: Double, _ side: Side, into most: Int) -> [Double] {
    var (sizes, left, curve) = ([Double](), tokens, self)
    while sizes.count < most - 1 {
      // Just below the cap, so that no rounding puts the trade above it.
      let size = min(left, curve.cap(side) * (1 - 1e-9))
      guard size > 0, size < left else { break }
      sizes.append(size)
      left -= size
      curve = curve.moved(
        by: side == .buy ? curve.currency(forBuying: size) : -curve.currency(forSelling: size))
    }
    return sizes + [left]
  }
}

extension SwapReceipt {
  /// Whether the swap failed.
  var isFailure: Bool {
    if case .refused = result { return true }
    return false
  }
}
