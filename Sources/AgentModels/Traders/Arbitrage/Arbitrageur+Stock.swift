// What an arbitrageur keeps where: coins on every exchange and in his wallet, brought back there after each round.

import SimEngine

extension Arbitrageur {
  /// Opens a trader with a seat on every exchange of the reserve's token, and puts his coins in their places.
  func openStock(in context: Context) {
    let (markets, ledger) = (context.markets, context.ledger)
    let venue = markets.swapVenues[venueIndex]
    trader = markets.openTrader(name, group: group, ledger: ledger)
    let wallet = markets[trader].wallet
    ledger.mint(parameters.tokensInWallet, to: wallet[venue.token])
    context.bring(CoinHolding(asset: venue.currency, amount: parameters.currencyInWallet), to: wallet)
    for exchange in markets.exchanges where exchange.pair.base == venue.token {
      let pair = exchange.pair
      let seat = markets.join(trader, exchange.id, notifying: context.active, ledger: ledger)
      ledger.mint(parameters.tokensOnExchange, to: wallet[pair.base])
      context.bring(CoinHolding(asset: pair.quote, amount: parameters.quoteOnExchange), to: wallet)
      for (asset, amount) in [
        (pair.base, parameters.tokensOnExchange), (pair.quote, parameters.quoteOnExchange),
      ] {
        exchange.deposit(amount, of: asset, from: wallet[asset], to: seat, ledger: ledger)
      }
    }
  }

  /// Share of the value that a round loses outside: nothing where the exchange trades in the reserve's own currency.
  func exchangeCostShare(on seat: Trader.Seat, in context: Context) -> Double {
    let currency = context.markets.swapVenues[venueIndex].currency
    return context.markets[seat.exchange].pair.quote == currency ? 0 : parameters.exchangeCostShare
  }

  // MARK: Moving coins to where they are missing

  /// Brings a seat back to its balances: tokens from or to the wallet, quote coins from or for currency outside.
  func levelOut(_ seat: Trader.Seat, in context: Context) {
    let (exchange, venue) = (context.markets[seat.exchange], context.markets.swapVenues[venueIndex])
    let (pair, ledger) = (exchange.pair, context.ledger)
    let wallet = context.markets[trader].wallet
    move(pair.base, towards: parameters.tokensOnExchange, at: seat, in: context)
    let missing = parameters.quoteOnExchange - ledger.balance(exchange[seat.participant].quote)
    if missing > .zero {
      let spare = ledger.balance(wallet[venue.currency]) - parameters.currencyInWallet
      let needed = context.usd(missing, of: pair.quote) / (1 - exchangeCostShare(on: seat, in: context))
      let currencyUSD = context.markets.usdPrice(of: venue.currency, at: context.now)
      exchangeOutside(
        min(spare, context.amount(needed / currencyUSD, of: venue.currency)), venue.currency, pair.quote,
        in: context)
    }
    move(pair.quote, towards: parameters.quoteOnExchange, at: seat, in: context)
    exchangeOutside(ledger.balance(wallet[pair.quote]), pair.quote, venue.currency, in: context)
  }

  private func exchangeOutside(_ amount: Amount, _ given: AssetID, _ wanted: AssetID, in context: Context) {
    context.exchangeOutside(
      amount, of: given, for: wanted, wallet: context.markets[trader].wallet,
      costShare: parameters.exchangeCostShare)
  }

  /// Deposits or withdraws as much of an asset as brings the seat nearest to a balance.
  private func move(_ asset: AssetID, towards target: Amount, at seat: Trader.Seat, in context: Context) {
    let exchange = context.markets[seat.exchange]
    guard exchange.state == .open else { return }
    let owner = exchange[seat.participant]
    let account = context.markets[trader].wallet[asset]
    let balance = context.ledger.balance(asset == exchange.pair.base ? owner.base : owner.quote)
    if balance > target {
      _ = exchange.withdraw(
        balance - target, of: asset, from: seat.participant, to: account, ledger: context.ledger)
    } else {
      exchange.deposit(
        min(target - balance, context.ledger.balance(account)), of: asset, from: account,
        to: seat.participant, ledger: context.ledger)
    }
  }
}
