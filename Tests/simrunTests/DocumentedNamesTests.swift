// The documentation names what there is: every key of a scenario, every table and figure of a result, every folder.

import Foundation
import RegexBuilder
import ScenarioRunner
import SimEngine
import Testing

@Suite("documented names")
struct DocumentedNamesTests {
  // MARK: Keys of scenarios

  /// A key that the code reads, and where.
  private struct Key {
    let type: String
    let function: String
    let name: String

    /// Whether a word of a `<!-- keys: -->` comment means the place.
    func isMeant(by word: String) -> Bool { [type, function, "\(type).\(function)"].contains(word) }
  }

  @Test("docs/scenarios.md lists exactly the keys that the code reads, object by object")
  func keys() throws {
    let page = try MarkdownPage("docs/scenarios.md")
    let keys = try keysInCode()
    var documented: [String] = []
    for (index, line) in page.lines.enumerated() {
      guard let match = line.wholeMatch(of: /<!-- keys: (.+) -->/) else { continue }
      let words = match.1.split(separator: " ").map(String.init)
      documented += words
      let meant = keys.filter { key in words.contains { key.isMeant(by: $0) } }
      let listed = page.firstColumn(ofTableAfter: index)
      #expect(Set(listed) == Set(meant.map(\.name)), "docs/scenarios.md:\(index + 1)")
      #expect(Set(listed).count == listed.count, "docs/scenarios.md:\(index + 1) lists a key twice")
    }
    for key in keys where !documented.contains(where: { key.isMeant(by: $0) }) {
      Issue.record("docs/scenarios.md has no table for \"\(key.name)\" of \(key.type).\(key.function)")
    }
  }

  /// Every literal key that a reader of scenarios asks an object for.
  private func keysInCode() throws -> [Key] {
    // Recorded cases have keys of their own, and files of prices have columns: neither are keys of scenarios.
    let paths = Repository.files(below: "Sources/ScenarioRunner", ending: ".swift")
      .filter { !$0.contains("/Replay/") && !$0.contains("/Facts/") && !$0.hasSuffix("/PriceRecord.swift") }
    return try paths.flatMap { path in
      let text = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
      let lines = text.split(separator: "\n").map(String.init).filter { !$0.contains(/^\s*\/\//) }
      return keys(in: lines)
    }
  }

  private func keys(in lines: [String]) -> [Key] {
    let reader = /(?:required|optional|tagged|object|optionalObject|keyed|keyedValues|keyedByTime|has|named:)/
    let call = Regex {
      reader
      /\s*\(?\s*"([$\w]+)"/
    }
    var keys: [Key] = []
    var (type, function) = ("", "")
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("}") { (type, function) = ("", "") }
      if let match = line.firstMatch(of: /^(?:public )?(?:final )?(?:struct|class|enum|extension) (\w+)/) {
        type = String(match.1)
      }
      if let match = line.firstMatch(of: /func (\w+)/) { function = String(match.1) }
      // A call may go on in the next line.
      let here = lines[index...].prefix(2).joined(separator: "\n")
      var names = here.matches(of: call).filter { $0.range.lowerBound < line.endIndex }.map { String($0.1) }
      if line.contains("static let sampledTables") {
        names = line.matches(of: /"(\w+)"/).map { String($0.1) }
      }
      keys += names.map { Key(type: type, function: function, name: $0) }
    }
    return keys
  }

  // MARK: Tables and figures of results

  @Test("docs/metrics.md lists exactly the tables, columns and figures of a run")
  func metrics() throws {
    let page = try MarkdownPage("docs/metrics.md")
    let folder = Folder(["a.json": everythingScenario(everyRule[0]), "p.csv": everyPrice])
    let loaded = try ScenarioLoader().load(folder["a.json"], overrides: [])
    let result = try Replication.simulate(try Scenario.read(loaded, .standard), run: 0)
    let overAll = try SummaryTables(replications: [result.summary, result.summary])
    let tables = result.tables + [overAll.summary, overAll.survival].compactMap(\.self)

    var described: [String] = []
    for (index, line) in page.lines.enumerated() {
      guard let match = line.wholeMatch(of: /### `(\w+)\.csv`.*/) else { continue }
      described.append(String(match.1))
      guard let table = tables.first(where: { $0.name == match.1 }) else { continue }
      let head = page.lines[index...].firstIndex { $0.hasPrefix("|") } ?? index + 1
      // A balance a coin: the page shows those of the scenario that ships.
      let columns = table.columns.map(\.name).filter {
        !$0.hasPrefix("balance_") || ["balance_nbt", "balance_btc", "balance_eth"].contains($0)
      }
      #expect(page.firstColumn(ofTableAfter: head - 1) == columns, "\(table.name)")
    }
    #expect(Set(described) == Set(tables.map(\.name) + ["runs"]))
    checkFigures(of: page, result.summary.map(\.name))
  }

  /// Compares figures with their patterns: a word in capitals stands for any name.
  private func checkFigures(of page: MarkdownPage, _ names: [String]) {
    var patterns: [String] = []
    for (index, line) in page.lines.enumerated() where line == "<!-- figures -->" {
      patterns += page.firstColumn(ofTableAfter: index)
    }
    var used: Set<String> = []
    for name in names {
      let fitting = patterns.filter { fits(name, $0) }
      #expect(fitting.count == 1, "\(name) is described by \(fitting)")
      used.formUnion(fitting)
    }
    #expect(patterns.filter { !used.contains($0) } == [], "no run has these figures")
  }

  private func fits(_ name: String, _ pattern: String) -> Bool {
    let (words, places) = (name.split(separator: "."), pattern.split(separator: "."))
    return words.count == places.count
      && zip(words, places).allSatisfy { $0 == $1 || $1.allSatisfy(\.isUppercase) }
  }

  // MARK: Rooms and imports

  @Test("docs/architecture.md names every folder of the sources, and no other")
  func rooms() throws {
    let page = try MarkdownPage("docs/architecture.md")
    var listed: [String] = []
    for (index, line) in page.lines.enumerated() where line == "<!-- rooms -->" {
      listed += page.firstColumn(ofTableAfter: index)
    }
    let files = Repository.files(below: "Sources", ending: ".swift")
    let folders = Set(files.map { $0.split(separator: "/").dropFirst().dropLast().joined(separator: "/") })
    #expect(Set(listed) == folders)
  }

  @Test(
    "modules import what the picture shows and nothing else",
    arguments: [
      ("SimEngine", ""), ("ALPPool", "SimEngine"), ("APRReserve", "SimEngine"), ("AgentModels", "SimEngine"),
      ("ScenarioRunner", "SimEngine ALPPool APRReserve AgentModels"), ("simrun", "SimEngine ScenarioRunner"),
    ])
  func imports(module: String, imported: String) throws {
    let allowed = imported.split(separator: " ").map(String.init)
    let system: Set = ["Foundation", "Dispatch", "Synchronization", "Glibc", "Musl", "Darwin"]
    let mayMeetSystem = ["ScenarioRunner", "simrun"].contains(module)
    for path in Repository.files(below: "Sources/\(module)", ending: ".swift") {
      let text = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
      for match in text.matches(of: /(?m)^\s*(?:public )?import (\w+)/) {
        let name = String(match.1)
        #expect(allowed.contains(name) || (mayMeetSystem && system.contains(name)), "\(path) imports \(name)")
      }
    }
  }
}
