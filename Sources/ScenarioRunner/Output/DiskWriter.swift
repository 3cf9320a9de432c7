// Steps on disk that either happen in full or say what failed: interrupted calls repeated, short writes continued.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Calls to the file system with the policy that results need.
struct DiskWriter: Sendable {
  let fileSystem: any FileSystem
  /// What an error says about when it happened.
  let stage: OutputError.Stage

  /// How often a call that a signal interrupted is repeated before the interruption counts as an error.
  private static let attempts = 100

  /// Makes a call, again if a signal interrupted it; an error says what could not be done to which path and why.
  func perform<Result>(
    _ action: String, _ path: String, _ call: () throws(SystemError) -> Result
  ) throws(OutputError) -> Result {
    var failure = SystemError(code: EINTR)
    for _ in 0..<Self.attempts {
      do throws(SystemError) {
        return try call()
      } catch {
        failure = error
        if error.code != EINTR { break }
      }
    }
    throw OutputError(stage, "cannot \(action) \(path): \(failure)")
  }

  /// Writes a new file and returns when it is on the disk; `shownPath` is what an error calls it.
  func write(_ bytes: [UInt8], to path: String, shownAs shownPath: String) throws(OutputError) {
    let descriptor = try perform("create", shownPath) { () throws(SystemError) in
      try fileSystem.createFile(path)
    }
    do {
      try writeAll(bytes, to: descriptor, shownAs: shownPath)
      try perform("write", shownPath) { () throws(SystemError) in try fileSystem.synchronize(descriptor) }
    } catch {
      try? fileSystem.close(descriptor)
      throw error
    }
    try close(descriptor, shownAs: shownPath)
  }

  /// Puts a file in the place of another or of none: written beside it first, then renamed.
  func replace(_ path: String, with bytes: [UInt8]) throws(OutputError) {
    let incoming = path + ".incoming"
    if try kind(of: incoming) == .file { try removeFile(incoming) }
    try write(bytes, to: incoming, shownAs: path)
    try perform("write", path) { () throws(SystemError) in try fileSystem.rename(incoming, to: path) }
  }

  /// Writes all bytes to an open file; a call that takes some of them is followed by another.
  func writeAll(
    _ bytes: [UInt8], to descriptor: Int32, shownAs shownPath: String
  ) throws(OutputError) {
    var written = 0
    while written < bytes.count {
      let count = try perform("write", shownPath) { () throws(SystemError) in
        try fileSystem.write(bytes[written...], to: descriptor)
      }
      if count == 0 { throw OutputError(stage, "cannot write \(shownPath): the disk takes no more bytes") }
      written += count
    }
  }

  /// Closes; an interrupted close has closed all the same, so it is neither repeated nor an error.
  private func close(_ descriptor: Int32, shownAs shownPath: String) throws(OutputError) {
    do throws(SystemError) {
      try fileSystem.close(descriptor)
    } catch {
      if error.code != EINTR { throw OutputError(stage, "cannot write \(shownPath): \(error)") }
    }
  }

  /// The bytes of a file, or nil if there is no such file.
  func contents(of path: String) throws(OutputError) -> [UInt8]? {
    guard try kind(of: path) == .file else { return nil }
    let descriptor = try perform("read", path) { () throws(SystemError) in try fileSystem.open(path) }
    defer { try? fileSystem.close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      let part = try perform("read", path) { () throws(SystemError) in
        try fileSystem.read(upTo: 1 << 16, from: descriptor)
      }
      if part.isEmpty { return bytes }
      bytes += part
    }
  }

  /// Returns when the names in a folder have reached the disk.
  func synchronize(folder: String) throws(OutputError) {
    let descriptor = try perform("open", folder) { () throws(SystemError) in try fileSystem.open(folder) }
    defer { try? fileSystem.close(descriptor) }
    try perform("synchronise", folder) { () throws(SystemError) in try fileSystem.synchronize(descriptor) }
  }

  /// Does something while no other process that asks so has the folder; waits for one that has it.
  ///
  /// Where the disk knows no locks it is done all the same: then two processes at one time are the user's risk.
  func locking<Result>(
    folder: String, _ body: () throws(OutputError) -> Result
  ) throws(OutputError) -> Result {
    let descriptor = try perform("open", folder) { () throws(SystemError) in try fileSystem.open(folder) }
    // Closing gives the lock back.
    defer { try? fileSystem.close(descriptor) }
    _ = try? perform("lock", folder) { () throws(SystemError) in try fileSystem.lock(descriptor) }
    return try body()
  }

  /// Creates a folder and those above it, as far as they are missing.
  func createFolders(_ path: String) throws(OutputError) {
    guard try kind(of: path) == nil else { return }
    let parent = PathText.parent(of: path)
    if parent != path { try createFolders(parent) }
    do {
      try createFolder(path)
    } catch {
      // Another process may have been faster.
      guard try kind(of: path) == .folder else { throw error }
    }
    try synchronize(folder: parent)
  }

  /// Removes a folder that holds files only, and the files in it.
  func removeFolder(_ path: String) throws(OutputError) {
    for name in try names(in: path) { try removeFile("\(path)/\(name)") }
    try removeEmptyFolder(path)
  }

  func kind(of path: String) throws(OutputError) -> FileKind? {
    try perform("look at", path) { () throws(SystemError) in try fileSystem.kind(of: path) }
  }
  func names(in folder: String) throws(OutputError) -> [String] {
    try perform("list", folder) { () throws(SystemError) in try fileSystem.names(in: folder) }
  }
  func resolved(_ path: String) throws(OutputError) -> String {
    try perform("find", path) { () throws(SystemError) in try fileSystem.resolved(path) }
  }
  func createFolder(_ path: String) throws(OutputError) {
    try perform("create the folder", path) { () throws(SystemError) in try fileSystem.createFolder(path) }
  }
  func rename(_ path: String, to newPath: String) throws(OutputError) {
    try perform("rename", path) { () throws(SystemError) in try fileSystem.rename(path, to: newPath) }
  }
  func removeFile(_ path: String) throws(OutputError) {
    try perform("remove", path) { () throws(SystemError) in try fileSystem.removeFile(path) }
  }
  func removeEmptyFolder(_ path: String) throws(OutputError) {
    try perform("remove the folder", path) { () throws(SystemError) in try fileSystem.removeFolder(path) }
  }
}

/// Paths as text.
enum PathText {
  /// The path without slashes at its end; "/" stays.
  static func trimmed(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// The folder that a path lies in: "." for a bare name, "/" for "/".
  static func parent(of path: String) -> String {
    let path = trimmed(path)
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : trimmed(String(path[..<slash]))
  }

  /// The last part of a path.
  static func lastPart(of path: String) -> String {
    let path = trimmed(path)
    return path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}
