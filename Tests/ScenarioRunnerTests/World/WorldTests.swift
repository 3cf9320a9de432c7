// From the text of a scenario to what its run found: the same for the same, different where it should be.

import Laws
import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("A world")
struct WorldTests {
  @Test("has every mechanism and every agent at work")
  func everythingHappens() throws {
    let result = try TinyScenario.whole.get()
    #expect(result.status == .complete && result.reached == .start + .hours(2))
    for table in ["agents", "credits", "liquidity", "payouts", "peg", "reserve", "reserve_trades", "trades"] {
      #expect((result.rowCount(table) ?? 0) > 0, "\(table)")
    }
    #expect(result.tables.map(\.name) == result.tables.map(\.name).sorted())
    #expect(Set(result.summary.map(\.name)).count == result.summary.count)
    #expect((result.figure("alp.paid_nbt") ?? 0) > 10)
    #expect((result.figure("reserve.nbt-eth.trades_count") ?? 0) > 0)
  }

  @Test("V4: finds the same twice, and something else with another seed or in another run")
  func determinism() throws {
    let (first, second) = (try TinyScenario.whole.get(), try TinyScenario.run())
    #expect(first.fingerprints == second.fingerprints)
    #expect(first.events == second.events && first.summary == second.summary)
    #expect(zip(first.tables, second.tables).allSatisfy { $0.fields == $1.fields })
    let others = [try TinyScenario.run(["seed=12"]), try TinyScenario.run(run: 1)]
    for other in others {
      #expect(other.fingerprints.exogenous != first.fingerprints.exogenous)
      #expect(other.fingerprints.metrics != first.fingerprints.metrics)
    }
  }

  @Test("V4: means the same however the keys of its file are arranged")
  func keyOrder() throws {
    let tree = try TinyScenario.tree()
    let reversed = tree.reversingKeys
    #expect(reversed != tree)
    let first = try TinyScenario.whole.get()
    let second = try Replication.simulate(TinyScenario.read(reversed), run: 0)
    #expect(first.fingerprints == second.fingerprints)
    #expect(first.summary == second.summary)
    #expect(first.tables.map(\.columns) == second.tables.map(\.columns))
  }

  @Test("gives equal replications on one worker and on two, in the order of their numbers")
  func workers() throws {
    let scenario = try TinyScenario.scenario(["horizon=\"40min\""])
    let (one, two) = (try Experiment(scenario, workers: 1).run(), try Experiment(scenario, workers: 2).run())
    #expect(one.map(\.run) == [0, 1, 2] && two.map(\.run) == [0, 1, 2])
    #expect(one.map(\.fingerprints) == two.map(\.fingerprints))
    #expect(one.map(\.summary) == two.map(\.summary))
    #expect(Set(one.map(\.fingerprints)).count == 3)
  }

  @Test("stops with a whole result when it is told to, or comes to a limit")
  func stopping() throws {
    let limited = try TinyScenario.run(["limits={\"events\": 2000}"])
    #expect(limited.status == .limited && limited.events == 2_000)
    #expect(limited.stopReason == "the limit of events was reached")
    let scenario = try TinyScenario.scenario()
    let interrupted = try Replication.simulate(scenario, run: 0) { _ in false }
    #expect(interrupted.status == .interrupted && interrupted.reached < .start + .hours(2))
    #expect((interrupted.rowCount("agents") ?? 0) > 0)
  }

  // MARK: Mechanisms

  @Test("V4: without a reward meets the same prices and the same crowd, and pays nothing")
  func noReward() throws {
    let paying = try TinyScenario.whole.get()
    let stingy = try TinyScenario.run(["alp.reward=0 NBT/min"])
    #expect(stingy.fingerprints.exogenous == paying.fingerprints.exogenous)
    #expect(stingy.figure("alp.paid_nbt") == 0 && stingy.rowCount("payouts") == 0)
    #expect(stingy.figure("alp.maximum_nbt") == 0)
    #expect(stingy.fingerprints.metrics != paying.fingerprints.metrics)
    #expect(stingy.figure("agents.bots.rewards_usd") == 0)
    #expect((paying.figure("agents.bots.rewards_usd") ?? 0) > 10)
    let halved = try TinyScenario.run(["alp.reward=0.3 NBT/min"])
    #expect(halved.fingerprints.exogenous == paying.fingerprints.exogenous)
  }

