// The orders that NuBot 0.3 puts up on one side: a wall, and a tail behind it that grows along a curve.

public import SimEngine

/// How the orders of a tail grow with their distance from the wall.
public struct TailCurve: Hashable, Sendable {
  /// The families of curves, by NuBot's names.
  public enum Shape: String, Hashable, Sendable, CaseIterable {
    /// Each order is larger than the one before it by the same amount.
    case linear = "lin"
    /// What NuBot calls exponential: the extra size grows with the square of the place.
    case quadratic = "exp"
    /// The extra size grows like a harmonic sum, whatever the height of the wall.
    case logarithmic = "log"
  }

  /// How fast a tail grows, by NuBot's names.
  public enum Steepness: String, Hashable, Sendable, CaseIterable {
    /// Every order is as large as the wall, or nearly so.
    case flat
    /// Slow growth.
    case low
    /// NuBot's default.
    case mid
    /// Fast growth.
    case high
  }

  /// The family.
  public var shape: Shape
  /// The speed.
  public var steepness: Steepness

  /// A curve.
  public init(_ shape: Shape, _ steepness: Steepness) {
    self.shape = shape
    self.steepness = steepness
  }

  /// NuBot's coefficient of a curve.
  var coefficient: Double {
    switch (shape, steepness) {
    case (_, .flat): 0
    case (.linear, .low): 0.1
    case (.linear, .mid): 0.2
    case (.linear, .high): 0.3
    case (.quadratic, .low): 0.06
    case (.quadratic, .mid): 0.17
    case (.quadratic, .high): 0.25
    case (.logarithmic, .low): 0.4
    case (.logarithmic, .mid): 0.5
    case (.logarithmic, .high): 0.7
    }
  }
}

/// The settings of one side of NuBot's parametric order book.
public struct ParametricSide: Hashable, Sendable {
  /// Distance of the wall from the peg before the fee, USD per NBT.
  public var offsetUSD: Double
  /// Size of the wall, NBT.
  public var wallHeight: Double
  /// How far the tail reaches from the wall, USD per NBT; 0 for a wall alone, infinity for a tail that ends with the
  /// funds.
  public var wallWidthUSD: Double
  /// Distance between neighbouring orders of the tail, USD per NBT, > 0.
  public var densityUSD: Double
  /// How the tail grows.
  public var curve: TailCurve
  /// Most coins on the side, NBT; 0 for no limit.
  public var maximumVolume = 0.0

  /// The most intervals that a scenario may cut the width of a tail into.
  public static let mostIntervals = 1_000.0
  /// Intervals in the width of the tail: about as many orders as the tail would have if the funds were without end.
  public var intervals: Double { wallWidthUSD / densityUSD }

  /// The settings of a side; without arguments the documented standard of the sell side with a wall of 500 NBT.
  public init(
    offsetUSD: Double = 0.005, wallHeight: Double = 500, wallWidthUSD: Double = 0.15,
    densityUSD: Double = 0.02, curve: TailCurve = TailCurve(.linear, .mid)
  ) {
    self.offsetUSD = offsetUSD
    self.wallHeight = wallHeight
    self.wallWidthUSD = wallWidthUSD
    self.densityUSD = densityUSD
    self.curve = curve
  }
}

/// An order that NuBot means to place.
public struct ProposedOrder: Hashable, Sendable {
  /// Quote coins per NBT, eight decimals.
  public let price: Double
  /// NBT, eight decimals.
  public let size: Double

  /// A proposal.
  public init(price: Double, size: Double) {
    self.price = price
    self.size = size
  }
}

