// How the owner of a reserve puts funds in and takes them out: in the contract and in the ledger alike.

import SimEngine

extension APRReserveComponent {
  /// Receives an asset from a wallet; ether raises the price at once.
  /// - Precondition: the wallet holds the amount, which is not negative.
  func deposit(_ amount: Amount, of asset: AssetID, from source: Wallet, in context: Context) {
    context.ledger.transfer(amount, from: source[asset], to: wallet[asset])
    if asset == currency {
      reserve.depositEther(amount.baseUnits)
    } else {
      reserve.depositTokens(amount.baseUnits)
    }
    recordFunds(amount, of: asset, at: context.now)
  }

  /// Pays an asset out to a wallet; ether lowers the price at once. False when the reserve does not hold as much.
  /// - Precondition: the amount is not negative.
  func withdraw(_ amount: Amount, of asset: AssetID, to target: Wallet, in context: Context) -> Bool {
    do throws(Revert) {
      if asset == currency {
        try reserve.withdrawEther(amount.baseUnits)
      } else {
        try reserve.withdrawTokens(amount.baseUnits)
      }
    } catch {
      return false
    }
    context.ledger.transfer(amount, from: wallet[asset], to: target[asset])
    recordFunds(-amount, of: asset, at: context.now)
    return true
  }

  /// Changes the parameters, or whether the reserve trades.
  func adjust(at now: SimTime, _ change: (inout Reserve) -> Void) {
    change(&reserve)
    books.recordSettings(leaving: reserve, at: now)
  }

  private func recordFunds(_ amount: Amount, of asset: AssetID, at now: SimTime) {
    books.recordFunds(
      wei: asset == currency ? amount.baseUnits : 0, tokenUnits: asset == currency ? 0 : amount.baseUnits,
      leaving: reserve, at: now)
  }
}
