// A minute of a large pool: everybody's orders are submitted, and the round is credited.

import ALPPool
import SimEngine

/// Credits one minute for many providers with some orders each; an event is one order.
///
/// The submissions are timed apart from the round: `round` alone is what the original's credit thread did.
/// - Parameter rule: A reward rule by its name.
func benchmarkCreditRound(providers: Int, orders: Int, rule: NamedRewardRule, repetitions: Int) {
  let books = (0..<providers).map { provider in
    (0..<orders).map { index in
      let distance = Double((provider * 7 + index) % 80 - 40) / 10
      return SubmittedOrder(
        id: UInt64(provider * orders + index), side: index.isMultiple(of: 2) ? .sell : .buy,
        amount: Double(10 + (provider + index) % 90), price: 400 + distance)
    }
  }
  let names = (0..<providers).map { "provider-\($0)" }
  measure("\(rule.rawValue) round of \(providers) x \(orders) orders", repetitions: repetitions) {
    var pool = crowdedPool(providers: providers, rule: rule)
    let submitting = secondsTaken {
      for (provider, book) in books.enumerated() {
        let rate = Double(provider % 50) * 0.0001
        _ = pool.submit(
          user: names[provider], exchange: "exchange", unit: "btc", orders: book,
          minimumRates: BySide(ask: rate, bid: rate))
      }
    }
    var round: CreditRound?
    let crediting = secondsTaken { round = try? pool.creditRound(at: .start) }
    report(
      "submitting \((submitting * 1e5).rounded() / 100) ms, round \((crediting * 1e5).rounded() / 100) ms")
    var hash = FillHash()
    for user in round?.users ?? [] { hash.add(user.credit.bitPattern) }
    return Repetition(events: providers * orders, seconds: submitting + crediting, check: hash.value)
  }
}

/// A pool of one pair with two ranks a side in which everybody is registered.
private func crowdedPool(providers: Int, rule: NamedRewardRule) -> Pool {
  let side = SideConfiguration(
    ratio: 0.5, ranks: [Rank("rank_1", ratio: 1, tolerance: 0.0105), Rank("rank_2", ratio: 0)])
  let pair = PairConfiguration(
    exchange: "exchange", unit: "btc", rewardPerMinute: 10, target: 1_000_000, ask: side, bid: side)
  var pool = Pool(PoolConfiguration(pairs: [pair], minimumPayout: 1), rule: rule.rule())
  pool.updatePrice(of: "btc", to: 400)
  for provider in 0..<providers {
    _ = pool.register(
      user: "provider-\(provider)", address: "provider-\(provider)", exchange: "exchange", unit: "btc")
  }
  return pool
}
