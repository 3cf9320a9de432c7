// The zero-intelligence book against the laws of queues and of the continuous double auction.

import Laws
import SimEngine
import Testing

@testable import AgentModels

/// Passes events on to a flow and looks at the book after each, in its own place, so that nothing is missed.
private final class Watched: Component {
  let name = "watched"
  let flow: ZeroIntelligenceFlow
  private let look: (ZeroIntelligenceFlow, Context) -> Void

  private static let check = EventKind(rawValue: 50)

  init(_ flow: ZeroIntelligenceFlow, _ look: @escaping (ZeroIntelligenceFlow, Context) -> Void) {
    self.flow = flow
    self.look = look
  }

  func setUp(in context: Context) { flow.setUp(in: context) }

  func handle(_ event: Event, in context: Context) {
    if event.kind == Watched.check { return look(flow, context) }
    flow.handle(event, in: context)
    context.schedule(Watched.check, at: context.now, phase: .metrics, target: context.active)
  }
}

@Suite("Zero-intelligence flow")
struct ZeroIntelligenceTests {
  /// Orders of one unit a tick apart, at the rates that Cont, Stoikov and Talreja found.
  static func parameters() -> ZeroIntelligenceParameters {
    var parameters = ZeroIntelligenceParameters()
    parameters.limitOrdersPerMinute = 1.85
    parameters.levels = 1
    // A satoshi of a coin of 500 USD.
    parameters.grid = 5e-6
    parameters.size = TradeSize(medianTokens: 1, sigma: 0)
    parameters.capital = GroupCapital(
      tokens: SmallWorld.nbt(10_000_000),
      coins: [CoinHolding(asset: SmallWorld.btc, amount: SmallWorld.btc(10_000))])
    return parameters
  }

  static func flow(_ parameters: ZeroIntelligenceParameters) -> ZeroIntelligenceFlow {
    ZeroIntelligenceFlow(
      name: "zero", group: "zero", exchange: ExchangeID(rawValue: 0), parameters: parameters)
  }

  // MARK: Counts

  /// The resting orders of both sides at the ends of equal spans, and the counts of the summary.
  static func restingOrders(
    _ parameters: ZeroIntelligenceParameters, minutes: Int64
  ) -> (counts: [Double], summary: [String: Double]) {
    let world = SmallWorld(latency: .zero)
    let zero = flow(parameters)
    world.simulation.add(zero)
    var counts: [Double] = []
    let samples = (1...minutes - 1).map { minute in
      (
        time: SimDuration.minutes(minute),
        action: { (context: Context) in
          counts.append(
            Double(context.markets.exchanges[0].orders(of: ParticipantID(rawValue: 0)).count))
        }
      )
    }
    world.simulation.add(Script(samples))
    world.run(.minutes(minutes))
    let summary = zero.summarize(in: world.context).map { ($0.name, $0.value ?? .nan) }
    return (counts, Dictionary(uniqueKeysWithValues: summary))
  }

