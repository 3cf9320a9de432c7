// All replications of a scenario, on as many workers as there are, with one result whatever their number.

import Dispatch
public import SimEngine

/// Told how far a replication has come, from any thread; false stops that replication at an event boundary.
public typealias ExperimentObserver = @Sendable (_ replication: Int, _ progress: SimulationProgress) -> Bool

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

  /// Runs every replication; results in the order of their numbers, with the tables of the first only: of
  /// the others they would fill the memory, and nothing shows them.
  /// - Throws: What is wrong with the scenario as a whole; nothing has run then.
  public func run(
    observer: @escaping ExperimentObserver = { _, _ in true }
  ) throws(ScenarioError) -> [ReplicationResult] {
    let results = ResultTable(count: scenario.replications)
    let count = min(workers, scenario.replications)
    // Run r belongs to worker r mod count, and results are put in order by r.
    DispatchQueue.concurrentPerform(iterations: count) { worker in
      for run in stride(from: worker, to: scenario.replications, by: count) {
        results.fill(run, with: Self.simulate(scenario, run, observer))
      }
    }
    return try results.all()
  }

  private static func simulate(
    _ scenario: Scenario, _ run: Int, _ observer: @escaping ExperimentObserver
  ) -> Result<ReplicationResult, ScenarioError> {
    Result { () throws(ScenarioError) in
      let result = try Replication.simulate(scenario, run: UInt64(run)) { observer(run, $0) }
      return run == 0 ? result : result.withoutTables
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
