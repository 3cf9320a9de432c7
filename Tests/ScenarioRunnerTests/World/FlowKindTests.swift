// The kinds of order flow as scenarios: that each takes part and disturbs nobody's chance, and what is refused.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Kinds of order flow")
struct FlowKindTests {
  static let purse = #""size": "20 NBT", "tokens": "5000 NBT", "coins": "5000 USD""#
  static let kinds = [
    #"{ "kind": "hawkes", "rate": "1/min", \#(purse) }"#,
    #"{ "kind": "informed", "rate": "1/min", "coin": "BTC", "lead": "30min", \#(purse) }"#,
    #"{ "kind": "value", "rate": "1/min", "fundamentalDeviation": "2%", "observationNoise": "0.1%", \#(purse) }"#,
    #"{ "kind": "momentum", "rate": "2/min", "scale": "0.05%", \#(purse) }"#,
    #"{ "kind": "zero-intelligence", "limitOrders": "1/min", "marketOrders": "0.5/min", "cancels": "0.1/min", \#(purse) }"#,
    #"{ "kind": "herd", "rate": "20/min", "count": 30, "ownChance": "2%", \#(purse) }"#,
    #"{ "kind": "avellaneda-stoikov", "capital": "2000 USD", "tolerance": "1%", "bonus": "0.2%/day" }"#,
    #"""
    { "kind": "value", "rate": "1/min", "fundamentalShocks": { "perYear": 900, "mean": "5%", "deviation": "1%" },
      "fundamentalMeans": { "10min": "-5%", "30min": "0%" }, \#(purse) }
    """#,
  ]

  /// The value traders, with a key more.
  static func value(_ key: String) -> String { kinds[2].replacing("\"rate\"", with: "\(key), \"rate\"") }

  static func scenario(_ group: String) throws -> Scenario {
    try TinyScenario.scenario(["agents.group=\(group)", "token.supply=\"200000 NBT\""])
  }

  @Test("Every kind can be named in a scenario, trades, and keeps to what it has", arguments: kinds)
  func everyKind(group: String) throws {
    let result = try Replication.simulate(try Self.scenario(group), run: 0)
    #expect(result.status == .complete)
    let own = result.summary.filter { $0.name.hasPrefix("group") }
    let ends = ["looks_count", "limit_orders_count", "at_risk_nbt_min"]
    let isActive = own.contains { figure in
      ends.contains { figure.name.hasSuffix($0) } && figure.value ?? 0 > 20
    }
    #expect(isActive)
    let agents = result.summary.filter { $0.name.hasPrefix("agents.group.") }
    #expect(!agents.isEmpty)
  }

  @Test(
    "A group more leaves the exogenous draws of every other group as they were", arguments: kinds)
  func commonChance(group: String) throws {
    let worlds = [
      try TinyScenario.scenario(["token.supply=\"200000 NBT\""]), try Self.scenario(group),
    ]
    let arrivals = try worlds.map {
      try Replication.simulate($0, run: 0).figure("crowd.arrivals_count")
    }
    #expect(arrivals[0] == arrivals[1] && arrivals[0] != nil)
    let prices = try worlds.map {
      let world = try WorldBuilder.build($0, run: 0)
      let reference = world.context.markets.reference(of: world.asset("BTC"))
      return (0..<120).map { reference.usdPrice(at: .start + .minutes(Int64($0))) }
    }
    #expect(prices[0] == prices[1])
  }

  @Test(
    "What cannot be is refused with the key and the reason",
    arguments: [
      (
        kinds[0].replacing("\"rate\"", with: "\"branching\": 1, \"rate\""),
        "must be from 0 to below 1"
      ),
      (
        kinds[0].replacing(
          "\"rate\"", with: "\"branching\": 0.9, \"crossBranching\": 0.1, \"rate\""),
        "below 1, or trades never come to rest; they are 0.9 + 0.1"
      ),
      (kinds[0].replacing("1/min", with: "-1/min"), "\"agents.group.rate\" must be at least 0/min"),
      (kinds[0].replacing("1/min", with: "0/min"), "must be between 0.000001/min and 1000000/min"),
      (kinds[0].replacing("20 NBT", with: "0 NBT"), "\"agents.group.size\" must be more than"),
      (kinds[1].replacing("BTC", with: "DOGE"), "\"agents.group.coin\" must be one of"),
      (kinds[1].replacing("30min", with: "-1s"), "\"agents.group.lead\" must be between"),
      (
        kinds[2].replacing("0.1%", with: "-1%"),
        "\"agents.group.observationNoise\" must be between 0%"
      ),
      (
        kinds[2].replacing("\"rate\"", with: "\"count\": 0, \"rate\""),
        "\"agents.group.count\" must be between 1"
      ),
      (
        value(#""fundamentalShocks": { "perYear": -1, "mean": "5%", "deviation": "1%" }"#),
        "\"agents.group.fundamentalShocks.perYear\" must be between 0"
      ),
      (
        value(#""fundamentalShocks": { "perYear": 10001, "mean": "5%", "deviation": "1%" }"#),
        "\"agents.group.fundamentalShocks.perYear\" must be between 0"
      ),
      (
        value(#""fundamentalShocks": { "perYear": 1, "mean": "-5%", "deviation": "1%" }"#),
        "\"agents.group.fundamentalShocks.mean\" must be between 0%"
      ),
      (
        value(#""fundamentalShocks": { "perYear": 1, "mean": "5%" }"#),
        "missing key \"deviation\" in \"agents.group.fundamentalShocks\""
      ),
      (
        value(#""fundamentalMeans": { "2d": "-5%", "1d": "1%" }"#),
        "\"1d\" does not come after \"2d\" in \"agents.group.fundamentalMeans\""
      ),
      (
        value(#""fundamentalMeans": { "2d": "-100%" }"#),
        "\"agents.group.fundamentalMeans.2d\" must be between -99"
      ),
      (value(#""fundamentalMeans": "-5%""#), "\"agents.group.fundamentalMeans\" must be an object"),
      (
        kinds[3].replacing("\"rate\"", with: "\"fast\": \"2h\", \"rate\""),
        "must leave \"slow\" longer than \"fast\""
      ),
      (kinds[3].replacing("0.05%", with: "0%"), "\"agents.group.scale\" must be between"),
      (
        kinds[4].replacing("0.1/min", with: "0/min"),
        "\"agents.group.cancels\" must be between 0.000001/min"
      ),
      (
        kinds[4].replacing("\"cancels\"", with: "\"levels\": 0, \"cancels\""),
        "\"agents.group.levels\" must be between 1"
      ),
      (kinds[5].replacing("2%", with: "60%"), "must leave \"ownChance\" + \"persuasion\" at 100% or below"),
      (kinds[5].replacing("2%", with: "0%"), "\"agents.group.ownChance\" must be between"),
      (kinds[6].replacing("0.2%/day", with: "-0.2%/day"), "\"agents.group.bonus\" must be between 0%/day"),
      (
        kinds[6].replacing("\"bonus\"", with: "\"riskAversion\": 0, \"bonus\""),
        "\"agents.group.riskAversion\" must be"
      ),
      (kinds[5].replacing("30", with: "1"), "\"agents.group.count\" must be between 2"),
      (kinds[4].replacing("5000 NBT", with: "500000 NBT"), "the supply of 200000 NBT is too small"),
    ])
  func refusals(group: String, message: String) {
    let error = #expect(throws: ScenarioError.self) {
      _ = try WorldBuilder.build(try Self.scenario(group), run: 0)
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
