// The observer that keeps account of everybody: balances, and profit and loss by its parts.

/// Writes `agents.csv`: what every trader owns and where his profit or loss came from.
///
/// The change of a trader's wealth is split without remainder into rewards, the edge of his fills over the
/// peg, the edge of his swaps over reference prices, fees (negative), and the rest, which is what his
/// inventory gained or lost by moving prices.
public final class TraderMonitor: Component {
  public let name = "agents"
  private let coin: AssetID
  private let writeEvery: SimDuration
  private var table = MetricTableID(index: 0)
  private var startingWealth: [Double] = []
  private var startingCoins: [Amount] = []
  private var lastRows: SimTime?

  private static let write = EventKind(rawValue: 0)

  /// An observer; to be added after every trader, so that it sees what each begins with.
  /// - Parameter coin: The pegged coin, valued at its market price; other assets are valued at their
  ///   reference.
  public init(coin: AssetID, writeEvery: SimDuration) {
    self.coin = coin
    self.writeEvery = writeEvery
  }

  public func setUp(in context: Context) {
    table = context.metrics.declare(TraderMonitor.table(of: context.ledger.assets))
    startingWealth = context.markets.traders.map { wealth(of: $0, in: context) }
    startingCoins = context.markets.traders.map {
      context.markets.holdings(of: $0, coin, ledger: context.ledger)
    }
    context.schedule(TraderMonitor.write, after: writeEvery, phase: .metrics)
  }

  /// Writes a row for each trader.
  public func handle(_ event: Event, in context: Context) {
    writeRows(in: context)
    context.schedule(TraderMonitor.write, after: writeEvery, phase: .metrics)
  }

  /// Writes what everybody ends with, of which the summary speaks.
  public func finish(in context: Context) {
    if lastRows != context.now { writeRows(in: context) }
  }

  private func writeRows(in context: Context) {
    lastRows = context.now
    for (index, trader) in context.markets.traders.enumerated() {
      let parts = profit(of: index, in: context)
      var row: [MetricValue] = [.real(context.now.seconds), .text(trader.group), .text(trader.name)]
      for asset in context.ledger.assets.indices {
        let id = AssetID(rawValue: Int32(asset))
        row.append(.amount(context.markets.holdings(of: trader, id, ledger: context.ledger)))
      }
      row += [
        .real(startingWealth[index] + parts.total), .real(parts.rewards), .real(parts.edge),
        .real(parts.swaps), .real(0 - parts.fees), .real(parts.inventory),
      ]
      context.metrics.append(row, to: table)
    }
  }

  /// The profit and loss of each group, in the order in which groups opened.
  public func summarize(in context: Context) -> [SummaryMetric] {
    var groups: [(name: String, profit: Profit)] = []
    for (index, trader) in context.markets.traders.enumerated() {
      let parts = profit(of: index, in: context)
      if let place = groups.firstIndex(where: { $0.name == trader.group }) {
        groups[place].profit += parts
      } else {
        groups.append((trader.group, parts))
      }
    }
    return groups.flatMap { group in
      [
        SummaryMetric("agents.\(group.name).net_bought_nbt", group.profit.netBought, unit: "NBT"),
        SummaryMetric("agents.\(group.name).profit_usd", group.profit.total, unit: "USD"),
        SummaryMetric("agents.\(group.name).rewards_usd", group.profit.rewards, unit: "USD"),
        SummaryMetric("agents.\(group.name).edge_usd", group.profit.edge + group.profit.swaps, unit: "USD"),
        SummaryMetric("agents.\(group.name).fees_usd", group.profit.fees, unit: "USD"),
        SummaryMetric("agents.\(group.name).inventory_usd", group.profit.inventory, unit: "USD"),
      ]
    }
  }

  /// The parts of a profit in USD; the total is their sum, fees subtracted.
  private struct Profit {
    var total = 0.0
    var rewards = 0.0
    var edge = 0.0
    var swaps = 0.0
    var fees = 0.0
    /// Pegged coins gained since the start, rewards apart.
    var netBought = 0.0

    /// What is left: the gain or loss of what was held.
    var inventory: Double { total - rewards - edge - swaps + fees }

    static func += (left: inout Profit, right: Profit) {
      left.total += right.total
      left.rewards += right.rewards
      left.edge += right.edge
      left.swaps += right.swaps
      left.fees += right.fees
      left.netBought += right.netBought
    }
  }

  private func profit(of index: Int, in context: Context) -> Profit {
    let trader = context.markets.traders[index]
    invariant(index < startingWealth.count, "\(trader.name) began to trade when the observer had started")
    var profit = Profit(rewards: trader.rewardsUSD, swaps: trader.swapEdgeUSD)
    for seat in trader.seats {
      let record = context.markets[seat.exchange].record(of: seat.participant)
      profit.edge += record.edgeUSD
      profit.fees += record.feesUSD
    }
    profit.total = wealth(of: trader, in: context) - startingWealth[index]
    let gained =
      context.markets.holdings(of: trader, coin, ledger: context.ledger) - startingCoins[index]
      - trader.rewards
    profit.netBought = gained.coins(decimals: context.ledger.assets[Int(coin.rawValue)].decimals)
    return profit
  }

  /// Everything a trader owns, in USD.
  private func wealth(of trader: Trader, in context: Context) -> Double {
    var sum = 0.0
    for (index, asset) in context.ledger.assets.enumerated() {
      let id = AssetID(rawValue: Int32(index))
      let coins = context.markets.holdings(of: trader, id, ledger: context.ledger).coins(
        decimals: asset.decimals)
      guard coins != 0 else { continue }
      sum +=
        coins
        * (id == coin
          ? context.markets.marketPrice(of: id, at: context.now)
          : context.markets.usdPrice(of: id, at: context.now))
    }
    return sum
  }

  private static func table(of assets: [Asset]) -> MetricTable {
    var columns = [
      MetricColumn("time_s", .real, unit: "s", key: true, "Simulated time since the start."),
      MetricColumn("group", .text, "The group that the trader belongs to."),
      MetricColumn("agent", .text, key: true, "The trader."),
    ]
    columns += assets.map {
      MetricColumn(
        "balance_\($0.symbol.lowercased())", .amount(decimals: $0.decimals), unit: $0.symbol,
        "What he owns, in his wallet and on exchanges.")
    }
    columns += [
      MetricColumn("wealth_usd", .real, unit: "USD", "All of it at market and reference prices."),
      MetricColumn("rewards_usd", .real, unit: "USD", "Rewards, at the price of the day they were paid."),
      MetricColumn("edge_usd", .real, unit: "USD", "By how much his fills were better than the peg."),
      MetricColumn(
        "swaps_usd", .real, unit: "USD", "By how much his swaps were better than reference prices."),
      MetricColumn("fees_usd", .real, unit: "USD", "Fees, as a negative figure."),
      MetricColumn("inventory_usd", .real, unit: "USD", "What his holdings gained or lost by moving prices."),
    ]
    return MetricTable(
      name: "agents", meaning: "What a trader owns at one instant, and where his profit came from.",
      columns: columns)
  }
}
