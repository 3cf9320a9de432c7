// Sums over the rounds of a pool whose pairs are not what they were at the beginning.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct RoundLedgerTests {
  @Test func `A dropped pair mixes up nobody's provisions`() throws {
    let pairs = ["alpha", "beta", "gamma"].map { PairConfiguration.pair($0) }
    var pool = Pool(PoolConfiguration(pairs: pairs, minimumPayout: 1))
    pool.updatePrice(of: "btc", to: 400)
    for user in ["u", "v"] { pool.enrol(user, on: "gamma") }
    var ledger = RoundLedger()
    // Positions stay: gamma is the third pair of the pool also when it is the only one that is paid.
    for configured in [pairs, [pairs[2]]] {
      pool.reconfigure(PoolConfiguration(pairs: configured, minimumPayout: 1))
      pool.submit(.ask(1, 200), by: "u", on: "gamma")
      pool.submit(.ask(2, 600), by: "v", on: "gamma")
      if configured.count == 3 { pool.submit(.bid(3, 800), by: "v", on: "alpha") }
      ledger.add(try pool.creditRound(at: .start))
    }
    let taken = ledger.takeCredits()
    #expect(taken.map(\.user) == [0, 1, 1] && taken.map(\.pair) == [2, 0, 2])
    #expect(taken.map(\.coins) == [200, 400, 600])
    // Each round pays 800 of the 2,500 coins wanted, on one side.
    let round = 0.0125 * 800 / 2_500
    for (provision, credit) in zip(taken, [round / 2, round, round * 1.5]) {
      #expect((provision.credit - credit).magnitude < 1e-12)
    }
    #expect((ledger.credited - 3 * round).magnitude < 1e-12)
    #expect(ledger.takeCredits().isEmpty)
  }
}
