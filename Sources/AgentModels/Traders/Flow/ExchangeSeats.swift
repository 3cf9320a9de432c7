// Two accounts of one owner on an exchange: one rests, the other takes.

import SimEngine

/// One trader with a purse and two seats on one exchange, whose orders may meet each other.
struct ExchangeSeats {
  /// The seat whose orders rest.
  let maker: ParticipantID
  /// The seat whose orders take.
  let taker: ParticipantID
  private let exchange: ExchangeID
  private let wallet: Wallet

  /// Opens the trader with his capital.
  init(
    name: String, group: String, exchange: ExchangeID, _ capital: GroupCapital, in context: Context
  ) {
    let (markets, ledger) = (context.markets, context.ledger)
    let trader = markets.openTrader(name, group: group, ledger: ledger)
    self.exchange = exchange
    wallet = markets[trader].wallet
    ledger.mint(capital.tokens, to: wallet[markets[exchange].pair.base])
    for holding in capital.coins { context.bring(holding, to: wallet) }
    maker = markets.join(trader, exchange, ledger: ledger)
    taker = markets.join(trader, exchange, ledger: ledger)
  }

  /// Sees to it that a seat has an amount free for an order of a side, from the purse or from the other seat; false if there
  /// is not as much or the exchange is closed.
  func bring(_ amount: Amount, for side: Side, to seat: ParticipantID, in context: Context) -> Bool {
    let (market, ledger) = (context.markets[exchange], context.ledger)
    guard market.state == .open else { return false }
    let asset = side == .sell ? market.pair.base : market.pair.quote
    let free = { (seat: ParticipantID) in
      let accounts = market[seat]
      return ledger.balance(side == .sell ? accounts.base : accounts.quote)
    }
    let missing = amount - free(seat)
    guard missing > .zero else { return true }
    let other = seat == maker ? taker : maker
    let atHome = ledger.balance(wallet[asset])
    guard atHome + free(other) >= missing else { return false }
    if missing > atHome {
      _ = market.withdraw(
        missing - atHome, of: asset, from: other, to: wallet[asset], ledger: ledger)
    }
    market.deposit(missing, of: asset, from: wallet[asset], to: seat, ledger: ledger)
    return true
  }
}
