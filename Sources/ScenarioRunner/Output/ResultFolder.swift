// The folder of a result on disk: replaced as a whole, or left as it was.

import SimEngine

/// One file of a result.
public struct ResultFile: Sendable {
  /// Its name in the folder.
  public let name: String
  public let bytes: [UInt8]
  /// The SHA-256 of the bytes as 64 hexadecimal digits.
  public let sha256: String

  /// A file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    self.sha256 = SHA256.hexadecimal(of: bytes)
  }
}

/// The folder that a result is published in.
///
/// The next content is written to a hidden folder beside it, every file is brought to the disk, then the former content is
/// renamed aside, the next one takes its name, and the former one is removed.
///
/// What holds, at every instant and whatever is killed or fails:
/// - Under the folder's name there is the former content in full, the next content in full, or, for the moment between
///   two renames, nothing. Never a part and never a mixture.
/// - If the process dies in that moment, the former content waits beside and the next start puts it back.
///   A folder cannot replace a folder that holds files in one step everywhere: not on network file systems.
/// - If a call fails, the former content is back before the error is thrown, and the hidden folder is gone, as far
///   as the disk still takes orders.
/// - Files that are not of a result are never deleted: the folder is refused, or they move on into the next one.
/// - Who publishes holds a lock on the folder above, so that two runs into one folder follow each other.
public struct ResultFolder: Sendable {
  /// The path as the user gave it.
  public let path: String
  private let fileSystem: any FileSystem
  /// Names beside the files of the result that may stay, as with `force`.
  private let companions: [String]

  /// The list of hashes, in the form of sha256sum, by which a folder says which files belong to its result.
  static let checksumName = "SHA256SUMS"
  /// The report, made from a result and kept when the result is made again.
  static let reportName = "report.html"
  private static let otherFolder = "choose another folder with --out"
  /// Names that every result may use.
  private static let fixedNames = [
    "run.json", "datapackage.json", "provenance.json", "summary.csv", "runs.csv", checksumName,
  ]

  /// The folder at a path, which need not exist.
  public init(path: String, fileSystem: any FileSystem = LocalFileSystem()) {
    self.init(path: path, besides: [], fileSystem: fileSystem)
  }

  /// The folder at a path in which some other names may stand too.
  init(path: String, besides companions: [String], fileSystem: any FileSystem = LocalFileSystem()) {
    self.path = PathText.trimmed(path)
    self.companions = companions
    self.fileSystem = fileSystem
  }

  /// Finds out before a run whether its result can be published, and mends what an interrupted publication left.
  ///
  /// Nothing is left behind: missing folders are not created yet.
  /// - Parameter force: Whether files that are no part of a result may stay in the folder.
  public func checkWritable(force: Bool) throws(OutputError) {
    let disk = DiskWriter(fileSystem: fileSystem, stage: .beforeRun)
    let parent = try nearestFolder(disk)
    guard try disk.kind(of: disk.resolved(parent)) == .folder else {
      throw OutputError(
        disk.stage, "cannot write a result to \(path): \(parent) is not a folder", help: Self.otherFolder)
    }
    guard parent == PathText.parent(of: path) else { return try probe(parent, disk) }
    let names = try stagingNames(disk)
    try disk.locking(folder: names.parent) { () throws(OutputError) in
      // What cannot be tidied up is no reason not to run; it is told when the result is published.
      _ = try recover(names, disk)
      try refuseForeignContent(of: names, publishing: [], force: force, disk)
      try probe(names.parent, disk)
      if try disk.kind(of: names.target) != nil { try probe(names.target, disk) }
    }
  }

  /// Shows that names can be added to a folder and taken away, by doing it.
  private func probe(_ folder: String, _ disk: DiskWriter) throws(OutputError) {
    let probe = StagingNames(parent: folder, name: PathText.lastPart(of: path)).incoming
    do throws(SystemError) {
      try fileSystem.createFolder(probe)
    } catch {
      throw OutputError(
        disk.stage, "cannot write a result to \(path): \(folder) takes no new files (\(error))",
        help: Self.otherFolder)
    }
    try disk.removeEmptyFolder(probe)
  }

