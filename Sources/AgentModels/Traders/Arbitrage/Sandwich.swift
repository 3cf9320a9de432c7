// What it brings to trade just before and just after somebody else on an exponential curve, in closed form.

public import SimEngine

/// A trade that waits to be executed and can be surrounded.
///
/// Let a be the currency that moves in the trade before it, v what moves in the trade itself, and P the price at first. All
/// gains are in currency, before gas.
public enum SandwichVictim: Hashable, Sendable {
  /// Somebody pays v for tokens.
  case purchase(paying: Double)
  /// Somebody sells so many tokens.
  case sale(tokens: Double)
}

extension ExponentialCurve {
  /// The gain from surrounding a trade: a moves in the first leg and everything comes back in the last.
  ///
  /// Around a purchase a buys tokens, which are all sold afterwards: `ln(1 + (1-f)² (e^(ra) - 1) e^(rv)) / r - a`.
  /// Around a sale of q tokens so many tokens are sold that they bring a, and as many bought back afterwards:
  /// `a + ln(1 - (1 - e^(-ra)) e^(-rv) / (1-f)²) / r`, where the victim's own currency is
  /// `v = ln(1 + r P (1-f) q e^(-ra)) / r`.
  ///
  /// There is nothing to gain by any a unless `r v > -2 ln(1-f)`: the victim has to move the price by more than the fee of
  /// both legs. Without a limit of the victim a purchase is worth the more the larger a, up to `v + 2 ln(1-f) / r`.
  /// - Returns: Negative infinity where the tokens sold could not be bought back at all.
  public func sandwichGain(around victim: SandwichVictim, moving a: Double) -> Double {
    let kept = (1 - fee) * (1 - fee)
    switch victim {
    case .purchase(let v):
      let gained = kept * DeterministicMath.expm1(rate * a) * DeterministicMath.exp(rate * v)
      return DeterministicMath.log1p(gained) / rate - a
    case .sale(let tokens):
      let v = self.moved(by: -a).currency(forSelling: tokens)
      let spent = -DeterministicMath.expm1(-rate * a) * DeterministicMath.exp(-rate * v) / kept
      return spent < 1 ? a + DeterministicMath.log1p(-spent) / rate : -.infinity
    }
  }

  /// The most that the first leg may move before the victim receives less than his limit and his trade fails.
  ///
  /// `ln(quoted / minimum) / r` around a purchase; around a sale `-ln((e^(r minimum) - 1) / (r P (1-f) q)) / r`. Zero when
  /// the limit is what is quoted, infinite without one.
  public func largestFrontRun(before victim: SandwichVictim, leaving minimum: Double) -> Double {
    guard minimum > 0 else { return .infinity }
    let ratio =
      switch victim {
      case .purchase(let v): tokens(forPaying: v) / minimum
      case .sale(let tokens): rate * spotPrice * (1 - fee) * tokens / DeterministicMath.expm1(rate * minimum)
      }
    return max(0, DeterministicMath.log(ratio) / rate)
  }
}

/// What a sandwich attacker would do about one trade that waits.
struct SandwichPlan: Sendable {
  /// The side of the victim, on which the first leg goes before him.
  let side: Side
  /// Currency that moves in the first leg.
  let moving: Double
  /// Currency that both legs are expected to bring, before gas.
  let gain: Double

  /// The best way to surround a trade; nil when none gains anything before gas.
  ///
  /// The gain has one maximum over the size, which is found by dividing the range into three a hundred times.
  /// - Parameters:
  ///   - isOrderRandom: Whether the three trades are executed in any order that keeps the attacker's two. One time in three
  ///     it is the right one, one time both come first and are a round trip, one time both come last: then the first, made
  ///     at its quote or not at all, fails. After it has failed nothing is left to sell around a purchase, while around a
  ///     sale the last leg still buys, which has to be undone.
  ///   - most: The most currency that either leg may move.
  static func best(
    _ curve: ExponentialCurve, around victim: SandwichVictim, leaving minimum: Double,
    isOrderRandom: Bool, most: Double
  ) -> SandwichPlan? {
    let side: Side = if case .purchase = victim { .buy } else { .sell }
    let nobody = side == .buy ? SandwichVictim.purchase(paying: 0) : .sale(tokens: 0)
    let gain = { (moving: Double) in
      let around = curve.sandwichGain(around: victim, moving: moving)
      guard isOrderRandom else { return around }
      let roundTrip = curve.sandwichGain(around: nobody, moving: moving)
      return (around + (side == .buy ? 1 : 2) * roundTrip) / 3
    }
    var (low, high) = (0.0, min(most, curve.largestFrontRun(before: victim, leaving: minimum)))
    guard high > 0, high.isFinite else { return nil }
    for _ in 0..<100 {
      let (left, right) = ((2 * low + high) / 3, (low + 2 * high) / 3)
      if gain(left) < gain(right) { low = left } else { high = right }
    }
    let plan = SandwichPlan(side: side, moving: high, gain: gain(high))
    return plan.gain > 0 ? plan : nil
  }
}
