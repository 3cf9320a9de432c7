// How much could be traded near the peg: the depth within several distances of it, over time.

/// Coins on offer within some distances of the peg, by side, as they were from sample to sample.
///
/// The distance is that from the peg and not from the middle of the market: depth around a wrong price holds nobody's peg.
public struct DepthQuality: Sendable {
  /// The distances, in basis points, for which depth is measured.
  public static let widthsBasisPoints = PegQuality.widthsBasisPoints
  /// A provider of liquidity is present while each side has this many coins.
  public static let presentCoins = 1_000.0

  /// What is kept of one distance.
  public struct Within: Sendable {
    /// Coins bid for, coins offered, and the smaller of the two at each sample.
    public fileprivate(set) var means = (bid: TimeWeighted(), ask: TimeWeighted(), smaller: TimeWeighted())
    fileprivate var distributions = (
      bid: TimeDistribution(), ask: TimeDistribution(), smaller: TimeDistribution()
    )
    fileprivate var present = TimeWeighted()

    /// What each was above for 95 % of the time.
    public var lowest: (bid: Double?, ask: Double?, smaller: Double?) {
      (
        distributions.bid.quantile(0.05), distributions.ask.quantile(0.05),
        distributions.smaller.quantile(0.05)
      )
    }
    /// The share of time in which the smaller side had `presentCoins`.
    public var uptime: Double? { present.mean }

    fileprivate mutating func add(bid: Double, ask: Double, for span: SimDuration) {
      let smaller = min(bid, ask)
      means.bid.add(bid, for: span)
      means.ask.add(ask, for: span)
      means.smaller.add(smaller, for: span)
      distributions.bid.add(bid, for: span)
      distributions.ask.add(ask, for: span)
      distributions.smaller.add(smaller, for: span)
      present.add(smaller >= DepthQuality.presentCoins ? 1 : 0, for: span)
    }
  }

  /// What is known of each distance, in the order of `widthsBasisPoints`.
  public private(set) var within = ContiguousArray(
    repeating: Within(), count: DepthQuality.widthsBasisPoints.count)
  /// The sample that is being taken: coins by side and distance.
  private var coins = ContiguousArray(
    repeating: ContiguousArray(repeating: 0.0, count: DepthQuality.widthsBasisPoints.count), count: 2)

  /// The prices that bound the distances on the side being looked at, negative for bids.
  private var limits = ContiguousArray(repeating: 0.0, count: DepthQuality.widthsBasisPoints.count)

  /// Nothing observed yet.
  public init() {}

  /// Adds the books of an exchange to the sample that is being taken.
  /// - Parameter peg: What a coin is meant to be worth, in the coins that the exchange quotes in.
  /// - Complexity: O(levels within the widest distance), no allocation.
  mutating func look(at exchange: Exchange, peg: Double) {
    for side in Side.allCases {
      let sign = side == .buy ? -1.0 : 1
      for width in limits.indices {
        limits[width] = sign * peg * (1 + sign * Double(Self.widthsBasisPoints[width]) / 10_000)
      }
      var (total, width) = (0.0, 0)
      for level in exchange.depth(side) {
        let price = sign * exchange.pair.value(level.price)
        while width < limits.count, price > limits[width] {
          coins[side.index][width] += total
          width += 1
        }
        if width == limits.count { break }
        total += exchange.pair.coins(level.quantity)
      }
      while width < limits.count {
        coins[side.index][width] += total
        width += 1
      }
    }
  }

  /// Ends the sample, which held for a span.
  mutating func endSample(lasting span: SimDuration) {
    for width in within.indices {
      within[width].add(
        bid: coins[Side.buy.index][width], ask: coins[Side.sell.index][width], for: span)
      coins[0][width] = 0
      coins[1][width] = 0
    }
  }

  /// The figures of depth within one per cent of the peg.
  var summary: [SummaryMetric] {
    let (means, lowest) = (within[2].means, within[2].lowest)
    return [
      SummaryMetric("depth.bid_within_100bp_mean_nbt", means.bid.mean, unit: "NBT"),
      SummaryMetric("depth.ask_within_100bp_mean_nbt", means.ask.mean, unit: "NBT"),
      SummaryMetric("depth.smaller_side_within_100bp_mean_nbt", means.smaller.mean, unit: "NBT"),
      SummaryMetric("depth.smaller_side_within_100bp_q05_nbt", lowest.smaller, unit: "NBT"),
      SummaryMetric("depth.uptime_share", within[2].uptime, unit: ""),
    ]
  }

  /// The rows of `depth.csv`, one a distance.
  var rows: [[MetricValue]] {
    zip(Self.widthsBasisPoints, within).map { width, within in
      let (means, lowest) = (within.means, within.lowest)
      return [
        .integer(Int64(width)), means.bid.mean.asReal, lowest.bid.asReal, means.ask.mean.asReal,
        lowest.ask.asReal, means.smaller.mean.asReal, lowest.smaller.asReal, within.uptime.asReal,
      ]
    }
  }

  static var table: MetricTable {
    MetricTable(
      name: "depth", meaning: "Coins on offer within a distance of the peg, over the whole run.",
      columns: [
        MetricColumn("within_bp", .integer, unit: "bp", key: true, "The distance."),
        MetricColumn("bid_mean_nbt", .real, unit: "NBT", "Mean of the coins bid for."),
        MetricColumn("bid_q05_nbt", .real, unit: "NBT", "What they were above for 95 % of the time."),
        MetricColumn("ask_mean_nbt", .real, unit: "NBT", "Mean of the coins offered."),
        MetricColumn("ask_q05_nbt", .real, unit: "NBT", "What they were above for 95 % of the time."),
        MetricColumn("smaller_mean_nbt", .real, unit: "NBT", "Mean of the smaller of the two."),
        MetricColumn("smaller_q05_nbt", .real, unit: "NBT", "What it was above for 95 % of the time."),
        MetricColumn("uptime_ratio", .real, "Share of time in which the smaller side had 1,000 coins."),
      ])
  }
}
