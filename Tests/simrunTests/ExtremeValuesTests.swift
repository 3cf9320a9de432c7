// Every value of a scenario at its extremes: the program runs, or says what is wrong, and never stops otherwise.

import Foundation
import ScenarioRunner
import Testing

@Suite("extreme values")
struct ExtremeValuesTests {
  @Test("the scenario of everything has every key that is documented")
  func everyKey() throws {
    let page = try MarkdownPage("docs/scenarios.md")
    let everything = everyRule.map(everythingScenario).joined()
    for (index, line) in page.lines.enumerated() where line.hasPrefix("<!-- keys:") {
      for key in page.firstColumn(ofTableAfter: index) where !everything.contains("\"\(key)\"") {
        Issue.record("Tests/simrunTests/EverythingScenario.swift lacks \"\(key)\"")
      }
    }
  }

  @Test("the scenario of everything runs under every rule", arguments: everyRule)
  func runs(rule: String) throws {
    let folder = Folder(["a.json": everythingScenario(rule), "p.csv": everyPrice])
    #expect(try Simrun.run("a.json", "-q", in: folder) == .init(code: 0, output: "", error: ""))
  }

  @Test(
    "no value of any key at any extreme ends the program but with a result or an explanation",
    .enabled(if: ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil), arguments: 0..<2)
  func sweep(half: Int) throws {
    for rule in everyRule {
      let source = SourceText(name: "everything.json", text: everythingScenario(rule))
      for (index, change) in changes(of: try JSONReader.read(source)).enumerated() where index % 2 == half {
        // What has nothing to do with the rule is tried with the first one alone.
        if rule == everyRule[0] || change.path.hasPrefix("alp.terms") { try check(change) }
      }
    }
  }

  /// The scenario with one value changed.
  private struct Change {
    let path: String
    let value: JSONNode.Value
    let tree: JSONNode
  }

  private func check(_ change: Change) throws {
    let folder = Folder(["a.json": change.tree.canonicalText(), "p.csv": everyPrice])
    let child = try Simrun.start(
      ["a.json", "-q", "-o", "result"], in: folder, environment: ["SWIFT_BACKTRACE": "enable=no"])
    let deadline = Date(timeIntervalSinceNow: 120)
    while child.process.isRunning, deadline.timeIntervalSinceNow > 0 { usleep(5_000) }
    let isLate = child.process.isRunning
    if isLate { child.process.terminate() }
    let outcome = try child.wait()
    let isExplained =
      switch outcome.code {
      case 0: true
      // The one check of the scenario may fail, or speak of a figure that is not defined.
      case 1: outcome.error.contains("check")
      case 2: outcome.error.contains("-->") || outcome.error.contains("help:")
      case 3: outcome.error.contains("limit")
      default: false
      }
    #expect(isExplained && !isLate, "\(change.path) = \(change.value): \(outcome.code), \(outcome.error)")
  }

  /// The scenario with each of its values changed to each of the extremes of its kind.
  private func changes(of node: JSONNode, at path: String = "") -> [Change] {
    var found: [Change] = []
    for (index, member) in (node.members ?? []).enumerated() {
      // A thousand replications only take a thousand times as long.
      if member.key == "replications" { continue }
      let path = path.isEmpty ? member.key : "\(path).\(member.key)"
      func replacing(_ value: JSONNode) -> JSONNode {
        var members = node.members ?? []
        members[index].value = value
        return JSONNode(.object(members), at: node.span)
      }
      found += changes(of: member.value, at: path).map {
        Change(path: $0.path, value: $0.value, tree: replacing($0.tree))
      }
      found += extremes(of: member.value.value).map {
        Change(path: path, value: $0, tree: replacing(JSONNode($0, at: member.value.span)))
      }
    }
    return found
  }

  /// Values of other kinds, and the extremes of a value's own.
  private func extremes(of value: JSONNode.Value) -> [JSONNode.Value] {
    let others: [JSONNode.Value] = [.array([]), .object([]), .null, .bool(true), .number("7")]
    switch value {
    case .object, .array, .null: return others
    case .bool(let flag): return others + [.bool(!flag), .string("")]
    case .number:
      let numbers = ["0", "1", "-1", "0.5", "0.999999", "1e-9", "1e-200", "1e3", "1e6", "1e9", "1e200"]
      return others + numbers.map { .number($0) } + [.number("9223372036854775807"), .string("1")]
    case .string(let text): return others + extremes(of: text).map { .string($0) }
    }
  }

  private func extremes(of text: String) -> [String] {
    guard let match = text.wholeMatch(of: /-?[0-9.e]+( ?)([^0-9]+)/) else {
      return ["", "x", "peg", "alp", "nubot", "a b", String(repeating: "x", count: 65)]
    }
    if ["ms", "s", "min", "h", "d"].contains(match.2) {
      return [
        "-1s", "0s", "1ns", "1ms", "1s", "1h", "1d", "30d", "365d", "3650d", "36500d", "40000d", "1e200d",
      ]
    }
    let numbers = [
      "-1", "0", "1e-200", "0.00000001", "0.000001", "0.01", "1", "50", "99.9999", "100", "1000",
      "1000000000",
      "1e12", "1e15", "1e200",
    ]
    return numbers.map { "\($0)\(match.1)\(match.2)" }
  }
}
