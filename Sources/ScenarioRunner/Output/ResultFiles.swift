// All files of a result, in memory, before the first of them touches the disk.

public import SimEngine

/// The files of a result: what a run found, and the lists that say what each file holds.
///
/// Everything but provenance.json is a pure function of what the run found: equal arguments give equal bytes.
public struct ResultFiles: Sendable {
  /// The files in the order in which they are written.
  public let files: [ResultFile]

  /// Puts the result of a scenario together.
  ///
  /// - Parameters:
  ///   - name: The scenario's name.
  ///   - description: The scenario's description.
  ///   - tables: One CSV file each, in this order.
  ///   - replications: The summary metrics, one list a replication.
  ///   - run: An object for run.json; the files with their sizes and hashes are added at its end.
  ///   - provenance: What differs from machine to machine, if it is wanted; no list mentions it.
  /// - Throws: `OutputError` (exit code 3) when a figure of the summary is not finite.
  /// - Precondition: table names are distinct words of lower-case letters, digits and "_", and none of "summary",
  ///   "runs" and "survival".
  public init(
    name: String, description: String, tables: [MetricTable], replications: [[SummaryMetric]],
    run: JSONText, provenance: JSONText?
  ) throws(OutputError) {
    let figures = try SummaryTables(replications: replications)
    self.init(
      name: name, description: description,
      tables: tables + [figures.runs, figures.summary, figures.survival].compactMap(\.self), run: run,
      provenance: provenance)
  }

  /// Puts together a result of which every table is given, and drawings of them, if any; otherwise as above.
  init(
    name: String, description: String, tables allTables: [MetricTable], drawings: [ResultFile] = [],
    run: JSONText, provenance: JSONText?
  ) {
    Self.checkNames(allTables.map(\.name))
    let described = allTables.map { table in
      (table, ResultFile(name: "\(table.name).csv", bytes: CSVWriter.bytes(of: table)))
    }
    let package = DataPackage.descriptor(name: name, description: description, tables: described)
    var files = described.map(\.1) + drawings
    files.append(ResultFile(name: "datapackage.json", bytes: package.bytes()))
    let runBytes = run.adding("files", .array(files.map(Self.entry))).bytes()
    files.append(ResultFile(name: "run.json", bytes: runBytes))
    files = Self.withSums(files)
    if let provenance { files.append(ResultFile(name: "provenance.json", bytes: provenance.bytes())) }
    self.files = files
  }

  /// The bytes of the file of that name, or nil.
  public subscript(name: String) -> [UInt8]? { files.first { $0.name == name }?.bytes }

  /// A file in run.json.
  private static func entry(for file: ResultFile) -> JSONText {
    [
      "path": .string(file.name), "bytes": .integer(Int128(file.bytes.count)),
      "sha256": .string(file.sha256),
    ]
  }

  /// Files with the list of their hashes that `sha256sum --check` reads: 64 digits, two spaces, the name.
  static func withSums(_ files: [ResultFile]) -> [ResultFile] {
    let lines = files.flatMap { file in Array("\(file.sha256)  \(file.name)\n".utf8) }
    return files + [ResultFile(name: ResultFolder.checksumName, bytes: lines)]
  }

  private static func checkNames(_ names: [String]) {
    invariant(Set(names).count == names.count, "two tables of a result have the same name: \(names)")
    for name in names {
      let isPlain = name.unicodeScalars.allSatisfy { scalar in
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
      }
      invariant(isPlain && !name.isEmpty, "\"\(name)\" cannot be the name of a table's file")
    }
  }
}
