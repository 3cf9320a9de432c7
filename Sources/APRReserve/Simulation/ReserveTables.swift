// The tables that a reserve fills.

import SimEngine

/// The tables of one run that its reserves share.
struct ReserveTableIDs {
  private(set) var state: MetricTableID?
  private(set) var trades: MetricTableID?
  private(set) var refusals: MetricTableID?

  mutating func declare(in metrics: MetricStore) {
    state = metrics.declare(ReserveTables.state)
    trades = metrics.declare(ReserveTables.trades)
    refusals = metrics.declare(ReserveTables.refusals)
  }
}

/// The shapes of `reserve.csv`, `reserve_trades.csv`, `reserve_refusals.csv` and `reserve_operations.csv`.
enum ReserveTables {
  /// Coins of either asset with the digits of ether, so that one column can hold both exactly.
  static let coins = MetricColumn.Kind.amount(decimals: 18)

  static var state: MetricTable {
    MetricTable(
      name: "reserve", meaning: "The state of a reserve at one instant.",
      columns: [
        MetricColumn("time_s", .real, unit: "s", key: true, "Simulated time since the start."),
        MetricColumn("reserve", .text, key: true, "The reserve."),
        MetricColumn("ether_eth", coins, unit: "ETH", "Its ether balance E."),
        MetricColumn("tokens_nbt", coins, unit: "NBT", "Its token balance T, fees included."),
        MetricColumn("price_eth", .real, unit: "ETH/NBT", "The spot price P(E) before fee and limits."),
        MetricColumn("price_usd", .real, unit: "USD", "The same at the reference price of ether."),
        MetricColumn("fees_nbt", coins, unit: "NBT", "Fees collected since the start."),
        MetricColumn("value_usd", .real, unit: "USD", "Both balances, tokens at their market price."),
        MetricColumn("value_if_held_usd", .real, unit: "USD", "What everything put in would be worth."),
        MetricColumn("outside_eth", .real, unit: "ETH/NBT", "The price elsewhere, in ether."),
        MetricColumn(
          "beyond_curve_nbt", .real, unit: "NBT",
          "T - fees - 1/(r P(E)), which no trade changes but by rounding."),
        MetricColumn("impermanent_loss_usd", .real, unit: "USD", "value_if_held_usd less value_usd."),
        MetricColumn(
          "rebalancing_loss_eth", .real, unit: "ETH",
          "What traders gained at the price elsewhere, each at his time."),
        MetricColumn(
          "loss_without_fee_eth", .real, unit: "ETH",
          "The closed form of that: no fee, no limits, every move."),
        MetricColumn(
          "arbitrage_profit_eth", .real, unit: "ETH", "What trades gained that were better than elsewhere."),
        MetricColumn("volume_eth", coins, unit: "ETH", "Ether that traders paid or received."),
        MetricColumn("outside_band_s", .real, unit: "s", "How long P(E) was outside its limits."),
        MetricColumn("price_beyond_band_s", .real, unit: "s", "How long the price elsewhere was."),
      ])
  }

  static var trades: MetricTable {
    MetricTable(
      name: "reserve_trades", meaning: "A swap that somebody asked a reserve for.",
      columns: [
        MetricColumn("time_s", .real, unit: "s", key: true, "Simulated time since the start."),
        MetricColumn("reserve", .text, key: true, "The reserve."),
        MetricColumn("attempt", .integer, key: true, "The number of the attempt, from 1."),
        MetricColumn("trader", .text, "Who asked."),
        MetricColumn("side", .text, "buy: ether for tokens; sell: tokens for ether."),
        MetricColumn("paid_coins", coins, unit: "coins", "What the trader offered to pay."),
        MetricColumn("received_coins", coins, unit: "coins", "What he received; 0 when refused."),
        MetricColumn("refusal", .text, "Why nothing moved; empty for a trade."),
        MetricColumn("price_eth", .real, unit: "ETH/NBT", "The spot price P(E) afterwards."),
        MetricColumn("ether_eth", coins, unit: "ETH", "The ether balance E afterwards."),
        MetricColumn("tokens_nbt", coins, unit: "NBT", "The token balance T afterwards."),
        MetricColumn("fees_nbt", coins, unit: "NBT", "Fees collected since the start."),
        MetricColumn("outside_eth", .real, unit: "ETH/NBT", "The price elsewhere, in ether."),
        MetricColumn(
          "gain_eth", .real, unit: "ETH", "What the trader gained at that price; empty if refused."),
      ])
  }

  static var refusals: MetricTable {
    MetricTable(
      name: "reserve_refusals", meaning: "Swaps that a reserve refused for one reason, in the whole run.",
      columns: [
        MetricColumn("reserve", .text, key: true, "The reserve."),
        MetricColumn("reason", .text, key: true, "The reason."),
        MetricColumn("count", .integer, "How many."),
        MetricColumn("ether_eth", coins, unit: "ETH", "Ether offered in purchases."),
        MetricColumn("tokens_nbt", coins, unit: "NBT", "Tokens offered in sales."),
      ])
  }

  static var operations: MetricTable {
    MetricTable(
      name: "reserve_operations", meaning: "A step that the manager of a reserve took.",
      columns: [
        MetricColumn("time_s", .real, unit: "s", "Simulated time since the start."),
        MetricColumn("reserve", .text, key: true, "The reserve."),
        MetricColumn("round", .integer, key: true, "The number of the round, from 1."),
        MetricColumn("step", .text, key: true, "disable, fund, set or enable."),
        MetricColumn("ether_eth", coins, unit: "ETH", "Ether deposited, or withdrawn as negative."),
        MetricColumn("tokens_nbt", coins, unit: "NBT", "Tokens deposited, or withdrawn as negative."),
        MetricColumn("price_eth", .real, unit: "ETH/NBT", "The spot price P(E) afterwards."),
        MetricColumn("outside_eth", .real, unit: "ETH/NBT", "The price elsewhere."),
      ])
  }
}
