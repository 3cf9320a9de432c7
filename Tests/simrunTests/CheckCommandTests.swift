// `simrun check` through the program: what passes, what fails and how it is told, and that nothing is written unasked.

import Foundation
import Testing

@testable import ScenarioRunner

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("scenarios against committed results")
struct CheckCommandTests {
  private let folder: Folder
  private static let short = smallScenario.editing("\"horizon\": \"2h\"", "\"horizon\": \"30min\"")

  /// Two scenarios and the results of both.
  init() throws {
    folder = Folder([
      "scenarios/small.json": Self.short,
      "scenarios/other.json": #"{"extends": "small.json", "name": "other", "seed": 9, "replications": 3}"#,
      "scenarios/scenario.schema.json": "{}", "scenarios/data/x.csv": "a\n",
    ])
    #expect(try check("--update", "-q") == .init(code: 0, output: "", error: ""))
  }

  private func check(_ more: String...) throws -> Simrun.Outcome {
    try Simrun.start(["check"] + more, in: folder).wait()
  }

  /// Changes the reward in the one scenario that the other extends.
  private func changeReward() {
    folder.write(
      "scenarios/small.json", Self.short.editing("\"reward\": \"0.025 NBT", "\"reward\": \"0.05 NBT"))
  }

  @Test(
    "the first --update writes what simrun run writes, and then everything is the same, with any number of workers"
  )
  func same() throws {
    for name in ["small", "other"] {
      #expect(try Simrun.run("scenarios/\(name).json", "-q", "-o", "run/\(name)", in: folder).code == 0)
    }
    #expect(folder.contents("results") == folder.contents("run"))
    let before = folder.contents()
    for words in [
      [], ["scenarios"], ["scenarios/", "-j", "2"], ["scenarios/other.json", "scenarios/small.json"],
    ] {
      let outcome = try Simrun.start(["check"] + words, in: folder).wait()
      #expect(outcome.code == 0 && outcome.output.hasPrefix("2 scenarios give the committed results, after "))
      #expect(outcome.error.split(separator: "\n").sorted() == ["other: the same", "small: the same"])
    }
    // Nothing is written anew that is the same.
    let provenance = folder.text("results/small/provenance.json")
    #expect(try check("--update").output.hasPrefix("2 scenarios give the committed results, after "))
    #expect(provenance == folder.text("results/small/provenance.json"))
    #expect(folder.contents() == before)
  }

