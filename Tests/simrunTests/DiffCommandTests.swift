// `simrun diff` through the program: each kind of difference, the tolerance, the three forms of the answer, bad input.

import Foundation
import Testing

@testable import ScenarioRunner

@Suite("differences between results")
struct DiffCommandTests {
  private let folder: Folder

  /// Two runs of the small scenario, in old/ and new/.
  init() throws {
    folder = Folder(["a.json": smallScenario])
    let run = try Simrun.run(
      "a.json", "-q", "-o", "old", "--set", "horizon=30min", "--replications", "2", in: folder)
    #expect(run.code == 0)
    try FileManager.default.copyItem(atPath: folder["old"], toPath: folder["new"])
  }

  private func diff(_ more: String...) throws -> Simrun.Outcome {
    try Simrun.start(["diff", "old", "new"] + more, in: folder).wait()
  }

  /// Changes the lines of a file in new/.
  private func edit(_ name: String, _ change: (inout [String]) -> Void) {
    var lines = folder.text("new/\(name)").split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    change(&lines)
    folder.write("new/\(name)", lines.joined(separator: "\n"))
  }

  /// The fields of a line.
  private func fields(_ line: String) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("equal folders end with 0, whoever made them, and where and when")
  func same() throws {
    folder.write("new/provenance.json", "{}\n")
    folder.write("new/report.html", "<p>")
    #expect(try diff() == .init(code: 0, output: "new is the same as old\n", error: ""))
    #expect(try diff("-q") == .init(code: 0, output: "", error: ""))
    #expect(try diff("--md").output == "### `new` and `old` are the same\n")
    try FileManager.default.createSymbolicLink(atPath: folder["link"], withDestinationPath: "new")
    #expect(try Simrun.run("diff", "old", "link/", in: folder).code == 0)
  }

