// `simrun facts`: the same figures from a folder and from memory, the same bytes on any number of workers, clear refusals.

import Foundation
import Testing

@Suite("simrun facts")
struct FactsCommandTests {
  /// Two hours with a price a minute, and without the table of trades in a result.
  private let folder = Folder([
    "small.json": smallScenario.editing(
      "\"every\": \"10min\"", "\"every\": \"1min\", \"leaveOut\": [\"payouts\"]")
  ])

  /// The cells of each table, by the words of its first cell.
  private static func tables(_ text: String) -> [String: [[String]]] {
    var tables: [String: [[String]]] = [:]
    for table in text.split(separator: "\n\n") {
      let rows = table.split(separator: "\n").map { line in
        String(line).split(separator: /\x20{2,}/).map(String.init)
      }
      if let title = rows.first?.first { tables[title] = Array(rows.dropFirst()) }
    }
    return tables
  }

  @Test("A scenario run once tells the facts of its result, though the result leaves tables out")
  func sameFacts() throws {
    #expect(try Simrun.run("small.json", "-q", "-o", "result", in: folder).code == 0)
    let single = try Simrun.run("facts", "result", in: folder)
    let bands = try Simrun.run("facts", "small.json", "--replications", "1", "--no-progress", in: folder)
    #expect(single.code == 0 && bands.code == 0 && bands.output.hasPrefix("small: 1 run of 2 h, seed 7\n\n"))
    let (there, here) = (Self.tables(single.output), Self.tables(bands.output))
    for title in ["pegged coin every 60 s", "deviation from the peg", "orders of takers"] {
      let table = try #require(there[title], "\(single.output)")
      for (column, exchange) in ["bittrex", "poloniex"].enumerated() {
        let band = try #require(here["\(title): \(exchange)"], "\(bands.output)")
        #expect(band.map { $0[0] } == table.map { $0[0] })
        for (one, other) in zip(band, table) {
          #expect(Array(one[2...]) == [String](repeating: other[column + 1], count: 3), "\(one) \(other)")
        }
      }
    }
    let left = try Simrun.run(
      "facts", "small.json", "--replications", "1", "--no-progress", "--set",
      "metrics.leaveOut=[\"trades\"]", in: folder)
    #expect(left == bands)
  }

  @Test("Bands are the same on any number of workers, others from another seed, and nothing is written")
  func workers() throws {
    let before = folder.contents()
    let bands = { (words: String...) in
      let outcome = try Simrun.start(
        ["facts", "small.json", "--replications", "4", "--no-progress"] + words, in: folder
      ).wait()
      #expect(outcome.code == 0 && outcome.error.isEmpty)
      return outcome.output
    }
    let one = try bands("-j", "1")
    #expect(try bands("-j", "3") == one)
    #expect(try bands("--seed", "8") != one)
    #expect(folder.contents() == before)
  }

  @Test("Data stand beside what is of their kind, with whether they lie within")
  func data() throws {
    let rows = (0..<60).map { "2016-01-01T00:\($0 < 10 ? "0" : "")\($0):00Z,\(450 + $0 * $0 % 7)" }
    folder.write("btc.csv", "utc,price\n" + rows.joined(separator: "\n") + "\n")
    let outcome = try Simrun.run(
      "facts", "small.json", "--replications", "2", "--data", "btc.csv", "--no-progress", in: folder)
    let tables = Self.tables(outcome.output)
    let coin = try #require(tables["quote coin every 60 s: bittrex's quote coin"], "\(outcome)")
    #expect(coin[0] == ["returns", "2", "119", "119", "119", "59", "-"])
    #expect(tables["pegged coin every 60 s: bittrex"]?[0] == ["returns", "2", "119", "119", "119"])
  }

  @Test(
    "What cannot be told is refused",
    arguments: [
      (["facts", "small.json", "--set", "metrics.every=10min"], "a run has 12 prices at steps of 600 s"),
      (["facts", "small.json", "--set", "agents.noise.rate=x"], "--set, column 19"),
      (["facts", "small.json", "--data", "none.csv"], "none.csv"),
      (["facts", "small.json", "--data", "short.csv"], "data has fewer than two prices"),
      (["facts", "none.json"], "none.json"), (["facts", "none"], "there is no price of the pegged coin"),
      (["facts", ".", "--seed", "3"], "simrun facts RESULT has no option --seed"),
      (["facts", ".", "-j", "3"], "simrun facts RESULT has no option --jobs"),
    ])
  func refusals(words: [String], message: String) throws {
    folder.write("short.csv", "utc,price\n2016-01-01T00:00:00Z,3\n")
    let outcome = try Simrun.start(words, in: folder).wait()
    #expect(outcome.code == 2 && outcome.output.isEmpty && outcome.error.contains(message), "\(outcome)")
  }
}
