// Fills that wait until it is known what the market was worth some time after them.

/// A queue of fills with a reader for each lag; what all readers have passed is forgotten.
struct PendingFills {
  private let lags: [SimDuration]
  private var fills: ContiguousArray<NotedFill> = []
  /// Where each reader stands.
  private var places: ContiguousArray<Int>

  /// An empty queue.
  init(lags: [SimDuration]) {
    self.lags = lags
    places = ContiguousArray(repeating: 0, count: lags.count)
  }

  mutating func append(_ fill: NotedFill) { fills.append(fill) }

  /// The next instant at which a fill has waited for one of the lags; nil when none waits.
  var nextDue: SimTime? {
    var due: SimTime?
    for (lag, place) in zip(lags, places) where place < fills.count {
      due = min(due ?? SimTime(nanoseconds: .max), fills[place].time.advanced(by: lag))
    }
    return due
  }

  /// Hands over every fill that has waited for a lag, the earliest first.
  /// - Parameter limit: Fills that have waited until then are due; nil for all that wait.
  mutating func takeDue(at limit: SimTime?, _ body: (_ fill: NotedFill, _ lag: Int) -> Void) {
    for (lag, span) in lags.enumerated() {
      while places[lag] < fills.count {
        let fill = fills[places[lag]]
        if let limit, fill.time.advanced(by: span) > limit { break }
        body(fill, lag)
        places[lag] += 1
      }
    }
    forgetPassed()
  }

  /// Makes room where at least half of a large queue has been passed by all: a move a fill, taken together.
  private mutating func forgetPassed() {
    let passed = places.min() ?? 0
    guard passed > 1_000, passed > fills.count / 2 else { return }
    fills.removeFirst(passed)
    for lag in places.indices { places[lag] -= passed }
  }
}
