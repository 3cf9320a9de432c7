// How errors look on the terminal.

import Testing

@testable import ScenarioRunner

@Suite("Diagnostics")
struct DiagnosticTests {
  private func rendered(_ text: String, at range: Range<Int>) -> String {
    Diagnostic("x", at: SourceText(name: "t.json", text: text).span(range)).rendered
  }

  @Test("an error without a place is its message and help")
  func noPlace() {
    #expect(
      Diagnostic("cannot read \"a.json\"", help: "see -h").rendered
        == "error: cannot read \"a.json\"\n  = help: see -h")
  }

  @Test("the caret stands below its character, behind tabs and wide text too")
  func caret() {
    #expect(rendered("a\n\té: 1\r\nb", at: 6..<7) == "error: x\n --> t.json:2:4\n  |\n2 | \té: 1\n  | \t  ^")
    #expect(rendered("a\n", at: 2..<2) == "error: x\n --> t.json:2:1\n  |\n2 |\n  | ^")
    #expect(rendered("", at: 0..<0) == "error: x\n --> t.json:1:1\n  |\n1 |\n  | ^")
  }

  @Test("a long line is cut around the place")
  func longLine() {
    let text = String(repeating: "é", count: 200) + "X" + String(repeating: "b", count: 200)
    let line = "..." + String(repeating: "é", count: 60) + "X" + String(repeating: "b", count: 39) + "..."
    #expect(
      rendered(text, at: 400..<401)
        == "error: x\n --> t.json:1:201\n  |\n1 | \(line)\n  | \(String(repeating: " ", count: 63))^")
  }

  @Test("control characters of a scenario never reach the terminal")
  func controlCharacters() {
    #expect(
      rendered("\u{1b}[31m \u{9b}1", at: 0..<1).unicodeScalars.allSatisfy {
        $0 == "\n" || $0.value >= 0x20 && $0.value != 0x9B
      })
    #expect(!quoted("a\u{1b}[2Jb\nc").unicodeScalars.contains { $0.value < 0x20 })
  }

  @Test("a place in an argument is its column")
  func argument() {
    let source = SourceText(name: "--set", origin: .argument, text: "horizon=60")
    #expect(
      Diagnostic("x", at: source.span(8..<10), help: "y").rendered == """
        error: x
         --> --set, column 9
          |
          | horizon=60
          |         ^
          = help: y
        """)
  }

  @Test(
    "errors are sorted by source and place, equal places stay in the order found, those without a place lead")
  func order() {
    let file = SourceText(name: "a", text: "abc")
    let argument = SourceText(name: "b", text: "abc", order: 1)
    let diagnostics = Diagnostics()
    for (message, span) in [
      ("5", argument.span(0..<1)), ("4", file.span(2..<3)), ("2", file.span(1..<2)), ("3", file.span(1..<3)),
      ("1", nil),
    ] {
      diagnostics.report(Diagnostic(message, at: span))
    }
    #expect(diagnostics.sorted.map(\.message) == ["1", "2", "3", "4", "5"])
    #expect(!diagnostics.isEmpty)
  }
}
