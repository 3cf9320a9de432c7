// The JSON reader: the standard, the house's decisions beyond it, its limits and its messages.

import Foundation
import Testing

@testable import ScenarioRunner

private func read(_ text: String, _ dialect: JSONReader.Dialect = .strict) throws -> JSONNode {
  try JSONReader.read(SourceText(name: "t.json", text: text), dialect: dialect)
}

private func accepts(_ bytes: [UInt8], _ dialect: JSONReader.Dialect = .strict) -> Bool {
  (try? JSONReader.read(SourceText(name: "t.json", bytes: bytes), dialect: dialect)) != nil
}

/// The error's first line and its place, such as "1:2 expected a value, found \",\"".
private func complaint(_ text: String, _ dialect: JSONReader.Dialect = .strict) -> String {
  do throws(Diagnostic) {
    let node = try JSONReader.read(SourceText(name: "t.json", text: text), dialect: dialect)
    return "accepted as \(node.summary)"
  } catch {
    return "\(error.span.map { "\($0.line):\($0.column) " } ?? "")\(error.message)"
  }
}

/// A folder of parsing cases named y_ (must accept), n_ (must reject) and i_ (free), unless there is none.
private let suiteFolder: String? = {
  let environment = ProcessInfo.processInfo.environment
  let vectors =
    environment["SIMRUN_VECTORS"]
    ?? URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../shared/vectors").path
  let folder = environment["SIMRUN_JSON_SUITE"] ?? vectors + "/json"
  return FileManager.default.fileExists(atPath: folder) ? folder : nil
}()

@Suite("JSON reader")
struct JSONReaderTests {
  @Test("every text that JSON allows is accepted", arguments: validTexts)
  func accepted(text: String) throws {
    for dialect in [JSONReader.Dialect.strict, .commented] { _ = try read(text, dialect) }
  }

  @Test("every text that JSON forbids is refused", arguments: invalidTexts)
  func refused(text: String) {
    #expect(throws: Diagnostic.self) { try read(text) }
  }

  @Test("bytes that are not UTF-8, and byte order marks, are refused", arguments: invalidBytes)
  func refused(bytes: [UInt8]) {
    #expect(!accepts(bytes) && !accepts(bytes, .commented))
  }

  @Test("comments and a last comma are accepted in the commented dialect only", arguments: commentedTexts)
  func commented(text: String) throws {
    #expect(throws: Diagnostic.self) { try read(text) }
    _ = try read(text, .commented)
  }

  @Test("the commented dialect refuses what is neither JSON nor a comment", arguments: brokenCommentedTexts)
  func commentedRefused(text: String) {
    #expect(throws: Diagnostic.self) { try read(text, .commented) }
  }

