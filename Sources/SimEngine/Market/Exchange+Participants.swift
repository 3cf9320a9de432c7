// Who trades on an exchange: balances there, open orders, and what came of the trades.

/// The accounts of one participant of an exchange.
@frozen
public struct ParticipantAccounts: Hashable, Sendable {
  /// Base asset that is free to be offered or withdrawn.
  public let base: AccountID
  /// Quote asset that is free to be offered or withdrawn.
  public let quote: AccountID
  /// Base asset set aside for resting orders.
  public let reservedBase: AccountID
  /// Quote asset set aside for resting orders.
  public let reservedQuote: AccountID
}

/// Running totals of a participant's trades on one exchange.
@frozen
public struct TradingRecord: Hashable, Sendable {
  /// Lots bought.
  public internal(set) var bought = Quantity.zero
  /// Lots sold.
  public internal(set) var sold = Quantity.zero
  /// Lots traded by orders that rested, bought and sold together.
  public internal(set) var made = Quantity.zero
  /// Quote units paid for what was bought, fees apart.
  public internal(set) var paid = Amount.zero
  /// Quote units received for what was sold, fees apart.
  public internal(set) var received = Amount.zero
  /// Quote units paid as fees.
  public internal(set) var fees = Amount.zero
  /// USD by which the fills were better than the peg, at the reference price of the quote asset of their time:
  /// what a provider earns by his spread.
  public internal(set) var edgeUSD = 0.0
  /// USD value of the fees at the time of each fill.
  public internal(set) var feesUSD = 0.0

  init() {}
}

extension Exchange {
  /// Admits a participant with empty balances.
  /// - Parameter listener: The component that is told of each fill, if it wants to be.
  public func join(_ name: String, notifying listener: ComponentID? = nil, ledger: Ledger) -> ParticipantID {
    accounts.append(
      ParticipantAccounts(
        base: ledger.open("\(name)@\(self.name)", pair.base),
        quote: ledger.open("\(name)@\(self.name)", pair.quote),
        reservedBase: ledger.open("\(name)@\(self.name)/orders", pair.base),
        reservedQuote: ledger.open("\(name)@\(self.name)/orders", pair.quote)))
    names.append(name)
    notified.append(listener)
    orderLists.append([])
    records.append(TradingRecord())
    lastNonces.append(-1)
    let participant = ParticipantID(rawValue: Int32(accounts.count - 1))
    keys.append(OpenOrdersKey(participant, of: id, master: master))
    return participant
  }

  /// The accounts of a participant.
  @inlinable public subscript(_ id: ParticipantID) -> ParticipantAccounts { accounts[Int(id.rawValue)] }
  /// The owner's name.
  public func name(of id: ParticipantID) -> String { names[Int(id.rawValue)] }
  /// The living orders of a participant, in no particular order.
  @inlinable public func orders(of id: ParticipantID) -> ContiguousArray<OrderID> {
    orderLists[Int(id.rawValue)]
  }
  /// What came of the trades of a participant.
  public func record(of id: ParticipantID) -> TradingRecord { records[Int(id.rawValue)] }
  /// What everybody traded by orders that rested, with his public key, in the order of joining: the exchange's own
  /// statistics, which it may publish.
  public var makerVolumes: [(user: String, made: Quantity)] {
    zip(names, records).map { ($0, $1.made) }
  }

  /// Brings an amount of the base or quote asset onto the exchange.
  /// - Precondition: the account holds it and the exchange has not failed.
  public func deposit(
    _ amount: Amount, of asset: AssetID, from account: AccountID, to participant: ParticipantID,
    ledger: Ledger
  ) {
    invariant(state != .defaulted, "a deposit at \(name), which has failed")
    let owner = self[participant]
    ledger.transfer(amount, from: account, to: asset == pair.base ? owner.base : owner.quote)
  }

  /// Takes an amount that is not on order off the exchange; false when it is not there or the exchange is gone.
  public func withdraw(
    _ amount: Amount, of asset: AssetID, from participant: ParticipantID, to account: AccountID,
    ledger: Ledger
  ) -> Bool {
    let owner = self[participant]
    let source = asset == pair.base ? owner.base : owner.quote
    guard state != .defaulted, ledger.balance(source) >= amount else { return false }
    ledger.transfer(amount, from: source, to: account)
    return true
  }

  /// What a participant has on the exchange, free and on order together.
  public func balances(of participant: ParticipantID, ledger: Ledger) -> (base: Amount, quote: Amount) {
    let owner = self[participant]
    return (
      ledger.balance(owner.base) + ledger.balance(owner.reservedBase),
      ledger.balance(owner.quote) + ledger.balance(owner.reservedQuote)
    )
  }

  /// Stops the run unless exactly what the living orders could have to pay is set aside.
  func checkReserves(in context: Context) {
    for (index, owner) in accounts.enumerated() {
      var (base, quote): (Int128, Int128) = (0, 0)
      for (place, id) in orderLists[index].enumerated() {
        guard let order = book.order(id) else {
          invariantFailure("\(names[index]) lists an order that is gone", #fileID, #line)
        }
        invariant(placeInList[id.slot] == Int32(place), "an order of \(names[index]) is misplaced")
        if order.side == .buy { quote += reserved[id.slot] } else { base += reserved[id.slot] }
      }
      let aside = (
        base: context.ledger.balance(owner.reservedBase).baseUnits,
        quote: context.ledger.balance(owner.reservedQuote).baseUnits
      )
      invariant(aside == (base, quote), "\(names[index]): what is set aside is not what the orders say")
    }
  }
}
