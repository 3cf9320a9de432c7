// What a reward comes to as a grant, part by part, by hand.

import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("grant terms")
struct GrantTermsTests {
  private static func coins(_ count: Int128) -> Amount { Amount(baseUnits: count * 10_000) }

  /// A month, 300 coins for the operator, a tenth for surprises, 50 coins left over.
  private static let terms: GrantTerms = {
    var terms = GrantTerms()
    terms.duration = .days(30)
    terms.operatorFee = coins(300)
    terms.contingency = ExactDecimal(1, timesTenTo: -1)
    terms.rollOver = coins(50)
    return terms
  }()

  @Test("a grant is rewards, operator and contingency less what is left over")
  func parts() {
    // 43,200 minutes at a sixteenth of a coin.
    let parts = Self.terms.parts(coinsPerMinute: 0.0625, decimals: 4)
    #expect(parts.rewards == 2_700)
    #expect(parts.operatorFee == 300)
    #expect((parts.contingency - 270).magnitude < 1e-9)
    #expect(parts.rollOver == 50)
    #expect((parts.total - 3_220).magnitude < 1e-9)
  }

  @Test("nothing is to be voted where more is left over than is needed")
  func moreIsLeftOver() {
    var terms = Self.terms
    terms.rollOver = Self.coins(4_000)
    #expect(terms.parts(coinsPerMinute: 0.0625, decimals: 4).total == 0)
  }

  @Test("without terms a grant is the rewards of thirty days")
  func rewardsAlone() {
    #expect(GrantTerms().parts(coinsPerMinute: 0.5, decimals: 4).total == 21_600)
  }
}
