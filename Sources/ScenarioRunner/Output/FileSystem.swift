// The few calls to the operating system by which a result reaches the disk; tests replace them by failing ones.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The number by which the operating system says why a call failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `errno` after the call.
  public let code: Int32

  /// The error of that number.
  public init(code: Int32) { self.code = code }

  /// What `errno` holds now.
  static var current: SystemError { SystemError(code: errno) }

  /// The system's own words, such as "No space left on device".
  public var description: String { String(cString: strerror(code)) }
}

/// What a name in a folder stands for; links are not followed.
public enum FileKind: Sendable {
  case file
  case folder
  /// A link, a socket, a device.
  case other
}

/// The file system, one method a system call: no retries and no policy, which belong to those who call it.
public protocol FileSystem: Sendable {
  /// Creates a file that must not exist yet and opens it for writing.
  func createFile(_ path: String) throws(SystemError) -> Int32
  /// Opens a file, which is created if it does not exist, so that whatever is written goes to its end.
  func openForAdding(_ path: String) throws(SystemError) -> Int32
  /// Writes some of the bytes, at least one, and says how many.
  func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(SystemError) -> Int
  /// Returns when what was written has reached the disk.
  func synchronize(_ descriptor: Int32) throws(SystemError)
  /// Gives the descriptor back; it is gone even if this throws.
  func close(_ descriptor: Int32) throws(SystemError)
  /// Opens a file or a folder for reading.
  func open(_ path: String) throws(SystemError) -> Int32
  /// Reads some bytes, at most that many; none at the end of the file.
  func read(upTo count: Int, from descriptor: Int32) throws(SystemError) -> [UInt8]
  /// Waits until no other process has locked the file or folder and locks it until the descriptor is closed.
  func lock(_ descriptor: Int32) throws(SystemError)
  /// Creates a folder that must not exist yet.
  func createFolder(_ path: String) throws(SystemError)
  /// The names in a folder, in ascending order, without "." and "..".
  func names(in folder: String) throws(SystemError) -> [String]
  /// What a path stands for, or nil if there is nothing.
  func kind(of path: String) throws(SystemError) -> FileKind?
  /// The absolute path, without links, of something that exists.
  func resolved(_ path: String) throws(SystemError) -> String
  /// Gives a file or folder another name on the same disk.
  func rename(_ path: String, to newPath: String) throws(SystemError)
  /// Removes a file or a link.
  func removeFile(_ path: String) throws(SystemError)
  /// Removes an empty folder.
  func removeFolder(_ path: String) throws(SystemError)
}

/// The file system of the machine.
public struct LocalFileSystem: FileSystem {
  /// The file system of the machine.
  public init() {}

  public func createFile(_ path: String) throws(SystemError) -> Int32 {
    try checked(openFile(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666))
  }

  public func openForAdding(_ path: String) throws(SystemError) -> Int32 {
    try checked(openFile(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o666))
  }

  public func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(SystemError) -> Int {
    try checked(bytes.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) })
  }

  public func synchronize(_ descriptor: Int32) throws(SystemError) {
    _ = try checked(fsync(descriptor))
  }

  public func close(_ descriptor: Int32) throws(SystemError) {
    _ = try checked(closeFile(descriptor))
  }

  public func open(_ path: String) throws(SystemError) -> Int32 {
    try checked(openFile(path, O_RDONLY | O_CLOEXEC, 0))
  }

  public func read(upTo count: Int, from descriptor: Int32) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let readCount = try checked(bytes.withUnsafeMutableBytes { readBytes(descriptor, $0.baseAddress, count) })
    bytes.removeLast(count - readCount)
    return bytes
  }

  public func lock(_ descriptor: Int32) throws(SystemError) {
    _ = try checked(flock(descriptor, LOCK_EX))
  }

  public func createFolder(_ path: String) throws(SystemError) {
    _ = try checked(mkdir(path, 0o777))
  }

  public func names(in folder: String) throws(SystemError) -> [String] {
    guard let stream = opendir(folder) else { throw .current }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    if errno != 0 { throw .current }
    return names.sorted()
  }

  public func kind(of path: String) throws(SystemError) -> FileKind? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      // Below a file there is nothing either.
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .current
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  public func resolved(_ path: String) throws(SystemError) -> String {
    guard let resolved = realpath(path, nil) else { throw .current }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  public func rename(_ path: String, to newPath: String) throws(SystemError) {
    _ = try checked(renameFile(path, newPath))
  }

  public func removeFile(_ path: String) throws(SystemError) {
    _ = try checked(unlink(path))
  }

  public func removeFolder(_ path: String) throws(SystemError) {
    _ = try checked(rmdir(path))
  }

  /// The result of a call, or what it left in `errno` when the result is negative.
  private func checked<Result: BinaryInteger>(_ result: Result) throws(SystemError) -> Result {
    if result < 0 { throw .current }
    return result
  }
}

// The C functions whose names the methods above hide.
private func openFile(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
private func closeFile(_ descriptor: Int32) -> Int32 { close(descriptor) }
private func renameFile(_ path: String, _ newPath: String) -> Int32 { rename(path, newPath) }
private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
