// Whether a value is sufficient, by as many seeds as the decision takes and no more.

import SimEngine

/// Decides between a probability that is too small and one that is large enough, seed by seed.
///
/// Of two hypotheses, `p - d` and `p + d`, the likelier one is taken as soon as its lead rules the other out; between them, the
/// zone of indifference, either may be. If the probability lies outside, the decision is wrong with the stated risk at most.
/// - Source: A. Wald, "Sequential tests of statistical hypotheses", Annals of Mathematical Statistics 16 (1945) 117-186.
struct SequentialTest {
  /// What was decided.
  enum Outcome: String, Sendable {
    case sufficient, insufficient
    /// The seeds were used up before a decision.
    case undecided
  }

  private let gain: Double
  private let loss: Double
  private let bound: Double
  private var lead = 0.0
  /// Seeds that were looked at.
  private(set) var count = 0
  /// How many of them met the target.
  private(set) var metCount = 0
  /// What is decided so far.
  private(set) var outcome = Outcome.undecided

  /// A test that has seen nothing.
  /// - Parameters:
  ///   - probability: What has to be reached, with `indifference` to spare on both sides within 0 and 1.
  ///   - indifference: Half the width of the zone, above 0.
  ///   - risk: The probability of a wrong decision, on either side.
  init(probability: Double, indifference: Double, risk: Double) {
    let (low, high) = (probability - indifference, probability + indifference)
    invariant(0 < low && low < high && high < 1, "no room for \(indifference) about \(probability)")
    gain = DeterministicMath.log(high / low)
    loss = DeterministicMath.log((1 - high) / (1 - low))
    bound = DeterministicMath.log((1 - risk) / risk)
  }

  /// Looks at one more seed; what comes after the decision changes nothing.
  mutating func add(_ isMet: Bool) {
    guard outcome == .undecided else { return }
    count += 1
    if isMet { metCount += 1 }
    lead += isMet ? gain : loss
    if lead >= bound { outcome = .sufficient }
    if lead <= -bound { outcome = .insufficient }
  }
}

/// What was decided of a step of the grid.
struct SequentialDecision: Sendable {
  let step: Int
  let seeds: Int
  let metCount: Int
  let outcome: SequentialTest.Outcome
}

extension SizingSolver {
  /// Seeds that are run at one time, so that several threads have work; the decisions do not depend on it.
  private static let batch = 20

  /// Finds the smallest value that a test calls sufficient, by bisection; all its decisions together are right with 95 %.
  ///
  /// Takes for granted that the probability rises with the value, not that each seed's figure does. Where the seeds do not
  /// suffice for a decision the value counts as insufficient.
  /// - Parameter seeds: The most for one decision.
  func solve(seeds: Int, indifference: Double) throws(SizingStop) -> SizingSolution {
    let doublings =
      DeterministicMath.log(grid.values[grid.values.count - 1] / grid.values[0])
      / DeterministicMath.log(2)
    // As many decisions as a search takes at most: brackets by factors of two, six halvings between, and the first.
    let decisionLimit = doublings.rounded(.up) + SizingGrid.halvingsPerDoubling + 1
    let test = SequentialTest(
      probability: confidence, indifference: indifference, risk: 0.05 / decisionLimit)
    var decisions: [SequentialDecision] = []
    let search = ThresholdSearch(grid: grid, firstStep: grid.step(near: firstGuess))
    let found = try search.threshold { step throws(SizingStop) in
      let decision = try decide(step, test, seeds: seeds)
      decisions.append(decision)
      return decision.outcome == .sufficient
    }
    return SizingSolution(
      thresholds: [], audit: nil, estimate: SizingEstimate(decided: found.map { grid.values[$0] }),
      shares: [],
      decisions: decisions.sorted { $0.step < $1.step })
  }

  private func decide(
    _ step: Int, _ fresh: SequentialTest, seeds: Int
  ) throws(SizingStop) -> SequentialDecision {
    var test = fresh
    var done = 0
    while test.outcome == .undecided, done < seeds {
      let batch = Array(done..<min(seeds, done + Self.batch))
      let figures = try forEach(batch, phase: "\(grid.text(step)), after \(done) seeds") {
        seed throws(SizingStop) in try probe(seed, step)
      }
      for figure in figures { test.add(target.holds(figure)) }
      done += batch.count
    }
    return SequentialDecision(step: step, seeds: test.count, metCount: test.metCount, outcome: test.outcome)
  }
}
