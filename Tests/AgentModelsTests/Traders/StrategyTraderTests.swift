// Hawkes flow, informed, value and momentum traders: what they want, and that their chance is their own.

import Laws
import SimEngine
import Testing

@testable import AgentModels

/// A price that moves at given minutes.
private final class StepPrice: ReferencePrice {
  let steps: [(minute: Double, usd: Double)]
  init(_ steps: [(minute: Double, usd: Double)]) { self.steps = steps }
  func usdPrice(at time: SimTime) -> Double {
    steps.last { $0.minute <= time.seconds / 60 }?.usd ?? steps[0].usd
  }
}

@Suite("Traders with a strategy")
struct StrategyTraderTests {
  static let capital = GroupCapital(
    tokens: SmallWorld.nbt(1_000_000),
    coins: [CoinHolding(asset: SmallWorld.btc, amount: SmallWorld.btc(2_000))])

  static func size(_ tokens: Double) -> TradeSize { TradeSize(medianTokens: tokens, sigma: 0) }

  /// Runs a group against makers whose quotes are replaced at given minutes.
  static func run(
    _ group: StrategyTraders, quotes: [(minute: Int64, bid: Double, ask: Double)], hours: Int64 = 4,
    btc: any ReferencePrice = ConstantPrice(usd: 500)
  ) -> (world: SmallWorld, figures: [String: Double]) {
    let world = SmallWorld(btc: btc)
    world.simulation.add(group)
    world.simulation.add(
      Script(
        quotes.enumerated().map { index, quote in
          (
            time: SimDuration.minutes(quote.minute),
            action: { replaceQuotes(index, quote.bid, quote.ask, in: $0) }
          )
        }))
    world.run(.hours(hours))
    let figures = group.summarize(in: world.context).map { ($0.name, $0.value ?? .nan) }
    return (world, Dictionary(uniqueKeysWithValues: figures))
  }

  /// Puts new makers up in the place of those before them.
  private static func replaceQuotes(_ index: Int, _ bid: Double, _ ask: Double, in context: Context) {
    for maker in context.markets.traders where maker.group == "test" {
      context.markets.exchanges[0].submit(.cancelAll(by: maker.seats[0].participant), in: context)
    }
    let maker = Counterparty("maker-\(index)", in: context)
    maker.place(.buy, 900_000, usd: bid, in: context)
    maker.place(.sell, 900_000, usd: ask, in: context)
  }

  static func group(_ number: Int) -> StrategyTraders {
    switch number {
    case 0:
      var parameters = HawkesFlowParameters()
      parameters.tradesPerMinuteAndSide = 1
      parameters.size = size(10)
      return StrategyTraders(name: "group", token: SmallWorld.nbt, capital: capital, parameters)
    case 1:
      var parameters = InformedTraderParameters()
      parameters.lead = .minutes(30)
      parameters.size = size(10)
      return StrategyTraders(
        name: "group", token: SmallWorld.nbt, coin: SmallWorld.btc, capital: capital, parameters)
    case 2:
      var parameters = ValueTraderParameters()
      parameters.looksPerMinute = 0.02
      parameters.size = size(10)
      return StrategyTraders(name: "group", token: SmallWorld.nbt, capital: capital, parameters)
    default:
      var parameters = MomentumTraderParameters()
      parameters.looksPerMinute = 2
      parameters.size = size(10)
      return StrategyTraders(name: "group", token: SmallWorld.nbt, capital: capital, parameters)
    }
  }

  @Test("Their exogenous draws are the same whatever the market looks like", arguments: 0..<4)
  func commonChance(number: Int) {
    let runs = [(0.99, 1.01), (0.5, 1.6), (1.1, 1.2)].map { bid, ask in
      let (world, figures) = Self.run(Self.group(number), quotes: [(0, bid, ask)], hours: 2)
      _ = world.simulation.finish()
      return (world.context.fingerprints.exogenous.text, figures["group.looks_count"] ?? .nan)
    }
    #expect(runs.allSatisfy { $0 == runs[0] })
    #expect(runs[0].1 > 100)
  }

  @Test("A Hawkes flow trades at its mean rate on each side, clustered as its branching says")
  func hawkesFlow() throws {
    let (_, figures) = Self.run(Self.group(0), quotes: [(0, 0.99, 1.01)], hours: 60)
    let count = try #require(figures["group.trades_count"])
    // Own and cross branching 0.5 and 0.1: all trades together have n = 0.6, a variance of 1/(1 - n)^2 times the mean.
    #expect((count - 7_200).magnitude < 4 * 7_200.0.squareRoot() / 0.4)
    #expect(figures["group.refused_count"] == 0)
    let (bought, sold) = (
      try #require(figures["group.bought_tokens"]), try #require(figures["group.sold_tokens"])
    )
    // The difference of the sides has n = 0.5 - 0.1.
    #expect(((bought - sold) / 10).magnitude < 4 * 7_200.0.squareRoot() / 0.6)
  }

