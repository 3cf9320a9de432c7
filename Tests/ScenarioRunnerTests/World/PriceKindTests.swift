// The kinds of price processes as scenarios: that each can be named, and what is refused.

import Foundation
import SimEngine
import Testing

@testable import ScenarioRunner

/// A scenario with one coin whose price is the subject.
enum PricedScenario {
  static func read(_ process: String, horizon: String = "2h", in folder: String = "") throws -> Scenario {
    let text = """
      { "schema": 1, "name": "priced", "description": "How does the price move?", "horizon": "\(horizon)", "seed": 7,
        "token": { "symbol": "NBT", "supply": "200000 NBT" },
        "collateral": { "BTC": { \(process) } },
        "exchanges": { "alpha": { "pair": "NBT/BTC", "tick": "0.00000001 BTC", "lot": "0.0001 NBT" } } }
      """
    let tree = try JSONReader.read(SourceText(name: "\(folder)t.json", text: text))
    return try Scenario.read(LoadedScenario(tree: tree, diagnostics: Diagnostics()), .standard)
  }

  /// The price of the coin in the first run.
  static func price(_ scenario: Scenario, run: UInt64 = 0) throws -> any ReferencePrice {
    let world = try WorldBuilder.build(scenario, run: run)
    return world.context.markets.reference(of: world.asset("BTC"))
  }
}

@Suite("Kinds of prices")
struct PriceKindTests {
  static let ou =
    #""process": "ou", "price": "1.02 USD", "mean": "1 USD", "volatility": "63%", "halfLife": "24min""#
  static let garch = #""process": "garch", "price": "700 USD", "volatility": "56%""#
  static let hawkes =
    #""process": "hawkes-jumps", "price": "700 USD", "volatility": "34%", "jumpsPerYear": 26, "#
    + #""branching": 0.5, "jumpMean": "-1%", "jumpDeviation": "8%""#
  static let regimes =
    #""process": "regimes", "price": "700 USD", "regimes": { "calm": { "volatility": "40%", "meanStay": "20d" }, "#
    + #""wild": { "volatility": "150%", "meanStay": "2d", "drift": "-10%" } }"#

