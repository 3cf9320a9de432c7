// All replications of a scenario, on as many workers as there are, with one result whatever their number.

public import SimEngine

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
    WorkQueue.forEach(Array(0..<scenario.replications), workers: workers) { run in
      results.fill(run, with: result(of: run, journal, observer))
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
      // The tables of the first are published, and no journal holds tables: it is always run anew.
      if run > 0 { journal?.keep(result) }
      return run == 0 ? result : result.withoutTables
    }
  }
}
