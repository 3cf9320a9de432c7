// What a provider remembers of an exchange: how much the others offered, and what trading there brought him.

import SimEngine

/// Exponential means of what one saw, each look weighted by the time since the look before it.
struct YieldMemory {
  /// USD in orders from which results are reckoned: what is earned on next to nothing says nothing of a rate.
  private static let leastQuotedUSD = 1.0

  private let halfLife: SimDuration
  /// Coins that all others offered within the programme's ranks; nil before the first look.
  private(set) var others: Double?
  /// What trading cost a day, as a share of what was quoted; the prior until he has quoted for a while.
  private(set) var loss: Double
  /// What trading brought a day, as a share of what was quoted.
  private(set) var gain = 0.0
  private var seen: SimTime?
  private var reckoned: (time: SimTime, result: Double)?

  /// - Parameter loss: What he believes that trading costs before he tried.
  init(halfLife: SimDuration, loss: Double) {
    self.halfLife = halfLife
    self.loss = loss
  }

  /// How much of an old mean a span leaves.
  private func kept(after span: SimDuration) -> Double {
    DeterministicMath.pow(2, -span.seconds / halfLife.seconds)
  }

  /// Notes what the others offer now.
  mutating func see(others now: Double, at time: SimTime) {
    let weight = seen.map { kept(after: time - $0) } ?? 0
    others = now + ((others ?? now) - now) * weight
    seen = time
  }

  /// Notes what trading has brought since the start, USD, less what it cost, with what is held at market prices.
  /// - Parameter quoted: USD that stand in his orders; with less than a dollar nothing is learnt.
  mutating func reckon(result: Double, quoted: Double, at time: SimTime) {
    defer { reckoned = (time, result) }
    guard let (last, before) = reckoned, quoted >= Self.leastQuotedUSD, time > last else { return }
    let rate = (result - before) / quoted / (time - last).days
    let weight = kept(after: time - last)
    loss = max(0, -rate) + (loss - max(0, -rate)) * weight
    gain = max(0, rate) + (gain - max(0, rate)) * weight
  }
}

/// The results of the last day, one an hour at most, so that a loss within a day is seen.
struct DayOfResults {
  private var results: ContiguousArray<(time: SimTime, usd: Double)> = []

  /// Notes a result and says how much it is below the one of a day ago, or of the first look.
  mutating func loss(with usd: Double, at time: SimTime) -> Double {
    while results.count > 1, time - results[1].time >= .days(1) { results.removeFirst() }
    let loss = results.first.map { $0.usd - usd } ?? 0
    if results.last.map({ time - $0.time >= .hours(1) }) ?? true { results.append((time, usd)) }
    return loss
  }
}