  @Test(
    "V3: a level that nobody trades holds a Poisson number of orders of mean and variance λ/θ, as Little says"
  )
  func untradedLevel() throws {
    var parameters = Self.parameters()
    parameters.marketOrdersPerMinute = 0
    parameters.limitOrdersPerMinute = 4
    parameters.cancelsPerMinute = 0.5
    let (counts, summary) = Self.restingOrders(parameters, minutes: 8_000)
    let settled = Array(counts.dropFirst(40))
    let law = Law(3)
    #expect(law.holds("mean count of two sides", expected: 16, BatchMeans(settled), atMost: 0.16))
    let squares = BatchMeans(settled.map { ($0 - 16) * ($0 - 16) })
    #expect(law.holds("variance of the count", expected: 16, squares, atMost: 0.8))
    let arrivals = try #require(summary["zero.limit_orders_count"])
    #expect(
      law.holds(
        "orders that came", expected: 64_000, measured: arrivals, standardError: 64_000.0.squareRoot(),
        atMost: 640))
    // Little: the number there is the rate at which orders come times how long one stays.
    let stay = BatchMeans(settled).mean / (arrivals / 8_000)
    #expect(
      law.holds("minutes that an order stays by Little's law", expected: 2, measured: stay, within: 0.01))
    #expect(summary["zero.without_funds_count"] == 0)
  }

  @Test("Where orders further away stay longer, every level holds the number that its own rate keeps there")
  func fadingCancels() {
    var parameters = Self.parameters()
    parameters.marketOrdersPerMinute = 0
    parameters.limitOrdersPerMinute = 8
    (parameters.levels, parameters.decay) = (3, 0)
    (parameters.cancelsPerMinute, parameters.cancelDecay) = (0.25, 1)
    parameters.ordersAtStart = (40, 40)
    let (counts, _) = Self.restingOrders(parameters, minutes: 1_600)
    // On each side 8 / 0.25 orders at the first level, two and three times as many at the next two.
    let settled = Array(counts.dropFirst(80))
    #expect(BatchMeans(settled).distance(from: 384).magnitude < 4)
    #expect(BatchMeans(settled).standardError < 5)
    let squares = BatchMeans(settled.map { ($0 - 384) * ($0 - 384) })
    #expect(squares.distance(from: 384).magnitude < 4)
  }

  // MARK: First passage

  /// In how many races the ask is used up before the bid.
  static func upwardMoves(
    _ flow: ZeroIntelligenceParameters = parameters(), bids: Int, asks: Int, races: Int
  ) -> Int {
    let world = SmallWorld(latency: .zero)
    var parameters = flow
    parameters.ordersAtStart = (bids, asks)
    var (ups, done) = (0, 0)
    let bid = SmallWorld.pair.price(roundingDown: 1.0 / 500)
    world.simulation.add(
      Watched(self.flow(parameters)) { flow, context in
        let exchange = context.markets.exchanges[0]
        let (isDown, isUp) = (
          exchange.bestBid != bid, exchange.bestAsk != Price(ticks: bid.ticks + 1)
        )
        guard done < races, isDown || isUp else { return }
        done += 1
        if isUp { ups += 1 }
        exchange.submit(.cancelAll(by: ParticipantID(rawValue: 0)), in: context)
        flow.begin(bids: bids, asks: asks, in: context)
      })
    while done < races { _ = world.simulation.run(until: world.context.now + .minutes(2_000)) }
    return ups
  }

  typealias Passage = (bids: Int, asks: Int, probability: Double)

  static func check(
    _ passages: [Passage], of flow: ZeroIntelligenceParameters = parameters(), races: Int, _ law: Law
  ) {
    for (bids, asks, probability) in passages {
      let ups = upwardMoves(flow, bids: bids, asks: asks, races: races)
      #expect(
        law.holds(
          "P(mid rises first); bids \(bids); asks \(asks)", expected: probability, successes: ups, of: races,
          atMost: 0.51 / Double(races).squareRoot()))
    }
  }

  static let passages: [Passage] = [
    (1, 2, 0.3352), (1, 3, 0.2590), (1, 4, 0.2158), (1, 5, 0.1878), (2, 3, 0.4069), (2, 5, 0.3072),
    (3, 4, 0.4366), (4, 5, 0.4523), (2, 2, 0.5), (2, 1, 1 - 0.3352),
  ]

  @Test("V7: the mid rises first with the probability of Cont, Stoikov and Talreja")
  func firstPassage() { Self.check([Self.passages[0], Self.passages[5]], races: 2_000, Law(7)) }

  @Test(
    "V7: the same for ten pairs of queues, with standard errors of 0.0016",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func firstPassageAtLength() { Self.check(Self.passages, races: 100_000, Law(7, .long)) }

  /// Market orders come as often as limit orders at the best price, and nobody takes an order back: each queue is a walk
  /// that is as likely to grow as to shrink.
  static var balanced: ZeroIntelligenceParameters {
    var parameters = parameters()
    parameters.limitOrdersPerMinute = 1
    parameters.marketOrdersPerMinute = 1
    parameters.cancelsPerMinute = 1e-9
    return parameters
  }

  static let balancedPassages: [Passage] = [
    (1, 2, 0.3023), (1, 3, 0.2094), (2, 3, 0.3767), (1, 5, 0.1271), (3, 5, 0.3452),
  ]

  /// The integral of Cont and de Larrard for the chance that the ask is used up first.
  static func balancedPassage(bids: Int, asks: Int) -> Double {
    // By the midpoint rule; e^(int) comes from a rotation by one step, since there is no sine to be had here.
    let steps = 40_000
    let half = 3.141_592_653_589_793 / Double(2 * steps)
    let (sine, cosine) = (half - half * half * half / 6, 1 - half * half / 2 + half * half * half * half / 24)
    let turn = { (x: (Double, Double), y: (Double, Double)) in
      (x.0 * y.0 - x.1 * y.1, x.0 * y.1 + x.1 * y.0)
    }
    // The half angle t/2 advances by `half` a step and begins at half of it.
    var angle = (1.0, half / 2)
    var sum = 0.0
    for _ in 0..<steps {
      let whole = turn(angle, angle)
      let multiple = (1..<bids).reduce(whole) { power, _ in turn(power, whole) }
      let level = 2 - whole.0
      let decay = level - (level * level - 1).squareRoot()
      sum += (0..<asks).reduce(1.0) { power, _ in power * decay } * multiple.1 * angle.0 / angle.1
      angle = turn(angle, (cosine, sine))
    }
    return sum / Double(steps)
  }

  @Test("V8: in a balanced flow the mid rises first with the probability of Cont and de Larrard")
  func balancedFirstPassage() {
    for (bids, asks, probability) in Self.balancedPassages {
      let integral = Self.balancedPassage(bids: bids, asks: asks)
      #expect(
        Law(8).holds(
          "integral; bids \(bids); asks \(asks)", expected: probability, measured: integral, within: 3e-4))
    }
    Self.check([Self.balancedPassages[0]], of: Self.balanced, races: 2_000, Law(8))
  }

  @Test(
    "V8: the same for five pairs of queues, with standard errors of 0.0023",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func balancedFirstPassageAtLength() {
    Self.check(Self.balancedPassages, of: Self.balanced, races: 50_000, Law(8, .long))
  }

  // MARK: Spread

  /// The mean spread in units of μ/α, where μ market orders and α limit orders a tick and side come a minute.
  /// - Parameters:
  ///   - lives: Mean lives of an order that the run lasts; the first ten of them are its warm-up.
  ///   - looks: How often the spread is looked at in a life.
  static func spread(cancelRatio: Double, marketOrders: Double, lives: Double, looks: Int) -> BatchMeans {
    let world = SmallWorld(latency: .zero)
    var parameters = parameters()
    let cancels = cancelRatio * marketOrders
    parameters.limitOrdersPerMinute = 1
    parameters.decay = 0
    parameters.levels = Int(4 * marketOrders)
    parameters.marketOrdersPerMinute = marketOrders / 2
    parameters.cancelsPerMinute = cancels
    parameters.ordersAtStart = (3, 3)
    world.simulation.add(flow(parameters))
    var spreads: [Double] = []
    world.simulation.add(
      Script(
        (10 * looks..<Int(lives) * looks).map { sample in
          (
            time: SimDuration(rounding: 60 * Double(sample) / (Double(looks) * cancels)),
            action: { (context: Context) in
              let exchange = context.markets.exchanges[0]
              guard let bid = exchange.bestBid, let ask = exchange.bestAsk else { return }
              spreads.append(Double(ask.ticks - bid.ticks) / marketOrders)
            }
          )
        }))
    world.run(SimDuration(rounding: 60 * lives / cancels))
    return BatchMeans(spreads)
  }

  static func checkSpread(
    cancelRatio: Double, marketOrders: Double = 100, expected: Double, lives: Double, looks: Int = 10,
    _ law: Law
  ) {
    let spread = spread(cancelRatio: cancelRatio, marketOrders: marketOrders, lives: lives, looks: looks)
    // Other programs know the law to two per cent.
    #expect(
      law.holds(
        "spread in units of μ/α; δ/μ = \(cancelRatio); μ/2α = \(Int(marketOrders / 2)) ticks",
        expected: expected,
        spread, atMost: 0.02 * expected, knownTo: 0.02))
  }

  @Test(
    "V9: the spread of a zero-intelligence book is 0.382 μ/α where a tenth as many orders are cancelled as met"
  )
  func spreadAtOneRate() {
    Self.checkSpread(cancelRatio: 0.1, expected: 0.382, lives: 600, Law(9))
  }

  @Test(
    "V9: the same within 2 % and four standard errors at eight rates, and halving α doubles the spread",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"),
    arguments: [
      (0.0005, 0.223), (0.0025, 0.229), (0.01, 0.250), (0.025, 0.279), (0.05, 0.316), (0.1, 0.382),
      (0.25, 0.550), (0.5, 0.820),
    ])
  func spreadAtLength(cancelRatio: Double, expected: Double) {
    for marketOrders in [100.0, 200] {
      Self.checkSpread(
        cancelRatio: cancelRatio, marketOrders: marketOrders, expected: expected,
        lives: cancelRatio < 0.02 ? 300 : 2_000,
        // The longest lives see two thousand market orders, and with ten looks most of what happens would be missed.
        looks: cancelRatio < 0.001 ? 200 : 10, Law(9, .long))
    }
  }
}