  /// Puts the files in place of what the folder held.
  ///
  /// - Parameter force: Whether files that are no part of a result may stay in the folder.
  /// - Returns: What could not be tidied up after the result was safely in place; the next start tries again.
  /// - Throws: If the result is not in place; the folder then holds what it held.
  public func publish(_ files: [ResultFile], force: Bool) throws(OutputError) -> OutputError? {
    let disk = DiskWriter(fileSystem: fileSystem, stage: .writing)
    try disk.createFolders(PathText.parent(of: path))
    let names = try stagingNames(disk)
    return try disk.locking(folder: names.parent) { () throws(OutputError) in
      try publish(files, names, force: force, disk)
    }
  }

  /// The same, while nobody else publishes.
  private func publish(
    _ files: [ResultFile], _ names: StagingNames, force: Bool, _ disk: DiskWriter
  ) throws(OutputError) -> OutputError? {
    let leftover = try recover(names, disk)
    try refuseForeignContent(of: names, publishing: files.map(\.name), force: force, disk)
    let names = try names.unused(among: disk.names(in: names.parent))
    do {
      try disk.createFolder(names.incoming)
      for file in files {
        try disk.write(file.bytes, to: "\(names.incoming)/\(file.name)", shownAs: "\(path)/\(file.name)")
      }
      try disk.synchronize(folder: names.incoming)
    } catch {
      try? disk.removeFolder(names.incoming)
      throw error
    }
    try swap(names, disk)
    return attempt { () throws(OutputError) in try retire(names.outgoing, of: names, disk) } ?? leftover
  }

  /// Tidies up; what went wrong if anything did, since that is told and not fatal.
  private func attempt(_ tidyUp: () throws(OutputError) -> Void) -> OutputError? {
    do {
      try tidyUp()
      return nil
    } catch {
      return error
    }
  }

  // MARK: Finding the place

  /// The nearest folder above the result that exists.
  private func nearestFolder(_ disk: DiskWriter) throws(OutputError) -> String {
    var folder = PathText.parent(of: path)
    while try disk.kind(of: folder) == nil, PathText.parent(of: folder) != folder {
      folder = PathText.parent(of: folder)
    }
    return folder
  }

  /// The names on disk, with links followed: a linked result is replaced where it lies.
  private func stagingNames(_ disk: DiskWriter) throws(OutputError) -> StagingNames {
    guard try disk.kind(of: path) == nil else {
      let target = try disk.resolved(path)
      guard try disk.kind(of: target) == .folder else {
        throw OutputError(disk.stage, "\(path) is not a folder", help: Self.otherFolder)
      }
      return StagingNames(parent: PathText.parent(of: target), name: PathText.lastPart(of: target))
    }
    let parent = try disk.resolved(PathText.parent(of: path))
    return StagingNames(parent: parent, name: PathText.lastPart(of: path))
  }

  // MARK: What is whose

  /// The files of the result that a folder holds, by the folder's own list.
  ///
  /// A list without run.json was not written by simrun: what it names is somebody else's.
  private func resultNames(in folder: String, _ disk: DiskWriter) throws(OutputError) -> [String] {
    let list = try disk.contents(of: "\(folder)/\(Self.checksumName)") ?? []
    let lines = list.split(separator: UInt8(ascii: "\n"))
    // 64 digits of the hash and two spaces come before the name.
    let listed = lines.map { String(decoding: $0.dropFirst(66), as: UTF8.self) }
    return Self.fixedNames + (listed.contains("run.json") ? listed : [])
  }

