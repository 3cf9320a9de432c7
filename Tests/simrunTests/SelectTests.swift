// The choice among designs through the program.

import Foundation
import Testing

@Suite("select")
struct SelectTests {
  private let folder = Folder(["a.json": smallScenario])
  private static let words = [
    "select", "a.json", "--set", "horizon=20min", "--sweep", "agents.noise.rate=1/min,2/min,4/min",
  ]

  private func select(_ more: String...) throws -> Simrun.Outcome {
    try Simrun.start(Self.words + more, in: folder).wait()
  }

  @Test("the busiest market is found, the same bytes with one worker and with two, and after a kill")
  func busiest() throws {
    let words = ["--figure", "noise.arrivals_count", "--indifference", "5"]
    let one = try Simrun.start(
      Self.words + words + ["-j", "1", "--no-progress", "-o", "one/small"], in: folder
    ).wait()
    #expect(one.code == 0 && one.error.isEmpty)
    #expect(one.output.contains("\nPoint 2 has the most noise.arrivals_count: right with 95.0 % probability"))
    #expect(one.output.contains(/\n  0 +1\/min +20 +\d+(\.\d+)? +out after 20, no better than [12]\n/))
    let child = try Simrun.start(Self.words + words + ["-q", "-j", "2"], in: folder)
    while child.process.isRunning, folder.text("results/.small.journal").count(where: { $0 == "\n" }) <= 20 {
      usleep(1_000)
    }
    kill(child.process.processIdentifier, SIGKILL)
    _ = try child.wait()
    #expect(try Simrun.start(Self.words + words + ["-q", "-j", "2"], in: folder).wait().code == 0)
    #expect(folder.contents("results") == folder.contents("one"))
    #expect(folder.text("one/small/designs.csv").contains("\n2,4/min,20,"))
  }

  @Test("the least may be best, and designs that are alike stay undecided at the limit")
  func least() throws {
    let least = try select(
      "--figure", "noise.arrivals_count", "--least", "--indifference", "5", "--confidence", "0.9")
    #expect(
      least.code == 0
        && least.output.contains("\nPoint 0 has the least noise.arrivals_count: right with 90.0 %"))
    let alike = try Simrun.run(
      "select", "a.json", "--set", "horizon=5min", "--sweep", "alp.payout=1h,2h", "--figure",
      "noise.arrivals_count",
      "--indifference", "5", "--limit", "20", in: folder)
    // Not a single value differs, so the first of two equal designs is taken.
    #expect(alike.code == 0 && alike.output.contains("Point 0 has the most"))
    let close = try Simrun.run(
      "select", "a.json", "--set", "horizon=5min", "--sweep", "agents.noise.rate=2/min,2.01/min", "--figure",
      "noise.arrivals_count", "--indifference", "0.001", "--limit", "20", in: folder)
    #expect(
      close.code == 1 && close.output.contains("\nUndecided after 20 replications: 2 designs are left."))
  }

  @Test(
    "what cannot be compared is refused, and nothing is written",
    arguments: [
      (["--indifference", "1"], "simrun select needs --figure"),
      (["--figure", "alp.paid_nbt"], "simrun select needs --indifference"),
      (["--figure", "alp.piad_nbt", "--indifference", "1"], "did you mean \"alp.paid_nbt\"?"),
      (
        ["--figure", "alp.paid_nbt", "--indifference", "0"],
        "--indifference takes a number above 0, not \"0\""
      ),
      (
        ["--figure", "alp.paid_nbt", "--indifference", "1", "--confidence", "1"],
        "must be above 0.5 and below 1"
      ),
    ] as [([String], String)])
  func refused(more: [String], message: String) throws {
    let outcome = try Simrun.start(Self.words + more, in: folder).wait()
    #expect(outcome.code == 2 && outcome.error.contains(message), "\(outcome.error)")
    #expect(folder.contents().keys.sorted() == ["a.json"])
  }

  @Test(
    "one design, or the same one twice, is no choice",
    arguments: [
      ("1/min", "there is one design, 1/min, and nothing to choose from"),
      ("2/min,1/min,2/min", "the design 2/min is there twice"),
    ])
  func noChoice(rates: String, message: String) throws {
    let outcome = try Simrun.start(
      [
        "select", "a.json", "--sweep", "agents.noise.rate=\(rates)", "--figure", "alp.paid_nbt",
        "--indifference",
        "1",
      ], in: folder
    ).wait()
    #expect(outcome.code == 2 && outcome.error.contains(message), "\(outcome.error)")
    #expect(folder.contents().keys.sorted() == ["a.json"])
  }
}
