// The tables that a pool fills: liquidity.csv, credits.csv and payouts.csv.

import SimEngine

/// Writes what a pool counted, credited and paid.
struct PoolWriter {
  private var liquidity: MetricTableID?
  private var credits: MetricTableID?
  private var payouts: MetricTableID?

  mutating func declareTables(coinDecimals: Int, in context: Context) {
    liquidity = context.metrics.declare(
      MetricTable(
        name: "liquidity", meaning: "What one rank of one side of one exchange held and earned in a round.",
        columns: [
          MetricColumn("time_s", .real, unit: "s", key: true, "When the round was held."),
          MetricColumn("exchange", .text, key: true, "The exchange."),
          MetricColumn("side", .text, key: true, "ask or bid."),
          MetricColumn("rank", .text, key: true, "The rank."),
          MetricColumn("amount_nbt", .real, unit: "NBT", "Coins in orders of the rank."),
          MetricColumn("reward_nbt", .real, unit: "NBT", "Coins that the rank earned in the round."),
          MetricColumn("fill_ratio", .real, "Liquidity of the pair over its target, at most 1."),
        ]))
    credits = context.metrics.declare(
      MetricTable(
        name: "credits", meaning: "What one provider kept on one exchange since the row before, and earned.",
        columns: [
          MetricColumn("time_s", .real, unit: "s", key: true, "The end of the span."),
          MetricColumn("exchange", .text, key: true, "The exchange."),
          MetricColumn("user", .text, key: true, "The provider."),
          MetricColumn("provided_mean_nbt", .real, unit: "NBT", "Coins in his orders, mean over the rounds."),
          MetricColumn("credit_nbt", .real, unit: "NBT", "Coins credited to him over the span."),
          MetricColumn("share_ratio", .real, "His part of all that the exchange's providers were credited."),
        ]))
    payouts = context.metrics.declare(
      MetricTable(
        name: "payouts", meaning: "A payment to a provider.",
        columns: [
          MetricColumn("time_s", .real, unit: "s", key: true, "When it was paid."),
          MetricColumn("user", .text, key: true, "The provider."),
          MetricColumn("amount_nbt", .amount(decimals: coinDecimals), unit: "NBT", "What he was paid."),
        ]))
  }

  /// Writes the ranks of a round.
  func write(_ round: CreditRound, of configuration: PoolConfiguration, in context: Context) {
    guard let liquidity else { return }
    for (pair, settings) in zip(round.pairs, configuration.pairs) {
      for (side, word) in [(Side.sell, "ask"), (.buy, "bid")] {
        for rank in pair.sides[side].ranks {
          context.metrics.append(
            [
              .real(context.now.seconds), .text(pair.exchange), .text(word), .text(rank.name),
              .real(rank.liquidity), .real(rank.liquidity > 0 ? rank.reward : 0),
              .real(min(1, pair.liquidity / settings.target)),
            ], to: liquidity)
        }
      }
    }
  }

  /// Writes what providers earned over a span.
  func write(_ provisions: [Provision], of pool: Pool, in context: Context) {
    guard let credits else { return }
    var totals = pool.pairs.map { _ in 0.0 }
    for provision in provisions { totals[provision.pair] += provision.credit }
    for provision in provisions {
      let total = totals[provision.pair]
      context.metrics.append(
        [
          .real(context.now.seconds), .text(pool.pairs[provision.pair].exchange),
          .text(pool.users[provision.user].key), .real(provision.coins),
          .real(provision.credit), .real(total > 0 ? provision.credit / total : 0),
        ], to: credits)
    }
  }

  /// Writes a payment.
  func writePayment(_ amount: Amount, to user: String, in context: Context) {
    guard let payouts else { return }
    context.metrics.append([.real(context.now.seconds), .text(user), .amount(amount)], to: payouts)
  }
}
