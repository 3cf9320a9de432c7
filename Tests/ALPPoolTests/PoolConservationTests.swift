// No reward is made or lost between a credit and its payment: looked at after each event of a run.

import SimEngine
import Testing

@testable import ALPPool

@Suite("The money of a pool, event by event") struct PoolConservationTests {
  private typealias World = PoolComponentWorld
  private static let minutes: Int64 = 12

  /// Three providers on two exchanges, who trade with each other, forget to submit and try again, and a pool
  /// that pays every two minutes when it can.
  private func world(_ rule: NamedRewardRule, _ snapshots: SnapshotMode, seed: UInt64) -> World {
    var draws = SeededDraws(seed: seed)
    let outages = [(span: (2, 4), isMissing: false), ((5, 7), true)].map { span, isMissing in
      PoolSchedule.PaymentOutage(
        PriceFeed.Outage(from: .start + .minutes(span.0), until: .start + .minutes(span.1) + .seconds(30)),
        isMissing: isMissing)
    }
    let world = World(exchanges: ["alpha", "beta"], minimumPayout: 0.003, rule: rule.rule()) {
      $0.payoutPeriod = .minutes(2)
      $0.payoutRetry = .seconds(50)
      $0.paymentOutages = outages
      $0.snapshots = snapshots
      // Nine tenths of what is credited, so that the last payouts find it spent.
      $0.grant = Amount(truncating: 0.4, decimals: 8)
    }
    for provider in (0..<3).map({ world.provider("u\($0)", on: $0 % 2) }) {
      for minute in 0..<Self.minutes {
        let distance = Double.random(in: -60...120, using: &draws)
        let side: Side = Bool.random(using: &draws) ? .sell : .buy
        let (cancels, submits) = (Int.random(in: 0..<6, using: &draws) == 0, minute % 4 != 2)
        world.at(.minutes(minute) + .seconds(3)) { context in
          if cancels { provider.cancelAll(in: context) }
          provider.place(side, 100, away: distance, in: context)
          provider.place(side.opposite, 50, away: 90, in: context)
        }
        world.at(.minutes(minute) + .seconds(8)) { context in
          guard submits else { return }
          for _ in 0..<world.pool.requestsWanted(from: provider.name, on: provider.exchange) {
            provider.submit(to: world.pool, in: context)
          }
        }
      }
    }
    return world
  }

  @Test(
    "V6: what was minted and what is owed are what was credited after every event, through payments that fail",
    arguments: NamedRewardRule.allCases)
  func conservation(rule: NamedRewardRule) throws {
    for (seed, snapshots) in [(UInt64(1), SnapshotMode.onSubmission), (2, .averaged(over: 3))] {
      let world = world(rule, snapshots, seed: seed)
      let (simulation, ledger) = (world.simulation, world.context.ledger)
      var (credited, rowsSeen, failures, lastMinted) = (0.0, 0, 0, 0.0)
      var supply: Amount?
      let end = SimTime.start + .minutes(Self.minutes) + .seconds(30)
      repeat {
        // A limit one event away stops the run after each.
        simulation.limits.events = simulation.eventCount + 1
        guard simulation.run(until: end) == .eventLimit else { break }
        let rows = world.rows("credits", from: rowsSeen)
        rowsSeen += rows.count
        for row in rows { if case .real(let coins) = row[4] { credited += coins } }
        let before = supply ?? ledger.supply(of: World.nbt)
        supply = before
        let minted = (ledger.supply(of: World.nbt) - before).coins(decimals: 8)
        let owed = (0..<3).reduce(0) { $0 + (world.pool.unpaidCredit(of: "u\($1)") ?? .nan) }
        if (minted + owed - credited).magnitude > 1e-12 { failures += 1 }
        // Nothing is paid while the daemon is silent, nor more than there is.
        if minted > lastMinted {
          let minute = simulation.context.now.seconds / 60
          #expect(!(minute >= 2 && minute < 4.5) && !(minute >= 5 && minute < 7.5) && minted <= 0.4)
        }
        lastMinted = minted
      } while true
      #expect(failures == 0, "\(rule), \(failures) of \(simulation.eventCount) events")
      #expect(simulation.eventCount > 150 && lastMinted > 0.05, "\(rule): \(credited), \(lastMinted)")
    }
  }
}
