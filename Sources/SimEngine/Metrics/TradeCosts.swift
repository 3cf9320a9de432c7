// What trading cost those who took, and where it went: effective spread, realised spread and impact.

/// A fill as its costs are reckoned from it.
@frozen
public struct NotedFill: Hashable, Sendable {
  /// When it happened.
  public let time: SimTime
  /// The traders by their ids, -1 for a participant who is none.
  public let maker: Int32
  public let taker: Int32
  /// What the order did that arrived.
  public let takerSide: Side
  /// Coins.
  public let coins: Double
  /// USD paid for them, at the reference price of the quote coin.
  public let notionalUSD: Double
  /// USD that a coin was worth on the market before the order arrived.
  public let fairUSD: Double
  /// Best ask less best bid then; nil unless both existed.
  public let quotedUSD: Double?

  /// A fill.
  public init(
    time: SimTime, maker: Int32, taker: Int32, takerSide: Side, coins: Double, notionalUSD: Double,
    fairUSD: Double, quotedUSD: Double?
  ) {
    self.time = time
    self.maker = maker
    self.taker = taker
    self.takerSide = takerSide
    self.coins = coins
    self.notionalUSD = notionalUSD
    self.fairUSD = fairUSD
    self.quotedUSD = quotedUSD
  }

  /// +1 where the taker buys, -1 where he sells.
  @inlinable var sign: Double { takerSide == .buy ? 1 : -1 }
}

/// Spreads of all fills before which the market had two sides, weighted by what was traded.
///
/// With s = +1 for a taker who buys, p the price, m the middle of the market before his order and m' that some time later:
///
///     quoted    = (ask - bid) / m
///     effective = 2 s (p - m) / m
///     realised  = 2 s (p - m') / m
///     impact    = 2 s (m' - m) / m
///
/// so that effective = realised + impact: what a taker paid is what a maker kept and what the price told.
///
/// - Source: R. D. Huang and H. R. Stoll, "Dealer versus auction markets", Journal of Financial Economics 41 (1996)
///   313-357, doi:10.1016/0304-405X(95)00867-E.
public struct TradeCosts: Sendable {
  /// How long after a fill the market is looked at again.
  public static let lags: [SimDuration] = [.minutes(1), .minutes(5), .minutes(30)]

  /// USD of all fills at the middle of the market.
  private var fairUSD = 0.0
  private var quotedUSD = 0.0
  /// Half of what each spread cost, USD; the latter two by lag.
  private var effectiveUSD = 0.0
  private var realisedUSD = ContiguousArray(repeating: 0.0, count: TradeCosts.lags.count)
  private var impactUSD = ContiguousArray(repeating: 0.0, count: TradeCosts.lags.count)
  /// Fills that count.
  public private(set) var count = 0

  /// No fill yet.
  public init() {}

  /// Adds a fill; one before which the market had one side only does not count.
  public mutating func add(_ fill: NotedFill) {
    guard let quoted = fill.quotedUSD else { return }
    count += 1
    fairUSD += fill.coins * fill.fairUSD
    quotedUSD += fill.coins * quoted
    effectiveUSD += fill.sign * (fill.notionalUSD - fill.coins * fill.fairUSD)
  }

  /// Adds what the market was worth a lag after a fill.
  public mutating func addLater(_ price: Double, than fill: NotedFill, lag: Int) {
    guard fill.quotedUSD != nil else { return }
    realisedUSD[lag] += fill.sign * (fill.notionalUSD - fill.coins * price)
    impactUSD[lag] += fill.sign * fill.coins * (price - fill.fairUSD)
  }

  /// The quoted spread as a share; nil without a fill.
  public var quoted: Double? { share(quotedUSD) }
  /// The effective spread as a share.
  public var effective: Double? { share(2 * effectiveUSD) }
  /// The realised spread of a lag as a share.
  public func realised(lag: Int) -> Double? { share(2 * realisedUSD[lag]) }
  /// The impact of a lag as a share.
  public func impact(lag: Int) -> Double? { share(2 * impactUSD[lag]) }

  private func share(_ usd: Double) -> Double? { fairUSD > 0 ? usd / fairUSD : nil }

  /// By how much effective and realised plus impact differ at most, as a share, of the largest of them where that is more than
  /// the price: rounding, once all lags have passed.
  public var identityError: Double {
    guard let effective else { return 0 }
    return Self.lags.indices.reduce(0) { error, lag in
      let (realised, impact) = (realised(lag: lag) ?? 0, impact(lag: lag) ?? 0)
      let scale = max(1, effective.magnitude, realised.magnitude, impact.magnitude)
      return max(error, (effective - realised - impact).magnitude / scale)
    }
  }

  /// The measures as rows of the summary.
  var summary: [SummaryMetric] {
    let figure = { (name: String, share: Double?) in
      SummaryMetric("fills.\(name)_bp", share.map { $0 * 1e4 }, unit: "bp")
    }
    return [
      SummaryMetric("fills.count", Double(count), unit: ""),
      SummaryMetric("fills.volume_usd", fairUSD, unit: "USD"),
      figure("quoted_spread", quoted), figure("effective_spread", effective),
    ]
      + Self.lags.indices.flatMap { lag in
        let minutes = Int(Self.lags[lag].minutes)
        return [
          figure("realised_spread_\(minutes)min", realised(lag: lag)),
          figure("impact_\(minutes)min", impact(lag: lag)),
        ]
      }
  }
}
