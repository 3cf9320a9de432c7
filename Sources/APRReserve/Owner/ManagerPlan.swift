// What the manager of a reserve is told to do: when to act, in which steps, and towards which balances.

public import SimEngine

/// A step by which a manager maintains a reserve; the raw value is the word in scenarios and results.
public enum ManagerStep: String, Hashable, Sendable, CaseIterable {
  /// Stops trading.
  case disable
  /// Deposits what is missing of the balances wanted, or withdraws what is too much.
  case fund
  /// Computes the parameters from the balances and the outside price of the moment, and sets them.
  case set
  /// Starts trading.
  case enable
}

/// When a manager acts.
public enum ManagerPolicy: Hashable, Sendable {
  /// Never.
  case never
  /// When the reserve's price is above (1 + width) times the price at which it was last set, or below it divided by that.
  case leavingBand(width: Double)
  /// At fixed intervals.
  case regularly(every: SimDuration)
  /// When the ether left, or the tokens that can be sold before the highest price, are below a share of what they were when
  /// it was last set.
  case depletion(share: Double)
}

/// What the manager of a reserve is told to do.
public struct ManagerPlan: Sendable {
  /// When he acts.
  public var policy = ManagerPolicy.never
  /// How often he looks whether he has to.
  public var checkEvery = SimDuration.minutes(10)
  /// The steps of a round, in order; the right order is the default.
  public var steps = ManagerStep.allCases
  /// How long he waits between two steps.
  public var delay = SimDuration.minutes(1)
  /// The ether that he wants the reserve to hold; nil for what was deposited first.
  public var wantedEther: Amount?
  /// The tokens that he wants the reserve to hold; nil for what was deposited first.
  public var wantedTokens: Amount?
  /// Ether in his own wallet at the start; from the world outside.
  public var etherInWallet = Amount.zero
  /// Tokens in his own wallet at the start; newly minted.
  public var tokensInWallet = Amount.zero

  /// A plan that never acts.
  public init() {}
}
