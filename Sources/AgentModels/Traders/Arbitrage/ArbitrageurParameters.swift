// What an arbitrageur has, minds and pays.

public import SimEngine

/// The settings of an arbitrageur.
public struct ArbitrageurParameters: Sendable {
  /// The mean time between two looks at the market.
  public var meanReaction = SimDuration.seconds(15)
  /// Whether looks come at random (Poisson) or at fixed intervals.
  public var reactsAtRandom = true
  /// USD that a trade must promise beyond all costs.
  public var minimumProfitUSD = 0.05
  /// Currency that a transaction with the reserve costs (gas), base units.
  public var transactionCost = Amount.zero
  /// The most transactions in which he splits what one above the reserve's cap could not do; at least one.
  public var mostTransactions = 1
  /// Share of the value that it costs to exchange the quote coin for the reserve's currency outside, or back.
  public var exchangeCostShare = 0.001
  /// Tokens kept on each exchange; newly minted.
  public var tokensOnExchange = Amount.zero
  /// Quote coins kept on each exchange, base units.
  public var quoteOnExchange = Amount.zero
  /// Tokens kept in the wallet, for the reserve; newly minted.
  public var tokensInWallet = Amount.zero
  /// Currency kept in the wallet, for the reserve, base units.
  public var currencyInWallet = Amount.zero

  /// The defaults, without capital.
  public init() {}
}
