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
    struct Gate: Decodable {
      let movingAverage: Double
      let current: Double
      let diffPct: Double
      let rejected: Bool
    }
    struct Split: Decodable {
      let side: String
      let balance: Double
      let price: Double
      let conversion: Double
      let maxSell: Double
      let maxBuy: Double
      let orders: [Double]
    }
    struct Rounding: Decodable {
      let value: Double
      let places: Int
      let result: Double
    }
    struct Groups: Decodable {
      let wallPrices: [Walls]
      let wallShiftDecision: [Shift]
      let movingAverageGate: [Gate]
      let twoOrderSplitV030: [Split]
      let roundHalfDown: [Rounding]
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

  @Test("The gate rejects exactly what the original rejected")
  func gate() throws {
    let recorded = try Self.decode("nubot_price_rules", Rules.self).groups.movingAverageGate
    #expect(recorded.count == 5)
    for rule in recorded {
      let difference = MovingAverageGate.differencePercent(mean: rule.movingAverage, price: rule.current)
      #expect(difference == rule.diffPct)
      var gate = MovingAverageGate()
      let verdicts = [gate.admits(rule.movingAverage), gate.admits(rule.current)]
      #expect(verdicts == [true, !rule.rejected])
    }
  }

  @Test("Two orders a side have the recorded sizes")
  func split() throws {
    let recorded = try Self.decode("nubot_price_rules", Rules.self).groups.twoOrderSplitV030
    #expect(recorded.count == 7)
    for rule in recorded {
      let side: Side = rule.side == "SELL" ? .sell : .buy
      let orders = TwoOrderWall.orders(
        side, funds: rule.balance, price: rule.price, quoteUSD: rule.conversion,
        maximum: side == .sell ? rule.maxSell : rule.maxBuy)
      #expect(orders.map(\.size) == rule.orders)
      #expect(orders.allSatisfy { $0.price == rule.price })
    }
  }

  @Test("Every recorded rounding comes out")
  func rounding() throws {
    let recorded = try Self.decode("nubot_price_rules", Rules.self).groups.roundHalfDown
    #expect(recorded.count == 8)
    for rule in recorded { #expect(roundHalfDown(rule.value, decimals: rule.places) == rule.result) }
  }
}

/// The log of nine hours in which real bots moved their walls on three exchanges; too large to keep here.
enum RecordedWallShifts {
  struct Shift: Decodable {
    let session: String
    let timestampMs: Int64
    let btcUsd: Double
    let sellPrice: Double
    let buyPrice: Double
  }

  static let url: URL = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = ProcessInfo.processInfo.environment["SIMRUN_VECTORS"] ?? package.path + "/../shared/vectors"
    return URL(fileURLWithPath: folder + "/alp/nubot_wall_shifts_2015.json")
  }()

  static let isPresent = FileManager.default.fileExists(atPath: url.path)
}

@Suite(
  "NuBot in March 2015",
  .enabled(
    if: RecordedWallShifts.isPresent, "SIMRUN_VECTORS names no folder with alp/nubot_wall_shifts_2015.json"))
struct RecordedWallShiftTests {
  static func shifts() throws -> [RecordedWallShifts.Shift] {
    struct File: Decodable { let cases: [RecordedWallShifts.Shift] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(File.self, from: Data(contentsOf: RecordedWallShifts.url)).cases
  }

  @Test("Every wall stands where the bots of one of several custodians put it")
  func walls() throws {
    let shifts = try Self.shifts()
    // 389 in all; the file may hold a part of them.
    #expect(shifts.count >= 200)
    var parameters = NuBotParameters()
    parameters.isOneOfSeveral = true
    for shift in shifts {
      let fee = shift.session.contains("bitcoincoid") ? 0 : 0.2
      let walls = NuBotPricing.walls(
        quoteUSD: shift.btcUsd, feePercent: fee, spreadPercent: parameters.effectiveSpreadPercent)
      #expect(walls.sell == shift.sellPrice, "\(shift.session) at \(shift.timestampMs)")
      #expect(walls.buy == shift.buyPrice, "\(shift.session) at \(shift.timestampMs)")
    }
  }

  @Test("Moves of one session lie whole multiples of three minutes apart, give or take the random wait")
  func spacing() throws {
    let shifts = try Self.shifts()
    let period = Double(NuBotParameters.commonShiftEvery.seconds)
    let gaps = zip(shifts, shifts.dropFirst()).filter { $0.session == $1.session }
      .map { Double($1.timestampMs - $0.timestampMs) / 1_000 }
    #expect(gaps.count > 150)
    let offBeat = gaps.filter { ($0 - ($0 / period).rounded() * period).magnitude > 10 }
    #expect(Double(offBeat.count) < 0.05 * Double(gaps.count))
  }
}
