// A scenario of two hours with everything in it, and the ways in which tests change it.

import SimEngine
import Testing

@testable import ScenarioRunner

/// A small world: two exchanges, a pool, a reserve, every kind of agent, a sale.
enum TinyScenario {
  static let text = """
    {
      "schema": 1, "name": "tiny", "description": "Does a world hang together?",
      "horizon": "2h", "seed": 11, "replications": 3,
      "token": { "symbol": "NBT", "supply": "100000 NBT" },
      "collateral": {
        "BTC": { "process": "gbm", "price": "450 USD", "volatility": "90%" },
        "ETH": { "process": "merton", "price": "12 USD", "volatility": "90%",
          "jumpsPerYear": 5000, "jumpMean": "1%", "jumpDeviation": "4%" }
      },
      "exchanges": {
        "alpha": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT",
          "takerFee": "0.25%", "latency": "200ms" },
        "beta": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT",
          "makerFee": "0.1%" }
      },
      "alp": {
        "reward": "0.6 NBT/min", "target": "1250 NBT", "payout": "30min", "minimumPayout": "0 NBT",
        "ranks": { "rank_1": { "ratio": 1, "tolerance": "1.05%" }, "rank_2": { "ratio": 0 } },
        "feed": { "outages": {
          "first": { "at": "20min", "for": "5min" }, "again": { "at": "80min", "for": "5min" } } }
      },
      "apr": { "reserves": {
        "nbt-eth": { "price": "0.0835 ETH", "ether": "400 ETH", "tokens": "4000 NBT",
          "capBuy": "20 ETH", "capSell": "20 ETH", "fee": "10 bp" }
      } },
      "agents": {
        "bots": {
          "kind": "nubot", "count": 5, "capital": { "dist": "lognormal", "median": "2000 USD", "sigma": 0.5 },
          "fee": "0.2%", "shiftThreshold": "0.25%", "rewardsToExchange": true
        },
        "crowd": {
          "kind": "noise", "rate": "2/min", "size": { "dist": "lognormal", "median": "60 NBT", "sigma": 1 },
          "patience": "3%", "tokens": "20000 NBT", "coins": "20000 USD"
        },
        "arb": {
          "kind": "arbitrageur", "reserve": "nbt-eth", "reaction": "10s", "gas": "0.001 ETH",
          "tokensOnExchange": "1000 NBT", "coinsOnExchange": "1000 USD",
          "tokensInWallet": "1000 NBT", "etherInWallet": "80 ETH"
        },
        "hunters": { "kind": "hunters", "count": 5, "purse": "5000 USD", "discount": "5%" },
        "holders": { "kind": "holders", "count": 20, "attention": "1h" }
      },
      "shocks": {
        "sale": { "kind": "sell", "at": "40min", "size": "3% of supply", "over": "20min" },
        "late-sale": { "kind": "sell", "at": "90min", "size": "500 NBT" }
      },
      "metrics": { "sample": "1min", "every": "10min" }
    }
    """

  /// What its first run finds, which many tests compare with.
  static let whole = Result { try run() }

  /// The tree of the scenario after overrides and without some keys of the root.
  static func tree(_ overrides: [String] = [], without keys: [String] = []) throws -> JSONNode {
    var tree = try JSONReader.read(SourceText(name: "tiny.json", text: text))
    for key in keys { tree = tree.removing(key) }
    let diagnostics = Diagnostics()
    for (index, argument) in overrides.enumerated() {
      tree = try ScenarioOverride(argument, index: index).applied(to: tree, diagnostics)
    }
    try diagnostics.check()
    return tree
  }

  /// The scenario that a tree describes.
  static func read(_ tree: JSONNode, _ registry: ModelRegistry = .standard) throws -> Scenario {
    try Scenario.read(LoadedScenario(tree: tree, diagnostics: Diagnostics()), registry)
  }

  /// The scenario after overrides and without some keys of the root.
  static func scenario(_ overrides: [String] = [], without keys: [String] = []) throws -> Scenario {
    try read(tree(overrides, without: keys))
  }

  /// One run of it.
  static func run(
    _ overrides: [String] = [], without keys: [String] = [], run: UInt64 = 0
  ) throws -> ReplicationResult {
    try Replication.simulate(scenario(overrides, without: keys), run: run)
  }
}

extension ReplicationResult {
  /// A figure of the summary; nil when it is absent or undefined.
  func figure(_ name: String) -> Double? { summary.first { $0.name == name }?.value }

  /// How many rows a table has; nil when there is none.
  func rowCount(_ table: String) -> Int? { tables.first { $0.name == table }?.rowCount }
}

/// What a scenario is refused with, as the terminal shows it; nothing when it is not.
func refusal(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch { return "\(error)" }
}
