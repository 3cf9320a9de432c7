// Sweeps through the program: the same bytes however they are divided and cut off, and what is refused.

import Foundation
import Testing

@Suite("sweeps")
struct SweepTests {
  private let folder = Folder(["a.json": smallScenario])
  private static let axes = [
    "--sweep", "alp.reward=0..0.05/0.025 NBT/min", "--sweep", "agents.nubot.count=2,4",
  ]
  private static let words = ["sweep", "a.json", "--set", "horizon=75min", "--replications", "2"] + axes

  private func sweep(_ more: String...) throws -> Simrun.Outcome {
    try Simrun.start(Self.words + more, in: folder).wait()
  }

  @Test("one worker, two, three shards and eight shards merged, and no fused products, give the same bytes")
  func divided() throws {
    let one = try sweep("-j", "1", "-o", "one", "--no-progress")
    #expect(one.code == 0 && one.error.isEmpty)
    #expect(one.output.contains("\n  5      0.05 NBT/min   4 "))
    #expect(try sweep("-q", "-j", "2", "-o", "two") == .init(code: 0, output: "", error: ""))
    let whole = folder.contents("one")
    #expect(whole == folder.contents("two"))
    // What the C library then computes with has no fused multiplication and addition.
    let plain = ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"]
    let words = Self.words + ["-q", "-o", "plain"]
    #expect(try Simrun.start(words, in: folder, environment: plain).wait().code == 0)
    #expect(whole == folder.contents("plain"))
    #expect(
      whole.keys.sorted() == [
        "SHA256SUMS", "datapackage.json", "differences.csv", "points.csv", "run.json", "runs.csv",
        "summary.csv",
      ])
    for count in [3, 8] {
      // In any order, one of them twice.
      for index in (1...count).reversed() + [2] {
        #expect(try sweep("-q", "--shard", "\(index)/\(count)", "-o", "parts").code == 0)
      }
      #expect(
        try sweep("--shard", "2/\(count)", "-o", "parts").error == "shard 2/\(count) is there already\n")
      let merge = try Simrun.run("merge", "parts", in: folder)
      #expect(merge.code == 0 && merge.error.isEmpty)
      #expect(folder.contents("parts") == whole, "\(count) shards")
      try FileManager.default.removeItem(atPath: folder["parts"])
    }
  }

  @Test(
    "kill -9 in the middle, twice, costs nothing but time, in a sweep and in a shard",
    arguments: [[], ["--shard", "1/1"]])
  func killed(part: [String]) throws {
    #expect(try sweep("-q", "-o", "whole/small").code == 0)
    let journal = part.isEmpty ? "results/.small.journal" : "results/small/shards/.1-of-1.journal"
    for kept in [1, 5] {
      let child = try Simrun.start(Self.words + part + ["-q", "-j", "2"], in: folder)
      while child.process.isRunning, folder.text(journal).count(where: { $0 == "\n" }) <= kept {
        usleep(1_000)
      }
      kill(child.process.processIdentifier, SIGKILL)
      #expect(try child.wait().code == -SIGKILL)
    }
    let last = try Simrun.start(Self.words + part + ["--no-progress"], in: folder).wait()
    #expect(last.code == 0 && last.error.hasPrefix("going on: "))
    if !part.isEmpty { #expect(try Simrun.run("merge", "results/small", "-q", in: folder).code == 0) }
    #expect(folder.contents("results") == folder.contents("whole"))
  }

  @Test("what the scenario says of a sweep is what the command line says")
  func inFile() throws {
    let axes = #""agents.nubot.count": [2, 4], "alp.payout": ["30min", "20min"]"#
    let words = ["sweep", "b.json", "-q", "--set", "horizon=30min"]
    for combination in ["grid", "zip"] {
      folder.write(
        "b.json",
        smallScenario.editing("\"seed\": 7,", "\"seed\": 7, \"sweep\": {\"\(combination)\": {\(axes)}},"))
      #expect(try Simrun.start(words + ["-o", combination], in: folder).wait().code == 0)
    }
    #expect(folder.text("grid/points.csv").split(separator: "\n").count == 5)
    #expect(folder.text("zip/points.csv") == "point,agents.nubot.count,alp.payout\n0,2,30min\n1,4,20min\n")
    // The command line takes the file's place.
    let given = try Simrun.start(
      words + ["-o", "given", "--sweep", "agents.nubot.count=2..4/2", "--sweep", "alp.payout=30min,20min"],
      in: folder
    ).wait()
    #expect(given.code == 0 && folder.contents("given") == folder.contents("grid"))
    // A plain run does the scenario as it stands.
    #expect(try Simrun.run("b.json", "-q", "-o", "run", "--set", "horizon=30min", in: folder).code == 0)
    #expect(!folder.text("run/summary.csv").isEmpty && folder.text("run/points.csv").isEmpty)
  }

  @Test("points draw the same unless they are independent")
  func draws() throws {
    let exogenous = { (name: String) in
      folder.text("\(name)/run.json").matches(of: /"exogenous": "(\w+)"/).map { String($0.1) }
    }
    let axis = [
      "sweep", "a.json", "-q", "--set", "horizon=20min", "--replications", "2", "--sweep",
      "alp.target=500 NBT,900 NBT",
    ]
    #expect(try Simrun.start(axis + ["-o", "common"], in: folder).wait().code == 0)
    let common = exogenous("common")
    #expect(common.count == 4 && common[0] == common[2] && common[1] == common[3] && common[0] != common[1])
    #expect(folder.text("common/differences.csv").contains("\n1,agents.noise.net_bought_nbt,NBT,2,"))
    #expect(try Simrun.start(axis + ["-o", "own", "--independent"], in: folder).wait().code == 0)
    #expect(Set(exogenous("own")).count == 4)
    #expect(folder.text("own/differences.csv").isEmpty)
  }

  @Test("a check that fails at a point is told, and ends with 1")
  func checks() throws {
    let words = [
      "sweep", "a.json", "--set", "horizon=20min", "--set", "checks=[\"alp.credited_nbt > 0\"]",
      "--sweep", "alp.reward=0 NBT/min,1 NBT/min", "--no-progress",
    ]
    let outcome = try Simrun.start(words, in: folder).wait()
    #expect(outcome.code == 1)
    #expect(outcome.error == "check failed at point 0: alp.credited_nbt > 0, found 0.0\n")
    #expect(outcome.output.contains("0 of 1 hold") && outcome.output.contains("1 of 1 hold"))
    #expect(
      folder.text("results/small/checks.csv").hasPrefix(
        "point,check,value,holds\n0,alp.credited_nbt > 0,0.0,0\n1,"))
  }

  @Test("--list prints the plan, and runs and writes nothing")
  func list() throws {
    let outcome = try sweep("--list", "--shard", "1/4", "-j", "2")
    #expect(outcome.code == 0 && outcome.error.isEmpty)
    #expect(outcome.output.hasPrefix("point  alp.reward     agents.nubot.count\n    0  0 NBT/min      2\n"))
    #expect(
      outcome.output.contains(
        /\n6 points of 2 replications are 12 runs, of which shard 1\/4 does 3: about .* with 2 at once\.\n/))
    #expect(folder.contents().keys.sorted() == ["a.json"])
  }

  @Test(
    "what makes no plan is refused with the cure, and nothing is written",
    arguments: [
      (["--sweep", "alp.rewrd=1 NBT/min"], "unknown key \"rewrd\""),
      (["--sweep", "alp.reward=1 NBT/min,2"], "\"alp.reward\""),
      (["--sweep", "alp.reward=5..1/1 NBT/min"], "the range \"5..1/1 NBT/min\" holds no value"),
      (["--sweep", "alp.target=1..9/0 NBT"], "holds no value"),
      (["--sweep", "alp.target=1 NBT,,2 NBT"], "value 2 of the list is missing"),
      (["--sweep", "agents.nubot.count=1..99999/1"], "holds more than 10000 values"),
      (["--sweep", "seed=1,2"], "a sweep varies neither \"seed\" nor \"replications\""),
      (["--sweep", "alp.payout=1h", "--sweep", "alp.payout=2h"], "varies \"alp.payout\" twice"),
      ([], "nothing is to be varied"),
      (
        ["--set", #"sweep={"zip": {"alp.payout": ["1h", "2h"], "alp.credit": ["1min"]}}"#],
        "zips 2 values with the 1 of"
      ),
      (["--set", #"sweep={"grid": {"alp.payout": 5}}"#], "must be an array or a range, found the number 5"),
      (["--set", #"sweep={"gird": {}}"#], "needs either \"grid\" or \"zip\""),
      (
        ["--shard", "0/8", "--sweep", "alp.payout=1h"],
        "--shard takes a part I of N with 1 <= I <= N, not \"0/8\""
      ),
      (["--shard", "9/8", "--sweep", "alp.payout=1h"], "not \"9/8\""),
    ] as [([String], String)])
  func refused(more: [String], message: String) throws {
    let outcome = try Simrun.start(["sweep", "a.json"] + more, in: folder).wait()
    #expect(outcome.code == 2 && outcome.output.isEmpty)
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(folder.contents().keys.sorted() == ["a.json"])
  }

  @Test("shards that are missing, torn, or of different plans are not merged, and stay")
  func badShards() throws {
    let words = [
      "sweep", "a.json", "-q", "--set", "horizon=5min", "--sweep", "alp.payout=1h,2h", "-o", "out",
    ]
    let refusal = { (message: String) in
      let before = folder.contents()
      let outcome = try Simrun.run("merge", "out", in: folder)
      #expect(outcome.code == 2 && outcome.error.contains(message), "\(outcome.error)")
      #expect(folder.contents() == before)
    }
    try refusal("out holds no shards to merge")
    #expect(try Simrun.start(words + ["--shard", "2/2"], in: folder).wait().code == 0)
    try refusal("shard 1/2 is missing in out/shards")
    #expect(try Simrun.start(words + ["--shard", "1/2", "--seed", "8"], in: folder).wait().code == 0)
    try refusal("out/shards/2-of-2 is of another plan than out/shards/1-of-2")
    #expect(try Simrun.start(words + ["--shard", "1/3"], in: folder).wait().code == 0)
    try refusal("shards of two ways to divide the plan")
    try FileManager.default.removeItem(atPath: folder["out/shards/1-of-3"])
    #expect(try Simrun.start(words + ["--shard", "1/2"], in: folder).wait().code == 0)
    let data = folder.bytes("out/shards/1-of-2/runs.journal")
    folder.write("out/shards/1-of-2/runs.journal", Array(data.dropLast(3)))
    try refusal("out/shards/1-of-2/runs.journal does not hold all runs of the shard")
    #expect(try Simrun.start(words + ["--shard", "1/2"], in: folder).wait().code == 0)
    #expect(folder.bytes("out/shards/1-of-2/runs.journal") == data)
    #expect(try Simrun.run("merge", "out", "-q", in: folder).code == 0)
    #expect(folder.text("out/points.csv") == "point,alp.payout\n0,1h\n1,2h\n")
  }
}
