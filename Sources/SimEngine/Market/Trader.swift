// Those who own something in a simulation: a wallet, seats on exchanges, and what came of it.

/// The index of a trader in its simulation.
@frozen
public struct TraderID: RawRepresentable, Hashable, Sendable {
  /// The index in the order of opening.
  public var rawValue: Int32
  /// The trader with that index.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// One owner: an agent's wallet, his seats on exchanges, and the running parts of his profit and loss.
public struct Trader: Sendable {
  /// A place on an exchange.
  public struct Seat: Hashable, Sendable {
    /// The exchange.
    public let exchange: ExchangeID
    /// Who the trader is there.
    public let participant: ParticipantID
  }

  /// The name, unique in a simulation.
  public let name: String
  /// The group that the trader belongs to, such as "nubot": the key of the scenario that made him.
  public let group: String
  /// The provider of liquidity whose account this is, one of several perhaps; nil for those who only trade.
  public let provider: String?
  /// What he owns outside the exchanges.
  public let wallet: Wallet
  /// Where he trades.
  public internal(set) var seats: [Seat] = []
  /// Rewards received from programmes, in the programme's coin.
  public internal(set) var rewards = Amount.zero
  /// Rewards received, in USD at the market price of the day they were paid.
  public internal(set) var rewardsUSD = 0.0
  /// USD by which swaps with reserves were better than the reference prices of what was given and received.
  public internal(set) var swapEdgeUSD = 0.0
}

extension Markets {
  /// Opens a trader with an empty wallet.
  /// - Parameter provider: Whose account it is, where it is that of a provider of liquidity.
  public func openTrader(
    _ name: String, group: String, of provider: String? = nil, ledger: Ledger
  ) -> TraderID {
    traders.append(
      Trader(name: name, group: group, provider: provider, wallet: ledger.openWallet(name)))
    return TraderID(rawValue: Int32(traders.count - 1))
  }

  /// The trader with an id.
  public subscript(_ id: TraderID) -> Trader { traders[Int(id.rawValue)] }

  /// Gives a trader a seat on an exchange.
  /// - Parameter notified: The component that is told of each of his fills there, if any.
  public func join(
    _ trader: TraderID, _ exchange: ExchangeID, notifying notified: ComponentID? = nil, ledger: Ledger
  ) -> ParticipantID {
    let participant = self[exchange].join(self[trader].name, notifying: notified, ledger: ledger)
    traders[Int(trader.rawValue)].seats.append(Trader.Seat(exchange: exchange, participant: participant))
    return participant
  }

  /// Notes that a programme paid a trader, who is named by his wallet.
  public func noteReward(_ amount: Amount, usd: Double, to wallet: Wallet) {
    guard let index = traders.firstIndex(where: { $0.wallet == wallet }) else { return }
    traders[index].rewards += amount
    traders[index].rewardsUSD += usd
    flows?.noteReward(amount, usd: usd, by: index)
  }

  /// Notes what a trader gained over reference prices by a swap with a reserve.
  public func noteSwap(edgeUSD: Double, by wallet: Wallet) {
    guard let index = traders.firstIndex(where: { $0.wallet == wallet }) else { return }
    traders[index].swapEdgeUSD += edgeUSD
  }

  /// Notes that coins came to a wallet, or left it where the amount is below zero, other than by a fill or a reward: in a swap,
  /// for gas, in an exchange outside. Every such flow has to be noted, or the books of the run do not add up.
  public func noteFlow(_ amount: Amount, of asset: AssetID, by wallet: Wallet, in context: Context) {
    guard let flows, let index = traders.firstIndex(where: { $0.wallet == wallet }) else { return }
    flows.note(amount, of: asset, by: index, as: .swap, in: context)
  }

  /// What a trader owns of an asset, in his wallet and on exchanges together.
  public func holdings(of trader: Trader, _ asset: AssetID, ledger: Ledger) -> Amount {
    var total = ledger.balance(trader.wallet[asset])
    for seat in trader.seats {
      let exchange = self[seat.exchange]
      let balances = exchange.balances(of: seat.participant, ledger: ledger)
      if exchange.pair.base == asset { total += balances.base }
      if exchange.pair.quote == asset { total += balances.quote }
    }
    return total
  }
}
