// A whole result: which files it has, what they say of one another, and that equal findings give equal bytes.

import Foundation
import ScenarioRunner
import SimEngine
import Testing

@Suite("result files")
struct ResultFilesTests {
  /// A result of two replications with one table that has every kind of column.
  static func example(provenance: JSONText? = ["host": "node7"]) throws -> ResultFiles {
    var fills = MetricTable(
      name: "trades", meaning: "Fills of the exchanges.",
      columns: [
        MetricColumn("time_s", .real, unit: "s", key: true, "Time since the start."),
        MetricColumn("trade_id", .integer, key: true, "Number of the fill."),
        MetricColumn("paid_nbt", .amount(decimals: 8), unit: "NBT", "What the buyer paid."),
        MetricColumn("buyer", .text, "Who bought."),
      ])
    fills.append([.real(0.5), .integer(1), .amount(Amount(baseUnits: 125_000_000)), .text("noise, \"loud\"")])
    fills.append([.real(60), .integer(2), .missing, .missing])
    return try ResultFiles(
      name: "Peg shock", description: "A holder sells.", tables: [fills],
      replications: [0.5, 0.75].map { share in
        [SummaryMetric("peg.share", share, unit: "ratio"), SummaryMetric("pool.cost", nil, unit: "NBT")]
      },
      run: ["engine": "0.1.0", "seed": 7], provenance: provenance)
  }

  @Test("the files come in a fixed order, the list of hashes after all that it lists")
  func order() throws {
    #expect(
      try Self.example().files.map(\.name) == [
        "trades.csv", "runs.csv", "summary.csv", "datapackage.json", "run.json", "SHA256SUMS",
        "provenance.json",
      ])
  }

  @Test("equal findings give equal bytes; provenance changes no other file")
  func deterministic() throws {
    let first = try Self.example().files
    let second = try Self.example(provenance: nil).files
    #expect(first.dropLast().map(\.bytes) == second.map(\.bytes))
  }

  @Test("SHA256SUMS and run.json give every file's hash")
  func hashes() throws {
    let result = try Self.example()
    let listed = result.files.filter { $0.name != "SHA256SUMS" && $0.name != "provenance.json" }
    let sums = String(decoding: result["SHA256SUMS"] ?? [], as: UTF8.self)
    #expect(sums == listed.map { "\($0.sha256)  \($0.name)\n" }.joined())
    let run = String(decoding: result["run.json"] ?? [], as: UTF8.self)
    for file in listed where file.name != "run.json" {
      #expect(run.contains("\"sha256\": \"\(file.sha256)\""))
      #expect(run.contains("\"bytes\": \(file.bytes.count),"))
    }
    #expect(run.hasPrefix("{\n  \"engine\": \"0.1.0\",\n  \"seed\": 7,\n  \"files\": [\n"))
  }

  @Test("datapackage.json describes every column of every table")
  func package() throws {
    let result = try Self.example()
    let text = String(decoding: result["datapackage.json"] ?? [], as: UTF8.self)
    let trades = result.files[0]
    #expect(
      text.hasPrefix(
        """
        {
          "profile": "tabular-data-package",
          "name": "peg-shock",
          "description": "A holder sells.",
          "resources": [
            {
              "profile": "tabular-data-resource",
              "name": "trades",
              "description": "Fills of the exchanges.",
              "path": "trades.csv",
              "format": "csv",
              "mediatype": "text/csv",
              "encoding": "utf-8",
              "bytes": \(trades.bytes.count),
              "hash": "sha256:\(trades.sha256)",
              "schema": {
                "fields": [
                  {
                    "name": "time_s",
                    "type": "number",
                    "unit": "s",
                    "description": "Time since the start."
                  },

        """))
    #expect(text.contains("\"primaryKey\": [\"time_s\", \"trade_id\"]"))
    #expect(text.contains("\"primaryKey\": [\"metric\"]"))
  }

  @Test("a published result is on disk byte for byte")
  func published() throws {
    let folder = try TemporaryFolder()
    let result = try Self.example()
    let path = "\(folder.path)/peg"
    _ = try ResultFolder(path: path).publish(result.files, force: false)
    for file in result.files {
      #expect(FileManager.default.contents(atPath: "\(path)/\(file.name)").map { Array($0) } == file.bytes)
    }
  }
}
