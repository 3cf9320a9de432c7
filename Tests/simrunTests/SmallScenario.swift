// A scenario of two hours with one of everything, for tests that edit it.

/// Its text; a test of messages counts its lines and columns.
let smallScenario = """
  {
    "schema": 1,
    "name": "small",
    "description": "One of everything: who buys what a holder sells in twenty minutes?",
    "horizon": "2h",
    "seed": 7,
    "token": { "symbol": "NBT", "peg": "1 USD", "supply": "100000 NBT" },
    "collateral": {
      "BTC": { "process": "anchored", "points": { "0h": "450 USD", "1h": "455 USD", "2h": "460 USD" } },
      "ETH": { "process": "gbm", "price": "12 USD", "volatility": "90%" }
    },
    "exchanges": {
      "bittrex": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT", "takerFee": "0.25%" },
      "poloniex": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT", "latency": "150ms" }
    },
    "alp": {
      "reward": "0.025 NBT/min",
      "target": "1250 NBT",
      "ranks": { "rank_1": { "ratio": 1, "tolerance": "1%" } },
      "payout": "30min",
      "minimumPayout": "0.1 NBT"
    },
    "apr": {
      "reserves": {
        "nbt-eth": {
          "price": "0.083 ETH", "ether": "100 ETH", "tokens": "1000 NBT",
          "capBuy": "5 ETH", "capSell": "5 ETH", "fee": "10 bp"
        }
      }
    },
    "agents": {
      "nubot": { "kind": "nubot", "count": 4, "exchanges": ["bittrex", "poloniex"], "capital": "2000 USD" },
      "noise": {
        "kind": "noise", "rate": "2/min", "size": { "dist": "lognormal", "median": "50 NBT", "sigma": 1 },
        "tokens": "5000 NBT", "coins": "5000 USD"
      },
      "arbitrageur": { "kind": "arbitrageur", "reserve": "nbt-eth", "etherInWallet": "20 ETH" },
      "holders": { "kind": "holders", "count": 50 }
    },
    "shocks": {
      "sale": { "kind": "sell", "at": "1h", "size": "5% of supply", "over": "20min" }
    },
    "metrics": { "every": "10min" }
  }

  """

extension String {
  /// The text with its one occurrence of a part replaced.
  func editing(_ part: String, _ replacement: String) -> String {
    let pieces = split(separator: part, maxSplits: 2, omittingEmptySubsequences: false)
    precondition(pieces.count == 2, "\"\(part)\" stands \(pieces.count - 1) times in the text")
    return pieces.joined(separator: replacement)
  }
}
