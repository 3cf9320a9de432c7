// `simrun reserve rates`, `trades` and `replay` against what the contract's byte code returned.

import Foundation
import Testing

/// The recorded tables: a part beside the reserve's tests, and all of them where they are at hand.
enum RecordedTables: CaseIterable, CustomTestStringConvertible {
  case part
  case everything

  var testDescription: String { self == .part ? "part" : "all vectors" }

  /// The folder of the tables.
  var folder: String {
    let environment = ProcessInfo.processInfo.environment["SIMRUN_VECTORS"]
    switch self {
    case .part: return Repository.root.appending(path: "Tests/APRReserveTests/Fixtures").path
    case .everything:
      let root = environment.map { URL(filePath: $0) } ?? Repository.root.appending(path: "../shared/vectors")
      return root.appending(path: "apr").standardized.path
    }
  }

  /// Those at hand.
  static var present: [RecordedTables] {
    allCases.filter { FileManager.default.fileExists(atPath: $0.folder) }
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func text(_ name: String) -> String { (try? String(contentsOfFile: path(name), encoding: .utf8)) ?? "" }

  /// Some columns of a table, as a table of their own.
  func columns(_ names: [String], of table: String) -> String {
    let rows = text(table).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let places = names.compactMap { name in rows.first?.firstIndex { $0 == name } }
    return rows.map { row in places.map { String(row[$0]) }.joined(separator: ",") + "\n" }.joined()
  }
}

@Suite("simrun reserve: recorded tables")
struct ReserveTablesTests {
  private let folder = Folder()

