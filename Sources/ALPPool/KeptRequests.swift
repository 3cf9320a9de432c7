// The requests that a pool keeps until it looks at its providers' books at an instant of its own.

import SimEngine

/// Requests of providers, oldest first, each good for one look.
///
/// A sample uses up the oldest request of each provider and exchange: what the exchange lists is what rests
/// there at that instant, however old the request is. So a provider who hands in one a minute misses at most
/// the first of samples taken once a minute, at whatever instants; for k samples a minute he has to hand in
/// k.
struct KeptRequests {
  /// One provider's requests to one exchange.
  struct Line {
    let user: String
    let exchange: ExchangeID
    fileprivate var requests: [(request: SignedOpenOrdersRequest, minimumRates: BySide<Double>)] = []
  }

  /// Most requests that are kept of a provider and exchange; more are dropped, as the first pools did.
  static let limit = 10

  /// In the order of the first requests.
  private(set) var lines: [Line] = []
  /// Positions in `lines`; only for looking up.
  private var positions: [String: [ExchangeID: Int]] = [:]

  /// Keeps a request, unless there are too many already.
  mutating func keep(_ request: SignedOpenOrdersRequest, of user: String, minimumRates: BySide<Double>) {
    let known = positions[user]?[request.exchange]
    let position = known ?? lines.count
    if known == nil {
      positions[user, default: [:]][request.exchange] = position
      lines.append(Line(user: user, exchange: request.exchange))
    }
    if lines[position].requests.count < Self.limit {
      lines[position].requests.append((request, minimumRates))
    }
  }

  /// Takes the oldest request of a line, or nil when there is none.
  mutating func take(fromLine position: Int) -> (
    request: SignedOpenOrdersRequest, minimumRates: BySide<Double>
  )? {
    lines[position].requests.isEmpty ? nil : lines[position].requests.removeFirst()
  }
}
