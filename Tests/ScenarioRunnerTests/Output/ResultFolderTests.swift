// A result's folder is the former one or the next one in full, whatever fails and whenever.

import Foundation
import Testing

@testable import ScenarioRunner

@Suite("result folder")
struct ResultFolderTests {
  private static func files(_ texts: [(String, String)]) -> [ResultFile] {
    let files = texts.map { ResultFile(name: $0.0, bytes: Array($0.1.utf8)) }
    let sums = files.map { "\($0.sha256)  \($0.name)\n" }.joined()
    return files + [ResultFile(name: "SHA256SUMS", bytes: Array(sums.utf8))]
  }

  private static let former = files([("peg.csv", "a\n1\n"), ("trades.csv", "a\n2\n"), ("run.json", "{}\n")])
  private static let next = files([("peg.csv", "a\n10\n"), ("credits.csv", "a\n20\n"), ("run.json", "{ }\n")])

  private static func texts(_ files: [ResultFile]) -> [String: String] {
    Dictionary(uniqueKeysWithValues: files.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  // MARK: Without faults

  @Test("a result appears with its folders, and nothing else does")
  func firstPublication() throws {
    let folder = try TemporaryFolder()
    let result = ResultFolder(path: "\(folder.path)/results/deep/peg")
    try result.checkWritable(force: false)
    #expect(folder.names() == [], "checking leaves nothing behind")
    #expect(try result.publish(Self.next, force: false) == nil)
    #expect(folder.texts(in: "results/deep/peg") == Self.texts(Self.next))
    #expect(folder.names(in: "results/deep") == ["peg"])
  }

  @Test("the next result replaces the former one in full and keeps the report")
  func replacement() throws {
    let folder = try TemporaryFolder()
    let result = ResultFolder(path: "\(folder.path)/peg/")
    _ = try result.publish(Self.former, force: false)
    try folder.write("old", to: "peg/provenance.json")
    try folder.write("<html>", to: "peg/report.html")
    try result.checkWritable(force: false)
    #expect(try result.publish(Self.next, force: false) == nil)
    #expect(folder.texts(in: "peg") == Self.texts(Self.next).merging(["report.html": "<html>"]) { $1 })
    #expect(folder.names() == ["peg"])
  }

  @Test("a folder with something else is refused and stays as it is")
  func foreignContent() throws {
    let folder = try TemporaryFolder()
    try folder.write("mine", to: "peg/notes.txt")
    let result = ResultFolder(path: "\(folder.path)/peg")
    let error = #expect(throws: OutputError.self) { try result.checkWritable(force: false) }
    #expect(error?.exitCode == 2)
    #expect(
      error?.description == """
        error: \(folder.path)/peg holds "notes.txt", which is not part of a result
          = help: choose another folder with --out, or let it stay there with --force
        """)
    #expect(throws: OutputError.self) { try result.publish(Self.next, force: false) }
    #expect(folder.texts(in: "peg") == ["notes.txt": "mine"])
  }

  @Test("with force, what is not part of a result stays, files and folders alike")
  func force() throws {
    let folder = try TemporaryFolder()
    let result = ResultFolder(path: "\(folder.path)/peg")
    _ = try result.publish(Self.former, force: false)
    try folder.write("mine", to: "peg/notes.txt")
    try folder.write("deep", to: "peg/shards/1/a.csv")
    try result.checkWritable(force: true)
    #expect(try result.publish(Self.next, force: true) == nil)
    #expect(folder.text(of: "peg/shards/1/a.csv") == "deep")
    let kept = ["notes.txt": "mine", "shards": "(folder)"]
    #expect(folder.texts(in: "peg") == Self.texts(Self.next).merging(kept) { $1 })
    #expect(folder.names() == ["peg"])
  }

  @Test("a folder or link that is named as a file of a result is refused, with force too, and stays as it is")
  func notPlain() throws {
    for name in ["run.json", "peg.csv", "SHA256SUMS"] {
      for isLink in [false, true] {
        let folder = try TemporaryFolder()
        try folder.write("x", to: isLink ? "target" : "peg/\(name)/inside")
        if isLink {
          try FileManager.default.createDirectory(
            atPath: "\(folder.path)/peg", withIntermediateDirectories: true)
          try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/peg/\(name)", withDestinationPath: "\(folder.path)/target")
        }
        let result = ResultFolder(path: "\(folder.path)/peg")
        let error = #expect(throws: OutputError.self) { try result.checkWritable(force: true) }
        #expect(error?.exitCode == 2)
        let message = "\(folder.path)/peg/\(name) is not a plain file, so a result cannot replace it"
        #expect(error?.message == message)
        #expect(throws: OutputError.self) { try result.publish(Self.next, force: true) }
        #expect(throws: OutputError.self) { try result.publish(Self.next, force: false) }
        #expect(folder.names(in: "peg") == [name])
        #expect(folder.text(of: isLink ? "target" : "peg/\(name)/inside") == "x")
      }
    }
  }

  @Test("what a list of hashes names that simrun did not write is not deleted")
  func foreignChecksums() throws {
    let folder = try TemporaryFolder()
    let sum = String(repeating: "0", count: 64)
    try folder.write("\(sum)  disk.iso\n", to: "peg/SHA256SUMS")
    try folder.write("mine", to: "peg/disk.iso")
    let result = ResultFolder(path: "\(folder.path)/peg")
    let error = #expect(throws: OutputError.self) { try result.checkWritable(force: false) }
    #expect(error?.message == "\(folder.path)/peg holds \"disk.iso\", which is not part of a result")
  }

  @Test("a former content that cannot be removed is told, and neither stops the next result nor is lost")
  func stuckFormerContent() throws {
    let folder = try TemporaryFolder()
    let result = ResultFolder(path: "\(folder.path)/peg")
    _ = try result.publish(Self.former, force: false)
    // As two processes leave it, of which the first died between its renames; one under our own number.
    let stuck = [2_147_483_646, getpid()].map { ".peg.\(StagingNames.host)-\($0).old" }
    for name in stuck { try folder.write("mine", to: "\(name)/peg.csv/inside") }
    for _ in 1...2 {
      try result.checkWritable(force: false)
      let leftover = try #require(try result.publish(Self.next, force: false))
      #expect(leftover.message.contains("/peg.csv was left, since its place in \(folder.path)/peg is taken"))
      #expect(folder.texts(in: "peg") == Self.texts(Self.next))
      for name in stuck { #expect(folder.text(of: "\(name)/peg.csv/inside") == "mine") }
    }
    #expect(folder.names() == (stuck + ["peg"]).sorted())
  }

  @Test(
    "results that are published into one folder at one time follow each other, and the last stands in full")
  func manyAtOnce() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/peg"
    let results = (0..<8).map { number in
      Self.files((0..<5).map { ("t\($0).csv", "a\n\(number)\n") } + [("run.json", "\(number)\n")])
    }
    try await withThrowingTaskGroup(of: OutputError?.self) { group in
      for files in results {
        group.addTask { try ResultFolder(path: path).publish(files, force: false) }
      }
      for try await leftover in group { #expect(leftover == nil) }
    }
    #expect(results.map(Self.texts).contains { $0 == folder.texts(in: "peg") })
    #expect(folder.names() == ["peg"])
  }

  @Test("a file in the way is refused before the run")
  func fileInTheWay() throws {
    let folder = try TemporaryFolder()
    try folder.write("x", to: "peg")
    for path in ["\(folder.path)/peg", "\(folder.path)/peg/below"] {
      let error = #expect(throws: OutputError.self) {
        try ResultFolder(path: path).checkWritable(force: true)
      }
      #expect(error?.exitCode == 2)
      #expect(error?.message.contains("\(folder.path)/peg") == true)
    }
    #expect(folder.text(of: "peg") == "x")
  }

  @Test("a linked result is replaced where it lies")
  func link() throws {
    let folder = try TemporaryFolder()
    let real = ResultFolder(path: "\(folder.path)/disk/peg")
    _ = try real.publish(Self.former, force: false)
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/link", withDestinationPath: "\(folder.path)/disk/peg")
    _ = try ResultFolder(path: "\(folder.path)/link").publish(Self.next, force: false)
    #expect(folder.texts(in: "disk/peg") == Self.texts(Self.next))
    #expect(folder.names() == ["disk", "link"])
  }

  // MARK: What others left

  @Test("what dead processes left goes, what living ones or other machines hold stays")
  func abandonedFolders() throws {
    let folder = try TemporaryFolder()
    let host = StagingNames.host
    let dead = ".peg.\(host)-2147483646.tmp"
    let kept = [
      ".peg.\(host)-1.tmp", ".peg.otherhost-2147483646.tmp", ".pegs.\(host)-2147483646.tmp", ".peg.tmp",
    ]
    for name in [dead] + kept { try folder.write("part", to: "\(name)/peg.csv") }
    try ResultFolder(path: "\(folder.path)/peg").checkWritable(force: false)
    #expect(folder.names() == kept.sorted())
  }

  @Test("a replacement that died between its two renames is taken back")
  func interruptedSwap() throws {
    let folder = try TemporaryFolder()
    let result = ResultFolder(path: "\(folder.path)/peg")
    _ = try result.publish(Self.former, force: false)
    let old = "\(folder.path)/.peg.\(StagingNames.host)-2147483646.old"
    try FileManager.default.moveItem(atPath: "\(folder.path)/peg", toPath: old)
    try result.checkWritable(force: false)
    #expect(folder.texts(in: "peg") == Self.texts(Self.former))
    #expect(folder.names() == ["peg"])
  }

  // MARK: With faults

  private static let errors: [Int32] = [ENOSPC, EIO, EDQUOT, EINTR]

  /// Publishes over a former result, or over nothing, on a disk that fails; checks what stands afterwards.
  private func publish(over former: [ResultFile]?, on disk: FaultyFileSystem, isForGood: Bool) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/peg"
    if let former {
      _ = try ResultFolder(path: path, fileSystem: FaultyFileSystem()).publish(former, force: false)
      try folder.write("mine", to: "peg/notes.txt")
    }

    var failure: OutputError?
    var isPublished = false
    do {
      failure = try ResultFolder(path: path, fileSystem: disk).publish(Self.next, force: true)
      isPublished = true
    } catch { failure = error }

    var found = folder.texts(in: "peg")
    if isForGood, !isPublished, former != nil, found == nil {
      // The disk failed for good between the two renames: the next start puts the former result back.
      try ResultFolder(path: path, fileSystem: FaultyFileSystem()).checkWritable(force: true)
      found = folder.texts(in: "peg")
    }
    found?["notes.txt"] = nil
    let next = Self.texts(Self.next)
    #expect(found == next || (!isPublished && found == former.map(Self.texts)))
    if let failure { #expect(failure.message.contains(folder.path) && failure.message.contains(": ")) }
    if !isForGood, failure == nil || !isPublished {
      #expect(folder.names()?.filter { $0 != "peg" } == [], "something was left beside the result")
    }

    #expect(
      try ResultFolder(path: path, fileSystem: FaultyFileSystem()).publish(Self.next, force: true) == nil)
    let notes = former == nil ? [:] : ["notes.txt": "mine"]
    #expect(folder.texts(in: "peg") == Self.texts(Self.next).merging(notes) { $1 })
    #expect(folder.names() == ["peg"])
  }

