// From a path to the published result of a sweep, or of a part of it: what `simrun sweep` does.

import Foundation
public import SimEngine

/// What somebody asks for when he sweeps over a scenario.
public struct SweepOptions: Sendable {
  /// What a run of the scenario would be asked for: overrides, place of the result, workers.
  public var run = RunOptions()
  /// What to vary, in place of what the scenario says; nothing for the latter.
  public var axes: [SweepAxis] = []
  /// Whether the points are the scenario without its shocks and as it stands, in place of all axes; the result then says what
  /// the shocks did.
  public var comparesShocks = false
  /// How the points draw.
  public var draws = SweepPlan.Draws.common
  /// The part that is to be done; nil for all.
  public var shard: SweepShard?

  /// The defaults.
  public init() {}
}

/// A sweep that was loaded and checked and whose result has a place to go; see `RunSession` for the three steps.
public struct SweepSession: Sendable {
  /// The points, and what each run is.
  public let plan: SweepPlan
  /// The folder of the whole result, as it will be shown.
  public let outputPath: String
  /// Whether the part that was asked for is there already.
  public let isComplete: Bool
  /// The numbers of the runs to be done.
  public let runs: [Int]
  private let options: SweepOptions
  private let target: String
  private let journal: ReplicationJournal?
  private let begin = Date()

  /// Loads a scenario, makes the plan, checks every point, and finds out whether the result could be written.
  /// - Throws: `ScenarioError` or `OutputError`; both mean that nothing ran.
  public static func prepare(
    _ path: String, _ options: SweepOptions, _ registry: ModelRegistry = .standard
  ) throws -> SweepSession {
    var loaded = try ScenarioLoader().load(path, overrides: options.run.overrides)
    var design = options.axes.isEmpty ? nil : SweepDesign(options.axes)
    if options.comparesShocks { (loaded, design) = try StressDesign.points(of: loaded, registry) }
    let plan = try SweepPlan(loaded, varying: design, draws: options.draws, registry)
    return try SweepSession(plan, options)
  }

  private init(_ plan: SweepPlan, _ options: SweepOptions) throws {
    (self.plan, self.options) = (plan, options)
    outputPath =
      options.run.outputPath ?? "results/\(plan.base.name)\(options.comparesShocks ? "-stress" : "")"
    if let shard = options.shard {
      let folder = ShardFolder(shard, of: outputPath)
      target = folder.path
      isComplete = try folder.isComplete(plan.outline)
      runs = shard.runs(of: plan.runCount)
    } else {
      target = outputPath
      isComplete = false
      runs = Array(0..<plan.runCount)
    }
    try ResultFolder(path: target).checkWritable(force: options.run.force)
    journal = .ofThisProgram(beside: target, plan: plan.hash, count: plan.runCount)
  }

  /// How many runs were finished by a session that was cut off, and are not done again.
  public var finishedCount: Int { runs.count { journal?.finished[UInt64($0)] != nil } }
  /// How many runs are kept for a session to come, should this one be cut off now.
  public var keptCount: Int { journal?.keptCount ?? 0 }
  /// Why finished runs are not kept, if that is so.
  public var keepingFailure: OutputError? { journal?.failure }

  /// Does every run; results in the order of their numbers.
  /// - Parameter observer: Told how far each run has come, by its place among those to be done.
  public func simulate(
    observer: @escaping ExperimentObserver = { _, _ in true }
  ) throws(ScenarioError) -> [ReplicationResult] {
    let results = ResultTable(count: runs.count)
    WorkQueue.forEach(Array(runs.indices), workers: max(1, options.run.workers)) { place in
      results.fill(
        place,
        with: Result { () throws(ScenarioError) in
          let number = runs[place]
          if let kept = journal?.finished[UInt64(number)] { return kept }
          let result = try plan.simulate(number) { observer(place, $0) }
          journal?.keep(result)
          return result
        })
    }
    return try results.all()
  }

  /// What the runs found, all of them.
  public func result(_ results: [ReplicationResult]) -> SweepResult {
    SweepResult(results: results, outline: plan.outline)
  }

  /// Writes the result, or the part, whole or not at all.
  /// - Returns: What could not be tidied up afterwards; the result itself is in place.
  /// - Throws: When the result is not in place, or not all runs are finished.
  public func publish(_ results: [ReplicationResult]) throws(OutputError) -> OutputError? {
    guard results.count == runs.count else {
      throw OutputError(.writing, "only \(results.count) of \(runs.count) runs are finished")
    }
    let files =
      if let shard = options.shard {
        ShardFolder.files(shard, plan.outline, results)
      } else {
        try result(results).files(
          adding: options.comparesShocks ? [StressResult(result(results)).table] : [],
          provenance: .provenance(of: options.run, since: begin)
        ).files
      }
    let leftover = try ResultFolder(path: target).publish(files, force: options.run.force)
    return leftover ?? journal?.remove()
  }
}
