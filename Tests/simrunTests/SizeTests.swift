// The search for a sufficient value through the program.

import Foundation
import Testing

@Suite("size")
struct SizeTests {
  private let folder = Folder(["a.json": smallScenario])
  /// The question with other options in place of its own, or beside them.
  private static func words(_ more: [String] = []) -> [String] {
    let own = [
      ["--replications", "14"], ["--vary", "agents.noise.rate=0.4..12.8/min"],
      ["--target", "noise.arrivals_count >= 10"], ["--confidence", "0.8"],
    ]
    return ["size", "a.json", "--set", "horizon=5min"] + own.filter { !more.contains($0[0]) }.flatMap(\.self)
      + more
  }

  private func size(_ more: String...) throws -> Simrun.Outcome {
    try Simrun.start(Self.words(more), in: folder).wait()
  }

  @Test(
    "the rate that brings ten arrivals is found, the same bytes with one worker and with two, and after a kill"
  )
  func rate() throws {
    let one = try size("-j", "1", "--no-progress", "-o", "one/small-size")
    #expect(one.code == 0 && one.error.isEmpty, "\(one.error)")
    #expect(
      one.output.contains(" the smallest agents.noise.rate with P(noise.arrivals_count >= 10) >= 80 %\n"))
    // With a mean of 12.5 a Poisson count is 10 or more four times in five.
    let recommended = try #require(
      one.output.firstMatch(of: /\n +recommended +([\d.]+)\/min +\(exact ([\d.]+);/))
    let exact = try #require(Double(recommended.2))
    #expect(exact > 1.8 && exact < 3.6, "\(exact)")
    #expect(!one.output.contains("least value"))
    let child = try Simrun.start(Self.words(["-q", "-j", "2"]), in: folder)
    while child.process.isRunning,
      folder.text("results/.small-size.journal").count(where: { $0 == "\n" }) <= 30
    {
      usleep(1_000)
    }
    kill(child.process.processIdentifier, SIGKILL)
    _ = try child.wait()
    #expect(try size("-q", "-j", "2") == .init(code: 0, output: "", error: ""))
    #expect(folder.contents("results") == folder.contents("one"))
    #expect(
      folder.contents("one/small-size").keys.sorted() == [
        "SHA256SUMS", "audit.csv", "confirmation.csv", "datapackage.json", "response.csv", "response.svg",
        "run.json", "size.csv", "thresholds.csv",
      ])
    let figures = folder.text("one/small-size/size.csv")
    #expect(figures.contains("\nseeds,14.0,\n") && figures.contains("\naudit_seeds,2.0,\n"))
  }

  @Test("a signal ends a search cleanly, and the same command goes on from there")
  func interrupted() throws {
    let child = try Simrun.start(Self.words(["--no-progress", "-j", "2"]), in: folder)
    while child.process.isRunning,
      folder.text("results/.small-size.journal").count(where: { $0 == "\n" }) <= 20
    {
      usleep(1_000)
    }
    child.process.interrupt()
    let first = try child.wait()
    #expect(first.code == 130 && first.error.contains("runs are kept; the same command goes on from there"))
    #expect(folder.contents("results").keys.allSatisfy { $0.contains("journal") })
    let second = try size("--no-progress")
    #expect(second.code == 0 && second.error.hasPrefix("going on: "))
  }

  @Test("where no value of the range is enough the answer is no")
  func infeasible() throws {
    let outcome = try size("--no-progress", "--target", "noise.arrivals_count >= 500", "--json")
    #expect(outcome.code == 1)
    #expect(
      outcome.error == "no feasible value in range: 14 of 14 seeds miss noise.arrivals_count >= 500 even at "
        + "12.8/min, and 80 % confidence allows 2\n")
    #expect(outcome.output.contains(#""recommended": null"#))
  }

  @Test("an answer at the least value of the range says that less may do")
  func answerAtTheEdge() throws {
    let outcome = try size("--no-progress", "--vary", "agents.noise.rate=6.4..12.8/min")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains(/\n +recommended +6\.4\/min +\(exact 6\.4;/), "\(outcome.output)")
    let note = "this is the least value that was looked at: less may do, so begin the range lower"
    #expect(outcome.output.contains(note))
  }

  @Test("tests by as many seeds as they need answer too")
  func sequential() throws {
    let outcome = try size("--no-progress", "--indifference", "0.19", "--replications", "40")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains(/\n +recommended +[\d.]+\/min +\(exact [\d.]+; by tests\)/))
    #expect(folder.text("results/small-size/tests.csv").contains(",sufficient\n"))
  }

  @Test(
    "a question that cannot be answered is refused, and nothing is written",
    arguments: [
      (["--target", "noise.arivals_count >= 1"], "did you mean \"noise.arrivals_count\"?"),
      (["--target", "noise.arrivals_count"], "--target, column 1"),
      (["--target", "p05(noise.arrivals_count) >= 1"], "must speak of one run"),
      (["--vary", "agents.noise.rate=3..1/min"], "the range \"3..1/min\" is reversed"),
      (["--vary", "agents.noise.rate=1..1/min"], "the range \"1..1/min\" is empty"),
      (["--vary", "agents.noise.rate=0..1/min"], "begin above 0"),
      (["--vary", "agents.noise.rate=1/min"], "write LOW..HIGH"),
      (["--vary", "agents.noise.rate=1..2 NBT"], "--vary, column 19"),
      (["--vary", "agents.nobody.rate=1..2/min"], "nobody"),
      (["--vary", "seed=1..2"], "can be sized"),
      (["--replications", "13"], "at least 14"),
      (["--confidence", "0.2"], "--confidence takes a share from 0.5 to 0.999"),
      (["--indifference", "0.2"], "leaves no room"),
    ] as [([String], String)])
  func refused(more: [String], message: String) throws {
    let outcome = try Simrun.start(Self.words(more), in: folder).wait()
    #expect(outcome.code == 2 && outcome.error.contains(message), "\(outcome.error)")
    #expect(folder.contents().keys.sorted() == ["a.json"])
  }

  @Test(
    "a question in a file is refused where it stands",
    arguments: [
      (#"{ "target": "peg.time >= 1" }"#, "a.json:"),
      (#"{ "target": "alp.paid_nbt >= 1", "from": "2 NBT/min", "to": "1 NBT/min" }"#, "is reversed"),
      (#"{ "target": "alp.paid_nbt >= 1", "from": "2 NBT/min" }"#, "one end of the range only"),
      (#"{ "target": "alp.paid_nbt >= 1", "from": "1 NBT/min", "to": "2 NBT/h" }"#, "in another unit"),
      (#"{ "target": "alp.paid_nbt >= 1", "confidence": 2 }"#, "confidence"),
      (#"{ "target": "alp.paid_nbt >= 1", "assumed": { "alp.target": ["1 NBT"] } }"#, "two values"),
      (#"{ "target": "alp.paid_nbt >= 1", "assumed": { "alp.traget": ["1 NBT", "2 NBT"] } }"#, "alp.traget"),
      (#"{}"#, "no target is given"),
    ])
  func refusedInFile(question: String, message: String) throws {
    let folder = Folder(["a.json": smallScenario.editing(#""horizon""#, "\"size\": \(question), \"horizon\"")]
    )
    let outcome = try Simrun.run("size", "a.json", "--replications", "59", in: folder)
    #expect(outcome.code == 2 && outcome.error.contains(message), "\(outcome.error)")
    #expect(folder.contents().keys.sorted() == ["a.json"])
  }
}
