// The observer of what a group of custodians still has to defend the peg with.

public import SimEngine

/// Looks now and then at the reserve of a group of custodians as a whole: the least of it, when it was spent, and what it covers.
///
/// The reserve is what they hold in other coins, on exchanges and at home, at reference prices; what it has to cover are the
/// tokens that others hold, at the peg.
public final class CustodyMonitor: Component {
  public let name: String
  private let group: String
  private let custodians: [Custodian]
  private let token: AssetID
  private let pegUSD: Double
  private let sampleEvery: SimDuration
  private var cover = ReserveCover(first: 0)
  private var lastSample = SimTime.start

  private static let sample = EventKind(rawValue: 0)

  /// An observer, to be added after those whom it observes.
  public init(
    group: String, custodians: [Custodian], token: AssetID, pegUSD: Double, sampleEvery: SimDuration
  ) {
    name = "\(group)/reserve"
    self.group = group
    self.custodians = custodians
    self.token = token
    self.pegUSD = pegUSD
    self.sampleEvery = sampleEvery
  }

  public func setUp(in context: Context) {
    cover = ReserveCover(first: holdings(in: context).usd)
    context.schedule(CustodyMonitor.sample, after: sampleEvery, phase: .metrics)
  }

  public func handle(_ event: Event, in context: Context) {
    measure(in: context)
    context.schedule(event.kind, after: sampleEvery, phase: .metrics)
  }

  public func finish(in context: Context) {
    if context.now > lastSample { measure(in: context) }
  }

  /// Counts the state of now for the span since the last sample.
  private func measure(in context: Context) {
    let (usd, tokens) = holdings(in: context)
    let outstanding = context.coins(context.ledger.supply(of: token), of: token) - tokens
    cover.add(
      usd, coverage: outstanding > 0 ? usd / (outstanding * pegUSD) : nil, at: context.now,
      for: context.now - lastSample)
    lastSample = context.now
  }

  /// What they have of other coins in USD, and of tokens.
  private func holdings(in context: Context) -> (usd: Double, tokens: Double) {
    custodians.reduce(into: (usd: 0, tokens: 0)) { sum, custodian in
      let held = custodian.holdings(in: context)
      sum.usd += held.usd
      sum.tokens += held.tokens
    }
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let (usd, tokens) = holdings(in: context)
    return [
      SummaryMetric("\(group).reserve_left_usd", usd, unit: "USD"),
      SummaryMetric("\(group).tokens_left_nbt", tokens, unit: "NBT"),
    ] + cover.summary(prefix: group, unit: "USD", watchedFor: lastSample)
  }
}
