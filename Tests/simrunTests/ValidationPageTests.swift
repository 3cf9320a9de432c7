// docs/validation.md names a test for every closed form, and shows no figure that was not measured.

import Foundation
import Testing

@Suite("docs/validation.md")
struct ValidationPageTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
  }

  /// The names of all tests that begin with the number of a law and a colon.
  private static func namedTests() throws -> [String] {
    try Repository.files(below: "Tests", ending: ".swift").flatMap { path in
      try text(path).matches(of: #/["`](V\d+(?:, V\d+)*: [^"`\n]*)["`]/#).map { String($0.1) }
    }
  }

  /// The numbers that the name of a test begins with.
  private static func laws(of name: String) -> [Int] {
    name.prefix { $0 != ":" }.matches(of: #/V(\d+)/#).compactMap { Int($0.1) }
  }

  @Test("has a section for each law, with the names of exactly the tests that it has")
  func sections() throws {
    let tests = try Self.namedTests()
    let page = try Self.text("docs/validation.md")
    let sections = page.split(separator: "\n### V").dropFirst()
    #expect(sections.compactMap { Int($0.prefix { $0.isNumber }) } == Array(1...35))
    for section in sections {
      let number = try #require(Int(section.prefix { $0.isNumber }))
      let named = section.matches(of: #/\n- `\w+`: (V[^\n]*)/#).map { String($0.1) }
      #expect(
        !named.isEmpty && Set(named) == Set(tests.filter { Self.laws(of: $0).contains(number) }), "V\(number)"
      )
    }
  }

  @Test("shows rows of docs/validation.csv, all of which lie within four standard errors of their law")
  func figures() throws {
    let rows = try Self.text("docs/validation.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    // A quantity whose law is known to two per cent may lie further away by that.
    for row in rows where row[0] != "V9" { #expect((Double(row[6]) ?? 0) <= 4, "\(row)") }
    let known = Set(
      rows.map { row in
        ([row[2], row[1], row[3], row[4]] + row[5...].map { $0.isEmpty ? "-" : $0 }).joined(separator: " | ")
      })
    let shown = try Self.text("docs/validation.md").split(separator: "\n").filter {
      $0.hasPrefix("| ") && !$0.hasPrefix("| quantity ")
        && ($0.contains("| fast |") || $0.contains("| Monte-Carlo |"))
    }
    #expect(shown.count > 150)
    for line in shown { #expect(known.contains(String(line.dropFirst(2).dropLast(2))), "\(line)") }
  }
}
