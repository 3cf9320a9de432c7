// A minute of the first liquidity pools, without a pool around it: bids in, balances and paid orders out.

public import SimEngine

/// One minute of an auctioned pair as the original credited it, with the lists that its servers showed.
public struct AuctionMinute: Sendable {
  /// An order that was offered in a sample.
  public struct Order: Hashable, Sendable {
    /// Whose it is.
    public let user: String
    /// The exchange's number for the order, compared as text.
    public let id: String
    /// The side of the book.
    public let side: Side
    /// Coins.
    public let amount: Double
    /// The least rate its owner takes, a fraction a day.
    public let minimumRate: Double

    /// An order of a sample.
    public init(user: String, id: String, side: Side, amount: Double, minimumRate: Double) {
      self.user = user
      self.id = id
      self.side = side
      self.amount = amount
      self.minimumRate = minimumRate
    }
  }

  /// How the maximum rate is found.
  public enum Variant: Hashable, Sendable {
    /// The rate that the operators set.
    case dutch
    /// The set rate times 10,000,000 coins a day, divided by what is offered.
    case fixedCost
  }

  /// Coins at a rate; a rate of zero for what is not paid.
  public struct PaidAmount: Hashable, Sendable {
    /// Coins.
    public var amount = 0.0
    /// A fraction a day.
    public var rate = 0.0
  }

  /// What a user was credited.
  public struct UserResult: Sendable {
    /// Coins earned in the minute.
    public fileprivate(set) var balance = 0.0
    /// Paid at the higher rate, at the lower one, unpaid; shape [samples][3].
    public fileprivate(set) var credits = BySide<[[PaidAmount]]>(ask: [], bid: [])
    /// The sum over tranches of rate x paid / what served for it, mean over the samples. What the higher rate
    /// left over serves again for the lower one, so that this exceeds what a coin earned.
    public fileprivate(set) var rate = BySide(ask: 0.0, bid: 0.0)
  }

  /// The users in the order in which they were given.
  public let users: [String]
  /// What each was credited; shape [users].
  public private(set) var results: [UserResult]
  /// The lower rates of the last sample in which anything was offered, fractions a day; zero when nothing
  /// was.
  public private(set) var low = BySide(ask: 0.0, bid: 0.0)
  /// The higher rates of the same sample.
  public private(set) var high = BySide(ask: 0.0, bid: 0.0)
  /// What was paid and what was not, in the order in which the original visited its users; shape
  /// [samples][entries].
  public private(set) var paidOrders = BySide<[[PaidAmount]]>(ask: [], bid: [])

  /// Credits one minute.
  /// - Parameters:
  ///   - users: Distinct names, in the order of their registration.
  ///   - samples: The orders that were counted; shape [samples][orders].
  ///   - rate: The maximum rate of a side, a fraction a day; see `Variant`.
  ///   - target: Coins of a side that are paid at most.
  /// - Precondition: every order is of one of the users.
  /// - Complexity: O(n log n) a sample for n orders and users.
  public init(users: [String], samples: [[Order]], rate: Double, target: Double, variant: Variant = .dutch) {
    self.users = users
    results = users.map { _ in UserResult() }
    // The original kept users in one table and their volumes in another, filled from the first.
    let registered = visitingOrder(of: users)
    let visited = visitingOrder(of: registered.map { users[$0] }).map { registered[$0] }
    let numbers = Self.numbers(of: samples)
    for side in Side.allCases {
      for sample in samples {
        let bids = Self.bids(of: sample, side: side, users: users, registered: registered, numbers: numbers)
        let mass = AuctionBook(bids).mass
        let maximumRate = variant == .dutch || mass <= 0 ? rate : rate * 10_000_000 / mass
        let clearing = AuctionClearing(
          bids, providers: users.count, terms: AuctionTerms(maximumRate: maximumRate, target: target))
        enter(clearing, side: side, visiting: visited, sampleCount: Double(samples.count))
        if mass > 0 {
          low[side] = clearing.lowRate
          high[side] = clearing.highRate
        }
      }
    }
  }

  /// Numbers that stand in the order of the texts by which orders are known.
  private static func numbers(of samples: [[Order]]) -> [String: UInt64] {
    let texts = Set(samples.joined().map(\.id)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return Dictionary(uniqueKeysWithValues: zip(texts, texts.indices.map { UInt64($0) }))
  }

  /// A side's bids, the users in the order in which the original collected them.
  private static func bids(
    of sample: [Order], side: Side, users: [String], registered: [Int], numbers: [String: UInt64]
  ) -> [AuctionBid] {
    registered.flatMap { user in
      sample.filter { $0.side == side && $0.user == users[user] }.map {
        AuctionBid(
          provider: user, order: numbers[$0.id] ?? 0, amount: $0.amount, minimumRate: $0.minimumRate)
      }
    }
  }

  private mutating func enter(
    _ clearing: AuctionClearing, side: Side, visiting visited: [Int], sampleCount: Double
  ) {
    for user in users.indices {
      results[user].credits[side].append([PaidAmount](repeating: PaidAmount(), count: 3))
    }
    var entries: [PaidAmount] = []
    let tranches = [(0, clearing.highRate), (1, clearing.lowRate)]
    for (place, rate) in tranches {
      for user in visited {
        let share = clearing.shares[user]
        guard let tranche = place == 0 ? share.high : share.low else { continue }
        let paid = PaidAmount(amount: tranche.amount, rate: rate)
        entries.append(paid)
        setCredit(paid, of: user, side: side, place: place)
        results[user].balance += tranche.amount * rate / (1440 * sampleCount)
        results[user].rate[side] += rate * tranche.amount / (tranche.volume * sampleCount)
      }
    }
    // Less than a hundred-millionth is left over by rounding.
    for user in visited where clearing.shares[user].unpaid > 1e-8 {
      let unpaid = PaidAmount(amount: clearing.shares[user].unpaid, rate: 0)
      entries.append(unpaid)
      setCredit(unpaid, of: user, side: side, place: 2)
    }
    paidOrders[side].append(entries)
  }

  private mutating func setCredit(_ paid: PaidAmount, of user: Int, side: Side, place: Int) {
    let sample = results[user].credits[side].count - 1
    results[user].credits[side][sample][place] = paid
  }
}