  @Test(
    "An informed trader takes what the coming price makes cheap, from its lead before the move on and no longer"
  )
  func informed() throws {
    // The coin falls by 4 %: a token will be worth 1/480 of it, and 1.0417 USD at its price of today.
    func bought(fallingAt minute: Double, hours: Int64 = 1) throws -> Double {
      let btc = StepPrice([(0, 500), (minute, 480)])
      let (_, figures) = Self.run(
        Self.group(1), quotes: [(0, 0.995, 1.005)], hours: hours, btc: btc)
      #expect(figures["group.sold_tokens"] == 0)
      return try #require(figures["group.bought_tokens"])
    }
    // He looks once a minute and knows it thirty minutes ahead.
    let known = try bought(fallingAt: 60) / 10
    #expect((known - 30).magnitude < 4 * 30.0.squareRoot())
    #expect(try bought(fallingAt: 120) == 0)
    // After the fall the maker, who stands still in coins, asks 0.965 USD.
    #expect(try bought(fallingAt: 60, hours: 2) > 10 * known + 300)
    let (_, calm) = Self.run(Self.group(1), quotes: [(0, 0.995, 1.005)])
    #expect(calm["group.trades_count"] == 0)
  }

  @Test("A value trader without noise in a fundamental that stands still trades at the peg alone")
  func value() {
    var parameters = ValueTraderParameters()
    parameters.fundamental.deviation = 0
    parameters.looksPerMinute = 0.02
    parameters.size = Self.size(10)
    for (bid, ask, bought, sold) in [
      (0.99, 1.01, false, false), (0.98, 0.995, true, false), (1.005, 1.02, false, true),
    ] {
      let group = StrategyTraders(
        name: "group", token: SmallWorld.nbt, capital: Self.capital, parameters)
      let (_, figures) = Self.run(group, quotes: [(0, bid, ask)], hours: 2)
      #expect((figures["group.bought_tokens"] ?? 0 > 0) == bought)
      #expect((figures["group.sold_tokens"] ?? 0 > 0) == sold)
    }
  }

  @Test(
    "A belief is the conditional expectation: it agrees with Gauss's formula for two observations")
  func belief() {
    let (pull, variance, noise) = (0.03, 4.0, 2.5)
    var belief = MeanRevertingBelief(
      longRunMean: 10, pullPerMinute: pull, longRunVariance: variance)
    belief.observe(13, noiseVariance: noise, at: .start + .minutes(7))
    #expect((belief.mean - (10 + 4 / 6.5 * 3)).magnitude < 1e-12)
    #expect((belief.variance - 4 * 2.5 / 6.5).magnitude < 1e-12)
    belief.observe(8, noiseVariance: noise, at: .start + .minutes(27))
    // Observations have variance v + n and covariance v c, c = e^(-κ 20 min); the value at the second, v c and v.
    let c = DeterministicMath.exp(-pull * 20)
    let (own, cross) = (variance + noise, variance * c)
    let determinant = own * own - cross * cross
    let (first, second) = (
      (cross * own - variance * cross) / determinant, (variance * own - cross * cross) / determinant
    )
    #expect((belief.mean - (10 + first * 3 + second * -2)).magnitude < 1e-12)
    #expect((belief.variance - (variance - first * cross - second * variance)).magnitude < 1e-12)
    #expect((belief.forecast(afterMinutes: 1_000) - 10).magnitude < 1e-9)
  }

  @Test("A belief settles at the variance of the steady filter and stays unbiased")
  func steadyBelief() {
    let (pull, variance, noise) = (0.05, 1.0, 0.5)
    let stream = RandomStream(key: RandomKey(seed: 3, run: 0), name: "noise", role: .exogenous)
    var belief = MeanRevertingBelief(longRunMean: 0, pullPerMinute: pull, longRunVariance: variance)
    let decay = DeterministicMath.exp(-pull * 3)
    var value = 0.0
    var errors: [Double] = []
    for step in 1...20_000 as ClosedRange<Int64> {
      value = value * decay + (1 - decay * decay).squareRoot() * stream.normal()
      belief.observe(
        value + noise.squareRoot() * stream.normal(), noiseVariance: noise,
        at: .start + .minutes(3 * step))
      if step > 50 { errors.append(value - belief.mean) }
    }
    let before = decay * decay * belief.variance + 1 - decay * decay
    #expect((before * noise / (before + noise) - belief.variance).magnitude < 1e-12)
    #expect(BatchMeans(errors).distance(from: 0).magnitude < 4)
    #expect(BatchMeans(errors.map { $0 * $0 }).distance(from: belief.variance).magnitude < 4)
  }

  @Test("Momentum traders sell after a fall, buy after a rise, and leave a price that stands alone")
  func momentum() throws {
    let (_, calm) = Self.run(Self.group(3), quotes: [(0, 0.99, 1.01)])
    #expect(calm["group.trades_count"] == 0)
    let (_, falling) = Self.run(Self.group(3), quotes: [(0, 0.99, 1.01), (60, 0.95, 0.97)])
    #expect(try #require(falling["group.sold_tokens"]) > 100)
    #expect(falling["group.bought_tokens"] == 0)
    let (_, rising) = Self.run(Self.group(3), quotes: [(0, 0.99, 1.01), (60, 1.03, 1.05)])
    #expect(try #require(rising["group.bought_tokens"]) > 100)
    #expect(rising["group.sold_tokens"] == 0)
    #expect((MomentumTrading.tanh(0.3) - 0.291312612451591).magnitude < 1e-15)
    #expect(MomentumTrading.tanh(-800) == -1 && MomentumTrading.tanh(0) == 0)
  }
}
