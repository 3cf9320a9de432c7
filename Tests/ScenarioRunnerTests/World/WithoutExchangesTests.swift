// A world in which nothing but reserves trades the coin, and what has no place in it.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("A world without exchanges")
struct WithoutExchangesTests {
  private static let keys = ["exchanges", "alp", "shocks"]
  /// Those agents do not need an exchange.
  private static let agents = [
    "agents.bots=null", "agents.arb=null", "agents.hunters=null", "agents.holders=null",
  ]

  @Test("has the figures of one with an exchange where nobody ever is, without those of its market")
  func figures() throws {
    let exchange = #"exchanges={"empty": {"pair": "NBT/ETH", "tick": "0.000001 ETH", "lot": "0.0001 NBT"}}"#
    let alone = try TinyScenario.run(Self.agents, without: Self.keys)
    let listed = try TinyScenario.run(Self.agents + [exchange], without: Self.keys)
    #expect((alone.figure("crowd.trades_count") ?? 0) > 50)
    for figure in alone.summary { #expect(listed.figure(figure.name) == figure.value, "\(figure.name)") }
    let names = Set(alone.summary.map(\.name))
    let missing = listed.summary.map(\.name).filter { !names.contains($0) }
    let market = ["peg.", "sale.", "executable.", "depth.", "concentration."]
    #expect(missing.count > 60)
    #expect(missing.allSatisfy { name in market.contains { name.hasPrefix($0) } }, "\(missing)")
    #expect(names.allSatisfy { name in !market.contains { name.hasPrefix($0) } }, "\(names)")
    let tables = Set(alone.tables.map(\.name))
    #expect(Set(listed.tables.map(\.name)).subtracting(tables) == ["peg", "depegs", "depth", "trades"])
  }

  @Test(
    "refuses whoever needs an exchange",
    arguments: [
      (["apr"], agents, "\"exchanges\" must name at least one exchange where there is no reserve"),
      (
        [], agents + [#"agents.bot={"kind": "nubot", "capital": "100 USD"}"#],
        "\"agents.bot\" must have an exchange to trade on, and there is none"
      ),
      (
        [], agents + [#"agents.guard={"kind": "custodian", "reserve": "100 USD"}"#],
        "\"agents.guard\" must have an exchange to trade on, and there is none"
      ),
      (
        [],
        agents + [#"alp={"reward": "1 NBT/min", "target": "100 NBT", "ranks": {"rank_1": {"ratio": 1}}}"#],
        "\"alp\" must have an exchange to pay for, and there is none"
      ),
      (
        [], agents + [#"agents.hunt={"kind": "hunters", "purse": "5000 USD"}"#],
        "agents \"hunt\" trade on every exchange, and there is none"
      ),
      (
        [], agents + [#"agents.arb2={"kind": "arbitrageur", "reserve": "nbt-eth"}"#],
        "agents \"arb2\" trade on every exchange, and there is none"
      ),
      (
        [], agents + [#"shocks={"halt": {"kind": "halt", "at": "1h", "for": "1h", "exchanges": ["alpha"]}}"#],
        "\"shocks.halt.exchanges[0]\" cannot be \"alpha\": there is nothing to choose from"
      ),
    ] as [([String], [String], String)])
  func refused(without keys: [String], overrides: [String], message: String) {
    let found = refusal { _ = try TinyScenario.run(overrides, without: Self.keys + keys) }
    #expect(found.contains(message), "\(found)")
  }
}
