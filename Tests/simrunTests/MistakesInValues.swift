// Mistakes in what a scenario says, each with the words of the program.

extension Mistake {
  static let keys: [Mistake] = [
    Mistake(
      "an unknown key", #""seed": 7,"#, #""seed": 7, "replicatoins": 10,"#,
      says: """
        error: unknown key "replicatoins"
         --> a.json:6:14
          |
        6 |   "seed": 7, "replicatoins": 10,
          |              ^
          = help: did you mean "replications"?
        """),
    Mistake(
      "an unknown key that is near nothing", #""seed": 7,"#, #""seed": 7, "weather": "fine","#,
      says: """
        error: unknown key "weather"
         --> a.json:6:14
          |
        6 |   "seed": 7, "weather": "fine",
          |              ^
          = help: known here: "$schema", "schema", "name", "description", "start", "horizon", "seed", "replications", "token", "collateral", "exchanges", "apr", "chain", "alp", "agents", "shocks", "metrics", "limits", "checks", "sweep", "size"
        """),
    Mistake(
      "a key twice", #""seed": 7,"#, #""seed": 7, "horizon": "3h","#,
      says: """
        error: duplicate key "horizon"
         --> a.json:6:14
          |
        6 |   "seed": 7, "horizon": "3h",
          |              ^
          = note: first given at a.json:5:3
          = help: remove one of the two
        """),
    Mistake(
      "a key that is missing", "  \"horizon\": \"2h\",\n", "",
      says: """
        error: missing key "horizon"
         --> a.json:1:1
          |
        1 | {
          | ^
          = help: add for example "horizon": "60s"
        """),
    Mistake(
      "a key that is missing within", #""kind": "noise", "rate": "2/min", "#, #""kind": "noise", "#,
      says: """
        error: missing key "rate" in "agents.noise"
          --> a.json:33:14
           |
        33 |     "noise": {
           |              ^
           = help: add for example "rate": "2/min"
        """),
    Mistake(
      "no ranks", #"{ "rank_1": { "ratio": 1, "tolerance": "1%" } }"#, "{}",
      says: """
        error: "alp.ranks" must name at least one rank
          --> a.json:19:14
           |
        19 |     "ranks": {},
           |              ^
           = help: write for example {"rank_1": {"ratio": 1, "tolerance": "1%"}}
        """),
    Mistake(
      "a name with a space", #""nubot": { "kind""#, #""nu bot": { "kind""#,
      says: """
        error: "nu bot" cannot be a name in "agents"
          --> a.json:32:5
           |
        32 |     "nu bot": { "kind": "nubot", "count": 4,...
           |     ^
           = help: a name has 1 to 64 letters, digits, "-" or "_"
        """),
  ]

