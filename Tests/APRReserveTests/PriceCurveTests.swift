// The laws of the price curve, for the closed forms and for the contract's integers.

import APRReserve
import Laws
import SimEngine
import Testing

@Suite("Price curve")
struct PriceCurveTests {
  private static let curve = PriceCurve(liquidityRate: 0.00693147180559945, minimumPrice: 0.000025)

  @Test("V12: the closed forms give the published figures of the worked example")
  func workedExample() {
    let curve = Self.curve
    let bought = curve.tokensOut(etherIn: 5, atEther: 100, fee: 0.001)
    let table: [(words: String, expected: Double, measured: Double)] = [
      ("tokens for 1 ether", 19_930.84515581, curve.tokensOut(etherIn: 1, atEther: 100)),
      ("tokens for 1 ether; 0.1 %", 19_910.91431066, curve.tokensOut(etherIn: 1, atEther: 100, fee: 0.001)),
      ("tokens for 5 ether", 98_286.9786692, curve.tokensOut(etherIn: 5, atEther: 100)),
      ("price after 5 ether", 5.176324619e-5, curve.price(atEther: 105)),
      ("ether for 20000 tokens", 0.9965501964, curve.etherOut(tokensIn: 20_000, atEther: 100)),
      (
        "ether for 20000 tokens; 0.1 %", 0.9955570767,
        curve.etherOut(tokensIn: 20_000, atEther: 100, fee: 0.001)
      ),
      (
        "ether back of 5; 0.1 % each way", 4.990175882,
        curve.etherOut(tokensIn: bought, atEther: 105, fee: 0.001)
      ),
    ]
    for (words, expected, measured) in table {
      #expect(Law(12).holds(words, expected: expected, measured: measured))
    }
  }

  @Test("Tokens are sold out where a purchase up to there has taken all of them, or last for ever")
  func soldOut() throws {
    for (tokens, fee) in [(1.0, 0.0), (20_000, 0.001), (1_000_000, 0.001), (2_800_000, 0.025)] {
      let end = try #require(Self.curve.ether(whenSoldOut: tokens, atEther: 100, fee: fee))
      #expect(isClose(Self.curve.tokensOut(etherIn: end - 100, atEther: 100, fee: fee), tokens, 1e-9))
    }
    let all = Self.curve.tokensSold(fromPrice: Self.curve.price(atEther: 100))
    #expect(isClose(all, Self.curve.tokensOut(etherIn: .infinity, atEther: 100), 1e-12))
    #expect(Self.curve.ether(whenSoldOut: all * 1.000_001, atEther: 100) == nil)
  }

  @Test("V12: the closed forms do not depend on how a trade is split")
  func closedFormPathIndependence() {
    var parts = 0.0
    for step in 0..<5 {
      parts += Self.curve.tokensOut(etherIn: 1, atEther: 100 + Double(step))
    }
    #expect(isClose(parts, Self.curve.tokensOut(etherIn: 5, atEther: 100), 1e-12))
  }

