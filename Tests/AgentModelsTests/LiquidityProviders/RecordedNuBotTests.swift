// NuBot's generator and price rules against what the original program computed.

import Foundation
import SimEngine
import Testing

@testable import AgentModels

@Suite("Recorded NuBot")
struct RecordedNuBotTests {
  struct Book: Decodable {
    let id: String
    let side: String
    let curve: String
    let steepness: String
    let offset: Double
    let wallHeight: Double
    let wallWidth: Double
    let density: Double
    let funds: Double
    let pegPrice: Double
    let txFee: Double
    let orders: [[Double]]
  }

  struct Rules: Decodable {
    struct Walls: Decodable {
      let txFeePct: Double
      let spreadPct: Double
      let dualSide: Bool
      let priceIncrement: Double
      let swappedPair: Bool
      let pegPriceUSD: Double
      let sellPriceUSD: Double
      let buyPriceUSD: Double
      let sellPricePEG: Double
      let buyPricePEG: Double
    }
    struct Shift: Decodable {
      let wallPrice: Double
      let lastPrice: Double
      let thresholdPct: Double
      let distancePct: Double
      let shift: Bool
    }
    struct Groups: Decodable {
      let wallPrices: [Walls]
      let wallShiftDecision: [Shift]
    }
    let groups: Groups
  }

  static func decode<Value: Decodable>(_ name: String, _ type: Value.Type) throws -> Value {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(contentsOf: url))
  }

  @Test("Every recorded book is generated to the last bit")
  func books() throws {
    struct File: Decodable { let cases: [Book] }
    let books = try Self.decode("nubot_order_book", File.self).cases
    #expect(books.count == 27)
    for book in books {
      let curve = TailCurve(
        try #require(TailCurve.Shape(rawValue: book.curve)),
        try #require(TailCurve.Steepness(rawValue: book.steepness)))
      let settings = ParametricSide(
        offsetUSD: book.offset, wallHeight: book.wallHeight, wallWidthUSD: book.wallWidth,
        densityUSD: book.density, curve: curve)
      let orders = NuBotOrderBook.orders(
        book.side == "SELL" ? .sell : .buy, settings, funds: book.funds, quoteUSD: book.pegPrice,
        feePercent: book.txFee)
      #expect(orders == book.orders.map { ProposedOrder(price: $0[0], size: $0[1]) }, "\(book.id)")
    }
  }

  @Test("Every recorded pair of walls has the recorded prices")
  func walls() throws {
    let recorded = try Self.decode("nubot_price_rules", Rules.self).groups.wallPrices
    #expect(recorded.count == 10)
    for rule in recorded {
      let walls = NuBotPricing.walls(
        quoteUSD: rule.pegPriceUSD, feePercent: rule.txFeePct, spreadPercent: rule.spreadPct,
        isDualSide: rule.dualSide, increment: rule.priceIncrement, isSwapped: rule.swappedPair)
      #expect((walls.sellUSD - rule.sellPriceUSD).magnitude < 1e-12)
      #expect((walls.buyUSD - rule.buyPriceUSD).magnitude < 1e-12)
      #expect(walls.sell == rule.sellPricePEG)
      #expect(walls.buy == rule.buyPricePEG)
    }
  }

  @Test("Walls move exactly when the original moved them")
  func shifts() throws {
    let recorded = try Self.decode("nubot_price_rules", Rules.self).groups.wallShiftDecision
    #expect(recorded.count == 9)
    for rule in recorded {
      #expect(NuBotPricing.distancePercent(from: rule.wallPrice, to: rule.lastPrice) == rule.distancePct)
      let moves = NuBotPricing.shouldShift(
        from: rule.wallPrice, to: rule.lastPrice, thresholdPercent: rule.thresholdPct)
      #expect(moves == rule.shift)
    }
  }
}
