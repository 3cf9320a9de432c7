// What every part of a simulation is to the engine.

/// A part of a simulation: an exchange, a reserve, a pool, an agent, an observer.
///
/// Components know each other by ids alone and reach the world through the `Context` they are handed. The
/// simulation calls `setUp` once in the order of adding, `handle` for each event, and the rest at the end.
public protocol Component: AnyObject {
  /// The name, unique in a simulation; random streams and tables address the component by it.
  var name: String { get }

  /// Schedules the first events, opens accounts, declares tables.
  func setUp(in context: Context)

  /// Reacts to an event whose target it is.
  func handle(_ event: Event, in context: Context)

  /// Stops the run by `invariant` when something inside does not hold. Called now and then and at the end.
  func checkInvariants(in context: Context)

  /// Writes last rows at the end of a run.
  func finish(in context: Context)

  /// The figures that the component adds to the summary.
  func summarize(in context: Context) -> [SummaryMetric]
}

extension Component {
  /// Nothing to check.
  public func checkInvariants(in context: Context) {}
  /// Nothing to write.
  public func finish(in context: Context) {}
  /// Nothing to add.
  public func summarize(in context: Context) -> [SummaryMetric] { [] }
}
