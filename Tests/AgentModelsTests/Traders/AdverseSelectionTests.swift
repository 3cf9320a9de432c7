// A market maker among those who know more: the quotes of Glosten and Milgrom, and Kyle's auction.

import Laws
import SimEngine
import Testing

@testable import AgentModels

/// A coin that is worth a dollar until a horizon; what it is worth after it says what a token was worth before.
///
/// Those who look a horizon ahead know the minute's value of a token, 1 or 2 coins, each as likely; nobody else does.
private final class Revelation: ReferencePrice {
  let horizon: SimDuration
  private let field = RandomField(key: RandomKey(seed: 11, run: 0), name: "values")

  init(horizon: SimDuration) { self.horizon = horizon }

  /// What a token is worth in a minute, coins.
  func value(inMinute minute: Int) -> Double { field.uniform(at: UInt64(minute)) < 0.5 ? 1 : 2 }

  func usdPrice(at time: SimTime) -> Double {
    if time < .start + horizon { return 1 }
    return 1 / value(inMinute: Int((time.nanoseconds - horizon.nanoseconds) / 60_000_000_000))
  }
}

@Suite("Adverse selection")
struct AdverseSelectionTests {
  /// What a maker sold, bought and earned in each minute.
  struct Minute {
    let value: Double
    let sold: Double
    let bought: Double
    var profit: Double { sold * (1.65 - value) + bought * (value - 1.35) }
  }

  /// A maker who quotes 1.35 and 1.65 to a crowd of whom three in ten know the value.
  static func minutes(_ count: Int) -> [Minute] {
    let horizon = SimDuration.minutes(Int64(count))
    let coin = Revelation(horizon: horizon)
    let world = SmallWorld(latency: .zero, btc: coin)
    let capital = GroupCapital(
      tokens: SmallWorld.nbt(1_000_000),
      coins: [CoinHolding(asset: SmallWorld.btc, amount: SmallWorld.btc(1_000_000))])
    var informed = InformedTraderParameters()
    informed.looksPerMinute = 0.3
    informed.lead = horizon
    informed.margin = 0
    informed.size = TradeSize(medianTokens: 1, sigma: 0)
    world.simulation.add(
      StrategyTraders(
        name: "informed", token: SmallWorld.nbt, coin: SmallWorld.btc, capital: capital, informed))
    var noise = NoiseTraderParameters()
    noise.arrivalsPerMinute = 0.7
    (noise.medianTokens, noise.sizeSigma, noise.patience) = (1, 0, 0.9)
    (noise.capitalTokens, noise.capitalCoins) = (capital.tokens, capital.coins)
    world.simulation.add(NoiseTraders(name: "noise", token: SmallWorld.nbt, parameters: noise))

    var maker: Counterparty?
    var held = (tokens: 0.0, coins: 0.0)
    var minutes: [Minute] = []
    let look = { (context: Context) -> (tokens: Double, coins: Double) in
      guard let maker else { return (0, 0) }
      let owner = context.markets[maker.trader]
      let holdings = [SmallWorld.nbt, SmallWorld.btc].map {
        context.markets.holdings(of: owner, $0, ledger: context.ledger).coins(decimals: 8)
      }
      return (holdings[0], holdings[1])
    }
    let begin = { (context: Context) in
      let one = Counterparty("maker", nbt: 1_000_000, btc: 2_000_000, in: context)
      one.place(.buy, 900_000, usd: 1.35, in: context)
      one.place(.sell, 900_000, usd: 1.65, in: context)
      maker = one
      held = look(context)
    }
    let each = { (minute: Int) in
      { (context: Context) in
        let now = look(context)
        // Two equations: tokens = bought - sold, coins = 1.65 sold - 1.35 bought.
        let (tokens, coins) = (now.tokens - held.tokens, now.coins - held.coins)
        let sold = (coins + 1.35 * tokens) / 0.3
        minutes.append(Minute(value: coin.value(inMinute: minute), sold: sold, bought: tokens + sold))
        held = now
      }
    }
    world.simulation.add(
      Script(
        [(.zero, begin)] + (0..<count - 1).map { (SimDuration.minutes(Int64($0) + 1), each($0)) }))
    world.run(horizon)
    return minutes
  }

  static func checkMaker(minutes count: Int, _ law: Law, atMost error: Double) {
    let minutes = minutes(count)
    let blocks = 40
    let size = minutes.count / blocks
    func ratio(_ top: (Minute) -> Double, _ bottom: (Minute) -> Double) -> BatchMeans {
      BatchMeans(
        batches: (0..<blocks).map { block in
          let part = minutes[block * size..<(block + 1) * size]
          return part.reduce(0) { $0 + top($1) } / part.reduce(0) { $0 + bottom($1) }
        })
    }
    let profit = ratio(\.profit) { $0.sold + $0.bought }
    #expect(law.holds("maker's profit a trade", expected: 0, profit, atMost: error))
    // The quotes are the values that trades reveal; in units of the range from 1 to 2.
    let bought = ratio({ $0.sold * ($0.value - 1) }, \.sold)
    #expect(law.holds("ask: value of what is bought", expected: 0.65, bought, atMost: 1.5 * error))
    let sold = ratio({ $0.bought * ($0.value - 1) }, \.bought)
    #expect(law.holds("bid: value of what is sold", expected: 0.35, sold, atMost: 1.5 * error))
  }

  @Test("V11: at the quotes of Glosten and Milgrom a maker among informed traders earns nothing")
  func maker() { Self.checkMaker(minutes: 12_000, Law(11), atMost: 0.006) }

  @Test(
    "V11: the same over two hundred thousand trades",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func makerAtLength() { Self.checkMaker(minutes: 200_000, Law(11, .long), atMost: 0.0015) }

  /// One auction: the insider's order is (v - p)·σu/σv, the price p + y·σv/(2σu) for all that is ordered.
  static func checkAuctions(count: Int, _ law: Law, atMost error: Double) {
    let stream = RandomStream(key: RandomKey(seed: 1_985, run: 0), name: "auctions", role: .exogenous)
    let (valueDeviation, noiseDeviation) = (1.0, 2.0)
    var (products, squares, profits) = ([Double](), [Double](), [Double]())
    for _ in 0..<count {
      let value = valueDeviation * stream.normal()
      let insider = value * noiseDeviation / valueDeviation
      let ordered = insider + noiseDeviation * stream.normal()
      let price = ordered * valueDeviation / (2 * noiseDeviation)
      products.append(ordered * value)
      squares.append(ordered * ordered)
      profits.append(insider * (value - price))
    }
    let square = squares.reduce(0, +)
    let slope = products.reduce(0, +) / square
    let residuals = zip(products, squares).map { ($0 - slope * $1) * Double(count) / square }
    let slopeError = BatchMeans(residuals).standardError
    #expect(
      law.holds(
        "Kyle: slope of value on orders", expected: 0.25, measured: slope, standardError: slopeError,
        atMost: error))
    #expect(law.holds("Kyle: insider's profit", expected: 1, BatchMeans(profits), atMost: 10 * error))
  }

  @Test("V11: in Kyle's auction prices move by σv/2σu an order, and the insider earns σvσu/2")
  func auction() { Self.checkAuctions(count: 60_000, Law(11), atMost: 0.001) }
}
