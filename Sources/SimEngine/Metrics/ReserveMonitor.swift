// The observer of reserves: what they cover, how deep they make the market at the peg, and what that costs.

/// Looks at every reserve now and then, and measures it in the units in which exchanges are measured.
///
/// The depth of a reserve is what it trades at its own prices, fee included, until the next coin would cost or bring more than one
/// per cent off the peg, or until it has nothing left to pay with. Limits of the price and caps on single trades are left aside.
public final class ReserveMonitor: Component {
  // No name of a scenario has a stroke in it.
  public let name = "metrics/reserves"
  private let coin: AssetID
  private let pegUSD: Double
  private let sampleEvery: SimDuration
  private var lastSample = SimTime.start
  /// One entry a reserve.
  private var measures: [Measures] = []

  private static let sample = EventKind(rawValue: 0)
  /// The distance from the peg within which depth counts.
  private static let width = 0.01
  /// What is known of a reserve.
  private struct Measures {
    var cover: ReserveCover
    var depth = (bid: TimeWeighted(), ask: TimeWeighted(), smaller: TimeWeighted())
    var smaller = TimeDistribution()
  }

  /// An observer.
  public init(coin: AssetID, pegUSD: Double, sampleEvery: SimDuration) {
    self.coin = coin
    self.pegUSD = pegUSD
    self.sampleEvery = sampleEvery
  }

  public func setUp(in context: Context) {
    measures = context.markets.swapVenues.map {
      Measures(cover: ReserveCover(first: currency(of: $0, in: context)))
    }
    if !measures.isEmpty { context.schedule(ReserveMonitor.sample, after: sampleEvery, phase: .metrics) }
  }

  public func handle(_ event: Event, in context: Context) {
    measure(in: context)
    context.schedule(ReserveMonitor.sample, after: sampleEvery, phase: .metrics)
  }

  public func finish(in context: Context) {
    if context.now > lastSample { measure(in: context) }
  }

  /// Counts the state of now for the span since the last sample.
  private func measure(in context: Context) {
    let span = context.now - lastSample
    lastSample = context.now
    for (index, venue) in context.markets.swapVenues.enumerated() where venue.token == coin {
      let held = currency(of: venue, in: context)
      measures[index].cover.add(
        held, coverage: cover(held, of: venue, in: context), at: context.now, for: span)
      let depth = depth(of: venue, holding: held, in: context)
      measures[index].depth.bid.add(depth.bid, for: span)
      measures[index].depth.ask.add(depth.ask, for: span)
      measures[index].depth.smaller.add(min(depth.bid, depth.ask), for: span)
      measures[index].smaller.add(min(depth.bid, depth.ask), for: span)
    }
  }

  /// The value of what a reserve could pay over that of all coins that others hold, at the peg; nil where nobody holds any.
  private func cover(_ held: Double, of venue: any SwapVenue, in context: Context) -> Double? {
    let own = venue.holder.map { context.ledger.balance($0[coin]) } ?? .zero
    let outstanding = coins(context.ledger.supply(of: coin) - own, of: coin, in: context)
    guard outstanding > 0 else { return nil }
    return held * context.markets.usdPrice(of: venue.currency, at: context.now) / (outstanding * pegUSD)
  }

  private func depth(
    of venue: any SwapVenue, holding held: Double, in context: Context
  ) -> (bid: Double, ask: Double) {
    guard let curve = venue.curve else { return (0, 0) }
    let peg = pegUSD / context.markets.usdPrice(of: venue.currency, at: context.now)
    let tokens = venue.holder.map { coins(context.ledger.balance($0[coin]), of: coin, in: context) } ?? 0
    return (
      curve.tokensBought(downTo: peg * (1 - ReserveMonitor.width), paying: held),
      min(tokens, curve.tokensSold(upTo: peg * (1 + ReserveMonitor.width)))
    )
  }

  /// Coins of its currency that a reserve has; none where nobody knows.
  private func currency(of venue: any SwapVenue, in context: Context) -> Double {
    venue.holder.map { coins(context.ledger.balance($0[venue.currency]), of: venue.currency, in: context) }
      ?? 0
  }

  private func coins(_ amount: Amount, of asset: AssetID, in context: Context) -> Double {
    amount.coins(decimals: context.ledger.assets[Int(asset.rawValue)].decimals)
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    zip(context.markets.swapVenues, measures).flatMap { venue, measures in
      let prefix = "reserve.\(venue.name)"
      let depthUSDDays = measures.depth.smaller.integral / 86_400 * pegUSD
      return measures.cover.summary(prefix: prefix, unit: "ETH", watchedFor: lastSample) + [
        SummaryMetric("\(prefix).bid_within_100bp_mean_nbt", measures.depth.bid.mean, unit: "NBT"),
        SummaryMetric("\(prefix).ask_within_100bp_mean_nbt", measures.depth.ask.mean, unit: "NBT"),
        SummaryMetric(
          "\(prefix).smaller_side_within_100bp_mean_nbt", measures.depth.smaller.mean, unit: "NBT"),
        SummaryMetric(
          "\(prefix).smaller_side_within_100bp_q05_nbt", measures.smaller.quantile(0.05), unit: "NBT"),
        SummaryMetric("\(prefix).loss_to_traders_usd", venue.lossToTradersUSD, unit: "USD"),
        SummaryMetric(
          "\(prefix).cost_of_depth_bp_per_d",
          depthUSDDays > 0 ? venue.lossToTradersUSD / depthUSDDays * 1e4 : nil, unit: "bp/d"),
      ]
    }
  }
}

extension ExponentialCurve {
  /// Tokens that can be sold to the reserve until the next one would bring less than a price, or all its currency is paid.
  /// - Parameters:
  ///   - price: Currency per token, after the fee.
  ///   - currency: What the reserve can pay.
  func tokensBought(downTo price: Double, paying currency: Double) -> Double {
    let limit = max(price / (1 - fee), spotPrice * DeterministicMath.exp(-rate * currency))
    return limit < spotPrice ? (1 / limit - 1 / spotPrice) / (rate * (1 - fee)) : 0
  }

  /// Tokens that can be bought from the reserve until the next one would cost more than a price.
  /// - Parameter price: Currency per token, the fee included.
  func tokensSold(upTo price: Double) -> Double {
    let limit = price * (1 - fee)
    return limit > spotPrice ? (1 / spotPrice - 1 / limit) * (1 - fee) / rate : 0
  }
}
