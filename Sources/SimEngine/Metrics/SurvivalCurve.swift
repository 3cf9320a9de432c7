// How long things last of which some had not ended when one stopped looking.

/// How long one thing was watched, and whether it ended then.
public struct WaitingTime: Hashable, Sendable {
  /// How long it was watched.
  public let span: Double
  /// Whether it ended then; otherwise it is known to last longer.
  public let hasEnded: Bool

  /// A time.
  public init(_ span: Double, hasEnded: Bool) {
    self.span = span
    self.hasEnded = hasEnded
  }
}

/// The share of things that last longer than a time, estimated from all that were watched.
///
/// The mean of those that have ended would be too short, as the long ones are those that have not. What was cut off at the
/// same time as another ended counts as having been watched longer.
///
/// - Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American
///   Statistical Association 53 (1958) 457-481, doi:10.1080/01621459.1958.10501452; the variance by M. Greenwood (1926),
///   the interval of the median by R. Brookmeyer and J. Crowley, Biometrics 38 (1982) 29-41, on the scale of log(-log S).
public struct SurvivalCurve: Sendable {
  /// What holds from one end to the next.
  public struct Step: Hashable, Sendable {
    /// When something ended.
    public let time: Double
    /// The share that lasts longer.
    public let share: Double
    /// Greenwood's sum: the squared relative standard error of the share.
    let relativeVariance: Double
  }

  /// The steps by time; none when nothing has ended.
  public let steps: [Step]

  /// The curve of some times, in any order.
  /// - Complexity: O(n log n).
  public init(_ times: [WaitingTime]) {
    let sorted = times.sorted { $0.span < $1.span }
    var steps: [Step] = []
    var (share, variance, index) = (1.0, 0.0, 0)
    while index < sorted.count {
      let atRisk = Double(sorted.count - index)
      let together = sorted[index...].prefix { $0.span == sorted[index].span }
      let ended = Double(together.count { $0.hasEnded })
      if ended > 0 {
        share *= (atRisk - ended) / atRisk
        variance += ended / (atRisk * (atRisk - ended))
        steps.append(Step(time: together[index].span, share: share, relativeVariance: variance))
      }
      index = together.endIndex
    }
    self.steps = steps
  }

  /// The time that half of all outlast; nil where more than half had not ended.
  public var median: Double? { steps.first { $0.share <= 0.5 }?.time }

  /// The times at which the bounds of the share, each with 95 % probability between them, pass one half; nil where a bound
  /// never does.
  public var medianInterval: (low: Double?, high: Double?) {
    (
      steps.first { interval(at: $0).low <= 0.5 }?.time,
      steps.first { interval(at: $0).high <= 0.5 }?.time
    )
  }

  private func interval(at step: Step) -> (low: Double, high: Double) {
    // Once all have ended there is no variance to speak of.
    guard step.share > 0 else { return (0, 0) }
    let logarithm = -DeterministicMath.log(step.share)
    let width = 1.959963984540054 * step.relativeVariance.squareRoot() / logarithm
    return (
      DeterministicMath.exp(-logarithm * DeterministicMath.exp(width)),
      DeterministicMath.exp(-logarithm * DeterministicMath.exp(-width))
    )
  }
}
