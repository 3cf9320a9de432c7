// The observer of who provides: how many carry the depth near the peg, and what is left of it without the largest.

/// Looks at every order within one per cent of the peg now and then, and at the end at who was rewarded.
public final class ConcentrationMonitor: Component {
  // No name of a scenario has a stroke in it.
  public let name = "metrics/concentration"
  private let orders: OrdersNearPeg
  private let lookEvery: SimDuration
  private var owners = SeatOwners()
  private var lastLook = SimTime.start
  /// Coins of each trader near the peg; shape [sides][traders].
  private var coins: ContiguousArray<ContiguousArray<Double>> = []
  private var index = TimeWeighted()
  private var effective = TimeWeighted()
  private var gini = TimeWeighted()
  private var top = TimeWeighted()
  private var withoutLargest = (mean: TimeWeighted(), distribution: TimeDistribution())

  private static let look = EventKind(rawValue: 0)

  /// An observer.
  public init(coin: AssetID, pegUSD: Double, lookEvery: SimDuration) {
    orders = OrdersNearPeg(coin: coin, pegUSD: pegUSD)
    self.lookEvery = lookEvery
  }

  public func setUp(in context: Context) {
    owners = SeatOwners(of: context.markets)
    let nothing = ContiguousArray(repeating: 0.0, count: context.markets.traders.count)
    coins = ContiguousArray(repeating: nothing, count: 2)
    context.schedule(ConcentrationMonitor.look, after: lookEvery, phase: .metrics)
  }

  public func handle(_ event: Event, in context: Context) {
    measure(in: context)
    context.schedule(ConcentrationMonitor.look, after: lookEvery, phase: .metrics)
  }

  public func finish(in context: Context) {
    if context.now > lastLook { measure(in: context) }
  }

  /// Counts the books of now for the span since the last look.
  private func measure(in context: Context) {
    let span = context.now - lastLook
    lastLook = context.now
    for side in Side.allCases {
      for trader in coins[side.index].indices { coins[side.index][trader] = 0 }
    }
    orders.forEach(owners, in: context) { trader, side, quantity, pair in
      coins[side.index][trader] += pair.coins(quantity)
    }
    let left = Side.allCases.map { side in
      coins[side.index].reduce(0, +) - (coins[side.index].max() ?? 0)
    }
    let smaller = min(left[0], left[1])
    withoutLargest.mean.add(smaller, for: span)
    withoutLargest.distribution.add(smaller, for: span)
    guard let division = Concentration(zip(coins[0], coins[1]).lazy.map { $0 + $1 }) else { return }
    index.add(division.herfindahlHirschmanIndex, for: span)
    effective.add(division.effectiveCount, for: span)
    top.add(division.topShare, for: span)
    if let share = division.gini { gini.add(share, for: span) }
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let rewards = Concentration(context.markets.traders.lazy.map(\.rewardsUSD))
    return [
      SummaryMetric("depth.without_largest_mean_nbt", withoutLargest.mean.mean, unit: "NBT"),
      SummaryMetric("depth.without_largest_q05_nbt", withoutLargest.distribution.quantile(0.05), unit: "NBT"),
      SummaryMetric("concentration.depth_hhi", index.mean, unit: ""),
      SummaryMetric("concentration.depth_effective_count", effective.mean, unit: ""),
      SummaryMetric("concentration.depth_gini", gini.mean, unit: ""),
      SummaryMetric("concentration.depth_top_share", top.mean, unit: ""),
      SummaryMetric("concentration.rewards_hhi", rewards?.herfindahlHirschmanIndex, unit: ""),
      SummaryMetric("concentration.rewards_effective_count", rewards?.effectiveCount, unit: ""),
      SummaryMetric("concentration.rewards_gini", rewards?.gini, unit: ""),
      SummaryMetric("concentration.rewards_top_share", rewards?.topShare, unit: ""),
    ]
  }
}
