// What each way of taking part earns for a coin, and what it bears: the table behind the page on the pool.

import Foundation
import SimEngine
import Testing

@testable import ScenarioRunner

/// Looks at everybody's orders twice a second: the same measure for all, whoever they are.
private final class Probe: Component {
  let name = "probe"
  private(set) var coinMinutes = 0.0
  private let group: String
  private let every = SimDuration.milliseconds(500)

  init(_ group: String) { self.group = group }

  func setUp(in context: Context) { context.schedule(EventKind(rawValue: 0), after: every, phase: .metrics) }

  func handle(_ event: Event, in context: Context) {
    for trader in context.markets.traders where trader.group == group {
      for seat in trader.seats {
        let exchange = context.markets[seat.exchange]
        for id in exchange.orders(of: seat.participant) {
          coinMinutes += exchange.order(id).map { exchange.pair.coins($0.remaining) * every.minutes } ?? 0
        }
      }
    }
    context.schedule(EventKind(rawValue: 0), after: every, phase: .metrics)
  }
}

@Suite(
  "What adversaries earn", .enabled(if: ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil))
struct AdversaryTable {
  /// One line: everything for a coin of capital and a day, but the coin-minutes.
  struct Line {
    let name: String
    let rewardBasisPoints: Double
    let costBasisPoints: Double
    let minutesOnBook: Double
  }

  private static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "scenarios/adversaries.json")
    .path()

  static func line(_ kind: (name: String, settings: String), target: Int) throws -> Line {
    let scenario = try Scenario.read(
      ScenarioLoader().load(
        path,
        overrides: [
          "agents.subject.sell=null", "agents.subject.buy=null", "agents.subject=\(kind.settings)",
          "alp.target=\(target) NBT",
        ].enumerated().map { try ScenarioOverride($1, index: $0) }), .standard)
    let days = Double(scenario.horizon.minutes / 1_440).rounded(.down)
    let world = try WorldBuilder.build(scenario, run: 0)
    let probe = Probe("subject")
    world.add(probe)
    _ = world.simulation.run(until: .start + scenario.horizon)
    let summary = world.simulation.finish()
    func perCoinAndDay(_ name: String) -> Double {
      (summary.first { $0.name == "agents.subject.\(name)_usd" }?.value ?? .nan) / 1_000 / days
    }
    return Line(
      name: kind.name, rewardBasisPoints: perCoinAndDay("rewards") * 1e4,
      costBasisPoints: (perCoinAndDay("fees") - perCoinAndDay("edge")) * 1e4,
      minutesOnBook: probe.coinMinutes / 1_000 / days)
  }

  @Test("The table of rewards, costs and risk under the scaled rule", arguments: [10_000, 1_000])
  func table(target: Int) throws {
    let lines = try ProviderKindTests.kinds.map { try Self.line($0, target: target) }
    let wide = { (text: String, width: Int) in
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let figure = { (value: Double) in wide("\((value * 10).rounded() / 10)", 14) }
    print("scaled rule, 36 NBT a day, target \(target) NBT, 2000 USD of others, 1000 USD of each")
    print(
      wide("", 20)
        + ["reward bp/day", "cost bp/day", "min on book", "bp/1000 min"].map { wide($0, 14) }.joined())
    for line in lines {
      print(
        wide(line.name, 20) + figure(line.rewardBasisPoints) + figure(line.costBasisPoints)
          + figure(line.minutesOnBook) + figure(line.rewardBasisPoints / line.minutesOnBook * 1_000))
    }
    let byName = Dictionary(uniqueKeysWithValues: lines.map { ($0.name, $0) })
    let honest = try #require(byName["honest NuBot"])
    let flasher = try #require(byName["flasher"])
    let wash = try #require(byName["wash trader"])
    // Not all of it: what honest bots sell and buy now and then leaves one of them alone on a side.
    #expect(flasher.rewardBasisPoints > 0.7 * honest.rewardBasisPoints)
    #expect(flasher.minutesOnBook < 0.1 * honest.minutesOnBook)
    #expect(wash.costBasisPoints > wash.rewardBasisPoints)
  }
}
