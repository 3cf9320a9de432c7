// All replications of a scenario, on as many workers as there are, with one result whatever their number.

import Dispatch
public import SimEngine

/// How far an experiment has come, over all its runs.
public struct ExperimentProgress: Sendable {
  /// Events handled so far.
  public let events: UInt64
  /// Simulated time of all runs so far.
  public let simulated: SimDuration
  /// Simulated time of all runs when they are through.
  public let total: SimDuration
}

/// A scenario with its replications.
public struct Experiment: Sendable {
  /// The scenario.
  public let scenario: Scenario
  /// How many replications run at one time; changes nothing but the time it takes.
  public let workers: Int

  /// An experiment.
  public init(_ scenario: Scenario, workers: Int) {
    self.scenario = scenario
    self.workers = max(1, workers)
  }

  /// Runs every replication; results in the order of their numbers.
  /// - Parameter observer: Told now and then, from any thread, one call at a time; false stops every run.
  /// - Throws: What is wrong with the scenario as a whole; nothing has run then.
  public func run(
    observer: @escaping @Sendable (ExperimentProgress) -> Bool = { _ in true }
  ) throws(ScenarioError) -> [ReplicationResult] {
    let tally = ProgressTally(scenario, observer)
    let results = ResultTable(count: scenario.replications)
    // A queue for each worker: run r belongs to worker r mod workers, and results are put in order by r.
    DispatchQueue.concurrentPerform(iterations: min(workers, scenario.replications)) { worker in
      for run in stride(from: worker, to: scenario.replications, by: workers) {
        results.fill(run, with: Self.simulate(scenario, run, tally))
      }
    }
    return try results.all()
  }

  private static func simulate(
    _ scenario: Scenario, _ run: Int, _ tally: ProgressTally
  ) -> Result<ReplicationResult, ScenarioError> {
    var last = SimulationProgress.none
    return Result { () throws(ScenarioError) in
      try Replication.simulate(scenario, run: UInt64(run)) { progress in
        defer { last = progress }
        return tally.add(progress, since: last)
      }
    }
  }
}

/// Sums the progress of runs on several threads.
private final class ProgressTally: @unchecked Sendable {
  private let queue = DispatchQueue(label: "simrun.progress")
  private let observer: @Sendable (ExperimentProgress) -> Bool
  private let total: SimDuration
  private var events: UInt64 = 0
  private var simulated = SimDuration.zero
  private var isStopped = false

  init(_ scenario: Scenario, _ observer: @escaping @Sendable (ExperimentProgress) -> Bool) {
    self.observer = observer
    total = scenario.horizon * Int64(scenario.replications)
  }

  /// Adds what a run did since it was last heard of; false when it should stop.
  func add(_ progress: SimulationProgress, since last: SimulationProgress) -> Bool {
    queue.sync {
      events += progress.events - last.events
      simulated = simulated + (progress.now - last.now)
      let goesOn = observer(ExperimentProgress(events: events, simulated: simulated, total: total))
      if !goesOn { isStopped = true }
      return !isStopped
    }
  }
}

/// Where runs on several threads put their results, each in its place.
private final class ResultTable: @unchecked Sendable {
  private let queue = DispatchQueue(label: "simrun.results")
  private var results: [Result<ReplicationResult, ScenarioError>?]

  init(count: Int) { results = Array(repeating: nil, count: count) }

  func fill(_ run: Int, with result: Result<ReplicationResult, ScenarioError>) {
    queue.sync { results[run] = result }
  }

  /// The results in the order of the runs.
  func all() throws(ScenarioError) -> [ReplicationResult] {
    var all: [ReplicationResult] = []
    for result in results {
      if let result { all.append(try result.get()) }
    }
    return all
  }
}
