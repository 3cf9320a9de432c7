// Experiments that are cut off: what was finished is kept, the same command goes on, and the bytes are the same.

import Foundation
import Testing

@Suite("experiments that are cut off")
struct ResumeTests {
  private let folder = Folder(["a.json": smallScenario])
  private let words = ["a.json", "--set", "replications=8"]

  private func run(_ more: String...) throws -> Simrun.Outcome {
    try Simrun.start(words + more, in: folder).wait()
  }

  /// Starts the experiment and ends it by a signal once at least so many replications are kept.
  private func cutOff(after count: Int, by signal: Int32, _ more: String...) throws -> Simrun.Outcome {
    let child = try Simrun.start(words + ["--no-progress"] + more, in: folder)
    while child.process.isRunning, folder.text("results/.small.journal").count(where: { $0 == "\n" }) <= count
    {
      usleep(1_000)
    }
    kill(child.process.processIdentifier, signal)
    return try child.wait()
  }

  @Test(
    "a signal keeps what is finished, and the same command goes on to the same bytes, on any number of workers"
  )
  func interrupted() throws {
    #expect(try run("-q", "-o", "whole/small", "-j", "3").code == 0)
    let first = try cutOff(after: 1, by: SIGINT, "-j", "1")
    #expect(first.code == 130)
    let message = /interrupted: (\d+) of 8 replications are kept; the same command goes on from there\n/
    let kept = try #require(first.error.wholeMatch(of: message)?.1)
    #expect(folder.contents("results").keys.sorted() == [".small.journal"])
    let second = try cutOff(after: 4, by: SIGTERM, "-j", "2")
    #expect(second.code == 143 && second.error.hasPrefix("going on: \(kept) of 8 replications are there\n"))
    let last = try run("--no-progress", "-j", "2")
    #expect(last.code == 0 && last.error.hasPrefix("going on: "))
    #expect(folder.contents("results") == folder.contents("whole"), "and no journal is left")
  }

  @Test("kill -9 in the middle, twice, costs nothing but time")
  func killed() throws {
    #expect(try run("-q", "-o", "whole/small", "-j", "1").code == 0)
    #expect(try cutOff(after: 1, by: SIGKILL, "-j", "2").code == -SIGKILL)
    #expect(try cutOff(after: 4, by: SIGKILL, "-j", "1").code == -SIGKILL)
    let last = try run("-q", "-j", "2")
    #expect(last == .init(code: 0, output: "", error: ""))
    // Times that were awaited and did not come are among what is compared.
    #expect(folder.contents("results").keys.contains { $0.hasSuffix("survival.csv") })
    #expect(folder.contents("results") == folder.contents("whole"))
  }

  @Test("another scenario or seed goes on with nothing; more replications go on with those that there are")
  func otherPlans() throws {
    _ = try cutOff(after: 1, by: SIGKILL, "-j", "1")
    #expect(try run("--no-progress", "--seed", "8", "--set", "replications=2").error == "")
    _ = try cutOff(after: 1, by: SIGKILL, "-j", "1")
    #expect(try run("--no-progress", "--set", "replications=9").error.hasPrefix("going on: "))
    _ = try run("-q", "--set", "replications=9", "-o", "whole/small")
    #expect(folder.contents("results") == folder.contents("whole"))
  }
}
