// Scenarios of two hours in which every key of docs/scenarios.md stands once, for tests that change each of them.

/// The rules of a pool with all that they ask for; one of them at a time.
let everyRule = [
  #""rule": "scaled""#,
  #"""
  "rule": "auction", "terms": {
    "ask": { "maximumRate": "0.25%/day", "target": "500 NBT" },
    "bid": { "maximumRate": "0.25%/day", "target": "500 NBT" }
  }
  """#,
  #""rule": "fixed-cost", "terms": { "ask": { "pot": "0.01 NBT/min" }, "bid": { "pot": "0.01 NBT/min" } }"#,
  #""rule": "hummingbot", "terms": { "maximumSpread": "1%", "decay": 8 }"#,
  #""rule": "polymarket", "terms": { "oneSidedDivisor": 3, "needsBothSides": false }"#,
  #"""
  "rule": "dydx", "terms": {
    "depthExponent": 0.35, "uptimeExponent": 5, "volumeExponent": 0.65, "leastVolumeShare": "0.25%",
    "leastDepth": "1 NBT", "leastSpread": "0.01%", "epoch": "1h"
  }
  """#,
]

/// A price of every ten minutes, for the coin that replays one.
let everyPrice = "utc,price\n" + (0...12).map { "2016-05-26T0\($0 / 6):\($0 % 6)0:00Z,1.5\n" }.joined()

/// The text with one of the rules.
func everythingScenario(_ rule: String) -> String {
  """
  {
    "$schema": "scenario.schema.json",
    "schema": 1,
    "name": "everything",
    "description": "What does every key do?",
    "start": "2016-05-26T00:00:00Z",
    "horizon": "2h",
    "seed": 7,
    "replications": 1,
    "token": { "symbol": "NBT", "decimals": 8, "peg": "1 USD", "supply": "1000000 NBT" },
    "collateral": {
      "BTC": {
        "decimals": 8, "process": "merton", "price": "450 USD", "drift": "5%", "volatility": "48%",
        "jumpsPerYear": 26, "jumpMean": "-1%", "jumpDeviation": "7%"
      },
      "ETH": { "decimals": 18, "process": "gbm", "price": "12 USD", "drift": "5%", "volatility": "90%" },
      "LTC": { "process": "constant", "price": "4 USD" },
      "NMC": { "process": "ou", "price": "1 USD", "mean": "1.1 USD", "volatility": "50%", "halfLife": "1d" },
      "PPC": {
        "process": "garch", "price": "1 USD", "volatility": "50%", "alpha": 0.1, "beta": 0.8, "degreesOfFreedom": 5,
        "clock": "1h"
      },
      "XMR": {
        "process": "hawkes-jumps", "price": "1 USD", "drift": "1%", "volatility": "50%", "jumpsPerYear": 900,
        "branching": 0.5, "memory": "30min", "jumpMean": "-1%", "jumpDeviation": "2%",
        "jumpShape": "laplace"
      },
      "XPM": {
        "process": "regimes", "price": "1 USD", "first": "calm",
        "regimes": { "calm": { "volatility": "20%", "drift": "1%", "meanStay": "30min" } }
      },
      "DOGE": {
        "process": "csv", "file": "p.csv", "from": "2016-05-26T00:00:00Z", "between": "bridge", "volatility": "9%",
        "longestGap": "1h", "duplicates": "refuse",
        "sha256": "e4df3a8d7c4df56039cf415a2c8ca5e2ed14062b5662be49237702456dbbda86"
      },
      "DASH": { "process": "anchored", "points": { "0h": "7 USD", "1h": "8 USD" }, "volatility": "60%" }
    },
    "exchanges": {
      "bittrex": {
        "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT", "makerFee": "0.1%", "takerFee": "0.25%",
        "latency": "150ms", "selfTrade": "cancelResting"
      },
      "poloniex": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT" }
    },
    "alp": {
      \(rule), "reward": "0.025 NBT/min", "target": "1250 NBT", "exchanges": ["bittrex", "poloniex"],
      "askShare": "50%", "ranks": { "rank_1": { "ratio": 1, "tolerance": "1%" } }, "minimumPayout": "0.01 NBT",
      "legacy": ["duplicates"], "grant": "900 NBT", "snapshots": "averaged", "samples": 2, "snapshotPhase": "50%",
      "openTime": true,
      "credit": "1min", "creditPhase": "1min", "price": "1min", "pricePhase": "1min", "payout": "30min",
      "payoutPhase": "30min", "payoutRetry": "2min",
      "paymentOutages": { "bank": { "at": "29min", "for": "5min", "missing": true } },
      "feed": {
        "delay": "10s", "bias": "0.1%", "outages": { "noon": { "at": "50min", "for": "5min" } }
      }
    },
    "apr": {
      "reserves": {
        "nbt-eth": {
          "price": "0.083 ETH", "ether": "100 ETH", "tokens": "1000 NBT", "minFactor": 0.5, "maxFactor": 2,
          "liquidityRate": 0.007, "capBuy": "5 ETH", "capSell": "5 ETH", "fee": "10 bp",
          "manager": {
            "policy": "band", "band": "20%", "every": "1h", "depleted": "10%", "check": "10min",
            "steps": ["disable", "fund", "set", "enable"], "delay": "1min", "ether": "100 ETH", "tokens": "1000 NBT",
            "etherInWallet": "10 ETH", "tokensInWallet": "100 NBT"
          }
        }
      }
    },
    "chain": { "interval": "13s", "random": true, "order": "gas", "gas": "0.002 ETH", "slippage": "3%" },
    "agents": {
      "nubot": {
        "kind": "nubot", "count": 2, "exchanges": ["bittrex", "poloniex"],
        "capital": { "dist": "uniform", "from": "1000 USD", "to": "3000 USD" }, "tokenShare": "50%",
        "programme": true,
        "feed": { "delay": { "dist": "lognormal", "median": "2min", "sigma": 1 } },
        "reservationYield": { "dist": "exponential", "mean": "0.03%/day" }, "returnProbability": 0.2,
        "rewardsToExchange": true, "backupFeeds": { "second": { "bias": "0.1%" } }, "book": "parametric",
        "sell": {
          "offset": "0.005 USD", "wall": "50 NBT", "width": "0.15 USD", "interval": "0.02 USD", "curve": "lin",
          "steepness": "mid", "maxVolume": "900 NBT", "tail": true
        },
        "buy": { "offset": "0.002 USD" },
        "dualSide": true, "refillWall": true, "keepProceeds": "10%", "fee": "0.2%", "sellOnlyIncrement": "0.0003 USD",
        "shiftThreshold": "0.1%", "multipleCustodians": true, "priceGate": "10%", "priceCheck": "61s",
        "refetch": "10s", "orderCheck": "41s", "resetAfter": 9, "replacementDelay": "6s", "orderGap": "300ms",
        "submit": "60s", "feedSilence": "60min"
      },
      "documented": { "kind": "nubot", "capital": "900 USD", "book": "documented", "quoteKind": "crypto" },
      "two-orders": { "kind": "nubot", "capital": "900 USD", "book": "two-orders", "spread": "0.2%" },
      "pybot": {
        "kind": "pybot", "capital": { "dist": "constant", "value": "900 USD" }, "offset": "0.2%",
        "deviation": "0.25%", "distrust": "0.5%", "shift": "0.1%", "automaticShift": "10%", "fillAmount": "500 NBT",
        "orderMatch": true, "minimumRate": { "ask": "0.01%/day", "bid": "0.01%/day" },
        "poolFeed": { "delay": "30s" }, "priceCheck": "30s", "rateCheck": "60s", "reset": "15min", "submit": "60s"
      },
      "flasher": {
        "kind": "flasher", "capital": "900 USD", "distance": "0.5%", "period": "60s", "phase": "60s", "before": "2s",
        "after": "1s", "submissions": 2
      },
      "farmer": {
        "kind": "target-farmer", "capital": "900 USD", "distance": "0.7%", "farDistance": "50%", "nearShare": "10%",
        "requoteThreshold": "0.1%", "check": "61s", "submit": "60s"
      },
      "sybil": { "kind": "sybil", "capital": "900 USD", "users": 3, "distance": "0.7%" },
      "wash": { "kind": "wash", "capital": "900 USD", "accounts": 2, "every": "60s", "resting": "50s" },
      "noise": {
        "kind": "noise", "rate": "2/min", "size": { "dist": "lognormal", "median": "50 NBT", "sigma": 1 },
        "largest": "5000 NBT", "buyShare": "50%", "patience": "5%", "patienceSigma": 0.5, "tokens": "5000 NBT",
        "coins": "5000 USD"
      },
      "zero": {
        "kind": "zero-intelligence", "limitOrders": "1/min", "decay": 0.52, "levels": 9, "grid": "0.1%",
        "marketOrders": "0.5/min", "cancels": "0.2/min", "cancelDecay": 0.26, "ordersAtStart": 2, "exchanges": ["poloniex"],
        "size": "9 NBT", "largest": "900 NBT", "tokens": "900 NBT", "coins": "900 USD"
      },
      "hawkes": {
        "kind": "hawkes", "rate": "0.5/min", "branching": 0.5, "crossBranching": 0.1, "memory": "5min",
        "patience": "5%", "size": "9 NBT", "tokens": "900 NBT", "coins": "900 USD"
      },
      "informed": {
        "kind": "informed", "rate": "0.5/min", "lead": "1min", "coin": "BTC", "margin": "0.2%", "size": "9 NBT",
        "tokens": "900 NBT", "coins": "900 USD"
      },
      "value": {
        "kind": "value", "rate": "0.5/min", "count": 9, "fundamentalDeviation": "0.5%", "halfLife": "2d",
        "fundamentalShocks": { "perYear": 900, "mean": "2%", "deviation": "0.5%" },
        "fundamentalMeans": { "10min": "-5%", "30min": "1%" }, "observationNoise": "1%", "forecast": "1h",
        "size": "9 NBT", "tokens": "900 NBT", "coins": "900 USD"
      },
      "momentum": {
        "kind": "momentum", "rate": "0.5/min", "fast": "10min", "slow": "1h", "scale": "0.5%", "slippage": "2%",
        "size": "9 NBT", "tokens": "900 NBT", "coins": "900 USD"
      },
      "herd": {
        "kind": "herd", "rate": "0.5/min", "count": 50, "ownChance": "0.2%", "persuasion": "50%", "size": "9 NBT",
        "tokens": "900 NBT", "coins": "900 USD"
      },
      "strategic": {
        "kind": "strategic-lp", "count": 2, "capital": "900 USD", "reckoning": "price-taking",
        "reservationYield": "0.12%/day", "decide": "10min", "entry": "100%/day", "exit": "200%/day",
        "yieldScale": "0.05%/day", "alarmingLoss": "2%", "lossFactor": 5, "adjustment": "25%", "memory": "1h",
        "transfer": "10min", "startsActive": true, "rewardsToExchange": true, "distance": "0.7%",
        "farDistance": "2%", "farReservation": "75%", "requoteThreshold": "0.1%", "check": "61s", "submit": "60s",
        "feedSilence": "60min", "expectedVolatility": "3%", "expectedJumps": 26, "expectedJumpDeviation": "8%", "pickOffChance": "20%",
        "moves": true
      },
      "guardian": {
        "kind": "custodian", "reserve": "900 USD", "tokens": "900 NBT", "gateway": "100 NBT", "exchanges": ["bittrex"],
        "sellDistance": "1%", "buyDistance": "1%", "refill": "20min", "check": "61s", "requoteThreshold": "0.1%",
        "feedSilence": "60min", "feed": { "delay": "5s" }
      },
      "demand": {
        "kind": "collateral-demand", "shareSoldPerReturn": 0.4, "every": "10min", "lag": "20min", "patience": "5%",
        "coin": "BTC", "tokens": "900 NBT", "coins": "900 USD"
      },
      "inventory": {
        "kind": "avellaneda-stoikov", "capital": "900 USD", "riskAversion": 0.01, "volatility": 2.5,
        "fillRate": "0.05/min", "fillDecay": 0.03, "order": "500 NBT", "tolerance": "1%", "bonus": "0.2%/day",
        "check": "61s", "submit": "60s"
      },
      "arbitrageur": {
        "kind": "arbitrageur", "reserve": "nbt-eth", "reaction": "15s", "random": true, "minimumProfit": "0.05 USD",
        "gas": "0.002 ETH", "exchangeCost": "0.1%", "tokensOnExchange": "500 NBT", "coinsOnExchange": "500 USD",
        "tokensInWallet": "500 NBT", "etherInWallet": "20 ETH", "trades": 3
      },
      "between": {
        "kind": "exchange-arbitrageur", "exchanges": ["bittrex", "poloniex"], "reaction": "1min",
        "minimumProfit": "0.05 USD", "exchangeCost": "0.1%", "transfer": "20min", "tokensOnExchange": "500 NBT",
        "coinsOnExchange": "500 USD"
      },
      "sandwich": {
        "kind": "sandwich", "reserve": "nbt-eth", "reaction": "1s", "outbid": "0.00001 ETH", "minimumProfit": "0.05 USD",
        "etherInWallet": "9 ETH", "tokensInWallet": "100 NBT"
      },
      "hunters": {
        "kind": "hunters", "purse": "9000 USD", "count": 3, "discount": "10%", "sigma": 0.8, "requote": "10min"
      },
      "holders": {
        "kind": "holders", "count": 20, "balanceSigma": 2, "attention": "20min", "alarmedAttention": "5min",
        "alarm": "3%", "exit": "0.1%/day", "exitPerDayAndDiscount": 100, "toleratedDiscount": "0.1%",
        "exitPerDayAndQueue": 1, "exitPerDayAndReturn": 2, "coin": "BTC", "exitAtLowReserve": "1%/day",
        "lowReserve": "5%", "reserveGroups": ["holders"], "sizeExponent": 0.2,
        "slice": "500 NBT", "sliceEvery": "10min", "slippage": "5%", "concession": "10%/day"
      }
    },
    "shocks": {
      "sale": {
        "kind": "sell", "at": "1h", "size": "1% of supply", "over": "20min", "sliceEvery": "5min",
        "worstPrice": "0.5 USD", "slippage": "5%", "concession": "10%/day", "by": "whale"
      },
      "pause": { "kind": "halt", "at": "70min", "for": "5min", "exchanges": ["poloniex"] },
      "silence": { "kind": "feed-outage", "at": "80min", "for": "5min", "coins": ["BTC"], "of": ["alp", "nubot"] },
      "removal": { "kind": "delist", "at": "110min", "exchanges": ["poloniex"] },
      "crash": { "kind": "default", "at": "119min", "exchanges": ["bittrex"] }
    },
    "metrics": {
      "sample": "1min", "every": "10min", "leaveOut": [], "stressAt": "50min", "depegBeyond": "1%",
      "depegFor": "30min",
      "tables": { "peg": "20min", "liquidity": "20min", "credits": "20min", "reserve": "20min", "agents": "20min" }
    },
    "limits": { "events": 30000, "pending": 20000, "eventsPerInstant": 20000, "fields": 200000 },
    "checks": ["peg.time_within_100bp >= 0"],
    "sweep": { "grid": { "alp.target": ["500 NBT", "900 NBT"] } },
    "size": {
      "vary": "alp.reward", "from": "0.01 NBT/min", "to": "0.1 NBT/min", "target": "alp.paid_nbt >= 1",
      "confidence": 0.95, "days": "30d", "operatorFee": "100 NBT", "contingency": "10%", "rollOver": "1 NBT",
      "assumed": { "alp.target": ["500 NBT", "900 NBT"] }
    }
  }
  """
}
