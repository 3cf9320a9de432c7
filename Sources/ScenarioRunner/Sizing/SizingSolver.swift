// Finds the smallest sufficient value of anything that answers for a seed and a value: a simulation, or a formula.

import SimEngine
import Synchronization

/// Why a search ended without an answer.
enum SizingStop: Error {
  /// Somebody asked for it.
  case interrupted
  /// A run could not be built.
  case scenario(ScenarioError)
}

/// What a figure came to for a seed at a step of the grid; nil where the run does not define it.
typealias SizingProbe = @Sendable (_ seed: Int, _ step: Int) throws(SizingStop) -> Double?

/// Whether the figure rises with what is varied, as the search by thresholds takes for granted.
public struct MonotonicityAudit: Sendable {
  /// The figure at some steps.
  public struct Row: Sendable {
    /// The step of the grid.
    let step: Int
    /// What the figure came to; one a seed of the audit.
    let figures: [Double?]
    /// How many of these seeds meet the target.
    let metCount: Int
  }

  /// In ascending order of the steps.
  public let rows: [Row]
  /// Seeds that were audited.
  public let seeds: Int
  /// Pairs of neighbouring steps of one seed.
  public let comparisons: Int
  /// Pairs of which the smaller value meets the target and the greater one does not.
  public let reversals: Int

  /// Reversals among the comparisons.
  public var share: Double { comparisons == 0 ? 0 : Double(reversals) / Double(comparisons) }
  /// Whether thresholds can be believed.
  public var isPassed: Bool { share <= Self.tolerated }
  /// The share of reversals up to which they can.
  static let tolerated = 0.02
}

/// All that a search found.
struct SizingSolution {
  /// The step of the threshold of each seed, nil where no step meets the target; empty where none were sought.
  let thresholds: [Int?]
  /// Whether thresholds can be believed; nil where none were sought.
  let audit: MonotonicityAudit?
  let estimate: SizingEstimate
  /// How many seeds meet the target at some steps; empty unless the audit failed.
  let shares: [(step: Int, met: Int)]
  /// What tests said of some steps, in their order; empty where there were none.
  var decisions: [SequentialDecision] = []
}

/// A search over some seeds.
struct SizingSolver {
  let grid: SizingGrid
  let target: SizingTarget
  /// The share of seeds that the value has to be sufficient for.
  let confidence: Double
  /// The value with which every search begins.
  let firstGuess: Double
  let workers: Int
  /// Told how far the search has come, from any thread.
  var report: @Sendable (SizingProgress) -> Void = { _ in }
  let probe: SizingProbe

  /// Steps of the audit for each of its seeds.
  private static let auditSteps = 9
  /// Steps of the method that does not need thresholds.
  private static let shareSteps = 13

  /// Finds the threshold of every seed, audits every tenth, and estimates; by shares where the audit fails.
  /// - Throws: When a run did not end; nothing is known then.
  func solve(seeds: Int) throws(SizingStop) -> SizingSolution {
    let thresholds = try thresholds(seeds: seeds)
    let audit = try audit(thresholds)
    guard !audit.isPassed else {
      let values = thresholds.map { $0.map { grid.values[$0] } }
      return SizingSolution(
        thresholds: thresholds, audit: audit,
        estimate: SizingEstimate(thresholds: values, confidence: confidence), shares: [])
    }
    let shares = try shares(thresholds)
    return SizingSolution(
      thresholds: thresholds, audit: audit,
      estimate: SizingEstimate(
        values: shares.map { grid.values[$0.step] }, met: shares.map(\.met), seeds: seeds,
        confidence: confidence), shares: shares)
  }

  /// The step of the threshold of each seed; shape [seeds].
  func thresholds(seeds: Int, phase: String = "thresholds") throws(SizingStop) -> [Int?] {
    let search = ThresholdSearch(grid: grid, firstStep: grid.step(near: firstGuess))
    return try forEach(Array(0..<seeds), phase: phase) { seed throws(SizingStop) in
      try search.threshold { step throws(SizingStop) in target.holds(try probe(seed, step)) }
    }
  }

