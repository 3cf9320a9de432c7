// One trader's profit and loss by its exact parts: every coin that came or went, and what it was worth then.

/// Where a trader's profit came from, in USD; the parts add up to the change of his wealth.
public struct ProfitParts: Hashable, Sendable {
  /// Rewards at the market price of their time.
  public internal(set) var rewards = 0.0
  /// By how much his fills were better than the market before them: what a maker earns, and a taker pays, by the spread.
  public internal(set) var spreadCapture = 0.0
  /// What the coins of his fills gained in the minutes after: below zero for a maker who is picked off.
  public internal(set) var adverseSelection = 0.0
  /// What pegged coins gained apart from that: those he began with, and those of fills after these minutes.
  public internal(set) var inventory = 0.0
  /// What all other coins gained that he held.
  public internal(set) var collateral = 0.0
  /// By how much other exchanges of coins, with reserves or outside, were better than the market; gas is a cost here.
  public internal(set) var swaps = 0.0
  /// What exchanges took, as a figure below zero.
  public internal(set) var fees = 0.0
  /// What exchanges took with them when they failed, as a figure below zero.
  public internal(set) var losses = 0.0

  /// The profit: the sum of all parts.
  public var total: Double {
    rewards + spreadCapture + adverseSelection + inventory + collateral + swaps + fees + losses
  }
  /// The profit of one who had sold short at every moment as much of each other coin as he held.
  public var hedged: Double { total - collateral }

  static func += (left: inout ProfitParts, right: ProfitParts) {
    left.rewards += right.rewards
    left.spreadCapture += right.spreadCapture
    left.adverseSelection += right.adverseSelection
    left.inventory += right.inventory
    left.collateral += right.collateral
    left.swaps += right.swaps
    left.fees += right.fees
    left.losses += right.losses
  }
}

/// The book of one trader.
///
/// A flow of coins at a time t is worth its price then, which belongs to the part that the flow is of, and from then on
/// gains or loses with the price, which belongs to inventory. So the parts follow from the flows alone; that they add up to
/// the change of wealth holds when no flow was forgotten, and is checked.
struct ProfitBook: Sendable {
  /// What a flow is of.
  enum Part: Sendable { case fill, fee, reward, swap, loss }

  /// Price of each asset at the start; shape [assets], as all that follow.
  private let startingPrices: [Double]
  private let startingHoldings: [Amount]
  private let decimals: [Int]
  /// Coins that came less those that went since.
  private var flows: ContiguousArray<Amount>
  /// The same in USD, each at its own time.
  private var flowUSD: ContiguousArray<Double>
  private var parts = ProfitParts()
  /// USD that came, went or were gained after fills in all, by which rounding is measured.
  private var turnoverUSD = 0.0

  /// The book of a trader who begins with some holdings at some prices.
  init(holdings: [Amount], decimals: [Int], pricesUSD: [Double]) {
    startingHoldings = holdings
    startingPrices = pricesUSD
    self.decimals = decimals
    flows = ContiguousArray(repeating: .zero, count: holdings.count)
    flowUSD = ContiguousArray(repeating: 0, count: holdings.count)
  }

  /// Notes that coins came, or went where the amount is below zero.
  mutating func note(_ amount: Amount, of asset: Int, usd: Double, as part: Part) {
    flows[asset] += amount
    flowUSD[asset] += usd
    turnoverUSD += usd.magnitude
    switch part {
    case .fill: parts.spreadCapture += usd
    case .fee: parts.fees += usd
    case .reward: parts.rewards += usd
    case .swap: parts.swaps += usd
    case .loss: parts.losses += usd
    }
  }

  /// Notes what the coins of a fill had gained some minutes after it.
  mutating func noteGain(_ usd: Double) {
    parts.adverseSelection += usd
    turnoverUSD += usd.magnitude
  }

  /// The account at some holdings and prices.
  /// - Parameter coin: The pegged coin.
  func parts(holdings: [Amount], pricesUSD: [Double], coin: Int) -> ProfitParts {
    var result = parts
    for asset in flows.indices {
      let (before, after) = (startingPrices[asset], pricesUSD[asset])
      let gain =
        startingHoldings[asset].coins(decimals: decimals[asset]) * (after - before)
        + flows[asset].coins(decimals: decimals[asset]) * after - flowUSD[asset]
      if asset == coin { result.inventory += gain } else { result.collateral += gain }
    }
    result.inventory -= parts.adverseSelection
    return result
  }

  /// What the parts leave of the change of wealth, as a share of all that was held and turned over, at the prices of its time
  /// and of the end: rounding alone, unless a flow was forgotten.
  func identityError(holdings: [Amount], pricesUSD: [Double], coin: Int) -> Double {
    let wealth = { (amounts: [Amount], prices: [Double]) in
      amounts.indices.reduce(0) { $0 + amounts[$1].coins(decimals: decimals[$1]) * prices[$1] }
    }
    let (before, after) = (wealth(startingHoldings, startingPrices), wealth(holdings, pricesUSD))
    let total = parts(holdings: holdings, pricesUSD: pricesUSD, coin: coin).total
    // Prices that rose manifold make large figures of coins that were there early and are gone.
    let moved = flows.indices.reduce(wealth(startingHoldings, pricesUSD)) {
      $0 + flows[$1].coins(decimals: decimals[$1]).magnitude * pricesUSD[$1]
    }
    return (after - before - total).magnitude / max(1, before + after + moved + turnoverUSD)
  }

  /// The first asset of which not all flows were noted, with what is missing; nil when all were.
  func forgotten(holdings: [Amount]) -> (asset: Int, amount: Amount)? {
    flows.indices.lazy
      .map { ($0, holdings[$0] - startingHoldings[$0] - flows[$0]) }
      .first { $0.1 != .zero }
  }
}
