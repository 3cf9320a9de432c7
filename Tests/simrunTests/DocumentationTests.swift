// What the documentation tells people to type works, and prints what the documentation says.

import Foundation
import Testing

@Suite("documentation")
struct DocumentationTests {
  @Test(
    "every command of a page ends as the page says, and every error and every table reads as it is shown",
    arguments: Repository.pages)
  func commands(page: MarkdownPage) throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["scenarios", "results"] {
      try FileManager.default.copyItem(
        at: Repository.root.appending(path: name), to: folder.appending(path: name))
    }
    try installShortRuns(in: folder)
    for (index, block) in page.blocks.enumerated() {
      if ["json", "csv"].contains(block.language), block.words.count > 1 {
        let text = block.lines.joined(separator: "\n")
        try text.write(to: folder.appending(path: block.words[1]), atomically: true, encoding: .utf8)
      }
      guard block.language == "sh" else { continue }
      let next = page.blocks.indices.contains(index + 1) ? page.blocks[index + 1] : nil
      try check(block, shown: next, of: page, in: folder)
    }
  }

  private func check(
    _ block: MarkdownPage.Block, shown: MarkdownPage.Block?, of page: MarkdownPage, in folder: URL
  ) throws {
    for command in block.commands {
      let line = command.replacing("swift run -c release simrun", with: "simrun")
        .replacing(" /tmp/", with: " tmp/")
      guard line.hasPrefix("simrun ") else { continue }
      let short = block.exitCode == 0 ? "--set horizon=20min --no-progress" : ""
      let (code, output) = try Repository.shell(
        "PATH=\"$PWD/bin:$PATH\"; export SHORT='\(short)'; \(line)", in: folder)
      #expect(code == block.exitCode, "\(page.path):\(block.line): \(command)\n\(output)")
      // What a run of scenarios prints is shortened here; what the tools print is not.
      let isWhole = block.exitCode != 0 || (line.hasPrefix("simrun reserve ") && block.commands.count == 1)
      if isWhole, let shown, ["", "text"].contains(shown.language) {
        #expect(output == shown.lines.joined(separator: "\n") + "\n", "\(page.path):\(shown.line)")
      }
    }
  }

  /// Puts a `simrun` on the path that runs scenarios with the words of SHORT added, and checks one instead of all.
  private func installShortRuns(in folder: URL) throws {
    let bin = folder.appending(path: "bin")
    try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
    let script = bin.appending(path: "simrun")
    let text = """
      #!/bin/sh
      if [ "$*" = check ]; then set -- check scenarios/apr-worked-example.json; fi
      case "$1 $2" in
        facts*.json) exec "\(Repository.binary.path())" "$@" --replications 2 --set horizon=40h --no-progress ;;
      esac
      case "$1" in
        run|sweep|stress|select|size|*/*|*.json|-) exec "\(Repository.binary.path())" "$@" $SHORT ;;
        *) exec "\(Repository.binary.path())" "$@" ;;
      esac

      """
    try text.write(to: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path())
  }

  @Test("the pages are where these tests look for them")
  func pages() {
    for path in ["docs/scenarios.md", "docs/metrics.md", "Examples/CustomAgent/README.md"] {
      #expect(Repository.pages.contains { $0.path == path }, "\(path)")
    }
  }

  @Test(
    "the example of an agent of one's own builds and runs",
    .enabled(if: ProcessInfo.processInfo.environment["SIMRUN_EXTENSIVE"] != nil))
  func customAgent() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (code, output) = try Repository.shell(
      "swift run --scratch-path \(folder.path())/build -c release CustomAgent scenarios/cost-averager.json "
        + "\(folder.path())/result", in: Repository.root.appending(path: "Examples/CustomAgent"))
    #expect(code == 0, "\(output)")
    let summary = try String(
      contentsOf: folder.appending(path: "result/summary.csv"), encoding: .utf8)
    #expect(summary.contains("\nsaver.purchases_count,,1,4.0,"))
    #expect(summary.contains("\nagents.saver.profit_usd,USD,1,"))
  }
}
