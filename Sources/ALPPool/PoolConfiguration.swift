// What the operators of a pool decide: which pairs are paid, how much, and for orders how close to the price.

public import SimEngine

/// One value for the asks and one for the bids.
public struct BySide<Value> {
  /// Of those who sell the pegged coin.
  public var ask: Value
  /// Of those who buy it.
  public var bid: Value

  /// A value for each side.
  public init(ask: Value, bid: Value) {
    self.ask = ask
    self.bid = bid
  }

  /// The value of a side: sellers place asks, buyers bids.
  public subscript(side: Side) -> Value {
    get { side == .sell ? ask : bid }
    // In place, so that writing one element of an array does not copy it.
    _modify { if side == .sell { yield &ask } else { yield &bid } }
  }

  /// The same figure computed for both sides, asks first.
  public func map<Other>(_ transform: (Side, Value) -> Other) -> BySide<Other> {
    BySide<Other>(ask: transform(.sell, ask), bid: transform(.buy, bid))
  }
}

extension BySide: Sendable where Value: Sendable {}
extension BySide: Equatable where Value: Equatable {}
extension BySide: Hashable where Value: Hashable {}

/// A band around the price and its part of the side's reward.
public struct Rank: Hashable, Sendable {
  /// The name, unique within a side: "rank_1".
  public let name: String
  /// Part of the side's reward, a fraction; 0 makes the rank count toward the target without being paid.
  public let ratio: Double
  /// Largest deviation from the price, a fraction; 1 takes every order.
  public let tolerance: Double

  /// A rank; without a tolerance it takes whatever narrower ranks leave.
  /// - Precondition: the ratio and the tolerance are finite and not negative.
  public init(_ name: String, ratio: Double, tolerance: Double = 1) {
    invariant(ratio.isFinite && ratio >= 0, "\(name) has the ratio \(ratio)")
    invariant(tolerance.isFinite && tolerance >= 0, "\(name) has the tolerance \(tolerance)")
    self.name = name
    self.ratio = ratio
    self.tolerance = tolerance
  }
}

/// One side of a pair: its part of the reward and its ranks.
public struct SideConfiguration: Hashable, Sendable {
  /// Part of the pair's reward, a fraction; both sides together make 1.
  public let ratio: Double
  /// The ranks in the order in which they were given.
  public let ranks: [Rank]
  /// Positions in `ranks`, narrowest tolerance first, equal tolerances as given.
  let narrowestFirst: [Int]

  /// A side.
  /// - Precondition: the ratio is finite and not negative; ranks have distinct names.
  public init(ratio: Double, ranks: [Rank]) {
    invariant(ratio.isFinite && ratio >= 0, "a side has the ratio \(ratio)")
    invariant(Set(ranks.map(\.name)).count == ranks.count, "a side names a rank twice")
    self.ratio = ratio
    self.ranks = ranks
    narrowestFirst = ranks.indices.sorted {
      (ranks[$0].tolerance, $0) < (ranks[$1].tolerance, $1)
    }
  }
}

/// What a pool pays for the book of one pair of one exchange.
public struct PairConfiguration: Hashable, Sendable {
  /// The exchange: "bittrex".
  public let exchange: String
  /// What the pegged coin is traded against, as the pool writes it: "btc".
  public let unit: String
  /// Whether the exchange quotes units per coin while the feed gives coins per unit.
  public let isReversed: Bool
  /// Coins a minute for both sides together.
  public let rewardPerMinute: Double
  /// Liquidity, in coins over both sides and all ranks, from which the whole reward is paid.
  public let target: Double
  /// The asks and the bids.
  public let sides: BySide<SideConfiguration>

  /// A pair.
  /// - Precondition: the reward is finite and not negative, the target finite and positive.
  public init(
    exchange: String, unit: String, isReversed: Bool = false, rewardPerMinute: Double, target: Double,
    ask: SideConfiguration, bid: SideConfiguration
  ) {
    invariant(rewardPerMinute.isFinite && rewardPerMinute >= 0, "\(exchange) \(unit) pays \(rewardPerMinute)")
    invariant(target.isFinite && target > 0, "\(exchange) \(unit) has the target \(target)")
    self.exchange = exchange
    self.unit = unit
    self.isReversed = isReversed
    self.rewardPerMinute = rewardPerMinute
    self.target = target
    self.sides = BySide(ask: ask, bid: bid)
  }
}

/// Everything that the operators of a pool decide.
public struct PoolConfiguration: Sendable {
  /// The pairs in the order in which rounds report them.
  public let pairs: [PairConfiguration]
  /// Smallest sum, in coins, that is paid out to an address; less waits.
  public let minimumPayout: Double
  /// Which faults of the original are reproduced.
  public let fidelity: Fidelity

  /// A configuration.
  /// - Precondition: each exchange and unit appears once; the minimum is finite and not negative.
  public init(pairs: [PairConfiguration], minimumPayout: Double, fidelity: Fidelity = .corrected) {
    invariant(minimumPayout.isFinite && minimumPayout >= 0, "the smallest payout is \(minimumPayout)")
    invariant(
      Set(pairs.map { [$0.exchange, $0.unit] }).count == pairs.count, "a pool configures a pair twice")
    self.pairs = pairs
    self.minimumPayout = minimumPayout
    self.fidelity = fidelity
  }
}
