// Joins the parts of a sweep into exactly what one machine would have written: what `simrun merge` does.

import Foundation
import SimEngine

/// The parts of a sweep that lie in a folder, all of them and of one plan.
public struct SweepMerge {
  /// The folder, as it will be shown.
  public let path: String
  /// What all runs found.
  public let result: SweepResult
  private let folders: [ShardFolder]
  private let begin = Date()

  /// Reads every part and checks that they make a whole.
  /// - Throws: `OutputError` (exit code 2) for parts that are missing, torn, or of different plans.
  public init(_ path: String) throws(OutputError) {
    self.path = path
    folders = try Self.folders(in: path)
    var outline: SweepOutline?
    var parts: [[ReplicationResult]] = []
    for folder in folders {
      guard let own = try folder.outline() else {
        throw OutputError(
          .beforeRun, "\(folder.path) holds no shard of simrun \(EngineVersion.current)",
          help: "run the shard again with this version")
      }
      if let outline, outline != own {
        throw OutputError(
          .beforeRun, "\(folder.path) is of another plan than \(folders[0].path)",
          help: "run it again with the same scenario and the same --set and --sweep")
      }
      outline = own
      parts.append(try folder.results(own))
    }
    guard let outline else { throw Self.nothing(path) }
    // Run n stands at place n / N of part n mod N + 1.
    let count = parts.count
    let all = (0..<outline.runCount).map { parts[$0 % count][$0 / count] }
    result = SweepResult(results: all, outline: outline)
    try ResultFolder(path: path, besides: [ShardFolder.collection]).checkWritable(force: false)
  }

  /// The folders of the parts, in their order.
  private static func folders(in path: String) throws(OutputError) -> [ShardFolder] {
    let disk = DiskWriter(fileSystem: LocalFileSystem(), stage: .beforeRun)
    let collection = "\(PathText.trimmed(path))/\(ShardFolder.collection)"
    guard try disk.kind(of: collection) == .folder else { throw nothing(path) }
    var shards: [SweepShard] = []
    for name in try disk.names(in: collection) where !name.hasPrefix(".") {
      guard let shard = SweepShard(folder: name) else {
        throw OutputError(.beforeRun, "\(collection)/\(name) is no shard", help: "move it away")
      }
      if let first = shards.first, first.count != shard.count {
        throw OutputError(
          .beforeRun,
          "\(collection) holds \(first.folderName) and \(name): shards of two ways to divide the plan",
          help: "remove those of one of them")
      }
      shards.append(shard)
    }
    guard let count = shards.first?.count else { throw nothing(path) }
    let missing = (1...count).filter { index in !shards.contains { $0.index == index } }
    guard missing.isEmpty else {
      let names = missing.prefix(10).map { "\($0)/\(count)" }.joined(separator: ", ")
      throw OutputError(
        .beforeRun,
        "\(missing.count == 1 ? "shard" : "shards") \(names)\(missing.count > 10 ? ", ..." : "") "
          + "\(missing.count == 1 ? "is" : "are") missing in \(collection)",
        help: "run simrun sweep with --shard \(missing[0])/\(count) and the same --out")
    }
    return shards.sorted { $0.index < $1.index }.map { ShardFolder($0, of: path) }
  }

  private static func nothing(_ path: String) -> OutputError {
    OutputError(
      .beforeRun, "\(path) holds no shards to merge",
      help: "run simrun sweep SCENARIO --shard 1/3 --out \(path), and 2/3, and 3/3")
  }

  /// Writes the result and takes the parts away.
  /// - Returns: What could not be tidied up afterwards; the result itself is in place.
  public func publish(_ options: RunOptions) throws(OutputError) -> OutputError? {
    let files = try result.files(provenance: .provenance(of: options, since: begin)).files
    let leftover = try ResultFolder(path: path, besides: [ShardFolder.collection]).publish(
      files, force: false)
    do throws(OutputError) {
      for folder in folders { try folder.remove() }
      let disk = DiskWriter(fileSystem: LocalFileSystem(), stage: .writing)
      try disk.removeEmptyFolder("\(PathText.trimmed(path))/\(ShardFolder.collection)")
    } catch {
      return leftover ?? error
    }
    return leftover
  }
}
