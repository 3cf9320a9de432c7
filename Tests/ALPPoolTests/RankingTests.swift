// Deviation from the price and the choice of a rank.

import SimEngine
import Testing

@testable import ALPPool

@Suite struct RankingTests {
  @Test func `The deviation is the same whichever of the two prices is the larger`() {
    #expect(deviation(ofPrice: 300, from: 400) == 0.25)
    #expect(deviation(ofPrice: 400, from: 300) == 0.25)
    #expect(deviation(ofPrice: 400, from: 400) == 0)
    #expect(deviation(ofPrice: 0, from: 400) == 1)
  }

  @Test func `V22: a deviation equal to the tolerance is inside, the next double is not`() {
    let side = SideConfiguration.nearAndFar
    #expect(side.rankIndex(forDeviation: 0.0105) == 0)
    #expect(side.rankIndex(forDeviation: (0.0105).nextUp) == 1)
  }

  @Test func `The narrowest rank that fits wins, whatever order the ranks are given in`() {
    let wideFirst = SideConfiguration(
      ratio: 1,
      ranks: [
        Rank("far", ratio: 0), Rank("near", ratio: 1, tolerance: 0.01),
        Rank("middle", ratio: 1, tolerance: 0.05),
      ])
    let names = [0.005, 0.03, 0.5, 1].map {
      wideFirst.ranks[wideFirst.rankIndex(forDeviation: $0) ?? -1].name
    }
    #expect(names == ["near", "middle", "far", "far"])
  }

  @Test func `Of two ranks with the same tolerance the first that was given wins`() {
    let side = SideConfiguration(ratio: 1, ranks: [Rank("a", ratio: 1), Rank("b", ratio: 1)])
    #expect(side.rankIndex(forDeviation: 0.5) == 0)
  }

  @Test func `An order that no tolerance reaches has no rank`() {
    let side = SideConfiguration(ratio: 1, ranks: [Rank("only", ratio: 1, tolerance: 0.05)])
    #expect(side.rankIndex(forDeviation: 0.06) == nil)
  }

  @Test func `A reversed pair compares with the reciprocal of the feed`() {
    let pair = PairConfiguration(
      exchange: "bter", unit: "btc", isReversed: true, rewardPerMinute: 1, target: 1, ask: .nearAndFar,
      bid: .nearAndFar)
    #expect(pair.serverPrice(fromFeed: 400) == 0.0025)
  }
}
