// What a NuBot takes the quote coin to be worth: a feed that others vouch for, and no leap before it lasts.

import SimEngine

/// Which of several feeds NuBot believes.
public enum FeedChoice {
  /// How far apart two feeds may be that vouch for each other, as a share of the one in question.
  public static let agreement = 0.1

  /// The first answer that lies within 10 % of half of the others, of more than half if their number is odd.
  /// - Parameter answers: The main feed first; nil where one is silent.
  /// - Returns: nil when no answer is vouched for; a single answer out of several never is.
  public static func price(of answers: [Double?]) -> Double? {
    let given = answers.compactMap { $0 }
    guard answers.count > 1 else { return given.first }
    guard given.count > 1 else { return nil }
    let needed = given.count / 2
    return given.first { candidate in
      // The candidate agrees with itself.
      given.count { ($0 - candidate).magnitude <= agreement * candidate } - 1 >= needed
    }
  }
}

/// The mean of the last thirty prices, from which the next one must not lie too far.
///
/// A price outside is remembered all the same, so that the mean follows a move which lasts.
public struct MovingAverageGate: Hashable, Sendable {
  /// Prices in the mean.
  public static let length = 30
  /// How far a price may lie from the mean, in percent of the middle between the two.
  public let limitPercent: Double
  private var prices: [Double] = []
  private var oldest = 0

  /// A gate that has seen no price yet; the first one fills it.
  public init(limitPercent: Double = 10) { self.limitPercent = limitPercent }

  /// How far the mean lies above a price, in percent of the middle between the two.
  public static func differencePercent(mean: Double, price: Double) -> Double {
    100 * ((mean - price) / ((mean + price) / 2))
  }

  /// Remembers a price and says whether it lies close enough to the mean of those before it.
  public mutating func admits(_ price: Double) -> Bool {
    if prices.isEmpty { prices = Array(repeating: price, count: MovingAverageGate.length) }
    let mean = prices.reduce(0, +) / Double(MovingAverageGate.length)
    prices[oldest] = price
    oldest = (oldest + 1) % MovingAverageGate.length
    return MovingAverageGate.differencePercent(mean: mean, price: price).magnitude <= limitPercent
  }

  /// Forgets everything.
  public mutating func clear() { self = MovingAverageGate(limitPercent: limitPercent) }
}

/// A NuBot's eyes: a main feed, others that vouch for it, and a gate against leaps.
struct PriceWatch {
  /// What a look brought.
  enum Reading: Hashable {
    /// A price to be believed.
    case price(Double)
    /// Nothing; the next look comes in its turn.
    case silent
    /// Nothing to be believed; one is to look again after a while.
    case uncertain(lookAgainAfter: SimDuration)
    /// Nothing for so long that the orders must go.
    case lost(lookAgainAfter: SimDuration)
  }

  private let feeds: [PriceFeed]
  private var gate: MovingAverageGate?
  /// How often NuBot looks when all is well.
  private let period: SimDuration
  private let refetchAfter: SimDuration
  private var failures = 0
  private var outsideSince: SimTime?
  private var believed: Double?

  /// After so many looks in vain the orders go.
  private static let mostFailures = 5
  /// Looks that are left out after a leap that would not end.
  private static let skippedLooks: Int64 = 3

  /// - Parameters:
  ///   - backups: Feeds that vouch for the main one; without them it is believed.
  ///   - gate: nil lets every price in.
  ///   - period: How often one looks.
  ///   - refetchAfter: How soon one looks again after a leap.
  init(
    _ main: PriceFeed, backups: [PriceFeed], gate: MovingAverageGate?, period: SimDuration,
    refetchAfter: SimDuration
  ) {
    feeds = [main] + backups
    self.gate = gate
    self.period = period
    self.refetchAfter = refetchAfter
  }

  /// Asks all feeds.
  mutating func look(at time: SimTime) -> Reading {
    guard let price = FeedChoice.price(of: feeds.map { $0.usdPrice(at: time) }) else { return failed() }
    failures = 0
    guard gate?.admits(price) ?? true else { return leapt(at: time) }
    outsideSince = nil
    believed = price
    return .price(price)
  }

  /// The price of the moment for purposes that do not wait: the feed's where one feed is all there is, else the last
  /// one that was believed.
  func glance(at time: SimTime) -> Double? {
    feeds.count == 1 && gate == nil ? feeds[0].usdPrice(at: time) : believed
  }

  /// No feed is vouched for: wait two minutes, then three, and so on; a single feed is just silent.
  private mutating func failed() -> Reading {
    guard feeds.count > 1 else { return .silent }
    failures += 1
    guard failures <= PriceWatch.mostFailures else {
      failures = 0
      return .lost(lookAgainAfter: period)
    }
    return .uncertain(lookAgainAfter: .minutes(Int64(failures + 1)))
  }

  /// The price leapt: look again at once, but not for longer than a period.
  private mutating func leapt(at time: SimTime) -> Reading {
    let begin = outsideSince ?? time
    outsideSince = begin
    guard time - begin >= period else { return .uncertain(lookAgainAfter: refetchAfter) }
    outsideSince = nil
    gate?.clear()
    return .lost(lookAgainAfter: period * (PriceWatch.skippedLooks + 1))
  }
}
