// Tables take what fits their columns and stop the run at anything else.

import Testing

@testable import SimEngine

@Suite("A metric table")
struct MetricTableTests {
  private static func table() -> MetricTable {
    MetricTable(
      name: "facts", meaning: "A fact.",
      columns: [
        MetricColumn("time_s", .real, unit: "s", key: true, "When."),
        MetricColumn("who", .text, "Who."), MetricColumn("count", .integer, "How many."),
        MetricColumn("paid_nbt", .amount(decimals: 8), unit: "NBT", "How much."),
      ])
  }

  @Test("gives rows back as they were appended, and every kind may be missing")
  func rows() {
    var table = Self.table()
    let rows: [[MetricValue]] = [
      [.real(1.5), .text("u"), .integer(-3), .amount(Amount(baseUnits: 7))],
      [.missing, .missing, .missing, .missing],
    ]
    for row in rows { table.append(row) }
    #expect(table.rowCount == 2)
    #expect((0..<2).map { Array(table.row($0)) } == rows)
  }

  @Test("stops the run at a field of another kind and names the column")
  func wrongKind() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var table = MetricTableTests.table()
      table.append([.real(1), .text("u"), .real(2), .missing])
    }
    #expect(result.says("table facts, column count: real(2.0) does not fit"))
  }

  @Test("stops the run at a real that is no number")
  func notFinite() async {
    let nan = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var table = MetricTableTests.table()
      table.append([.real(.nan), .missing, .missing, .missing])
    }
    #expect(nan.says("table facts, column time_s: real(nan) does not fit"))
    await #expect(processExitsWith: .failure) {
      var table = MetricTableTests.table()
      table.append([.real(-.infinity), .missing, .missing, .missing])
    }
  }

  @Test("stops the run at a row that is too short")
  func shortRow() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var table = MetricTableTests.table()
      table.append([.real(1), .text("u")])
    }
    #expect(result.says("table facts: 2 fields for 4 columns"))
  }

  @Test("has columns of distinct names")
  func columnTwice() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = MetricTable(
        name: "facts", meaning: "", columns: [MetricColumn("a", .text, ""), MetricColumn("a", .real, "")])
    }
    #expect(result.says("table facts names a column twice"))
  }

  @Test("is shared by all who declare it alike, and has one shape")
  func sharing() async {
    let store = MetricStore()
    let first = store.declare(Self.table())
    let second = store.declare(Self.table())
    #expect(first == second && store.tables.count == 1)
    store.append([.missing, .text("a"), .missing, .missing], to: first)
    store.append([.missing, .text("b"), .missing, .missing], to: second)
    #expect(store.tables[0].rowCount == 2)
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let store = MetricStore()
      _ = store.declare(MetricTableTests.table())
      _ = store.declare(MetricTable(name: "facts", meaning: "", columns: []))
    }
    #expect(result.says("table facts is declared in two shapes"))
  }

  @Test("stands in the fingerprint with every field, and the summary with it")
  func fingerprints() {
    func print(_ row: [MetricValue], _ figure: Double?) -> Fingerprint {
      let store = MetricStore()
      store.append(row, to: store.declare(Self.table()))
      var fingerprint = Fingerprint()
      store.record([SummaryMetric("figure", figure, unit: "")], in: &fingerprint)
      return fingerprint
    }
    let row: [MetricValue] = [.real(1), .text("u"), .integer(2), .missing]
    #expect(print(row, 1) == print(row, 1))
    let others: [([MetricValue], Double?)] = [
      ([.real(1.000000001), .text("u"), .integer(2), .missing], 1),
      ([.real(1), .text("v"), .integer(2), .missing], 1),
      ([.real(1), .text("u"), .integer(3), .missing], 1), ([.real(1), .text("u"), .missing, .missing], 1),
      (row, 2), (row, nil),
    ]
    for (other, figure) in others { #expect(print(row, 1) != print(other, figure)) }
  }
}

extension ExitTest.Result? {
  /// Whether the process wrote a sentence to its standard error.
  func says(_ sentence: String) -> Bool {
    self.map { String(decoding: $0.standardErrorContent, as: UTF8.self).contains(sentence) } ?? false
  }
}
