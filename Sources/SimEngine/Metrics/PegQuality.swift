// How well a coin kept its price: the measures of docs/metrics.md, all weighted by time.

/// Measures of a deviation d(t) = P(t)/peg - 1 that is observed in steps.
public struct PegQuality: Sendable {
  /// The widths, in basis points, for which the time at the peg is measured.
  public static let widthsBasisPoints = [25, 50, 100, 200, 500]
  /// The peg is broken by a deviation beyond this many basis points ...
  public static let breakBasisPoints = 500.0
  /// ... that lasts at least this long.
  public static let breakSpan = SimDuration.days(1)

  /// Seconds within each of the widths.
  private var secondsWithin = Array(repeating: 0.0, count: PegQuality.widthsBasisPoints.count)
  private var square = TimeWeighted()
  private var absolute = TimeWeighted()
  private var unobservedSeconds = 0.0
  private var moments = TimeWeightedMoments()
  private var distribution = TimeDistribution()
  private var regression = Autoregression()
  /// The deviation of the span before, and how long a span is of which the regression knows.
  private var previous: Double?
  private var step: SimDuration?
  private var rupture = Spell(thresholdBasisPoints: PegQuality.breakBasisPoints, span: PegQuality.breakSpan)
  private var days = DailyMean(thresholdBasisPoints: PegQuality.breakBasisPoints)

  /// The depegs so far.
  public private(set) var depegLog: DepegLog
  /// The largest deviation below the peg, as a positive share.
  public private(set) var deepestBelow = 0.0
  /// The largest deviation above the peg.
  public private(set) var highestAbove = 0.0

  /// Nothing observed yet.
  /// - Parameter depeg: What counts as a depeg.
  public init(depeg: DepegRule = DepegRule()) { depegLog = DepegLog(depeg) }

  /// Adds a deviation that held for a span from an instant; nil when there was no price at all.
  ///
  /// A time without any price counts as time off the peg.
  public mutating func add(_ deviation: Double?, from start: SimTime, for span: SimDuration) {
    depegLog.add(deviation, from: start, for: span)
    regress(deviation, for: span)
    rupture.add(deviation.map { $0.magnitude * 1e4 } ?? .infinity, from: start, for: span)
    days.add(deviation, from: start, for: span)
    guard let deviation else {
      unobservedSeconds += span.seconds
      return
    }
    for (index, width) in PegQuality.widthsBasisPoints.enumerated()
    where deviation.magnitude * 1e4 <= Double(width) {
      secondsWithin[index] += span.seconds
    }
    square.add(deviation * deviation, for: span)
    absolute.add(deviation.magnitude, for: span)
    moments.add(deviation, for: span)
    distribution.add(deviation, for: span)
    deepestBelow = max(deepestBelow, -deviation)
    highestAbove = max(highestAbove, deviation)
  }

  /// Adds to the regression what follows upon the span before; the last span of a run may be a shorter one.
  private mutating func regress(_ deviation: Double?, for span: SimDuration) {
    let length = step ?? span
    step = length
    if let previous, let deviation, span == length { regression.add(previous, then: deviation) }
    previous = span == length ? deviation : nil
  }

  /// The share of time within each width, in the order of `widthsBasisPoints`; nil before anything was observed.
  public var timeWithin: [Double]? {
    let total = square.seconds + unobservedSeconds
    return total > 0 ? secondsWithin.map { $0 / total } : nil
  }
  /// The share of time in which there was a price; nil before anything was observed.
  public var pricedShare: Double? {
    let total = square.seconds + unobservedSeconds
    return total > 0 ? square.seconds / total : nil
  }
  /// Root of the mean square deviation, over the time with a price.
  public var rootMeanSquare: Double? { square.mean.map { $0.squareRoot() } }
  /// Mean absolute deviation, over the time with a price.
  public var meanAbsolute: Double? { absolute.mean }
  /// How many depegs there were.
  public var depegCount: Int { depegLog.depegs.count }
  /// The mean cubed deviation from the mean in units of the standard deviation.
  public var skewness: Double? { moments.skewness }
  /// The deviation below which the coin was for one per cent of the time with a price.
  public var lowestPercent: Double? { distribution.quantile(0.01) }
  /// The mean deviation over that time.
  public var expectedShortfall: Double? { distribution.meanOfLowest(0.01) }
  /// Minutes until half of a deviation has died out, by the autoregression of one observation on the one before.
  public var halfLifeMinutes: Double? {
    regression.halfLife.flatMap { halfLife in step.map { halfLife * $0.minutes } }
  }
  /// When the first day off the peg by five per cent began; nil when the peg never broke so.
  public var breakTime: SimTime? { rupture.starts.first }
  /// When the first day began whose mean was off the peg by more than five per cent; nil when there was none.
  public var dailyBreakTime: SimTime? { days.firstBadDay }