/// NuBot's generator of parametric order books, in doubles and with the original's rounding.
///
/// With `one = 1/P` the dollar in quote coins, each product rounded to eight decimals, halves down on the exact
/// binary value:
///
///     wall = one ± (offset·one + fee·one)          + for sells, - for buys
///     n    = |wall - end| / (density·one)          to the nearest whole number, where end = wall ± width·one
///     price(i) = wall ± (i+1)·density·one          i = 0 ..< n
///     size(i)  = height + increment(i)
///
/// and the tail ends at the first order that the remaining funds do not exceed. `end` is measured from the wall before
/// it is rounded, which now and then decides on one order more or less; the original does so too.
/// - Source: NuBot 0.3.0, parametric order book.
public enum NuBotOrderBook {
  /// Orders in a tail without an end: more than any exchange keeps for one account.
  static let endlessTail = 200
  /// Most orders in a tail with an end; those farther out are left out, which a wall of nothing would repeat for ever.
  /// A scenario may have no more than `ParametricSide.mostIntervals`.
  static let longestTail = 100_000

  /// The orders of one side, the wall first.
  /// - Parameters:
  ///   - side: Which side.
  ///   - settings: The shape.
  ///   - funds: What may be offered: NBT to sell, or quote coins to buy with.
  ///   - quoteUSD: P, USD per quote coin, > 0.
  ///   - feePercent: The exchange's fee, which the wall keeps away from the peg beyond the offset.
  /// - Returns: One order of all funds but one NBT when they do not reach the wall's height, which is not positive when
  ///   there is less than one NBT; else the wall and as much of the tail as the funds allow.
  ///
  ///   A tail of more than `longestTail` orders ends there.
  /// - Complexity: O(orders).
  public static func orders(
    _ side: Side, _ settings: ParametricSide, funds: Double, quoteUSD: Double, feePercent: Double
  ) -> [ProposedOrder] {
    let one = roundedToEight(1 / quoteUSD)
    let sign = side == .sell ? 1.0 : -1.0
    let distance = roundedToEight(settings.offsetUSD * one) + roundedToEight(one / 100 * feePercent)
    let exactWall = one + sign * distance
    let wall = roundedToEight(exactWall)
    let ownNBT = side == .sell ? funds : roundedToEight(funds * quoteUSD)
    let fundsNBT = settings.maximumVolume > 0 ? min(ownNBT, settings.maximumVolume) : ownNBT
    if settings.wallHeight > fundsNBT { return [ProposedOrder(price: wall, size: fundsNBT - 1)] }

    let step = roundedToEight(settings.densityUSD * one)
    let end = exactWall + sign * roundedToEight(settings.wallWidthUSD * one)
    let count = tailCount(over: (wall - end).magnitude, inStepsOf: step)
    var orders = [ProposedOrder(price: wall, size: settings.wallHeight)]
    var left = fundsNBT - settings.wallHeight
    var increment = 0.0
    for place in 0..<count {
      increment = self.increment(at: place, after: increment, settings)
      let price = roundedToEight(wall + sign * Double(place + 1) * step)
      let size = roundedToEight(settings.wallHeight + increment)
      guard size < left, price > 0 else { break }
      orders.append(ProposedOrder(price: price, size: size))
      left -= size
    }
    return orders
  }

  /// How many orders a tail would have if the funds were without end.
  private static func tailCount(over width: Double, inStepsOf step: Double) -> Int {
    guard step > 0 else { return 0 }
    guard width.isFinite else { return endlessTail }
    return Int(min(width / step + 0.5, Double(longestTail)).rounded(.down))
  }

  /// By how much an order of a tail is larger than the wall, NBT.
  /// - Parameter former: The same of the order before it.
  static func increment(at place: Int, after former: Double, _ settings: ParametricSide) -> Double {
    let coefficient = settings.curve.coefficient
    switch settings.curve.shape {
    case .linear: return coefficient * settings.wallHeight * Double(place + 1)
    case .quadratic: return coefficient * settings.wallHeight * Double((place + 1) * (place + 1))
    case .logarithmic where place == 0: return coefficient * settings.wallHeight / 4
    // The original divides whole numbers: 1000/2, 1000/3 and so on lose their fractions.
    case .logarithmic: return former + coefficient * Double(1000 / (place + 2))
    }
  }

  private static func roundedToEight(_ value: Double) -> Double { roundHalfDown(value, decimals: 8) }
}
