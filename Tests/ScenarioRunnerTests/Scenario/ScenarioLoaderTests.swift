// From files and --set to one tree: merging, overriding, and everything that can go wrong on the way.

import Foundation
import Testing

@testable import ScenarioRunner

private func node(_ text: String) throws -> JSONNode {
  try JSONReader.read(SourceText(name: "t.json", text: text))
}

/// A folder of files that is removed afterwards; every "@" in an error stands for its path.
private func inFolder(_ files: [String: String], _ body: (_ folder: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.path + "/simrun-\(getpid())-\(folderCount.next())"
  try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name)) }
  try body(folder)
}

/// Tells the folders of tests that run at the same time apart.
private final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0
  func next() -> Int {
    lock.withLock {
      count += 1; return count
    }
  }
}
private let folderCount = Counter()

/// What the terminal shows for a scenario that cannot be loaded; the tree's text if it can.
private func outcome(_ path: String, in folder: String, set arguments: [String] = []) -> String {
  do throws(ScenarioError) {
    var overrides: [ScenarioOverride] = []
    for (index, argument) in arguments.enumerated() {
      overrides.append(try ScenarioOverride(argument, index: index))
    }
    let loaded = try ScenarioLoader().load(folder + "/" + path, overrides: overrides)
    try loaded.diagnostics.check()
    return loaded.tree.canonicalText()
  } catch {
    return error.description.replacing(folder + "/", with: "@/")
  }
}

@Suite("Merging scenarios")
struct ScenarioMergeTests {
  @Test(
    "a patch is applied as RFC 7396 lays down, keys in order",
    arguments: [
      // The examples of the standard's appendix whose result is an object or replaces one.
      (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
      (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
      (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
      (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
      (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
      (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"),
      (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
      (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#), ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
      ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
      (
        #"{"z":1,"y":{"b":2,"a":3},"x":4}"#, #"{"w":5,"y":{"a":null,"c":6},"z":7}"#,
        #"{"z":7,"y":{"b":2,"c":6},"x":4,"w":5}"#
      ),
    ])
  func patches(base: String, patch: String, expected: String) throws {
    #expect(try node(base).merged(with: node(patch)) == node(expected))
  }
}

@Suite("Loading scenarios")
struct ScenarioLoaderTests {
  @Test("a file extends another, relative to itself, over several steps")
  func extends() throws {
    try inFolder([
      "base.json":
        #"{"name": "base", "seed": 1, "alp": {"reward": "1 NBT/min", "rule": "scaled"}, "old": 1}"#,
      "sub/middle.json": #"{"extends": "../base.json", "name": "middle", "alp": {"reward": "2 NBT/min"}}"#,
      "top.json": #"{"extends": "sub/middle.json", "name": "top", "old": null, "new": {"x": 1, "y": null}}"#,
    ]) { folder in
      #expect(
        outcome("top.json", in: folder) == """
          {
            "name": "top",
            "seed": 1,
            "alp": {
              "reward": "2 NBT/min",
              "rule": "scaled"
            },
            "new": {
              "x": 1
            }
          }
          """)
      let tree = try ScenarioLoader().load(folder + "/top.json").tree
      #expect(tree["seed"]?.span.location == "\(folder)/sub/../base.json:1:26")
      #expect(tree["alp"]?["reward"]?.span.location == "\(folder)/sub/middle.json:1:65")
    }
  }

  @Test("a circle of files is refused and shown")
  func circle() throws {
    try inFolder([
      "a.json": #"{"extends": "sub/b.json"}"#, "sub/b.json": "{\n  \"extends\": \"../a.json\"\n}",
      "self.json": #"{"extends": "./self.json"}"#,
    ]) { folder in
      #expect(
        outcome("a.json", in: folder) == """
          error: "extends" goes in a circle: @/a.json -> @/sub/b.json -> @/a.json
           --> @/sub/b.json:2:14
            |
          2 |   "extends": "../a.json"
            |              ^
            = help: take "extends" out of one of them
          """)
      #expect(
        outcome("self.json", in: folder).hasPrefix(
          "error: \"extends\" goes in a circle: @/self.json -> @/self.json"))
    }
  }

  @Test("sixteen files may extend one another")
  func chainLimit() throws {
    for count in [15, 16, 17] {
      var files = ["f0.json": "{\"end\": true}"]
      for index in 1..<count { files["f\(index).json"] = "{\"extends\": \"f\(index - 1).json\"}" }
      try inFolder(files) { folder in
        let result = outcome("f\(count - 1).json", in: folder)
        if count <= 16 {
          #expect(result == "{\n  \"end\": true\n}")
        } else {
          #expect(result.hasPrefix("error: more than 16 files extend one another\n --> @/f1.json:1:13"))
        }
      }
    }
  }

  @Test("what cannot be extended is reported at the name")
  func badParents() throws {
    try inFolder([
      "missing.json": #"{"extends": "nowhere.json"}"#, "number.json": #"{"extends": 5}"#,
      "absolute.json": #"{"extends": "/etc/passwd"}"#, "folder.json": #"{"extends": "sub"}"#,
      "broken.json": #"{"extends": "syntax.json"}"#, "syntax.json": "{\n  1\n}",
    ]) { folder in
      #expect(
        outcome("missing.json", in: folder) == """
          error: cannot read "@/nowhere.json": no such file
           --> @/missing.json:1:13
            |
          1 | {"extends": "nowhere.json"}
            |             ^
          """)
      #expect(
        outcome("number.json", in: folder).hasPrefix(
          "error: \"extends\" must be a file name, found the number 5\n"))
      #expect(outcome("absolute.json", in: folder).hasPrefix("error: \"extends\" must be a relative path\n"))
      #expect(outcome("folder.json", in: folder).hasPrefix("error: cannot read \"@/sub\": it is a folder\n"))
      #expect(
        outcome("broken.json", in: folder) == """
          error: expected a key in double quotes, found "1"
           --> @/syntax.json:2:3
            |
          2 |   1
            |   ^
          """)
    }
  }

  @Test("a file that cannot be read says why")
  func unreadable() throws {
    try inFolder(["array.json": "[1]", "large.json": String(repeating: " ", count: 1_048_577)]) { folder in
      #expect(outcome("nowhere.json", in: folder) == "error: cannot read \"@/nowhere.json\": no such file")
      #expect(
        outcome("array.json/x.json", in: folder) == "error: cannot read \"@/array.json/x.json\": no such file"
      )
      #expect(outcome("sub", in: folder) == "error: cannot read \"@/sub\": it is a folder")
      #expect(
        outcome("array.json", in: folder).hasPrefix("error: a scenario must be an object, found an array\n"))
      #expect(outcome("large.json", in: folder).hasPrefix("error: @/large.json is larger than 1 MiB\n"))
    }
  }

