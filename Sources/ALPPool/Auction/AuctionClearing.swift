// The reverse auction of the first liquidity pools: who is paid, how much of it, and at which two rates.

import SimEngine

/// One side of one sample, auctioned.
///
/// The offered mass lies between k and k + 1 times the target g (itself at most the mass): `lower` = mass - k
/// g, `higher` = (k + 1) g - mass, together g. `higher` coins are paid at the higher of two neighbouring
/// rates, spread over all that would serve for it, then `lower` coins at the lower rate. Under the target
/// everybody who takes the maximum is paid it, whatever he asked; above, who asks less is paid more of his
/// coins, and at what others ask.
///
/// Quirks that are kept: a copy of an order (same rate and number) counts in the mass, though it is paid
/// once; and when all ask the maximum and the mass is between one and two targets, the lower part finds
/// nobody, so that only twice the target less the mass is paid.
///
/// Laws: no more than the target is paid; nobody is paid above the maximum, nor anything on an order that
/// asks more than that; renaming providers changes nothing.
/// - Source: creon-nu/nu-pool, May 2015.
public struct AuctionClearing: Hashable, Sendable {
  /// Coins that served for one rate.
  public struct Tranche: Hashable, Sendable {
    /// Coins that served.
    public let volume: Double
    /// Coins of them that are paid.
    public let amount: Double
  }

  /// One provider's part of a side.
  public struct Share: Hashable, Sendable {
    /// What is paid at the higher rate, or nil when nothing of his serves for it.
    public fileprivate(set) var high: Tranche?
    /// What is paid at the lower rate of the coins that the higher part left over, or nil when nothing serves
    /// for it.
    public fileprivate(set) var low: Tranche?
    /// Coins that are paid nothing.
    public fileprivate(set) var unpaid = 0.0
  }

  /// The lower rate, a fraction a day; 0 when nothing was offered.
  public private(set) var lowRate = 0.0
  /// The higher rate, a fraction a day; 0 when nothing was offered.
  public private(set) var highRate = 0.0
  /// What each provider has of the side; shape [providers].
  public private(set) var shares: [Share]
  private let maximumRate: Double
  /// Whether the lower rate is paid also to those who ask the maximum.
  private var lowTakesMaximum = false

  /// Auctions one side of one sample.
  /// - Parameter bids: In any order; of equal bids for one order the first counts.
  /// - Complexity: O(n log n) for n bids.
  public init(_ bids: [AuctionBid], providers: Int, terms: AuctionTerms) {
    shares = [Share](repeating: Share(), count: providers)
    maximumRate = terms.maximumRate
    let book = AuctionBook(bids)
    guard book.mass > 0 else { return }

    let target = min(book.mass, terms.target)
    let multiple = (book.mass / target).rounded(.down)
    let lower = book.mass - multiple * target
    let higher = (book.mass / target + 1).rounded(.down) * target - book.mass
    let levels = book.levels(upTo: maximumRate, target: target)
    let volumes = book.volumes(below: levels, upTo: maximumRate)

    // The lower rate's level: what asks for less holds the lower part, what asks for less than the next the
    // target.
    let last = levels.count - 2
    let level = (0..<last).first { volumes[$0] >= lower && volumes[$0 + 1] >= terms.target } ?? last
    lowRate = levels[level]
    highRate = levels[level + 1]
    lowTakesMaximum = level > 0 && levels[level - 1] == maximumRate
    pay(book.orders, higher: higher, lower: lower)
  }

  /// Whether a bid that asks this rate serves for the higher and for the lower rate.
  func serves(at minimumRate: Double) -> (high: Bool, low: Bool) {
    guard minimumRate <= maximumRate else { return (false, false) }
    return (highRate == maximumRate || minimumRate < highRate, lowTakesMaximum || minimumRate < lowRate)
  }

  private mutating func pay(_ orders: [AuctionBid], higher: Double, lower: Double) {
    var high = [Double](repeating: 0, count: shares.count)
    var low = high
    for bid in orders {
      let serves = serves(at: bid.minimumRate)
      shares[bid.provider].unpaid += bid.amount
      if serves.high { high[bid.provider] += bid.amount }
      if serves.low { low[bid.provider] += bid.amount }
    }
    let highTotal = high.reduce(0, +)
    for provider in shares.indices where high[provider] > 0 {
      let amount = min(high[provider], higher * high[provider] / highTotal)
      shares[provider].high = Tranche(volume: high[provider], amount: amount)
      shares[provider].unpaid -= amount
      low[provider] -= amount
    }
    let lowTotal = low.reduce(0) { $0 + max(0, $1) }
    for provider in shares.indices where low[provider] > 0 {
      let amount = min(low[provider], lower * low[provider] / lowTotal)
      shares[provider].low = Tranche(volume: low[provider], amount: amount)
      shares[provider].unpaid -= amount
    }
  }
}
