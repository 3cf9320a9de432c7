// What an exponential curve gives for an amount, and how much of it to take against a price elsewhere, in closed form.

public import SimEngine

/// The reserve's curve in real numbers.
///
/// The price at the margin is `P·e^(r·x)` after x units of currency have flowed in, and a share f of the tokens of every
/// trade is kept. All prices are in currency per token. A price elsewhere is what remains after the fees there.
extension ExponentialCurve {
  /// Tokens for paying an amount of currency: `(1-f)·(1 - e^(-r·x)) / (r·P)`.
  public func tokens(forPaying currency: Double) -> Double {
    -(1 - fee) * DeterministicMath.expm1(-rate * currency) / (rate * spotPrice)
  }

  /// Currency that buys a number of tokens, the inverse of `tokens(forPaying:)`; infinite when the curve never sells as
  /// many.
  public func currency(forBuying tokens: Double) -> Double {
    let share = rate * spotPrice * tokens / (1 - fee)
    return share < 1 ? -DeterministicMath.log1p(-share) / rate : .infinity
  }

  /// Currency for selling a number of tokens: `ln(1 + r·P·(1-f)·q) / r`.
  public func currency(forSelling tokens: Double) -> Double {
    DeterministicMath.log1p(rate * spotPrice * (1 - fee) * tokens) / rate
  }

  /// Tokens that bring an amount of currency, the inverse of `currency(forSelling:)`.
  public func tokens(forReceiving currency: Double) -> Double {
    DeterministicMath.expm1(rate * currency) / (rate * spotPrice * (1 - fee))
  }

  /// Most tokens that one trade may move, by the cap on its currency.
  public func cap(_ side: Side) -> Double {
    side == .buy ? tokens(forPaying: buyCap) : tokens(forReceiving: sellCap)
  }
}

/// The trade with an exponential curve that earns most against one price elsewhere.
///
/// With `m = b·(1-f)/P` for a purchase whose tokens are sold elsewhere at b, and `m = a/(P·(1-f))` for a sale whose tokens
/// are bought elsewhere at a, the best trade moves the curve until its price after the fee is the price elsewhere, and
/// its profit is `(m - 1 - ln m) / r`. There is nothing to earn while `b·(1-f) <= P <= a/(1-f)`.
public enum ClosedFormArbitrage {
  /// Currency to pay to the curve so that its tokens, sold at a price, earn most; zero when none do.
  public static func purchase(from curve: ExponentialCurve, sellingAt price: Double) -> Double {
    max(0, DeterministicMath.log(price * (1 - curve.fee) / curve.spotPrice) / curve.rate)
  }

  /// Currency that the curve should pay out for tokens that were bought at a price; zero when no sale earns anything.
  public static func sale(to curve: ExponentialCurve, buyingAt price: Double) -> Double {
    max(0, DeterministicMath.log(curve.spotPrice * (1 - curve.fee) / price) / curve.rate)
  }

  /// Tokens of the best trade against a price elsewhere, without caps: `((1-f)/P - 1/b)/r` when they are bought from the
  /// curve, `(1/a - 1/(P·(1-f)))/r` when they are sold to it; zero when there is nothing to earn.
  /// - Parameter side: What is done at the curve.
  public static func tokens(_ side: Side, at curve: ExponentialCurve, against price: Double) -> Double {
    switch side {
    case .buy: max(0, ((1 - curve.fee) / curve.spotPrice - 1 / price) / curve.rate)
    case .sell: max(0, (1 / price - 1 / (curve.spotPrice * (1 - curve.fee))) / curve.rate)
    }
  }

  /// Currency that the best trade earns, before what a transaction costs.
  /// - Parameter side: What is done at the curve.
  public static func profit(_ side: Side, at curve: ExponentialCurve, against price: Double) -> Double {
    let net = curve.spotPrice * (1 - curve.fee)
    let advantage = side == .buy ? price * (1 - curve.fee) / curve.spotPrice : price / net
    let isWorthIt = side == .buy ? advantage > 1 : advantage < 1
    return isWorthIt ? (advantage - 1 - DeterministicMath.log(advantage)) / curve.rate : 0
  }
}
