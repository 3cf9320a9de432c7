// Conversions of a pair at the rim of what integers hold.

import Testing

@testable import SimEngine

@Suite("Trading pair")
struct TradingPairTests {
  static func pair(tick: Int128, lot: Int128, decimals: Int = 18) -> TradingPair {
    TradingPair(
      base: AssetID(rawValue: 0), baseDecimals: decimals, quote: AssetID(rawValue: 1),
      quoteDecimals: decimals,
      tick: Amount(baseUnits: tick), lot: Amount(baseUnits: lot))
  }

  @Test("No amount has more lots than one order may have")
  func lots() {
    let pair = Self.pair(tick: 1, lot: 1, decimals: 8)
    #expect(pair.lots(in: Amount(baseUnits: 12_345)).lots == 12_345)
    #expect(pair.lots(in: Amount(baseUnits: 1 << 48 + 1)) == OrderBook.maximumQuantity)
    #expect(pair.lots(in: Amount(baseUnits: .max)) == OrderBook.maximumQuantity)
  }

  @Test("A notional is exact or more than anybody can pay", arguments: [1, 1 << 20, 1 << 53])
  func notional(step: Int128) {
    let pair = Self.pair(tick: step, lot: step)
    let (price, quantity) = (OrderBook.maximumPrice, OrderBook.maximumQuantity)
    let scale = Int128(1_000_000_000_000_000_000)
    let exact = mulDivIfRepresentable(
      Int128(price.ticks) * step, Int128(quantity.lots) * step, dividedBy: scale, rounding: .up)
    let notional = pair.notional(price, quantity, roundingUp: true)
    #expect(notional.baseUnits == min(exact ?? .max, 1 << 124))
  }

  @Test("A fee that overflows 128 bits on the way is the same as the one that does not")
  func fee() {
    let assets = [Asset(symbol: "NBT", decimals: 18), Asset(symbol: "ETH", decimals: 18)]
    let exchange = Exchange(
      name: "alpha", id: ExchangeID(rawValue: 0), terms: ExchangeTerms(pair: Self.pair(tick: 1, lot: 1)),
      ledger: Simulation(seed: 1, assets: assets).context.ledger)
    for shift in [20, 100, 106, 107, 108, 124] {
      let notional = Amount(baseUnits: 1 << shift + 7)
      let fee = exchange.fee(on: notional, 999_999, roundingUp: true)
      let rest = notional - fee
      #expect(rest == exchange.fee(on: notional, 1, roundingUp: false))
    }
  }

  @Test("What is not a number buys nothing, and what is infinite is brought to the rim")
  func doubles() {
    let pair = Self.pair(tick: 1, lot: 1, decimals: 8)
    #expect(pair.quantity(roundingDown: .nan) == .zero)
    #expect(pair.price(nearest: .infinity).ticks == 1_000_000_000_000_000)
    #expect(Amount(truncating: .infinity, decimals: 0).baseUnits == 1_000_000_000_000_000)
    #expect(Amount(truncating: -1e300, decimals: 0).baseUnits == -1_000_000_000_000_000)
    #expect(Amount(truncating: .nan, decimals: 8) == .zero)
  }
}
