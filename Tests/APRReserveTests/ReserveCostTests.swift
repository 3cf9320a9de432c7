// What a reserve costs its owner: closed forms, books that balance, and random walks against both.

import APRReserve
import Foundation
import SimEngine
import Testing

@Suite("Cost of a reserve")
struct ReserveCostTests {
  /// r = ln 2 / 100 ether, pMin = 0.000025: 100 ether make a price of 0.00005.
  private let curve = PriceCurve(liquidityRate: 0.00693147180559945, minimumPrice: 0.000025)

  private func isClose(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    value.map { abs($0 - expected) <= tolerance * abs(expected) } ?? false
  }

  @Test("The worked example's highest balance, tokens and value")
  func workedExample() {
    #expect(isClose(curve.ether(atPrice: 0.0001), 200, 1e-12))
    let tokens = curve.tokensSold(fromPrice: 0.00005, toPrice: 0.0001)
    #expect(isClose(tokens, 1_442_695.0409, 1e-10))
    #expect(isClose(100 + 0.00005 * tokens, 172.1348, 1e-6))
    let guide = PriceCurve(liquidityRate: 0.007, minimumPrice: 0.000025)
    #expect(isClose(guide.tokensSold(fromPrice: 0.00005, toPrice: 0.0001), 1_428_571.43, 1e-8))
    #expect(isClose(guide.price(atEther: 100), 0.000025 * 2.013752707470477, 1e-14))
    let split = (0..<1_000).reduce(0.0) { sum, step in
      sum + curve.tokensOut(etherIn: 0.005, atEther: 100 + 0.005 * Double(step))
    }
    #expect(isClose(split, curve.tokensOut(etherIn: 5, atEther: 100), 1e-12))
  }

  @Test("The best arbitrage has the published size and profit, and none exists within the fee")
  func arbitrage() throws {
    let up = try #require(curve.arbitrage(atEther: 100, outsidePrice: 0.000051, fee: 0.001))
    #expect(up.side == .buy && isClose(up.source, 2.71257353, 1e-8) && isClose(up.profit, 0.0256616549, 1e-8))
    let free = try #require(curve.arbitrage(atEther: 100, outsidePrice: 0.000051))
    #expect(isClose(free.source, 2.856915, 1e-6) && isClose(free.profit, 0.0284749, 1e-5))
    let down = try #require(curve.arbitrage(atEther: 100, outsidePrice: 0.000049, fee: 0.001))
    #expect(down.side == .sell && isClose(down.destination, 2.770292879, 1e-9))
    #expect(isClose(down.source, 55_997.2335, 1e-8) && isClose(down.profit, 0.0264284369, 1e-8))
    for price in [0.00005, 0.00005 * 1.001, 0.00005 * 0.9991] {
      #expect(curve.arbitrage(atEther: 100, outsidePrice: price, fee: 0.001) == nil)
    }
  }

  @Test(
    "After the best arbitrage the prices are exactly the fee apart, and its profit is what its trade yields")
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

