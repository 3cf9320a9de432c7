// A strategic provider's place on one exchange: how much of his money stands there in which orders.

import SimEngine

/// An account and the part of it that is quoted.
struct QuotingSeat {
  var account: ProviderAccount
  var memory: YieldMemory
  /// The share of each side's funds that is quoted, 0 to 1.
  var quotedShare = (sell: 0.0, buy: 0.0)
  /// What of it stands at the near distance, 0 to 1.
  var nearShare = 1.0
  /// USD per quote coin at which the orders stand; nil where they are to be placed anew.
  var placedAtUSD: Double?
  /// The shares with which the orders were placed last.
  private var placedShares = [0.0, 0.0, 0.0]
  /// Orders that were placed last.
  private(set) var placedCount = 0
  /// Between taking orders back and moving coins away.
  var isLeaving = false

  init(account: ProviderAccount, memory: YieldMemory) {
    self.account = account
    self.memory = memory
  }

  private var shares: [Double] { [quotedShare.sell, quotedShare.buy, nearShare] }

  func share(_ side: Side) -> Double { side == .sell ? quotedShare.sell : quotedShare.buy }

  /// Everything here in tokens: those at home on the exchange and what the coins would buy at the peg.
  func fundsTokens(_ side: Side, in context: Context) -> Double {
    let exchange = context.markets[account.exchangeID]
    let held = account.total(in: context)
    guard side == .buy else { return context.coins(held.base, of: exchange.pair.base) }
    return context.usd(held.quote, of: exchange.pair.quote) / exchange.terms.pegUSD
  }

  /// Tokens that are quoted, or would be, on both sides.
  func quotedTokens(in context: Context) -> Double {
    fundsTokens(.sell, in: context) * quotedShare.sell + fundsTokens(.buy, in: context) * quotedShare.buy
  }

  /// Goes a part of the way to the shares that are wanted, and calls for new orders if that makes a difference.
  mutating func approach(sell: Double, buy: Double, near: Double, by part: Double) {
    quotedShare.sell += part * (sell - quotedShare.sell)
    quotedShare.buy += part * (buy - quotedShare.buy)
    nearShare += part * (near - nearShare)
    let isWorthIt = zip(shares, placedShares).contains { new, placed in
      (new - placed).magnitude > QuotingSeat.worthTheTrouble * max(new, placed)
    }
    if isWorthIt { placedAtUSD = nil }
  }

  /// Withdraws every order and quotes nothing from here on.
  mutating func withdraw(in context: Context) {
    quotedShare = (0, 0)
    cancel(in: context)
  }

  /// Takes every order back until it is time to place new ones.
  mutating func cancel(in context: Context) {
    placedAtUSD = nil
    guard placedCount > 0 else { return }
    placedCount = 0
    account.cancelAll(in: context)
  }

  /// Sees to it that the orders stand where the price is.
  /// - Parameters:
  ///   - threshold: How far the price may move before the orders follow.
  ///   - distances: The distance of a side from the peg, and the second one, if any.
  mutating func keep(
    at price: Double, threshold: Double, in context: Context,
    distances: (Side) -> (near: Double, far: Double?)
  ) {
    let exchange = context.markets[account.exchangeID]
    guard exchange.state == .open, !isLeaving else { return }
    let hasMoved = placedAtUSD.map { (price / $0 - 1).magnitude >= threshold } ?? true
    guard hasMoved || exchange.orders(of: account.participant).count < placedCount else { return }
    cancel(in: context)
    placedAtUSD = price
    placedShares = shares
    let peg = exchange.terms.pegUSD / price
    let held = account.total(in: context)
    var count = 0
    for side in [Side.sell, .buy] where share(side) > 0 {
      let funds = account.funds(side, of: held, in: context) * share(side)
      let (near, far) = distances(side)
      for (distance, part) in [(near, nearShare), (far ?? near, 1 - nearShare)] where part > 0 {
        let target = peg * (side == .sell ? 1 + distance : 1 - distance)
        guard target > 0 else { continue }
        let orders = TwoOrderWall.orders(side, funds: funds * part, price: target, quoteUSD: price)
        // What is cancelled is free again before the new orders arrive.
        for order in orders where account.place(side, order, in: context) { count += 1 }
      }
    }
    placedCount = count
  }

  /// A change of a share, relative to it, that is not worth new orders.
  private static let worthTheTrouble = 0.01
}
