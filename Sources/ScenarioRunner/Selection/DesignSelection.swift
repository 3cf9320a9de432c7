// Which of several designs has the largest mean, with a stated probability of being right: Kim and Nelson's procedure.

import SimEngine

/// How sure a selection has to be.
public struct SelectionRules: Hashable, Sendable {
  /// By how much a design must be better for the difference to matter, in the unit of the figure; more than 0.
  public let indifference: Double
  /// The probability with which the best is selected whenever it is better than all others by the indifference.
  public let confidence: Double
  /// Replications of every design before any is ruled out; at least 2.
  public let firstReplications: Int

  /// Rules.
  /// - Precondition: an indifference above 0, a confidence above one half and below 1, at least two first replications.
  public init(indifference: Double, confidence: Double = 0.95, firstReplications: Int = 20) {
    invariant(indifference > 0 && confidence > 0.5 && confidence < 1, "rules under which nothing is selected")
    invariant(firstReplications >= 2, "a variance of fewer than two values")
    (self.indifference, self.confidence) = (indifference, confidence)
    self.firstReplications = firstReplications
  }
}

/// Compares designs replication by replication and rules out those that are clearly worse.
///
/// Replication r of all designs may draw the same: only variances of differences enter, so that common draws make it
/// faster. Figures are taken as normal; the guarantee is that of the procedure, which is on the safe side.
/// - Source: S.-H. Kim and B. L. Nelson, "A fully sequential procedure for indifference-zone selection in simulation",
///   ACM Transactions on Modeling and Computer Simulation 11 (2001) 251-273, with c = 1.
public struct DesignSelection: Sendable {
  /// When and by whom a design was ruled out.
  public struct Elimination: Hashable, Sendable {
    /// The replications that it had.
    public let after: Int
    /// The design with the largest mean of those that were clearly better.
    public let by: Int
  }

  /// How sure the selection has to be.
  public let rules: SelectionRules
  /// The figure of each replication; shape [designs, replications of the design].
  public private(set) var figures: [[Double]]
  /// Why each design is out; nil for those that are in.
  public private(set) var eliminations: [Elimination?]
  private var sums: [Double]
  /// Variances of the differences over the first replications; shape [designs, designs], empty before they are there.
  private var variances: [[Double]] = []

  /// A comparison of some designs of which nothing is known.
  /// - Precondition: at least one design.
  public init(designs: Int, _ rules: SelectionRules) {
    invariant(designs > 0, "a selection among no designs")
    self.rules = rules
    figures = Array(repeating: [], count: designs)
    eliminations = Array(repeating: nil, count: designs)
    sums = Array(repeating: 0, count: designs)
  }

  /// The designs that are still in, in their order.
  public var survivors: [Int] { eliminations.indices.filter { eliminations[$0] == nil } }
  /// The design that is selected, once it is.
  public var selected: Int? { survivors.count == 1 ? survivors[0] : nil }
  /// The mean of a design's figures; nil before the first.
  public func mean(of design: Int) -> Double? {
    figures[design].isEmpty ? nil : sums[design] / Double(figures[design].count)
  }

  /// Takes one more replication of every design that is still in, and rules out what is clearly worse.
  /// - Parameter replication: A figure of each, in the order of `survivors`.
  /// - Complexity: O(survivors^2).
  public mutating func add(_ replication: [Double]) {
    let survivors = survivors
    invariant(replication.count == survivors.count, "a replication of other designs than those that are in")
    for (design, figure) in zip(survivors, replication) {
      figures[design].append(figure)
      sums[design] += figure
    }
    let count = figures[survivors[0]].count
    if count < rules.firstReplications { return }
    if variances.isEmpty { variances = differenceVariances() }
    for design in survivors {
      let better = survivors.filter { isClearlyWorse(design, than: $0, after: count) }
      guard let best = better.max(by: { sums[$0] < sums[$1] }) else { continue }
      eliminations[design] = Elimination(after: count, by: best)
    }
  }

  /// Whether the lead of one design over another is more than chance would give it.
  private func isClearlyWorse(_ design: Int, than other: Int, after count: Int) -> Bool {
    guard design != other else { return false }
    let replications = Double(count)
    let delta = rules.indifference
    let reach = squaredFactor * variances[design][other] / (delta * delta) - replications
    let lead = (sums[other] - sums[design]) / replications
    // Where chance has had its say the larger mean decides, and of equal ones the first.
    if reach <= 0 { return lead > 0 || (lead == 0 && other < design) }
    return lead > delta / (2 * replications) * reach
  }

  /// h^2 of the procedure: 2 eta (n0 - 1) with eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2.
  private var squaredFactor: Double {
    let freedom = Double(rules.firstReplications - 1)
    let risk = 2 * (1 - rules.confidence) / Double(max(1, figures.count - 1))
    return (DeterministicMath.pow(risk, -2 / freedom) - 1) * freedom
  }

  private func differenceVariances() -> [[Double]] {
    figures.indices.map { first in
      figures.indices.map { second in
        var moments = WelfordAccumulator()
        for (left, right) in zip(figures[first], figures[second]) { moments.add(left - right) }
        return moments.variance ?? 0
      }
    }
  }
}
