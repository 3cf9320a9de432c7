// Queues whose laws are known, on the event engine: M/M/1, M/D/1, and a purse that may run dry.

import Foundation
import Laws
import SimEngine
import Testing

/// Whether the long variants of tests run.
private let isExtensive = ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil

/// One server, customers who come at random, first come first served.
private final class SingleServer: Component {
  let name = "server"
  /// The wait of each customer before he is served, in the order of arrival, in seconds.
  private(set) var waits: [Double] = []
  /// How long each customer was there, in the order of leaving, in seconds.
  private(set) var stays: [Double] = []
  /// The number of customers that each newcomer found.
  private(set) var found: [Double] = []
  /// What the event log hashes to without events: the draws of each customer, to check the waits by.
  private(set) var draws: [(gap: Double, service: Double)] = []

  private let rate: Double
  private let drawsService: (RandomStream) -> Double
  private var queue: [(arrived: SimTime, service: Double)] = []
  private var head = 0
  private var gaps: RandomStream?
  private var services: RandomStream?
  private static let arrival = EventKind(rawValue: 0)
  private static let departure = EventKind(rawValue: 1)

  init(rate: Double, service: @escaping (RandomStream) -> Double) {
    (self.rate, drawsService) = (rate, service)
  }

  func setUp(in context: Context) {
    gaps = context.stream("server/gaps", .exogenous)
    services = context.stream("server/services", .exogenous)
    scheduleArrival(in: context)
  }

  func handle(_ event: Event, in context: Context) {
    if event.kind == SingleServer.arrival {
      arrive(in: context)
      scheduleArrival(in: context)
    } else {
      stays.append((context.now - queue[head].arrived).seconds)
      head += 1
      if head < queue.count { serve(in: context) }
    }
  }

  private func scheduleArrival(in context: Context) {
    guard let gaps, let services else { return }
    draws.append((gaps.exponential(mean: 1 / rate), drawsService(services)))
    context.schedule(SingleServer.arrival, after: SimDuration(rounding: draws[draws.count - 1].gap))
  }

  private func arrive(in context: Context) {
    found.append(Double(queue.count - head))
    queue.append((context.now, draws[draws.count - 1].service))
    if head == queue.count - 1 { serve(in: context) }
  }

  private func serve(in context: Context) {
    waits.append((context.now - queue[head].arrived).seconds)
    context.schedule(SingleServer.departure, after: SimDuration(rounding: queue[head].service))
  }
}

@Suite("Queues")
struct QueueTests {
  /// A server that customers come to at a rate of 0.8, each with a mean service of 1.
  private static func serve(
    customers: Int, service: @escaping (RandomStream) -> Double
  ) -> SingleServer {
    let simulation = Simulation(seed: 2, assets: [Asset(symbol: "NBT", decimals: 8)])
    let server = SingleServer(rate: 0.8, service: service)
    simulation.add(server)
    _ = simulation.run(until: .start + SimDuration(rounding: Double(customers) / 0.8))
    return server
  }

  /// The values after the first thousandth part, which begins with nobody there.
  private static func settled(_ values: [Double]) -> BatchMeans {
    BatchMeans(Array(values.dropFirst(values.count / 1_000)))
  }

  /// The largest standard errors as shares of what is expected.
  private static func checkExponential(customers: Int, _ law: Law, share: Double) {
    let server = serve(customers: customers) { $0.exponential(mean: 1) }
    // Arrivals see time averages: the number that a newcomer finds has the mean of the number at any time.
    #expect(law.holds("M/M/1 number in the system", expected: 4, settled(server.found), atMost: 4 * share))
    let waiting = settled(server.found.map { max(0, $0 - 1) })
    #expect(law.holds("M/M/1 number waiting", expected: 3.2, waiting, atMost: 3.2 * share))
    #expect(law.holds("M/M/1 time in the system", expected: 5, settled(server.stays), atMost: 5 * share))
    #expect(law.holds("M/M/1 time waiting", expected: 4, settled(server.waits), atMost: 4 * share))
    let late = settled(server.stays.map { $0 > 5 ? 1 : 0 })
    #expect(law.holds("M/M/1 P(time > 5)", expected: 0.36788, late, atMost: 0.36788 * share))
  }

