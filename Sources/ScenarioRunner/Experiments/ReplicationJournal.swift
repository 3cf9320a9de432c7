// What became of replications that are finished, kept on disk until the result is: an experiment that is cut off goes on.

import SimEngine
import Synchronization

/// The finished replications of a plan, by their numbers in it, in a hidden file beside the folder of the result.
///
/// The file is a set of lines to which lines are only added. Each certifies itself by a hash over its content and the
/// plan, which is the scenario, the version and the program: a line that is torn, or of another plan, is no line. So
/// the file may be cut off anywhere, outlive a change of the scenario, and be written by two processes at once.
///
/// Tables are not kept.
final class ReplicationJournal: Sendable {
  /// What goes on behind the lock.
  private struct State {
    /// The file, once there is something to write and as long as writing works.
    var descriptor: Int32?
    var keptCount: Int
    var failure: OutputError?
  }

  /// Where the file is.
  let path: String
  /// The replications that were finished before, by their numbers; only for looking up.
  let finished: [UInt64: ReplicationResult]
  private let plan: String
  private let fileSystem: any FileSystem
  private let state: Mutex<State>

  /// The journal of a plan beside a folder, with what it holds already; one that cannot be read holds nothing.
  /// - Parameters:
  ///   - count: How many replications the plan has.
  ///   - plan: All that a replication depends on but its number, as a hash.
  init(
    beside folder: String, plan: String, count: Int, fileSystem: any FileSystem = LocalFileSystem()
  ) {
    path = "\(PathText.parent(of: folder))/.\(PathText.lastPart(of: folder)).journal"
    self.plan = plan
    self.fileSystem = fileSystem
    let disk = DiskWriter(fileSystem: fileSystem, stage: .beforeRun)
    var finished: [UInt64: ReplicationResult] = [:]
    for line in ((try? disk.contents(of: path)) ?? []).split(separator: UInt8(ascii: "\n")) {
      guard let result = Self.result(of: String(decoding: line, as: UTF8.self), plan) else { continue }
      if result.run < UInt64(count) { finished[result.run] = result }
    }
    self.finished = finished
    state = Mutex(State(descriptor: nil, keptCount: finished.count, failure: nil))
  }

  /// The same of a plan as this build of the program does it, so that what one build found is never mixed with what another
  /// finds; nil where the build cannot be told.
  static func ofThisProgram(beside folder: String, plan: String, count: Int) -> ReplicationJournal? {
    ProgramIdentity.text.map { program in
      ReplicationJournal(
        beside: folder, plan: SHA256.hexadecimal(of: Array("\(plan) \(program)".utf8)), count: count)
    }
  }

  deinit { close() }

  /// How many replications the journal holds.
  var keptCount: Int { state.withLock { $0.keptCount } }

  /// Why replications are not kept any more, if that is so.
  var failure: OutputError? { state.withLock { $0.failure } }

  /// Adds a replication; one that was interrupted is not finished.
  ///
  /// Where that fails, the experiment goes on without a journal.
  func keep(_ result: ReplicationResult) {
    guard result.status != .interrupted, let line = Self.line(of: result, plan) else {
      return
    }
    state.withLock { state in
      guard state.failure == nil else { return }
      do throws(OutputError) {
        let disk = DiskWriter(fileSystem: fileSystem, stage: .writing)
        if state.descriptor == nil { state.descriptor = try open(disk) }
        guard let descriptor = state.descriptor else { return }
        try disk.writeAll(Array(line.utf8), to: descriptor, shownAs: path)
        state.keptCount += 1
      } catch {
        state.failure = error
      }
    }
  }

  /// Opens the file for adding. A line feed goes first, lest the first line continue one that is torn.
  private func open(_ disk: DiskWriter) throws(OutputError) -> Int32 {
    try disk.createFolders(PathText.parent(of: path))
    // A pipe in its place would keep the program waiting for a reader.
    if let kind = try disk.kind(of: path), kind != .file {
      throw OutputError(.beforeRun, "cannot write \(path): it is not a plain file")
    }
    let descriptor = try disk.perform("write", path) { () throws(SystemError) in
      try fileSystem.openForAdding(path)
    }
    try disk.writeAll([UInt8(ascii: "\n")], to: descriptor, shownAs: path)
    return descriptor
  }

  private func close() {
    state.withLock { state in
      if let descriptor = state.descriptor { try? fileSystem.close(descriptor) }
      state.descriptor = nil
    }
  }

  /// Removes the file once the result is in place.
  /// - Returns: Why it is still there, if it is.
  func remove() -> OutputError? {
    close()
    let disk = DiskWriter(fileSystem: fileSystem, stage: .writing)
    do throws(OutputError) {
      if try disk.kind(of: path) == .file { try disk.removeFile(path) }
      return nil
    } catch {
      return error
    }
  }
}

// MARK: Lines

extension ReplicationJournal {
  /// A replication as a line of words with tabs between them, the hash first; nil for one whose names do not allow that.
  static func line(of result: ReplicationResult, _ plan: String) -> String? {
    let prints = result.fingerprints
    var words = [
      "\(result.run)", result.status.rawValue, result.stopReason ?? "", "\(result.reached.nanoseconds)",
      "\(result.events)", prints.events.text, prints.orders.text, prints.draws.text, prints.exogenous.text,
      prints.metrics.text,
    ]
    for metric in result.summary {
      words += [metric.name, metric.unit, word(metric.value), word(metric.watchedFor)]
    }
    guard words.allSatisfy({ word in !word.utf8.contains { $0 == tab || $0 == lineFeed } }) else {
      return nil
    }
    let content = words.joined(separator: "\t")
    return "\(hash(of: content, plan))\t\(content)\n"
  }

  /// The replication that a line tells of; nil when the line is torn, or of another plan.
  static func result(of line: String, _ plan: String) -> ReplicationResult? {
    guard let end = line.firstIndex(of: "\t") else { return nil }
    let content = line[line.index(after: end)...]
    guard line[..<end] == hash(of: String(content), plan) else { return nil }
    let words = content.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard words.count >= 10, (words.count - 10).isMultiple(of: 4), let run = UInt64(words[0]),
      let status = RunStatus(rawValue: words[1]), let reached = Int64(words[3]), let events = UInt64(words[4])
    else { return nil }
    let prints = words[5..<10].compactMap(Fingerprint.init(text:))
    guard prints.count == 5 else { return nil }
    return ReplicationResult(
      run: run, status: status, stopReason: words[2].isEmpty ? nil : words[2],
      reached: SimTime(nanoseconds: reached), events: events, tables: [],
      summary: stride(from: 10, to: words.count, by: 4).map { index in
        let (value, watched) = (number(words[index + 2]), number(words[index + 3]))
        guard let watched else { return SummaryMetric(words[index], value, unit: words[index + 1]) }
        return SummaryMetric(words[index], happened: value, watchedFor: watched, unit: words[index + 1])
      },
      fingerprints: Fingerprints(
        events: prints[0], orders: prints[1], draws: prints[2], exogenous: prints[3], metrics: prints[4]))
  }

  /// A figure with all its bits; empty where there is none.
  private static func word(_ value: Double?) -> String {
    value.map { String($0.bitPattern, radix: 16) } ?? ""
  }

  private static func number(_ word: String) -> Double? {
    UInt64(word, radix: 16).map(Double.init(bitPattern:))
  }

  private static func hash(of content: String, _ plan: String) -> String {
    SHA256.hexadecimal(of: Array("\(plan)\n\(content)".utf8))
  }

  private static let tab = UInt8(ascii: "\t")
  private static let lineFeed = UInt8(ascii: "\n")
}
