// Runs the real program as a child process, in a folder of its own.

import Foundation

/// The built program.
enum Simrun {
  /// What came of a run.
  struct Outcome: Equatable {
    /// The exit code, or minus the number of the signal that ended the program.
    let code: Int32
    let output: String
    let error: String
  }

  /// The executable that was built together with these tests, or the one that SIMRUN_BINARY names.
  static let path: String = {
    if let path = ProcessInfo.processInfo.environment["SIMRUN_BINARY"] { return path }
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let tests = bundle ?? Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    return tests.deletingLastPathComponent().appending(path: "simrun").path
  }()

  /// A program that runs.
  struct Child {
    let process: Process
    let folder: Folder
    let tag: String

    /// Waits for the end.
    func wait() throws -> Outcome {
      process.waitUntilExit()
      let code = process.terminationStatus
      return Outcome(
        code: process.terminationReason == .exit ? code : -code, output: folder.text(".\(tag).out"),
        error: folder.text(".\(tag).err"))
    }

    /// Waits until something stands on standard error, which is when the run is under way.
    func waitForProgress() {
      while process.isRunning, folder.text(".\(tag).err").isEmpty { usleep(2_000) }
    }
  }

  /// Starts the program in a folder, with its streams in hidden files there.
  static func start(
    _ arguments: [String], in folder: Folder, input: String = "", environment: [String: String] = [:]
  ) throws -> Child {
    let tag = "stream-\(UInt32.random(in: 0 ... .max))"
    folder.write(".\(tag).in", input)
    folder.write(".\(tag).out", "")
    folder.write(".\(tag).err", "")
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle(forReadingAtPath: folder[".\(tag).in"])
    process.standardOutput = FileHandle(forWritingAtPath: folder[".\(tag).out"])
    process.standardError = FileHandle(forWritingAtPath: folder[".\(tag).err"])
    try process.run()
    return Child(process: process, folder: folder, tag: tag)
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: String..., in folder: Folder, input: String = "", environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(arguments, in: folder, input: input, environment: environment).wait()
  }

  /// Runs a line of the shell, in which `simrun` is the program.
  static func shell(_ line: String, in folder: Folder) throws -> Outcome {
    let quoted = "'\(path)'"
    let process = Process()
    let (output, error) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "simrun() { \(quoted) \"$@\"; }\n" + line]
    process.currentDirectoryURL = URL(filePath: folder.path)
    (process.standardOutput, process.standardError) = (output, error)
    try process.run()
    // What these lines print fits the buffers of the pipes.
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus,
      output: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
      error: String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
  }
}

/// A folder for one test, gone with it.
final class Folder: Sendable {
  let path: String

  init(_ files: [String: String] = [:]) {
    let name = "simrun-test-\(UInt64.random(in: 0 ... .max))"
    path = FileManager.default.temporaryDirectory.appending(path: name).path
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { write(name, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  subscript(name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) { write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) {
    let url = URL(filePath: self[name])
    try? FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data(bytes).write(to: url)
  }

  func bytes(_ name: String) -> Data { (try? Data(contentsOf: URL(filePath: self[name]))) ?? Data() }

  func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

  /// Every file below a folder with its bytes, without provenance, which tells of time and place, and without the streams of
  /// the runs themselves.
  func contents(_ folder: String = "") -> [String: Data] {
    var contents: [String: Data] = [:]
    let top = self[folder]
    for name in FileManager.default.enumerator(atPath: top)?.compactMap({ $0 as? String }) ?? []
    where !name.hasSuffix("provenance.json") && !name.hasPrefix(".stream-") {
      contents[name] = (try? Data(contentsOf: URL(filePath: "\(top)/\(name)"))) ?? Data()
    }
    return contents
  }
}
