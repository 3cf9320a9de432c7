// How a NuBot takes part in a programme, and how it finds out whether that pays.

import SimEngine

extension NuBot {
  /// Hands in the open orders, once there are some and unless they are being replaced.
  func submitOrders(in context: Context) {
    guard isActive, !isReplacing, wallPriceUSD != nil else { return }
    account.submitOrders(in: context)
  }

  /// Puts rewards to work, asks whether to stay, and leaves if not.
  func reviewStay(in context: Context) {
    guard isOpen(in: context) else { return }
    if parameters.rewardsToExchange { account.depositRewards(in: context) }
    let expected = expectedYieldPerDay(in: context)
    participation?.review(expectedYieldPerDay: expected)
    if !isActive { withdrawOrders(in: context) }
  }

  /// Reward that a day would bring at market prices, over the capital on the exchange.
  private func expectedYieldPerDay(in context: Context) -> Double {
    guard let status = account.programStatus(in: context) else { return 0 }
    let exchange = context.markets[account.exchangeID]
    let balances = account.total(in: context)
    let quoteUSD = watch.glance(at: context.now) ?? wallPriceUSD ?? 0
    let tokenUSD = context.markets.marketPrice(of: exchange.pair.base, at: context.now)
    let capitalUSD =
      context.coins(balances.base, of: exchange.pair.base) * tokenUSD
      + context.coins(balances.quote, of: exchange.pair.quote) * quoteUSD
    guard capitalUSD > 0, quoteUSD > 0 else { return 0 }
    let own = Side.allCases.reduce(0.0) { sum, side in
      sum
        + proposal(side, balances, quoteUSD: quoteUSD, in: context)
        .filter { isPaid($0, quoteUSD: quoteUSD, pegUSD: exchange.terms.pegUSD, within: status.tolerance) }
        .reduce(0) { $0 + max(0, $1.size) }
    }
    return Participation.rewardPerDay(own: own, isActive: isActive, status) * tokenUSD / capitalUSD
  }

  /// Whether an order is as close to the peg as a programme wants it.
  private func isPaid(
    _ order: ProposedOrder, quoteUSD: Double, pegUSD: Double, within tolerance: Double
  ) -> Bool {
    let usd = order.price * quoteUSD
    return 1 - min(usd, pegUSD) / max(usd, pegUSD) <= tolerance
  }
}
