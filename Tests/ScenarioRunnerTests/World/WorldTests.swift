// From the text of a scenario to what its run found: the same for the same, different where it should be.

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

  @Test("finds the same twice, and something else with another seed or in another run")
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

  @Test("means the same however the keys of its file are arranged")
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

  @Test("without a reward meets the same prices and the same crowd, and pays nothing")
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

  @Test("pays no other exchange than those that the pool names")
  func paidExchanges() throws {
    let result = try TinyScenario.run(["alp.exchanges=[\"beta\"]"])
    let table = try #require(result.tables.first { $0.name == "liquidity" })
    #expect(table.rowCount > 0)
    #expect((0..<table.rowCount).allSatisfy { Array(table.row($0))[1] == .text("beta") })
  }

  // MARK: Refusals

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
          = help: rename one of the exchanges, reserves, agents or shocks; "alp", "peg" and "agents" are taken
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
