// Somebody whose orders stand only while the pool looks.

public import SimEngine

/// The settings of a flasher.
public struct FlasherParameters: Sendable {
  /// What he brings to the exchange at the start.
  public var capital = ProviderCapital()
  /// His orders while they stand.
  public var quotes = PeggedQuote.both(distance: 0.005)
  /// How often the pool looks, as he believes.
  public var period = SimDuration.seconds(60)
  /// When it looks first, as he believes.
  public var phase = SimDuration.seconds(60)
  /// How long before the look his orders are sent; they must have arrived by half of it, when he hands them in.
  public var before = SimDuration.seconds(2)
  /// How long after the look they are taken back.
  public var after = SimDuration.seconds(1)
  /// How often he hands his orders in between two looks, at equal intervals; a pool that looks several times in that
  /// span may want a request for each.
  public var submissions = 1

  /// No capital.
  public init() {}
}

/// Shows its orders to the pool and to hardly anybody else.
///
/// A pool that looks once a minute at a known instant pays the whole minute for a moment: two seconds of risk earn what
/// others bear for sixty. The flasher sends his orders `before` the look, hands them in half-way there, and takes
/// them back `after` it. A look at a random instant of the minute pays him with the probability that it falls between,
/// and the mean of several looks the share of those that do: for either he would have to stay.
///
/// To a pool that reads orders when they are handed in, any phase will do.
public final class Flasher: Component {
  public let name: String
  private let feed: PriceFeed
  private let parameters: FlasherParameters
  private var account: ProviderAccount

  private static let show = EventKind(rawValue: 0)
  private static let submission = EventKind(rawValue: 1)
  private static let hide = EventKind(rawValue: 2)
  private static let look = EventKind(rawValue: 3)

  /// A flasher who has not started.
  public init(
    name: String, group: String, exchange: ExchangeID, feed: PriceFeed, program: LiquidityProgramID? = nil,
    parameters: FlasherParameters
  ) {
    self.name = name
    self.feed = feed
    self.parameters = parameters
    account = ProviderAccount(name: name, group: group, exchange: exchange, program: program)
  }

  public func setUp(in context: Context) {
    account.open(with: parameters.capital, in: context)
    var first = parameters.phase - parameters.before
    while first < .zero { first = first + parameters.period }
    context.schedule(Flasher.show, after: first)
  }

  /// Shows, hands in, hides, and looks when each has arrived.
  public func handle(_ event: Event, in context: Context) {
    account.noteExposure(in: context)
    switch event.kind {
    case Flasher.show:
      show(in: context)
      context.schedule(Flasher.show, after: parameters.period)
      let half = SimDuration(nanoseconds: parameters.before.nanoseconds / 2)
      let interval = SimDuration(nanoseconds: parameters.period.nanoseconds / Int64(parameters.submissions))
      for count in 0..<parameters.submissions {
        context.schedule(Flasher.submission, after: half + interval * Int64(count))
      }
      context.schedule(Flasher.hide, after: parameters.before + parameters.after)
      lookOnArrival(in: context)
    case Flasher.submission:
      account.submitOrders(in: context)
    case Flasher.hide:
      account.cancelAll(in: context)
      lookOnArrival(in: context)
    default: break
    }
  }

  private func show(in context: Context) {
    guard context.markets[account.exchangeID].state == .open, let price = feed.usdPrice(at: context.now)
    else { return }
    account.place(parameters.quotes, of: account.free(in: context), quoteUSD: price, in: context)
  }

  /// Sees to it that what is on the book is counted from the instant at which it changes.
  private func lookOnArrival(in context: Context) {
    let latency = context.markets[account.exchangeID].terms.latency
    context.schedule(Flasher.look, after: latency, phase: .programmes)
  }

  /// What came of a group, as rows of the summary.
  public static func summary(of flashers: [Flasher], group: String, in context: Context) -> [SummaryMetric] {
    ProviderAccount.figures(of: flashers.map(\.account), group: group, in: context)
  }
}