  @Test(
    "what differs is told with the first figure and ends with 1; --update writes it and says what changed")
  func different() throws {
    changeReward()
    let before = folder.contents()
    let outcome = try check("--no-progress")
    #expect(outcome.code == 1 && outcome.error.isEmpty)
    #expect(outcome.output.contains("\nsmall, scenarios/small.json:\nthe run differs from results/small in "))
    #expect(outcome.output.contains("  summary.csv\n    line 2, metric alp.credited_nbt, column mean: "))
    #expect(outcome.output.contains("\n0 of 2 scenarios give the committed results, after "))
    #expect(try check("-q").error.hasPrefix("other differs: summary.csv line 2, metric alp.credited_nbt, "))
    #expect(folder.contents() == before)
    let update = try check("--update")
    #expect(update.code == 0 && update.error.contains("small differs: summary.csv line 2"))
    #expect(update.output.contains("the run differs from results/small in "))
    #expect(
      update.output.contains("\n2 scenarios give the committed results, 2 of them written anew, after "))
    #expect(try check().code == 0)
    #expect(folder.contents()["results/small/summary.csv"] != before["results/small/summary.csv"])
  }

  @Test("a tolerance lets figures differ; another folder of results may be named")
  func tolerance() throws {
    try FileManager.default.moveItem(atPath: folder["results"], toPath: folder["kept"])
    let name = "kept/small/summary.csv"
    var lines = folder.text(name).split(separator: "\n").map(String.init)
    var cells = lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    cells[3] = "\((Double(cells[3]) ?? 0) * (1 + 1e-9))"
    lines[1] = cells.joined(separator: ",")
    folder.write(name, lines.joined(separator: "\n") + "\n")
    let exact = try check("--results", "kept")
    #expect(exact.code == 1 && exact.output.contains(" (-1.0e-9)\n"))
    #expect(exact.output.contains("\n1 of 2 scenarios gives the committed result, after "))
    #expect(try check("--results", "kept", "--tolerance", "1e-8").code == 0)
    #expect(folder.contents("results").isEmpty)
  }

  @Test("a check of the scenario that does not hold is a failure although the bytes are the same")
  func ownChecks() throws {
    let failing = Self.short.editing("\"seed\": 7,", "\"seed\": 7, \"checks\": [\"alp.paid_nbt > 1e6\"],")
    folder.write("scenarios/small.json", failing)
    #expect(try check("scenarios/small.json", "--update").code == 1)
    let outcome = try check("scenarios/small.json")
    #expect(outcome.code == 1 && outcome.error.hasPrefix("small: check failed: alp.paid_nbt > 1e6, found "))
    #expect(outcome.output.contains("0 of 1 scenario gives the committed result, after "))
  }

  @Test("a run that comes to a limit ends with 3, and writes nothing")
  func limited() throws {
    let limited = Self.short.editing("\"seed\": 7,", "\"seed\": 7, \"limits\": {\"events\": 1000},")
    folder.write("scenarios/small.json", limited)
    let before = folder.contents()
    let outcome = try check("scenarios/small.json", "--update", "--junit", "c.xml")
    #expect(
      outcome.code == 3 && outcome.error.hasPrefix("small: run 0 stopped before its end: the limit of events")
    )
    let report = try JUnitReader.read(folder.bytes("c.xml"))
    #expect(report.mistakes == [] && report.suite["errors"] == "1" && report.suite["failures"] == "0")
    #expect(folder.contents("results") == [String: Data](folder: "results/", of: before))
  }

  @Test(
    "everything that is wrong is told before anything runs, and nothing is written",
    arguments: [
      (["gone.json"], "error: cannot read \"gone.json\": no such file"),
      (["scenarios", "nowhere/"], "error: cannot read \"nowhere/\": no such file"),
      (["scenarios/data"], "error: there is no scenario in scenarios/data"),
      (["mixed"], "error: mixed/data.json is no scenario: it has no \"schema\"\n"),
      (["mixed"], "\n\nerror: unknown key \"sead\"\n --> mixed/wrong.json:"),
      (
        ["scenarios", "scenarios/small.json"],
        "error: scenarios/small.json and scenarios/small.json have the same name"
      ),
      (
        ["--results", "nothing"],
        "error: there is no result nothing/other to compare with\n  = help: simrun check --update"
      ),
      (
        ["--results", "swapped"], "error: swapped/small is the result of \"other\", not of a run of \"small\""
      ),
      (["--results", "swapped", "--update"], "error: swapped/small is the result of \"other\""),
      (
        ["--results", "foreign", "--update"],
        "error: foreign/small holds \"note\", which is not part of a result"
      ),
      (["--results", "empty"], "error: empty/small is no result: it has no run.json"),
      (["--junit", "no/such/file.xml"], "error: cannot write no/such/file.xml: there is no folder no/such"),
      (["--junit", "results"], "error: cannot write results: it is not a plain file"),
      (["--tolerance", "2"], "error: --tolerance takes a number from 0 to 1, not \"2\""),
    ] as [([String], String)])
  func refused(words: [String], message: String) throws {
    folder.write("mixed/data.json", "{\"prices\": [1, 2]}")
    folder.write("mixed/wrong.json", Self.short.editing("\"seed\"", "\"sead\""))
    folder.write("foreign/small/note", "mine")
    folder.write("empty/small/x.csv", "a\n")
    for (from, to) in [("other", "small"), ("small", "other")] {
      try FileManager.default.createDirectory(atPath: folder["swapped"], withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: folder["results/\(from)"], toPath: folder["swapped/\(to)"])
    }
    let before = folder.contents()
    let outcome = try Simrun.start(["check"] + words, in: folder).wait()
    #expect(outcome.code == 2 && outcome.output.isEmpty)
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(folder.contents() == before)
  }

  @Test("the result of a sweep is no result of a run")
  func sweep() throws {
    let words = ["sweep", "scenarios/small.json", "-q", "--sweep", "alp.reward=0 NBT/min,1 NBT/min"]
    #expect(try Simrun.start(words + ["-o", "swept/small"], in: folder).wait().code == 0)
    let outcome = try check("scenarios/small.json", "--results", "swept")
    #expect(
      outcome.code == 2
        && outcome.error.hasPrefix("error: swept/small is the result of a sweep, not of a run"))
    #expect(try Simrun.run("diff", "swept/small", "results/small", in: folder).code == 1)
  }

  @Test("a signal stops it at once, and nothing is written", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let long = Self.short.editing("\"horizon\": \"30min\"", "\"horizon\": \"300d\"")
    folder.write("scenarios/small.json", long)
    folder.write("scenarios/other.json", Self.short.editing("\"small\"", "\"other\""))
    let before = folder.contents()
    let child = try Simrun.start(["check", "--update", "--junit", "c.xml", "-j", "1"], in: folder)
    // One is done and would be written; the other takes long.
    child.waitForProgress()
    kill(child.process.processIdentifier, signal)
    let outcome = try child.wait()
    #expect(outcome.code == 128 + signal && outcome.error.hasSuffix("interrupted: nothing was written\n"))
    #expect(folder.contents() == before)
  }

  @Test("a disk that takes no more leaves every committed result as it was")
  func fullDisk() throws {
    changeReward()
    let before = folder.contents("results")
    // No file may grow beyond 2 KiB, which some do.
    let line = "ulimit -f 4; exec '\(Simrun.path)' check --update -q"
    let outcome = try Simrun.shell(line, in: folder)
    #expect(outcome.code == 3 && outcome.error.hasPrefix("error: cannot write results/other/agents.csv: "))
    #expect(folder.contents("results") == before)
  }

  @Test("a kill while results are written leaves each of them as it was or as it will be")
  func killed() throws {
    changeReward()
    let before = folder.contents("results")
    let child = try Simrun.start(["check", "--update", "-q"], in: folder)
    // The next content of the first result is written to a hidden folder.
    while child.process.isRunning, !folder.contents("results").keys.contains(where: { $0.hasPrefix(".") }) {}
    kill(child.process.processIdentifier, SIGKILL)
    #expect(try child.wait().code == -SIGKILL)
    let left = folder.contents("results")
    #expect(try check("--update", "-q").code == 0)
    let after = folder.contents("results")
    #expect(after.keys.sorted() == before.keys.sorted() && after != before)
    for name in ["small/", "other/"] {
      let files = [String: Data](folder: name, of: left)
      #expect([before, after].contains { [String: Data](folder: name, of: $0) == files }, "\(name)")
    }
  }

  @Test("the verdicts as one JSON object")
  func json() throws {
    changeReward()
    let outcome = try check("--json", "--github", "--no-progress")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let scenarios = try #require(object["scenarios"] as? [[String: Any]])
    #expect(
      object["good"] as? Bool == false && scenarios.map { $0["name"] as? String } == ["other", "small"])
    #expect(scenarios.allSatisfy { ($0["difference"] as? [String: Any])?["same"] as? Bool == false })
    #expect(outcome.error.split(separator: "\n").allSatisfy { $0.hasPrefix("::error file=scenarios/") })
  }

  // MARK: Build servers

  @Test("--junit writes well-formed XML with a case a scenario, and its numbers are those of the cases")
  func junit() throws {
    #expect(try check("-q", "--junit", "c.xml").code == 0)
    let good = try JUnitReader.read(folder.bytes("c.xml"))
    #expect(good.suite["tests"] == "2" && good.suite["failures"] == "0" && good.suite["errors"] == "0")
    #expect(good.suite["name"] == "simrun check" && good.suite["time"] == nil)
    #expect(good.cases.map { $0["name"] } == ["other", "small"] && good.failures.isEmpty)
    changeReward()
    #expect(try check("-q", "--junit", "c.xml").code == 1)
    let bad = try JUnitReader.read(folder.bytes("c.xml"))
    #expect(bad.suite["failures"] == "2" && bad.failures.count == 2)
    #expect(bad.cases.map { $0["classname"] } == ["scenarios/other.json", "scenarios/small.json"])
    #expect(bad.failures[1].message?.hasPrefix("small differs: summary.csv line 2, metric ") == true)
    #expect(bad.failures[1].message?.contains(" -> ") == true)
    #expect(bad.failures[1].text.hasPrefix("the run differs from results/small in "))
    #expect(folder.contents().keys.filter { $0.hasPrefix("c.xml") } == ["c.xml"])
    for report in [good, bad] { #expect(report.mistakes == []) }
  }

  @Test("XML and GitHub's commands carry every text whole")
  func escaping() throws {
    let text = "a<b>&\"c'\n\r\td%,:\u{1}\u{FFFF}é😀]]>"
    let document =
      "<testsuite name=\"\(JUnitReport.escaped(text))\"><failure message=\"x\">\(JUnitReport.escaped(text))</failure></testsuite>"
    let read = try JUnitReader.read(Data(document.utf8))
    let carried = "a<b>&\"c'\n\r\td%,:\u{FFFD}\u{FFFD}é😀]]>"
    #expect(read.suite["name"] == carried && read.failures.first?.text == carried)
    #expect(GitHubCommands.escaped("100 %\r\na:b,c") == "100 %25%0D%0Aa:b,c")
    #expect(GitHubCommands.escapedProperty("100 %\na:b,c") == "100 %25%0Aa%3Ab%2Cc")
  }

  @Test("--github prints a line a scenario that differs")
  func gitHub() throws {
    #expect(try check("--github").output.contains("::") == false)
    changeReward()
    let lines = try check("--github").output.split(separator: "\n").filter { $0.hasPrefix("::") }
    #expect(lines.count == 2)
    #expect(
      lines[1].hasPrefix(
        "::error file=scenarios/small.json,title=small differs%3A summary.csv line 2%2C metric "))
    #expect(lines[1].contains("::the run differs from results/small in ") && lines[1].contains("%25)"))
    #expect(lines[1].contains("%0A  summary.csv%0A    line 2, metric "))
  }
}

