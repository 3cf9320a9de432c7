// Stress tests through the program: the two points, the bytes, who is gone, and what is refused.

import Foundation
import Testing

@Suite("stress tests")
struct StressTests {
  private let folder = Folder(["a.json": smallScenario])
  private static let words = ["stress", "a.json", "--set", "horizon=75min", "--replications", "3"]

  private func stress(_ more: String...) throws -> Simrun.Outcome {
    try Simrun.start(Self.words + more, in: folder).wait()
  }

  /// The cells of a table, by column, of the rows that a closure wants.
  private func rows(
    _ path: String, where isWanted: ([String: String]) -> Bool = { _ in true }
  ) -> [[String: String]] {
    let lines = folder.text(path).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let head = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(head, $0)) }.filter(isWanted)
  }

  @Test("one worker, two, and a run that was killed give the same bytes, and draw the same at both points")
  func sameBytes() throws {
    let one = try stress("-j", "1", "--no-progress", "-o", "whole/small-stress")
    #expect(one.code == 0 && one.error.isEmpty)
    #expect(one.output.hasPrefix("small: 3 runs without and with the shock sale, seed 7, "))
    #expect(one.output.contains("Who is gone after 24 h is not known: the runs end before that.\n"))
    let child = try Simrun.start(Self.words + ["-q", "-j", "2"], in: folder)
    let journal = "results/.small-stress.journal"
    while child.process.isRunning, folder.text(journal).count(where: { $0 == "\n" }) <= 2 { usleep(1_000) }
    kill(child.process.processIdentifier, SIGKILL)
    #expect(try child.wait().code == -SIGKILL)
    let last = try stress("--no-progress", "-j", "2")
    #expect(last.code == 0 && last.error.hasPrefix("going on: "))
    #expect(folder.contents("results") == folder.contents("whole"))
    #expect(folder.contents("results/small-stress").keys.contains("stress.csv"))
    let record = folder.text("results/small-stress/run.json")
    let prints = record.matches(of: /"exogenous": "(\w+)"/).map { $0.1 }
    #expect(prints.count == 6 && prints[..<3] == prints[3...] && Set(prints).count == 3)
  }

  @Test("each point is the scenario that it says, and the difference is that of their figures")
  func points() throws {
    #expect(try stress("-q", "-o", "both").code == 0)
    #expect(folder.text("both/points.csv") == "point,shocks.sale.at\n0,75min\n1,1h\n")
    let plain = ["a.json", "-q", "--set", "horizon=75min", "--replications", "3"]
    let calm = ["-o", "calm", "--set", "shocks.sale.at=75min", "--set", "metrics.stressAt=1h"]
    #expect(try Simrun.start(plain + calm, in: folder).wait().code == 0)
    #expect(try Simrun.start(plain + ["-o", "shocked"], in: folder).wait().code == 0)
    let runs = [rows("calm/runs.csv"), rows("shocked/runs.csv")]
    for (point, runs) in runs.enumerated() {
      let own = rows("both/runs.csv") { $0["point"] == "\(point)" }
      #expect(runs == own.map { row in row.filter { $0.key != "point" } }, "point \(point)")
    }
    for figure in ["sale.time_within_100bp", "reserve.nbt-eth.cost_of_depth_bp_per_d"] {
      let differences = try zip(runs[0], runs[1]).map { calm, shocked in
        try #require(Double(shocked[figure] ?? "")) - #require(Double(calm[figure] ?? ""))
      }
      #expect(differences.contains { $0 != 0 }, "the shock does something")
      let row = try #require(rows("both/stress.csv") { $0["metric"] == figure }.first)
      let mean = try #require(Double(row["difference"] ?? ""))
      #expect(abs(mean - differences.reduce(0, +) / 3) < 1e-12 * max(1, abs(mean)), "\(figure)")
      let other = try #require(rows("both/differences.csv") { $0["metric"] == figure }.first)
      for (name, column) in [("", "mean"), ("_low", "interval_low"), ("_high", "interval_high")] {
        #expect(row["difference" + name] == other[column], "\(figure)\(name)")
      }
    }
  }

  @Test("of three providers two are gone with their exchange, as the table says, and none without the shock")
  func exits() throws {
    let bots = #""kind": "nubot", "count": 4"#
    let sale = #""sale": { "kind": "sell", "at": "1h", "size": "5% of supply", "over": "20min" }"#
    folder.write(
      "a.json",
      smallScenario.editing(bots, #""kind": "nubot", "count": 3"#)
        .editing(sale, #""crash": { "kind": "default", "at": "1h", "exchanges": ["bittrex"] }"#))
    let words = ["stress", "a.json", "--set", "horizon=26h", "--set", "agents.noise=null", "-o", "out"]
    let change = ["--set", "agents.holders=null", "--set", "agents.arbitrageur=null", "--no-progress"]
    let outcome = try Simrun.start(words + change, in: folder).wait()
    #expect(outcome.code == 0)
    #expect(outcome.output.contains(/gone after 24 h: providers +0\.0 % +66\.7 % +66\.7 pp +1\n/))
    let row = { (figure: String) in
      try #require(rows("out/stress.csv") { $0["metric"] == "stress.\(figure)" }.first)
    }
    let share = try row("providers_out_24h_share")
    #expect(share["calm"] == "0.0" && share["shocked"] == "\(2.0 / 3)")
    #expect(share["difference"] == share["shocked"])
    let count = try row("providers_count")
    #expect(count["calm"] == "3.0" && count["shocked"] == "3.0")
  }

  @Test("a check of the scenario is one on the scenario with its shocks")
  func checks() throws {
    let check = { (text: String) in
      try stress("-q", "-f", "-o", "out", "--set", "checks=[\"\(text)\"]")
    }
    #expect(try check("sale.sold_tokens > 0").code == 0)
    let failed = try check("sale.sold_tokens <= 0")
    #expect(failed.code == 1 && failed.error.hasPrefix("check failed: sale.sold_tokens <= 0, found "))
  }

  @Test("the answer as one object, and the plan")
  func printed() throws {
    let json = try stress("--json", "--no-progress", "-o", "out").output
    #expect(json.contains(#""metric": "peg.time_within_100bp""#) && json.contains(#""statistic": "share""#))
    let list = try stress("--list", "-j", "1")
    #expect(list.output.hasPrefix("point  shocks.sale.at\n    0  75min\n    1  1h\n"))
  }

  @Test(
    "a scenario in which nothing happens is refused with what a shock is, and nothing is written",
    arguments: [
      (
        ["--set", "shocks=null"],
        "error: the scenario has no shock to be left out\n  = help: a shock is a sale"
      ),
      (["--set", "shocks.sale.at=2h"], "every shock comes after the end of the run"),
      (["--set", "shocks.sale.at=1"], "\"shocks.sale.at\" must be a duration"),
      (["--sweep", "alp.payout=1h"], "simrun stress has no option --sweep"),
    ])
  func refused(more: [String], message: String) throws {
    let outcome = try Simrun.start(Self.words + more, in: folder).wait()
    #expect(outcome.code == 2 && outcome.output.isEmpty)
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(folder.contents().keys.sorted() == ["a.json"])
  }
}
