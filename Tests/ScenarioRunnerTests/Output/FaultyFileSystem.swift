// A disk that fails when it is told to.

import Foundation
import ScenarioRunner
import Synchronization

/// The local file system, except that one call fails, or every call from one on.
final class FaultyFileSystem: FileSystem {
  enum Fault: Hashable {
    case error(Int32)
    /// A write that takes half of the bytes; other calls are not affected.
    case shortWrite
  }

  private let disk = LocalFileSystem()
  private let fault: Fault?
  private let failing: Range<Int>
  private let calls = Mutex<[String]>([])

  /// A disk on which the calls with these numbers, counted from 0, go wrong.
  init(_ fault: Fault? = nil, at failing: Range<Int> = 0..<0) {
    self.fault = fault
    self.failing = failing
  }

  /// The calls that were made: the method, and the path where it has one.
  var log: [String] { calls.withLock { $0 } }

  /// Notes a call and says whether it is one that goes wrong.
  private func isNextFailing(_ call: String) -> Bool {
    calls.withLock { calls in
      calls.append(call)
      return failing.contains(calls.count - 1)
    }
  }

  private func step(_ call: String) throws(SystemError) {
    if isNextFailing(call), case .error(let code) = fault { throw SystemError(code: code) }
  }

  func createFile(_ path: String) throws(SystemError) -> Int32 {
    try step("createFile \(path)")
    return try disk.createFile(path)
  }
  func openForAdding(_ path: String) throws(SystemError) -> Int32 {
    try step("openForAdding \(path)")
    return try disk.openForAdding(path)
  }
  func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(SystemError) -> Int {
    guard isNextFailing("write") else { return try disk.write(bytes, to: descriptor) }
    if case .error(let code) = fault { throw SystemError(code: code) }
    return try disk.write(bytes.prefix((bytes.count + 1) / 2), to: descriptor)
  }
  /// Does not wait for the real disk: these tests are about order and errors.
  func synchronize(_ descriptor: Int32) throws(SystemError) { try step("synchronize") }
  func close(_ descriptor: Int32) throws(SystemError) {
    try disk.close(descriptor)
    try step("close")
  }
  func open(_ path: String) throws(SystemError) -> Int32 {
    try step("open \(path)")
    return try disk.open(path)
  }
  func read(upTo count: Int, from descriptor: Int32) throws(SystemError) -> [UInt8] {
    try step("read")
    return try disk.read(upTo: count, from: descriptor)
  }
  func lock(_ descriptor: Int32) throws(SystemError) {
    try step("lock")
    try disk.lock(descriptor)
  }
  func createFolder(_ path: String) throws(SystemError) {
    try step("createFolder \(path)")
    try disk.createFolder(path)
  }
  func names(in folder: String) throws(SystemError) -> [String] {
    try step("names \(folder)")
    return try disk.names(in: folder)
  }
  func kind(of path: String) throws(SystemError) -> FileKind? {
    try step("kind")
    return try disk.kind(of: path)
  }
  func resolved(_ path: String) throws(SystemError) -> String {
    try step("resolved \(path)")
    return try disk.resolved(path)
  }
  func rename(_ path: String, to newPath: String) throws(SystemError) {
    try step("rename \(path)")
    try disk.rename(path, to: newPath)
  }
  func removeFile(_ path: String) throws(SystemError) {
    try step("removeFile \(path)")
    try disk.removeFile(path)
  }
  func removeFolder(_ path: String) throws(SystemError) {
    try step("removeFolder \(path)")
    try disk.removeFolder(path)
  }
}

/// A folder of its own for one test, removed with everything in it at the end.
final class TemporaryFolder {
  let path: String

  init() throws {
    let template = FileManager.default.temporaryDirectory.appendingPathComponent("simrun-test-XXXXXX").path
    var name = template.utf8CString.map { $0 }
    guard mkdtemp(&name) != nil else { throw SystemError(code: errno) }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func text(of name: String) -> String? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }

  /// The names in a folder below, ascending, or nil if there is none.
  func names(in folder: String = ".") -> [String]? {
    try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
  }

  /// The texts of the files in a folder below by name, or nil if there is none.
  func texts(in folder: String) -> [String: String]? {
    names(in: folder).map { names in
      Dictionary(uniqueKeysWithValues: names.map { ($0, text(of: "\(folder)/\($0)") ?? "(folder)") })
    }
  }
}
