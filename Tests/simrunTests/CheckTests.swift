// Checks of a scenario: what they say, and how they decide the exit code.

import Foundation
import ScenarioRunner
import Testing

@Suite("checks of a scenario")
struct CheckTests {
  private let folder = Folder(["a.json": smallScenario])

  private func run(_ checks: String, _ words: String...) throws -> Simrun.Outcome {
    try Simrun.start(["a.json", "--no-progress", "--set", "checks=\(checks)"] + words, in: folder).wait()
  }

  @Test("checks that hold end with 0, one that does not with 1, and the result is written either way")
  func endings() throws {
    let good = try run(#"["alp.paid_nbt > 0", "alp.paid_nbt<=6", "mean(alp.paid_nbt) < 5"]"#)
    #expect(
      good.code == 0 && good.error == "" && good.output.contains("\n3 of 3 checks hold.\nThe result is in"))
    _ = try Simrun.run("a.json", "-q", "-o", "plain", in: folder)
    let plain = folder.contents("plain")
    let bad = try run(#"["alp.paid_nbt > 0", "alp.paid_nbt >= 1e3"]"#, "-q")
    #expect(bad.code == 1 && bad.output == "")
    #expect(bad.error.contains(/^check failed: alp\.paid_nbt >= 1e3, found \d\.\d+\n$/))
    let found = folder.contents("results/small")
    #expect(found["summary.csv"] == plain["summary.csv"] && found["peg.csv"] == plain["peg.csv"])
    let record = folder.text("results/small/run.json")
    #expect(record.contains("\"check\": \"alp.paid_nbt >= 1e3\"") && record.contains("\"holds\": false"))
  }

  @Test("a statistic is the one of summary.csv, and one that is not defined does not hold")
  func statistics() throws {
    _ = try run("[]", "-q", "--replications", "3")
    let lines = folder.text("results/small/summary.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let row = try #require(lines.first { $0[0] == "alp.paid_nbt" })
    for statistic in ScenarioCheck.statistics {
      let value = row[try #require(lines[0].firstIndex(of: statistic))]
      let checks = #"["\#(statistic)(alp.paid_nbt) >= \#(value)", "\#(statistic)(alp.paid_nbt) > \#(value)"]"#
      let outcome = try run(checks, "-q", "--replications", "3")
      #expect(outcome.code == 1)
      #expect(outcome.error == "check failed: \(statistic)(alp.paid_nbt) > \(value), found \(value)\n")
    }
    let single = try run(#"["interval_low(alp.paid_nbt) >= 0"]"#, "-q")
    #expect(single.code == 1 && single.error.hasSuffix(">= 0, found nothing: it is not defined\n"))
  }

  @Test("a share counts the replications that meet a condition, and tells its interval")
  func shares() throws {
    _ = try run("[]", "-q", "--replications", "4")
    let lines = folder.text("results/small/runs.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let column = try #require(lines[0].firstIndex(of: "alp.paid_nbt"))
    let paid = try lines.dropFirst().map { try #require(Double($0[column])) }.sorted()
    #expect(paid.count == 4 && paid[0] < paid[1])
    // One of four is the least, so three are above it; Wilson's interval of 3 in 4 is known.
    let checks = """
      ["share(alp.paid_nbt > \(paid[0])) >= 0.75", "share( alp.paid_nbt in \(paid[0]) .. \(paid[0]) )>0.25",
       "share(alp.paid_nbt<0) <= 0", "share(peg.broken_at_d >= 0) <= 0"]
      """
    let outcome = try run(checks, "--replications", "4")
    #expect(outcome.code == 1)
    #expect(
      outcome.error
        == "check failed: share(alp.paid_nbt in \(paid[0])..\(paid[0])) > 0.25, found 0.25: 1 of 4 runs\n")
    #expect(
      outcome.output.contains(
        "share(alp.paid_nbt > \(paid[0])) >= 0.75: 3 of 4 runs, 75.0 % (95 % interval 30.1 to 95.4 %).\n"))
    #expect(outcome.output.contains("0 of 4 runs, 0.0 % (95 % interval 0.0 to 49.0 %).\n"))
  }

  @Test("a run that came to a limit is a failure first")
  func limited() throws {
    let outcome = try run(#"["alp.paid_nbt > 1000"]"#, "-q", "--set", "limits.events=1000")
    #expect(
      outcome.code == 3 && outcome.error.contains("check failed: ") && outcome.error.contains("error: run 0"))
  }

  @Test("--json lists the outcomes")
  func json() throws {
    let outcome = try run(#"["alp.paid_nbt > 0"]"#, "--json")
    #expect(outcome.code == 0)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let checks = try #require(object["checks"] as? [[String: Any]])
    #expect(checks.count == 1 && checks[0]["holds"] as? Bool == true && checks[0]["value"] is Double)
  }

  @Test("mistakes are found before anything runs, each with its place")
  func mistakes() throws {
    for (check, message) in [
      ("5", "\"checks[0]\" must be a figure, a comparison and a number, found the number 5"),
      (#""alp.paid_nbt""#, "\"checks[0]\" must be a figure, a comparison and a number, found"),
      (#""alp.paid_nbt = 5""#, "\"checks[0]\" must be a figure, a comparison and a number, found"),
      (#""alp.paid_nbt > 0x5""#, "\"checks[0]\" must be a figure, a comparison and a number, found"),
      (#""p05(alp.paid_nbt > 5""#, "\"checks[0]\" must be a figure, a comparison and a number, found"),
      (#""share(alp.paid_nbt) > 5""#, "\"checks[0]\" has no statistic \"share\""),
      (
        #""share(alp.paid_nbt in 9..8) > 5""#,
        "\"checks[0]\" must be a figure, a comparison and a number, found"
      ),
      (#""p06(alp.paid_nbt) > 5""#, "\"checks[0]\" has no statistic \"p06\""),
      (
        #""alp.payed_nbt > 5""#, "\"checks\" speaks of \"alp.payed_nbt\", which is no figure of this scenario"
      ),
    ] {
      let outcome = try run("[\(check)]")
      #expect(outcome.code == 2 && outcome.error.hasPrefix("error: \(message)"), "\(check): \(outcome.error)")
      #expect(outcome.error.contains("--set, column"))
    }
    #expect(try run(#"["alp.payed_nbt > 5"]"#).error.contains("help: did you mean \"alp.paid_nbt\"?"))
    #expect(folder.contents("results").isEmpty)
  }
}