  @Test("rates answers every recorded question as the byte code did", arguments: RecordedTables.present)
  func rates(tables: RecordedTables) throws {
    let outcome = try Simrun.run("reserve", "rates", tables.path("vectors_evm.csv"), in: folder)
    #expect(outcome.code == 0 && outcome.error == "")
    let answers = outcome.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).prefix(3).joined(separator: ",") + "\n"
    }.joined()
    #expect(answers == tables.columns(["id", "status", "rate"], of: "vectors_evm.csv"))
  }

  @Test("rates gives the recorded reasons, and needs no recorded answers", arguments: RecordedTables.present)
  func reasons(tables: RecordedTables) throws {
    let columns = ["id", "status", "rate", "reason"]
    let golden = tables.columns(columns, of: "golden_small.csv")
    let whole = try Simrun.run("reserve", "rates", tables.path("golden_small.csv"), in: folder)
    #expect(whole.output == golden)
    let questions = [
      "qty", "side", "id", "decimals", "rInFp", "pMinInFp", "capBuyWei", "capSellWei", "feeBps", "maxRate",
      "minRate", "eInFp",
    ]
    let input = tables.columns(questions, of: "golden_small.csv")
    #expect(try Simrun.run("reserve", "rates", "-", in: folder, input: input).output == golden)
  }

  @Test("trades leaves every reserve as the byte code did, trade by trade", arguments: RecordedTables.present)
  func trades(tables: RecordedTables) throws {
    let recorded = ["path", "step", "reason", "rate", "dest", "EWei", "TTwei", "feesTwei"]
    folder.write("trades.csv", tables.columns(["path", "step", "side", "qty"], of: "paths_evm.csv"))
    for trades in ["trades.csv", tables.path("paths_evm.csv")] {
      let outcome = try Simrun.run(
        "reserve", "trades", "--params", tables.path("paths_evm_params.csv"), trades, in: folder)
      #expect(outcome.code == 0 && outcome.error == "")
      #expect(outcome.output == tables.columns(recorded, of: "paths_evm.csv"))
    }
  }

  // MARK: Documentation

  /// The words in backticks in the first column of the table of docs/apr.md that has a head.
  private func documented(below head: String) throws -> Set<String> {
    let lines = try MarkdownPage("docs/apr.md").lines
    let start = try #require(lines.firstIndex(of: head), "\(head)")
    let rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }
    return Set(
      rows.flatMap { row in row.split(separator: "|")[0].matches(of: /`(\w+)`/).map { String($0.1) } })
  }

  /// The words in quotes of an error.
  private func quoted(in outcome: Simrun.Outcome, after text: String) throws -> Set<String> {
    let line = try #require(
      outcome.error.split(separator: "\n").first { $0.contains(text) }, "\(outcome.error)")
    let list = try #require(line.split(separator: text, maxSplits: 1).last)
    return Set(list.prefix { $0 != ":" }.matches(of: /"(\w+)"/).map { String($0.1) })
  }

  @Test("docs/apr.md tells of every column and every call, and of no other")
  func documentation() throws {
    folder.write("none.csv", "note\n")
    let questions = try Simrun.run("reserve", "rates", "none.csv", in: folder)
    let reserves = try Simrun.run("reserve", "trades", "--params", "none.csv", "none.csv", in: folder)
    folder.write(
      "p.csv",
      question("", "").replacing("id,", with: "path,").replacing("eInFp", with: "E0Wei")
        .replacing("side,qty", with: "kind,T0Twei"))
    let trades = try Simrun.run("reserve", "trades", "--params", "p.csv", "none.csv", in: folder)
    let columns = try [questions, reserves, trades].map { try quoted(in: $0, after: "columns are missing: ") }
    #expect(try documented(below: "| column | of | is |") == columns[0].union(columns[1]).union(columns[2]))

    folder.write("c.json", #"{"ops": [{"op": "none"}]}"#)
    let calls = try quoted(
      in: Simrun.run("reserve", "replay", "c.json", in: folder), after: "must be one of ")
    #expect(try documented(below: "| calls | keys |") == calls.subtracting(["none"]))
  }

  // MARK: Recorded calls

  @Test("replay finds every call as recorded, and says where balances were set from outside")
  func replay() throws {
    let path = RecordedTables.part.path("scenario_evm.json")
    let outcome = try Simrun.run("reserve", "replay", path, in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.output.split(separator: "\n").count == 90)
    #expect(
      outcome.error == """
        note: before the end of call 79, setLiquidityParams, the reserve's ether was set from outside from \
        248990639009930401226 to 100000000000000000000 wei

        """)
    #expect(outcome.output.contains("\n46,disableTrade,admin,revert,,99990639009930401226,"))
    #expect(outcome.output.contains(",true,not alerter\n"))
  }

  @Test("replay ends with 1 and says what differs")
  func differences() throws {
    let record = RecordedTables.part.text("scenario_evm.json")
    let changes = [
      (
        "\"result\": \"19980000868171374784428\"", "\"result\": \"19980000868171374784429\"",
        "call 67, getConversionRate: result is 19980000868171374784428, recorded is 19980000868171374784429"
      ),
      (
        // The first quote after new parameters, with a wei more than before and after it.
        "\"result\": \"19980000868171374784428\",\n\"after\": {\n\"E\": \"88990639009930401226\"",
        "\"result\": \"19980000868171374784428\",\n\"after\": {\n\"E\": \"88990639009930401227\"",
        "call 67, getConversionRate: E is 88990639009930401226, recorded is 88990639009930401227"
      ),
      (
        // Ether that was set from outside, with another figure than the calls after it have.
        "\"100000000000000\",\n\"25000000000000\"\n],\n\"status\": \"ok\",\n\"after\": {\n\"E\": \"100000000000000000000\",\n\"T\": \"1999224741224226635729769\"",
        "\"100000000000000\",\n\"25000000000000\"\n],\n\"status\": \"ok\",\n\"after\": {\n\"E\": \"99999999999999999999\",\n\"T\": \"1999224741224226635729769\"",
        "call 79, setLiquidityParams: E is 248990639009930401226, recorded is 99999999999999999999"
      ),
      (
        "\"op\": \"enableTrade\",\n\"caller\": \"alerter\"",
        "\"op\": \"enableTrade\",\n\"caller\": \"admin\"",
        "call 65, enableTrade: status is ok, recorded is revert"
      ),
    ]
    for (text, change, difference) in changes {
      let changed = record.replacing(text, with: change)
      try #require(changed != record, "\(text) is not in the record")
      folder.write("changed.json", changed)
      let outcome = try Simrun.run("reserve", "replay", "changed.json", in: folder)
      #expect(outcome.code == 1 && outcome.error.contains("difference: \(difference)\n"), "\(outcome.error)")
    }
  }

  // MARK: Mistakes

  /// A table of one question, with some text replaced.
  private func question(_ text: String, _ change: String) -> String {
    """
    id,decimals,rInFp,pMinInFp,capBuyWei,capSellWei,feeBps,maxRate,minRate,side,qty,eInFp
    0,18,7696581394,27487790,5000000000000000000,5000000000000000000,10,100000000000000,25000000000000,buy,17,9
    """.replacing(text, with: change)
  }

  @Test(
    "rates says what is wrong with a table and where, and writes nothing",
    arguments: [
      ("buy", "bid", "q.csv:2:100", "\"side\" must be one of \"buy\" or \"sell\", found \"bid\""),
      (",17,", ",-17,", "q.csv:2:104", "\"qty\" must not be negative, found \"-17\""),
      (",17,", ",1.7,", "q.csv:2:104", "\"qty\" must be a whole number, found \"1.7\""),
      (",17,", ",,", "q.csv:2:104", "\"qty\" must be a whole number, found \"\""),
      (
        ",17,", ",1\(String(repeating: "0", count: 78)),", "q.csv:2:104", "\"qty\" must be below 2^256, found"
      ),
      ("0,18,", "0,19,", "q.csv:2:3", "\"decimals\" must be a whole number from 0 to 18, found \"19\""),
      (",10,", ",10000,", "q.csv:2:66", "\"feeBps\" must be less than the whole"),
      (",25000000000000,", ",100000000000000,", "q.csv:2:69", "\"maxRate\" must be above the lowest rate"),
      (",17,9", ",17", "q.csv:2:1", "this row has 11 fields, the header 12"),
      ("eInFp", "eInFb", "q.csv:1:81", "unknown column \"eInFb\""),
      ("eInFp", "eInFb", "did you mean \"eInFp\"?", "a column is missing: \"eInFp\""),
      ("side", "qty", "q.csv:1:76", "the column \"qty\" is there twice"),
    ])
  func badTable(text: String, change: String, place: String, message: String) throws {
    folder.write("q.csv", question(text, change))
    let outcome = try Simrun.run("reserve", "rates", "q.csv", in: folder)
    #expect(outcome.code == 2 && outcome.output == "")
    #expect(outcome.error.contains("error: \(message)"), "\(outcome.error)")
    #expect(outcome.error.contains(place), "\(outcome.error)")
  }

  @Test("a table may begin with a byte order mark and end its lines with CRLF; places do not move")
  func marksAndLineEnds() throws {
    let plain = question("", "")
    folder.write("plain.csv", plain)
    let answer = try Simrun.run("reserve", "rates", "plain.csv", in: folder)
    try #require(answer.code == 0)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    for text in [plain, plain.replacing("\n", with: "\r\n"), plain.replacing("\n", with: "\r\n") + "\r\n"] {
      folder.write("q.csv", mark + Array(text.utf8))
      #expect(try Simrun.run("reserve", "rates", "q.csv", in: folder) == answer)
    }
    folder.write("q.csv", mark + Array(question("decimals", "desimals").utf8))
    let outcome = try Simrun.run("reserve", "rates", "q.csv", in: folder)
    #expect(outcome.code == 2 && outcome.error.contains("q.csv:1:4"), "\(outcome.error)")
  }

  @Test(
    "what is not text is refused where it stands, with the way out",
    arguments: [
      ([0x80], "q.csv:2:3", "this is not UTF-8 text: the byte 0x80 is out of place", "as UTF-8"),
      ([0xC3, 0x28], "q.csv:2:3", "this is not UTF-8 text: the byte 0xc3 is out of place", "as UTF-8"),
      ([0x00], "q.csv:2:3", "this is not text: there is a byte of zero", "as UTF-8"),
      (
        [0x0D], "q.csv:2:3", "a carriage return without a line feed does not end a line",
        "with LF or CRLF at the ends of its lines"
      ),
      (Array("\"".utf8), "q.csv:2:3", "fields of this table are not quoted", ""),
    ] as [([UInt8], String, String, String)])
  func notText(bytes: [UInt8], place: String, message: String, cure: String) throws {
    let lines = question("", "").split(separator: "\n").map { Array($0.utf8) }
    folder.write("q.csv", lines[0] + [0x0A] + lines[1].prefix(2) + bytes + lines[1].dropFirst(2))
    let outcome = try Simrun.run("reserve", "rates", "q.csv", in: folder)
    #expect(outcome.code == 2 && outcome.output == "")
    #expect(outcome.error.hasPrefix("error: \(message)\n --> \(place)\n"), "\(outcome.error)")
    let help =
      cure.isEmpty ? "write them without quotation marks; none needs a comma" : "save the file \(cure)"
    #expect(outcome.error.hasSuffix("= help: \(help)\n"), "\(outcome.error)")
  }

  @Test("a file of UTF-16, and one whose lines end with CR alone, are told from an empty one")
  func otherEncodings() throws {
    let text = question("", "")
    folder.write("q.csv", [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    let wide = try Simrun.run("reserve", "rates", "q.csv", in: folder)
    #expect(wide.code == 2 && wide.error.contains("the byte 0xff is out of place\n --> q.csv:1:1\n"))
    folder.write("q.csv", text.replacing("\n", with: "\r"))
    let old = try Simrun.run("reserve", "rates", "q.csv", in: folder)
    #expect(old.code == 2 && old.error.contains("a carriage return without a line feed"), "\(old.error)")
    #expect(old.error.contains("q.csv:1:86"), "\(old.error)")
  }

  @Test("quantities beyond 10^28 are answered where they are questions and refused where they are trades")
  func largeQuantities() throws {
    folder.write("q.csv", question(",17,", ",10000000000000000000000000001,"))
    let answer = try Simrun.run("reserve", "rates", "q.csv", in: folder)
    #expect(answer.output == "id,status,rate,reason\n0,revert,0,revert:qty\n")

    folder.write(
      "p.csv",
      question("eInFp", "E0Wei").replacing("id,", with: "path,").replacing("side,qty", with: "kind,T0Twei"))
    folder.write("t.csv", "path,step,side,qty\n0,0,buy,10000000000000000000000000001\n1,0,sell,5\n")
    let trades = try Simrun.run("reserve", "trades", "--params", "p.csv", "t.csv", in: folder)
    #expect(trades.code == 2 && trades.output == "")
    #expect(trades.error.contains("\"qty\" must be at most 10^28") && trades.error.contains("t.csv:2:9"))
    #expect(trades.error.contains("\"path\" names no path of p.csv") && trades.error.contains("t.csv:3:1"))
  }

  @Test(
    "replay says what is wrong with a record and where, and makes no call",
    arguments: [
      (
        #"{"op": "enableTrade", "caller": "boss"}"#, "c.json:1:43",
        #""ops[0].caller" must be one of "admin", "operator", "alerter""#
      ),
      (
        #"{"op": "enabelTrade", "caller": "admin"}"#, "did you mean \"enableTrade\"?", "\"ops[0].op\" must be"
      ),
      (#"{"op": "enableTrade", "who": "admin"}"#, "c.json:1:33", "unknown key \"who\""),
      (#"{"op": "depositEther", "amount": "-1"}"#, "c.json:1:44", "\"ops[0].amount\" must not be negative"),
      (
        #"{"op": "depositToken", "amount": "170141183460469231731687303715884105727"}"#, "c.json:1:44",
        #""ops[0].amount" must be at most 10^30"#
      ),
      (#"{"op": "depositEther", "amount": 0.5}"#, "c.json:1:44", "\"ops[0].amount\" must be a whole number"),
      (#"{"op": "trade", "buy": true, "qty": "5"}"#, "c.json:1:11", "missing key \"rate\""),
      (#"{"op": "setLiquidityParams", "params": ["1"]}"#, "c.json:1:50", "must have 7 to 7 elements, has 1"),
      ("7", "c.json:1:11", "\"ops[0]\" must be an object"),
    ])
  func badRecord(call: String, place: String, message: String) throws {
    folder.write("c.json", "{\"ops\": [ \(call)]}")
    let outcome = try Simrun.run("reserve", "replay", "c.json", in: folder)
    #expect(outcome.code == 2 && outcome.output == "")
    #expect(outcome.error.contains(message) && outcome.error.contains(place), "\(outcome.error)")
  }
}