  @Test(
    "runs without a pool, without a reserve, and without either",
    arguments: [["alp"], ["apr"], ["alp", "apr"]])
  func absentMechanisms(absent: [String]) throws {
    let whole = try TinyScenario.whole.get()
    let result = try TinyScenario.run(without: absent)
    #expect(result.status == .complete)
    #expect((result.rowCount("liquidity") != nil) == !absent.contains("alp"))
    #expect((result.rowCount("reserve") != nil) == !absent.contains("apr"))
    #expect(result.summary.contains { $0.name.hasPrefix("alp.") } == !absent.contains("alp"))
    #expect((result.rowCount("trades") ?? 0) > 0)
    // An arbitrageur without a reserve is not there; the crowd is the same as ever.
    #expect(result.figure("crowd.arrivals_count") == whole.figure("crowd.arrivals_count"))
    if !absent.contains("apr") { #expect(result.fingerprints.exogenous == whole.fingerprints.exogenous) }
  }

  @Test(
    "V6: keeps every coin: what is minted is what the pool pays, and of other coins nothing comes or goes")
  func conservation() throws {
    let scenario = try TinyScenario.scenario()
    let world = try WorldBuilder.build(scenario, run: 0)
    let (simulation, ledger) = (world.simulation, world.context.ledger)
    _ = simulation.run(until: .start)
    let opening = ledger.assets.indices.map { ledger.supply(of: AssetID(rawValue: Int32($0))) }
    for minute in 1...Int64(120) {
      _ = simulation.run(until: .start + .minutes(minute))
      ledger.checkInvariants()
    }
    let figures = Dictionary(
      uniqueKeysWithValues: simulation.finish().map { ($0.name, $0.value ?? .nan) })
    let law = Law(6)
    for (index, asset) in ledger.assets.enumerated() {
      let change = ledger.supply(of: AssetID(rawValue: Int32(index))) - opening[index]
      let minted = asset.symbol == "NBT" ? try #require(figures["alp.paid_nbt"]) : 0
      #expect(
        law.holds(
          "\(asset.symbol) that came or went", expected: minted,
          measured: change.coins(decimals: asset.decimals)))
    }
  }

  @Test("pays no other exchange than those that the pool names")
  func paidExchanges() throws {
    let result = try TinyScenario.run(["alp.exchanges=[\"beta\"]"])
    let table = try #require(result.tables.first { $0.name == "liquidity" })
    #expect(table.rowCount > 0)
    #expect((0..<table.rowCount).allSatisfy { Array(table.row($0))[1] == .text("beta") })
  }

  @Test("keeps the tables of the first replication alone, and every figure of all")
  func tablesOfReplications() throws {
    let scenario = try TinyScenario.scenario()
    let results = try Experiment(scenario, workers: 2).run()
    #expect(results.map(\.tables.isEmpty) == [false, true, true])
    let second = try Replication.simulate(scenario, run: 1)
    #expect(!second.tables.isEmpty)
    #expect(results[1].summary == second.summary && results[1].fingerprints == second.fingerprints)
  }

  @Test("keeps its own figures when it shares the names of another's")
  func sharedNames() throws {
    let whole = try TinyScenario.whole.get()
    for other in [try TinyScenario.run(run: 1), try TinyScenario.run(without: ["apr"])] {
      #expect(whole.sharingNames(with: other).summary == whole.summary)
      #expect(other.sharingNames(with: whole).summary == other.summary)
    }
  }

  @Test("has the same figures after few events as at its end, so that checks can be looked at before")
  func figuresEarly() throws {
    let early = try TinyScenario.run(["limits.events=1000"])
    #expect(early.status == .limited)
    #expect(try early.summary.map(\.name) == TinyScenario.whole.get().summary.map(\.name))
  }

  @Test("has as many fields in the tables with fixed intervals as was foretold")
  func foretoldTables() throws {
    for overrides in [
      [], ["horizon=125min"], ["metrics.tables={\"peg\": \"1min\", \"agents\": \"1h\"}"],
      ["alp.credit=20min"],
    ] {
      let scenario = try TinyScenario.scenario(overrides)
      let simulation = try WorldBuilder.build(scenario, run: 0).simulation
      simulation.prepare(until: .start + scenario.horizon)
      let estimate = TableEstimate(scenario, simulation.context)
      let result = try Replication.simulate(scenario, run: 0)
      #expect(Set(estimate.tables.map(\.name)) == ["peg", "agents", "liquidity", "reserve"])
      for (name, fields) in estimate.tables {
        let found = try #require(result.tables.first { $0.name == name })
        let once = found.columns.count * 10
        // A round of credits at the very end of the run is no longer held.
        #expect((fields - once...fields).contains(found.fields.count), "\(name) \(overrides)")
      }
    }
  }

