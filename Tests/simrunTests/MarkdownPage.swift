// A page of the documentation as a test reads it: its fenced blocks and its tables.

import Foundation

/// A page of the documentation.
struct MarkdownPage: CustomStringConvertible, Sendable {
  /// A fenced block.
  struct Block: Sendable {
    /// The words behind the opening fence: `["sh", "exit=2"]`.
    let words: [String]
    let lines: [String]
    /// The line of the opening fence, counted from 1.
    let line: Int

    var language: String { words.first ?? "" }
    /// The exit code that the page promises; 0 unless it says `exit=N`.
    var exitCode: Int32 {
      words.dropFirst().compactMap { $0.hasPrefix("exit=") ? Int32($0.dropFirst(5)) : nil }.first ?? 0
    }
    /// The commands of a block for a shell, with continued lines joined and comments left out.
    var commands: [String] {
      lines.joined(separator: "\n").replacing("\\\n", with: " ").split(separator: "\n").map(String.init)
        .filter { !$0.hasPrefix("#") }
    }
  }

  /// The path below the root of the package.
  let path: String
  let lines: [String]
  let blocks: [Block]

  var description: String { path }

  init(_ path: String) throws {
    self.path = path
    let text = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    blocks = MarkdownPage.blocks(of: lines)
  }

  private static func blocks(of lines: [String]) -> [Block] {
    var blocks: [Block] = []
    var opening: Int?
    for (index, line) in lines.enumerated() where line.hasPrefix("```") {
      if let start = opening {
        let words = lines[start].dropFirst(3).split(separator: " ").map(String.init)
        blocks.append(Block(words: words, lines: Array(lines[(start + 1)..<index]), line: start + 1))
        opening = nil
      } else {
        opening = index
      }
    }
    return blocks
  }

  /// The words in backticks in the first column of the table that follows a line, without its head.
  func firstColumn(ofTableAfter index: Int) -> [String] {
    let rows = lines[(index + 1)...].drop { $0.isEmpty }.prefix { $0.hasPrefix("|") }.dropFirst(2)
    return rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
  }
}

/// The files that the tests compare the documentation with.
enum Repository {
  /// The folder of the package.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The paths of the files below a folder whose names end so, in order.
  static func files(below folder: String, ending: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path())
    return (names?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(ending) && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
      .sorted().map { "\(folder)/\($0)" }
  }

  /// Every page.
  static let pages: [MarkdownPage] =
    (["README.md"] + files(below: "docs", ending: ".md") + files(below: "Examples", ending: ".md"))
    .compactMap { try? MarkdownPage($0) }

  /// The simrun that was built together with these tests.
  static let binary = URL(filePath: Simrun.path)

  /// Runs a line of shell in a folder; the exit code, and everything printed.
  static func shell(_ line: String, in folder: URL) throws -> (code: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// A new empty folder that the caller removes.
  static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "simrun-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
