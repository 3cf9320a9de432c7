// The defaults that docs/scenarios.md names are those of the code: writing one down changes nothing.

import Foundation
import ScenarioRunner
import Testing

/// One of everything, with no key that may be left out but the objects that have keys of their own.
private let bareScenario = """
  {
    "schema": 1, "name": "bare", "description": "", "horizon": "2h", "seed": 1,
    "token": { "symbol": "NBT", "supply": "1000000 NBT" },
    "collateral": {
      "BTC": { "process": "gbm", "price": "450 USD", "volatility": "50%" },
      "ETH": {
        "process": "merton", "price": "12 USD", "volatility": "90%", "jumpsPerYear": 26, "jumpMean": "3%",
        "jumpDeviation": "14%"
      },
      "LTC": { "process": "anchored", "points": { "0d": "4 USD" } },
      "NMC": { "process": "ou", "price": "1 USD", "volatility": "50%", "halfLife": "1d" },
      "PPC": { "process": "garch", "price": "1 USD", "volatility": "50%" },
      "XMR": {
        "process": "hawkes-jumps", "price": "1 USD", "volatility": "50%", "jumpsPerYear": 26,
  "branching": 0.5,
        "jumpMean": "3%", "jumpDeviation": "14%"
      },
      "XPM": {
        "process": "regimes", "price": "1 USD", "regimes": { "calm": { "volatility": "50%", "meanStay": "1d" } }
      }
    },
    "exchanges": {
      "alpha": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT" },
      "beta": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT" }
    },
    "alp": {
      "reward": "1 NBT/min", "target": "100 NBT", "ranks": { "near": { "ratio": 1 } }, "feed": {},
      "paymentOutages": { "down": { "at": "1h", "for": "1min" } }
    },
    "apr": {
      "reserves": {
        "eth": {
          "price": "0.08 ETH", "ether": "100 ETH", "tokens": "1000 NBT", "capBuy": "5 ETH",
          "capSell": "5 ETH", "fee": "0%", "manager": { "policy": "never" }
        }
      }
    },
    "chain": {},
    "agents": {
      "nubot": { "kind": "nubot", "capital": "1 USD", "sell": {}, "buy": {} },
      "pybot": { "kind": "pybot", "capital": "1 USD", "minimumRate": {} },
      "flasher": { "kind": "flasher", "capital": "1 USD" },
      "farmer": { "kind": "target-farmer", "capital": "1 USD" },
      "sybil": { "kind": "sybil", "capital": "1 USD" },
      "wash": { "kind": "wash", "capital": "1 USD" },
      "noise": {
        "kind": "noise", "rate": "1/min", "size": { "dist": "lognormal", "median": "10 NBT", "sigma": 1 }
      },
      "inventory": { "kind": "avellaneda-stoikov", "capital": "1 USD" },
      "zero": {
        "kind": "zero-intelligence", "limitOrders": "1/min", "marketOrders": "1/min", "cancels": "1/min",
        "size": "10 NBT"
      },
      "hawkes": { "kind": "hawkes", "rate": "1/min", "size": "10 NBT" },
      "informed": { "kind": "informed", "rate": "1/min", "size": "10 NBT" },
      "value": { "kind": "value", "rate": "1/min", "size": "10 NBT" },
      "momentum": { "kind": "momentum", "rate": "1/min", "size": "10 NBT" },
      "herd": { "kind": "herd", "rate": "1/min", "size": "10 NBT" },
      "demand": { "kind": "collateral-demand" },
      "strategic": { "kind": "strategic-lp", "capital": "1 USD" },
      "guardian": { "kind": "custodian", "reserve": "1 USD" },
      "arbitrageur": { "kind": "arbitrageur" },
      "between": { "kind": "exchange-arbitrageur" },
      "sandwich": { "kind": "sandwich", "etherInWallet": "1 ETH" },
      "hunters": { "kind": "hunters", "purse": "1 USD" },
      "holders": { "kind": "holders" }
    },
    "shocks": { "sale": { "kind": "sell", "at": "1h", "size": "1% of supply" } },
    "metrics": { "tables": {} },
    "limits": {}
  }
  """

/// Where the keys of a table stand in that scenario, by the first word of its `<!-- keys: -->`.
///
/// The terms of reward rules are left out: once read they are closures, of which no description tells.
private let places = [
  "Scenario": "", "TokenSettings": "token.", "CollateralSettings": "collateral.BTC.",
  "BrownianPriceModel": "collateral.BTC.", "MertonPriceModel": "collateral.ETH.",
  "RevertingPriceModel": "collateral.NMC.", "GarchPriceModel": "collateral.PPC.",
  "HawkesPriceModel": "collateral.XMR.", "RegimePriceModel.read": "collateral.XPM.",
  "RegimePriceModel.readRegime": "collateral.XPM.regimes.calm.", "ZeroIntelligenceModel": "agents.zero.",
  "HawkesFlowModel": "agents.hawkes.", "InformedTraderModel": "agents.informed.",
  "ValueTraderModel": "agents.value.", "MomentumTraderModel": "agents.momentum.",
  "HerdModel": "agents.herd.", "CollateralDemandModel": "agents.demand.",
  "StrategicProviderModel": "agents.strategic.", "CustodianModel": "agents.guardian.",
  "InventoryQuoterModel": "agents.inventory.",
  "AnchoredPriceModel": "collateral.LTC.", "ExchangeSettings": "exchanges.alpha.",
  "RewardRuleSettings": "alp.", "ManagerPlan": "apr.reserves.eth.manager.", "ChainRules": "chain.",
  "FeedSettings": "alp.feed.", "ReserveSettings": "apr.reserves.eth.", "ProviderGroup": "agents.sybil.",
  "NuBotModel": "agents.nubot.", "ParametricSide": "agents.nubot.", "PyBotModel": "agents.pybot.",
  "FlasherModel": "agents.flasher.", "TargetFarmerModel": "agents.farmer.", "SybilModel": "agents.sybil.",
  "WashTraderModel": "agents.wash.", "NoiseTraderModel": "agents.noise.",
  "ArbitrageurModel": "agents.arbitrageur.", "SandwichModel": "agents.sandwich.",
  "ExchangeArbitrageurModel": "agents.between.",
  "HunterModel": "agents.hunters.", "HolderModel": "agents.holders.", "SaleShock": "shocks.sale.",
  "MetricSettings": "metrics.", "SimulationLimits": "limits.",
]

