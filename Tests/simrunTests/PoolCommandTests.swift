// `simrun pool` from outside: cases in files of one's own, from any folder.

import Foundation
import Testing

@testable import ScenarioRunner

@Suite struct PoolCommandTests {
  /// The recorded cases of a file beside the tests of the module that it is about.
  private func cases(_ name: String, of target: String) throws -> [JSONNode] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "\(target)/Fixtures/\(name).json")
    let tree = try JSONReader.read(SourceText(name: name, bytes: Array(Data(contentsOf: file))))
    guard case .array(let cases)? = tree["cases"]?.value else { return [] }
    return cases
  }

  private func text(_ result: JSONText) -> String { String(decoding: result.bytes(), as: UTF8.self) }

  /// The program prints what the library answers, which is compared with the recordings elsewhere.
  private func expect(
    _ subject: String, _ options: String..., prints answer: (JSONNode) throws -> JSONText,
    for cases: [JSONNode]
  ) throws {
    #expect(!cases.isEmpty)
    let (files, elsewhere) = (Folder(), Folder())
    for recorded in cases {
      files.write("case.json", recorded.canonicalText())
      let outcome = try Simrun.start(["pool", subject, files["case.json"]] + options, in: elsewhere).wait()
      #expect(try outcome == Simrun.Outcome(code: 0, output: text(answer(recorded)), error: ""))
    }
  }

  @Test func `The server's cases are replayed from a file, on both branches, with faults and without`() throws
  {
    let cases = try cases("alp_server", of: "ALPPoolTests")
    try expect(
      "replay", "--legacy", prints: { try PoolReplay.run($0, branch: "master", isLegacy: true) }, for: cases)
    try expect(
      "replay", "--legacy", "--branch", "automatic_config",
      prints: { try PoolReplay.run($0, branch: "automatic_config", isLegacy: true) }, for: cases)
    try expect("replay", prints: { try PoolReplay.run($0, branch: "master", isLegacy: false) }, for: cases)
  }

  @Test func `Auctions and fixed costs are replayed from a file`() throws {
    let cases = try cases("tllp_dutch_auction", of: "ALPPoolTests")
    try expect("auction", prints: { try AuctionReplay.run($0) }, for: cases)
    let fixedCost = try self.cases("tllp_fixed_cost", of: "ALPPoolTests").map { recorded in
      let variant = JSONNode(.string("fixed-cost"), at: recorded.span)
      let member = JSONMember(key: "variant", keySpan: recorded.span, value: variant)
      return JSONNode(.object((recorded.members ?? []) + [member]), at: recorded.span)
    }
    try expect("auction", prints: { try AuctionReplay.run($0) }, for: fixedCost)
  }

  @Test func `NuBot's books are printed from a file, with ranks where a tolerance is given`() throws {
    let cases = try cases("nubot_order_book", of: "AgentModelsTests")
    try expect(
      "book", "--tolerance", "0.0105", prints: { try BookReplay.run($0, tolerance: 0.0105) }, for: cases)
    try expect("book", prints: { try BookReplay.run($0, tolerance: nil) }, for: [cases[0]])
  }

  @Test func `A case may come from standard input`() throws {
    let book = try cases("nubot_order_book", of: "AgentModelsTests")[0]
    let outcome = try Simrun.run("pool", "book", "-", in: Folder(), input: book.canonicalText())
    #expect(try outcome.output == text(BookReplay.run(book, tolerance: nil)))
    #expect(outcome.code == 0)
  }

  @Test func `What is wrong with a case or with the words is told with its place, and nothing is printed`()
    throws
  {
    let folder = Folder(["bad.json": "{\n  \"side\": \"SEL\"\n}"])
    let bad = try Simrun.run("pool", "book", "bad.json", in: folder)
    #expect(bad.code == 2 && bad.output.isEmpty)
    #expect(
      bad.error.contains(
        """
        error: "side" must be one of "SELL" or "BUY", found "SEL"
         --> bad.json:2:11
          |
        2 |   "side": "SEL"
          |           ^
          = help: did you mean "SELL"?
        """))
    #expect(bad.error.contains("error: missing key \"txFee\""))
    let missing = try Simrun.run("pool", "replay", "none.json", in: folder)
    #expect(missing == .init(code: 2, output: "", error: "error: cannot read \"none.json\": no such file\n"))
    let unknown = try Simrun.run("pool", "reply", "bad.json", in: folder)
    #expect(unknown.code == 2)
    #expect(
      unknown.error == "error: simrun pool cannot replay \"reply\"\n  = help: did you mean \"replay\"?\n")
    let misplaced = try Simrun.run("pool", "book", "bad.json", "--legacy", in: folder)
    #expect(misplaced.code == 2)
    #expect(misplaced.error.hasPrefix("error: simrun pool book has no option --legacy\n"))
  }
}
