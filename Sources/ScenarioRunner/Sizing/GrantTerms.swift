// What a reward comes to as a grant: what has to be voted for the pool to pay it for some days.

public import SimEngine

/// What a grant holds beside the rewards.
public struct GrantTerms: Sendable {
  /// How long the pool is to run.
  public var duration = SimDuration.days(30)
  /// Coins for whoever runs it.
  public var operatorFee = Amount.zero
  /// Coins that are set aside, as a share of the rewards.
  public var contingency: ExactDecimal = .zero
  /// Coins left over from the grant before.
  public var rollOver = Amount.zero

  static func read(_ object: ScenarioObject, token: Asset) -> GrantTerms {
    let coins = ScenarioValue.amount(of: token).atLeast(.zero)
    let days = ScenarioValue.duration.within(.hours(1)...ScenarioLimits.horizon)
    var terms = GrantTerms()
    terms.duration = object.optional("days", days, default: terms.duration)
    terms.operatorFee = object.optional("operatorFee", coins, default: .zero)
    terms.contingency = object.optional("contingency", .ratio.within(.zero ... .one), default: .zero)
    terms.rollOver = object.optional("rollOver", coins, default: .zero)
    return terms
  }

  /// The parts of a grant, in coins.
  public struct Parts: Sendable {
    public let rewards: Double
    public let operatorFee: Double
    public let contingency: Double
    public let rollOver: Double
    /// What is to be voted; nothing where more is left over than is needed.
    public var total: Double { max(0, rewards + operatorFee + contingency - rollOver) }
  }

  /// The grant for a reward.
  /// - Parameter coinsPerMinute: The whole reward, of all exchanges that the pool pays for.
  func parts(coinsPerMinute: Double, decimals: Int) -> Parts {
    let rewards = coinsPerMinute * duration.minutes
    return Parts(
      rewards: rewards, operatorFee: operatorFee.coins(decimals: decimals),
      contingency: rewards * contingency.double, rollOver: rollOver.coins(decimals: decimals))
  }
}