  static let values: [Mistake] = [
    Mistake(
      "a duration in words", #""horizon": "2h""#, #""horizon": "2 hours""#,
      says: """
        error: "horizon" must be a duration, found "2 hours"
         --> a.json:5:14
          |
        5 |   "horizon": "2 hours",
          |              ^
          = help: write for example "60s" (units: s, ns, us, ms, min, h, d)
        """),
    Mistake(
      "a bare number", #""reward": "0.025 NBT/min""#, #""reward": 0.025"#,
      says: """
        error: "alp.reward" must be an amount of NBT per time with its unit, found the number 0.025
          --> a.json:17:15
           |
        17 |     "reward": 0.025,
           |               ^
           = help: write "0.025 NBT/min"
        """),
    Mistake(
      "a wrong unit", #""target": "1250 NBT""#, #""target": "1250 USD""#,
      says: """
        error: "alp.target" must be an amount of NBT, found "1250 USD"
          --> a.json:18:15
           |
        18 |     "target": "1250 USD",
           |               ^
           = help: write for example "1.5 NBT"
        """),
    Mistake(
      "an amount where a rate belongs", #""reward": "0.025 NBT/min""#, #""reward": "0.025 NBT""#,
      says: """
        error: "alp.reward" must be an amount of NBT per time, found "0.025 NBT"
          --> a.json:17:15
           |
        17 |     "reward": "0.025 NBT",
           |               ^
           = help: write for example "0.025 NBT/min" (units: NBT/min, NBT/s, NBT/h, NBT/d, NBT/day)
        """),
    Mistake(
      "a bare ratio", #""tolerance": "1%""#, #""tolerance": 0.01"#,
      says: """
        error: "alp.ranks.rank_1.tolerance" must be a ratio with its unit, found the number 0.01
          --> a.json:19:53
           |
        19 |     "ranks": { "rank_1": { "ratio": 1, "tolerance": 0.01 } },
           |                                                     ^
           = help: write "1%"
        """),
    Mistake(
      "a fee above everything", #""takerFee": "0.25%""#, #""takerFee": "125%""#,
      says: """
        error: "exchanges.bittrex.takerFee" must be between 0% and 100%, found "125%"
          --> a.json:13:96
           |
        13 | ... "tick": "0.00000001 BTC", "lot": "0.0001 NBT", "takerFee": "125%" },
           |                                                                ^
        """),
    Mistake(
      "a horizon of nothing", #""horizon": "2h""#, #""horizon": "0h""#,
      says: """
        error: "horizon" must be between 1s and 3650d, found "0h"
         --> a.json:5:14
          |
        5 |   "horizon": "0h",
          |              ^
        """),
    Mistake(
      "a negative reward", #""reward": "0.025 NBT/min""#, #""reward": "-0.025 NBT/min""#,
      says: """
        error: "alp.reward" must be at least 0 NBT/min, found "-0.025 NBT/min"
          --> a.json:17:15
           |
        17 |     "reward": "-0.025 NBT/min",
           |               ^
        """),
    Mistake(
      "too many decimals", #""target": "1250 NBT""#, #""target": "0.123456789 NBT""#,
      says: """
        error: "alp.target" is finer than the smallest unit of NBT: "0.123456789 NBT"
          --> a.json:18:15
           |
        18 |     "target": "0.123456789 NBT",
           |               ^
           = help: NBT has 8 decimals
        """),
    Mistake(
      "text where a number belongs", #""count": 50"#, #""count": "50""#,
      says: """
        error: "agents.holders.count" must be an integer, found "50"
          --> a.json:38:46
           |
        38 |     "holders": { "kind": "holders", "count": "50" }
           |                                              ^
           = help: write for example 1
        """),
    Mistake(
      "points out of order", #""1h": "455 USD", "2h": "460 USD""#, #""2h": "460 USD", "1h": "455 USD""#,
      says: """
        error: "1h" does not come after "2h" in "collateral.BTC.points"
         --> a.json:9:83
          |
        9 | ...: "anchored", "points": { "0h": "450 USD", "2h": "460 USD", "1h": "455 USD" } },
          |                                                                ^
          = help: list the instants in the order of time, each once
        """),
    Mistake(
      "an interval that is no multiple", #""every": "10min""#, #""sample": "7min", "every": "10min""#,
      says: """
        error: "metrics.every" must be a multiple of the sampling interval, 7min, found "10min"
          --> a.json:43:43
           |
        43 |   "metrics": { "sample": "7min", "every": "10min" }
           |                                           ^
        """),
    Mistake(
      "more sold than there is", #""5% of supply""#, #""120% of supply""#,
      says: """
        error: "shocks.sale.size" must be between 0% and 100% of supply, found "120%"
          --> a.json:41:51
           |
        41 |     "sale": { "kind": "sell", "at": "1h", "size": "120% of supply", "over": "20min" }
           |                                                   ^
        """),
    Mistake(
      "agents that hold more than the supply", #""tokens": "5000 NBT""#, #""tokens": "500000 NBT""#,
      says: """
        error: the supply of 100000 NBT is too small for what reserves and agents begin with: "nbt-eth" 1000 NBT, "noise" 500000 NBT
          = help: raise "token.supply" or give them less
        """),
    Mistake(
      "a price next to nothing", #""price": "12 USD""#, #""price": "1e-18 USD""#,
      says: """
        error: "collateral.ETH.price" must be between 0.000001 USD and 1000000000 USD, found "1e-18 USD"
          --> a.json:10:41
           |
        10 |     "ETH": { "process": "gbm", "price": "1e-18 USD", "volatility": "90%" }
           |                                         ^
        """),
    Mistake(
      "a pot of all money", #""reward": "0.025 NBT/min","#,
      """
      "rule": "fixed-cost", "reward": "0.025 NBT/min",
          "terms": { "ask": { "pot": "1 NBT/min" }, "bid": { "pot": "1000000000000 NBT/s" } },
      """,
      says: """
        error: "alp.terms.bid.pot" must be between 0 NBT/min and 1000000 NBT/min, found "1000000000000 NBT/s"
          --> a.json:18:63
           |
        18 |     "terms": { "ask": { "pot": "1 NBT/min" }, "bid": { "pot": "1000000000000 NBT/s" } },
           |                                                               ^
        """),
    Mistake(
      "a rate next to nothing", #""rate": "2/min""#, #""rate": "1e-9/d""#,
      says: """
        error: "agents.noise.rate" must be between 0.000001/min and 1000000/min, found "1e-9/d"
          --> a.json:34:32
           |
        34 |       "kind": "noise", "rate": "1e-9/d", "size": { "dist": "lognormal",...
           |                                ^
        """),
  ]

