// A part of a sweep that one machine does, in a folder of its own until all parts are joined.

import SimEngine

/// Part I of N of a sweep: the runs whose number leaves I - 1 when divided by N.
public struct SweepShard: Hashable, Sendable {
  /// Which part, from 1.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// The part that a text such as "2/3" names; nil unless 1 <= I <= N <= 100,000.
  public init?(_ text: String) { self.init(text, separator: "/") }

  /// The part whose folder has that name, such as "2-of-3".
  init?(folder name: String) { self.init(name, separator: "-of-") }

  private init?(_ text: String, separator: String) {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
      (1...100_000).contains(count), (1...count).contains(index),
      parts[0] == "\(index)", parts[1] == "\(count)"
    else { return nil }
    (self.index, self.count) = (index, count)
  }

  /// The name of the folder.
  var folderName: String { "\(index)-of-\(count)" }

  /// The numbers of the part's runs among so many.
  func runs(of total: Int) -> [Int] { Array(stride(from: index - 1, to: total, by: count)) }
}

/// The folder of a part, with all that its runs found.
struct ShardFolder {
  /// The folder beside a sweep's result in which the parts are.
  static let collection = "shards"
  private static let dataName = "runs.journal"

  let shard: SweepShard
  /// The path as the user gave it.
  let path: String
  private let disk: DiskWriter

  /// The folder of a part of the sweep whose result goes to a folder.
  init(_ shard: SweepShard, of outputPath: String, fileSystem: any FileSystem = LocalFileSystem()) {
    self.shard = shard
    path = "\(PathText.trimmed(outputPath))/\(Self.collection)/\(shard.folderName)"
    disk = DiskWriter(fileSystem: fileSystem, stage: .beforeRun)
  }

  /// The files of the part.
  static func files(_ shard: SweepShard, _ outline: SweepOutline, _ results: [ReplicationResult])
    -> [ResultFile]
  {
    let lines = results.compactMap { ReplicationJournal.line(of: $0, outline.hash) }
    invariant(lines.count == results.count, "a figure's name holds a tab")
    let record = outline.json.adding("shard", .integer(Int128(shard.index)))
      .adding("shards", .integer(Int128(shard.count)))
    return ResultFiles.withSums([
      ResultFile(name: dataName, bytes: Array(lines.joined().utf8)),
      ResultFile(name: "run.json", bytes: record.bytes()),
    ])
  }

  /// The plan that the part belongs to; nil where there is no such part.
  /// - Throws: `OutputError` when the folder cannot be read.
  func outline() throws(OutputError) -> SweepOutline? {
    try disk.contents(of: "\(path)/run.json").flatMap(SweepOutline.init(runRecord:))
  }

  /// What the runs of the part found, in their order.
  /// - Throws: `OutputError` when a run is missing or its line is torn.
  func results(_ outline: SweepOutline) throws(OutputError) -> [ReplicationResult] {
    let lines = (try disk.contents(of: "\(path)/\(Self.dataName)") ?? []).split(separator: UInt8(ascii: "\n"))
    let results = lines.compactMap {
      ReplicationJournal.result(of: String(decoding: $0, as: UTF8.self), outline.hash)
    }
    guard results.map({ Int($0.run) }) == shard.runs(of: outline.runCount) else {
      throw OutputError(
        .beforeRun, "\(path)/\(Self.dataName) does not hold all runs of the shard",
        help: "remove \(path) and run the shard again")
    }
    return results
  }

  /// Whether the part is there, whole and of a plan.
  func isComplete(_ outline: SweepOutline) throws(OutputError) -> Bool {
    guard try self.outline()?.hash == outline.hash else { return false }
    return (try? results(outline)) != nil
  }

  /// Removes the folder.
  func remove() throws(OutputError) { try disk.removeFolder(path) }
}
