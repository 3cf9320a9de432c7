// What else than the discount drives holders out: the others who leave, a coin that rises, a reserve that runs low.

public import SimEngine

/// The terms of the hazard at which holders leave beyond that of the discount; each is 0 unless it is set.
///
/// `hq · Q + hr · max(0, r) + hR · [ratio < floor]`: Q is the share of the group's first holding that left in the last day,
/// r the logarithmic return of a coin over that day, the ratio what some groups own in coins other than the token over
/// the token's supply at the peg. A holder of B tokens feels the whole hazard `(B / mean)^size` times.
public struct ExitPressure: Sendable {
  /// What a share of 1 that left in the last day adds, a day, >= 0.
  public var perDayAndQueue = 0.0
  /// What a logarithmic return of 1 of the coin over the last day adds, a day, >= 0; a fall adds nothing.
  public var perDayAndReturn = 0.0
  /// The coin that holders would rather have when it rises.
  public var coin: AssetID?
  /// What a reserve below the floor adds, a day, >= 0.
  public var perDayAtLowReserve = 0.0
  /// The ratio of reserve to supply below which the reserve is low.
  public var lowReserve = 0.0
  /// The groups of traders whose coins are the reserve.
  public var reserveGroups: [String] = []
  /// The exponent with which a balance raises the hazard of him who has it.
  public var sizeExponent = 0.0

  /// No pressure at all.
  public init() {}

  /// What the terms add to the hazard, a day.
  /// - Parameters:
  ///   - queue: The share that left in the last day.
  ///   - dayReturn: The logarithmic return of the coin over the last day.
  ///   - reserveRatio: The reserve over the supply at the peg.
  func perDay(queue: Double, dayReturn: Double, reserveRatio: Double) -> Double {
    perDayAndQueue * queue + perDayAndReturn * max(0, dayReturn)
      + (reserveRatio < lowReserve ? perDayAtLowReserve : 0)
  }

  /// How many times the hazard a holder feels.
  /// - Parameter relativeBalance: His balance over the mean of all, >= 0.
  func factor(relativeBalance: Double) -> Double {
    // 0^0 is 1: without an exponent everybody is alike.
    sizeExponent == 0 ? 1 : DeterministicMath.pow(relativeBalance, sizeExponent)
  }

  /// The logarithmic return of the coin over the last day, or since the start.
  func dayReturn(in context: Context) -> Double {
    guard let coin, perDayAndReturn > 0 else { return 0 }
    let past = max(.start, context.now - .days(1))
    let before = context.markets.reference(of: coin).usdPrice(at: past)
    return DeterministicMath.log(context.markets.usdPrice(of: coin, at: context.now) / before)
  }

  /// The coins of the reserve groups over the supply at the peg; 0 without such groups.
  func reserveRatio(of token: AssetID, pegUSD: Double, in context: Context) -> Double {
    guard perDayAtLowReserve > 0 else { return 0 }
    var usd = 0.0
    for trader in context.markets.traders where reserveGroups.contains(trader.group) {
      for index in context.ledger.assets.indices {
        let asset = AssetID(rawValue: Int32(index))
        guard asset != token else { continue }
        let held = context.markets.holdings(of: trader, asset, ledger: context.ledger)
        if held > .zero { usd += context.usd(held, of: asset) }
      }
    }
    let supply = context.coins(context.ledger.supply(of: token), of: token)
    return supply > 0 ? usd / (supply * pegUSD) : 0
  }
}

/// Who left within the last day, by what they had.
struct ExitQueue {
  private var exits: ContiguousArray<(time: SimTime, tokens: Double)> = []
  private var first = 0
  private var sum = 0.0

  /// Notes somebody who leaves now.
  mutating func add(_ tokens: Double, at time: SimTime) {
    exits.append((time, tokens))
    sum += tokens
  }

  /// Tokens of those who left in the day before an instant.
  mutating func lastDay(at time: SimTime) -> Double {
    while first < exits.count, time - exits[first].time > .days(1) {
      sum -= exits[first].tokens
      first += 1
    }
    // Nobody in the queue is exactly nothing, whatever the sum has lost to rounding.
    return first == exits.count ? 0 : max(0, sum)
  }
}
