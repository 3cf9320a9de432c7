// The owner's books: both yardsticks, what counts towards which, and the time outside the band.

import APRReserve
import SimEngine
import Testing

@Suite("Books of a reserve")
struct ReserveAccountantTests {
  private let ether: Int128 = 1_000_000_000_000_000_000

  @Test("A trade costs its owner what its maker gains at the outside price")
  func lossOfOneTrade() throws {
    var reserve = try Guide.reserve()
    var books = ReserveAccountant(reserve, outsidePrice: 0.00006)
    let held = books.valueIfHeld
    #expect(held == 100 + 2_000_000 * 0.00006 && books.valueInReserve == held)
    let outcome = reserve.trade(.buy, quantity: ether)
    books.record(
      outcome, .buy, quantity: ether, leaving: reserve, at: SimTime(nanoseconds: 5))
    let gain = 19_774.258775773344 * 0.00006 - 1
    #expect(abs(books.lossVersusRebalancing - gain) < 1e-12)
    #expect(books.arbitrageProfit == books.lossVersusRebalancing)
    #expect(abs(books.impermanentLoss - gain) < 1e-12)
    #expect(books.purchases.trades == 1 && books.purchases.wei == ether && books.sales.trades == 0)
    #expect(abs(books.fees - 19.794052828601946 * 0.00006) < 1e-15)
  }

