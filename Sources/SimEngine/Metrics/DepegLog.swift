// The times in which a coin was off its peg: when, for how long, how far, and how it came back.

/// A spell in which a price was too far off the peg for long enough.
public struct Depeg: Hashable, Sendable {
  /// When it began.
  public let start: SimTime
  /// Until when it is known to last.
  public fileprivate(set) var end: SimTime
  /// Whether it was over then.
  public fileprivate(set) var isOver = false
  /// The largest deviation as a magnitude; nil when there never was a price.
  public fileprivate(set) var depth: Double?
}

/// What counts as a depeg.
public struct DepegRule: Hashable, Sendable {
  /// The deviation beyond which a coin is off its peg, as a share, >= 0.
  public var threshold = 0.02
  /// How long it has to be so.
  public var span = SimDuration.hours(1)

  /// Beyond two per cent for an hour.
  public init() {}

  /// The rule in words.
  var text: String {
    if self == DepegRule() { return "by 2 % for an hour or longer" }
    return "by more than \((threshold * 1e6).rounded() / 100) bp for \(span.minutes) min or longer"
  }
}

/// Notes the spells in which a deviation stays beyond a threshold for long enough, and how long each way back took.
///
/// The way back leads from the largest deviation to the beginning of the first half hour that lies within half of it. A
/// spell that begins before that belongs to the same way. A time without a price is one beyond the threshold.
///
/// A spell is over once the deviation is within the threshold. The price has settled once it stays there for as long as a spell
/// has to last; spells before that are one unrest.
public struct DepegLog: Sendable {
  /// A deviation has come back once it stays within half of its peak for this long.
  public static let recoverySpan = SimDuration.minutes(30)

  /// The spells that were long enough, in the order in which they began.
  public private(set) var depegs: [Depeg] = []
  /// The ways back that have ended, in minutes.
  private var recoveries: [WaitingTime] = []
  /// From the beginning of a spell to that of the calm which ended it, in hours.
  private var settlements: [WaitingTime] = []
  /// When the first spell began after which there was no calm yet.
  private var unrestSince: SimTime?
  /// Since when the deviation has been within the threshold.
  private var calmSince: SimTime?

  private let rule: DepegRule
  /// The spell under way, be it long enough or not yet.
  private var spell: Depeg?
  private var isNoted = false
  private var way: WayBack?
  /// Until when the deviation is known.
  public private(set) var now = SimTime.start

  /// The way back from a peak.
  private struct WayBack {
    var peak: Double
    var peakTime: SimTime
    /// Since when the deviation has been within half of the peak.
    var calmSince: SimTime?
    /// Whether a spell was long enough.
    var isUnderWay = false
  }

  /// A log that is empty.
  public init(_ rule: DepegRule = DepegRule()) { self.rule = rule }

  /// Adds a deviation that held for a span from an instant; nil when there was no price.
  public mutating func add(_ deviation: Double?, from start: SimTime, for length: SimDuration) {
    now = start + length
    let magnitude = deviation?.magnitude
    watch(magnitude, from: start)
    settle(magnitude, from: start)
    guard magnitude.map({ $0 > rule.threshold }) ?? true else { return endSpell(at: start) }
    var current = spell ?? Depeg(start: start, end: start)
    current.end = now
    if let magnitude { current.depth = max(current.depth ?? 0, magnitude) }
    spell = current
    if isNoted {
      depegs[depegs.count - 1] = current
    } else if now - current.start >= rule.span {
      isNoted = true
      way?.isUnderWay = true
      unrestSince = unrestSince ?? current.start
      depegs.append(current)
    }
  }

  private mutating func endSpell(at time: SimTime) {
    if isNoted { depegs[depegs.count - 1].isOver = true }
    spell = nil
    isNoted = false
    if way?.isUnderWay == false { way = nil }
  }

  /// Ends the unrest with a calm that lasts.
  private mutating func settle(_ magnitude: Double?, from start: SimTime) {
    guard let magnitude, magnitude <= rule.threshold else { return calmSince = nil }
    let calm = calmSince ?? start
    calmSince = calm
    guard let unrest = unrestSince, now - calm >= rule.span else { return }
    settlements.append(WaitingTime((calm - unrest).days * 24, hasEnded: true))
    unrestSince = nil
  }

  /// Follows the deviation from the peak of a spell to half of it.
  private mutating func watch(_ magnitude: Double?, from start: SimTime) {
    let height = magnitude ?? rule.threshold
    guard var current = way else {
      // A spell of which the way back is over begins no other one.
      if !isNoted && (magnitude == nil || height > rule.threshold) {
        way = WayBack(peak: height, peakTime: start)
      }
      return
    }
    if height > current.peak {
      (current.peak, current.peakTime, current.calmSince) = (height, start, nil)
    } else if magnitude == nil || height > current.peak / 2 {
      current.calmSince = nil
    } else {
      let since = current.calmSince ?? start
      current.calmSince = since
      if current.isUnderWay && now - since >= Self.recoverySpan {
        recoveries.append(WaitingTime((since - current.peakTime).minutes, hasEnded: true))
        way = nil
        return
      }
    }
    way = current
  }

  /// How long each depeg lasted, in hours.
  public var durations: [WaitingTime] {
    depegs.map { WaitingTime(($0.end - $0.start).days * 24, hasEnded: $0.isOver) }
  }

  /// How long each unrest lasted, in hours; the last may not have ended.
  public var unrests: [WaitingTime] {
    guard let unrestSince else { return settlements }
    return settlements + [WaitingTime((now - unrestSince).days * 24, hasEnded: false)]
  }

  /// How long each way back took, in minutes; the last may not have ended.
  public var waysBack: [WaitingTime] {
    guard let way, way.isUnderWay else { return recoveries }
    return recoveries + [WaitingTime((now - way.peakTime).minutes, hasEnded: false)]
  }
}
