// Runs scenarios and compares what they give with the committed results: what `simrun check` does.

import Foundation
import SimEngine
import Synchronization

/// What somebody asks for when he checks results.
public struct CheckOptions: Sendable {
  /// The folder in which the committed results are.
  public var resultsPath = "results"
  /// The share by which figures may differ; nil where every byte counts.
  public var tolerance: Double?
  /// Whether committed results that differ are written anew.
  public var updates = false
  /// How many replications run at one time.
  public var workers = 1
  /// The words of the command, for the record of where a result comes from.
  public var arguments: [String] = []

  /// The defaults.
  public init() {}
}

/// What became of one scenario.
public struct CheckVerdict: Sendable {
  /// The scenario's file.
  public let path: String
  /// The scenario's name.
  public let name: String
  /// The folder of the committed result.
  public let baselinePath: String
  /// What differs; nil where there was nothing to compare with, or no result.
  public let difference: ResultDifference?
  /// The scenario's own checks that do not hold.
  public let failedChecks: [CheckOutcome]
  /// Why the run stopped before its end or gave no result.
  public let failure: String?
  /// Whether the committed result was written anew.
  public internal(set) var isUpdated = false
  /// The result, while it may have to be written.
  var files: ResultFiles?

  /// Whether the committed result is what the scenario gives.
  public var isSame: Bool { failure == nil && difference?.isEmpty == true }
  /// Whether all is as it should be.
  public var isGood: Bool { failure == nil && failedChecks.isEmpty && (isSame || isUpdated) }
}

/// Scenarios that were loaded and checked, all of them, with the results that they are compared with.
///
/// The steps are `prepare`, `simulate`, `update`. The first finds all that is wrong, so that either everything runs or
/// nothing does; only the last writes.
public struct BaselineCheck: Sendable {
  private let targets: [CheckTarget]
  private let options: CheckOptions
  private let begin = Date()

  /// How many scenarios there are.
  public var count: Int { targets.count }

  /// Loads scenarios and committed results.
  /// - Parameter paths: Scenarios, and folders of scenarios.
  /// - Throws: `CheckProblems` with everything that is wrong; nothing ran.
  public static func prepare(
    _ paths: [String], _ options: CheckOptions, _ registry: ModelRegistry = .standard
  ) throws(CheckProblems) -> BaselineCheck {
    BaselineCheck(targets: try CheckTargets(paths, options, registry).targets, options: options)
  }

  private init(targets: [CheckTarget], options: CheckOptions) {
    (self.targets, self.options) = (targets, options)
  }

  /// Runs every replication of every scenario, and compares.
  /// - Parameters:
  ///   - goesOn: Asked now and then, from any thread; false stops everything.
  ///   - report: Told each verdict as soon as it is known, one at a time.
  /// - Returns: The verdicts in the order of the scenarios; nil if it was stopped.
  public func simulate(
    whilst goesOn: @escaping @Sendable () -> Bool, report: @escaping @Sendable (CheckVerdict) -> Void
  ) throws(ScenarioError) -> [CheckVerdict]? {
    let runs = targets.indices.flatMap { index in
      (0..<targets[index].scenario.replications).map { (target: index, run: $0) }
    }
    let tables = targets.map { ResultTable(count: $0.scenario.replications) }
    let state = Mutex(State(targets.map(\.scenario.replications)))
    WorkQueue.forEach(Array(runs.indices), workers: options.workers) { place in
      let (target, run) = runs[place]
      let result = Result { () throws(ScenarioError) in
        let result = try Replication.simulate(targets[target].scenario, run: UInt64(run)) { _ in goesOn() }
        return run == 0 ? result : result.withoutTables
      }
      guard tables[target].fill(run, with: result) else { return false }
      guard state.withLock({ $0.finishRun(of: target) }), let results = try? tables[target].all() else {
        return true
      }
      let verdict = verdict(on: targets[target], results)
      state.withLock { state in
        state.verdicts[target] = verdict
        report(verdict)
      }
      return true
    }
    for table in tables { _ = try table.all() }
    let verdicts = state.withLock { $0.verdicts.compactMap(\.self) }
    return verdicts.count == targets.count ? verdicts : nil
  }

  /// What is known so far.
  private struct State {
    var remaining: [Int]
    var verdicts: [CheckVerdict?]

    init(_ replications: [Int]) {
      remaining = replications
      verdicts = replications.map { _ in nil }
    }

    /// Whether that was the last run of a scenario.
    mutating func finishRun(of target: Int) -> Bool {
      remaining[target] -= 1
      return remaining[target] == 0
    }
  }

  private func verdict(on target: CheckTarget, _ results: [ReplicationResult]) -> CheckVerdict {
    do throws(OutputError) {
      let files = try ResultFiles(target.scenario, target.tree, results, provenance: nil)
      let found = try StoredResult("the run", files.files)
      let difference = target.baseline.map {
        ResultDifference($0, found, tolerance: options.tolerance)
      }
      let stopped = results.first { $0.stopReason != nil }
      return CheckVerdict(
        path: target.path, name: target.scenario.name, baselinePath: target.baselinePath,
        difference: difference,
        failedChecks: try target.scenario.checkOutcomes(of: results).filter { !$0.holds },
        failure: stopped.map { "run \($0.run) stopped before its end: \($0.stopReason ?? "")" },
        files: options.updates && difference?.isEmpty != true ? files : nil)
    } catch {
      return CheckVerdict(
        path: target.path, name: target.scenario.name, baselinePath: target.baselinePath, difference: nil,
        failedChecks: [], failure: error.message, files: nil)
    }
  }

  // MARK: Writing

  /// Writes the committed results that differ anew, each whole or not at all; does nothing unless that was asked for.
  /// - Returns: The verdicts, and what could not be tidied up.
  /// - Throws: When a result is not in place; those before it are.
  public func update(_ verdicts: [CheckVerdict]) throws(OutputError) -> ([CheckVerdict], [OutputError]) {
    var updated = verdicts
    var leftovers: [OutputError] = []
    var run = RunOptions()
    (run.workers, run.arguments) = (options.workers, options.arguments)
    for index in verdicts.indices {
      guard let files = verdicts[index].files, verdicts[index].failure == nil else { continue }
      let provenance = ResultFile(
        name: "provenance.json", bytes: JSONText.provenance(of: run, since: begin).bytes())
      let folder = ResultFolder(path: verdicts[index].baselinePath)
      if let leftover = try folder.publish(files.files + [provenance], force: false) {
        leftovers.append(leftover)
      }
      updated[index].isUpdated = true
      updated[index].files = nil
    }
    return (updated, leftovers)
  }
}