  @Test("Loss versus rebalancing is what a portfolio that trades at outside prices is ahead, step by step")
  func rebalancing() throws {
    var random = SplitMix(seed: 7)
    var reserve = try ReserveCostTests.reserve()
    var books = ReserveAccountant(reserve, outsidePrice: 0.00005)
    var outside = 0.00005
    for step in 1...200 {
      outside *= Double.random(in: 0.97...1.03, using: &random)
      let time = SimTime(nanoseconds: Int64(step) * 13_000_000_000)
      books.move(outsidePrice: outside, at: time)
      let curve = PriceCurve(try #require(reserve.rates.parameters))
      if let best = curve.arbitrage(
        atEther: Double(reserve.etherBalance) / 1e18, outsidePrice: outside, fee: 0.001)
      {
        let quantity = Amount(truncating: best.source, decimals: 18).baseUnits
        let outcome = reserve.trade(best.side, quantity: quantity)
        books.record(outcome, best.side, quantity: quantity, leaving: reserve, at: time)
      }
      if step.isMultiple(of: 50) {
        reserve.depositEther(ether)
        books.recordFunds(wei: ether, leaving: reserve, at: time)
        reserve.depositTokens(500 * ether)
        books.recordFunds(tokenUnits: 500 * ether, leaving: reserve, at: time)
      }
      #expect(abs(books.valueIfRebalanced - books.valueInReserve - books.lossVersusRebalancing) < 1e-9)
    }
    #expect(books.purchases.trades > 30 && books.sales.trades > 30)
    #expect(books.lossVersusRebalancing > 0.1 && books.arbitrageProfit >= books.lossVersusRebalancing)
  }

  @Test("A trade there and back at one outside price leaves a loss only by what it moved")
  func impermanentLossVanishes() throws {
    var reserve = try ReserveCostTests.reserve(feeBasisPoints: 0)
    var books = ReserveAccountant(reserve, outsidePrice: 0.00005)
    let bought = reserve.trade(.buy, quantity: 5 * ether)
    books.record(bought, .buy, quantity: 5 * ether, leaving: reserve, at: .start)
    #expect(books.impermanentLoss < 0, "who pays more than the outside price makes the owner richer")
    guard case .traded(let trade) = bought else { return }
    books.move(outsidePrice: 0.000055, at: .start)
    #expect(books.impermanentLoss > 0)
    let sold = reserve.trade(.sell, quantity: trade.destination)
    books.record(sold, .sell, quantity: trade.destination, leaving: reserve, at: .start)
    #expect(abs(books.impermanentLoss) < 1e-6)
  }

  @Test("Tokens beyond the curve stay the same over trades and change with deposits")
  func invariant() throws {
    var reserve = try Guide.reserve()
    var books = ReserveAccountant(reserve, outsidePrice: 0.00005)
    let before = try #require(books.tokensBeyondCurve)
    for step in 0..<20 {
      let side: Side = step.isMultiple(of: 3) ? .sell : .buy
      let quantity = side == .buy ? 3 * ether : 30_000 * ether
      let outcome = reserve.trade(side, quantity: quantity)
      books.record(outcome, side, quantity: quantity, leaving: reserve, at: .start)
    }
    #expect(abs(try #require(books.tokensBeyondCurve) - before) < 0.1)
    reserve.depositTokens(10 * ether)
    books.recordFunds(tokenUnits: 10 * ether, leaving: reserve, at: .start)
    #expect(abs(try #require(books.tokensBeyondCurve) - before - 10) < 0.1)
    #expect(ReserveAccountant(Reserve(tokenDecimals: 18), outsidePrice: 1).tokensBeyondCurve == nil)
  }

  @Test("Refusals are counted by reason, with what was offered")
  func refusals() throws {
    var reserve = try Guide.reserve()
    var books = ReserveAccountant(reserve, outsidePrice: 0.00005)
    let attempts: [(Side, Int128)] = [
      (.buy, 6 * ether), (.sell, 150_000 * ether), (.buy, 7 * ether), (.sell, 1), (.buy, ether),
    ]
    for (side, quantity) in attempts {
      let outcome = reserve.trade(side, quantity: quantity)
      books.record(outcome, side, quantity: quantity, leaving: reserve, at: .start)
    }
    #expect(books.refusals.map(\.reason) == ["capBuy", "capSell", "destZero"])
    #expect(books.refusals.map(\.count) == [2, 1, 1])
    #expect(books.refusals.map(\.wei) == [13 * ether, 0, 0])
    #expect(books.refusals.map(\.tokenUnits) == [0, 150_000 * ether, 1])
  }

  @Test(
    "Time outside the band runs while the reserve's own price is there, beyond it while the outside price is")
  func timeOutsideBand() throws {
    var reserve = try Guide.reserve()
    var books = ReserveAccountant(reserve, outsidePrice: 0.00005)
    func instant(_ seconds: Int64) -> SimTime { .start + .seconds(seconds) }
    books.move(outsidePrice: 0.00012, at: instant(10))
    reserve.depositEther(150 * ether)
    books.recordFunds(wei: 150 * ether, leaving: reserve, at: instant(20))
    #expect(books.timeOutsideBand == .zero && books.timeOutsidePriceBeyondBand == .seconds(10))
    books.move(outsidePrice: 0.00007, at: instant(50))
    try reserve.withdrawEther(150 * ether)
    books.recordFunds(wei: -150 * ether, leaving: reserve, at: instant(120))
    books.advance(to: instant(500))
    #expect(books.timeOutsideBand == .seconds(100) && books.timeOutsidePriceBeyondBand == .seconds(40))
    #expect(books.held == (Guide.ether, Guide.tokens))
  }

  @Test("What others refuse is counted beside what the reserve refuses, and moves nothing")
  func foreignRefusals() throws {
    let reserve = try Guide.reserve()
    var books = ReserveAccountant(reserve, outsidePrice: 0.00005)
    books.recordRefusal("minConversionRate", .sell, quantity: 7, at: .start)
    books.recordRefusal("minConversionRate", .buy, quantity: 5, at: .start)
    #expect(books.refusals.map(\.reason) == ["minConversionRate"])
    #expect(books.refusals[0].count == 2 && books.refusals[0].wei == 5 && books.refusals[0].tokenUnits == 7)
    #expect(books.reserve == reserve && books.lossVersusRebalancing == 0)
  }

  @Test(
    "A reserve that follows the outside price without a fee loses what the closed form says, on every path")
  func lossWithoutFee() throws {
    var random = SplitMix(seed: 14)
    var reserve = try ReserveCostTests.reserve(feeBasisPoints: 0, cap: 1_000)
    let curve = PriceCurve(try #require(reserve.rates.parameters))
    var outside = try #require(reserve.spotPrice)
    var books = ReserveAccountant(reserve, outsidePrice: outside)
    books.sample(outsidePrice: outside, at: .start)
    for step in 1...200 {
      let time = SimTime.start + .minutes(Int64(step))
      outside *= Double.random(in: 0.98...1.02, using: &random)
      books.sample(outsidePrice: outside, at: time)
      guard let best = curve.arbitrage(atEther: Double(reserve.etherBalance) / 1e18, outsidePrice: outside)
      else { continue }
      let quantity = Amount(truncating: best.source, decimals: 18).baseUnits
      let outcome = reserve.trade(best.side, quantity: quantity)
      books.record(outcome, best.side, quantity: quantity, leaving: reserve, at: time)
    }
    #expect(books.lossWithoutFee > 0.5)
    #expect(abs(books.lossWithoutFee / books.expectedLoss - 1) < 0.01, "the mean of it, for small moves")
    #expect(abs(books.lossVersusRebalancing / books.lossWithoutFee - 1) < 1e-4)
    #expect(books.arbitrageProfit >= books.lossVersusRebalancing)
  }

  @Test("Only trades better than the outside price count as arbitrage")
  func arbitrageProfit() throws {
    var reserve = try Guide.reserve()
    var books = ReserveAccountant(reserve, outsidePrice: 0.00006)
    let cheap = reserve.trade(.buy, quantity: ether)
    let gain = books.record(cheap, .buy, quantity: ether, leaving: reserve, at: .start) ?? .nan
    books.move(outsidePrice: 0.00004, at: .start)
    let dear = reserve.trade(.buy, quantity: ether)
    let loss = books.record(dear, .buy, quantity: ether, leaving: reserve, at: .start) ?? .nan
    #expect(gain > 0 && loss < 0)
    #expect(books.arbitrageProfit == gain && books.lossVersusRebalancing == gain + loss)
  }

  @Test("New parameters hold from the instant at which they are set, and not before")
  func settings() throws {
    var reserve = try Guide.reserve()
    var books = ReserveAccountant(reserve, outsidePrice: 0.00012)
    reserve.rates.setLiquidityParameters(
      try LiquidityParameters(
        LiquidityArguments(
          rInFp: 7_696_581_394, pMinInFp: 27_487_790, maxCapBuyInWei: 1, maxCapSellInWei: 1, feeInBps: 0,
          maxTokenToEthRateInPrecision: 200_000_000_000_000, minTokenToEthRateInPrecision: 25_000_000_000_000)
      ))
    books.recordSettings(leaving: reserve, at: .start + .seconds(30))
    books.advance(to: .start + .seconds(90))
    #expect(books.timeOutsidePriceBeyondBand == .seconds(30))
  }
}
