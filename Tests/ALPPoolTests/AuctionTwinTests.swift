// The auction against a twin that follows the original's steps literally, and cases worked out by hand.

import SimEngine
import Testing

@testable import ALPPool

/// The auction as it was written: lists of levels as long as they come, every order compared with every level.
private struct NaiveAuction {
  var rates = (low: 0.0, high: 0.0)
  /// Paid at the higher and at the lower rate, and unpaid; shape [providers].
  var paid: [(high: Double, low: Double, unpaid: Double)]

  init(_ bids: [AuctionBid], providers: Int, terms: AuctionTerms) {
    paid = Array(repeating: (0, 0, 0), count: providers)
    let submitted = bids.sorted { ($0.minimumRate, $0.order) < ($1.minimumRate, $1.order) }
    let orders = submitted.indices.filter { $0 == 0 || submitted[$0].order != submitted[$0 - 1].order }
      .map { submitted[$0] }
    let mass = submitted.reduce(0) { $0 + $1.amount }
    guard mass > 0 else { return }
    let maximum = terms.maximumRate
    let goal = min(mass, terms.target)
    var levels = Set(orders.map(\.minimumRate).filter { $0 < maximum }).sorted() + [maximum, maximum]
    while levels.count < Int((mass / goal).rounded(.up)) + 2 { levels.append(maximum) }
    let accepted = orders.filter { $0.minimumRate <= maximum }
    let volumes = levels.map { level in
      accepted.filter { $0.minimumRate < level || level == maximum }.reduce(0) { $0 + $1.amount }
    }
    let lower = mass - Double(Int(mass / goal)) * goal
    let higher = Double(Int(mass / goal + 1)) * goal - mass
    var level = levels.count - 3
    for place in 1..<levels.count - 1 where volumes[place - 1] >= lower && volumes[place] >= terms.target {
      level = place - 2
      break
    }
    rates = (levels[level + 1], levels[level + 2])

    var (first, second) = (Array(repeating: 0.0, count: providers), Array(repeating: 0.0, count: providers))
    for order in orders {
      paid[order.provider].unpaid += order.amount
      guard let index = levels.firstIndex(of: order.minimumRate), order.minimumRate <= maximum else {
        continue
      }
      if index < level + 2 || rates.high == maximum { first[order.provider] += order.amount }
      if index < level + 1 { second[order.provider] += order.amount }
    }
    let firstSum = first.reduce(0, +)
    for user in 0..<providers where first[user] > 0 {
      paid[user].high = min(first[user], higher * first[user] / firstSum)
      second[user] -= paid[user].high
    }
    let secondSum = second.reduce(0) { $0 + max(0, $1) }
    for user in 0..<providers where second[user] > 0 {
      paid[user].low = min(second[user], lower * second[user] / secondSum)
    }
    for user in 0..<providers { paid[user].unpaid -= paid[user].high + paid[user].low }
  }
}

@Suite struct AuctionTwinTests {
  @Test func `The auction closes as its literal twin does, on drawn bids`() {
    for seed in UInt64(0)..<(isExtensive ? 10_000 : 600) {
      var draws = SeededDraws(seed: seed)
      let maximumRate = Double(Int.random(in: 0...5, using: &draws)) * 0.0005
      // Targets that are met, missed by far and exceeded many times; rates of which many are equal or too high.
      let terms = AuctionTerms(
        maximumRate: maximumRate, target: [37, 500, 1000, 1e6][Int.random(in: 0...3, using: &draws)])
      let providers = Int.random(in: 1...5, using: &draws)
      let bids = (0..<Int.random(in: 0...12, using: &draws)).map { number in
        AuctionBid(
          provider: Int.random(in: 0..<providers, using: &draws),
          order: Int.random(in: 0...5, using: &draws) == 0 ? 0 : UInt64(number),
          amount: Double(Int.random(in: 0...64, using: &draws)) * 12.5,
          minimumRate: Double(Int.random(in: 0...6, using: &draws)) * 0.0005)
      }
      let ours = AuctionClearing(bids, providers: providers, terms: terms)
      let twin = NaiveAuction(bids, providers: providers, terms: terms)
      #expect(ours.lowRate == twin.rates.low && ours.highRate == twin.rates.high, "seed \(seed)")
      for (share, paid) in zip(ours.shares, twin.paid) {
        #expect(((share.high?.amount ?? 0) - paid.high).magnitude < 1e-9, "seed \(seed)")
        #expect(((share.low?.amount ?? 0) - paid.low).magnitude < 1e-9, "seed \(seed)")
        #expect((share.unpaid - paid.unpaid).magnitude < 1e-9, "seed \(seed)")
      }
    }
  }

  /// What is paid to bidders of one order each.
  private func paid(_ bids: [(amount: Double, rate: Double)]) -> [Double] {
    let orders = bids.enumerated().map {
      AuctionBid(provider: $0, order: UInt64($0), amount: $1.amount, minimumRate: $1.rate)
    }
    let clearing = AuctionClearing(
      orders, providers: bids.count, terms: AuctionTerms(maximumRate: 0.0025, target: 1000))
    return clearing.shares.map { ($0.high?.amount ?? 0) + ($0.low?.amount ?? 0) }
  }

  @Test func `Mass that asks too much crowds out nobody who asks the maximum, unless others ask for less`() {
    #expect(paid([(800, 0.0025), (700, 0.01)]) == [800, 0])
    #expect(paid([(300, 0.001), (300, 0.0015), (200, 0.0025), (700, 0.01)]) == [300, 300, 125, 0])
  }

  @Test func `Between one and two targets at the maximum, twice the target less the mass is paid`() {
    for mass in [1000, 1250, 1500, 1999, 2000] as [Double] {
      #expect(paid([(mass, 0.0025)]) == [mass == 2000 ? 1000 : 2000 - mass])
    }
  }

  @Test func `A target that is exceeded a billion times costs neither time nor memory`() {
    let order = AuctionBid(provider: 0, order: 1, amount: 1e9, minimumRate: 0.0025)
    let clearing = AuctionClearing(
      [order], providers: 1, terms: AuctionTerms(maximumRate: 0.0025, target: 1))
    #expect((clearing.shares[0].high?.amount ?? 0) == 1)
  }
}
