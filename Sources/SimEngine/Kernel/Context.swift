// The only way out of a component: the clock, the queue, the ledger, the markets, chance and metrics.

/// The world as a component sees it while it handles an event.
public final class Context {
  /// The simulated instant.
  @exclusivity(unchecked) public internal(set) var now: SimTime = .start
  /// When the run ends; events at or after it never happen.
  public internal(set) var end: SimTime = SimTime(nanoseconds: .max)
  /// The component whose event is being handled.
  @exclusivity(unchecked) public internal(set) var active = ComponentID(rawValue: 0)
  /// What every random stream of the run is keyed with.
  public let randomKey: RandomKey

  /// Who owns what.
  public let ledger: Ledger
  /// Exchanges, reserves, programmes and prices, by id.
  public let markets: Markets
  /// The tables that leave the run.
  public let metrics = MetricStore()
  /// What the trajectory hashes to so far.
  @exclusivity(unchecked) public var fingerprints = Fingerprints()

  @usableFromInline let queue: EventQueue
  private var streams: [RandomStream] = []
  private var streamNames: Set<String> = []

  /// A world with nothing in it yet.
  /// - Parameters:
  ///   - seed: The seed of the scenario.
  ///   - run: The number of the replication, from 0.
  public init(seed: UInt64, run: UInt64, assets: [Asset]) {
    randomKey = RandomKey(seed: seed, run: run)
    queue = EventQueue()
    ledger = Ledger(assets: assets)
    markets = Markets(assetCount: assets.count)
  }

  // MARK: Time

  /// Schedules an event for the active component after a span; one beyond simulated time never happens.
  /// - Precondition: the span is not negative.
  @inlinable @discardableResult
  public func schedule(
    _ kind: EventKind, after span: SimDuration, phase: Phase = .agents, a: Int64 = 0, b: Int64 = 0
  ) -> EventHandle {
    schedule(kind, at: now.advanced(by: span), phase: phase, target: active, a: a, b: b)
  }

  /// Schedules an event for any component at an instant that is not past.
  ///
  /// An event for the present instant in an earlier phase happens next: what it causes is still seen by the
  /// later phases of the instant.
  @inlinable @discardableResult
  public func schedule(
    _ kind: EventKind, at time: SimTime, phase: Phase, target: ComponentID, a: Int64 = 0, b: Int64 = 0
  ) -> EventHandle {
    invariant(time >= now, "an event is scheduled for the past")
    return queue.schedule(at: time, phase: phase, target: target, kind: kind, a: a, b: b)
  }

  /// Takes a scheduled event back; false when it has happened or was cancelled before.
  @inlinable @discardableResult
  public func cancel(_ handle: EventHandle) -> Bool { queue.cancel(handle) }

  // MARK: Chance

  /// Opens the random stream of a purpose, named "component/purpose"; the name alone decides its draws.
  /// - Parameters:
  ///   - role: `.exogenous` when the draws must not react to anything that a mechanism does.
  /// - Precondition: opened once.
  public func stream(_ name: String, _ role: RandomStream.Role) -> RandomStream {
    invariant(streamNames.insert(name).inserted, "the random stream \(name) is opened twice")
    let stream = RandomStream(key: randomKey, name: name, role: role)
    streams.append(stream)
    return stream
  }

  /// How many words each exogenous stream has given so far, by the names of the streams: two runs that differ in a mechanism, or
  /// in a group of agents, agree on every stream that both have.
  public var exogenousDraws: [(stream: String, words: UInt64)] {
    streams.filter { $0.role == .exogenous }.map { ($0.name, $0.wordsDrawn) }.sorted { $0.0 < $1.0 }
  }

  /// Adds what was drawn to the fingerprints of draws, by the names of the streams.
  func recordDraws() {
    for stream in streams.sorted(by: { $0.name < $1.name }) {
      fingerprints.draws.add(stream.name)
      fingerprints.draws.add(stream.wordsDrawn)
      guard stream.role == .exogenous else { continue }
      fingerprints.exogenous.add(stream.name)
      fingerprints.exogenous.add(stream.wordsDrawn)
    }
  }
}
