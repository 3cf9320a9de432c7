// Broken scenarios and the exact words of the program about each: what is wrong, where, and how to mend it.

import Foundation
import Testing

/// A mistake and what the program says about it.
struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let files: [String: [UInt8]]
  let arguments: [String]
  let message: String

  /// A mistake made by editing the small scenario, which is then a.json.
  init(_ name: String, _ part: String, _ replacement: String, says message: String) {
    self.init(name, text: smallScenario.editing(part, replacement), says: message)
  }

  /// A mistake in files or on the command line; without files of its own a.json is the small scenario.
  init(
    _ name: String, text: String = smallScenario, files: [String: String] = [:],
    run arguments: [String] = ["a.json"], says message: String
  ) {
    self.init(
      name, files: files.merging(["a.json": text]) { $1 }.mapValues { Array($0.utf8) }, run: arguments,
      says: message)
  }

  /// A mistake in files of any bytes.
  init(_ name: String, files: [String: [UInt8]], run arguments: [String] = ["a.json"], says message: String) {
    testDescription = name
    self.files = files
    self.arguments = arguments
    self.message = message
  }
}

@Suite("broken scenarios")
struct BrokenScenarioTests {
  /// Runs the mistake: code 2, nothing but the message, and a folder as it was.
  private func check(_ mistake: Mistake) throws {
    let folder = Folder()
    for (name, bytes) in mistake.files { folder.write(name, bytes) }
    let before = folder.contents()
    let outcome = try Simrun.start(mistake.arguments, in: folder).wait()
    #expect(outcome.error == mistake.message + "\n")
    #expect(outcome.output == "")
    #expect(outcome.code == 2)
    #expect(folder.contents() == before)
  }

  @Test("the small scenario itself is whole")
  func whole() throws {
    let folder = Folder(["a.json": smallScenario])
    let outcome = try Simrun.run("a.json", "--dry-run", in: folder)
    #expect(outcome == .init(code: 0, output: "small: 1 run of 2 h, to results/small/\n", error: ""))
  }

  @Test("keys", arguments: Mistake.keys) func keys(_ mistake: Mistake) throws { try check(mistake) }
  @Test("values", arguments: Mistake.values) func values(_ mistake: Mistake) throws { try check(mistake) }
  @Test("bounds", arguments: Mistake.bounds) func bounds(_ mistake: Mistake) throws { try check(mistake) }
  @Test("names", arguments: Mistake.names) func names(_ mistake: Mistake) throws { try check(mistake) }
  @Test("syntax", arguments: Mistake.syntax) func syntax(_ mistake: Mistake) throws { try check(mistake) }
  @Test("files", arguments: Mistake.inFiles) func files(_ mistake: Mistake) throws { try check(mistake) }
  @Test("overrides", arguments: Mistake.overrides) func overrides(_ mistake: Mistake) throws {
    try check(mistake)
  }
  @Test("output folders", arguments: Mistake.outputs) func outputs(_ mistake: Mistake) throws {
    try check(mistake)
  }

  @Test("what the deposits of a reserve cannot bear is told in sentences, and the scenario runs")
  func warnings() throws {
    let few = smallScenario.editing("\"tokens\": \"1000 NBT\"", "\"tokens\": \"10 NBT\"")
    let outcome = try Simrun.run("a.json", "--dry-run", in: Folder(["a.json": few]))
    #expect(
      outcome.error == """
        warning: reserve "nbt-eth": the tokens held run out when the price is 1.00579 times the one wanted, \
        before it is 2 times: deposit more tokens or lower the highest factor

        """)
    #expect(outcome.code == 0)
  }

  @Test("a folder that takes no files is refused before anything runs")
  func readOnlyFolder() throws {
    let folder = Folder(["a.json": smallScenario, "closed/keep": ""])
    chmod(folder["closed"], 0o555)
    defer { chmod(folder["closed"], 0o755) }
    // Root may write everywhere but into the folders that are made of processes.
    let (place, reason) =
      geteuid() == 0 ? ("/proc", "No such file or directory") : ("closed", "Permission denied")
    let before = folder.contents()
    let outcome = try Simrun.run("a.json", "-o", "\(place)/x", in: folder)
    #expect(
      outcome.error == """
        error: cannot write a result to \(place)/x: \(place) takes no new files (\(reason))
          = help: choose another folder with --out

        """)
    #expect(outcome.code == 2 && outcome.output == "" && folder.contents() == before)
  }

  #if os(Linux)
    @Test("a file that cannot be read is named with the reason")
    func unreadable() throws {
      // Even root cannot read what lies at the address 0 of a process.
      let outcome = try Simrun.run("/proc/self/mem", in: Folder())
      #expect(outcome.error == "error: cannot read \"/proc/self/mem\": Input/output error\n")
      #expect(outcome.code == 2 && outcome.output == "")
    }
  #endif
}
