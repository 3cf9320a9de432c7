// A provider's account on one exchange: his money there, his orders, and his place in a programme.

public import SimEngine

/// What a provider brings to an exchange at the start.
public struct ProviderCapital: Hashable, Sendable {
  /// Pegged coins in base units; newly minted.
  public var tokens: Amount
  /// Quote coins in base units; from the world outside.
  public var quote: Amount

  /// Capital in both coins.
  public init(tokens: Amount = .zero, quote: Amount = .zero) {
    self.tokens = tokens
    self.quote = quote
  }
}

/// One user of an exchange, and of a programme if he takes part in one.
///
/// To the programme he is known by the name of his account on the exchange. Somebody who wants to be several has as
/// many accounts.
struct ProviderAccount {
  /// The name of the user.
  let name: String
  /// The name of the provider, whose only account it may be.
  private let provider: String
  private let group: String
  /// Where he trades.
  let exchangeID: ExchangeID
  private let program: LiquidityProgramID?
  /// Who he is in the markets, once the account is open.
  private(set) var trader = TraderID(rawValue: -1)
  /// Who he is on the exchange, once the account is open.
  private(set) var participant = ParticipantID(rawValue: -1)
  private var isRegistered = false
  /// The nonce of the newest request: the clock, unless several are signed at one instant.
  private var lastNonce: Int64 = -1
  /// What he has had on the book.
  private(set) var exposure = LiquidityExposure()

  /// An account that is not open yet.
  /// - Parameter provider: Whose account it is, if not that of somebody who has no other.
  init(
    name: String, group: String, of provider: String? = nil, exchange: ExchangeID,
    program: LiquidityProgramID?
  ) {
    self.name = name
    self.provider = provider ?? name
    self.group = group
    exchangeID = exchange
    self.program = program
  }

  /// Opens the account and brings the capital.
  mutating func open(with capital: ProviderCapital, in context: Context) {
    let (ledger, exchange) = (context.ledger, context.markets[exchangeID])
    trader = context.markets.openTrader(name, group: group, of: provider, ledger: ledger)
    participant = context.markets.join(trader, exchangeID, ledger: ledger)
    let (wallet, pair) = (context.markets[trader].wallet, exchange.pair)
    ledger.mint(capital.tokens, to: wallet[pair.base])
    ledger.transfer(capital.quote, from: ledger.outside[pair.quote], to: wallet[pair.quote])
    for (asset, amount) in [(pair.base, capital.tokens), (pair.quote, capital.quote)] {
      exchange.deposit(amount, of: asset, from: wallet[asset], to: participant, ledger: ledger)
    }
  }

  // MARK: Funds

  /// Pegged coins and quote coins that are on no order.
  func free(in context: Context) -> (base: Amount, quote: Amount) {
    let owner = context.markets[exchangeID][participant]
    return (context.ledger.balance(owner.base), context.ledger.balance(owner.quote))
  }

  /// Pegged coins and quote coins on the exchange, on order or not.
  func total(in context: Context) -> (base: Amount, quote: Amount) {
    context.markets[exchangeID].balances(of: participant, ledger: context.ledger)
  }

  /// What can be offered on a side out of some balances, in the coin that the side pays with.
  ///
  /// The exchange sets a fee aside with each bid, and rounds each up: there is room for both.
  func funds(_ side: Side, of balances: (base: Amount, quote: Amount), in context: Context) -> Double {
    let exchange = context.markets[exchangeID]
    guard side == .buy else { return context.coins(balances.base, of: exchange.pair.base) }
    let terms = exchange.terms
    let fee = Double(max(terms.makerFeePartsPerMillion, terms.takerFeePartsPerMillion)) / 1e6
    return context.coins(balances.quote, of: exchange.pair.quote) / (1 + fee) * (1 - 1e-6)
  }

  /// Brings to the exchange what the wallet holds of the pegged coin, rewards that are put to work; keeps it at home where
  /// the exchange trades no more.
  func depositRewards(in context: Context) {
    let exchange = context.markets[exchangeID]
    guard exchange.state == .open || exchange.state == .halted else { return }
    let account = context.markets[trader].wallet[exchange.pair.base]
    exchange.deposit(
      context.ledger.balance(account), of: exchange.pair.base, from: account, to: participant,
      ledger: context.ledger)
  }