  // MARK: Refusals

  @Test("is refused when its tables would be larger than allowed, before anything ran")
  func foretoldTooLarge() throws {
    let scenario = try TinyScenario.scenario()
    let simulation = try WorldBuilder.build(scenario, run: 0).simulation
    simulation.prepare(until: .start + scenario.horizon)
    let fields = TableEstimate(scenario, simulation.context).fields
    for (limit, isRefused) in [(fields - 1, true), (fields, false), (fields + 1, false)] {
      let error = refusal { try Replication.check(TinyScenario.scenario(["limits.fields=\(limit)"])) }
      #expect(
        error.hasPrefix("error: the tables of a run would have \(fields) fields, more than") == isRefused)
    }
    let all = refusal {
      _ = try TinyScenario.run(["horizon=3650d", "metrics={\"sample\":\"1s\",\"every\":\"1s\"}"])
    }
    #expect(all.contains("\n  = help: write rows less often: raise \"metrics.every\", which is 1s, about "))
    let one = refusal {
      _ = try TinyScenario.run(["horizon=3650d", "metrics.tables={\"agents\": \"1min\"}"])
    }
    #expect(one.contains(": raise \"metrics.tables.agents\", which is 1min, about "))
  }

  @Test("ends as limited when what happens by chance fills the tables")
  func tooManyTrades() throws {
    let foretold = ["metrics={\"sample\":\"1min\",\"every\":\"2h\"}", "alp.credit=2h"]
    let result = try TinyScenario.run(foretold + ["limits.fields=500"])
    #expect(result.status == .limited && result.reached < .start + .hours(2))
    #expect(result.stopReason == "the limit of fields in tables was reached")
  }

  @Test("is refused when its groups have too many agents together")
  func agents() throws {
    let hunters = { (count: Int) in
      // Two exchanges; five bots.
      refusal { try Replication.check(TinyScenario.scenario(["agents.hunters.count=\(count)"])) }
    }
    #expect(hunters(4_997) == "")
    #expect(
      hunters(4_998) == """
        error: more than 10000 agents in all, counted up to the group "hunters"
          = help: lower the "count" of a group
        """)
    let sybils = #"{"kind": "sybil", "capital": "10 USD", "count": 101, "users": 100}"#
    let error = refusal { try Replication.check(TinyScenario.scenario(["agents.many=\(sybils)"])) }
    #expect(error.hasPrefix("error: more than 10000 agents in all, counted up to the group \"many\"\n"))
  }

  @Test("is refused when its agents begin with more than the supply")
  func supply() throws {
    let error = refusal {
      _ = try TinyScenario.run(["token.supply=27000 NBT", "agents.bots.capital=2000 USD"])
    }
    #expect(
      error == """
        error: the supply of 27000 NBT is too small for what reserves and agents begin with: \
        "nbt-eth" 4000 NBT, "arb" 3000 NBT, "bots" 5000 NBT, "crowd" 20000 NBT
          = help: raise "token.supply" or give them less
        """)
    let reserve = refusal { _ = try TinyScenario.run(["apr.reserves.nbt-eth.tokens=100001 NBT"]) }
    #expect(
      reserve == """
        error: the supply of 100000 NBT is too small for what reserves and agents begin with: \
        "nbt-eth" 100001 NBT
          = help: raise "token.supply" or give them less
        """)
  }

  @Test(
    "is refused when two of its parts have one name",
    arguments: ["alpha", "nbt-eth", "alp", "peg", "agents", "bots-2", "sale"])
  func names(name: String) throws {
    let error = refusal {
      _ = try TinyScenario.run(["agents.\(name)={\"kind\": \"hunters\", \"count\": 1, \"purse\": \"1 USD\"}"])
    }
    #expect(
      error == """
        error: two parts of the scenario are named "\(name)"
          = help: rename one of the exchanges, reserves, agents or shocks; "alp", "chain", "peg" and "agents" are taken
        """)
  }

  @Test("is refused when its pool names an exchange twice")
  func exchangeTwice() {
    let error = refusal { _ = try TinyScenario.run(["alp.exchanges=[\"beta\", \"beta\"]"]) }
    #expect(error.hasPrefix("error: \"alp.exchanges\" must name each exchange once"))
  }
}

extension JSONNode {
  /// The same tree with the keys of every object from the last to the first.
  var reversingKeys: JSONNode {
    guard let members else { return self }
    return JSONNode(
      .object(
        members.reversed().map {
          JSONMember(key: $0.key, keySpan: $0.keySpan, value: $0.value.reversingKeys)
        }), at: span)
  }
}
