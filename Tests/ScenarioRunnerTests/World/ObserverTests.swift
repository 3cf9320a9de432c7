// Who only looks changes nothing; who breaks the books is caught at once.

import Testing

@testable import ScenarioRunner
@testable import SimEngine

/// `"kind": "onlooker"`: looks at everything every second and does nothing.
private struct OnlookerModel: AgentModel {
  static let kind = "onlooker"

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? {
    OnlookerModel()
  }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) {
    world.add(Onlooker(name: group, token: world.token))
  }
}

private final class Onlooker: Component {
  let name: String
  private let token: AssetID
  private(set) var seen = 0.0

  init(name: String, token: AssetID) {
    self.name = name
    self.token = token
  }

  func setUp(in context: Context) { context.schedule(EventKind(rawValue: 0), after: .milliseconds(333)) }

  func handle(_ event: Event, in context: Context) {
    let markets = context.markets
    seen += markets.marketPrice(of: token, at: context.now)
    for asset in 1...Int32(2) {
      // Looks back too, which must not disturb those who look later.
      seen += markets.usdPrice(
        of: AssetID(rawValue: asset), at: SimTime(nanoseconds: context.now.nanoseconds / 2))
      seen += markets.usdPrice(of: AssetID(rawValue: asset), at: context.now)
    }
    for exchange in markets.exchanges {
      seen += exchange.depth(.buy).reduce(0) { $0 + exchange.pair.coins($1.quantity) }
      seen += Double(exchange.orders(of: ParticipantID(rawValue: 0)).count)
    }
    for venue in markets.swapVenues { _ = venue.quote(.sell, paying: Amount(baseUnits: 1_000_000_000)) }
    for program in markets.programs { _ = program.status(on: ExchangeID(rawValue: 0)) }
    context.schedule(EventKind(rawValue: 0), after: .seconds(1))
  }
}

/// `"kind": "thief"`: makes a coin out of nothing.
private struct ThiefModel: AgentModel {
  static let kind = "thief"

  static func read(_ object: ScenarioObject, _ setting: ScenarioSetting) -> (any AgentModel)? { ThiefModel() }

  func build(_ group: String, in world: WorldBuilder) throws(ScenarioError) { world.add(Thief()) }
}

private final class Thief: Component {
  let name = "thief"
  func setUp(in context: Context) { context.schedule(EventKind(rawValue: 0), after: .seconds(61)) }

  /// Takes a coin, and puts it back before anybody who looks only now and then would notice.
  func handle(_ event: Event, in context: Context) {
    let isTaking = event.kind.rawValue == 0
    context.ledger.balances[0] += isTaking ? 1 : -1
    if isTaking { context.schedule(EventKind(rawValue: 1), after: .zero) }
  }
}

@Suite("An observer")
struct ObserverTests {
  private static var registry: ModelRegistry {
    var registry = ModelRegistry.standard
    registry.add(OnlookerModel.self)
    registry.add(ThiefModel.self)
    return registry
  }

  @Test(
    "V4: that does not trade changes no order, no draw, no table and no figure",
    arguments: ["aaa", "holders-too", "zzz"])
  func onlooker(name: String) throws {
    let alone = try TinyScenario.whole.get()
    let tree = try TinyScenario.tree(["agents.\(name)={\"kind\": \"onlooker\"}"])
    let watched = try Replication.simulate(TinyScenario.read(tree, Self.registry), run: 0)
    #expect(watched.events == alone.events + 7_200)
    #expect(watched.fingerprints.orders == alone.fingerprints.orders)
    #expect(watched.fingerprints.draws == alone.fingerprints.draws)
    #expect(watched.fingerprints.exogenous == alone.fingerprints.exogenous)
    #expect(watched.fingerprints.metrics == alone.fingerprints.metrics)
    #expect(watched.fingerprints.events != alone.fingerprints.events)
  }

  @Test("V4: who has nothing and does nothing adds a stream of draws and moves nobody else's")
  func idleGroup() throws {
    let idle = "agents.idle={\"kind\": \"hunters\", \"count\": 1, \"purse\": \"0 USD\"}"
    let (alone, beside) = (try TinyScenario.whole.get(), try TinyScenario.run([idle]))
    for name in ["peg", "trades", "liquidity", "credits", "payouts", "reserve", "reserve_trades"] {
      let tables = [alone, beside].map { $0.tables.first { $0.name == name }?.fields }
      #expect(tables[0] == tables[1], "\(name)")
    }
    let figures = beside.summary.filter { !$0.name.contains("idle") }
    #expect(figures == alone.summary)
  }

  #if DEBUG
    @Test("that makes a coin out of nothing is caught after that very event")
    func thief() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let tree = try TinyScenario.tree(["agents.thief={\"kind\": \"thief\"}"])
        let world = try WorldBuilder.build(TinyScenario.read(tree, ObserverTests.registry), run: 0)
        // Not to the end, where books are checked in any build.
        _ = world.simulation.run(until: .start + .seconds(62))
      }
      let error = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
      #expect(error.contains("invariant broken: the accounts of NBT sum to 1, not to zero"))
    }
  #endif
}
