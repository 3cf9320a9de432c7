// The reward rules by the names under which scenarios and the command know them.

/// A reward rule by its name.
public enum NamedRewardRule: String, CaseIterable, Sendable {
  /// `FixedReward`, `ScaledReward`, `BalancedReward` and `AuctionReward`.
  case fixed, scaled, balanced, auction
  /// `FixedCostReward`.
  case fixedCost = "fixed-cost"
  /// `HummingbotReward`, `DydxReward` and `PolymarketReward`.
  case hummingbot, dydx, polymarket

  /// The rule in its usual terms, at its beginning.
  /// - Parameter roundsPerDay: How many credit rounds make up a day, for rules that pay daily rates.
  public func rule(roundsPerDay: Double = 1440) -> any RewardRule {
    switch self {
    case .fixed: FixedReward()
    case .scaled: ScaledReward()
    case .balanced: BalancedReward()
    case .auction: AuctionReward(roundsPerDay: roundsPerDay)
    case .fixedCost: FixedCostReward(roundsPerDay: roundsPerDay)
    case .hummingbot: HummingbotReward()
    case .dydx: DydxReward()
    case .polymarket: PolymarketReward()
    }
  }
}