  // MARK: Audit

  /// Looks at every tenth seed on nine steps: both ends of the range, and seven about the thresholds.
  private func audit(_ thresholds: [Int?]) throws(SizingStop) -> MonotonicityAudit {
    let seeds = Array(stride(from: 0, to: thresholds.count, by: 10))
    let last = grid.values.count - 1
    let steps = ([0] + stepsAbout(thresholds, count: Self.auditSteps - 2) + [last])
      .reduce(into: [Int]()) { if $0.last != $1 { $0.append($1) } }
    let columns = try forEach(seeds, phase: "audit") { seed throws(SizingStop) in
      var figures: [Double?] = []
      for step in steps { figures.append(try probe(seed, step)) }
      return figures
    }
    let met = columns.map { $0.map(target.holds) }
    let reversals = met.reduce(0) { $0 + zip($1, $1.dropFirst()).count { $0 && !$1 } }
    return MonotonicityAudit(
      rows: steps.enumerated().map { place, step in
        MonotonicityAudit.Row(
          step: step, figures: columns.map { $0[place] }, metCount: met.count { $0[place] })
      }, seeds: seeds.count, comparisons: seeds.count * (steps.count - 1), reversals: reversals)
  }

  /// Steps from a little below the least threshold to a little above the greatest.
  private func stepsAbout(_ thresholds: [Int?], count: Int) -> [Int] {
    let found = thresholds.compactMap(\.self)
    let last = grid.values.count - 1
    let margin = Int(SizingGrid.stepsPerDoubling / 4)
    let from = max(0, (found.min() ?? 0) - margin)
    let to = found.count < thresholds.count ? last : min(last, (found.max() ?? last) + margin)
    return grid.steps(from: from, to: to, count: count)
  }

  // MARK: Shares

  private func shares(_ thresholds: [Int?]) throws(SizingStop) -> [(step: Int, met: Int)] {
    let count = thresholds.count
    var shares: [(step: Int, met: Int)] = []
    for step in stepsAbout(thresholds, count: Self.shareSteps) {
      shares.append((step, try metCount(at: step, seeds: count)))
    }
    // Thresholds that cannot be believed may all be too low.
    while let last = shares.last, last.step < grid.values.count - 1,
      Statistics.wilsonInterval(successes: last.met, trials: count, level: 0.95).lowerBound < confidence
    {
      let step = grid.doubled(last.step)
      shares.append((step, try metCount(at: step, seeds: count)))
    }
    return shares
  }

  private func metCount(at step: Int, seeds: Int) throws(SizingStop) -> Int {
    try forEach(Array(0..<seeds), phase: "shares at \(grid.text(step))") { seed throws(SizingStop) in
      try probe(seed, step)
    }.count(where: target.holds)
  }

  // MARK: On several threads

  /// Does something for each seed, on all workers; the results in the order of the seeds.
  func forEach<Result: Sendable>(
    _ seeds: [Int], phase: String, _ body: @Sendable (Int) throws(SizingStop) -> Result
  ) throws(SizingStop) -> [Result] {
    let results = Mutex([Swift.Result<Result, SizingStop>?](repeating: nil, count: seeds.count))
    let done = Atomic<Int>(0)
    WorkQueue.forEach(Array(seeds.indices), workers: max(1, workers)) { place in
      let result = Swift.Result { () throws(SizingStop) in try body(seeds[place]) }
      results.withLock { $0[place] = result }
      if case .failure = result { return false }
      let count = done.add(1, ordering: .relaxed).newValue
      report(SizingProgress(phase: phase, done: count, total: seeds.count))
      return true
    }
    var all: [Result] = []
    for result in results.withLock({ $0 }) {
      guard let result else { throw .interrupted }
      all.append(try result.get())
    }
    return all
  }
}
