// The requests that a pool keeps until it looks at its providers' books at an instant of its own.

import SimEngine

/// Requests of providers, oldest first, each good for one look.
///
/// A sample uses up the oldest request of each provider and exchange: what the exchange lists is what rests
/// there at that instant, however old the request is. So a pool of k samples a round needs k requests of
/// everybody; it says how many more it has room for, and a submission holds that many, each signed apart and
/// good for one list. There is room for two rounds, and for two minutes where rounds are shorter: nobody who
/// submits once a minute runs out of them.
struct KeptRequests {
  /// One provider's requests to one exchange.
  struct Line {
    let user: String
    let exchange: ExchangeID
    fileprivate var requests: [SignedOpenOrdersRequest] = []
    /// What he asked for last: a bid holds until the next, however old the request that is used.
    fileprivate var minimumRates: BySide<Double>
  }

  /// Most requests that are kept of a provider and exchange; more are dropped, as the first pools did.
  let limit: Int
  /// In the order of the first requests.
  private(set) var lines: [Line] = []
  /// Positions in `lines`; only for looking up.
  private var positions: [String: [ExchangeID: Int]] = [:]

  /// No requests, and room for those of two rounds or two minutes, whichever is more.
  init(samplesPerRound: Int, roundMinutes: Double) {
    let perMinute = Int((Double(samplesPerRound) / roundMinutes).rounded(.up))
    limit = 2 * max(samplesPerRound, perMinute)
  }

  /// How many more requests of a user there is room for.
  func room(for user: String, on exchange: ExchangeID) -> Int {
    limit - (positions[user]?[exchange].map { lines[$0].requests.count } ?? 0)
  }

  /// Keeps a request, unless there are too many already.
  mutating func keep(_ request: SignedOpenOrdersRequest, of user: String, minimumRates: BySide<Double>) {
    let known = positions[user]?[request.exchange]
    let position = known ?? lines.count
    if known == nil {
      positions[user, default: [:]][request.exchange] = position
      lines.append(Line(user: user, exchange: request.exchange, minimumRates: minimumRates))
    }
    lines[position].minimumRates = minimumRates
    if lines[position].requests.count < limit { lines[position].requests.append(request) }
  }

  /// Takes the oldest request of a line, or nil when there is none.
  mutating func take(fromLine position: Int) -> (
    request: SignedOpenOrdersRequest, minimumRates: BySide<Double>
  )? {
    guard !lines[position].requests.isEmpty else { return nil }
    return (lines[position].requests.removeFirst(), lines[position].minimumRates)
  }
}