  /// Refuses a folder that holds something else than a result.
  ///
  /// With force, only what stands where a file of the result will stand and is no plain file: it can neither stay nor be
  /// replaced. Any table may come, so that is every name that ends in ".csv".
  private func refuseForeignContent(
    of names: StagingNames, publishing newNames: [String], force: Bool, _ disk: DiskWriter
  ) throws(OutputError) {
    guard try disk.kind(of: names.target) != nil else { return }
    let own = try resultNames(in: names.target, disk) + newNames
    for name in try disk.names(in: names.target) {
      let isPlain = try disk.kind(of: "\(names.target)/\(name)") == .file
      if !isPlain, own.contains(name) || name.hasSuffix(".csv") {
        throw OutputError(
          disk.stage, "\(path)/\(name) is not a plain file, so a result cannot replace it",
          help: "move it away, or choose another folder with --out")
      }
      guard !force, !own.contains(name), name != Self.reportName, !companions.contains(name)
      else { continue }
      throw OutputError(
        disk.stage, "\(path) holds \"\(name)\", which is not part of a result",
        help: "choose another folder with --out, or let it stay there with --force")
    }
  }

  // MARK: Replacing

  /// Renames the former content aside and the next one into its place, or takes everything back.
  private func swap(_ names: StagingNames, _ disk: DiskWriter) throws(OutputError) {
    do {
      if try disk.kind(of: names.target) != nil { try disk.rename(names.target, to: names.outgoing) }
      try disk.rename(names.incoming, to: names.target)
      try disk.synchronize(folder: names.parent)
    } catch {
      if isAbsent(names.incoming, disk) { try? disk.rename(names.target, to: names.incoming) }
      if isAbsent(names.target, disk) { try? disk.rename(names.outgoing, to: names.target) }
      // What the disk may still know by the folder's name is not deleted.
      if (try? disk.synchronize(folder: names.parent)) != nil { try? disk.removeFolder(names.incoming) }
      throw error
    }
  }

  private func isAbsent(_ path: String, _ disk: DiskWriter) -> Bool {
    do {
      return try disk.kind(of: path) == nil
    } catch {
      return false
    }
  }

  /// Removes a former content: what belongs to its result is deleted, anything else moves on into the next one. What
  /// is no plain file and whose place there is taken stays where it is, and the folder with it.
  ///
  /// The list of its files goes last, so that an interrupted removal can be taken up again.
  private func retire(
    _ folder: String, of names: StagingNames, _ disk: DiskWriter
  ) throws(OutputError) {
    guard try disk.kind(of: folder) != nil else { return }
    let own = try resultNames(in: folder, disk)
    for name in try disk.names(in: folder) where name != Self.checksumName {
      let isPlain = try disk.kind(of: "\(folder)/\(name)") == .file
      let isReplaced = try disk.kind(of: "\(names.target)/\(name)") != nil
      if isPlain, isReplaced || own.contains(name) {
        try disk.removeFile("\(folder)/\(name)")
      } else if !isReplaced {
        try disk.rename("\(folder)/\(name)", to: "\(names.target)/\(name)")
      } else {
        throw OutputError(disk.stage, "\(folder)/\(name) was left, since its place in \(path) is taken")
      }
    }
    try disk.removeFolder(folder)
  }

  /// Ends what a process began that died: the former content returns if nothing has taken its name.
  /// - Returns: What could not be tidied up; what was published is in place all the same.
  private func recover(_ names: StagingNames, _ disk: DiskWriter) throws(OutputError) -> OutputError? {
    let present = try disk.names(in: names.parent)
    let outgoing = names.abandoned(".old", among: present).map { "\(names.parent)/\($0)" }
    let incoming = names.abandoned(".tmp", among: present).map { "\(names.parent)/\($0)" }
    if outgoing.isEmpty, incoming.isEmpty { return nil }
    for folder in outgoing where try disk.kind(of: names.target) == nil {
      try disk.rename(folder, to: names.target)
    }
    // The names must be on the disk before anything that once bore one is deleted.
    try disk.synchronize(folder: names.parent)
    let failures =
      outgoing.map { folder in
        attempt { () throws(OutputError) in try retire(folder, of: names, disk) }
      }
      + incoming.map { folder in
        attempt { () throws(OutputError) in try disk.removeFolder(folder) }
      }
    return failures.compactMap(\.self).first
  }
}
