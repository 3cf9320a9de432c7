// The observer of providers in distress: who of those who stood at the peg when a shock came is gone a day later.

/// Looks at the orders of providers just before a shock and a day after it.
///
/// A provider is gone who had coins within one per cent of the peg, on whichever side and exchange, and has none there any more,
/// whether he left, moved away from the peg, or was bought out on one side and has nothing for the other.
public final class StressMonitor: Component {
  // No name of a scenario has a stroke in it.
  public let name = "metrics/stress"
  /// How long after the shock the second look is.
  public static let span = SimDuration.days(1)

  private let orders: OrdersNearPeg
  private let shock: SimTime
  /// Those who had coins near the peg, with their coins, in the order in which their accounts were opened.
  private var before: [(provider: String, coins: Amount)]?
  /// Those of them who were there a day later.
  private var stayed: Set<String>?

  private static let firstLook = EventKind(rawValue: 0)
  private static let secondLook = EventKind(rawValue: 1)

  /// An observer of a shock; before the start of a run there is nobody to be looked at.
  public init(coin: AssetID, pegUSD: Double, shock: SimTime) {
    orders = OrdersNearPeg(coin: coin, pegUSD: pegUSD)
    self.shock = shock
  }

  public func setUp(in context: Context) {
    // Last of all in the instant before: nothing that the shock does is seen yet.
    if shock > .start {
      context.schedule(
        StressMonitor.firstLook, at: shock - SimDuration(nanoseconds: 1), phase: .metrics,
        target: context.active)
    }
    context.schedule(
      StressMonitor.secondLook, at: shock.advanced(by: StressMonitor.span), phase: .metrics,
      target: context.active)
  }

  public func handle(_ event: Event, in context: Context) {
    let present = providers(in: context)
    if event.kind == StressMonitor.firstLook {
      before = present
    } else {
      stayed = Set(present.map(\.provider))
    }
  }

  /// A run of exactly a day after the shock ends before the events of that instant.
  public func finish(in context: Context) {
    if stayed == nil, context.now >= shock.advanced(by: StressMonitor.span) {
      stayed = Set(providers(in: context).map(\.provider))
    }
  }

  /// The providers with coins near the peg.
  private func providers(in context: Context) -> [(provider: String, coins: Amount)] {
    let traders = context.markets.traders
    var present: [(provider: String, coins: Amount)] = []
    var places: [String: Int] = [:]
    var coins = Array(repeating: Amount.zero, count: traders.count)
    orders.forEach(SeatOwners(of: context.markets), in: context) { trader, _, quantity, pair in
      coins[trader] += pair.amount(quantity)
    }
    for (trader, coins) in zip(traders, coins) where coins > .zero {
      guard let provider = trader.provider else { continue }
      if let place = places[provider] {
        present[place].coins += coins
      } else {
        places[provider] = present.count
        present.append((provider, coins))
      }
    }
    return present
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let decimals = context.ledger.assets[Int(orders.coin.rawValue)].decimals
    let all = total(of: before ?? [])
    let gone = stayed.flatMap { stayed in before?.filter { !stayed.contains($0.provider) } }
    let (count, coins) = (before?.count ?? 0, Double(all.baseUnits))
    return [
      SummaryMetric("stress.providers_count", before.map { Double($0.count) }, unit: ""),
      SummaryMetric("stress.provided_nbt", before.map { _ in all.coins(decimals: decimals) }, unit: "NBT"),
      SummaryMetric(
        "stress.providers_out_24h_share",
        count > 0 ? gone.map { Double($0.count) / Double(count) } : nil, unit: ""),
      SummaryMetric(
        "stress.provided_out_24h_share",
        count > 0 ? gone.map { Double(total(of: $0).baseUnits) / coins } : nil, unit: ""),
    ]
  }

  private func total(of providers: [(provider: String, coins: Amount)]) -> Amount {
    providers.reduce(.zero) { $0 + $1.coins }
  }
}
