// Whether a provider stays: what a programme would pay him against what he wants for his capital.

public import SimEngine

/// What a provider wants for his capital.
public struct ParticipationParameters: Hashable, Sendable {
  /// The least net yield for which the provider stays, as a share of his capital a day: 0.0012 is 0.12 % a day.
  public var reservationYieldPerDay = 0.0
  /// The chance that a provider who left comes back at a daily review that finds it worth his while.
  public var returnProbability = 1.0 / 7
  /// How often the provider reviews his stay.
  public var reviewEvery = SimDuration.days(1)

  /// A provider who stays for nothing.
  public init() {}
}

/// A provider's decision to take part: leaves at the first review that does not pay, returns with hesitation.
///
/// Leaving fast and joining slowly is the cautious assumption on where liquidity comes from.
public struct Participation {
  /// Whether the provider's orders are on the book.
  public private(set) var isActive = true
  /// How many times the provider left.
  public private(set) var leaveCount = 0
  private let parameters: ParticipationParameters
  private let returns: RandomStream

  /// A provider who takes part until his first review.
  /// - Parameter returns: Decides when he comes back; endogenous, since only those who left draw.
  init(_ parameters: ParticipationParameters, returns: RandomStream) {
    self.parameters = parameters
    self.returns = returns
  }

  /// Decides anew.
  mutating func review(expectedYieldPerDay: Double) {
    let isWorthIt = expectedYieldPerDay >= parameters.reservationYieldPerDay
    if isActive {
      guard !isWorthIt else { return }
      isActive = false
      leaveCount += 1
    } else if isWorthIt {
      isActive = returns.bernoulli(parameters.returnProbability)
    }
  }

  /// What a programme would pay a provider a day, in coins.
  ///
  /// His share of the last round if he is in it. If he is not, what the programme paid for a coin, or less where his own
  /// coins would dilute the most that the programme pays: `own · min(paid / L, R / (L + own))`.
  /// - Parameters:
  ///   - own: Coins that he offers, or would offer, within the tolerance of the programme.
  static func rewardPerDay(own: Double, isActive: Bool, _ status: ProgramStatus) -> Double {
    guard own > 0 else { return 0 }
    let others = status.paidLiquidity
    guard others > 0 else { return status.rewardPerMinute * 1_440 }
    let perCoin = status.paidPerMinute / others
    if isActive { return min(own / others, 1) * status.paidPerMinute * 1_440 }
    return own * min(perCoin, status.rewardPerMinute / (others + own)) * 1_440
  }
}
