// One trader's book by hand: parts add up part by part, and what was forgotten shows.

import Testing

@testable import SimEngine

@Suite("The book of one trader")
struct ProfitBookTests {
  /// Eight figures that are unlike each other.
  private static func parts(times factor: Double) -> ProfitParts {
    var parts = ProfitParts()
    parts.rewards = 1 * factor
    parts.spreadCapture = 2 * factor
    parts.adverseSelection = 4 * factor
    parts.inventory = 8 * factor
    parts.collateral = 16 * factor
    parts.swaps = 32 * factor
    parts.fees = 64 * factor
    parts.losses = 128 * factor
    return parts
  }

  @Test("the parts of a group are the sums of its members', each for itself")
  func sums() {
    var sum = Self.parts(times: 1)
    sum += Self.parts(times: 2)
    #expect(sum == Self.parts(times: 3))
    #expect(sum.total == 3 * 255 && sum.hedged == 3 * (255 - 16))
  }

  @Test("coins that came without being noted leave an error, as a share of all that was held and turned over")
  func forgotten() throws {
    var book = ProfitBook(holdings: [Amount(baseUnits: 100)], decimals: [0], pricesUSD: [1])
    book.note(Amount(baseUnits: 50), of: 0, usd: 50, as: .reward)
    let whole = [Amount(baseUnits: 150)]
    #expect(book.identityError(holdings: whole, pricesUSD: [1], coin: 0) == 0)
    #expect(book.forgotten(holdings: whole) == nil)
    let more = [Amount(baseUnits: 180)]
    #expect(book.identityError(holdings: more, pricesUSD: [1], coin: 0) == 30.0 / (100 + 180 + 150 + 50))
    #expect(try #require(book.forgotten(holdings: more)).amount == Amount(baseUnits: 30))
  }
}