  @Test("an endless file is refused, not read to its end")
  func endless() {
    #expect(throws: ScenarioError.self) { try ScenarioLoader().load("/dev/zero") }
  }

  @Test("a file without read permission says so", .enabled(if: geteuid() != 0, "root may read everything"))
  func noPermission() throws {
    try inFolder(["secret.json": "{}"]) { folder in
      chmod(folder + "/secret.json", 0)
      #expect(outcome("secret.json", in: folder) == "error: cannot read \"@/secret.json\": permission denied")
    }
  }

  @Test("a dash is standard input")
  func standardInput() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let text = Array("{\n  \"seed\": }".utf8)
    #expect(write(ends[1], text, text.count) == text.count)
    close(ends[1])
    defer { close(ends[0]) }
    do throws(ScenarioError) {
      _ = try ScenarioLoader(standardInput: ends[0]).load("-")
      Issue.record("accepted")
    } catch {
      #expect(error.description.hasPrefix("error: expected a value, found \"}\"\n --> standard input:2:11"))
    }
  }

  @Test("equal keys are reported with what else is wrong")
  func duplicates() throws {
    try inFolder(["d.json": #"{"seed": 1, "seed": 2}"#]) { folder in
      #expect(
        outcome("d.json", in: folder, set: ["seed.x=1"]) == """
          error: duplicate key "seed"
           --> @/d.json:1:13
            |
          1 | {"seed": 1, "seed": 2}
            |             ^
            = note: first given at @/d.json:1:2
            = help: remove one of the two

          error: "seed" is the number 1 and has no keys
           --> --set, column 6
            |
            | seed.x=1
            |      ^
          """)
    }
  }
}

@Suite("Overriding scenarios")
struct ScenarioOverrideTests {
  private let base = #"{"seed": 1, "alp": {"reward": "1 NBT/min", "ranks": {"one": 1}}, "checks": []}"#

  private func result(_ arguments: String...) throws -> JSONNode {
    let diagnostics = Diagnostics()
    var tree = try node(base)
    for argument in arguments { tree = try ScenarioOverride(argument).applied(to: tree, diagnostics) }
    #expect(diagnostics.isEmpty)
    return tree
  }

  @Test("a value is JSON if it parses, else a string")
  func values() throws {
    for (argument, expected) in [
      ("seed=7", "7"), ("seed=7s", "\"7s\""), ("seed=", "\"\""), ("seed=\"7\"", "\"7\""),
      ("seed=[1, 2]", "[1,2]"),
      ("seed=[1, 2", "\"[1, 2\""), ("seed=true", "true"), ("seed=True", "\"True\""), ("seed=a=b", "\"a=b\""),
      ("seed=007", "\"007\""), ("seed= 7", "7"), ("seed=7 // x", "\"7 // x\""),
      ("seed={\"a\": {\"b\": 1}}", "{\"a\":{\"b\":1}}"),
    ] {
      #expect(try result(argument)["seed"] == node(expected), "\(argument)")
    }
  }