  private static func checkConstant(customers: Int, _ law: Law, share: Double) {
    let server = serve(customers: customers) {
      _ = $0.uniform(); return 1
    }
    let waiting = settled(server.found.map { max(0, $0 - 1) })
    #expect(law.holds("M/D/1 number waiting", expected: 1.6, waiting, atMost: 1.6 * share))
  }

  @Test("V2: a queue M/M/1 and one M/D/1 are as long, and the wait in them is, as Erlang and Khinchin say")
  func lengths() {
    Self.checkExponential(customers: 40_000, Law(2), share: 0.08)
    Self.checkConstant(customers: 40_000, Law(2), share: 0.08)
  }

  @Test(
    "V2: the same over four million customers, to one per cent",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func lengthsAtLength() {
    Self.checkExponential(customers: 4_000_000, Law(2, .long), share: 0.01)
    Self.checkConstant(customers: 4_000_000, Law(2, .long), share: 0.01)
  }

  @Test("V2: every customer waits as Lindley's recursion says, to a nanosecond an event")
  func recursion() {
    let server = Self.serve(customers: 5_000) { $0.exponential(mean: 1) }
    var wait = 0.0
    for (customer, found) in server.waits.enumerated().dropFirst() {
      wait = max(0, wait + server.draws[customer - 1].service - server.draws[customer].gap)
      #expect((found - wait).magnitude < 1e-9 * Double(2 * customer + 2))
    }
    #expect(server.waits.count > 4_000)
  }

  // MARK: Ruin

  /// A purse that money comes into steadily and claims are paid from at random, until it cannot pay one.
  private final class Purse: Component {
    let name: String
    private(set) var isRuined = false
    private var money: Double
    private let refill: Double
    private let ceiling: Double
    private var claims: RandomStream?
    private var last = SimTime.start

    init(_ name: String, money: Double, refillPerMinute refill: Double, until ceiling: Double) {
      (self.name, self.money, self.refill, self.ceiling) = (name, money, refill, ceiling)
    }

    func setUp(in context: Context) {
      claims = context.stream("\(name)/claims", .exogenous)
      schedule(in: context)
    }

    func handle(_ event: Event, in context: Context) {
      guard let claims else { return }
      money += refill * (context.now - last).minutes - claims.exponential(mean: 100)
      last = context.now
      isRuined = money < 0
      if !isRuined, money < ceiling { schedule(in: context) }
    }

    private func schedule(in context: Context) {
      guard let claims else { return }
      context.schedule(EventKind(rawValue: 0), after: SimDuration(rounding: 60 * claims.exponential(mean: 1)))
    }
  }

  private static func checkRuin(purses: Int, _ law: Law, atMost error: Double) {
    let simulation = Simulation(seed: 31, assets: [Asset(symbol: "NBT", decimals: 8)])
    // From 10,000 on ruin has a chance below 1 in 10,000, a fiftieth of the error.
    let all = (0..<purses).map { Purse("purse-\($0)", money: 1_000, refillPerMinute: 110, until: 10_000) }
    for purse in all { simulation.add(purse) }
    _ = simulation.run(until: .start + .days(365))
    // ψ(u) = e^(-θu/((1 + θ)·100)) / (1 + θ) with θ = 0.1.
    #expect(
      law.holds(
        "probability of ruin", expected: 0.36626, successes: all.count { $0.isRuined }, of: purses,
        atMost: error))
  }

  @Test("V31: a reserve that is refilled is ruined with the probability of Cramér and Lundberg")
  func ruin() { Self.checkRuin(purses: 1_000, Law(31), atMost: 0.016) }

  @Test(
    "V31: the same over twenty thousand reserves",
    .enabled(if: isExtensive, "SIMRUN_EXTENSIVE is not set"))
  func ruinAtLength() { Self.checkRuin(purses: 20_000, Law(31, .long), atMost: 0.0035) }
}
