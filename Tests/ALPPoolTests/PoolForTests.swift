// A small pool and seeded draws for the tests of its laws.

import SimEngine

@testable import ALPPool

/// A seeded generator (splitmix64), so that a failing seed can be run again.
struct SeededDraws: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

extension SideConfiguration {
  /// Orders within 1.05 % of the price earn the side's reward, all others count toward the target.
  static let nearAndFar = nearAndFar(1)

  /// The same where orders further away than a tolerance have no rank.
  static func nearAndFar(_ farthest: Double) -> SideConfiguration {
    SideConfiguration(
      ratio: 0.5,
      ranks: [Rank("rank_1", ratio: 1, tolerance: 0.0105), Rank("rank_2", ratio: 0, tolerance: farthest)])
  }
}

extension PairConfiguration {
  /// A pair that pays 0.025 coins a minute for 2500 coins, at a price of 400.
  static func pair(
    _ exchange: String = "bittrex", _ unit: String = "btc", reward: Double = 0.025, target: Double = 2500,
    ask: SideConfiguration = .nearAndFar, bid: SideConfiguration = .nearAndFar
  ) -> PairConfiguration {
    PairConfiguration(
      exchange: exchange, unit: unit, rewardPerMinute: reward, target: target, ask: ask, bid: bid)
  }
}

extension Pool {
  /// A pool of these pairs with every unit at 400 and a smallest payout of one coin.
  static func paying(_ pairs: PairConfiguration..., fidelity: Fidelity = .corrected) -> Pool {
    var pool = Pool(PoolConfiguration(pairs: pairs, minimumPayout: 1, fidelity: fidelity))
    for pair in pairs { pool.updatePrice(of: pair.unit, to: 400) }
    return pool
  }

  /// Registers a user under an address of the same name.
  mutating func enrol(
    _ user: String, at address: String? = nil, on exchange: String = "bittrex", _ unit: String = "btc"
  ) {
    _ = register(user: user, address: address ?? user, exchange: exchange, unit: unit)
  }

  /// Submits orders for a user.
  mutating func submit(
    _ orders: SubmittedOrder..., by user: String, on exchange: String = "bittrex", _ unit: String = "btc"
  ) {
    _ = submit(user: user, exchange: exchange, unit: unit, orders: orders)
  }
}

extension SubmittedOrder {
  static func ask(_ id: UInt64, _ amount: Double, at price: Double = 401) -> SubmittedOrder {
    SubmittedOrder(id: id, side: .sell, amount: amount, price: price)
  }
  static func bid(_ id: UInt64, _ amount: Double, at price: Double = 399) -> SubmittedOrder {
    SubmittedOrder(id: id, side: .buy, amount: amount, price: price)
  }
}

extension CreditRound {
  /// What a user earned in the round.
  func credit(of user: String) -> Double { users.first { $0.user == user }?.credit ?? 0 }
}
