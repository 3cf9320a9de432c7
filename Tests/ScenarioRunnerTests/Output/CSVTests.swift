// CSV: the exact text, and that nothing is lost on the way back.

import ScenarioRunner
import SimEngine
import Testing

@Suite("CSV")
struct CSVTests {
  private func text(_ table: MetricTable) -> String {
    String(decoding: CSVWriter.bytes(of: table), as: UTF8.self)
  }

  private func lone(_ kind: MetricColumn.Kind, _ values: [MetricValue]) -> MetricTable {
    var table = MetricTable(name: "t", meaning: "", columns: [MetricColumn("x", kind, "")])
    for value in values { table.append([value]) }
    return table
  }

  @Test("a table becomes a header and one record a row")
  func wholeTable() {
    var table = MetricTable(
      name: "fills", meaning: "Fills.",
      columns: [
        MetricColumn("time_s", .real, unit: "s", key: true, ""), MetricColumn("id", .integer, key: true, ""),
        MetricColumn("paid_nbt", .amount(decimals: 8), unit: "NBT", ""), MetricColumn("who", .text, ""),
      ])
    table.append([.real(60), .integer(-3), .amount(Amount(baseUnits: 2_500_000)), .text("nubot-1")])
    table.append([.real(0.1), .missing, .amount(Amount(baseUnits: -125_000_000_000)), .text("a, \"b\"\r\n")])
    table.append([.missing, .integer(.min), .missing, .text("")])
    #expect(
      text(table) == """
        time_s,id,paid_nbt,who
        60.0,-3,0.025,nubot-1
        0.1,,-1250,"a, ""b""\r\n"
        ,-9223372036854775808,,""

        """)
  }

  @Test("a table without rows is its header")
  func emptyTable() {
    #expect(text(lone(.real, [])) == "x\n")
  }

  @Test("the only field of a record is never an empty line")
  func loneMissingField() {
    #expect(text(lone(.integer, [.missing, .integer(1)])) == "x\n\"\"\n1\n")
  }

  @Test(
    "reals have one text each",
    arguments: [
      (1250.0, "1250.0"), (0.0, "0.0"), (-0.0, "-0.0"), (0.0001, "0.0001"), (0.00001, "1e-05"),
      (1e16, "1e+16"),
      (0.1 + 0.2, "0.30000000000000004"), (.leastNonzeroMagnitude, "5e-324"),
      (9_007_199_254_740_991, "9007199254740991.0"),
    ])
  func realForms(value: Double, expected: String) {
    #expect(text(lone(.real, [.real(value)])) == "x\n\(expected)\n")
  }

  @Test("every real reads back to the same bits")
  func realsRoundTrip() throws {
    var state: UInt64 = 1
    var values: [Double] = [.leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi, -0.0]
    while values.count < 4_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state ^ (state >> 29))
      if value.isFinite { values.append(value) }
    }
    let records = try CSVReader.records(in: CSVWriter.bytes(of: lone(.real, values.map { .real($0) })))
    let read = records.dropFirst().map { Double($0[0] ?? "")?.bitPattern }
    #expect(read == values.map(\.bitPattern))
  }

  @Test("every text reads back, and a missing field stays apart from an empty text")
  func textsRoundTrip() throws {
    let texts: [String?] = [
      nil, "", " ", ",", "\"", "\"\"", "\n", "\r\n", "\r", "a,b", "say \"hi\"", "Grüße, 通貨 🪙", "\u{0}", "x\"",
    ]
    var table = MetricTable(
      name: "t", meaning: "", columns: [MetricColumn("a", .text, ""), MetricColumn("b", .text, "")])
    for left in texts {
      for right in texts {
        table.append([left, right].map { $0.map { .text($0) } ?? .missing })
      }
    }
    let records = try CSVReader.records(in: CSVWriter.bytes(of: table))
    #expect(records.count == 1 + texts.count * texts.count)
    for (index, record) in records.dropFirst().enumerated() {
      // Compared as bytes, because Swift holds "\r\n" for one character and equal texts for equal spellings.
      let expected = [texts[index / texts.count], texts[index % texts.count]]
      #expect(record.map { $0.map { Array($0.utf8) } } == expected.map { $0.map { Array($0.utf8) } })
    }
  }

  @Test("the reader says which record is broken")
  func brokenText() {
    #expect(throws: CSVReader.Failure.unclosedQuote(record: 2)) {
      try CSVReader.records(in: Array("a\n\"b".utf8))
    }
    #expect(throws: CSVReader.Failure.textAfterQuote(record: 1)) {
      try CSVReader.records(in: Array("\"b\"c\n".utf8))
    }
    #expect(throws: CSVReader.Failure.notUTF8(record: 1)) { try CSVReader.records(in: [0x61, 0xFF, 0x0A]) }
  }

  @Test("the reader accepts other line ends")
  func otherLineEnds() throws {
    #expect(
      try CSVReader.records(in: Array("a,b\r\n1,\r\n\"\",2".utf8)) == [["a", "b"], ["1", nil], ["", "2"]])
  }
}
