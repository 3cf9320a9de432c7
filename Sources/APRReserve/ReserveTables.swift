// The tables that a reserve fills.

import SimEngine

/// The shapes of `reserve.csv` and `reserve_trades.csv`.
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
        MetricColumn("value_if_held_usd", .real, unit: "USD", "What the first balances would be worth."),
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