  @Test("values come out as they were written")
  func values() throws {
    let node = try read(#"{"a": [1.50, -0, 1E+2, "\u00e9\ud83d\ude00\n\/"], "b": {"": null}, "c": true}"#)
    #expect(node["a"]?.value == (try read(#"[1.50,-0,1E+2,"é😀\n/"]"#)).value)
    guard case .array(let elements)? = node["a"]?.value else { return #expect(Bool(false)) }
    #expect(elements.map(\.value) == [.number("1.50"), .number("-0"), .number("1E+2"), .string("é😀\n/")])
    #expect(node["b"]?[""]?.value == .null)
    #expect(node["c"]?.value == .bool(true))
    #expect(node["d"] == nil)
  }

  @Test("every value and key knows its line, column in characters, and bytes")
  func places() throws {
    let text = "{\n\t\"é😀\": [1,\r\n  \"x\"], \"ü\": -2.5 }"
    let node = try read(text)
    let members = try #require(node.members)
    #expect(members.map { "\($0.keySpan.line):\($0.keySpan.column)" } == ["2:2", "3:9"])
    #expect("\(members[1].value.span.line):\(members[1].value.span.column)" == "3:14")
    guard case .array(let elements) = members[0].value.value else { return #expect(Bool(false)) }
    #expect(elements.map { "\($0.span.line):\($0.span.column)" } == ["2:9", "3:3"])
    let bytes = Array(text.utf8)
    func written(_ span: SourceSpan) -> String { String(decoding: bytes[span.range], as: UTF8.self) }
    #expect(written(members[1].value.span) == "-2.5")
    #expect(written(members[0].keySpan) == "\"é😀\"")
    #expect(written(node.span) == text)
  }

  @Test("reading the canonical text gives an equal tree and the same text again", arguments: validTexts)
  func roundTrip(text: String) throws {
    let node = try read(text)
    let printed = node.canonicalText()
    #expect(try read(printed) == node)
    #expect(try read(printed).canonicalText() == printed)
  }

  @Test("white space, comments and ways of escaping leave no trace in the canonical text")
  func canonical() throws {
    let text = #"{"b":[ ],"a":[1,{"\u0078":"\u00e9\u0001\\\""}], /* why */ "c":{},}"#
    #expect(
      try read(text, .commented).canonicalText() == #"""
        {
          "b": [],
          "a": [
            1,
            {
              "x": "é\u0001\\\""
            }
          ],
          "c": {}
        }
        """#)
  }

  @Test("equal keys are kept by the reader and each repetition is reported with both places")
  func duplicateKeys() throws {
    let text = "{\n  \"seed\": 1,\n  \"a\": [{\"x\": 1, \"x\": 2}],\n  \"s\\u0065ed\": 2\n}"
    let diagnostics = Diagnostics()
    try read(text).reportDuplicateKeys(to: diagnostics)
    #expect(
      diagnostics.sorted.map(\.rendered).joined(separator: "\n\n") == #"""
        error: duplicate key "x"
         --> t.json:3:18
          |
        3 |   "a": [{"x": 1, "x": 2}],
          |                  ^
          = note: first given at t.json:3:10
          = help: remove one of the two

        error: duplicate key "seed"
         --> t.json:4:3
          |
        4 |   "s\u0065ed": 2
          |   ^
          = note: first given at t.json:2:3
          = help: remove one of the two
        """#)
  }

  @Test("errors of syntax say what and where", arguments: messages)
  func message(text: String, dialect: JSONReader.Dialect, expected: String) {
    #expect(complaint(text, dialect) == expected)
  }

  @Test("a hundred thousand brackets are refused at once, open or closed, arrays or objects")
  func brackets() {
    let limit = ScenarioLimits.depth
    #expect(complaint(String(repeating: "[", count: 100_000)) == "1:65 more than 64 levels of brackets")
    #expect(
      complaint(String(repeating: "{\"a\":", count: 100_000)) == "1:321 more than 64 levels of brackets")
    #expect(complaint(String(repeating: "]", count: 100_000)) == "1:1 expected a value, found \"]\"")
    #expect(
      accepts(Array((String(repeating: "[", count: limit) + String(repeating: "]", count: limit)).utf8)))
  }

  @Test(
    "the public suite: every y_ accepted, every n_ refused, of i_ only long integers accepted",
    .enabled(if: suiteFolder != nil, "no folder of JSON cases here: name one in SIMRUN_JSON_SUITE"))
  func publicSuite() throws {
    let suiteFolder = try #require(suiteFolder)
    let names = try FileManager.default.contentsOfDirectory(atPath: suiteFolder).sorted()
    var acceptedOptional: [String] = []
    for name in names where name.hasSuffix(".json") {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: suiteFolder + "/" + name)))
      switch name.prefix(2) {
      case "y_": #expect(accepts(bytes), "\(name)")
      case "n_": #expect(!accepts(bytes), "\(name)")
      default: if accepts(bytes) { acceptedOptional.append(name) }
      }
    }
    #expect(names.count > 300)
    #expect(
      acceptedOptional == [
        "i_number_too_big_neg_int.json", "i_number_too_big_pos_int.json",
        "i_number_very_big_negative_int.json",
      ])
  }
}