extension [String: Data] {
  /// The files whose names begin so, by what follows.
  fileprivate init(folder: String, of files: [String: Data]) {
    let inside = files.filter { $0.key.hasPrefix(folder) }
    self.init(uniqueKeysWithValues: inside.map { (String($0.key.dropFirst(folder.count)), $0.value) })
  }
}

/// Reads JUnit XML as a build server does, and notes what the schema that servers go by does not allow.
private final class JUnitReader: NSObject, XMLParserDelegate {
  /// Where an element may stand, the attributes that it must have, and those that it may have besides.
  ///
  /// - Source: junit-10.xsd of github.com/jenkinsci/xunit-plugin, as far as these documents go.
  private static let shape: [String: (parent: String?, required: Set<String>, allowed: Set<String>)] = [
    "testsuites": (nil, [], ["name", "time", "tests", "failures", "errors"]),
    "testsuite": ("testsuites", ["name", "tests", "failures", "errors"], ["time", "skipped", "timestamp"]),
    "testcase": ("testsuite", ["name"], ["classname", "time", "group"]),
    "failure": ("testcase", [], ["message", "type"]),
    "error": ("testcase", [], ["message", "type"]),
  ]

  private(set) var suite: [String: String] = [:]
  private(set) var cases: [[String: String]] = []
  private(set) var failures: [(message: String?, text: String)] = []
  private(set) var mistakes: [String] = []
  private var counts: [String: Int] = [:]
  private var path: [String] = []

