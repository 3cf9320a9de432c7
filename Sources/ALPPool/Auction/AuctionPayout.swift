// The daily payout of the first liquidity pools: balances less the network's fee, gone once they are written down.

import SimEngine

/// Pays each address what its users earned less the fee of the network, where more than a minimum is left.
///
/// The original wrote the payments to a file, set the balances to zero and then sent them: a payment that failed
/// was lost to its owner, and stood in the file for the operators to see. Mended, balances stay until a payment was
/// sent.
///
/// No scenario uses it: there an auction is paid like every rule, by `PayoutLoop`. It is for programs of one's own.
///
/// Law: when payments are sent, what was paid, the fees and what is left are together what there was.
/// - Source: creon-nu/nu-pool, May 2015.
public struct AuctionPayout: Hashable, Sendable {
  /// What a user has earned, and where he is paid.
  public struct Balance: Hashable, Sendable {
    /// The payout address.
    public let address: String
    /// Coins.
    public var coins: Double

    /// A balance.
    /// - Precondition: finite and not negative.
    public init(address: String, coins: Double) {
      invariant(coins.isFinite && coins >= 0, "\(address) has earned \(coins)")
      self.address = address
      self.coins = coins
    }
  }

  /// A payment to one address, the fee taken off.
  public struct Payment: Hashable, Sendable {
    /// Where it goes.
    public let address: String
    /// How much is sent, coins.
    public let coins: Double
  }

  /// Coins that must be exceeded once the fee is taken off.
  public let minimum: Double
  /// Coins that a payment costs its receiver.
  public let networkFee: Double
  /// Whether a payment that fails is lost, as it was.
  public let losesFailedPayments: Bool

  /// A payout; the first pools paid from a tenth of a coin.
  /// - Precondition: neither figure is negative.
  public init(minimum: Double = 0.1, networkFee: Double, losesFailedPayments: Bool = false) {
    invariant(minimum >= 0 && networkFee >= 0, "a payout from \(minimum) at a fee of \(networkFee)")
    self.minimum = minimum
    self.networkFee = networkFee
    self.losesFailedPayments = losesFailedPayments
  }

  /// Pays who is due, in the order of the balances, and takes what he had off them.
  /// - Parameter send: Sends all payments at once and says whether that worked.
  /// - Returns: The payments as they were written down, sent or not.
  /// - Complexity: O(balances).
  public func pay(_ balances: inout [Balance], send: ([Payment]) -> Bool) -> [Payment] {
    var sums: [(address: String, coins: Double)] = []
    var positions: [String: Int] = [:]
    for balance in balances {
      let position = positions[balance.address] ?? sums.count
      if position == sums.count {
        positions[balance.address] = position
        sums.append((balance.address, 0))
      }
      sums[position].coins += balance.coins
    }
    let due = sums.filter { $0.coins - networkFee > minimum }
    let payments = due.map { Payment(address: $0.address, coins: $0.coins - networkFee) }
    let wasSent = payments.isEmpty || send(payments)
    guard wasSent || losesFailedPayments else { return payments }
    let paid = Set(due.map(\.address))
    for position in balances.indices where paid.contains(balances[position].address) {
      balances[position].coins = 0
    }
    return payments
  }
}
