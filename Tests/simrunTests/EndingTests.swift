// How the program ends: exit codes, what stands on which stream, and what is left on the disk.

import Foundation
import SimEngine
import Testing

@testable import simrun

@Suite("exit codes and streams")
struct EndingTests {
  private let folder = Folder(["a.json": smallScenario])
  /// The words for a run that would take hours.
  private let endless = ["a.json", "--set", "horizon=3650d", "--set", "metrics.every=1d"]

  // MARK: Done

  @Test("a run ends with 0, its summary on standard output, and its result in results/NAME")
  func done() throws {
    let outcome = try Simrun.run("a.json", in: folder)
    #expect(outcome.code == 0 && outcome.error == "")
    #expect(outcome.output.hasPrefix("small: 2 h, "))
    #expect(outcome.output.contains("The result is in results/small/."))
    #expect(!outcome.output.contains("\u{1B}"), "no colour in a file")
    let names = Set(folder.contents("results").keys)
    #expect(
      names.isSuperset(of: ["small/run.json", "small/peg.csv", "small/summary.csv", "small/SHA256SUMS"]))
    #expect(
      Set(folder.contents().keys.filter { $0.hasPrefix(".") }) == [], "nothing is left beside the result")
  }

  @Test("--quiet prints nothing and writes the same result")
  func quiet() throws {
    #expect(try Simrun.run("a.json", "-q", in: folder) == .init(code: 0, output: "", error: ""))
    _ = try Simrun.run("a.json", "-o", "b", in: folder)
    #expect(folder.contents("results/small") == folder.contents("b"))
  }

  @Test("--json prints one JSON object on standard output and nothing else there")
  func json() throws {
    for words in [["--json"], ["--json", "--dry-run"], ["--json", "--quiet", "--verbose"]] {
      let outcome = try Simrun.start(["a.json", "--no-progress"] + words, in: folder).wait()
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      #expect(object["name"] as? String == "small" && object["seed"] as? Int == 7)
      #expect(outcome.code == 0 && outcome.error == "")
    }
  }

  @Test("a table that is left out is missing, and nothing else changes")
  func leftOut() throws {
    _ = try Simrun.run("a.json", "-q", "-o", "whole", in: folder)
    _ = try Simrun.run(
      "a.json", "-q", "--set", #"metrics.leaveOut=["trades", "payouts"]"#, "-o", "part", in: folder)
    let (whole, part) = (folder.contents("whole"), folder.contents("part"))
    let missing: Set = ["trades.csv", "payouts.csv"]
    #expect(Set(whole.keys).subtracting(part.keys) == missing)
    for (name, bytes) in whole where name.hasSuffix(".csv") && !missing.contains(name) {
      #expect(part[name] == bytes, "\(name)")
    }
  }

  @Test("--dry-run says what would be done and writes nothing")
  func dryRun() throws {
    let before = folder.contents()
    let outcome = try Simrun.run("a.json", "--dry-run", "--replications", "3", "-o", "x/y", in: folder)
    #expect(outcome == .init(code: 0, output: "small: 3 runs of 2 h, to x/y/\n", error: ""))
    #expect(folder.contents() == before)
  }

  @Test("--verbose adds a line a run with its fingerprints")
  func verbose() throws {
    let outcome = try Simrun.run("a.json", "-v", "--replications", "2", in: folder)
    let lines = outcome.output.split(separator: "\n").prefix(3)
    #expect(lines[0].hasPrefix("run  status    events  "))
    #expect(lines[1].hasPrefix("  0  complete  ") && lines[2].hasPrefix("  1  complete  "))
  }

  @Test("help and version go to standard output with code 0; nothing to do is code 2 on standard error")
  func helpAndVersion() throws {
    for words in [["help"], ["--help"], ["-h"]] {
      let outcome = try Simrun.start(words, in: folder).wait()
      #expect(outcome == .init(code: 0, output: HelpText.general + "\n", error: ""))
    }
    #expect(try Simrun.run("help", "run", in: folder).output == HelpText.on(.run) + "\n")
    let version = try Simrun.run("--version", in: folder)
    #expect(version.code == 0 && version.output.wholeMatch(of: /simrun \d+\.\d+\.\d+\n/) != nil)
    let nothing = """
      error: no scenario and no command given
        = help: simrun scenarios/NAME.json, or simrun help

      """
    #expect(try Simrun.run(in: folder) == .init(code: 2, output: "", error: nothing))
    let unknown = "error: unknown command \"rnu\"\n  = help: did you mean \"run\"?\n"
    #expect(try Simrun.run("rnu", in: folder) == .init(code: 2, output: "", error: unknown))
    let option = "error: unknown option \"--quite\"\n  = help: did you mean \"--quiet\"?\n"
    #expect(try Simrun.run("a.json", "--quite", in: folder) == .init(code: 2, output: "", error: option))
  }

  @Test("a scenario comes from standard input too, and names it in errors")
  func standardInput() throws {
    #expect(try Simrun.run("-", "-q", "-o", "b", in: folder, input: smallScenario).code == 0)
    _ = try Simrun.run("a.json", "-q", in: folder)
    #expect(folder.contents("results/small") == folder.contents("b"))
    let outcome = try Simrun.run("-", in: folder, input: "{]")
    #expect(outcome.code == 2)
    #expect(
      outcome.error.hasPrefix(
        "error: expected a key in double quotes, found \"]\"\n --> standard input:1:2\n"))
  }

  @Test("a reader who has seen enough is no error")
  func head() throws {
    let outcome = try Simrun.shell("(simrun a.json --no-progress; echo $? >code) | head -1", in: folder)
    #expect(outcome.output.split(separator: "\n").count == 1 && outcome.error == "")
    #expect(folder.text("code") == "0\n")
  }

  @Test("standard streams that are closed are nobody's: no file of the result takes their place")
  func closedStreams() throws {
    _ = try Simrun.run("a.json", "-q", in: folder)
    let expected = folder.contents("results/small")
    for (line, code) in [("<&- >&- 2>&-", 3), (">&-", 3), ("2>&-", 0), ("<&-", 0), ("-q >&-", 0)] {
      let outcome = try Simrun.shell("simrun a.json -v --no-progress -o closed \(line)", in: folder)
      #expect(outcome.code == code, "\(line)")
      let isTold = code == 3 && !line.contains("2>")
      #expect(
        outcome.error == (isTold ? "error: cannot write standard output: it is closed\n" : ""), "\(line)")
      #expect(folder.contents("closed") == expected, "\(line)")
    }
    #expect(try Simrun.shell("simrun - <&-", in: folder).code == 2)
    #expect(try Simrun.shell("simrun rnu 2>&-", in: folder) == .init(code: 2, output: "", error: ""))
  }

  // MARK: Failed

  #if os(Linux)
    @Test("a standard output that is full is code 3, with the result in place")
    func fullOutput() throws {
      let outcome = try Simrun.shell("simrun a.json --no-progress >/dev/full", in: folder)
      #expect(outcome.code == 3)
      #expect(outcome.error == "error: cannot write standard output: No space left on device\n")
      #expect(!folder.text("results/small/run.json").isEmpty)
    }

    @Test(
      "an answer that cannot be written is code 3, whatever printed it",
      arguments: [(">&-", "it is closed"), (">/dev/full", "No space left on device")])
    func unwrittenAnswer(place: String, cause: String) throws {
      let tables = Repository.root.appending(path: "Tests/APRReserveTests/Fixtures").path
      folder.write(
        "guide.json",
        """
        {
          "liquidity_rate": 0.007, "initial_ether_amount": 100, "initial_token_amount": 2000000,
          "initial_price": 0.00005, "min_supported_price_factor": 0.5, "max_supported_price_factor": 2.0,
          "max_tx_buy_amount_eth": 5, "max_tx_sell_amount_eth": 5, "fee_percent": 0.1
        }
        """)
      let auctions = try Data(
        contentsOf: Repository.root.appending(path: "Tests/ALPPoolTests/Fixtures/tllp_dutch_auction.json"))
      let cases = try JSONSerialization.jsonObject(with: auctions) as? [String: Any]
      folder.write(
        "case.json",
        Array(try JSONSerialization.data(withJSONObject: #require((cases?["cases"] as? [Any])?.first))))
      for words in [
        "reserve rates '\(tables)/golden_small.csv'", "reserve params guide.json",
        "reserve params --json guide.json", "reserve curve guide.json",
        "reserve replay '\(tables)/scenario_evm.json'",
        "reserve trades --params '\(tables)/paths_evm_params.csv' '\(tables)/paths_evm.csv'",
        "pool auction case.json", "a.json --json --no-progress", "a.json --dry-run", "help", "version",
      ] {
        let outcome = try Simrun.shell("simrun \(words) \(place)", in: folder)
        let error = "error: cannot write standard output: \(cause)\n"
        #expect(outcome == .init(code: 3, output: "", error: error), "\(words)")
      }
    }
  #endif

  @Test("a run that comes to a limit is code 3, with a result that says so")
  func limited() throws {
    let limited = try Simrun.run("a.json", "--set", "limits.events=1000", "-q", in: folder)
    #expect(limited.code == 3 && limited.output == "")
    #expect(limited.error.hasPrefix("error: run 0 stopped after "))
    #expect(
      limited.error.hasSuffix(
        """
        : the limit of events was reached
          = help: the result holds what happened until then and is marked as limited

        """))
    let record = folder.text("results/small/run.json")
    #expect(record.contains("\"status\": \"limited\"") && record.contains("\"events\": 1000"))
    let one = try Simrun.run("a.json", "--set", "limits.events=1000", in: folder).output
    #expect(one.contains(/^small: .+ \(limited\), 1\.00 k events/))
    let words = ["a.json", "--set", "limits.events=2000", "--replications", "3"]
    let several = try Simrun.start(words, in: folder).wait().output
    #expect(several.contains(/^small: 3 runs of .+ \(3 limited\),/))
  }

  @Test("a broken invariant is code 3 and says whose mistake it is")
  func brokenInvariant() async throws {
    let result = try await #require(
      processExitsWith: .exitCode(3), observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      Main.endOnBrokenInvariant()
      invariant(1 + 1 == 3, "the sum of 1 and 1 is 2")
    }
    let error = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(
      error.contains("error: invariant broken: the sum of 1 and 1 is 2 (simrunTests/EndingTests.swift:"))
    #expect(error.contains("\n  = help: this is a mistake in simrun; nothing was written\n"))
  }

  // MARK: Interrupted

  @Test(
    "a signal ends a run with its code, leaving the former result as it was", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    _ = try Simrun.run("a.json", "-q", in: folder)
    let before = folder.contents()
    let child = try Simrun.start(endless, in: folder)
    child.waitForProgress()
    kill(child.process.processIdentifier, signal)
    let outcome = try child.wait()
    #expect(outcome.code == 128 + signal && outcome.output == "")
    #expect(outcome.error.hasPrefix("small 0 %, ") && outcome.error.contains(" events/s, "), "plain lines")
    #expect(!outcome.error.contains("\r") && !outcome.error.contains("\u{1B}"))
    #expect(outcome.error.hasSuffix(" left\ninterrupted: nothing was written\n"))
    #expect(folder.contents() == before)
  }

  @Test("--no-progress shows none")
  func noProgress() throws {
    let child = try Simrun.start(endless + ["--no-progress"], in: folder)
    usleep(1_500_000)
    kill(child.process.processIdentifier, SIGINT)
    #expect(try child.wait().error == "interrupted: nothing was written\n")
  }

  @Test("a run that is killed leaves nothing, and the next one gives the same bytes")
  func killed() throws {
    _ = try Simrun.run("a.json", "-q", in: folder)
    let before = folder.contents()
    let child = try Simrun.start(endless, in: folder)
    child.waitForProgress()
    kill(child.process.processIdentifier, SIGKILL)
    #expect(try child.wait().code == -SIGKILL)
    #expect(folder.contents() == before)
    _ = try Simrun.run("a.json", "-q", in: folder)
    #expect(folder.contents() == before)
  }

  @Test("what a publication that was killed left beside the result is gone after the next one")
  func abandoned() throws {
    _ = try Simrun.run("a.json", "-q", in: folder)
    let before = folder.contents()
    // A process that has ended has a number that no process has now.
    let dead = try Simrun.start(["version"], in: folder)
    _ = try dead.wait()
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, 255)
    let name = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    folder.write("results/.small.\(name)-\(dead.process.processIdentifier).tmp/peg.csv", "half a li")
    _ = try Simrun.run("a.json", "-q", in: folder)
    #expect(folder.contents() == before)
  }

  @Test(
    "a run that is ended at any instant leaves the former result or the next, and the one after it is whole")
  func endedAtAnyInstant() throws {
    _ = try Simrun.run("a.json", "-q", in: folder)
    let former = folder.contents("results")
    let words = ["a.json", "-q", "--seed", "8"]
    let begin = ContinuousClock.now
    _ = try Simrun.start(words + ["-o", "next/small"], in: folder).wait()
    let whole = begin.duration(to: .now) / .microseconds(1)
    let next = folder.contents("next")
    for (index, signal) in [SIGKILL, SIGTERM, SIGINT, SIGKILL, SIGTERM, SIGKILL, SIGKILL].enumerated() {
      let child = try Simrun.start(words, in: folder)
      usleep(UInt32(whole * Double(index + 1) / 7))
      kill(child.process.processIdentifier, signal)
      let outcome = try child.wait()
      let found = folder.contents("results").filter { !$0.key.hasPrefix(".") }
      #expect(found == (outcome.code == 0 ? next : former) || signal == SIGKILL && found == next)
      #expect([0, -signal, 128 + signal].contains(outcome.code))
      _ = try Simrun.run("a.json", "-q", in: folder)
      #expect(folder.contents("results") == former)
    }
  }

  @Test("two runs into one folder at one time leave the result of one of them, whole")
  func twoAtOnce() throws {
    let children = try ["8", "9", "10"].map { seed in
      try Simrun.start(["a.json", "-q", "-o", "x/y", "--seed", seed], in: folder)
    }
    for child in children { #expect(try child.wait() == .init(code: 0, output: "", error: "")) }
    let found = folder.contents("x")
    let results = try ["8", "9", "10"].map { seed in
      _ = try Simrun.run("a.json", "-q", "-o", "z/y", "--seed", seed, in: folder)
      return folder.contents("z")
    }
    #expect(results.contains(found))
  }

  // MARK: Folders

  @Test("a result goes where --out says, and a rerun replaces it by the same bytes")
  func out() throws {
    #expect(try Simrun.run("a.json", "-q", "--out", "x/y/z", in: folder).code == 0)
    let first = folder.contents("x/y/z")
    #expect(first.count >= 8 && folder.contents("results").isEmpty)
    #expect(try Simrun.run("a.json", "-q", "--out", "x/y/z", in: folder).code == 0)
    #expect(folder.contents("x/y/z") == first)
  }

  @Test("--force writes into a folder that holds something else, which stays there")
  func force() throws {
    folder.write("thesis/chapter.txt", "It was a dark and stormy night.")
    #expect(try Simrun.run("a.json", "-q", "-o", "thesis", in: folder).code == 2)
    #expect(folder.contents("thesis").count == 1)
    #expect(try Simrun.run("a.json", "-qf", "-o", "thesis", in: folder).code == 0)
    #expect(folder.text("thesis/chapter.txt") == "It was a dark and stormy night.")
    #expect(folder.contents("thesis").count > 8)
  }
}