  @Test("With a cap of one ether the best arbitrage takes three trades; one above the cap is refused")
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
    #expect(trades == 3)
    #expect(isClose(reserve.spotPrice, 0.000051 * 0.999, 1e-7))
  }

  @Test("Loss rates, trade probabilities and times within the band are the published ones")
  func closedForms() {
    let r = curve.liquidityRate
    #expect(isClose(ReserveCost.lossRate(volatility: 1, liquidityRate: r), 72.135, 1e-5))
    #expect(isClose(ReserveCost.lossRate(volatility: 1, liquidityRate: r) / 12, 6.0112, 1e-5))
    let minutes = 365.0 * 1_440
    let cases = [
      (fee: 0.003, visits: minutes, probability: 0.2451, rate: 17.695),
      (fee: 0.01, visits: minutes / 15, probability: 0.2732, rate: 19.781),
      (fee: 0.003, visits: minutes * 4, probability: 0.1396, rate: 10.078),
    ]
    for (fee, visits, probability, rate) in cases {
      #expect(
        abs(ReserveCost.tradeProbability(volatility: 1, fee: fee, visitRate: visits) - probability) < 5e-5)
      #expect(
        abs(ReserveCost.lossRate(volatility: 1, liquidityRate: r, fee: fee, visitRate: visits) - rate) < 2e-2)
    }
    #expect(isClose(ReserveCost.timeWithinBand(volatility: 1, down: 0.5, up: 2), 0.4805, 1e-4))
  }

  // MARK: Walks

  /// One step of a price whose own value has no trend.
  private func martingaleStep(_ deviation: Double, _ stream: RandomStream) -> Double {
    DeterministicMath.exp(deviation * stream.normal() - deviation * deviation / 2)
  }

  @Test("On every path the loss per move adds up to the arbitrage profit")
  func lossIsArbitrageProfit() throws {
    let stream = RandomStream(key: RandomKey(seed: 14, run: 0), name: "walk", role: .exogenous)
    for _ in 0..<20 {
      var (ether, outside, losses, profits) = (100.0, 0.00005, 0.0, 0.0)
      for _ in 0..<30 {
        let before = curve.price(atEther: ether)
        outside *= martingaleStep(0.05, stream)
        losses += ReserveCost.lossPerMove(
          logarithmOfPrice: DeterministicMath.log(outside / before), liquidityRate: curve.liquidityRate)
        guard let best = curve.arbitrage(atEther: ether, outsidePrice: outside) else { continue }
        profits +=
          best.side == .buy
          ? outside * best.destination - best.source : best.destination - outside * best.source
        ether += best.side == .buy ? best.source : -best.destination
      }
      #expect(isClose(profits, losses, 1e-10))
    }
  }

  @Test(
    "Without a fee the loss is s²/(2r) in the mean, whether arbitrageurs come monthly or daily",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"), arguments: [1, 30])
  func meanLoss(steps: Int) {
    let stream = RandomStream(key: RandomKey(seed: 14, run: UInt64(steps)), name: "walk", role: .exogenous)
    let paths = steps == 1 ? 200_000 : 20_000
    let deviation = (1.0 / 12 / Double(steps)).squareRoot()
    var losses = Moments()
    for _ in 0..<paths {
      var loss = 0.0
      for _ in 0..<steps {
        let move = DeterministicMath.log(martingaleStep(deviation, stream))
        loss += ReserveCost.lossPerMove(logarithmOfPrice: move, liquidityRate: curve.liquidityRate)
      }
      losses.add(loss)
    }
    let expected = ReserveCost.lossRate(volatility: 1, liquidityRate: curve.liquidityRate) / 12
    #expect(abs(losses.mean - expected) < 4 * losses.standardError && losses.standardError < 0.04)
  }

  @Test(
    "With a fee and arbitrageurs who come at random, their trades and profits are as often and as large as stated",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"),
    arguments: [(0.003, 1.0), (0.01, 15.0), (0.003, 0.25)])
  func feesAndVisits(fee: Double, minutes: Double) {
    let stream = RandomStream(
      key: RandomKey(seed: 15, run: UInt64(minutes * 100)), name: "visits", role: .exogenous)
    let visitRate = 365.0 * 1_440 / minutes
    let gap = -DeterministicMath.log1p(-fee)
    let r = curve.liquidityRate
    // The mispricing ln(X/P) moves like the outside price and is brought back to the edge of the fee.
    var mispricing = 0.0
    var (trades, profit, years) = (0.0, 0.0, 0.0)
    var (shares, rates) = (Moments(), Moments())
    let batch = 10_000
    for visit in 1...60 * batch {
      let wait = stream.exponential(mean: 1 / visitRate)
      mispricing += wait.squareRoot() * stream.normal()
      let excess = mispricing > gap ? mispricing - gap : mispricing < -gap ? mispricing + gap : 0
      if excess != 0 {
        trades += 1
        profit += ReserveCost.lossPerMove(logarithmOfPrice: excess, liquidityRate: r)
        mispricing -= excess
      }
      years += wait
      if visit.isMultiple(of: batch) {
        shares.add(trades / Double(batch))
        rates.add(profit / years)
        (trades, profit, years) = (0, 0, 0)
      }
    }
    let probability = ReserveCost.tradeProbability(volatility: 1, fee: fee, visitRate: visitRate)
    #expect(abs(shares.mean - probability) < 4 * shares.standardError && shares.standardError < 0.01)
    let rate = ReserveCost.lossRate(volatility: 1, liquidityRate: r, fee: fee, visitRate: visitRate)
    #expect(abs(rates.mean - rate) < 4 * rates.standardError, "\(rates.mean) against \(rate)")
  }

  @Test(
    "A price without drift leaves the band after (ln 2)² / s² on average",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func bandExit() {
    let stream = RandomStream(key: RandomKey(seed: 16, run: 0), name: "exit", role: .exogenous)
    let step = 1.0 / 500
    // A walk in steps notices the barrier late by 0.5826 of a step's deviation on average.
    let barrier = DeterministicMath.log(2) - 0.5826 * step.squareRoot()
    var times = Moments()
    for _ in 0..<6_000 {
      var (level, time) = (0.0, 0.0)
      while level.magnitude < barrier {
        level += step.squareRoot() * stream.normal()
        time += step
      }
      times.add(time)
    }
    let expected = ReserveCost.timeWithinBand(volatility: 1, down: 0.5, up: 2)
    #expect(abs(times.mean - expected) < 4 * times.standardError, "\(times.mean)")
  }

  /// Mean and standard error of independent figures.
  private struct Moments {
    private var (count, sum, squares) = (0.0, 0.0, 0.0)
    var mean: Double { sum / count }
    var standardError: Double { ((squares / count - mean * mean) / count).squareRoot() }

    mutating func add(_ value: Double) {
      count += 1
      sum += value
      squares += value * value
    }
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
