// The kinds of liquidity providers as scenarios: what they earn under the scaled rule, and what is refused.

import Foundation
import SimEngine
import Testing

@testable import ScenarioRunner

/// A world with a pool and honest providers into which a test puts one more group.
enum PoolWorld {
  /// Two honest bots with all their money at the wall.
  static let honest = """
    { "kind": "nubot", "count": 1, "capital": "2000 USD",
      "sell": { "offset": "0.005 USD", "wall": "100000 NBT" }, "buy": { "offset": "0.005 USD", "wall": "100000 NBT" } }
    """

  static func scenario(
    _ subject: String, named name: String = "subject", target: Int = 10_000, isQuiet: Bool = false,
    horizon: String = "2h", payout: String = "30min", minimum: String = "0 NBT"
  ) throws -> Scenario {
    let traders = """
      "noise": { "kind": "noise", "rate": "0.02/min", "size": { "dist": "lognormal", "median": "50 NBT", "sigma": 1 },
        "patience": "1%", "tokens": "20000 NBT", "coins": "20000 USD" },
      """
    let price = isQuiet ? "\"constant\", " : "\"gbm\", \"volatility\": \"50%\", "
    let text = """
      { "schema": 1, "name": "providers", "description": "Who earns what?", "horizon": "\(horizon)", "seed": 7,
        "token": { "symbol": "NBT", "peg": "1 USD", "supply": "200000 NBT" },
        "collateral": { "BTC": { "process": \(price) "price": "500 USD" } },
        "exchanges": { "alpha": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT",
          "makerFee": "0.15%", "takerFee": "0.25%", "latency": "200ms" } },
        "alp": { "reward": "0.025 NBT/min", "target": "\(target) NBT", "payout": "\(payout)",
          "minimumPayout": "\(minimum)",
          "ranks": { "rank_1": { "ratio": 1, "tolerance": "1.05%" }, "rank_2": { "ratio": 0 } } },
        "agents": { \(isQuiet ? "" : traders) "others": { \(honest.dropFirst()), "\(name)": \(subject) },
        "metrics": { "every": "1h" } }
      """
    let tree = try JSONReader.read(SourceText(name: "t.json", text: text))
    return try Scenario.read(LoadedScenario(tree: tree, diagnostics: Diagnostics()), .standard)
  }
}

@Suite("Kinds of liquidity providers")
struct ProviderKindTests {
  static let capital = "\"capital\": \"1000 USD\""
  static let kinds: [(name: String, settings: String)] = [
    ("honest NuBot", "{ \(PoolWorld.honest.dropFirst(2).replacing("2000", with: "1000"))"),
    (
      "two orders a side",
      "{ \"kind\": \"nubot\", \(capital), \"book\": \"two-orders\", \"spread\": \"1%\", \"multipleCustodians\": true }"
    ),
    (
      "documented book",
      "{ \"kind\": \"nubot\", \(capital), \"book\": \"documented\", \"refillWall\": true, \"sell\": { \"offset\": \"0.005 USD\" },"
        + " \"buy\": { \"offset\": \"0.005 USD\" } }"
    ),
    (
      "PyBot",
      "{ \"kind\": \"pybot\", \(capital), \"offset\": \"0.7%\", \"minimumRate\": { \"ask\": \"0.1%/day\" } }"
    ),
    ("flasher", "{ \"kind\": \"flasher\", \(capital), \"distance\": \"0.5%\" }"),
    (
      "target farmer",
      "{ \"kind\": \"target-farmer\", \(capital), \"nearShare\": \"10%\", \"farDistance\": \"50%\" }"
    ),
    ("sybil", "{ \"kind\": \"sybil\", \(capital), \"users\": 10 }"),
    ("wash trader", "{ \"kind\": \"wash\", \(capital) }"),
  ]

  static func figure(_ summary: [SummaryMetric], _ name: String) -> Double {
    summary.first { $0.name == name }?.value ?? .nan
  }

  @Test("Every kind can be named in a scenario, takes part, and is paid", arguments: kinds.indices)
  func everyKind(index: Int) throws {
    let result = try Replication.simulate(try PoolWorld.scenario(Self.kinds[index].settings), run: 0)
    #expect(result.status == .complete)
    let rewards = Self.figure(result.summary, "agents.subject.rewards_usd")
    #expect(rewards > 0.001, "\(Self.kinds[index].name) got \(rewards)")
    #expect(Self.figure(result.summary, "alp.refused_submissions_count") == 0)
  }

  @Test(
    "What cannot be is refused with the key and the reason",
    arguments: [
      ("{ \"kind\": \"flasher\" }", "missing key \"capital\" in \"agents.subject\""),
      (
        "{ \"kind\": \"flasher\", \(capital), \"before\": \"50s\", \"after\": \"10s\" }",
        "must be shorter than the period"
      ),
      (
        "{ \"kind\": \"target-farmer\", \(capital), \"farDistance\": \"100%\" }",
        "must be from 0% to below 100%"
      ),
      (
        "{ \"kind\": \"target-farmer\", \(capital), \"farDistance\": \"0.1%\" }",
        "must not be closer than \"distance\""
      ),
      ("{ \"kind\": \"sybil\", \(capital), \"users\": 0 }", "\"agents.subject.users\" must be between 1 and"),
      (
        "{ \"kind\": \"wash\", \(capital), \"resting\": \"60s\" }",
        "must be shorter than \"every\", found 1min in 1min"
      ),
      ("{ \"kind\": \"pybot\", \(capital), \"offsett\": \"1%\" }", "did you mean \"offset\"?"),
      (
        "{ \"kind\": \"pybot\", \(capital), \"minimumRate\": { \"ask\": \"1%\" } }",
        "must be a ratio per time"
      ),
      ("{ \"kind\": \"nubot\", \(capital), \"spread\": \"1%\" }", "is for two orders a side"),
      ("{ \"kind\": \"nubot\", \(capital), \"quoteKind\": \"fiat\" }", "is for the documented book alone"),
      (
        "{ \"kind\": \"nubot\", \(capital), \"book\": \"two-orders\", \"refillWall\": true }",
        "which have no tail"
      ),
      ("{ \"kind\": \"nubot\", \(capital), \"priceGate\": \"0%\" }", "must be more than"),
    ])
  func refusals(settings: String, message: String) {
    let error = #expect(throws: ScenarioError.self) { try PoolWorld.scenario(settings) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("A farmer is paid his part of the paid rank, of a reward that his far coins raise up to the target")
  func farmedTarget() throws {
    func rewards(_ kind: String, target: Int) throws -> Double {
      let settings = try #require(Self.kinds.first { $0.name == kind }?.settings)
      let scenario = try PoolWorld.scenario(settings, target: target, isQuiet: true)
      return Self.figure(try Replication.simulate(scenario, run: 0).summary, "agents.subject.rewards_usd")
    }
    // NuBot keeps one coin of each side at home when its wall takes all it has.
    let (others, honest) = (1_998.0, 998.0)
    // A bid at half the peg is for twice the coins that the money is worth, and counts as such.
    let (near, far) = (50 + 50 / 0.993, 450 + 450 / 0.5)
    let share = near / (near + others) / (honest / (honest + others))
    let fill = (near + far + others) / (honest + others)
    let below = try rewards("target farmer", target: 10_000) / rewards("honest NuBot", target: 10_000)
    let above = try rewards("target farmer", target: 1_000) / rewards("honest NuBot", target: 1_000)
    #expect((below / (share * fill) - 1).magnitude < 0.04)
    #expect((above / share - 1).magnitude < 0.04)
  }
}
