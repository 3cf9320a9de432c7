// Stylised facts: each statistic on samples whose value is known, and a sheet of a small result.

import Foundation
import SimEngine
import Testing

@testable import ScenarioRunner

@Suite("Stylised facts")
struct FactSheetTests {
  private static func stream(_ name: String) -> RandomStream {
    RandomStream(key: RandomKey(seed: 17, run: 0), name: name, role: .exogenous)
  }

  private func isNear(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    value.map { ($0 - expected).magnitude <= tolerance } ?? false
  }

  @Test("The moments and autocorrelations of eight numbers are those of their definitions")
  func definitions() {
    // 1, -1, 1, -1, ...: mean 0, variance 1, fourth moment 1; products of neighbours -1.
    let facts = SampleFacts((0..<8).map { $0 % 2 == 0 ? 1 : -1 })
    #expect(facts.deviation == 1 && facts.skewness == 0 && facts.excessKurtosis == -2)
    #expect(isNear(facts.autocorrelation(lag: 1), -7.0 / 8, 1e-15))
    #expect(isNear(facts.autocorrelation(lag: 2), 6.0 / 8, 1e-15))
    // n (n + 2) Σ ρ²/(n - k).
    #expect(isNear(facts.ljungBox(lags: 2), 80 * (49.0 / 64 / 7 + 36.0 / 64 / 6), 1e-12))
    #expect(facts.autocorrelation(lag: 3) == nil && facts.halfLife == nil)
    #expect(isNear(facts.correlation(with: (0..<8).map { $0 % 2 == 0 ? 3 : 5 }), -1, 1e-15))
    #expect(SampleFacts([2, 2, 2, 2, 2, 2, 2, 2]).skewness == nil)
    #expect(SampleFacts([]).deviation == nil && SampleFacts([]).fano == nil)
  }

  @Test("Hill's index finds the power of a tail, and is large for a normal law")
  func tail() {
    let stream = Self.stream("tail")
    let pareto = (0..<20_000).map { _ in DeterministicMath.exp(stream.exponential(mean: 1.0 / 3)) }
    // The standard error is the index over the root of the thousand values in the tail.
    #expect(isNear(SampleFacts(pareto).tailIndex(share: 0.05), 3, 4 * 3 / 1_000.0.squareRoot()))
    let normal = (0..<20_000).map { _ in stream.normal() }
    #expect((SampleFacts(normal).tailIndex(share: 0.05) ?? 0) > 5)
    #expect(SampleFacts(Array(normal.prefix(100))).tailIndex(share: 0.05) == nil)
  }

  @Test(
    "A series that forgets half of itself in ten steps has a half-life of ten, and no memory in its noise")
  func halfLife() {
    let stream = Self.stream("memory")
    let kept = DeterministicMath.exp(-DeterministicMath.log(2) / 10)
    var value = 0.0
    var noise: [Double] = []
    let values = (0..<20_000).map { _ in
      noise.append(stream.normal())
      value = kept * value + noise[noise.count - 1]
      return value
    }
    #expect(isNear(SampleFacts(values).halfLife, 10, 1))
    #expect((SampleFacts(noise).ljungBox(lags: 10) ?? 100) < 30)
    #expect((SampleFacts(values).ljungBox(lags: 10) ?? 0) > 1_000)
  }

  @Test("Orders at random have a Fano factor of one and exponential waits; orders by the clock have neither")
  func arrivals() {
    let stream = Self.stream("orders")
    var (random, clock) = (TradeFlow(name: "a"), TradeFlow(name: "b"))
    var second = 0.0
    for minute in 0..<5_000 {
      second += stream.exponential(mean: 60)
      random.append(1, isPurchase: true, taker: "t", atSecond: second)
      clock.append(1, isPurchase: true, taker: "t", atSecond: 60 * Double(minute) + 1)
    }
    (random.span, clock.span) = (second, 300_000)
    #expect(isNear(SampleFacts(random.counts(every: 600)).fano, 1, 4 * (2 / 500.0).squareRoot()))
    #expect((random.distanceFromExponential ?? 9) < 1.5 && (clock.distanceFromExponential ?? 0) > 10)
    #expect(SampleFacts(clock.counts(every: 600)).fano == 0 && isNear(random.perMinute, 1, 0.05))
    random.append(2, isPurchase: true, taker: "t", atSecond: second)
    #expect(random.arrivals.count == 5_000 && random.arrivals[4_999].coins == 3)
  }

