// The zero-intelligence book against the laws of queues and of the continuous double auction.

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
    #expect(BatchMeans(settled).distance(from: 16).magnitude < 4)
    #expect(BatchMeans(settled.map { ($0 - 16) * ($0 - 16) }).distance(from: 16).magnitude < 4)
    #expect(BatchMeans(settled).standardError < 0.01 * 16)
    let arrivals = try #require(summary["zero.limit_orders_count"])
    #expect((arrivals - 64_000).magnitude < 4 * 64_000.0.squareRoot())
    #expect(summary["zero.without_funds_count"] == 0)
  }

  // MARK: First passage

  /// The share of races in which the ask is used up before the bid.
  static func upwardMoves(bids: Int, asks: Int, races: Int) -> Double {
    let world = SmallWorld(latency: .zero)
    var parameters = parameters()
    parameters.ordersAtStart = (bids, asks)
    var (ups, done) = (0, 0)
    let bid = SmallWorld.pair.price(roundingDown: 1.0 / 500)
    world.simulation.add(
      Watched(flow(parameters)) { flow, context in
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
    return Double(ups) / Double(races)
  }

  static let passages: [(bids: Int, asks: Int, probability: Double)] = [
    (1, 2, 0.3352), (1, 3, 0.2590), (1, 4, 0.2158), (1, 5, 0.1878), (2, 3, 0.4069), (2, 5, 0.3072),
    (3, 4, 0.4366), (4, 5, 0.4523), (2, 2, 0.5), (2, 1, 1 - 0.3352),
  ]

  static func checkPassages(_ cases: [(bids: Int, asks: Int, probability: Double)], races: Int) {
    for (bids, asks, probability) in cases {
      let error = (probability * (1 - probability) / Double(races)).squareRoot()
      let found = upwardMoves(bids: bids, asks: asks, races: races)
      #expect((found - probability).magnitude < 4 * error, "\(bids) bids, \(asks) asks: \(found)")
    }
  }

  @Test("V7: the mid rises first with the probability of Cont, Stoikov and Talreja")
  func firstPassage() { Self.checkPassages([Self.passages[0], Self.passages[5]], races: 2_000) }

  @Test(
    "V7: the same for ten pairs of queues, with standard errors of 0.0016",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func firstPassageAtLength() { Self.checkPassages(Self.passages, races: 100_000) }

  // MARK: Spread

  /// The mean spread in units of μ/α, where μ market orders and α limit orders a tick and side come a minute.
  static func spread(cancelRatio: Double, marketOrders: Double, lives: Double) -> BatchMeans {
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
    let count = Int(lives * 10)
    world.simulation.add(
      Script(
        (100..<count).map { sample in
          (
            time: SimDuration(rounding: 60 * Double(sample) / (10 * cancels)),
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

  @Test(
    "V9: the spread of a zero-intelligence book is 0.382 μ/α where a tenth as many orders are cancelled as met"
  )
  func spreadAtOneRate() {
    let spread = Self.spread(cancelRatio: 0.1, marketOrders: 100, lives: 600)
    #expect((spread.mean / 0.382 - 1).magnitude < 0.02 + 4 * spread.standardError / 0.382)
    #expect(spread.standardError < 0.02 * 0.382)
  }

  @Test(
    "V9: the same within 2 % at seven rates, and halving α doubles the spread",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"),
    arguments: [
      (0.0025, 0.229), (0.01, 0.250), (0.025, 0.279), (0.05, 0.316), (0.1, 0.382), (0.25, 0.550),
      (0.5, 0.820),
    ])
  func spreadAtLength(cancelRatio: Double, expected: Double) {
    let spread = Self.spread(
      cancelRatio: cancelRatio, marketOrders: 100, lives: cancelRatio < 0.02 ? 300 : 2_000)
    #expect(
      (spread.mean / expected - 1).magnitude < 0.02, "\(spread.mean) +- \(spread.standardError)")
    let halved = Self.spread(
      cancelRatio: cancelRatio, marketOrders: 200, lives: cancelRatio < 0.02 ? 300 : 2_000)
    #expect(
      (halved.mean / spread.mean - 1).magnitude < 0.02, "\(halved.mean) +- \(halved.standardError)")
  }
}
