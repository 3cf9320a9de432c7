// Scenarios that mean harm: no trap, no hang, whatever the bytes.

import Foundation
import SimEngine
import Testing

@testable import ScenarioRunner

/// Full sizes take half a minute in a debug build; an eighth of them already shows what grows with the square.
private let isExtensive = ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil

private let nbt = Asset(symbol: "NBT", decimals: 8)

/// Reads bytes as a small scenario with values of every kind; the errors that it gives, as shown.
private func judge(_ bytes: [UInt8]) -> String {
  let diagnostics = Diagnostics()
  do throws(Diagnostic) {
    let tree = try JSONReader.read(SourceText(name: "h.json", bytes: bytes))
    tree.reportDuplicateKeys(to: diagnostics)
    let patched = tree.merged(with: tree)
    ScenarioObject.read(patched, diagnostics) { scenario in
      _ = scenario.required("horizon", .duration.above(.zero))
      _ = scenario.required("start", .date)
      _ = scenario.optional("seed", .integer(1...))
      _ = scenario.object("token") { $0.required("supply", .amount(of: nbt).atLeast(.zero)) }
      _ = scenario.keyed("agents") { _, agent in
        _ = agent.optional("rate", .eventRate)
        _ = agent.optional("reward", .amountRate(of: nbt).atLeast(AmountRate(.zero, per: .days(1))))
        _ = agent.optional("size", .amountOrShare(of: nbt))
        _ = agent.optional("fee", .ratio.within(0...1))
        return agent.required("capital", .distribution(of: .amount(of: nbt)))
      }
    }
    _ = tree.canonicalText()
  } catch {
    return error.rendered
  }
  return diagnostics.sorted.map(\.rendered).joined(separator: "\n\n")
}

private let scenario = """
  { "horizon": "1.5h", "start": "2016-05-26T00:00:00Z", "seed": 1e3, // why
    "token": { "supply": "757084.00000001 NBT" },
    "agents": {
      "a-1": { "rate": "2/min", "reward": "0.025 NBT/day", "size": "17% of supply", "capital": "1e3 NBT" },
      "b_2": { "fee": "25 bp", "capital": { "dist": "lognormal", "median": "300 NBT", "sigma": 1.65 } },
      "ü\\u00fc": {}, }, /* x */ }
  """

@Suite("Hostile scenarios")
struct HostileScenarioTests {
  @Test("no damaged scenario stops the reader")
  func damaged() {
    let good = Array(scenario.utf8)
    let pieces =
      [
        "{", "}", "[", "]", "\"", "\\", "\\u", "\\ud800", ",", ":", "//", "/*", "null", "-", "e", "E+", ".",
        "0", "9", "%",
        "99999999999999999999999999999999999999999", "1e250", "1e-250", "\n", "\0", "\u{feff}", "😀",
        "9223372036854775807",
      ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]
    var state: UInt64 = 20_160_526
    func random(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let rounds = isExtensive ? 100_000 : 4_000
    var accepted = 0
    for _ in 0..<rounds {
      var bytes = good
      for _ in 0...random(below: 4) {
        let start = random(below: bytes.count)
        let end = min(bytes.count, start + random(below: 6))
        switch random(below: 3) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.replaceSubrange(start..<end, with: pieces[random(below: pieces.count)])
        default: bytes.insert(contentsOf: bytes[start..<end], at: random(below: bytes.count))
        }
      }
      if judge(bytes).isEmpty { accepted += 1 }
    }
    #expect(accepted < rounds)
  }

  @Test("the undamaged one has one fault, a name that is not plain")
  func undamaged() {
    #expect(
      judge(Array(scenario.utf8)).split(separator: "\n").first
        == "error: \"üü\" cannot be a name in \"agents\"")
  }

  @Test(
    "a large file of trouble is refused at once", .timeLimit(.minutes(1)),
    arguments: [
      ("[", "["), ("{\"a\":", "{\"a\":"), ("{\"x\":0", ",\"x\":0"), ("[[]", ",[]"),
      ("{\"agents\":{\"x\":{}", ",\"x\":{}"),
      ("/*", "*"), ("\"", "\\u0041"), ("[-", "9"), ("{\"seed\":[", "[],"), ("", "//"), ("", "/**/"),
      ("", "é"),
    ])
  func large(start: String, repeated: String) {
    let bytes = isExtensive ? ScenarioLimits.fileBytes : ScenarioLimits.fileBytes / 8
    let count = (bytes - start.utf8.count) / repeated.utf8.count
    #expect(
      judge(Array(start.utf8) + Array(repeatElement(Array(repeated.utf8), count: count).joined())) != "")
  }

  @Test("many agents or unknown keys take no longer than they should", .timeLimit(.minutes(1)))
  func manyKeys() {
    let names = (0..<(isExtensive ? 90_000 : 11_000)).map { "\"n\($0)\":0" }.joined(separator: ",")
    let unknown = judge(Array("{\(names)}".utf8))
    #expect(unknown.hasPrefix("error: missing key \"horizon\""))
    let agents = judge(Array("{\"agents\":{\(names)}}".utf8))
    #expect(agents.contains("\"agents.n0\" must be an object, found the number 0"))
  }
}
