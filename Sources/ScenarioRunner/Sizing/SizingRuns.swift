// The runs of a search: each done once, kept on disk, and known by its number.

import SimEngine
import Synchronization

/// What a run of a search found, as far as the search asks.
struct SizingRun: Sendable {
  /// Whether it came to its end.
  let isWhole: Bool
  /// The figures that are asked for; only for looking up.
  private let figures: [String: Double]

  init(_ result: ReplicationResult) {
    isWhole = result.stopReason == nil
    var figures: [String: Double] = [:]
    for metric in result.summary { figures[metric.name] = metric.value }
    self.figures = figures
  }

  /// A figure; nil where the run does not define it.
  subscript(name: String) -> Double? { figures[name] }
}

/// Does runs of a plan, from any thread.
final class SizingRuns: Sendable {
  private struct State {
    var runs: [Int: SizingRun] = [:]
    var scenarios: [Int: Scenario] = [:]
  }

  private let plan: SizingPlan
  private let journal: ReplicationJournal?
  private let goesOn: @Sendable () -> Bool
  private let state = Mutex(State())

  /// Figures beside the target's that the answer tells of.
  private static let ownFigures = [
    SizingFigures.paid, SizingFigures.paidUSD, SizingFigures.maximum, SizingFigures.depth,
  ]

  /// - Parameter goesOn: Asked now and then; false stops all runs at their next event boundary.
  init(_ plan: SizingPlan, _ journal: ReplicationJournal?, goesOn: @escaping @Sendable () -> Bool) {
    (self.plan, self.journal, self.goesOn) = (plan, journal, goesOn)
  }

  /// All runs that the search asked for.
  var count: Int { state.withLock { $0.runs.count } }
  /// Runs that came to one of their limits.
  var cutShortCount: Int { state.withLock { state in state.runs.count { !$0.value.isWhole } } }

  /// Does a run, or finds it done.
  /// - Parameter value: The value as a text, for a step that is not on the grid.
  func run(_ variant: Int, _ seed: Int, at step: Int, value: String? = nil) throws(SizingStop) -> SizingRun {
    let number = plan.number(variant, seed, at: step)
    if let done = state.withLock({ $0.runs[number] }) { return done }
    guard goesOn() else { throw .interrupted }
    let run: SizingRun
    if let kept = journal?.finished[UInt64(number)] {
      run = SizingRun(kept)
    } else {
      run = SizingRun(try fresh(variant, seed, at: step, value, number))
    }
    state.withLock { $0.runs[number] = run }
    return run
  }

  private func fresh(
    _ variant: Int, _ seed: Int, at step: Int, _ value: String?, _ number: Int
  ) throws(SizingStop) -> ReplicationResult {
    let result: ReplicationResult
    do throws(ScenarioError) {
      let scenario = try scenario(variant, at: step, value)
      let goesOn = self.goesOn
      result = try Replication.simulate(scenario, run: UInt64(seed)) { _ in goesOn() }
    } catch {
      throw .scenario(error)
    }
    guard result.status != .interrupted else { throw .interrupted }
    let kept = result.withoutTables.numbered(number).keeping(Self.ownFigures + [plan.target.figure])
    journal?.keep(kept)
    return kept
  }

  private func scenario(_ variant: Int, at step: Int, _ value: String?) throws(ScenarioError) -> Scenario {
    let place = plan.number(variant, 0, at: step)
    if let known = state.withLock({ $0.scenarios[place] }) { return known }
    let scenario = try plan.scenario(variant, with: value ?? plan.grid.text(step))
    state.withLock { $0.scenarios[place] = scenario }
    return scenario
  }
}

/// The figures of a run that an answer tells of where they are defined.
enum SizingFigures {
  static let paid = "alp.paid_nbt"
  static let paidUSD = "alp.paid_usd"
  static let maximum = "alp.maximum_nbt"
  static let depth = "depth.smaller_side_within_100bp_mean_nbt"
}

extension ReplicationResult {
  /// The same with some of its figures only.
  fileprivate func keeping(_ names: [String]) -> ReplicationResult {
    ReplicationResult(
      run: run, status: status, stopReason: stopReason, reached: reached, events: events, tables: tables,
      summary: summary.filter { names.contains($0.name) }, fingerprints: fingerprints)
  }
}
