// What a reserve costs its owner: closed forms, and trades against them.

import APRReserve
import Foundation
import Laws
import SimEngine
import Testing

@Suite("Cost of a reserve")
struct ReserveCostTests {
  /// r = ln 2 / 100 ether, pMin = 0.000025: 100 ether make a price of 0.00005.
  private let curve = PriceCurve(liquidityRate: 0.00693147180559945, minimumPrice: 0.000025)

  private func isClose(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    value.map { abs($0 - expected) <= tolerance * abs(expected) } ?? false
  }

  @Test("V12: the worked example's highest balance, tokens and value")
  func workedExample() {
    let law = Law(12)
    #expect(law.holds("ether at pMax", expected: 200, measured: curve.ether(atPrice: 0.0001), within: 1e-12))
    let tokens = curve.tokensSold(fromPrice: 0.00005, toPrice: 0.0001)
    #expect(law.holds("tokens up to pMax", expected: 1_442_695.0409, measured: tokens, within: 1e-10))
    #expect(law.holds("value in ether", expected: 172.1348, measured: 100 + 0.00005 * tokens, within: 1e-6))
    let guide = PriceCurve(liquidityRate: 0.007, minimumPrice: 0.000025)
    #expect(
      law.holds(
        "tokens up to pMax; r = 0.007", expected: 1_428_571.43,
        measured: guide.tokensSold(fromPrice: 0.00005, toPrice: 0.0001), within: 1e-8))
    #expect(
      law.holds(
        "price at 100 ether; r = 0.007", expected: 0.000025 * 2.013752707470477,
        measured: guide.price(atEther: 100), within: 1e-14))
    let split = (0..<1_000).reduce(0.0) { sum, step in
      sum + curve.tokensOut(etherIn: 0.005, atEther: 100 + 0.005 * Double(step))
    }
    #expect(
      law.holds(
        "a thousand purchases against one", expected: curve.tokensOut(etherIn: 5, atEther: 100),
        measured: split, within: 1e-12))
  }

  @Test("V13: the best arbitrage has the published size and profit, and none exists within the fee")
  func arbitrage() throws {
    let law = Law(13)
    let up = try #require(curve.arbitrage(atEther: 100, outsidePrice: 0.000051, fee: 0.001))
    #expect(up.side == .buy)
    #expect(law.holds("ether in at +2 %", expected: 2.71257353, measured: up.source, within: 1e-8))
    #expect(law.holds("profit at +2 %", expected: 0.0256616549, measured: up.profit, within: 1e-8))
    let free = try #require(curve.arbitrage(atEther: 100, outsidePrice: 0.000051))
    #expect(law.holds("ether in at +2 %; no fee", expected: 2.856915, measured: free.source, within: 1e-6))
    #expect(law.holds("profit at +2 %; no fee", expected: 0.0284749, measured: free.profit, within: 1e-5))
    let down = try #require(curve.arbitrage(atEther: 100, outsidePrice: 0.000049, fee: 0.001))
    #expect(down.side == .sell)
    #expect(law.holds("ether out at -2 %", expected: 2.770292879, measured: down.destination))
    #expect(law.holds("tokens in at -2 %", expected: 55_997.2335, measured: down.source, within: 1e-8))
    #expect(law.holds("profit at -2 %", expected: 0.0264284369, measured: down.profit, within: 1e-8))
    for price in [0.00005, 0.00005 * 1.001, 0.00005 * 0.9991] {
      #expect(curve.arbitrage(atEther: 100, outsidePrice: price, fee: 0.001) == nil)
    }
  }

  @Test(
    "V13: after the best arbitrage the prices are exactly the fee apart, and its profit is what its trade yields"
  )
  func arbitrageLeavesTheFee() throws {
    for outside in [0.00003, 0.00004, 0.000049, 0.0000502, 0.00006, 0.00009] {
      for fee in [0, 0.001, 0.01] {
        guard let best = curve.arbitrage(atEther: 100, outsidePrice: outside, fee: fee) else {
          #expect(abs(outside / 0.00005 - 1) <= fee / (1 - fee))
          continue
        }
        let isPurchase = best.side == .buy
        let after = curve.price(atEther: 100 + (isPurchase ? best.source : -best.destination))
        #expect(abs(abs(DeterministicMath.log(outside / after)) + DeterministicMath.log1p(-fee)) < 1e-12)
        let received =
          isPurchase
          ? curve.tokensOut(etherIn: best.source, atEther: 100, fee: fee)
          : curve.etherOut(tokensIn: best.source, atEther: 100, fee: fee)
        #expect(isClose(received, best.destination, 1e-11))
        let gain = isPurchase ? outside * received - best.source : received - outside * best.source
        #expect(abs(gain - best.profit) < 1e-10)
        for factor in [0.9, 1.1] {
          let other = best.source * factor
          let result =
            isPurchase
            ? outside * curve.tokensOut(etherIn: other, atEther: 100, fee: fee) - other
            : curve.etherOut(tokensIn: other, atEther: 100, fee: fee) - outside * other
          #expect(result < best.profit)
        }
      }
    }
  }

  @Test("V13: with a cap of one ether the best arbitrage takes three trades; one above the cap is refused")
  func cappedArbitrage() throws {
    var reserve = try Self.reserve(feeBasisPoints: 10, cap: 1)
    let fitted = PriceCurve(try #require(reserve.rates.parameters))
    var trades = 0
    while let best = fitted.arbitrage(
      atEther: Double(reserve.etherBalance) / 1e18, outsidePrice: 0.000051, fee: 0.001), best.source > 1e-6
    {
      if best.source > 1 {
        let whole = Amount(truncating: best.source, decimals: 18).baseUnits
        #expect(reserve.trade(.buy, quantity: whole) == .declined(.buyCap))
      }
      let quantity = Amount(truncating: min(best.source, 1), decimals: 18).baseUnits
      guard case .traded = reserve.trade(.buy, quantity: quantity) else { break }
      trades += 1
    }
    #expect(Law(13).holds("trades under a cap of one ether", expected: 3, measured: Double(trades)))
    #expect(isClose(reserve.spotPrice, 0.000051 * 0.999, 1e-7))
  }

  @Test(
    "V14, V15, V16: loss rates, trade probabilities and times within the band are those of the closed forms")
  func closedForms() {
    let r = curve.liquidityRate
    let yearly = ReserveCost.lossRate(volatility: 1, liquidityRate: r)
    #expect(Law(14).holds("loss a year without a fee", expected: 72.1347520444, measured: yearly))
    let minutes = 365.0 * 1_440
    let cases = [
      (words: "0.3 %; 1 min", fee: 0.003, visits: minutes, probability: 0.2451, rate: 17.677),
      ("1 %; 15 min", 0.01, minutes / 15, 0.2732, 19.706),
      ("0.3 %; 15 s", 0.003, minutes * 4, 0.1396, 10.073),
    ]
    for (words, fee, visits, probability, rate) in cases {
      let share = ReserveCost.tradeProbability(volatility: 1, fee: fee, visitRate: visits)
      #expect(
        Law(15).holds(
          "closed share of visits; \(words)", expected: probability, measured: share, within: 4e-4))
      let loss = ReserveCost.lossRate(volatility: 1, liquidityRate: r, fee: fee, visitRate: visits)
      #expect(Law(15).holds("closed loss a year; \(words)", expected: rate, measured: loss, within: 1e-4))
    }
    let stay = ReserveCost.timeWithinBand(volatility: 1, down: 0.5, up: 2)
    #expect(Law(16).holds("closed years within the band", expected: 0.4804530139, measured: stay))
  }

  @Test("Visits too rare for a mean have an infinite loss, and those just frequent enough a finite one")
  func rareVisits() {
    let rate = { ReserveCost.lossRate(volatility: 2, liquidityRate: 0.01, fee: 0.1, visitRate: $0) }
    #expect(rate(0) == .infinity && rate(1.9) == .infinity && rate(2) == .infinity)
    #expect(rate(2.001) > 1e5 && rate(2.001) < .infinity && rate(1e12) > 0)
  }

  /// A reserve of 100 ether whose r is ln 2 / 100, with tokens to spare.
  static func reserve(feeBasisPoints: Double = 10, cap: Double = 1_000) throws -> Reserve {
    let settings = LiquiditySettings(
      price: 0.00005, minimumPriceFactor: 0.5, maximumPriceFactor: 2, buyCapEther: cap, sellCapEther: cap,
      feeBasisPoints: feeBasisPoints, etherBalance: 100, tokenBalance: nil)
    var reserve = Reserve(tokenDecimals: 18, etherBalance: Guide.ether, tokenBalance: Guide.tokens)
    reserve.rates.setLiquidityParameters(try LiquidityParameters.make(settings).parameters)
    return reserve
  }
}