  /// The measures as rows of the summary.
  /// - Parameter prefix: The subsystem, such as "peg".
  public func summary(prefix: String) -> [SummaryMetric] {
    var metrics: [SummaryMetric] = []
    for (index, width) in PegQuality.widthsBasisPoints.enumerated() {
      metrics.append(SummaryMetric("\(prefix).time_within_\(width)bp", timeWithin?[index], unit: ""))
    }
    metrics += [
      SummaryMetric("\(prefix).priced_share", pricedShare, unit: ""),
      SummaryMetric("\(prefix).rmse_bp", rootMeanSquare.map { $0 * 1e4 }, unit: "bp"),
      SummaryMetric("\(prefix).mad_bp", meanAbsolute.map { $0 * 1e4 }, unit: "bp"),
      SummaryMetric("\(prefix).deepest_below_bp", deepestBelow * 1e4, unit: "bp"),
      SummaryMetric("\(prefix).highest_above_bp", highestAbove * 1e4, unit: "bp"),
      SummaryMetric("\(prefix).depegs_count", Double(depegCount), unit: ""),
      SummaryMetric(
        "\(prefix).broken_at_d", happened: breakTime?.days, watchedFor: depegLog.now.days, unit: "d"),
      SummaryMetric(
        "\(prefix).daily_broken_at_d", happened: dailyBreakTime?.days, watchedFor: depegLog.now.days,
        unit: "d"),
      SummaryMetric(
        "\(prefix).depegged_at_d", happened: depegLog.depegs.first?.start.days,
        watchedFor: depegLog.now.days, unit: "d"),
      SummaryMetric("\(prefix).skew", skewness, unit: ""),
      SummaryMetric("\(prefix).q01_bp", lowestPercent.map { $0 * 1e4 }, unit: "bp"),
      SummaryMetric("\(prefix).shortfall_bp", expectedShortfall.map { $0 * 1e4 }, unit: "bp"),
      SummaryMetric("\(prefix).half_life_min", halfLifeMinutes, unit: "min"),
      SummaryMetric("\(prefix).depeg_median_h", SurvivalCurve(depegLog.durations).median, unit: "h"),
      SummaryMetric("\(prefix).settled_median_h", SurvivalCurve(depegLog.unrests).median, unit: "h"),
      SummaryMetric("\(prefix).recovery_median_min", SurvivalCurve(depegLog.waysBack).median, unit: "min"),
    ]
    return metrics
  }

  /// How long after a shock the first depeg and the first break began, as rows of the summary.
  ///
  /// What was under way when the shock came is not its doing; what the look at its own instant shows is, though that look counts
  /// for the span that ends there.
  func summary(prefix: String, after shock: SimTime) -> [SummaryMetric] {
    let starts = [("depegged", depegLog.depegs.map(\.start)), ("broken", rupture.starts)]
    return starts.map { event, starts in
      let first = starts.first { $0 + (step ?? .zero) >= shock }
      return SummaryMetric(
        "\(prefix).\(event)_after_shock_d", happened: first.map { max(0, ($0 - shock).days) },
        watchedFor: max(0, (depegLog.now - shock).days), unit: "d")
    }
  }
}

/// Finds the spells in which a deviation stays beyond a threshold for long enough.
private struct Spell: Sendable {
  let thresholdBasisPoints: Double
  let span: SimDuration
  /// When each spell that was long enough began.
  private(set) var starts: [SimTime] = []
  private var start: SimTime?
  private var isCounted = false

  init(thresholdBasisPoints: Double, span: SimDuration) {
    self.thresholdBasisPoints = thresholdBasisPoints
    self.span = span
  }

  mutating func add(_ deviationBasisPoints: Double, from begin: SimTime, for length: SimDuration) {
    guard deviationBasisPoints > thresholdBasisPoints else {
      start = nil
      isCounted = false
      return
    }
    let spellStart = start ?? begin
    start = spellStart
    guard !isCounted, begin + length - spellStart >= span else { return }
    isCounted = true
    starts.append(spellStart)
  }
}
