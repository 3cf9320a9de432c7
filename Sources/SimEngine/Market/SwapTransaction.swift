// A swap that waits for a block: what its sender signed, and what came of it.

/// The number of a transaction in the order of submission, from 0.
@frozen
public struct TransactionID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The number.
  public var rawValue: Int64
  /// The transaction with that number.
  @inlinable public init(rawValue: Int64) { self.rawValue = rawValue }
  @inlinable public static func < (left: TransactionID, right: TransactionID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// What a trader signs: a swap with one reserve, its limit, and what he pays to have it executed.
public struct SwapTransaction: Hashable, Sendable {
  /// The place of the reserve among `Markets.swapVenues`.
  public var venue: Int
  /// Whether tokens are bought or sold.
  public var side: Side
  /// What is paid to the reserve, base units.
  public var paying: Amount
  /// The least to receive, base units: the `minConversionRate` of Kyber's network times what is paid. A swap
  /// that would bring less fails.
  public var minimum: Amount
  /// The fee for execution in the reserve's currency, due whether the swap succeeds or fails. All swaps use
  /// the same amount of gas, so that this is the gas price but for a constant.
  public var gas: Amount
  /// Who pays and receives.
  public var wallet: Wallet
  /// His name, for tables.
  public var trader: String

  /// A transaction, not yet submitted.
  public init(
    venue: Int, side: Side, paying: Amount, minimum: Amount, gas: Amount, wallet: Wallet, trader: String
  ) {
    self.venue = venue
    self.side = side
    self.paying = paying
    self.minimum = minimum
    self.gas = gas
    self.wallet = wallet
    self.trader = trader
  }
}

/// A transaction that no block includes yet, as everybody can see it.
public struct PendingSwap: Hashable, Sendable {
  /// Its number.
  public let id: TransactionID
  /// What was signed.
  public let transaction: SwapTransaction
  /// When it was submitted.
  public let submitted: SimTime
}

/// What came of a transaction.
public struct SwapReceipt: Hashable, Sendable {
  /// Its number.
  public let id: TransactionID
  /// The swap, or why it failed.
  public let result: SwapResult
  /// What was paid for execution: the gas offered, or nothing if the sender did not have it.
  public let gas: Amount
}