  /// What a document holds.
  /// - Throws: Where it is not well-formed.
  static func read(_ data: Data) throws -> JUnitReader {
    let reader = JUnitReader()
    let parser = XMLParser(data: data)
    parser.delegate = reader
    if !parser.parse() { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")]
    where reader.suite[attribute] != "\(reader.counts[element] ?? 0)" {
      reader.mistakes.append("\(attribute) is not the number of elements \(element)")
    }
    return reader
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    checkShape(name, Set(attributes.keys))
    counts[name, default: 0] += 1
    path.append(name)
    switch name {
    case "testsuite": suite = attributes
    case "testcase": cases.append(attributes)
    case "failure", "error": failures.append((attributes["message"], ""))
    default: break
    }
  }

  private func checkShape(_ name: String, _ attributes: Set<String>) {
    guard let shape = Self.shape[name] else { return mistakes.append("there is no element \(name)") }
    if path.last != shape.parent { mistakes.append("\(name) stands in \(path.last ?? "nothing")") }
    if !attributes.isSuperset(of: shape.required) { mistakes.append("\(name) lacks attributes") }
    if !attributes.isSubset(of: shape.required.union(shape.allowed)) {
      mistakes.append("\(name) has other attributes")
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if ["failure", "error"].contains(path.last) { failures[failures.count - 1].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    path.removeLast()
  }
}
