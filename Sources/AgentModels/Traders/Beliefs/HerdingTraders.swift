// Those who change their minds because others do.

public import SimEngine

/// The settings of a herd.
public struct HerdParameters: Sendable {
  /// N, how many traders, from 2.
  public var count = 50
  /// ε, the chance that one whose turn it is changes his mind by himself, from 0 to 1.
  public var ownChance = 0.002
  /// 1 - δ, the chance that one who meets somebody of the other mind is won over, from 0 to 1 - ε.
  public var persuasion = 0.5
  /// Turns a minute, of all together, > 0.
  public var turnsPerMinute = 1.0
  /// What each buys or sells when he changes his mind.
  public var size = TradeSize()
  /// How far from the peg, as a share of it, an average price is accepted.
  public var patience = 0.05
  /// USD that a token is meant to be worth.
  public var pegUSD = 1.0

  /// The defaults.
  public init() {}
}

/// Kirman's ants: N traders of two minds, of whom k trust the token.
///
/// At each turn one of the N meets another one. He changes his mind by himself with probability ε, or with probability
/// 1 - δ if the other is of the other mind: up with `(1 - k/N)(ε + (1-δ) k/(N-1))`, down with
/// `(k/N)(ε + (1-δ)(N-k)/(N-1))`. For a large N the share that trusts has the stationary law Beta(a, a) with
/// `a = ε(N-1)/(1-δ)`: below 1 nearly all are of one mind most of the time, and now and then of the other.
/// - Source: A. Kirman, "Ants, rationality, and recruitment", Quarterly Journal of Economics 108 (1993).
struct Herd {
  /// N.
  let count: Int
  let ownChance: Double
  let persuasion: Double
  /// k.
  private(set) var trusting: Int

  init(count: Int, ownChance: Double, persuasion: Double, trusting: Int) {
    invariant(count > 1 && (0...count).contains(trusting), "a herd of \(count) of which \(trusting) trust")
    invariant(ownChance >= 0 && persuasion >= 0 && ownChance + persuasion <= 1, "chances above one")
    self.count = count
    self.ownChance = ownChance
    self.persuasion = persuasion
    self.trusting = trusting
  }

  /// The chances that at the next turn one more trusts, or one less, when so many do.
  func chances(trusting: Int) -> (up: Double, down: Double) {
    let share = Double(trusting) / Double(count)
    let others = Double(count - 1)
    return (
      (1 - share) * (ownChance + persuasion * Double(trusting) / others),
      share * (ownChance + persuasion * Double(count - trusting) / others)
    )
  }

  /// Takes a turn by a uniform variate; says whether somebody lost (-1) or gained (1) trust.
  mutating func takeTurn(_ uniform: Double) -> Int {
    let (up, down) = chances(trusting: trusting)
    let change = uniform < up ? 1 : uniform < up + down ? -1 : 0
    trusting += change
    return change
  }
}

/// A herd that trades: who loses trust sells, who gains it buys.
///
/// The turns are drawn whatever the market shows, and the herd begins with its stationary law.
final class HerdTrading: TradingStrategy {
  private let parameters: HerdParameters
  private var herd: Herd
  private var turns: RandomStream?
  private var change = 0

  init(_ parameters: HerdParameters) {
    invariant(parameters.turnsPerMinute > 0, "a herd that never takes a turn")
    self.parameters = parameters
    herd = Herd(
      count: parameters.count, ownChance: parameters.ownChance, persuasion: parameters.persuasion, trusting: 0
    )
  }

  func begin(_ group: String, in context: Context) {
    let turns = context.stream("\(group)/turns", .exogenous)
    herd = Herd(
      count: parameters.count, ownChance: parameters.ownChance, persuasion: parameters.persuasion,
      trusting: herd.stationary(turns.uniform()))
    self.turns = turns
  }

  /// Goes on to the turn at which somebody changes his mind.
  func nextWaitMinutes() -> Double {
    guard let turns, parameters.ownChance > 0 else { return .infinity }
    let (up, down) = herd.chances(trusting: herd.trusting)
    // Turns without a change are skipped: a geometric number of exponential waits is an exponential wait.
    let wait = turns.exponential(mean: 1 / (parameters.turnsPerMinute * (up + down)))
    change = herd.takeTurn(turns.uniform() * (up + down))
    return wait
  }

  func wish(in context: Context) -> TradeWish? {
    guard let turns, change != 0 else { return nil }
    let side: Side = change > 0 ? .buy : .sell
    let tokens = parameters.size.draw(turns)
    let worst = parameters.pegUSD * (side == .buy ? 1 + parameters.patience : max(0, 1 - parameters.patience))
    return TradeWish(side, tokens: tokens, worstPriceUSD: worst)
  }
}

extension Herd {
  /// The probability of each k in the long run, from the balance of turns up and down; all ε > 0.
  var stationaryLaw: [Double] {
    var logs = [0.0]
    for trusting in 0..<count {
      let ratio = chances(trusting: trusting).up / chances(trusting: trusting + 1).down
      logs.append(logs[trusting] + DeterministicMath.log(ratio))
    }
    // Over the largest, so that the weights of a large herd stay within doubles.
    let largest = logs.reduce(0, max)
    let weights = logs.map { DeterministicMath.exp($0 - largest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The k that a uniform variate stands for in the long run; half of the herd where nobody changes his mind by himself.
  func stationary(_ uniform: Double) -> Int {
    guard ownChance > 0 else { return count / 2 }
    var left = uniform
    for (trusting, probability) in stationaryLaw.enumerated() {
      left -= probability
      if left < 0 { return trusting }
    }
    return count
  }
}

extension StrategyTraders {
  /// A herd.
  public convenience init(name: String, token: AssetID, capital: GroupCapital, _ parameters: HerdParameters) {
    self.init(
      name: name, token: token, pegUSD: parameters.pegUSD, capital: capital, strategy: HerdTrading(parameters)
    )
  }
}
