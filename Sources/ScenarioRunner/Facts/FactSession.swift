// From a scenario to the bands of its facts: every replication is reduced to its sheet where it ran.

public import SimEngine
import Synchronization

/// A scenario whose facts are to be told over its replications.
///
/// Nothing is written. The tables of a replication live no longer than it runs and is looked at, so that memory holds as
/// many of them as run at one time.
public struct FactSession: Sendable {
  /// The scenario, with all its tables of events.
  public let scenario: Scenario
  /// Recorded prices, if any.
  private let data: PriceSeries?
  /// Seconds from one price to the next: those of the table of the peg, or of the data where these are longer.
  private let step: Double
  private let workers: Int

  /// What the replications told.
  public struct Outcome: Sendable {
    /// The facts.
    public let bands: FactBands
    /// The first replication that did not reach its end, without its tables.
    public let stopped: ReplicationResult?
  }

  /// Loads and checks a scenario and the data.
  /// - Parameters:
  ///   - path: A file, or "-" for standard input.
  ///   - data: A file of recorded prices; see `FactSheet`.
  ///   - registry: The kinds that the scenario may name.
  /// - Throws: Everything that is wrong with either, and when facts could not be told for want of prices; nothing ran.
  public static func prepare(
    _ path: String, _ options: RunOptions, data: String? = nil, _ registry: ModelRegistry = .standard
  ) throws(ScenarioError) -> FactSession {
    let recorded = try data.map { path throws(ScenarioError) in try PriceSeries.recorded(in: path) }
    // Facts are told of events that a result may leave out.
    let overrides = options.overrides + [try ScenarioOverride("metrics.leaveOut=[]")]
    let scenario = try Scenario.read(try ScenarioLoader().load(path, overrides: overrides), registry)
    guard !scenario.exchanges.isEmpty else { throw FactTables.withoutPrices }
    try Replication.check(scenario)
    let interval = scenario.metrics.interval(of: "peg").seconds
    let step = max(interval, try recorded?.step() ?? 0)
    try FactSheet.check(prices: Int(scenario.horizon.seconds / step), of: "a run", step: step)
    try recorded?.check(step: step)
    return FactSession(scenario: scenario, data: recorded, step: step, workers: options.workers)
  }

  /// Runs every replication.
  /// - Returns: nil where the observer stopped one.
  /// - Throws: What is wrong with the scenario as a whole.
  public func simulate(
    observer: @escaping ExperimentObserver = { _, _ in true }
  ) throws(ScenarioError) -> Outcome? {
    typealias Sheet = Result<(FactSheet, ReplicationResult), ScenarioError>
    let sheets = Mutex([Sheet?](repeating: nil, count: scenario.replications))
    WorkQueue.forEach(Array(0..<scenario.replications), workers: workers) { run in
      let sheet = Sheet { () throws(ScenarioError) in
        let result = try Replication.simulate(scenario, run: UInt64(run)) { observer(run, $0) }
        return (FactSheet(try FactTables(result.tables), step: step), result.withoutTables)
      }
      sheets.withLock { $0[run] = sheet }
      let status = (try? sheet.get())?.1.status ?? .interrupted
      return status != .interrupted
    }
    var told: [(sheet: FactSheet, result: ReplicationResult)] = []
    for case let sheet? in sheets.withLock({ $0 }) { told.append(try sheet.get()) }
    guard told.count == scenario.replications, !told.contains(where: { $0.result.status == .interrupted })
    else { return nil }
    return Outcome(
      bands: FactBands(
        told.map(\.sheet.parts), data: data.map { FactSheet(data: $0, step: step).parts } ?? []),
      stopped: told.map(\.result).first { $0.stopReason != nil })
  }
}
