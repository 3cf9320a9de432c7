// A drawn pool: settings, providers, their books over some rounds, and what each traded.

import Foundation
import SimEngine

@testable import ALPPool

/// Whether the long variants of randomised tests run.
let isExtensive = ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil

/// Everything that happens to a pool in a few rounds, fixed by a seed.
///
/// Amounts are multiples of 1/64, so that their sums do not depend on the order of adding.
struct DrawnPool {
  /// One provider's book in one sample; nil when he did not submit.
  typealias Book = [SubmittedOrder]?

  let configuration: PoolConfiguration
  let rule: NamedRewardRule
  let sampleCount: Int
  /// Shape [rounds x samples][users].
  var books: [[Book]]
  /// The least rates that each takes, a fraction a day; shape [users].
  var minimumRates: [BySide<Double>]
  /// Coins that each traded before each sample; shape [rounds x samples][users].
  var volumes: [[Double]]

  init(seed: UInt64, rule: NamedRewardRule? = nil) {
    var draws = SeededDraws(seed: seed)
    let rules = NamedRewardRule.allCases
    self.rule = rule ?? rules[Int.random(in: rules.indices, using: &draws)]
    sampleCount = Int.random(in: 1...3, using: &draws)
    let target = Double.random(in: 100...4000, using: &draws)
    let askRatio = Double(Int.random(in: 1...15, using: &draws)) / 16
    configuration = PoolConfiguration(
      pairs: [
        .pair(
          reward: target * 0.0025 / 1440, target: target, ask: Self.side(askRatio, &draws),
          bid: Self.side(1 - askRatio, &draws))
      ], minimumPayout: 0)
    let userCount = Int.random(in: 1...6, using: &draws)
    let sampleTotal = 2 * sampleCount
    var id: UInt64 = 0
    books = (0..<sampleTotal).map { _ in (0..<userCount).map { _ in Self.book(&draws, &id) } }
    minimumRates = (0..<userCount).map { _ in
      let rate = { (draws: inout SeededDraws) in Double(Int.random(in: 0...6, using: &draws)) * 0.0005 }
      return BySide(ask: rate(&draws), bid: rate(&draws))
    }
    volumes = (0..<sampleTotal).map { _ in
      (0..<userCount).map { _ in Double(Int.random(in: 0...3, using: &draws) * 100) }
    }
  }

  private static func side(_ ratio: Double, _ draws: inout SeededDraws) -> SideConfiguration {
    let near = Rank("near", ratio: 0.75, tolerance: 0.01)
    let middle = Rank("middle", ratio: 0.25, tolerance: 0.02)
    let ranks = [[near], [near, middle], [near, middle, Rank("far", ratio: 0)]]
    return SideConfiguration(ratio: ratio, ranks: ranks[Int.random(in: 0...2, using: &draws)])
  }

  private static func book(_ draws: inout SeededDraws, _ id: inout UInt64) -> Book {
    if Int.random(in: 0..<8, using: &draws) == 0 { return nil }
    return (0..<Int.random(in: 0...5, using: &draws)).map { _ in
      id += 1
      return SubmittedOrder(
        id: id, side: Bool.random(using: &draws) ? .sell : .buy,
        amount: Double(Int.random(in: 0...40_000, using: &draws)) / 64,
        price: Double.random(in: 390...410, using: &draws))
    }
  }

  var userCount: Int { minimumRates.count }

  /// The pool with everybody registered.
  func pool(naming name: (Int) -> String = { "u\($0)" }, in order: [Int]? = nil) -> Pool {
    var pool = Pool(configuration, rule: rule.rule())
    pool.updatePrice(of: "btc", to: 400)
    for user in order ?? Array(0..<userCount) { pool.enrol(name(user)) }
    return pool
  }

  /// Holds one of the two rounds.
  func hold(
    _ round: Int, in pool: inout Pool, naming name: (Int) -> String = { "u\($0)" }, in order: [Int]? = nil
  ) throws -> CreditRound {
    for sample in round * sampleCount..<(round + 1) * sampleCount {
      for user in order ?? Array(0..<userCount) {
        pool.noteMakerVolume(volumes[sample][user], of: name(user), exchange: "bittrex", unit: "btc")
        guard let book = books[sample][user] else { continue }
        _ = pool.submit(
          user: name(user), exchange: "bittrex", unit: "btc", orders: book, minimumRates: minimumRates[user])
      }
      pool.takeSample()
    }
    return try pool.creditRound(at: .start + .minutes(Int64(round + 1)))
  }

  /// Both rounds of a fresh pool.
  func rounds(naming name: (Int) -> String = { "u\($0)" }, in order: [Int]? = nil) throws -> [CreditRound] {
    var pool = pool(naming: name, in: order)
    return try (0..<2).map { try hold($0, in: &pool, naming: name, in: order) }
  }
}
