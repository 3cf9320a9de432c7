// What a reserve writes down: its state, each swap that it was asked for, and what it refused in all.

import SimEngine

/// A swap that somebody asked for, and what came of it.
struct ReserveSwap {
  let attempt: Int64
  let trader: String
  let side: Side
  let paid: Amount
  let received: Amount
  /// Why nothing moved; empty for a trade.
  let refusal: String
  /// What the trader gained at the outside price, in ether; nil where nothing moved.
  let gain: Double?
}

extension APRReserveComponent {
  /// What was put in less what was taken out.
  var deposited: (ether: Amount, tokens: Amount) {
    (Amount(baseUnits: books.held.wei), Amount(baseUnits: books.held.tokenUnits))
  }

  func writeState(in context: Context) {
    guard let table = tables.state else { return }
    let etherUSD = context.markets.usdPrice(of: currency, at: context.now)
    let value = valueUSD(ether: ether, tokens: tokens, in: context)
    let held = valueUSD(ether: deposited.ether, tokens: deposited.tokens, in: context)
    let volume = Amount(baseUnits: books.purchases.wei + books.sales.wei)
    context.metrics.append(
      [
        .real(context.now.seconds), .text(name),
        coins(ether, of: currency, context), coins(tokens, of: token, context),
        reserve.spotPrice.asReal, reserve.spotPrice.map { $0 * etherUSD }.asReal,
        coins(Amount(baseUnits: reserve.collectedFees), of: token, context), .real(value), .real(held),
        .real(books.outsidePrice), books.tokensBeyondCurve.asReal, .real(held - value),
        .real(books.lossVersusRebalancing), .real(books.lossWithoutFee), .real(books.arbitrageProfit),
        coins(volume, of: currency, context), .real(books.timeOutsideBand.seconds),
        .real(books.timeOutsidePriceBeyondBand.seconds),
      ], to: table)
  }

  func write(_ swap: ReserveSwap, in context: Context) {
    guard let table = tables.trades else { return }
    let (given, taken) = swap.side == .buy ? (currency, token) : (token, currency)
    context.metrics.append(
      [
        .real(context.now.seconds), .text(name), .integer(swap.attempt), .text(swap.trader),
        .text(swap.side == .buy ? "buy" : "sell"), coins(swap.paid, of: given, context),
        coins(swap.received, of: taken, context), .text(swap.refusal), reserve.spotPrice.asReal,
        coins(ether, of: currency, context), coins(tokens, of: token, context),
        coins(Amount(baseUnits: reserve.collectedFees), of: token, context), .real(books.outsidePrice),
        swap.gain.asReal,
      ], to: table)
  }

  func writeRefusals(in context: Context) {
    guard let table = tables.refusals else { return }
    for refusals in books.refusals {
      context.metrics.append(
        [
          .text(name), .text(refusals.reason), .integer(Int64(refusals.count)),
          coins(Amount(baseUnits: refusals.wei), of: currency, context),
          coins(Amount(baseUnits: refusals.tokenUnits), of: token, context),
        ], to: table)
    }
  }

  /// An amount with the digits of ether; the largest one where those do not fit.
  func coins(_ amount: Amount, of asset: AssetID, _ context: Context) -> MetricValue {
    let missing = 18 - context.ledger.assets[Int(asset.rawValue)].decimals
    let (scaled, overflow) = amount.baseUnits.multipliedReportingOverflow(by: powerOfTen(missing))
    return .amount(Amount(baseUnits: overflow ? (amount > .zero ? .max : .min) : scaled))
  }
}
