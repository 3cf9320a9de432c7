// One run of a scenario: the pure function from scenario, seed and run number to tables and figures.

public import SimEngine

/// How a run ended.
public enum RunStatus: String, Sendable {
  /// It reached its horizon.
  case complete
  /// It came to one of its limits; what it found until then is whole.
  case limited
  /// It was asked to stop; what it found until then is whole.
  case interrupted
}

/// What one run found.
public struct ReplicationResult: Sendable {
  /// The number of the run, from 0.
  public private(set) var run: UInt64
  /// How it ended.
  public let status: RunStatus
  /// Why it stopped before its horizon, in words; nil when it did not.
  public let stopReason: String?
  /// The instant that it reached.
  public let reached: SimTime
  /// Events handled.
  public let events: UInt64
  /// The tables in the order of their names; none where they were dropped.
  public private(set) var tables: [MetricTable]
  /// The figures of the summary.
  public private(set) var summary: [SummaryMetric]
  /// What the trajectory hashes to.
  public let fingerprints: Fingerprints

  /// The same under another number: its place in a plan of several points.
  func numbered(_ number: Int) -> ReplicationResult {
    var result = self
    result.run = UInt64(number)
    return result
  }

  /// The same without the tables, of which a result shows those of the first run only.
  var withoutTables: ReplicationResult {
    var result = self
    result.tables = []
    return result
  }

  /// The same with the texts of another result's figures where they are equal, so that memory holds each once.
  func sharingNames(with other: ReplicationResult) -> ReplicationResult {
    var result = self
    for (index, (own, shared)) in zip(summary, other.summary).enumerated()
    where own.name == shared.name && own.unit == shared.unit {
      result.summary[index] = own.named(shared.name, unit: shared.unit)
    }
    return result
  }
}

/// Runs one replication of a scenario.
public enum Replication {
  /// Builds the world and runs it to its horizon.
  /// - Parameters:
  ///   - run: The number of the replication, from 0.
  ///   - observer: Told now and then how far the run has come; false stops it at an event boundary.
  /// - Throws: What is wrong with the scenario as a whole; nothing has run then.
  public static func simulate(
    _ scenario: Scenario, run: UInt64, observer: ((SimulationProgress) -> Bool)? = nil
  ) throws(ScenarioError) -> ReplicationResult {
    let simulation = try prepare(scenario, run: run)
    let reason = simulation.run(until: SimTime.start + scenario.horizon, observer: observer)
    let summary = simulation.finish()
    let (status, words) = outcome(of: reason)
    return ReplicationResult(
      run: run, status: status, stopReason: words, reached: simulation.context.now,
      events: simulation.eventCount,
      tables: simulation.context.metrics.tables
        .filter { !scenario.metrics.leftOut.contains($0.name) }
        .sorted { $0.name < $1.name },
      summary: summary,
      fingerprints: simulation.context.fingerprints)
  }

  /// Finds what reading a scenario cannot: agents who hold more than the supply, tables that would be too large,
  /// checks on figures that no run has.
  /// - Throws: What is wrong with the scenario as a whole.
  public static func check(_ scenario: Scenario) throws(ScenarioError) {
    let simulation = try prepare(scenario, run: 0)
    if scenario.checks.isEmpty { return }
    try scenario.refuseUnknownFigures(figureNames(of: simulation, until: scenario.horizon))
  }

  /// The names of the figures that runs of a scenario end with.
  static func figureNames(of scenario: Scenario) throws(ScenarioError) -> [String] {
    figureNames(of: try prepare(scenario, run: 0), until: scenario.horizon)
  }

  private static func figureNames(of simulation: Simulation, until horizon: SimDuration) -> [String] {
    // Which figures there are shows as soon as something has happened.
    simulation.limits.events = min(simulation.limits.events, 1_000)
    _ = simulation.run(until: SimTime.start + horizon)
    return simulation.finish().map(\.name)
  }

  /// Builds the world and lets it begin.
  private static func prepare(_ scenario: Scenario, run: UInt64) throws(ScenarioError) -> Simulation {
    let simulation = try WorldBuilder.build(scenario, run: run).simulation
    simulation.prepare(until: SimTime.start + scenario.horizon)
    try TableEstimate(scenario, simulation.context).check(against: scenario)
    return simulation
  }

  private static func outcome(of reason: StopReason) -> (RunStatus, String?) {
    switch reason {
    case .reachedEnd, .nothingPending: (.complete, nil)
    case .eventLimit: (.limited, "the limit of events was reached")
    case .pendingLimit: (.limited, "the limit of pending events was reached")
    case .fieldLimit: (.limited, "the limit of fields in tables was reached")
    case .zeroDelayLoop(let component): (.limited, "\"\(component)\" keeps one instant from ending")
    case .interrupted: (.interrupted, "the run was interrupted")
    }
  }
}
