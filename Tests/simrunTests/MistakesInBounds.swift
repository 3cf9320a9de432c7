// Figures beyond the bounds of a scenario, each with the words of the program.

extension Mistake {
  static let bounds: [Mistake] = [
    Mistake(
      "a span of centuries", #""latency": "150ms""#, #""latency": "1e6d""#,
      says: """
        error: "exchanges.poloniex.latency" is longer than 36500d: "1000000d"
          --> a.json:14:96
           |
        14 | ..., "tick": "0.00000001 BTC", "lot": "0.0001 NBT", "latency": "1e6d" }
           |                                                                ^
           = help: that is a hundred years
        """),
    Mistake(
      "an outage beyond all time",
      #""target": "1250 NBT""#,
      #""target": "1250 NBT", "feed": { "outages": { "a": { "at": "40000d", "for": "1d" } } }"#,
      says: """
        error: "alp.feed.outages.a.at" is longer than 36500d: "40000d"
          --> a.json:18:63
           |
        18 |     "target": "1250 NBT", "feed": { "outages": { "a": { "at": "40000d", "for": "1d" } } },
           |                                                               ^
           = help: that is a hundred years
        """),
    Mistake(
      "a point beyond all time", #""2h": "460 USD""#, #""40000d": "460 USD""#,
      says: """
        error: "40000d" is no instant in "collateral.BTC.points"
         --> a.json:9:83
          |
        9 | ...: "anchored", "points": { "0h": "450 USD", "1h": "455 USD", "40000d": "460 USD" } },
          |                                                                ^
          = help: write the span since the start, up to 36500d, for example "21d"
        """),
    Mistake(
      "a reward of all money", #""reward": "0.025 NBT/min""#, #""reward": "1000000000000 NBT/s""#,
      says: """
        error: "alp.reward" must not come to more than 1000000000000 NBT in all, found "1000000000000 NBT/s" for 2h on 2 exchanges
          --> a.json:17:15
           |
        17 |     "reward": "1000000000000 NBT/s",
           |               ^
           = help: lower it, or shorten "horizon"
        """),
    Mistake(
      "ether that is not counted in wei", #""process": "gbm""#, #""decimals": 8, "process": "gbm""#,
      says: """
        error: "apr.reserves.nbt-eth.ether" is counted in wei, and ETH has 8 decimals here
          --> a.json:26:40
           |
        26 |         "price": "0.083 ETH", "ether": "100 ETH", "tokens": "1000 NBT",
           |                                        ^
           = help: take "decimals" out of "collateral.ETH"
        """),
    Mistake(
      "coins that differ in capitals alone",
      #""ETH": { "process": "gbm""#,
      #""btc": { "process": "constant", "price": "1 USD" }, "ETH": { "process": "gbm""#,
      says: """
        error: "collateral.btc" must have a symbol of its own, and "BTC" is another coin
          --> a.json:10:12
           |
        10 |     "btc": { "process": "constant", "price": "1 USD...
           |            ^
           = note: the other one stands at a.json:9:12
           = help: a difference between small letters and capitals is not enough
        """),
    Mistake(
      "a coin that is the token",
      #""ETH": { "process": "gbm""#,
      #""NBT": { "process": "constant", "price": "1 USD" }, "ETH": { "process": "gbm""#,
      says: """
        error: "collateral.NBT" must have a symbol of its own, and "NBT" is another coin
          --> a.json:10:12
           |
        10 |     "NBT": { "process": "constant", "price": "1 USD...
           |            ^
           = note: the other one stands at a.json:7:24
           = help: a difference between small letters and capitals is not enough
        """),
    Mistake(
      "a fee of everything", #""fee": "10 bp""#, #""fee": "100%""#,
      says: """
        error: "apr.reserves.nbt-eth.fee" must be from 0% to below 100%, found "100%"
          --> a.json:27:55
           |
        27 |         "capBuy": "5 ETH", "capSell": "5 ETH", "fee": "100%"
           |                                                       ^
        """),
    Mistake(
      "a lowest price of nothing", #""capBuy": "5 ETH""#, #""minFactor": 0, "capBuy": "5 ETH""#,
      says: """
        error: "apr.reserves.nbt-eth.minFactor" must be more than 0 and less than 1, found the number 0
          --> a.json:27:22
           |
        27 |         "minFactor": 0, "capBuy": "5 ETH", "capSell": "5 ETH", "fee": "10 bp"
           |                      ^
        """),
    Mistake(
      "a lowest price below the contract's steps",
      #""capBuy": "5 ETH""#,
      #""minFactor": 1e-30, "capBuy": "5 ETH""#,
      says: """
        error: "apr.reserves.nbt-eth.minFactor" makes the lowest price less than the smallest step of the contract, 2^-40 ETH, found the number 1e-30
          --> a.json:27:22
           |
        27 |         "minFactor": 1e-30, "capBuy": "5 ETH", "capSell": "5 ETH", "fee": "10 bp"
           |                      ^
           = help: raise it or "price"
        """),
    Mistake(
      "a price that does not move",
      #""ether": "100 ETH""#,
      #""minFactor": 0.9999, "ether": "1000000000 ETH""#,
      says: """
        error: "apr.reserves.nbt-eth.ether" is so much that one more would move the price by less than the smallest step of the contract, 2^-40, found "1000000000 ETH"
          --> a.json:26:61
           |
        26 |         "price": "0.083 ETH", "minFactor": 0.9999, "ether": "1000000000 ETH", "tokens": "1000 NBT",
           |                                                             ^
           = help: lower it or "minFactor"
        """),
    Mistake(
      "more ether than the contract counts", #""ether": "100 ETH""#, #""ether": "1e12 ETH""#,
      says: """
        error: "apr.reserves.nbt-eth.ether" must be between 0 ETH and 1000000000 ETH, found "1e12 ETH"
          --> a.json:26:40
           |
        26 |         "price": "0.083 ETH", "ether": "1e12 ETH", "tokens": "1000 NBT",
           |                                        ^
        """),
    Mistake(
      "a negative exit", #""count": 50"#, #""count": 50, "exit": "-1%/day""#,
      says: """
        error: "agents.holders.exit" must be between 0%/day and 1000000%/day, found "-1%/day"
          --> a.json:38:58
           |
        38 |     "holders": { "kind": "holders", "count": 50, "exit": "-1%/day" }
           |                                                          ^
        """),
    Mistake(
      "a negative yield",
      #""capital": "2000 USD""#,
      #""capital": "2000 USD", "reservationYield": "-1%/day""#,
      says: """
        error: "agents.nubot.reservationYield" must be between 0%/day and 1000000%/day, found "-1%/day"
          --> a.json:32:126
           |
        32 | ...x", "poloniex"], "capital": "2000 USD", "reservationYield": "-1%/day" },
           |                                                                ^
        """),
    Mistake(
      "a concession of more than everything", #""count": 50"#, #""count": 50, "concession": "120%/day""#,
      says: """
        error: "agents.holders.concession" must be between 0%/day and 99%/day, found "120%/day"
          --> a.json:38:64
           |
        38 |     "holders": { "kind": "holders", "count": 50, "concession": "120%/day" }
           |                                                                ^
        """),
    Mistake(
      "a rate of too many digits",
      #""count": 50"#,
      #""count": 50, "exit": "0.12345678901234567890123456789012345678%/s""#,
      says: """
        error: "agents.holders.exit" has too many digits, found "0.12345678901234567890123456789012345678%/s"
          --> a.json:38:58
           |
        38 |     "holders": { "kind": "holders", "count": 50, "exit": "0.1234567890123456789012345678901234567...
           |                                                          ^
           = help: by the day 38 digits are kept
        """),
    Mistake(
      "another schema", #""schema": 1"#, #""schema": 2"#,
      says: """
        error: "schema" must be 1, found the number 2
         --> a.json:2:13
          |
        2 |   "schema": 2,
          |             ^
        """),
    Mistake(
      "a sale of nothing", #""5% of supply""#, #""0% of supply""#,
      says: """
        error: "shocks.sale.size" must be more than nothing and at most the supply, found "0% of supply"
          --> a.json:41:51
           |
        41 |     "sale": { "kind": "sell", "at": "1h", "size": "0% of supply", "over": "20min" }
           |                                                   ^
           = help: write for example "17% of supply"
        """),
    Mistake(
      "sizes that are all the same",
      #"{ "dist": "lognormal", "median": "50 NBT", "sigma": 1 }"#,
      #""50 NBT""#,
      says: """
        error: "agents.noise.size" must be a lognormal distribution, found "50 NBT"
          --> a.json:34:49
           |
        34 |       "kind": "noise", "rate": "2/min", "size": "50 NBT",
           |                                                 ^
           = help: write for example {"dist": "lognormal", "median": "100 NBT", "sigma": 1.2}
        """),
    Mistake(
      "a lot of more units than are counted",
      #""lot": "0.0001 NBT", "takerFee""#,
      #""lot": "90071993 NBT", "takerFee""#,
      says: """
        error: "exchanges.bittrex.lot" must be between 0.00000001 NBT and 90071992.54740992 NBT, found "90071993 NBT"
          --> a.json:13:70
           |
        13 | ...rex": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "90071993 NBT", "takerFee": "0.25%" },
           |                                                                ^
        """),
  ]
}
