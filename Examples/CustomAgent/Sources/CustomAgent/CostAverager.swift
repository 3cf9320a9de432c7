// A saver who spends the same sum on the pegged coin again and again, whatever its price.

import SimEngine

/// A cost averager on one exchange.
///
/// Every so often he takes what the exchange sells for the sum that he spends, up to 1 % above its best ask, and keeps
/// what he gets. What he cannot spend stays in his purse. He stops when the purse holds less than the sum.
final class CostAverager: Component {
  let name: String
  private let exchangeID: ExchangeID
  private let plan: CostAveragerModel
  private var trader = TraderID(rawValue: -1)
  private var seat = ParticipantID(rawValue: -1)
  private var purchaseCount = 0
  private let decimals = CostAveragerModel.coin.decimals

  private static let purchase = EventKind(rawValue: 0)

  init(name: String, exchange: ExchangeID, plan: CostAveragerModel) {
    self.name = name
    exchangeID = exchange
    self.plan = plan
  }

  /// Opens an account, brings the purse to the exchange from the world outside, and waits for the first purchase.
  func setUp(in context: Context) {
    let (markets, ledger) = (context.markets, context.ledger)
    let exchange = markets[exchangeID]
    trader = markets.openTrader(name, group: name, ledger: ledger)
    seat = markets.join(trader, exchangeID, ledger: ledger)
    ledger.transfer(
      plan.purse, from: ledger.outside[exchange.pair.quote], to: exchange[seat].quote)
    context.schedule(CostAverager.purchase, after: plan.every)
  }

  /// Buys once more.
  func handle(_ event: Event, in context: Context) {
    context.schedule(CostAverager.purchase, after: plan.every)
    let exchange = context.markets[exchangeID]
    let left = context.ledger.balance(exchange[seat].quote)
    guard let ask = exchange.bestAsk, left >= plan.spend else { return }
    let pair = exchange.pair
    let limit = pair.price(roundingUp: pair.value(ask) * 1.01)
    let feeShare = Double(exchange.terms.takerFeePartsPerMillion) / 1e6
    let coins = plan.spend.coins(decimals: decimals) / (pair.value(limit) * (1 + feeShare))
    let quantity = pair.quantity(roundingDown: coins * (1 - 1e-6))
    guard quantity > .zero else { return }
    exchange.submit(.limit(.buy, quantity, at: limit, by: seat, .immediateOrCancel), in: context)
    purchaseCount += 1
  }

  /// What he adds to summary.csv, beside the profit and loss that every trader gets.
  func summarize(in context: Context) -> [SummaryMetric] {
    let exchange = context.markets[exchangeID]
    let record = exchange.record(of: seat)
    let bought = exchange.pair.coins(record.bought)
    let spent = record.paid.coins(decimals: decimals)
    return [
      SummaryMetric("\(name).purchases_count", Double(purchaseCount), unit: ""),
      SummaryMetric("\(name).bought_tokens", bought, unit: "tokens"),
      SummaryMetric("\(name).mean_price_quote", bought > 0 ? spent / bought : nil, unit: "quote/base"),
    ]
  }
}