  @Test(
    "Every kind can be named in a scenario and moves from its start",
    arguments: [ou, garch, hawkes, hawkes + #", "jumpShape": "laplace""#, regimes])
  func everyKind(process: String) throws {
    let scenario = try PricedScenario.read(process)
    let price = try PricedScenario.price(scenario)
    #expect([1.02, 700].contains { (price.usdPrice(at: .start) / $0 - 1).magnitude < 1e-12 })
    #expect(price.usdPrice(at: .start + .minutes(61)) != price.usdPrice(at: .start))
    #expect(try Replication.simulate(scenario, run: 0).status == .complete)
  }

  @Test(
    "What cannot be is refused with the key and the reason",
    arguments: [
      (
        garch + #", "alpha": 0.1, "beta": 0.9"#,
        "below 1, or the variance has no long run; they are 0.1 + 0.9"
      ),
      (garch + #", "degreesOfFreedom": 2"#, "must be between 2.1 and"),
      (garch + #", "alpha": -0.1"#, "\"collateral.BTC.alpha\" must be between 0"),
      (hawkes.replacing("0.5", with: "1"), "\"collateral.BTC.branching\" must be from 0 to below 1"),
      (hawkes.replacing("0.5", with: "-0.1"), "\"collateral.BTC.branching\" must be from 0 to below 1"),
      (hawkes.replacing("26", with: "-26"), "\"collateral.BTC.jumpsPerYear\" must be between 0"),
      (
        hawkes.replacing("8%", with: "150%") + #", "jumpShape": "laplace""#,
        "\"collateral.BTC.jumpDeviation\" must be 140% or less"
      ),
      (hawkes + #", "jumpShape": "cauchy""#, "\"collateral.BTC.jumpShape\" must be one of"),
      (ou.replacing("24min", with: "0s"), "\"collateral.BTC.halfLife\" must be between"),
      (ou.replacing("63%", with: "-63%"), "\"collateral.BTC.volatility\" must be between 0%"),
      (regimes + #", "first": "clam""#, "did you mean \"calm\"?"),
      (regimes.replacing("20d", with: "0d"), "\"collateral.BTC.regimes.calm.meanStay\" must be between"),
      (
        #""process": "regimes", "price": "1 USD""#, "\"collateral.BTC.regimes\" must name at least one regime"
      ),
      (#""process": "oü", "price": "1 USD""#, "must be one of"),
    ])
  func refusals(process: String, message: String) {
    let error = #expect(throws: ScenarioError.self) { try PricedScenario.read(process) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  // MARK: Files

  /// Reads a scenario beside a file of prices.
  static func replay(
    _ csv: String, _ keys: String = "", horizon: String = "2h"
  ) throws -> (scenario: Scenario?, errors: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try csv.write(to: folder.appending(path: "p.csv"), atomically: true, encoding: .utf8)
    do {
      let process = #""process": "csv", "file": "p.csv""# + keys
      return (try PricedScenario.read(process, horizon: horizon, in: "\(folder.path())/"), "")
    } catch { return (nil, "\(error)".replacing("\(folder.path())/", with: "")) }
  }

  static let hours = """
    utc,price,high,low,volume
    2016-11-01T00:00:00Z,700,701,699.5,12
    2016-11-01T01:00:00Z,710.25,711,700,8
    2016-11-01T03:00:00Z,690,712,690,0

    """

  @Test("V30: each price of a file holds from its instant to the next, from the first or from a date on")
  func held() throws {
    let scenario = try #require(try Self.replay(Self.hours).scenario)
    let price = try PricedScenario.price(scenario)
    for (minutes, expected) in [(0, 700.0), (59, 700), (60, 710.25), (179, 710.25), (180, 690)]
      as [(Int64, Double)]
    {
      #expect(price.usdPrice(at: .start + .minutes(minutes)) == expected)
    }
    let marked = try Self.replay("\u{FEFF}" + Self.hours.replacing("\n", with: "\r\n"))
    #expect(try PricedScenario.price(#require(marked.scenario)).usdPrice(at: .start + .hours(1)) == 710.25)
    let later = try Self.replay(Self.hours, #", "from": "2016-11-01T00:30:00Z""#)
    let shifted = try PricedScenario.price(try #require(later.scenario))
    #expect(shifted.usdPrice(at: .start) == 700 && shifted.usdPrice(at: .start + .minutes(30)) == 710.25)
  }

  @Test("A bridge goes through every price of the file and differs between runs where it is not known")
  func bridged() throws {
    let scenario = try #require(
      try Self.replay(Self.hours, #", "between": "bridge", "volatility": "60%""#).scenario)
    let paths = try (0..<2 as Range<UInt64>).map { try PricedScenario.price(scenario, run: $0) }
    for path in paths { #expect(path.usdPrice(at: .start + .hours(1)) == 710.25) }
    let between = SimTime.start + .minutes(90)
    #expect(paths[0].usdPrice(at: between) != paths[1].usdPrice(at: between))
  }

  @Test("A bridge of the volatility of the file is one of the root of its squared returns over their time")
  func realisedBridge() throws {
    let recorded = try #require(
      try Self.replay(Self.hours, #", "between": "bridge", "volatility": "recorded""#).scenario)
    let (up, down) = (log(710.25 / 700), log(690 / 710.25))
    let perYear = ((up * up + down * down) / 3 * 8_760).squareRoot()
    let time = SimTime.start + .minutes(90)
    let moves = try (0..<2_000 as Range<UInt64>).map { run in
      log(try PricedScenario.price(recorded, run: run).usdPrice(at: time) / 710.25) - down / 4
    }
    // A quarter of two hours is gone: what a bridge of two hours has then.
    let variance = perYear * perYear * 2 / 8_760 * 0.25 * 0.75
    let found = moves.reduce(0) { $0 + $1 * $1 } / 2_000
    #expect(abs(found / variance - 1) < 4 * (2 / 2_000.0).squareRoot())
    #expect(try PricedScenario.price(recorded).usdPrice(at: .start + .hours(1)) == 710.25)
  }

  @Test(
    "Of two rows of one instant the first or the last counts, as the scenario says",
    arguments: ["first", "last"])
  func duplicates(which: String) throws {
    let csv = Self.hours.replacing("2016-11-01T03", with: "2016-11-01T01:00:00Z,720,720,720,1\n2016-11-01T03")
    let scenario = try #require(try Self.replay(csv, #", "duplicates": "\#(which)""#).scenario)
    let price = try PricedScenario.price(scenario).usdPrice(at: .start + .hours(1))
    #expect(price == (which == "first" ? 710.25 : 720))
  }

  @Test(
    "A file that is no record of prices is refused, each mistake at its place",
    arguments: [
      ("", "", "p.csv is empty\n --> p.csv:1:1"),
      ("utc,price\n", "", "p.csv holds no price\n --> p.csv:2:1"),
      ("utc,price\r", "", "a carriage return without a line feed does not end a line\n --> p.csv:1:10"),
      ("utc,pr\0ice\n", "", "this is not text: there is a byte of zero\n --> p.csv:1:7"),
      ("price\n700\n", "", "a column is missing: \"utc\"\n --> p.csv:1:1"),
      ("utc,price,open\n", "", "unknown column \"open\"\n --> p.csv:1:11"),
      (
        hours.replacing("T03", with: "T00:30:00Z,1,1,1,1\n2016-11-01T03"), "",
        "must not be before the row above"
      ),
      (
        hours.replacing("T03", with: "T00"), "",
        "must not be before the row above, which is of 2016-11-01T01:00:00Z"
      ),
      (hours.replacing("T03", with: "T00"), "", " --> p.csv:4:1"),
      (hours.replacing("T03", with: "T01"), "", "\"utc\" is there twice: 2016-11-01T01:00:00Z"),
      (
        hours.replacing("710.25,", with: "0,"), "",
        "\"price\" must be between 0.000001 and 1000000000, found \"0\""
      ),
      (hours.replacing("710.25,", with: "-3,"), "", " --> p.csv:3:22"),
      (hours.replacing("710.25,", with: ","), "", "\"price\" must be a price in USD, found \"\""),
      (hours.replacing("711", with: "709"), "", "\"high\" must not be below the price"),
      (hours.replacing("699.5", with: "700.5"), "", "\"low\" must not be above the price"),
      (hours.replacing(",12\n", with: ",-12\n"), "", "\"volume\" must be at least 0"),
      (hours.replacing("01T01", with: "32T01"), "", "\"utc\" must be a date in UTC"),
      (hours, #", "longestGap": "1h""#, "comes 7200 s after the row above, more than \"longestGap\" allows"),
      (hours, #", "from": "2016-10-31T00:00:00Z""#, "must not be before the first price"),
      (hours, #", "from": "2016-11-01T02:00:00Z""#, "leaves too few prices"),
      (hours, #", "volatility": "10%""#, "is for \"between\": \"bridge\""),
      (hours, #", "sha256": "00""#, "is not the file that \"sha256\" means"),
    ])
  func badFiles(csv: String, keys: String, message: String) throws {
    let errors = try Self.replay(csv, keys).errors
    #expect(errors.contains(message), "\(errors)")
  }

  @Test("A file that is not there, or not beside the scenario, is refused where it is named")
  func missingFile() {
    for (file, message) in [
      ("none.csv", "cannot read \"none.csv\": no such file\n --> t.json:3:"),
      ("/etc/passwd", "must be a path from the scenario's own folder"),
      ("", "must be a path from the scenario's own folder"),
    ] {
      let error = #expect(throws: ScenarioError.self) {
        try PricedScenario.read(#""process": "csv", "file": "\#(file)""#)
      }
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
  }
}
