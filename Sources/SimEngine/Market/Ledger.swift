// Double-entry bookkeeping: every movement has two accounts, and the accounts of an asset sum to zero.

/// The index of an account in its ledger.
@frozen
public struct AccountID: RawRepresentable, Hashable, Sendable {
  /// The index in the order of opening.
  public var rawValue: Int32
  /// The account with that index.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// What one holder owns outside the exchanges: an account for each asset of the ledger.
@frozen
public struct Wallet: Hashable, Sendable {
  /// The account of the first asset; the others follow it.
  @usableFromInline let first: Int32

  @usableFromInline init(first: Int32) { self.first = first }

  /// The account that holds an asset.
  @inlinable public subscript(_ asset: AssetID) -> AccountID { AccountID(rawValue: first + asset.rawValue) }
}

/// Who owns what, in base units.
///
/// Three wallets belong to nobody and may go below zero: `issued` (what was minted counts against it), `burned`
/// (what left circulation) and `outside` (the markets beyond the simulation, where a coin is exchanged at its
/// reference price). Every other account refuses to.
public final class Ledger {
  /// The assets, by id.
  public let assets: [Asset]
  /// Where minted coins come from: the mirror image of the supply.
  public let issued: Wallet
  /// Where burned coins go.
  public let burned: Wallet
  /// The world beyond the simulation.
  public let outside: Wallet

  @exclusivity(unchecked) @usableFromInline var balances: ContiguousArray<Int128> = []
  @exclusivity(unchecked) @usableFromInline var assetOfAccount: ContiguousArray<Int32> = []
  private var holders: [String] = []
  /// Accounts below this index may go below zero.
  @usableFromInline let firstBounded: Int32

  /// A ledger of some assets in which nobody owns anything.
  public init(assets: [Asset]) {
    invariant(Set(assets.map(\.symbol)).count == assets.count, "an asset is listed twice")
    self.assets = assets
    let width = Int32(assets.count)
    issued = Wallet(first: 0)
    burned = Wallet(first: width)
    outside = Wallet(first: 2 * width)
    firstBounded = 3 * width
    for holder in ["issued", "burned", "outside"] {
      for asset in assets.indices { _ = open(holder, AssetID(rawValue: Int32(asset))) }
    }
  }

  /// The asset with a symbol, or nil.
  public func asset(_ symbol: String) -> AssetID? {
    assets.firstIndex { $0.symbol == symbol }.map { AssetID(rawValue: Int32($0)) }
  }

  /// Opens an empty account.
  public func open(_ holder: String, _ asset: AssetID) -> AccountID {
    balances.append(0)
    assetOfAccount.append(asset.rawValue)
    holders.append(holder)
    return AccountID(rawValue: Int32(balances.count - 1))
  }

  /// Opens an empty account for every asset.
  public func openWallet(_ holder: String) -> Wallet {
    let accounts = assets.indices.map { open(holder, AssetID(rawValue: Int32($0))) }
    return Wallet(first: accounts[0].rawValue)
  }

  /// What an account holds.
  @inlinable public func balance(_ account: AccountID) -> Amount {
    Amount(baseUnits: balances[Int(account.rawValue)])
  }

  /// Moves an amount from one account to another of the same asset.
  /// - Precondition: the amount is not negative and the first account holds it.
  @inlinable
  public func transfer(_ amount: Amount, from source: AccountID, to target: AccountID) {
    let (from, to) = (Int(source.rawValue), Int(target.rawValue))
    invariant(amount.baseUnits >= 0, "a transfer of a negative amount")
    invariant(assetOfAccount[from] == assetOfAccount[to], "a transfer between accounts of two assets")
    let left = balances[from] - amount.baseUnits
    if left < 0 && source.rawValue >= firstBounded { refuseOverdraft(of: source, amount) }
    balances.withUnsafeMutableBufferPointer { balances in
      balances[from] = left
      balances[to] += amount.baseUnits
    }
  }

  /// Brings new coins into circulation.
  public func mint(_ amount: Amount, to account: AccountID) {
    transfer(amount, from: issued[asset(of: account)], to: account)
  }

  /// Takes coins out of circulation.
  public func burn(_ amount: Amount, from account: AccountID) {
    transfer(amount, from: account, to: burned[asset(of: account)])
  }

  /// Coins in circulation: minted less burned.
  public func supply(of asset: AssetID) -> Amount {
    -(balance(issued[asset]) + balance(burned[asset]))
  }

  /// The asset that an account holds.
  public func asset(of account: AccountID) -> AssetID {
    AssetID(rawValue: assetOfAccount[Int(account.rawValue)])
  }

  /// Stops the run unless the accounts of every asset sum to zero and none that must not is below zero.
  /// - Complexity: O(accounts).
  public func checkInvariants() {
    withUnsafeTemporaryAllocation(of: Int128.self, capacity: assets.count) { sums in
      sums.initialize(repeating: 0)
      for (account, balance) in balances.enumerated() {
        sums[Int(assetOfAccount[account])] += balance
        invariant(balance >= 0 || account < firstBounded, "\(holders[account]) owes \(-balance)")
      }
      for (asset, sum) in sums.enumerated() {
        invariant(sum == 0, "the accounts of \(assets[asset].symbol) sum to \(sum), not to zero")
      }
    }
  }

  @usableFromInline @inline(never)
  func refuseOverdraft(of account: AccountID, _ amount: Amount) -> Never {
    let index = Int(account.rawValue)
    invariantFailure(
      "\(holders[index]) holds \(balances[index]) and should pay \(amount.baseUnits) base units of "
        + assets[Int(assetOfAccount[index])].symbol, #fileID, #line)
  }
}