  @Test("The contract's quotes stay within 2e-8 of the curve with its own r and pMin")
  func quotesFollowCurve() throws {
    for fee in [0, 10, 250] as [UInt256] {
      let reserve = try Guide.reserve(feeBasisPoints: fee)
      let curve = PriceCurve(try Guide.parameters(feeBasisPoints: fee))
      let fraction = Double(fee.low) / 10_000
      for step in 1...50 {
        let coins = Double(step) / 10
        let bought = reserve.quote(.buy, quantity: Amount(truncating: coins, decimals: 18).baseUnits)
        #expect(
          isClose(
            Amount(baseUnits: bought.destination).coins(decimals: 18),
            curve.tokensOut(etherIn: coins, atEther: 100, fee: fraction), 2e-8))
        let tokens = coins * 19_000
        let sold = reserve.quote(.sell, quantity: Amount(truncating: tokens, decimals: 18).baseUnits)
        #expect(
          isClose(
            Amount(baseUnits: sold.destination).coins(decimals: 18),
            curve.etherOut(tokensIn: tokens, atEther: 100, fee: fraction), 2e-8))
      }
    }
  }

  // MARK: Laws of random reserves

  @Test(
    "Tokens without fees, less 1/(r P), stay the same over any trades",
    arguments: 0..<6 as Range<UInt64>)
  func invariant(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<repetitions(20) {
      var reserve = try Self.randomReserve(&random)
      let opening = try Self.tokensBeyondCurve(reserve)
      let scale = Double(reserve.tokenBalance) / 1e18
      for _ in 0..<10 {
        let side: Side = Bool.random(using: &random) ? .buy : .sell
        _ = reserve.trade(side, quantity: try Self.randomQuantity(side, reserve, &random))
        let now = try Self.tokensBeyondCurve(reserve)
        #expect(abs(now - opening) <= 1e-6 * scale, "seed \(seed): \(opening) became \(now)")
      }
    }
  }

  /// T - fees - 1/(r P(E)) in tokens.
  private static func tokensBeyondCurve(_ reserve: Reserve) throws -> Double {
    let curve = PriceCurve(try #require(reserve.rates.parameters))
    let ether = Amount(baseUnits: reserve.etherBalance).coins(decimals: 18)
    let tokens = Amount(baseUnits: reserve.tokenBalance - reserve.collectedFees).coins(decimals: 18)
    return tokens - 1 / (curve.liquidityRate * curve.price(atEther: ether))
  }

  @Test(
    "Buying and selling back never gains more than the price's rounding",
    arguments: 0..<6 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<repetitions(40) {
      var reserve = try Self.randomReserve(&random, decimals: Self.anyDecimals)
      let opening = reserve
      let slack = try Self.priceRounding(reserve)
      let ether = try Self.randomQuantity(.buy, reserve, &random)
      guard case .traded(let purchase) = reserve.trade(.buy, quantity: ether) else { continue }
      guard case .traded(let sale) = reserve.trade(.sell, quantity: purchase.destination) else { continue }
      let gain = Double(sale.destination - ether) / Double(ether)
      #expect(gain <= slack, "seed \(seed): \(ether) wei returned \(sale.destination), \(opening)")
    }
  }

  @Test(
    "Selling and buying back never gains more than the price's rounding",
    arguments: 0..<6 as Range<UInt64>)
  func reverseRoundTrip(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<repetitions(40) {
      var reserve = try Self.randomReserve(&random, decimals: Self.anyDecimals)
      let slack = try Self.priceRounding(reserve)
      let tokens = try Self.randomQuantity(.sell, reserve, &random)
      guard case .traded(let sale) = reserve.trade(.sell, quantity: tokens) else { continue }
      guard case .traded(let purchase) = reserve.trade(.buy, quantity: sale.destination) else { continue }
      let gain = Double(purchase.destination - tokens) / Double(tokens)
      #expect(gain <= slack, "seed \(seed): \(tokens) token units returned \(purchase.destination)")
    }
  }

  @Test(
    "No quote beats the exact curve by more than the price's rounding",
    arguments: 0..<6 as Range<UInt64>)
  func neverBetterThanCurve(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<repetitions(40) {
      let reserve = try Self.randomReserve(&random, decimals: Self.anyDecimals)
      let parameters = try #require(reserve.rates.parameters)
      let curve = PriceCurve(parameters)
      let fee = Double(parameters.feeBasisPoints.low) / 10_000
      let ether = Double(reserve.etherBalance) / 1e18
      let slack = try Self.priceRounding(reserve)
      for side in Side.allCases {
        let quantity = try Self.randomQuantity(side, reserve, &random)
        let decimals = (ether: 18, token: reserve.rates.tokenDecimals)
        let (from, to) =
          side == .buy ? (decimals.ether, decimals.token) : (decimals.token, decimals.ether)
        let destination = reserve.quote(side, quantity: quantity).destination
        let received = Amount(baseUnits: destination).coins(decimals: to)
        let given = Amount(baseUnits: quantity).coins(decimals: from)
        let exact =
          side == .buy
          ? curve.tokensOut(etherIn: given, atEther: ether, fee: fee)
          : curve.etherOut(tokensIn: given, atEther: ether, fee: fee)
        #expect(received <= exact * (1 + slack), "seed \(seed): \(side) \(quantity) of \(reserve)")
      }
    }
  }

  @Test(
    "A larger trade receives more in all and less per unit, but for the rounding of the smaller one",
    arguments: 0..<6 as Range<UInt64>)
  func monotonic(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<repetitions(40) {
      let reserve = try Self.randomReserve(&random)
      for side in Side.allCases {
        let small = try Self.randomQuantity(side, reserve, &random)
        let quote = reserve.quote(side, quantity: small)
        let larger = reserve.quote(side, quantity: small + small / 2)
        guard quote.rate.rate > 0, larger.rate.rate > 0 else { continue }
        #expect(larger.destination > quote.destination, "seed \(seed): \(side) \(small)")
        #expect(
          Double(larger.rate.rate) <= Double(quote.rate.rate) * (1 + 2e-7), "seed \(seed): \(side) \(small)")
      }
    }
  }

  @Test(
    "How a trade is split changes what it receives by rounding alone",
    arguments: 0..<6 as Range<UInt64>)
  func pathIndependence(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<repetitions(40) {
      let opening = try Self.randomReserve(&random)
      let slack = try 2 * Self.priceRounding(opening) + 1e-6
      for side in Side.allCases {
        let quantity = try Self.randomQuantity(side, opening, &random)
        let parts = Int128.random(in: 2...5, using: &random)
        var reserve = opening
        var received: Int128 = 0
        for part in 0..<parts {
          let share = quantity / parts + (part == 0 ? quantity % parts : 0)
          guard case .traded(let trade) = reserve.trade(side, quantity: share) else { break }
          received += trade.destination
        }
        let whole = opening.quote(side, quantity: quantity).destination
        let difference = Double(received - whole).magnitude / Double(whole)
        #expect(difference <= slack, "seed \(seed): \(side) \(quantity) in \(parts) parts of \(opening)")
      }
    }
  }

  @Test(
    "More ether in the reserve means a higher price",
    arguments: 0..<6 as Range<UInt64>)
  func priceRisesWithEther(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<repetitions(40) {
      var reserve = try Self.randomReserve(&random)
      let before = try reserve.spotPriceInFp()
      reserve.depositEther(Int128.random(in: 0...1_000_000_000_000_000_000, using: &random))
      #expect(try reserve.spotPriceInFp() >= before)
    }
  }

  // MARK: Random reserves

  private func repetitions(_ few: Int) -> Int { isExtensive ? few * 100 : few }

  /// The most by which a price cut to 2^-40 falls short of the curve's, relative to it, with the closed form's own error.
  private static func priceRounding(_ reserve: Reserve) throws -> Double {
    1.01 / Double(try reserve.spotPriceInFp()) + 1e-9
  }

  /// The decimals of tokens from those that cannot be divided to those that are like ether.
  private static let anyDecimals = [0, 2, 4, 6, 8, 9, 12, 18]

  /// A reserve of ordinary size somewhere inside its band, of a token with one of several numbers of decimals.
  private static func randomReserve(
    _ random: inout SplitMix, decimals choices: [Int] = [18]
  ) throws -> Reserve {
    let decimals = choices.randomElement(using: &random) ?? 18
    let settings = LiquiditySettings(
      price: exponential(from: 1e-5, to: 0.1, &random),
      minimumPriceFactor: .random(in: 0.3...0.9, using: &random),
      maximumPriceFactor: .random(in: 1.2...3, using: &random), buyCapEther: 1e9, sellCapEther: 1e9,
      feeBasisPoints: [0, 10, 25, 100].randomElement(using: &random) ?? 0,
      etherBalance: exponential(from: 10, to: 2_000, &random), tokenBalance: 0)
    let plan = try LiquidityParameters.make(settings)
    let curve = PriceCurve(plan.parameters)
    let tokens = 2 * curve.tokensSold(fromPrice: settings.price, toPrice: .infinity)
    var reserve = Reserve(
      tokenDecimals: decimals,
      etherBalance: Amount(truncating: settings.etherBalance, decimals: 18).baseUnits,
      tokenBalance: Amount(truncating: tokens, decimals: decimals).baseUnits)
    reserve.rates.setLiquidityParameters(plan.parameters)
    return reserve
  }

  /// A size between a thousandth and a twentieth of the ether balance, in units of what the side gives.
  private static func randomQuantity(
    _ side: Side, _ reserve: Reserve, _ random: inout SplitMix
  ) throws -> Int128 {
    let ether = Double(reserve.etherBalance) / 1e18 * exponential(from: 0.001, to: 0.05, &random)
    let coins = side == .buy ? ether : ether / (try #require(reserve.spotPrice))
    return Amount(truncating: coins, decimals: side == .buy ? 18 : reserve.rates.tokenDecimals).baseUnits
  }

  /// A number whose magnitude is as likely to be small as large.
  private static func exponential(from low: Double, to high: Double, _ random: inout SplitMix) -> Double {
    var value = low
    let factor = high / low
    for halving in 1...20 where Bool.random(using: &random) {
      value *= factor.root(twice: halving)
    }
    return value
  }

  private func isClose(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    abs(value - expected) <= tolerance * abs(expected)
  }
}

extension Double {
  /// The square root taken so many times.
  fileprivate func root(twice count: Int) -> Double {
    (0..<count).reduce(self) { value, _ in value.squareRoot() }
  }
}