  static let names: [Mistake] = [
    Mistake(
      "an unknown kind", #""kind": "noise""#, #""kind": "nosie""#,
      says: """
        error: "agents.noise.kind" must be one of "nubot", "pybot", "flasher", "target-farmer", "sybil", "wash", "avellaneda-stoikov", "strategic-lp", "custodian", "noise", "zero-intelligence", "hawkes", "informed", "value", "momentum", "herd", "collateral-demand", "arbitrageur", "exchange-arbitrageur", "sandwich", "holders" or "hunters", found "nosie"
          --> a.json:34:15
           |
        34 |       "kind": "nosie", "rate": "2/min", "size": { "dis...
           |               ^
           = help: did you mean "noise"?
        """),
    Mistake(
      "an unknown process", #""process": "gbm""#, #""process": "brownian""#,
      says: """
        error: "collateral.ETH.process" must be one of "constant", "gbm", "merton", "anchored", "ou", "garch", "hawkes-jumps", "regimes" or "csv", found "brownian"
          --> a.json:10:25
           |
        10 |     "ETH": { "process": "brownian", "price": "12 USD", "volatility": "90%" }
           |                         ^
        """),
    Mistake(
      "an unknown exchange", #"["bittrex", "poloniex"]"#, #"["bitrex", "poloniex"]"#,
      says: """
        error: "agents.nubot.exchanges[0]" must be one of "bittrex" or "poloniex", found "bitrex"
          --> a.json:32:59
           |
        32 |     "nubot": { "kind": "nubot", "count": 4, "exchanges": ["bitrex", "poloniex"], "capital": "2000 ...
           |                                                           ^
           = help: did you mean "bittrex"?
        """),
    Mistake(
      "an unknown reserve", #""reserve": "nbt-eth""#, #""reserve": "nbt-et""#,
      says: """
        error: "agents.arbitrageur.reserve" must be "nbt-eth", found "nbt-et"
          --> a.json:37:56
           |
        37 |     "arbitrageur": { "kind": "arbitrageur", "reserve": "nbt-et", "etherInWallet": "20 ETH" },
           |                                                        ^
           = help: did you mean "nbt-eth"?
        """),
    Mistake(
      "an unknown pair", #""bittrex": { "pair": "NBT/BTC""#, #""bittrex": { "pair": "NBT/USD""#,
      says: """
        error: "exchanges.bittrex.pair" must be one of "NBT/BTC" or "NBT/ETH", found "NBT/USD"
          --> a.json:13:26
           |
        13 |     "bittrex": { "pair": "NBT/USD", "tick": "0.00000001 BTC", "lo...
           |                          ^
        """),
  ]
}
