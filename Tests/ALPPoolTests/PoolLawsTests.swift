// Laws that hold for every round, on drawn pools.

import Laws
import SimEngine
import Testing

@testable import ALPPool

@Suite struct PoolLawsTests {
  static let seeds = Array(UInt64(1)...40)

  /// A drawn book: for each user the orders of one pair, near and far from the price of 400.
  private struct Book {
    var orders: [[SubmittedOrder]]

    init(seed: UInt64) {
      var draws = SeededDraws(seed: seed)
      var id: UInt64 = 0
      orders = (0..<Int.random(in: 1...8, using: &draws)).map { _ in
        (0..<Int.random(in: 0...6, using: &draws)).map { _ in
          id += 1
          let price = Double.random(in: 380...420, using: &draws)
          let amount = (Double.random(in: 0...600, using: &draws) * 1e8).rounded() / 1e8
          return SubmittedOrder(
            id: id, side: Bool.random(using: &draws) ? .sell : .buy, amount: amount, price: price)
        }
      }
    }

    /// The round of a pool that has seen this book.
    func round(
      naming name: (Int) -> String = { "u\($0)" }, in order: [Int]? = nil, fidelity: Fidelity = .corrected
    ) throws -> CreditRound {
      let paid = SideConfiguration(
        ratio: 0.5,
        ranks: [
          Rank("rank_1", ratio: 0.7, tolerance: 0.01), Rank("rank_2", ratio: 0.3, tolerance: 0.02),
          Rank("rank_3", ratio: 0),
        ])
      var pool = Pool.paying(.pair(ask: paid, bid: paid), fidelity: fidelity)
      for user in order ?? Array(orders.indices) {
        pool.enrol(name(user))
        _ = pool.submit(user: name(user), exchange: "bittrex", unit: "btc", orders: orders[user])
      }
      return try pool.creditRound(at: .start)
    }

    mutating func replace(_ transform: (SubmittedOrder) -> SubmittedOrder) {
      orders = orders.map { $0.map(transform) }
    }
  }

  private func isClose(_ left: Double, _ right: Double) -> Bool {
    (left - right).magnitude <= 1e-12 * max(left.magnitude, right.magnitude)
  }

  @Test(arguments: seeds) func `The credits of a rank add up to its reward, or to nothing when it is empty`(
    seed: UInt64
  ) throws {
    let round = try Book(seed: seed).round()
    for side in [Side.sell, .buy] {
      for (index, rank) in round.pairs[0].sides[side].ranks.enumerated() {
        var sum = 0.0
        for (order, outcome) in zip(round.orders, round.outcomes)
        where order.order.side == side && order.rank == index {
          if case .credited(let credit) = outcome { sum += credit.coins }
        }
        #expect(isClose(sum, rank.liquidity > 0 ? rank.reward : 0))
      }
    }
  }

  @Test(arguments: seeds)
  func `V22: the minute's payouts follow from reward, fill and the ranks that are taken`(
    seed: UInt64
  ) throws {
    let pair = try Book(seed: seed).round().pairs[0]
    let round = try Book(seed: seed).round()
    var taken = 0.0
    for side in [pair.sides.ask, pair.sides.bid] {
      for (rank, ratio) in zip(side.ranks, [0.7, 0.3, 0]) where rank.liquidity > 0 { taken += 0.5 * ratio }
    }
    let expected = 0.025 * taken * min(1, pair.liquidity / 2500)
    let paid = round.users.reduce(0) { $0 + $1.credit }
    // Each of the six ranks is rounded to eight decimals.
    #expect(
      Law(22).holds(
        "coins a minute off; book \(seed)", below: 6 * 5e-9, measured: (paid - expected).magnitude))
    #expect(paid <= 0.025 + 6 * 5e-9)
  }

  @Test(arguments: seeds) func `Names and the order of arrival change nobody's credit`(seed: UInt64) throws {
    let book = Book(seed: seed)
    let round = try book.round()
    let renamed = try book.round(naming: { "lp-\(99 - $0)" }, in: book.orders.indices.reversed())
    for user in book.orders.indices {
      #expect(isClose(round.credit(of: "u\(user)"), renamed.credit(of: "lp-\(99 - user)")))
    }
  }

  @Test(arguments: seeds) func `Above the target, doubling every amount changes no credit`(seed: UInt64)
    throws
  {
    var book = Book(seed: seed)
    book.orders.append([.ask(900, 2000), .bid(901, 2000)])
    let before = try book.round()
    book.replace { SubmittedOrder(id: $0.id, side: $0.side, amount: 2 * $0.amount, price: $0.price) }
    #expect(try book.round().outcomes == before.outcomes)
  }

  @Test(arguments: seeds) func `Cutting an order in two changes nobody's credit`(seed: UInt64) throws {
    var book = Book(seed: seed)
    let before = try book.round()
    book.orders = book.orders.map { orders in
      orders.flatMap { order in
        [order.id, order.id + 1000].map {
          SubmittedOrder(id: $0, side: order.side, amount: order.amount / 2, price: order.price)
        }
      }
    }
    let after = try book.round()
    for (one, other) in zip(before.users, after.users) { #expect(isClose(one.credit, other.credit)) }
  }

  @Test(arguments: seeds) func `Moving orders to another rank changes neither liquidity nor any fill`(
    seed: UInt64
  ) throws {
    var book = Book(seed: seed)
    let before = try book.round().pairs[0]
    book.replace { SubmittedOrder(id: $0.id, side: $0.side, amount: $0.amount, price: 1) }
    let after = try book.round().pairs[0]
    #expect(after.liquidity == before.liquidity)
    #expect(after.sides.ask.ranks.map(\.reward) == before.sides.ask.ranks.map(\.reward))
    #expect(after.sides.bid.ranks.map(\.reward) == before.sides.bid.ranks.map(\.reward))
  }

  @Test(arguments: seeds) func `Without duplicates the legacy and the corrected pool credit the same bits`(
    seed: UInt64
  ) throws {
    let book = Book(seed: seed)
    #expect(try book.round().outcomes == book.round(fidelity: .legacy).outcomes)
  }

  @Test func `A round without anybody shows its rewards as zero and pays nobody`() throws {
    var pool = Pool.paying(.pair())
    let round = try pool.creditRound(at: .start)
    #expect(round.users.isEmpty)
    #expect(round.pairs[0].sides.ask.ranks.map(\.reward) == [0, 0])
  }
}
