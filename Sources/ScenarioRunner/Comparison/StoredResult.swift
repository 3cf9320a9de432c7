// A result as it lies in a folder, or as it is about to be written, for comparing it with another.

import SimEngine

/// The files of a result that are a function of what was run, with what they say of themselves.
public struct StoredResult: Sendable {
  /// The folder, as it will be shown.
  public let path: String
  /// The files in ascending order of their names.
  let files: [ResultFile]
  /// run.json.
  let record: JSONNode
  /// datapackage.json; nil where there is none that can be read.
  let descriptor: JSONNode?

  /// Names that say where and when a result was made, or that are made from it.
  private static let ignoredNames = ["provenance.json", ResultFolder.reportName]

  /// Reads a folder.
  /// - Throws: `OutputError`: exit code 2 when the folder holds no result, 3 when it cannot be read.
  public init(reading path: String) throws(OutputError) {
    try self.init(path, Self.plainFiles(in: path))
  }

  /// Files that are in memory, under the name of a folder.
  init(_ path: String, _ files: [ResultFile]) throws(OutputError) {
    self.path = PathText.trimmed(path)
    let record = files.first { $0.name == "run.json" }
    guard let record else {
      throw Self.refusal(path, "it has no run.json", help: "a folder that simrun run or simrun sweep wrote")
    }
    self.record = try Self.tree(of: record, in: path)
    guard self.record["engine_version"]?.string != nil, self.record["name"]?.string != nil else {
      throw Self.refusal(path, "its run.json is not one of simrun")
    }
    let isListed = Set(Self.listed(files).map(\.name))
    self.files =
      files.filter {
        isListed.contains($0.name) || $0.name.hasSuffix(".csv") || $0.name == ResultFolder.checksumName
      }
      .filter { !Self.ignoredNames.contains($0.name) }.sorted { $0.name < $1.name }
    descriptor = files.first { $0.name == "datapackage.json" }.flatMap { try? Self.tree(of: $0, in: path) }
  }

  /// The name of the scenario.
  public var name: String { record["name"]?.string ?? "" }

  /// Whether this is the result of a sweep.
  var isSweep: Bool { record["points"] != nil }

  /// The file of a name.
  subscript(name: String) -> ResultFile? { files.first { $0.name == name } }

  /// The names of files that are not what the result's own list of hashes says: somebody has changed them.
  var alteredNames: [String] {
    Self.listed(files).filter { $0.sha256 != "" && self[$0.name]?.sha256 != $0.sha256 }.map(\.name)
  }

  // MARK: Reading

  /// What SHA256SUMS lists: 64 digits, two spaces, the name.
  private static func listed(_ files: [ResultFile]) -> [(sha256: String, name: String)] {
    let bytes = files.first { $0.name == ResultFolder.checksumName }?.bytes ?? []
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    let entries = lines.map { line in
      (String(decoding: line.prefix(64), as: UTF8.self), String(decoding: line.dropFirst(66), as: UTF8.self))
    }
    return entries
      + [("", "run.json"), ("", "datapackage.json")].filter { own in
        files.contains { $0.name == own.1 } && !entries.contains { $0.1 == own.1 }
      }
  }

  private static func plainFiles(in path: String) throws(OutputError) -> [ResultFile] {
    let disk = DiskWriter(fileSystem: LocalFileSystem(), stage: .writing)
    guard try disk.kind(of: path) != nil else { throw refusal(path, "there is no such folder") }
    let folder = try disk.resolved(path)
    guard try disk.kind(of: folder) == .folder else { throw refusal(path, "it is not a folder") }
    var files: [ResultFile] = []
    for name in try disk.names(in: folder) where !name.hasPrefix(".") && !ignoredNames.contains(name) {
      // Some keep their results as links into a store of files.
      let file = try disk.resolved("\(folder)/\(name)")
      guard let bytes = try disk.contents(of: file) else { continue }
      files.append(ResultFile(name: name, bytes: bytes))
    }
    return files
  }

  private static func tree(of file: ResultFile, in path: String) throws(OutputError) -> JSONNode {
    do throws(Diagnostic) {
      let source = SourceText(name: "\(path)/\(file.name)", bytes: file.bytes)
      return try JSONReader.read(source, dialect: .strict, limit: .max)
    } catch {
      throw OutputError(
        .beforeRun, "\(path)/\(file.name) cannot be read: \(error.message)",
        help: error.span.map { "look at \($0.location)" })
    }
  }

  private static func refusal(_ path: String, _ reason: String, help: String? = nil) -> OutputError {
    OutputError(.beforeRun, "\(path) is no result: \(reason)", help: help)
  }
}
