// JSON text: form, order and escapes.

import Foundation
import ScenarioRunner
import Testing

@Suite("JSON text")
struct JSONTextTests {
  private func text(_ value: JSONText) -> String { String(decoding: value.bytes(), as: UTF8.self) }

  @Test("keys stay in order, blocks are indented by two spaces, lists of scalars stay on one line")
  func form() {
    let value: JSONText = [
      "zebra": 1, "apple": ["b", "a"], "empty": [], "none": [:], "nothing": .null,
      "nested": ["list": [["x": 1.5], true], "digits": .number("0.10")], "seed": .integer(Int128(UInt64.max)),
    ]
    #expect(
      text(value) == """
        {
          "zebra": 1,
          "apple": ["b", "a"],
          "empty": [],
          "none": {},
          "nothing": null,
          "nested": {
            "list": [
              {
                "x": 1.5
              },
              true
            ],
            "digits": 0.10
          },
          "seed": 18446744073709551615
        }

        """)
  }

  @Test("control characters, quotes and backslashes are escaped, nothing else")
  func escapes() {
    #expect(
      text("a\"b\\c\n\r\t\u{1}\u{1F}é通🪙/") == "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001fé通🪙/\"\n")
  }

  @Test("every control character reads back")
  func controlsReadBack() throws {
    let original = String(String.UnicodeScalarView((0..<0x80).compactMap(Unicode.Scalar.init)))
    let data = Data(text([.string(original)]).utf8)
    #expect(try JSONDecoder().decode([String].self, from: data) == [original])
  }

  @Test("a key is added at the end")
  func adding() {
    #expect(text(JSONText.object([]).adding("b", 1).adding("a", 2)) == "{\n  \"b\": 1,\n  \"a\": 2\n}\n")
  }
}