  @Test("At equal steps a series has the latest price by then, and the volume since the step before")
  func resampling() {
    var series = PriceSeries(name: "s")
    for (second, price) in [(0.0, 1.0), (50, 2), (100, 3), (250, 4), (300, 5)] {
      series.append(price, volume: price, atSecond: second)
    }
    let even = series.resampled(every: 100)
    #expect(
      even.prices == [1, 3, 3, 5] && even.volumes == [1, 5, 0, 9] && even.seconds == [0, 100, 200, 300])
    #expect(series.medianStep == 50 && even.returns().count == 3)
    #expect(isNear(even.returns(over: 3).first, DeterministicMath.log(5), 1e-15))
  }

  // MARK: A sheet

  /// A folder with tables.
  private static func folder(_ files: [String: String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "facts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    return folder.path()
  }

  /// Hourly looks at one exchange: the middle at 1 + 0.01 sin, a spread of 2 %, one look in ten without bids.
  private static func peg(hours: Int, peg: Double = 1) -> String {
    let rows = (1...hours).map { hour in
      let price = 1 + 0.01 * Double(hour % 7 - 3) / 3
      let bid = hour % 10 == 0 ? "" : "\(0.99 * price / 400)"
      return "\(3_600 * hour).0,alpha,400.0,\(bid),\(1.01 * price / 400),\(price),\(1e4 * (price / peg - 1))"
    }
    let head = "time_s,exchange,quote_usd,bid_quote,ask_quote,price_usd,deviation_bp"
    return ([head] + rows).joined(separator: "\n") + "\n"
  }

  @Test("A sheet has a column a series and a row a fact, with data beside the run at common steps")
  func sheet() throws {
    let days = (1...28).flatMap { day in
      stride(from: 0, to: 24, by: 1).map { hour in
        let (day, time) = (day < 10 ? "0\(day)" : "\(day)", hour < 10 ? "0\(hour)" : "\(hour)")
        return "2016-02-\(day)T\(time):00:00Z,\(400 + (7 * hour) % 11)"
      }
    }
    let folder = try Self.folder([
      "peg.csv": Self.peg(hours: 200), "data.csv": "utc,price\n" + days.joined(separator: "\n") + "\n",
      "trades.csv":
        "time_s,exchange,taker_side,quantity_base,taker\n3601.5,alpha,buy,3.5,a\n3601.5,alpha,buy,1,a\n",
      "depth.csv": "within_bp,bid_mean_nbt,ask_mean_nbt\n50,100,200\n",
    ])
    let sheet = try FactSheet(result: folder, data: folder + "/data.csv")
    let titles = [
      "quote coin every 3600 s", "pegged coin every 3600 s", "deviation from the peg", "looks at the book",
      "spread in bp of the middle", "coins a bp of distance from the peg", "orders of takers",
    ]
    #expect(sheet.parts.map { $0.rows[0][0] } == titles)
    // The quote coin of the run never moves.
    #expect(sheet.parts[0].rows[0] == [titles[0], "data"] && sheet.parts[0].rows[1] == ["returns", "671"])
    #expect(
      sheet.parts[1].rows[0] == [titles[1], "alpha"] && sheet.parts[1].rows[1] == ["returns", "199"])
    for part in sheet.parts { #expect(part.rows.allSatisfy { $0.count == part.rows[0].count }) }
    #expect(sheet.parts[3].rows[2...].map { $0[1] } == ["0.9", "0", "0.1"])
    let spread = sheet.parts[4].rows[1]
    #expect(spread[0] == "alpha" && spread[1] == "180" && spread[4] == "200" && spread.last == "0.1")
    #expect(
      sheet.parts[5].rows == [
        [titles[5], "bids", "asks"], ["from 0 to 50 bp", "2", "4"], ["where most stand, in bp", "25", "25"],
      ])
    #expect(sheet.parts[6].rows[1] == ["orders", "1"])
  }

  @Test("Deviations are from the peg, whatever it is")
  func deviations() throws {
    let median = { (peg: Double) in
      let folder = try Self.folder(["peg.csv": Self.peg(hours: 200, peg: peg)])
      let parts = try FactSheet(result: folder).parts
      let part = try #require(parts.first { $0.rows[0][0] == "deviation from the peg" })
      return try #require(part.rows.first { $0[0] == "median of |deviation| in bp" })[1]
    }
    #expect(try median(1) == "66.7" && median(2) == "5000")
  }

  @Test(
    "What cannot be read is refused with its place",
    arguments: [
      ("", "peg.csv is empty"), ("time_s,exchange\n", "columns are missing"),
      (peg(hours: 20), "alpha has 20 prices at steps of 3600 s, too few for facts: 31 at least"),
      (peg(hours: 1), "alpha has fewer than two prices"),
      (peg(hours: 40).replacing("7200.0,", with: "-5,"), "\"time_s\" must be from 0 to 10^10"),
      (peg(hours: 40).replacing("7200.0,", with: "1e300,"), "\"time_s\" must be from 0 to 10^10"),
      (peg(hours: 40).replacing("7200.0,", with: "3600.0,"), "must be after the row above of this exchange"),
      (peg(hours: 40).replacing("400.0,", with: "nan,"), "\"quote_usd\" must be a number"),
      (peg(hours: 40).replacing("400.0,", with: "0,"), "\"quote_usd\" must be above 0"),
    ])
  func refusals(peg: String, message: String) throws {
    let folder = try Self.folder(["peg.csv": peg])
    let error = refusal { _ = try FactSheet(result: folder) }
    #expect(error.contains(message), "\(error)")
  }

  @Test("Data out of order, twice, without a price or with a gap that nobody could walk is refused")
  func badData() throws {
    let start = "utc,price\n2016-01-01T00:00:00Z,3\n"
    let minutes = (10...59).map { "2016-01-01T00:\($0):00Z,3\n" }.joined()
    for (text, message) in [
      (start + "2015-01-01T00:00:00Z,3\n", "must be after the row above"),
      (start + "2016-01-01T00:00:00Z,3\n", "must be after the row above"),
      (start + "2016-01-02T00:00:00Z,-3\n", "\"price\" must be"),
      ("utc,price\n", "data has fewer than two prices"), ("utc\n", "a column is missing"),
      (start + minutes + "9000-01-01T00:00:00Z,3\n", "spans more than ten million steps"),
    ] {
      let folder = try Self.folder(["peg.csv": Self.peg(hours: 40), "data.csv": text])
      let error = refusal { _ = try FactSheet(result: folder, data: folder + "/data.csv") }
      #expect(error.contains(message), "\(error)")
    }
  }
}
