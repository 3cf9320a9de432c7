// All replications of a scenario, on as many workers as there are, with one result whatever their number.

import Dispatch
public import SimEngine
import Synchronization

/// Told how far a replication has come, from any thread; false stops it at an event boundary, and no other begins.
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
  ///
  /// Where the observer has stopped a replication, those that had not begun are missing.
  /// - Throws: What is wrong with the scenario as a whole; nothing has run then.
  public func run(
    observer: @escaping ExperimentObserver = { _, _ in true }
  ) throws(ScenarioError) -> [ReplicationResult] {
    try run(keeping: nil, observer)
  }

  /// The same, with what is finished kept in a journal, and what it holds not run again.
  func run(
    keeping journal: ReplicationJournal?, _ observer: @escaping ExperimentObserver
  ) throws(ScenarioError) -> [ReplicationResult] {
    let results = ResultTable(count: scenario.replications)
    let next = Atomic<Int>(0)
    // Whoever is free takes the next run; results are put in order by their numbers.
    DispatchQueue.concurrentPerform(iterations: min(workers, scenario.replications)) { _ in
      while true {
        let run = next.add(1, ordering: .relaxed).oldValue
        guard run < scenario.replications else { return }
        let result = result(of: run, journal, observer)
        results.fill(run, with: result)
        // After an error or a stop no further run begins.
        if (try? result.get().status) ?? .interrupted == .interrupted {
          next.store(scenario.replications, ordering: .relaxed)
        }
      }
    }
    return try results.all()
  }

  /// What a replication finds, or found before.
  private func result(
    of run: Int, _ journal: ReplicationJournal?, _ observer: @escaping ExperimentObserver
  ) -> Result<ReplicationResult, ScenarioError> {
    Result { () throws(ScenarioError) in
      if let kept = journal?.finished[UInt64(run)] { return kept }
      let result = try Replication.simulate(scenario, run: UInt64(run)) { observer(run, $0) }
      journal?.keep(result)
      return run == 0 ? result : result.withoutTables
    }
  }
}

/// Where runs on several threads put their results, each in its place.
private final class ResultTable: Sendable {
  private struct State {
    var results: [Result<ReplicationResult, ScenarioError>?]
    /// The result that came first, with whose names the others go.
    var named: ReplicationResult?
  }

  private let state: Mutex<State>

  init(count: Int) { state = Mutex(State(results: Array(repeating: nil, count: count))) }

  func fill(_ run: Int, with result: Result<ReplicationResult, ScenarioError>) {
    state.withLock { state in
      if state.named == nil, let first = try? result.get() { state.named = first.withoutTables }
      state.results[run] = state.named.map { named in result.map { $0.sharingNames(with: named) } } ?? result
    }
  }

  /// The results in the order of the runs.
  func all() throws(ScenarioError) -> [ReplicationResult] {
    var all: [ReplicationResult] = []
    for result in state.withLock({ $0.results }) {
      if let result { all.append(try result.get()) }
    }
    return all
  }
}