  // MARK: Orders

  /// Sends an order of so many coins at a price in quote coins; false when it is less than a lot and stays at home.
  func place(
    _ side: Side, _ order: ProposedOrder, _ action: OrderRequest.Action = .limit, in context: Context
  ) -> Bool {
    let exchange = context.markets[exchangeID]
    let quantity = exchange.pair.quantity(nearest: order.size)
    guard quantity > .zero else { return false }
    let price = exchange.pair.price(nearest: order.price)
    exchange.submit(.limit(side, quantity, at: price, by: participant, action), in: context)
    return true
  }

  /// Takes every order back.
  func cancelAll(in context: Context) {
    context.markets[exchangeID].submit(.cancelAll(by: participant), in: context)
  }

  /// His living orders, in no particular order.
  func orders(in context: Context) -> [OrderView] {
    let exchange = context.markets[exchangeID]
    return exchange.orders(of: participant).compactMap { exchange.order($0) }
  }

  /// Looks at what rests on the book now, so that `exposure` counts it from here on.
  mutating func noteExposure(in context: Context) {
    let pair = context.markets[exchangeID].pair
    exposure.note(orders(in: context).reduce(0) { $0 + pair.coins($1.remaining) }, at: context.now)
  }

  // MARK: The programme

  /// Hands the open orders in, and enrols before the first time.
  ///
  /// Signs as many requests as the programme has a use for: each lists his orders once, and none of them does more.
  mutating func submitOrders(minimumRates: DailyRates? = nil, in context: Context) {
    guard let program else { return }
    let pool = context.markets[program]
    if !isRegistered {
      let wallet = context.markets[trader].wallet
      isRegistered = pool.register(user: name, wallet: wallet, exchange: exchangeID, in: context).success
    }
    let key = context.markets[exchangeID].openOrdersKey(of: participant)
    for _ in 0..<pool.requestsWanted(from: name, on: exchangeID) {
      lastNonce = max(lastNonce + 1, context.now.nanoseconds)
      let request = key.request(nonce: lastNonce)
      if let minimumRates {
        _ = pool.submit(user: name, request: request, minimumRates: minimumRates, in: context)
      } else {
        _ = pool.submit(user: name, request: request, in: context)
      }
    }
  }

  /// What the programme offers on the exchange.
  func programStatus(in context: Context) -> ProgramStatus? {
    program.flatMap { context.markets[$0].status(on: exchangeID) }
  }

  /// What the programme paid him in its last round.
  func paidRates(in context: Context) -> DailyRates? {
    program.flatMap { context.markets[$0].paidRates(of: name, on: exchangeID) }
  }
}

/// How much somebody has had on the book, and for how long.
///
/// Each look counts what the former look saw until now, so that it is as exact as the looks are frequent.
struct LiquidityExposure: Hashable, Sendable {
  /// Coins on order times minutes.
  private(set) var coinMinutes = 0.0
  private var coins = 0.0
  private var since = SimTime.start

  /// Says how much is on the book from an instant on.
  mutating func note(_ coins: Double, at time: SimTime) {
    coinMinutes += self.coins * (time - since).minutes
    self.coins = coins
    since = time
  }
}

extension ProviderAccount {
  /// What came of some accounts, as rows of the summary: rewards paid out, coins on the book times minutes, and what
  /// trading cost: fees less what fills were better than the peg. All as the ledger and the fills say.
  static func figures(of accounts: [ProviderAccount], group: String, in context: Context) -> [SummaryMetric] {
    var (rewards, coinMinutes, cost) = (0.0, 0.0, 0.0)
    for var account in accounts {
      account.noteExposure(in: context)
      let exchange = context.markets[account.exchangeID]
      let record = exchange.record(of: account.participant)
      rewards += context.coins(context.markets[account.trader].rewards, of: exchange.pair.base)
      coinMinutes += account.exposure.coinMinutes
      cost += record.feesUSD - record.edgeUSD
    }
    return [
      SummaryMetric("\(group).rewards_nbt", rewards, unit: "NBT"),
      SummaryMetric("\(group).at_risk_nbt_min", coinMinutes, unit: "NBT min"),
      SummaryMetric("\(group).cost_usd", cost, unit: "USD"),
    ]
  }
}