  @Test("a value that differs is named by line, key and column, with both values and the relative change")
  func value() throws {
    let header = fields(folder.text("old/summary.csv").split(separator: "\n").map(String.init)[0])
    let mean = try #require(header.firstIndex(of: "mean"))
    var before = ""
    edit("summary.csv") { lines in
      for row in [1, 5] {
        var cells = fields(lines[row])
        if row == 1 { before = cells[mean] }
        cells[mean] = row == 1 ? "\((Double(cells[mean]) ?? 0) * 2)" : "nothing"
        lines[row] = cells.joined(separator: ",")
      }
    }
    let name = fields(folder.text("old/summary.csv").split(separator: "\n").map(String.init)[1])[0]
    let outcome = try diff()
    #expect(outcome.code == 1 && outcome.error.isEmpty)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines[0].wholeMatch(of: /new differs from old in 1 of \d+ files:/) != nil)
    #expect(lines[1] == "  summary.csv")
    #expect(
      lines[2].hasPrefix("    line 2, metric \(name), column mean: \(before) -> ")
        && lines[2].hasSuffix(" (+100.0 %); 1 more value differs, the largest change is +100.0 %"),
      "\(lines[2])")
    #expect(lines[3] == "  fingerprints: none moved")
    #expect(lines[4].hasPrefix("note: new/summary.csv is not what its SHA256SUMS says"))
    #expect(try diff("-q") == .init(code: 1, output: "", error: ""))
    let table = try diff("--md").output.split(separator: "\n").map(String.init)
    #expect(table.contains { $0.hasPrefix("| summary.csv | line 2, metric ") && $0.hasSuffix(" differ |") })
    #expect(table.allSatisfy { !$0.hasPrefix("|") || $0.replacing("\\|", with: "").count { $0 == "|" } == 7 })
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(try diff("--json").output.utf8)) as? [String: Any])
    let files = try #require(object["files"] as? [[String: Any]])
    #expect(object["same"] as? Bool == false && files.count == 1 && files[0]["values"] as? Int == 2)
    let first = try #require(files[0]["first"] as? [String: Any])
    #expect(first["old_line"] as? Int == 2 && first["column"] as? String == "mean")
    #expect(first["relative_change"] as? Double == 1 && first["row"] as? String == "metric \(name)")
  }

  @Test("rows are matched by their keys: one that is missing does not make all that follow differ")
  func rows() throws {
    edit("peg.csv") { lines in
      lines.remove(at: 2)
      var cells = fields(lines[3])
      cells[0] = "99999.0"
      lines.insert(cells.joined(separator: ","), at: lines.count - 1)
    }
    let outcome = try diff()
    let key = fields(folder.text("old/peg.csv").split(separator: "\n").map(String.init)[2])
    #expect(outcome.code == 1)
    #expect(
      outcome.output.contains(
        "  peg.csv\n    1 row is missing, the first at line 3: time_s \(key[0]), exchange \(key[1])\n"
          + "    1 row is new, the first at line "))
    #expect(!outcome.output.contains("->"))
    edit("peg.csv") { $0.insert($0[1], at: 1) }
    #expect(try diff().code == 1, "keys that stand twice are compared line by line")
  }

  @Test("columns and tables that come, go or move are told")
  func columns() throws {
    edit("peg.csv") { lines in
      lines = lines.map { line in
        if line.isEmpty { return line }
        var cells = fields(line)
        cells[2] = line.hasPrefix("time_s") ? "fresh" : "1"
        return cells.joined(separator: ",")
      }
    }
    edit("agents.csv") { lines in
      lines = lines.map { $0.isEmpty ? $0 : fields($0).reversed().joined(separator: ",") }
    }
    try FileManager.default.removeItem(atPath: folder["new/depth.csv"])
    folder.write("new/more.csv", "a,b\n1,2\n")
    let output = try diff().output
    #expect(output.contains("  peg.csv\n    missing columns: quote_usd\n    new columns: fresh\n"))
    #expect(output.contains("  agents.csv\n    the columns stand in another order\n"))
    #expect(output.contains("  depth.csv\n    is missing in the new result\n"))
    #expect(output.contains("  more.csv\n    is only in the new result\n"))
    #expect(try diff("--tolerance", "0").output.contains("  agents.csv\n") == false)
  }

  @Test("what is not a table any more, and the same values in other bytes, differ too")
  func bytes() throws {
    edit("peg.csv") { $0[1] = "\"" + $0[1] }
    edit("depth.csv") { $0 = $0.map { $0.isEmpty ? "" : $0 + "\r" } }
    let output = try diff().output
    #expect(output.contains("    one of them is no table\n"))
    #expect(output.contains("  depth.csv\n    line 1: "))
    #expect(output.contains("    the same values are written otherwise\n"))
    #expect(!(try diff("--tolerance", "0").output.contains("depth.csv\n    ")))
  }

  @Test("lists of hashes count where nothing else differs")
  func hashes() throws {
    edit("SHA256SUMS") { $0[0] = "x" + $0[0].dropFirst() }
    #expect(try diff().output.contains("  SHA256SUMS\n    line 1: "))
    #expect(try diff("--tolerance", "0").code == 0)
    try FileManager.default.removeItem(atPath: folder["new/SHA256SUMS"])
    #expect(try diff().output.contains("  SHA256SUMS\n    is missing in the new result\n"))
  }

  @Test("another seed moves the draws; another reward the events, but neither the draws nor the outer world")
  func fingerprints() throws {
    let words = ["a.json", "-q", "--set", "horizon=30min", "--replications", "2"]
    #expect(try Simrun.start(words + ["-o", "seed", "--seed", "8"], in: folder).wait().code == 0)
    let seed = try Simrun.run("diff", "old", "seed", in: folder).output
    #expect(seed.contains("  run.json\n    line "))
    #expect(
      seed.contains("  fingerprints: events in 2 of 2 runs, orders in 2 of 2 runs, draws in 2 of 2 runs, "))
    let reward = words + ["-o", "reward", "--set", "alp.reward=0.05 NBT/min"]
    #expect(try Simrun.start(reward, in: folder).wait().code == 0)
    let output = try Simrun.run("diff", "old", "reward", in: folder).output
    #expect(output.contains("fingerprints: ") && output.contains(" did not\n"))
    #expect(output.contains(/metrics in 2 of 2 runs moved; [a-z, ]*draws and exogenous did not/), "\(output)")
    #expect(output.contains("scenario.alp.reward: 0.025 NBT/min -> 0.05 NBT/min"), "\(output)")
    edit("run.json") { lines in
      let line = lines.firstIndex { $0.contains("\"orders\"") } ?? 0
      lines[line] = lines[line].replacing(/: "./, with: ": \"g")
    }
    let only = try diff()
    #expect(only.code == 1)
    #expect(
      only.output.hasPrefix(
        "new differs from old in fingerprints only:\n"
          + "  fingerprints: orders in 1 of 2 runs moved; events, draws, exogenous and metrics did not\n"))
    #expect(try diff("--tolerance", "0").code == 0)
  }

  @Test("a tolerance is a share of the larger value, for figures and for keys that are numbers")
  func tolerance() throws {
    edit("peg.csv") { lines in
      for row in 1..<lines.count - 1 {
        var cells = fields(lines[row])
        for column in [0, 2] { cells[column] = "\((Double(cells[column]) ?? 0) * 1.01)" }
        lines[row] = cells.joined(separator: ",")
      }
    }
    #expect(try diff().code == 1)
    #expect(try diff("--tolerance", "0.0098").code == 1)
    #expect(try diff("--tolerance", "0.01").code == 0)
    edit("peg.csv") { $0[1] = $0[1].replacing("bittrex", with: "bittrax") }
    #expect(try diff("--tolerance", "1").code == 1, "words are equal or not")
  }

  @Test(
    "what is no result is refused with the reason",
    arguments: [
      ("gone", "gone is no result: there is no such folder"),
      ("a.json", "a.json is no result: it is not a folder"),
      ("empty", "empty is no result: it has no run.json"),
      ("torn", "torn/run.json cannot be read: "),
      ("foreign", "foreign is no result: its run.json is not one of simrun"),
    ])
  func refused(name: String, message: String) throws {
    folder.write("empty/x.csv", "a\n1\n")
    folder.write("torn/run.json", "{\"name\": ")
    folder.write("foreign/run.json", "{\"name\": \"x\"}")
    for words in [["old", name], [name, "old"]] {
      let outcome = try Simrun.start(["diff"] + words, in: folder).wait()
      #expect(outcome.code == 2 && outcome.output.isEmpty)
      #expect(outcome.error.hasPrefix("error: \(message)"), "\(outcome.error)")
    }
  }

  @Test("a file that cannot be read ends with 3")
  func unreadable() throws {
    try FileManager.default.removeItem(atPath: folder["new/peg.csv"])
    try FileManager.default.createSymbolicLink(
      atPath: folder["new/peg.csv"], withDestinationPath: folder["nothing"])
    let outcome = try diff()
    #expect(outcome.code == 3 && outcome.error.hasPrefix("error: cannot find "), "\(outcome.error)")
  }

  @Test("relative changes are told in percent, or as a power of ten where percents would be zeros")
  func changes() {
    #expect(RelativeChange.text(0.5) == "+50.0 %")
    #expect(RelativeChange.text(-0.0123) == "-1.23 %")
    #expect(RelativeChange.text(1e-9) == "+1.0e-9")
    #expect(RelativeChange.text(-9.96e-9) == "-1.0e-8")
    #expect(RelativeChange.between("0", "1") == nil && RelativeChange.between("-2.0", "-1") == 0.5)
    #expect(RelativeChange.between("0x10", "0x20") == nil && RelativeChange.between(nil, "1") == nil)
    #expect(
      RelativeChange.isSame("1.0", "1", tolerance: 0) && !RelativeChange.isSame("1.0", "1", tolerance: nil))
    #expect(!RelativeChange.isSame(nil, "0", tolerance: 1))
  }
}
