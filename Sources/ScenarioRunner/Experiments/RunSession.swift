// From a path to a published result: what `simrun run` does, for programs of one's own too.

import Foundation
import SimEngine

/// What somebody asks for when he runs a scenario.
public struct RunOptions: Sendable {
  /// Changes to the scenario, applied in their order.
  public var overrides: [ScenarioOverride] = []
  /// Where the result goes; nil for `results/<name>` below the working folder.
  public var outputPath: String?
  /// How many replications run at one time.
  public var workers = 1
  /// Whether files that are no part of a result may stay in the folder.
  public var force = false
  /// The words of the command, for the record of where a result comes from.
  public var arguments: [String] = []

  /// The defaults.
  public init() {}
}

/// A scenario that was loaded and checked and whose result has a place to go.
///
/// The three steps of a run are `prepare`, `simulate`, `publish`: no result is written before the last, and an error
/// in one leaves no trace. With several replications, those that are finished are kept in a journal until then, so
/// that the same session goes on where one that was cut off had come to.
public struct RunSession {
  /// The scenario.
  public let scenario: Scenario
  /// The folder of the result, as it will be shown.
  public let outputPath: String
  private let tree: JSONNode
  private let options: RunOptions
  private let begin = Date()
  /// Where finished replications are kept; nil for a single one, which is run in one piece.
  private let journal: ReplicationJournal?

  /// Loads a scenario, checks it, and finds out whether its result could be written.
  /// - Parameters:
  ///   - path: A file, or "-" for standard input.
  ///   - registry: The kinds that the scenario may name.
  /// - Throws: `ScenarioError` with everything that is wrong with the scenario; `OutputError` when the folder
  ///   cannot take a result. Both mean that nothing ran.
  public static func prepare(
    _ path: String, _ options: RunOptions, _ registry: ModelRegistry = .standard
  ) throws -> RunSession {
    let loaded = try ScenarioLoader().load(path, overrides: options.overrides)
    let scenario = try Scenario.read(loaded, registry)
    try Replication.check(scenario)
    let folder = options.outputPath ?? "results/\(scenario.name)"
    try ResultFolder(path: folder).checkWritable(force: options.force)
    return RunSession(scenario: scenario, outputPath: folder, tree: loaded.tree, options: options)
  }

  private init(scenario: Scenario, outputPath: String, tree: JSONNode, options: RunOptions) {
    self.scenario = scenario
    self.outputPath = outputPath
    self.tree = tree
    self.options = options
    journal =
      scenario.replications == 1
      ? nil
      // More replications of the same plan can use those that there are.
      : .ofThisProgram(
        beside: outputPath, plan: "\(EngineVersion.current) \(tree.removing("replications").canonicalText())",
        count: scenario.replications)
  }

  /// How many replications were finished by a session that was cut off, and are not run again.
  public var finishedCount: Int { journal?.finished.count ?? 0 }

  /// How many replications are kept for a session to come, should this one be cut off now.
  public var keptCount: Int { journal?.keptCount ?? 0 }

  /// Why finished replications are not kept, if that is so.
  public var keepingFailure: OutputError? { journal?.failure }

  /// Runs every replication; see `Experiment.run`.
  public func simulate(
    observer: @escaping ExperimentObserver = { _, _ in true }
  ) throws(ScenarioError) -> [ReplicationResult] {
    try Experiment(scenario, workers: options.workers).run(keeping: journal, observer)
  }

  /// Writes the result, whole or not at all.
  /// - Returns: What could not be tidied up afterwards; the result itself is in place.
  /// - Throws: When the result is not in place, or not all replications are finished; the folder holds what it held.
  public func publish(_ results: [ReplicationResult]) throws(OutputError) -> OutputError? {
    guard results.count == scenario.replications else {
      throw OutputError(
        .writing, "only \(results.count) of \(scenario.replications) replications are finished")
    }
    let files = try ResultFiles(scenario, tree, results, provenance: provenance(of: results))
    let leftover = try ResultFolder(path: outputPath).publish(files.files, force: options.force)
    return leftover ?? journal?.remove()
  }

  /// Where and when the result was made, and how fast.
  private func provenance(of results: [ReplicationResult]) -> JSONText {
    let ran = results.filter { journal?.finished[$0.run] == nil }
    return .provenance(of: options, since: begin, events: ran.reduce(0) { $0 + $1.events })
  }
}

extension ResultFiles {
  /// Puts together what the replications of a scenario found.
  init(
    _ scenario: Scenario, _ tree: JSONNode, _ results: [ReplicationResult], provenance: JSONText?
  ) throws(OutputError) {
    try self.init(
      name: scenario.name, description: scenario.description, tables: results.first?.tables ?? [],
      replications: results.map(\.summary),
      run: RunRecord.json(scenario, tree, results, scenario.checkOutcomes(of: results)),
      provenance: provenance)
  }
}

extension JSONText {
  /// Where and when a result was made: all that may differ between two runs of one scenario.
  static func provenance(of options: RunOptions, since begin: Date, events: UInt64? = nil) -> JSONText {
    let elapsed = Date().timeIntervalSince(begin)
    let process = ProcessInfo.processInfo
    let speed = events.map { elapsed > 0 ? Double($0) / elapsed : 0 }
    return [
      "host": .string(process.hostName), "system": .string(process.operatingSystemVersionString),
      "processors": .integer(Int128(process.activeProcessorCount)),
      "started": .string(UTCInstant(secondsSince1970: Int64(begin.timeIntervalSince1970)).description),
      "elapsed_s": .real(elapsed), "events_per_s": speed.map(JSONText.real) ?? .null,
      "workers": .integer(Int128(options.workers)),
      "arguments": .array(options.arguments.map(JSONText.string)),
    ]
  }
}
