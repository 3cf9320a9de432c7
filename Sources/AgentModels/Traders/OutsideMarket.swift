// The world beyond the simulation as a place where one coin is exchanged for another.

public import SimEngine

/// Coins that a group of agents begins with; they come from the world outside.
public struct CoinHolding: Hashable, Sendable {
  /// Which coin.
  public var asset: AssetID
  /// How many, in base units.
  public var amount: Amount

  /// A holding.
  public init(asset: AssetID, amount: Amount) {
    self.asset = asset
    self.amount = amount
  }
}

extension Context {
  /// Exchanges coins of a wallet outside at the reference prices of the moment, at once.
  /// - Parameter costShare: The share of the value that the exchange costs.
  /// - Returns: What was received, rounded down; what is exchanged for its own kind stays where it is.
  @discardableResult
  func exchangeOutside(
    _ amount: Amount, of given: AssetID, for wanted: AssetID, wallet: Wallet, costShare: Double = 0
  ) -> Amount {
    guard amount > .zero else { return .zero }
    guard given != wanted else { return amount }
    let usd = usd(amount, of: given) * (1 - costShare)
    let received = self.amount(usd / markets.usdPrice(of: wanted, at: now), of: wanted)
    ledger.transfer(amount, from: wallet[given], to: ledger.outside[given])
    ledger.transfer(received, from: ledger.outside[wanted], to: wallet[wanted])
    markets.noteFlow(-amount, of: given, by: wallet, in: self)
    markets.noteFlow(received, of: wanted, by: wallet, in: self)
    return received
  }

  /// Brings coins from outside into a wallet.
  func bring(_ holding: CoinHolding, to wallet: Wallet) {
    ledger.transfer(
      holding.amount, from: ledger.outside[holding.asset], to: wallet[holding.asset])
    markets.noteFlow(holding.amount, of: holding.asset, by: wallet, in: self)
  }
}
