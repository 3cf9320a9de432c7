// One mistake is one error: what stands beside it is not blamed.

import Foundation
import ScenarioRunner
import Testing

@Suite("single errors")
struct SingleErrorTests {
  @Test(
    "one wrong value in the baseline gives one error, at its place",
    arguments: [
      #"token.symbol="a b""#, #"token.supply="1 USD""#, #"exchanges.bittrex.pair="NBT/ETC""#,
      #"exchanges.bittrex.tick="1 NBT""#, #"agents.noise.rate="often""#, #"agents.noise.rate="0/min""#,
      #"agents.noise.size="10 NBT""#, #"alp.ranks.rank_1.ratio=7"#,
      #"alp.feed={"outages":{"x":{"at":"soon","for":"1h"}}}"#,
      #"agents.nubot.capital={"dist":"uniform","from":"1","to":"2 USD","median":null,"sigma":null}"#,
      #"agents.nubot.kind="bot""#, #"apr.reserves.nbt-eth.price="1""#,
      #"shocks.first-sale.at="noon""#,
    ])
  func one(override: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let loaded = try ScenarioLoader().load(
      root.appending(path: "scenarios/peg-shock.json").path(), overrides: [ScenarioOverride(override)])
    let error = #expect(throws: ScenarioError.self) { try Scenario.read(loaded, .standard) }
    #expect(error?.diagnostics.count == 1, "\(error?.description ?? "")")
    #expect(error?.diagnostics.first?.span?.location.hasPrefix("--set") == true)
  }
}
