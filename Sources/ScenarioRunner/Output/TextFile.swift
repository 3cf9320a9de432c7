// A single file that a command writes beside its results.

/// A text in a file that appears complete or not at all.
public enum TextFile {
  /// Finds out before a run whether a file could be written.
  /// - Throws: `OutputError` (exit code 2) when its folder is missing or something else has its name.
  public static func checkWritable(_ path: String) throws(OutputError) {
    let disk = DiskWriter(fileSystem: LocalFileSystem(), stage: .beforeRun)
    let folder = PathText.parent(of: path)
    guard try disk.kind(of: folder) != nil, try disk.kind(of: disk.resolved(folder)) == .folder else {
      throw OutputError(.beforeRun, "cannot write \(path): there is no folder \(folder)")
    }
    if let kind = try disk.kind(of: path), kind != .file {
      throw OutputError(.beforeRun, "cannot write \(path): it is not a plain file")
    }
  }

  /// Writes a file, in the place of one that there may be.
  /// - Throws: `OutputError` (exit code 3) with the cause.
  public static func write(_ text: String, to path: String) throws(OutputError) {
    try DiskWriter(fileSystem: LocalFileSystem(), stage: .writing).replace(path, with: Array(text.utf8))
  }
}