  private func callCount(over former: [ResultFile]?) throws -> Int {
    let disk = FaultyFileSystem()
    try publish(over: former, on: disk, isForGood: false)
    return disk.log.count
  }

  @Test("an error in any one call leaves the former or the next result in full", arguments: errors)
  func singleFaults(code: Int32) throws {
    for former in [nil, Self.former] {
      for call in 0..<(try callCount(over: former)) {
        try publish(over: former, on: FaultyFileSystem(.error(code), at: call..<call + 1), isForGood: false)
      }
    }
  }

  @Test(
    "a disk that fails for good from any call on, or a process killed there, loses nothing",
    arguments: errors)
  func lastingFaults(code: Int32) throws {
    for former in [nil, Self.former] {
      for call in 0..<(try callCount(over: former)) {
        try publish(over: former, on: FaultyFileSystem(.error(code), at: call..<Int.max), isForGood: true)
      }
    }
  }

  @Test("each step is on the disk before the next one relies on it")
  func order() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/peg"
    _ = try ResultFolder(path: path).publish(Self.former, force: false)
    let disk = FaultyFileSystem()
    _ = try ResultFolder(path: path, fileSystem: disk).publish(Self.next, force: false)
    let steps = ["createFile", "synchronize", "rename", "removeFile"]
    let order = disk.log.compactMap { call in steps.first { call.hasPrefix($0) } }
    // Four files written and synchronised each, their folder synchronised, two renames, the folder above
    // synchronised; only then are the four files of the former result removed.
    let files = [[String]](repeating: ["createFile", "synchronize"], count: 4).joined()
    let removals = [String](repeating: "removeFile", count: 4)
    #expect(order == files + ["synchronize", "rename", "rename", "synchronize"] + removals)
    #expect(disk.log.last { $0.hasPrefix("removeFile") }?.hasSuffix("SHA256SUMS") == true)
  }

  @Test("short writes are continued")
  func shortWrites() throws {
    for call in 0..<(try callCount(over: Self.former)) {
      let disk = FaultyFileSystem(.shortWrite, at: call..<Int.max)
      let folder = try TemporaryFolder()
      let result = ResultFolder(path: "\(folder.path)/peg", fileSystem: disk)
      #expect(try result.publish(Self.next, force: false) == nil)
      #expect(folder.texts(in: "peg") == Self.texts(Self.next))
    }
  }

  @Test("a single interruption by a signal is not an error")
  func interruption() throws {
    for call in 0..<(try callCount(over: nil)) {
      let disk = FaultyFileSystem(.error(EINTR), at: call..<call + 1)
      let folder = try TemporaryFolder()
      let result = ResultFolder(path: "\(folder.path)/peg", fileSystem: disk)
      #expect(try result.publish(Self.next, force: false) == nil)
    }
  }

  @Test("the error names the file and the cause")
  func message() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/peg"
    var messages: [String] = []
    for call in 0..<60 {
      let disk = FaultyFileSystem(.error(ENOSPC), at: call..<call + 1)
      do {
        _ = try ResultFolder(path: path, fileSystem: disk).publish(Self.next, force: false)
      } catch {
        messages.append(error.description)
        #expect(error.exitCode == 3)
      }
    }
    #expect(messages.contains("error: cannot write \(path)/peg.csv: No space left on device"))
    #expect(messages.contains("error: cannot create \(path)/SHA256SUMS: No space left on device"))
  }
}
