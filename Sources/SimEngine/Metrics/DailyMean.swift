// The mean of a deviation over each day, and the first day on which it was too far from zero.

/// Takes the mean of a deviation day by day, counted from the start of the run.
///
/// A few bad hours do not make a bad day: histories of pegged coins are told in daily means.
struct DailyMean: Sendable {
  /// A day whose mean is beyond this many basis points is a bad one.
  let thresholdBasisPoints: Double
  /// When the first bad day began; nil while there was none.
  private(set) var firstBadDay: SimTime?
  private var dayStart = SimTime.start
  private var mean = TimeWeighted()

  init(thresholdBasisPoints: Double) { self.thresholdBasisPoints = thresholdBasisPoints }

  /// Adds a deviation that held for a span from an instant; nil when there was no price.
  ///
  /// Spans come in the order of time, each from where the last ended. What reaches over midnight is split there.
  mutating func add(_ deviation: Double?, from start: SimTime, for span: SimDuration) {
    var (from, left) = (start, span)
    while firstBadDay == nil {
      let dayEnd = dayStart + .days(1)
      let part = min(left, dayEnd - from)
      if let deviation { mean.add(deviation, for: part) }
      if part < dayEnd - from { return }
      closeDay()
      (dayStart, from, left) = (dayEnd, dayEnd, left - part)
    }
  }

  /// Judges the day that is over; one without any price is a bad one.
  private mutating func closeDay() {
    if let mean = mean.mean, mean.magnitude * 1e4 <= thresholdBasisPoints {
      self.mean = TimeWeighted()
    } else {
      firstBadDay = dayStart
    }
  }
}
