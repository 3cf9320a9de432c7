// The scripts for clusters do what they say: a real Slurm, GNU parallel, xargs, and the steps of GitHub's matrix.

import Foundation
import Testing

@Suite("sweeps on several machines")
struct ClusterTests {
  private let folder = Folder(["a.json": smallScenario])
  private static let scripts = Repository.root.appending(path: "Examples/Cluster").path()

  /// Writes what the unsharded sweep gives to whole/.
  private func sweepWhole(_ words: String) throws -> [String: Data] {
    let outcome = try Simrun.shell("simrun sweep \(words) -q -j 2 -o whole", in: folder)
    #expect(outcome == .init(code: 0, output: "", error: ""))
    return folder.contents("whole")
  }

  // MARK: Slurm

  @Test(
    "an array of Slurm's, of which a task is killed and which is submitted again, gives the unsharded bytes",
    .enabled(if: OneNodeSlurm.isUsable, "needs slurmctld, slurmd, slurm-client and munge"))
  func slurm() throws {
    let words =
      "a.json --set horizon=90min --replications 3 --sweep agents.nubot.count=2,4"
      + " --sweep 'alp.reward=0..0.05/0.025 NBT/min'"
    let whole = try sweepWhole(words)
    let slurm = try OneNodeSlurm()
    let submit = { (program: String) in
      try slurm.shell("SIMRUN='\(program)' sh '\(Self.scripts)/slurm-array.sh' 3 out \(words)", in: folder)
    }
    try installProgram("held", Self.heldProgram)
    let submitted = try submit(folder["bin/held"])
    let array = try #require(submitted.output.firstMatch(of: /^job (\d+) does the shards/)?.1)
    let deadline = Date().addingTimeInterval(60)
    while folder.text("held").isEmpty, Date() < deadline { usleep(10_000) }
    #expect(try slurm.shell("scancel --signal=KILL --full \(array)_2").code == 0)
    try slurm.waitForJobs()
    // The others are done, the merge did not begin, and what the task had finished is kept.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder["out"]) == ["shards"])
    let shards = try FileManager.default.contentsOfDirectory(atPath: folder["out/shards"]).sorted()
    #expect(shards == [".2-of-3.journal", "1-of-3", "3-of-3"])
    #expect(try submit(Simrun.path).code == 0)
    try slurm.waitForJobs()
    #expect(folder.contents("out") == whole, "\(slurmLogs)")
    #expect(slurmLogs.contains("going on: ") && slurmLogs.contains("shard 1/3 is there already"))
  }

  /// A simrun whose second shard of three is held as soon as it has finished a run, so that it can be killed there.
  private static let heldProgram = """
    case "$*" in
      *"--shard 2/3 "*)
        '\(Simrun.path)' "$@" &
        until [ -s out/shards/.2-of-3.journal ]; do sleep 0.01; done
        kill -STOP $!
        echo held >held
        wait
        ;;
      *) exec '\(Simrun.path)' "$@" ;;
    esac
    """

  /// What the jobs printed.
  private var slurmLogs: String {
    folder.contents().keys.filter { $0.hasPrefix("slurm-") }.sorted().map { "\($0): \(folder.text($0))" }
      .joined()
  }

  // MARK: Processes of one machine

  @Test(
    "shards as processes of one machine give the unsharded bytes, by GNU parallel or by xargs",
    arguments: ["parallel", "xargs"])
  func processes(program: String) throws {
    let words = "a.json --set horizon=30min --sweep 'alp.reward=0 NBT/min,0.05 NBT/min'"
    let whole = try sweepWhole(words)
    // Another program of that name, which is not GNU's.
    if program == "xargs" { try installProgram("parallel", "exit 1") }
    let script = "PATH=\"$PWD/bin:$PATH\" SIMRUN='\(Simrun.path)' sh '\(Self.scripts)/gnu-parallel.sh' 2 2"
    let failed = try Simrun.shell("\(script) failed a.json --sweep alp.reward=nothing", in: folder)
    #expect(failed.code != 0 && failed.error.contains("alp.reward") && folder.contents("failed").isEmpty)
    let outcome = try Simrun.shell("\(script) out \(words)", in: folder)
    #expect(outcome.code == 0, "\(outcome)")
    #expect(folder.contents("out") == whole)
  }

  private func installProgram(_ name: String, _ text: String) throws {
    folder.write("bin/\(name)", "#!/bin/sh\n\(text)\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder["bin/\(name)"])
  }

  // MARK: GitHub

  @Test("the steps of GitHub's matrix, each job in a folder of its own, give the unsharded bytes")
  func matrix() throws {
    let lines = try String(contentsOfFile: "\(Self.scripts)/github-matrix.yml", encoding: .utf8)
      .split(separator: "\n").map { String($0.drop { $0 == " " }) }
    let text = { (start: String) in
      try #require(lines.first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) })
    }
    let binary = ".build/release/simrun"
    let (sweep, merge) = (try text("- run: \(binary) sweep"), try text("- run: \(binary) merge"))
    let given = try text("SWEEP: ")
    let list = try Repository.shell("'\(Simrun.path)' sweep \(given) --list", in: Repository.root)
    #expect(list.code == 0, "\(list.output)")
    let words = "\(folder["a.json"]) --set horizon=20min --sweep agents.nubot.count=2..5/1"
    let whole = try sweepWhole(words)
    for shard in try text("shard: ").dropFirst().dropLast().split(separator: ", ") {
      let job = "mkdir job-\(shard); cd job-\(shard); SWEEP='\(words)'; simrun sweep"
      let outcome = try Simrun.shell(job + sweep.replacing("${{ matrix.shard }}", with: shard), in: folder)
      #expect(outcome.code == 0, "\(outcome)")
    }
    let last = "mkdir -p last/sweep/shards; mv job-*/sweep/shards/* last/sweep/shards; cd last; simrun merge"
    #expect(try Simrun.shell(last + merge, in: folder).code == 0)
    #expect(folder.contents("last/sweep") == whole)
  }
}
