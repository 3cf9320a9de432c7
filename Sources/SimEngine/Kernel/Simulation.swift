// One run: components, their world, and the loop that hands each event to its target.

/// Why a run stopped.
public enum StopReason: Hashable, Sendable {
  /// Simulated time reached the end.
  case reachedEnd
  /// Nothing more was scheduled.
  case nothingPending
  /// As many events happened as the limits allow.
  case eventLimit
  /// More events were pending than the limits allow.
  case pendingLimit
  /// More fields stand in the tables than the limits allow.
  case fieldLimit
  /// One instant never ended; names the component whose event came up last.
  case zeroDelayLoop(component: String)
  /// The observer asked to stop.
  case interrupted
}

/// What ends a run that would not end by itself.
public struct SimulationLimits: Hashable, Sendable {
  /// Most events in a run.
  public var events: UInt64 = 1_000_000_000
  /// Most pending events.
  public var pending = 1_000_000
  /// Most events at one instant.
  public var eventsPerInstant: UInt64 = 1_000_000
  /// Most fields in all tables together: about a gigabyte of memory, and 300 megabytes of files.
  public var fields = 30_000_000

  /// The limits of a scenario that names none.
  public init() {}
}

/// How far a run has come, told to its observer every few thousand events.
public struct SimulationProgress: Sendable {
  /// The simulated instant.
  public let now: SimTime
  /// Events handled so far.
  public let events: UInt64
}

/// A discrete-event simulation: a future event set and the components that its events name.
///
/// Events happen in the order (time, phase, sequence). The trajectory is a function of the components, the
/// seed and the run number alone.
public final class Simulation {
  /// The world that the components see.
  public let context: Context
  /// Events handled so far.
  @exclusivity(unchecked) public private(set) var eventCount: UInt64 = 0
  /// The limits of the run.
  @exclusivity(unchecked) public var limits = SimulationLimits()

  @exclusivity(unchecked) private var components: ContiguousArray<any Component> = []
  private var names: Set<String> = []
  private var isSetUp = false
  @exclusivity(unchecked) private var instant = SimTime(nanoseconds: -1)
  @exclusivity(unchecked) private var eventsAtInstant: UInt64 = 0

  /// How often the run looks up from its events: observer, limit of pending events.
  private static let pausePeriod: UInt64 = 1 << 10
  /// How often the ledger is summed, in events.
  private static let summingPeriod: UInt64 = 1 << 16
  /// How often every component checks its invariants, in events.
  private static let checkingPeriod: UInt64 = 1 << 18
  /// The count of events at which the run looks up next.
  @exclusivity(unchecked) private var nextPause = pausePeriod

  /// A simulation of an empty world.
  public init(seed: UInt64, run: UInt64 = 0, assets: [Asset]) {
    Philox.selfTest()
    context = Context(seed: seed, run: run, assets: assets)
  }

  /// Adds a component; its id is its place in the order of adding.
  /// - Precondition: the name is new and the run has not begun.
  @discardableResult
  public func add(_ component: any Component) -> ComponentID {
    invariant(!isSetUp, "\(component.name) is added to a run that has begun")
    invariant(names.insert(component.name).inserted, "two components are named \(component.name)")
    components.append(component)
    return ComponentID(rawValue: Int32(components.count - 1))
  }

  /// Runs until just before an instant: events at it do not happen, so that two halves make a whole.
  /// - Parameter observer: Told now and then how far the run has come; false stops the run at an event boundary.
  public func run(
    until end: SimTime, observer: ((SimulationProgress) -> Bool)? = nil
  ) -> StopReason {
    setUpOnce(end)
    let (context, queue) = (self.context, self.context.queue)
    while let event = queue.popNext(before: end) {
      if let reason = countInstant(of: event) { return reason }
      hand(event, context)
      if eventCount >= nextPause, let reason = pause(observer) { return reason }
    }
    context.now = max(context.now, end)
    return queue.count == 0 ? .nothingPending : .reachedEnd
  }

  /// Ends the run: last checks, last rows, fingerprints. Returns the summary in the order of the components.
  public func finish() -> [SummaryMetric] {
    checkInvariants()
    for (index, component) in components.enumerated() {
      context.active = ComponentID(rawValue: Int32(index))
      component.finish(in: context)
    }
    let summary = components.flatMap { $0.summarize(in: context) }
    context.recordDraws()
    context.markets.recordPrices(until: context.now, in: &context.fingerprints.exogenous)
    context.metrics.record(summary, in: &context.fingerprints.metrics)
    return summary
  }

  /// Lets the components begin, if they have not, so that their tables and traders can be looked at before the run.
  public func prepare(until end: SimTime) { setUpOnce(end) }

  private func setUpOnce(_ end: SimTime) {
    context.end = end
    guard !isSetUp else { return }
    isSetUp = true
    scheduleNextPause()
    for (index, component) in components.enumerated() {
      context.active = ComponentID(rawValue: Int32(index))
      component.setUp(in: context)
    }
    context.ledger.checkInvariants()
  }

  @inline(__always)
  private func hand(_ event: Event, _ context: Context) {
    context.now = event.time
    context.active = event.target
    context.fingerprints.events.add(event.time.nanoseconds)
    context.fingerprints.events.add(
      UInt64(UInt32(bitPattern: event.target.rawValue)) << 32
        | UInt64(UInt32(bitPattern: event.kind.rawValue)))
    components[Int(event.target.rawValue)].handle(event, in: context)
    eventCount &+= 1
    #if DEBUG
      context.ledger.checkInvariants()
    #endif
  }

  /// Counts the events of an instant; a reason when it never ends or the run is at its limit.
  @inline(__always)
  private func countInstant(of event: Event) -> StopReason? {
    if event.time != instant {
      instant = event.time
      eventsAtInstant = 0
    }
    eventsAtInstant &+= 1
    if eventsAtInstant > limits.eventsPerInstant {
      return .zeroDelayLoop(component: components[Int(event.target.rawValue)].name)
    }
    return nil
  }

  /// Looks up from the events: limits, observer, what must hold; a reason to stop, if there is one.
  private func pause(_ observer: ((SimulationProgress) -> Bool)?) -> StopReason? {
    scheduleNextPause()
    if eventCount >= limits.events { return .eventLimit }
    if context.queue.count > limits.pending { return .pendingLimit }
    if context.metrics.fieldCount > limits.fields { return .fieldLimit }
    if let observer, !observer(SimulationProgress(now: context.now, events: eventCount)) {
      return .interrupted
    }
    if eventCount % Simulation.summingPeriod == 0 { context.ledger.checkInvariants() }
    if eventCount % Simulation.checkingPeriod == 0 { checkInvariants() }
    return nil
  }

  /// The next multiple of the period, or the limit of events when that comes first.
  private func scheduleNextPause() {
    let period = Simulation.pausePeriod
    nextPause = min((eventCount / period + 1) * period, max(limits.events, eventCount + 1))
  }

  private func checkInvariants() {
    context.ledger.checkInvariants()
    context.queue.checkInvariants()
    for component in components { component.checkInvariants(in: context) }
  }
}
