// A whole world on a chain: its laws, and what stays the same when the attacker or the chain is taken away.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("A world on a chain")
struct ChainWorldTests {
  private static let attacker = """
    agents.eve={"kind": "sandwich", "etherInWallet": "100 ETH", "tokensInWallet": "500 NBT"}
    """
  private static let chain = "chain={\"slippage\": \"5%\", \"gas\": \"0.0001 ETH\"}"
  /// Trades large enough to be worth an attack, most of them with the reserve.
  private static let crowd = [
    "agents.crowd.size={\"median\": \"400 NBT\"}", "apr.reserves.nbt-eth.ether=100 ETH",
    "agents.bots.count=1",
    "agents.crowd.patience=8%", "agents.crowd.rate=1/min", "shocks=null",
  ]

  private static func run(_ overrides: [String], without keys: [String] = []) throws -> ReplicationResult {
    try TinyScenario.run(crowd + overrides, without: keys)
  }

  @Test("an attacker changes what people get but not who comes when, and somebody pays for what he gains")
  func exogenous() throws {
    let attacked = try Self.run([Self.chain, Self.attacker])
    let alone = try Self.run([Self.chain])
    #expect(try #require(attacked.figure("eve.attacks_count")) > 0)
    #expect(try #require(attacked.figure("eve.gain_usd")) > 0)
    #expect(attacked.fingerprints.exogenous == alone.fingerprints.exogenous)
    #expect(attacked.figure("crowd.arrivals_count") == alone.figure("crowd.arrivals_count"))
    #expect(attacked.figure("chain.blocks_count") == alone.figure("chain.blocks_count"))
    let costs = try [attacked, alone].map { try #require($0.figure("crowd.cost_against_peg_usd")) }
    #expect(costs[0] > costs[1])
  }

  @Test("a victim who accepts nothing below his quote is never attacked")
  func exactLimit() throws {
    // The arbitrageur's limit is what he paid on the book, which is below his quote.
    let run = try Self.run([Self.chain, Self.attacker, "chain.slippage=0%", "agents.arb=null"])
    #expect(try #require(run.figure("eve.seen_count")) > 10)
    #expect(run.figure("eve.attacks_count") == 0)
  }

  @Test("without a chain nothing waits and nobody attacks; without a reserve there is nobody either")
  func absent() throws {
    let immediate = try Self.run([Self.attacker])
    #expect(immediate.figure("eve.attacks_count") == nil)
    #expect(immediate.rowCount("transactions") == nil)
    let noReserve = try TinyScenario.run([Self.chain, Self.attacker], without: ["apr"])
    #expect(noReserve.figure("eve.attacks_count") == nil)
    #expect(noReserve.figure("chain.transactions_count") == 0)
  }

  @Test("everything that reaches a reserve on a chain is a transaction in a block, and nothing else is")
  func allInBlocks() throws {
    for order in ["gas", "random"] {
      let run = try Self.run([Self.chain, Self.attacker, "chain.order=\(order)"])
      let noGas = run.tables.first { $0.name == "transactions" }.map { table in
        (0..<table.rowCount).count { table.row($0)[8] == .text("gasBalance") }
      }
      let transactions = try #require(run.rowCount("transactions"))
      #expect(transactions > 20)
      #expect(run.rowCount("reserve_trades") == transactions - (noGas ?? 0))
      #expect(run.figure("chain.transactions_count") == Double(transactions))
    }
  }

  @Test("the order in which a scenario names its parts changes nothing")
  func order() throws {
    let (first, second) = try (Self.run([Self.chain, Self.attacker]), Self.run([Self.attacker, Self.chain]))
    #expect(first.fingerprints == second.fingerprints)
    #expect(first.summary == second.summary)
  }

  @Test("a manager in a world keeps the books of the supply exact")
  func manager() throws {
    let manager = """
      apr.reserves.nbt-eth.manager={"policy": "regularly", "every": "30min", "check": "1min", "delay": "1min", \
      "etherInWallet": "50 ETH", "tokensInWallet": "500 NBT"}
      """
    let run = try Self.run([Self.chain, manager])
    #expect(try #require(run.figure("reserve.nbt-eth.manager_rounds_count")) >= 3)
    #expect(
      run.rowCount("reserve_operations") == 4 * Int(run.figure("reserve.nbt-eth.manager_rounds_count") ?? 0))
    let greedy = """
      apr.reserves.nbt-eth.manager={"policy": "never", "tokensInWallet": "99000 NBT"}
      """
    #expect(refusal { _ = try Self.run([greedy]) }.contains("\"nbt-eth/manager\" 99000 NBT"))
  }
}