/// Defaults that no value stands for.
private let wordedDefaults: Set = [
  "", "none", "as below", "no pool", "no reserve", "no blocks", "no limit", "never", "all", "exact",
  "the most", "the first", "the first shock's", "the period", "the shock's", "ten samples", "as `credit`",
  "as `price`",
  "as `payout`", "the usual ones", "nobody", "all four in this order", "the first deposit",
  "the widest paid tolerance", "1; 6 if `averaged`", "as `feed`", "`every`", "18 for ETH, else 8",
  "true where there is a pool", "1/7", "`price`", "drawn, each by its share of time",
  "what every exchange quotes in",
]

/// What some keys need beside them to be allowed.
private let companions = [
  "agents.nubot.spread": "agents.nubot.book=two-orders",
  "agents.nubot.quoteKind": "agents.nubot.book=documented", "alp.snapshotPhase": "alp.snapshots=fixed",
  "apr.reserves.eth.manager.band": "apr.reserves.eth.manager.policy=band",
  "apr.reserves.eth.manager.every": "apr.reserves.eth.manager.policy=regularly",
  "apr.reserves.eth.manager.depleted": "apr.reserves.eth.manager.policy=depletion",
]

@Suite("documented defaults")
struct DocumentedDefaultsTests {
  /// A row of a table: the key, what may be written, and the default.
  private struct Row {
    let key: String
    let kind: String
    let standard: String
  }

  private let folder = Folder(["bare.json": bareScenario])

  /// Everything that is read of the bare scenario after some changes.
  private func reading(_ changes: [String]) throws -> String {
    let loaded = try ScenarioLoader().load(
      folder["bare.json"], overrides: changes.map { try ScenarioOverride($0) })
    return String(describing: try Scenario.read(loaded, .standard))
  }

  @Test("writing down a default changes nothing, and any other value does")
  func defaults() throws {
    let page = try MarkdownPage("docs/scenarios.md")
    var count = 0
    for (index, line) in page.lines.enumerated() {
      guard let match = line.wholeMatch(of: /<!-- keys: ([\w.]+).* -->/), let place = places[String(match.1)]
      else { continue }
      for row in rows(of: page, after: index) where !wordedDefaults.contains(row.standard) {
        for (path, value) in written(row, at: place) {
          let companions = [companions[path]].compactMap { $0 }
          let bare = try reading(companions)
          let isSame = (try? reading(companions + ["\(path)=\(value)"])) == bare
          #expect(isSame, "docs/scenarios.md: \(path) is not \(value) where it is left out")
          count += 1
        }
      }
    }
    #expect(count > 90, "the tables were not understood")
    #expect(try reading(["agents.sybil.distance=0.8%"]) != reading([]))
  }

  /// The rows of the table after a line, if it has a column of defaults.
  private func rows(of page: MarkdownPage, after index: Int) -> [Row] {
    let table = page.lines[(index + 1)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    guard let head = table.first, let column = head.firstIndex(of: "default") else { return [] }
    return table.dropFirst(2).map { cells in
      // Where a default comes from, and what it means, is no part of it.
      let standard = cells[column].split(separator: " [").first?.split(separator: ":").first ?? ""
      return Row(
        key: cells[0].replacing("`", with: ""), kind: cells[1], standard: String(standard))
    }
  }

  /// The paths and values for `--set` that a row stands for: both sides of a book where their defaults differ.
  private func written(_ row: Row, at place: String) -> [(path: String, value: String)] {
    var place = place
    if row.kind.hasSuffix("in a rank") { place += "ranks.near." }
    if row.kind.hasSuffix("in a payment outage") { place += "paymentOutages.down." }
    if ["ask", "bid"].contains(row.key), place == "agents.pybot." { place += "minimumRate." }
    if row.key == "minimumRate" { return [] }
    if let sides = row.standard.wholeMatch(of: /sell (.+), buy (.+)/) {
      return [("sell", sides.1), ("buy", sides.2)].map { side, standard in
        ("\(place)\(side).\(row.key)", value(String(standard), row.kind))
      }
    }
    let isOfSides = ["wall", "width", "interval", "tail"].contains(row.key) && place == "agents.nubot."
    return (isOfSides ? ["sell.", "buy."] : [""]).map {
      ("\(place)\($0)\(row.key)", value(row.standard, row.kind))
    }
  }

  /// A default as a scenario writes it: a bare number in a table has the unit of its kind.
  private func value(_ standard: String, _ kind: String) -> String {
    let plain = standard.replacing("`", with: "")
    if plain.contains("%") { return plain.replacing(" ", with: "") }
    guard Double(plain) != nil else { return plain }
    let units = [
      ("duration", "s"), ("ratio", "%"), ("the same", "%"), ("growth", "%/day"), ("USD", " USD"),
      ("amount of ETH", " ETH"), ("amount", " NBT"), ("tokens", " NBT"),
    ]
    return plain + (units.first { kind.hasPrefix($0.0) }?.1 ?? "")
  }
}
