// What money, prices and times do at the far ends of what can be written down: they stop, and never trap.

import Testing

@testable import SimEngine

@Suite("At the extremes of money and time")
struct ExtremeMoneyTests {
  static let nbt = AssetID(rawValue: 0)
  static let btc = AssetID(rawValue: 1)

  static func pair(decimals: Int, tick: Int128, lot: Int128) -> TradingPair {
    TradingPair(
      base: nbt, baseDecimals: decimals, quote: btc, quoteDecimals: 18, tick: Amount(baseUnits: tick),
      lot: Amount(baseUnits: lot))
  }

  @Test("The lots in an amount are never more than one order may have")
  func lots() {
    let pair = Self.pair(decimals: 18, tick: 1, lot: 1)
    let supply = Amount(baseUnits: powerOfTen(30))
    #expect(pair.lots(in: supply) == OrderBook.maximumQuantity)
    #expect(pair.lots(in: Amount(baseUnits: 7)).lots == 7)
    #expect(pair.quantity(roundingDown: 1e12) == OrderBook.maximumQuantity)
  }

  @Test("What is no number is the lowest price and no quantity, and infinity the rim")
  func notANumber() {
    let pair = Self.pair(decimals: 8, tick: 1, lot: 1)
    #expect(pair.price(nearest: .nan).ticks == 1)
    #expect(pair.price(roundingUp: .nan).ticks == 1)
    #expect(pair.quantity(roundingDown: .nan) == .zero)
    #expect(pair.price(roundingDown: .infinity) > OrderBook.maximumPrice)
    #expect(pair.quantity(roundingDown: .infinity) == OrderBook.maximumQuantity)
  }

  @Test("A notional is exact as long as anybody could pay it, whatever the product before the division")
  func exactNotional() {
    // A tick of 2^53 - 1 and a lot of 10^18 - 1 share no factor with 10^18: nothing can be reduced.
    let (tick, lot) = ((Int128(1) << 53) - 1, Int128(9_007_199_254_740_881))
    let pair = Self.pair(decimals: 18, tick: tick, lot: lot)
    let (price, quantity) = (Price(ticks: 1 << 20), Quantity(lots: 1 << 40))
    // 2^60 · tick · lot / 10^18 in two steps of less than 128 bits each.
    let (whole, rest) = (tick * lot).quotientAndRemainder(dividingBy: powerOfTen(18))
    let exact = whole << 60 + (rest << 60) / powerOfTen(18)
    #expect(pair.notional(price, quantity, roundingUp: false).baseUnits == exact)
    #expect(pair.notional(price, quantity, roundingUp: true).baseUnits == exact + 1)
  }

  @Test(
    "The largest order of the coarsest pair costs more than anybody has, and is refused for want of funds")
  func unpayable() {
    let simulation = Simulation(
      seed: 1, assets: [Asset(symbol: "NBT", decimals: 0), Asset(symbol: "BTC", decimals: 18)])
    let coarsest = Int128(1) << 53
    var terms = ExchangeTerms(pair: Self.pair(decimals: 0, tick: coarsest, lot: coarsest))
    terms.makerFeePartsPerMillion = 1_000_000
    terms.takerFeePartsPerMillion = 1_000_000
    let ledger = simulation.context.ledger
    let exchange = Exchange(
      name: "alpha", id: ExchangeID(rawValue: 0), terms: terms, ledger: ledger)
    simulation.context.markets.add(exchange)
    simulation.context.markets.setReference(ConstantPrice(usd: 1), of: Self.btc)
    simulation.add(exchange)
    let (buyer, seller) = (exchange.join("buyer", ledger: ledger), exchange.join("seller", ledger: ledger))
    ledger.mint(Amount(baseUnits: powerOfTen(36)), to: exchange[buyer].quote)
    ledger.mint(Amount(baseUnits: powerOfTen(36)), to: exchange[seller].base)
    _ = simulation.run(until: .start)
    let (most, dearest) = (OrderBook.maximumQuantity, OrderBook.maximumPrice)
    exchange.submit(.limit(.buy, most, at: dearest, by: buyer), in: simulation.context)
    exchange.submit(.limit(.sell, most, at: dearest, by: seller), in: simulation.context)
    exchange.submit(.market(.buy, most, by: buyer), in: simulation.context)
    _ = simulation.run(until: .start + .seconds(1))
    #expect(exchange.refusals[Int(RequestRefusal.insufficientFunds.rawValue)] == 2)
    #expect(exchange.bestAsk == dearest && exchange.fillCount == 0)
  }

  @Test("Orders at one price are taken in as long as they have a total, and refused beyond")
  func crowdedPrice() {
    let book = OrderBook()
    let (price, most) = (Price(ticks: 5), OrderBook.maximumQuantity)
    var count = 0
    while book.hasRoom(for: most, .sell, at: price) && count < 40_000 {
      book.placeLimit(.sell, price: price, quantity: most, owner: 0)
      count += 1
    }
    #expect(count == 1 << 14 - 1)
    #expect(book.hasRoom(for: Quantity(lots: 1), .sell, at: price))
    #expect(book.hasRoom(for: most, .sell, at: Price(ticks: 6)) && book.hasRoom(for: most, .buy, at: price))
    book.checkInvariants()
  }

  @Test("A running total stays at its rim")
  func totals() {
    var lots = Quantity(lots: .max - 1)
    lots.accumulate(Quantity(lots: 5))
    #expect(lots.lots == .max)
    var units = Amount(baseUnits: .max - 1)
    units.accumulate(Amount(baseUnits: 5))
    #expect(units.baseUnits == .max)
    var small = Amount(baseUnits: 3)
    small.accumulate(Amount(baseUnits: -5))
    #expect(small.baseUnits == -2)
  }

  @Test("A decision is about 10^15 coins at most, and about none where it is no number")
  func decisions() {
    let most = Int128(1e15 * 1e18)
    #expect(Amount(truncating: 1e18, decimals: 18).baseUnits == most)
    #expect(Amount(truncating: .infinity, decimals: 18).baseUnits == most)
    #expect(Amount(truncating: -.infinity, decimals: 18).baseUnits == -most)
    #expect(Amount(truncating: .nan, decimals: 18) == .zero)
    #expect(Amount(truncating: 12.75, decimals: 1).baseUnits == 127)
  }

  @Test("A span beyond 146 years is taken for that, and an instant beyond time for the last one")
  func spans() {
    #expect(SimDuration(rounding: .infinity) == SimDuration(nanoseconds: 1 << 62))
    #expect(SimDuration(rounding: -1e30) == SimDuration(nanoseconds: -(1 << 62)))
    #expect(SimDuration(rounding: 1.5) == .milliseconds(1_500))
    let late = SimTime(nanoseconds: .max - 5)
    #expect(late.advanced(by: SimDuration(nanoseconds: 6)).nanoseconds == .max)
    #expect(late.advanced(by: SimDuration(nanoseconds: 5)).nanoseconds == .max)
    #expect(late.advanced(by: SimDuration(nanoseconds: -1)) == late - SimDuration(nanoseconds: 1))
  }
}
