// What a reserve has against what it may be asked for, over time.

/// The least that a reserve had, when it was spent, and how much of the coins that others hold it could have bought back.
public struct ReserveCover: Sendable {
  /// A reserve is depleted when it has this share of what it began with.
  public static let depletedShare = 0.01

  /// What it began with.
  private let first: Double
  /// The least that it had, in the unit in which it is added; nil before anything was.
  public private(set) var least: Double?
  /// When it was depleted first; nil for one that began with nothing.
  public private(set) var depletedAt: SimTime?
  /// The least coverage; nil where there never was any.
  public private(set) var leastCoverage: Double?
  private var coverage = TimeWeighted()

  /// A reserve that begins with so much.
  public init(first: Double) { self.first = first }

  /// Adds what it had for a span.
  /// - Parameter coverage: Its worth over that of all coins that others hold, at the peg; nil where nobody holds any.
  public mutating func add(_ held: Double, coverage: Double?, at now: SimTime, for span: SimDuration) {
    least = min(least ?? held, held)
    if depletedAt == nil, first > 0, held <= ReserveCover.depletedShare * first { depletedAt = now }
    guard let coverage else { return }
    self.coverage.add(coverage, for: span)
    leastCoverage = min(leastCoverage ?? coverage, coverage)
  }

  /// The mean coverage; nil where there never was any.
  public var meanCoverage: Double? { coverage.mean }

  /// The measures as rows of the summary.
  /// - Parameters:
  ///   - prefix: Whose reserve it is.
  ///   - unit: That of what was added.
  public func summary(prefix: String, unit: String, watchedFor span: SimTime) -> [SummaryMetric] {
    [
      SummaryMetric("\(prefix).coverage_mean_share", meanCoverage, unit: ""),
      SummaryMetric("\(prefix).coverage_minimum_share", leastCoverage, unit: ""),
      SummaryMetric("\(prefix).minimum_\(unit.lowercased())", least, unit: unit),
      SummaryMetric(
        "\(prefix).depleted_at_d", happened: depletedAt?.days, watchedFor: span.days, unit: "d"),
    ]
  }
}
