// Reading a scenario key by key: every error in one go, each with its exact words.

import SimEngine
import Testing

@testable import ScenarioRunner

private let nbt = Asset(symbol: "NBT", decimals: 8)

/// Reads a text with a closure and gives what the terminal would show, or "" if nothing is wrong.
private func errors(in text: String, _ read: (ScenarioObject) -> Void) throws -> String {
  let diagnostics = Diagnostics()
  let tree = try JSONReader.read(SourceText(name: "b.json", text: text))
  ScenarioObject.read(tree, diagnostics, read)
  return diagnostics.sorted.map(\.rendered).joined(separator: "\n\n")
}

/// The message and help of the only error of a value.
private func complaint<Value>(_ kind: ScenarioValue<Value>, _ json: String) throws -> String {
  let diagnostics = Diagnostics()
  let tree = try JSONReader.read(SourceText(name: "b.json", text: "{\"x\": \(json)}"))
  let value = ScenarioObject.read(tree, diagnostics) { $0.required("x", kind) }
  guard let error = diagnostics.sorted.first else { return "accepted as \(value.map { "\($0)" } ?? "nil")" }
  #expect(value == nil && diagnostics.sorted.count == 1)
  return error.message + (error.help.map { " / \($0)" } ?? "")
}

@Suite("Scenario objects")
struct ScenarioObjectTests {
  @Test("an unknown key is shown as the interface promises")
  func unknownKey() throws {
    let text = "{\n  \"seed\": 1,\n  \"replicatoins\": 10,\n  \"zzzzzz\": 0\n}"
    let shown = try errors(in: text) { object in
      _ = object.optional("seed", .integer)
      _ = object.optional("replications", .integer)
    }
    #expect(
      shown == """
        error: unknown key "replicatoins"
         --> b.json:3:3
          |
        3 |   "replicatoins": 10,
          |   ^
          = help: did you mean "replications"?

        error: unknown key "zzzzzz"
         --> b.json:4:3
          |
        4 |   "zzzzzz": 0
          |   ^
          = help: known here: "seed", "replications"
        """)
  }

  @Test("all errors of a file appear in one go, in the order of the text")
  func allAtOnce() throws {
    let text = """
      {
        "horizon": 60,
        "seed": 0,
        "token": { "supply": "5 BTC", "peg": "1 USD" },
        "agents": {
          "arb": { "kind": "arbitrageuer", "unjudged": 1 },
          "wall": { "kind": "nubot", "count": 1.5, "start": "2016-05-26" },
          "a.b": {}
        },
        "extra": null
      }
      """
    let shown = try errors(in: text) { scenario in
      let agents = scenario.keyed("agents") { name, agent -> Int? in
        guard agent.tagged("kind", ["nubot", "noise", "arbitrageur"]) != nil else { return nil }
        _ = agent.required("start", .date)
        _ = agent.required("capital", .distribution(of: .amount(of: nbt)))
        return agent.required("count", .integer(1...100), fallback: 7)
      }
      #expect(agents.map(\.name) == ["wall"])
      #expect(agents.map(\.value) == [7])
      _ = scenario.object("token") { $0.required("supply", .amount(of: nbt)) }
      _ = scenario.required("horizon", .duration)
      _ = scenario.optional("seed", .integer(1...), default: 1)
      _ = scenario.required("name", .text)
    }
    #expect(
      shown == """
        error: missing key "name"
         --> b.json:1:1
          |
        1 | {
          | ^
          = help: add for example "name": "abc"

        error: "horizon" must be a duration with its unit, found the number 60
         --> b.json:2:14
          |
        2 |   "horizon": 60,
          |              ^
          = help: write "60s"

        error: "seed" must be at least 1, found the number 0
         --> b.json:3:11
          |
        3 |   "seed": 0,
          |           ^

        error: "token.supply" must be an amount of NBT, found "5 BTC"
         --> b.json:4:24
          |
        4 |   "token": { "supply": "5 BTC", "peg": "1 USD" },
          |                        ^
          = help: write for example "1.5 NBT"

        error: unknown key "peg"
         --> b.json:4:33
          |
        4 |   "token": { "supply": "5 BTC", "peg": "1 USD" },
          |                                 ^
          = help: known here: "supply"

        error: "agents.arb.kind" must be one of "nubot", "noise" or "arbitrageur", found "arbitrageuer"
         --> b.json:6:22
          |
        6 |     "arb": { "kind": "arbitrageuer", "unjudged": 1 },
          |                      ^
          = help: did you mean "arbitrageur"?

        error: missing key "capital" in "agents.wall"
         --> b.json:7:13
          |
        7 |     "wall": { "kind": "nubot", "count": 1.5, "start": "2016-05-26" },
          |             ^
          = help: add for example "capital": {"dist": "lognormal", "median": "1.5 NBT", "sigma": 0.5}

        error: "agents.wall.count" must be an integer, found the number 1.5
         --> b.json:7:41
          |
        7 |     "wall": { "kind": "nubot", "count": 1.5, "start": "2016-05-26" },
          |                                         ^
          = help: write for example 1

        error: "agents.wall.start" must be a date in UTC, found "2016-05-26"
         --> b.json:7:55
          |
        7 |     "wall": { "kind": "nubot", "count": 1.5, "start": "2016-05-26" },
          |                                                       ^
          = help: write for example "2016-05-26T00:00:00Z"

        error: "a.b" cannot be a name in "agents"
         --> b.json:8:5
          |
        8 |     "a.b": {}
          |     ^
          = help: a name has 1 to 64 letters, digits, "-" or "_"

        error: unknown key "extra"
          --> b.json:10:3
           |
        10 |   "extra": null
           |   ^
           = help: known here: "agents", "token", "horizon", "seed", "name"
        """)
  }

  @Test("a scenario without errors gives its values and no messages")
  func values() throws {
    let text = """
      {"seed": 1e3, "flag": true, "sigma": 1.65, "fee": "25 bp", "list": ["a", "b"], "rate": "0.025 NBT/min",
       "points": {"p1": "1s", "p2": "2s"}, "none": {}, "size": {"dist": "uniform", "from": "1 NBT", "to": "2 NBT"}}
      """
    let shown = try errors(in: text) { object in
      #expect(object.required("seed", .integer) == 1_000)
      #expect(object.required("flag", .flag) == true)
      #expect(object.required("sigma", .number(0...10)) == 1.65)
      #expect(object.required("fee", .ratio.within(0...1)) == ExactDecimal("0.0025"))
      #expect(object.required("list", .array(of: .text)) == ["a", "b"])
      #expect(object.required("rate", .amountRate(of: nbt))?.amount.baseUnits == 2_500_000)
      let points = object.keyedValues("points", .duration)
      #expect(points.map(\.name) == ["p1", "p2"] && points.map(\.value) == [.seconds(1), .seconds(2)])
      #expect(object.keyed("none") { name, _ in name }.isEmpty)
      #expect(object.keyed("absent") { name, _ in name }.isEmpty)
      #expect(object.optional("absent", .text, default: "x") == "x")
      #expect(object.optionalObject("absent") { _ in 1 } == nil)
      #expect(!object.has("absent") && object.has("seed"))
      let one = Amount(baseUnits: 100_000_000)
      #expect(
        object.required("size", .distribution(of: .amount(of: nbt))) == .uniform(from: one, to: one + one))
    }
    #expect(shown == "")
  }

  @Test("something else where an object belongs is one error, not many")
  func noObject() throws {
    let shown = try errors(in: "{\"token\": 5}") { scenario in
      _ = scenario.object("token") { $0.required("supply", .amount(of: nbt)) }
    }
    #expect(
      shown == """
        error: "token" must be an object, found the number 5
         --> b.json:1:11
          |
        1 | {"token": 5}
          |           ^
        """)
  }

  @Test("a condition over several keys is reported at the key that it names")
  func complain() throws {
    let shown = try errors(in: "{\"low\": 2, \"high\": 1}") { object in
      guard let low = object.required("low", .integer), let high = object.required("high", .integer) else {
        return
      }
      if high < low { object.complain("high", "must not be below \"low\"", help: "swap the two") }
    }
    #expect(
      shown == """
        error: "high" must not be below "low"
         --> b.json:1:20
          |
        1 | {"low": 2, "high": 1}
          |                    ^
          = help: swap the two
        """)
  }

  @Test("a name may have 64 characters")
  func nameLength() throws {
    for (length, isAccepted) in [(0, false), (1, true), (63, true), (64, true), (65, false)] {
      let name = String(repeating: "n", count: length)
      let shown = try errors(in: "{\"agents\": {\"\(name)\": {}}}") { scenario in
        _ = scenario.keyed("agents") { name, _ in name }
      }
      #expect(shown.isEmpty == isAccepted, "\(length)")
    }
  }

  @Test("every kind of value says what it expected")
  func complaints() throws {
    #expect(try complaint(.text, "5") == "\"x\" must be text, found the number 5 / write for example \"abc\"")
    #expect(
      try complaint(.flag, "1") == "\"x\" must be true or false, found the number 1 / write for example true")
    #expect(
      try complaint(.flag, "\"true\"")
        == "\"x\" must be true or false, found \"true\" / write for example true")
    #expect(try complaint(.number, "\"1\"") == "\"x\" must be a number, found \"1\" / write for example 0.5")
    #expect(try complaint(.number(0...1), "1.5") == "\"x\" must be between 0.0 and 1.0, found the number 1.5")
    #expect(try complaint(.number.above(0), "0") == "\"x\" must be more than 0.0, found the number 0")
    #expect(
      try complaint(.integer, "9223372036854775808")
        == "\"x\" must be an integer, found the number 9223372036854775808 / write for example 1")
    #expect(try complaint(.integer(1...5), "6") == "\"x\" must be between 1 and 5, found the number 6")
    #expect(try complaint(.integer, "null") == "\"x\" must be an integer, found null / write for example 1")
    #expect(
      try complaint(.duration.within(.seconds(1) ... .days(3_650)), "\"4000d\"")
        == "\"x\" must be between 1s and 3650d, found \"4000d\"")
    #expect(
      try complaint(.amount(of: nbt).above(.zero), "\"0 NBT\"")
        == "\"x\" must be more than 0 NBT, found \"0 NBT\"")
    #expect(try complaint(.ratio.atMost(1), "\"101%\"") == "\"x\" must be at most 100%, found \"101%\"")
    #expect(
      try complaint(.ratio, "0.0025")
        == "\"x\" must be a ratio with its unit, found the number 0.0025 / write \"0.25%\"")
    #expect(
      try complaint(.price(in: "BTC"), "[1]")
        == "\"x\" must be a number of BTC, found an array / write for example \"1.5 BTC\"")
    #expect(
      try complaint(.array(of: .integer), "[1, true]")
        == "\"x[1]\" must be an integer, found true / write for example 1")
    #expect(
      try complaint(.array(of: .integer, count: 2...3), "[1]") == "\"x\" must have 2 to 3 elements, has 1")
    #expect(
      try complaint(.array(of: .text), "{}")
        == "\"x\" must be an array, found an object / write for example [\"abc\"]")
    #expect(
      try complaint(.oneOf(["buy", "sell"]), "\"sel\"")
        == "\"x\" must be one of \"buy\" or \"sell\", found \"sel\" / did you mean \"sell\"?")
    let sizes = ScenarioValue.distribution(of: .amount(of: nbt))
    #expect(
      try complaint(sizes, "{\"dist\": \"uniform\", \"from\": \"2 NBT\", \"to\": \"1 NBT\"}")
        == "\"x.to\" must be at least 2 NBT, found \"1 NBT\"")
    #expect(
      try complaint(sizes, "{\"dist\": \"lognormal\", \"median\": \"2 NBT\", \"sigma\": -1}")
        == "\"x.sigma\" must be between 0.0 and 10.0, found the number -1")
    #expect(
      try complaint(sizes, "{\"dist\": \"exponential\"}")
        == "missing key \"mean\" in \"x\" / add for example \"mean\": \"1.5 NBT\"")
    #expect(
      try complaint(sizes, "7")
        == "\"x\" must be an amount of NBT with its unit, found the number 7 / write \"7 NBT\"")
  }

  @Test("distributions come out as they were written, a plain value as a constant")
  func distributions() throws {
    func read(_ json: String) throws -> DistributionSpecification<SimDuration>? {
      let diagnostics = Diagnostics()
      let tree = try JSONReader.read(SourceText(name: "b.json", text: "{\"x\": \(json)}"))
      return ScenarioObject.read(tree, diagnostics) { $0.required("x", .distribution(of: .duration)) }
    }
    #expect(try read("\"1s\"") == .constant(.seconds(1)))
    #expect(try read("{\"dist\": \"constant\", \"value\": \"1s\"}") == .constant(.seconds(1)))
    #expect(try read("{\"dist\": \"exponential\", \"mean\": \"1s\"}") == .exponential(mean: .seconds(1)))
    #expect(
      try read("{\"dist\": \"lognormal\", \"median\": \"1s\", \"sigma\": 1.65}")
        == .lognormal(median: .seconds(1), sigma: 1.65))
  }
}

@Suite("Suggestions")
struct SuggestionTests {
  @Test("the nearest word is suggested, of equals the first, and nothing when none is near")
  func nearestWord() {
    let words = ["horizon", "seed", "speed", "replications", "alp", "apr"]
    #expect(nearest(to: "horizno", among: words) == "horizon")
    #expect(nearest(to: "HORIZON", among: words) == "horizon")
    #expect(nearest(to: "seeds", among: words) == "seed")
    #expect(nearest(to: "sped", among: words) == "seed")
    #expect(nearest(to: "sped", among: words.reversed()) == "speed")
    #expect(nearest(to: "replicatoins", among: words) == "replications")
    #expect(nearest(to: "al", among: words) == "alp")
    #expect(nearest(to: "xyz", among: words) == nil)
    #expect(nearest(to: "", among: words) == nil)
    #expect(nearest(to: String(repeating: "a", count: 4_000), among: words) == nil)
  }
}
