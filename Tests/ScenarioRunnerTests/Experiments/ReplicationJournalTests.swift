// The journal of finished replications: nothing that it tells is wrong, wherever it was cut off.

import Foundation
import SimEngine
import Synchronization
import Testing

@testable import ScenarioRunner

@Suite("journal of replications")
struct ReplicationJournalTests {
  /// A result that a run might have, without tables.
  private func result(_ run: UInt64, status: RunStatus = .complete) -> ReplicationResult {
    var prints = Fingerprints()
    prints.events.add(run)
    prints.metrics.add(run + 1)
    return ReplicationResult(
      run: run, status: status,
      stopReason: status == .limited ? "\"bots\" keeps one instant from ending" : nil,
      reached: .start + .seconds(Int64(run) + 7), events: 1_000 + run, tables: [],
      summary: [
        SummaryMetric("a.b", 0.1 + Double(run), unit: "USD"), SummaryMetric("a.none", nil, unit: ""),
        SummaryMetric("a.zero", -0.0, unit: "bp"),
        SummaryMetric("a.tiny", Double.leastNonzeroMagnitude, unit: ""),
        SummaryMetric("a.happened", happened: 0.25, watchedFor: 1, unit: "d"),
        SummaryMetric("a.awaited", happened: nil, watchedFor: 1.0 / 3, unit: "d"),
      ], fingerprints: prints)
  }

  private func isSame(_ left: ReplicationResult?, _ right: ReplicationResult) -> Bool {
    guard let left else { return false }
    // Equal doubles may have different bits.
    let bits = { (result: ReplicationResult) in result.summary.map { $0.value?.bitPattern } }
    return left.run == right.run && left.status == right.status && left.stopReason == right.stopReason
      && left.reached == right.reached && left.events == right.events && left.summary == right.summary
      && bits(left) == bits(right) && left.fingerprints == right.fingerprints
  }

  @Test("a line tells all of a replication to the bit, to its own plan alone")
  func line() throws {
    for status in [RunStatus.complete, .limited] {
      let line = try #require(ReplicationJournal.line(of: result(3, status: status), "plan"))
      let text = String(line.dropLast())
      #expect(
        line.hasSuffix("\n") && isSame(ReplicationJournal.result(of: text, "plan"), result(3, status: status))
      )
      #expect(ReplicationJournal.result(of: text, "other plan") == nil)
      for length in 0..<text.count {
        #expect(ReplicationJournal.result(of: String(text.prefix(length)), "plan") == nil)
      }
    }
  }

  @Test("wherever the file was cut off, whole lines count, torn ones do not, and new ones can follow")
  func torn() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/peg"
    let journal = ReplicationJournal(beside: path, plan: "plan", count: 9)
    for run in [2, 1, 5] as [UInt64] { journal.keep(result(run)) }
    #expect(journal.keptCount == 3 && journal.failure == nil)
    let text = try #require(folder.text(of: ".peg.journal"))
    for length in stride(from: 0, through: text.count, by: 7) {
      let part = String(text.prefix(length))
      try folder.write(part, to: ".peg.journal")
      let again = ReplicationJournal(beside: path, plan: "plan", count: 9)
      // The last line is whole without its line feed too.
      let whole = (part + "\n").split(separator: "\n").count { text.contains("\($0)\n") }
      #expect(again.finished.count == whole && again.keptCount == whole)
      again.keep(result(7))
      let third = ReplicationJournal(beside: path, plan: "plan", count: 9)
      #expect(third.finished.count == whole + 1 && isSame(third.finished[7], result(7)))
    }
    #expect(journal.remove() == nil && folder.names() == [])
  }

  @Test(
    "the first replication, interrupted ones, those of other plans and those beyond the count are not kept")
  func notKept() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/deep/peg"
    let journal = ReplicationJournal(beside: path, plan: "plan", count: 9)
    journal.keep(result(1, status: .interrupted))
    #expect(folder.names() == [], "nothing to write, nothing written")
    journal.keep(result(8))
    #expect(ReplicationJournal(beside: path, plan: "plan", count: 9).finished.count == 1)
    #expect(ReplicationJournal(beside: path, plan: "plan", count: 8).finished.isEmpty)
    #expect(ReplicationJournal(beside: path, plan: "another", count: 9).finished.isEmpty)
  }

  @Test("a pipe in the journal's place keeps nobody waiting, and is said")
  func pipe() throws {
    let folder = try TemporaryFolder()
    try #require(mkfifo("\(folder.path)/.peg.journal", 0o600) == 0)
    let journal = ReplicationJournal(beside: "\(folder.path)/peg", plan: "plan", count: 9)
    journal.keep(result(1))
    #expect(journal.keptCount == 0 && journal.failure?.description.contains("not a plain file") == true)
    #expect(journal.remove() == nil && folder.names() == [".peg.journal"])
  }

  @Test("an experiment that goes on runs what is missing and finds what a whole one finds")
  func goingOn() throws {
    let folder = try TemporaryFolder()
    let scenario = try TinyScenario.scenario(["replications=5", "horizon=30min"])
    let whole = try Experiment(scenario, workers: 2).run()
    let journal = { ReplicationJournal(beside: "\(folder.path)/x", plan: "p", count: 5) }
    // Stopped by the observer as soon as the third begins.
    let part = try Experiment(scenario, workers: 1).run(keeping: journal()) { run, _ in run < 3 }
    #expect(part.map(\.run) == [0, 1, 2, 3] && part.last?.status == .interrupted)
    #expect(journal().finished.count == 2)

    let begun = Mutex<Set<Int>>([])
    let rest = try Experiment(scenario, workers: 2).run(keeping: journal()) { run, _ in
      begun.withLock { _ = $0.insert(run) }
      return true
    }
    #expect(begun.withLock { $0 }.isDisjoint(with: [1, 2]))
    #expect(rest.count == 5 && zip(rest, whole).allSatisfy(isSame))
    #expect(rest[0].tables.map(\.fields) == whole[0].tables.map(\.fields))
  }

  @Test("a journal that cannot be written is told and stops nothing", arguments: [ENOSPC, EIO, EROFS])
  func failing(code: Int32) throws {
    for call in 0..<12 {
      let folder = try TemporaryFolder()
      let disk = FaultyFileSystem(.error(code), at: call..<Int.max)
      let journal = ReplicationJournal(beside: "\(folder.path)/x", plan: "p", count: 9, fileSystem: disk)
      for run in 1...3 { journal.keep(result(UInt64(run))) }
      #expect(journal.failure?.message.contains(folder.path) != false)
      #expect(
        journal.keptCount
          == ReplicationJournal(beside: "\(folder.path)/x", plan: "p", count: 9).finished.count)
    }
  }
}
