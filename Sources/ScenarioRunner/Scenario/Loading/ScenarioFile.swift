// Reads the bytes of a scenario, from a file or from standard input.

import Foundation

/// The bytes of scenarios, and why there are none.
enum ScenarioFile {
  /// Reads a file, or the given descriptor for the path "-".
  ///
  /// Hardly more bytes than the limit are read, so that an endless source ends too.
  /// - Throws: What stands after "cannot read ...": "no such file".
  static func read(
    _ path: String, standardInput: Int32, limit: Int = ScenarioLimits.fileBytes
  ) throws(FileProblem) -> [UInt8] {
    if path == "-" { return try readAll(standardInput, limit: limit) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw FileProblem(code: errno) }
    defer { close(descriptor) }
    return try readAll(descriptor, limit: limit)
  }

  /// The one name of a file that has many: absolute, without links, "." and "..".
  static func canonicalPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The scenario in the same folder whose name is nearest to one that does not exist.
  static func nearest(to path: String) -> String? {
    let ending = ".json"
    let folder = PathText.parent(of: path)
    let names = ((try? LocalFileSystem().names(in: folder)) ?? []).filter { $0.hasSuffix(ending) }
    let name = PathText.lastPart(of: path)
    let stem = name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name
    return ScenarioRunner.nearest(to: stem, among: names.map { String($0.dropLast(ending.count)) })
      .map { path.contains("/") ? "\(folder)/\($0)\(ending)" : $0 + ending }
  }

  private static func readAll(_ descriptor: Int32, limit: Int) throws(FileProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count == 0 { break }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
      } else if errno != EINTR {
        throw FileProblem(code: errno)
      }
    }
    return bytes
  }
}

/// Why a file could not be read.
struct FileProblem: Error {
  /// The system's error number.
  let code: Int32

  /// Whether there is nothing by that name.
  var isAbsence: Bool { code == ENOENT }

  /// The reason in a few words.
  var reason: String {
    switch code {
    case ENOENT, ENOTDIR: "no such file"
    case EISDIR: "it is a folder"
    case EACCES, EPERM: "permission denied"
    case ELOOP: "its links go in a circle"
    case ENAMETOOLONG: "the name is too long"
    default: String(cString: strerror(code))
    }
  }
}