  @Test("a dotted path leads to the key, null removes it, an object changes an object, the last one counts")
  func paths() throws {
    #expect(try result("alp.reward=2 NBT/min")["alp"]?["reward"]?.string == "2 NBT/min")
    #expect(try result("alp.ranks.one=2")["alp"]?["ranks"] == node(#"{"one": 2}"#))
    #expect(try result("alp.ranks.two=2")["alp"]?["ranks"] == node(#"{"one": 1, "two": 2}"#))
    #expect(try result("alp=null") == node(#"{"seed": 1, "checks": []}"#))
    #expect(try result("absent=null") == node(base))
    #expect(
      try result(#"alp={"ranks": {"two": 2}, "reward": null}"#)["alp"]
        == node(#"{"ranks": {"one": 1, "two": 2}}"#))
    #expect(try result("seed=2", "seed=3")["seed"] == node("3"))
    #expect(try result(#"new={"a": 1}"#, "new.a=2")["new"] == node(#"{"a": 2}"#))
  }

  @Test("a path through what is no object is an error; through what nobody knows too, with a suggestion")
  func unknownParents() throws {
    let diagnostics = Diagnostics()
    var tree = try node(base)
    for (index, argument) in ["alpp.reward=1", "seed.x=1", "alp.rank.one=2", "limits.events=5"].enumerated() {
      tree = try ScenarioOverride(argument, index: index).applied(to: tree, diagnostics)
    }
    ScenarioObject.read(tree, diagnostics) { scenario in
      for key in ["seed", "checks"] { _ = scenario.has(key) }
      let events = scenario.optionalObject("limits") { $0.optional("events", .integer) }
      #expect(events == 5)
      _ = scenario.optionalObject("alp") { alp in ["reward", "ranks"].allSatisfy(alp.has) }
    }
    #expect(
      diagnostics.sorted.map(\.rendered).joined(separator: "\n\n") == """
        error: unknown key "alpp"
         --> --set, column 1
          |
          | alpp.reward=1
          | ^
          = help: did you mean "alp"?

        error: "seed" is the number 1 and has no keys
         --> --set, column 6
          |
          | seed.x=1
          |      ^

        error: unknown key "rank"
         --> --set, column 5
          |
          | alp.rank.one=2
          |     ^
          = help: did you mean "ranks"?
        """)
  }

  @Test(
    "a new last key and a wrong value are judged by whoever reads the scenario, and shown in the argument")
  func judgedLater() throws {
    let diagnostics = Diagnostics()
    var tree = try node(#"{"alp": {}}"#)
    tree = try ScenarioOverride("alp.rewrad=1").applied(to: tree, diagnostics)
    tree = try ScenarioOverride("seed=0.5", index: 1).applied(to: tree, diagnostics)
    ScenarioObject.read(tree, diagnostics) { scenario in
      _ = scenario.optionalObject("alp") { $0.optional("reward", .integer) }
      _ = scenario.optional("seed", .integer)
    }
    #expect(
      diagnostics.sorted.map(\.rendered).joined(separator: "\n\n") == """
        error: unknown key "rewrad"
         --> --set, column 5
          |
          | alp.rewrad=1
          |     ^
          = help: did you mean "reward"?

        error: "seed" must be an integer, found the number 0.5
         --> --set, column 6
          |
          | seed=0.5
          |      ^
          = help: write for example 1
        """)
  }

  @Test("an argument that is no PATH=VALUE is refused")
  func malformed() {
    func complaint(_ argument: String) -> String {
      do throws(ScenarioError) { return "\(try ScenarioOverride(argument).path.count) names" } catch {
        return error.description
      }
    }
    #expect(
      complaint("seed") == """
        error: expected PATH=VALUE
         --> --set, column 1
          |
          | seed
          | ^
          = help: for example --set seed=7
        """)
    #expect(
      complaint("a..b=1")
        == "error: a name is missing in the path\n --> --set, column 3\n  |\n  | a..b=1\n  |   ^")
    #expect(complaint("=1").hasPrefix("error: a name is missing in the path"))
    for (length, isAccepted) in [(4_095, true), (4_096, true), (4_097, false)] {
      let result = complaint("seed=" + String(repeating: "x", count: length))
      #expect(result.hasPrefix(isAccepted ? "1 names" : "error: a string longer than 4096 bytes"))
    }
  }
}
