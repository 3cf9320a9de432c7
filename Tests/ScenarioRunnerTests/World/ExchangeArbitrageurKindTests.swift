// Arbitrageurs between exchanges as scenarios name them: that they trade, disturb nobody's chance, and what is refused.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Kind of arbitrageur between exchanges")
struct ExchangeArbitrageurKindTests {
  static let group =
    #"{ "kind": "exchange-arbitrageur", "reaction": "20s", "tokensOnExchange": "2000 NBT", "coinsOnExchange": "2000 USD" }"#

  static func scenario(_ group: String, _ changes: [String] = []) throws -> Scenario {
    try TinyScenario.scenario(["agents.between=\(group)", "token.supply=\"200000 NBT\""] + changes)
  }

  @Test("He trades between the exchanges, and what is his adds up")
  func trades() throws {
    // The bots see prices that are up to ten minutes old, each his own, of a coin that moves a lot.
    let result = try Replication.simulate(
      try Self.scenario(
        Self.group,
        [
          #"agents.bots.feed={"delay": {"dist": "uniform", "from": "0s", "to": "10min"}}"#,
          #"collateral.BTC.volatility="900%""#,
        ]), run: 0)
    #expect(result.status == .complete)
    #expect(try #require(result.figure("between.rounds_count")) > 0)
    #expect(try #require(result.figure("between.round_profit_usd")) > 0)
  }

  @Test("He gives nothing away where the coin that he lacks cannot be divided finely enough")
  func wholeCoins() throws {
    let text = """
      { "schema": 1, "name": "whole", "description": "whole coins", "horizon": "6h", "seed": 1,
        "token": { "symbol": "NBT", "supply": "1000000 NBT" },
        "collateral": {
          "BTC": { "process": "constant", "price": "1 USD" },
          "XYZ": { "process": "constant", "price": "453 USD", "decimals": 0 } },
        "exchanges": {
          "alpha": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT" },
          "beta": { "pair": "NBT/XYZ", "tick": "1 XYZ", "lot": "0.0001 NBT" } },
        "agents": { "between": {
          "kind": "exchange-arbitrageur", "transfer": "10min", "exchangeCost": "0%", "coinsOnExchange": "100 USD" } } }
      """
    let tree = try JSONReader.read(SourceText(name: "whole.json", text: text))
    let loaded = LoadedScenario(tree: tree, diagnostics: Diagnostics())
    let result = try Replication.simulate(try Scenario.read(loaded, .standard), run: 0)
    #expect(result.figure("agents.between.profit_usd") == 0)
  }

  @Test("He leaves the exogenous draws of every other group as they were")
  func commonChance() throws {
    let arrivals = try [TinyScenario.scenario(["token.supply=\"200000 NBT\""]), Self.scenario(Self.group)].map
    {
      try Replication.simulate($0, run: 0).figure("crowd.arrivals_count")
    }
    #expect(arrivals[0] == arrivals[1] && arrivals[0] != nil)
  }

  @Test(
    "What cannot be is refused with the key and the reason",
    arguments: [
      (
        group.replacing("\"reaction\"", with: "\"exchanges\": [\"alpha\"], \"reaction\""),
        "\"agents.between.exchanges\" needs two exchanges or more"
      ),
      (
        group.replacing("\"reaction\"", with: "\"exchanges\": [\"alpha\", \"alpha\"], \"reaction\""),
        "needs two exchanges or more, each named once"
      ),
      (group.replacing("20s", with: "0s"), "\"agents.between.reaction\" must be between 1ms"),
      (
        group.replacing("\"reaction\"", with: "\"transfer\": \"1s\", \"reaction\""),
        "\"agents.between.transfer\" must be between 1min"
      ),
    ])
  func refusals(group: String, message: String) throws {
    let error = #expect(throws: ScenarioError.self) { try Self.scenario(group) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
