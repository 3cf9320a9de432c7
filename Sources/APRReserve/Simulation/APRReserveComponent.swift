// A reserve inside a simulation: it settles its trades in the ledger and writes what it did.

public import SimEngine

/// An automated price reserve as a component: traders swap with it at its own quotes, at once.
///
/// The reserve's own balances and its accounts in the ledger are two records of one thing, checked against
/// each other as the run goes on.
public final class APRReserveComponent: Component, SwapVenue {
  public let name: String
  public let token: AssetID
  public let currency: AssetID
  let plan: ReservePlan
  let wallet: Wallet
  /// The contract.
  var reserve: Reserve
  /// What the reserve was worth to its owner until now.
  var books: ReserveAccountant
  var tables = ReserveTableIDs()
  private var tally = ReserveTally()
  private var lastRow: SimTime?

  private static let sample = EventKind(rawValue: 0)

  /// A reserve with its parameters set, whose first balances come with `setUp`.
  public init(name: String, token: AssetID, currency: AssetID, plan: ReservePlan, ledger: Ledger) {
    self.name = name
    self.token = token
    self.currency = currency
    self.plan = plan
    wallet = ledger.openWallet(name)
    reserve = Reserve(
      tokenDecimals: ledger.assets[Int(token.rawValue)].decimals, etherBalance: plan.ether.baseUnits,
      tokenBalance: plan.tokens.baseUnits)
    reserve.rates.setLiquidityParameters(plan.parameters)
    books = ReserveAccountant(reserve, outsidePrice: 1)
  }

  /// Brings the first balances: ether comes from outside, tokens are minted.
  public func setUp(in context: Context) {
    context.ledger.transfer(plan.ether, from: context.ledger.outside[currency], to: wallet[currency])
    context.ledger.mint(plan.tokens, to: wallet[token])
    books = ReserveAccountant(reserve, outsidePrice: outsidePrice(in: context), at: context.now)
    tables.declare(in: context.metrics)
    context.schedule(APRReserveComponent.sample, after: plan.sampleEvery, phase: .metrics)
  }

  /// Looks at the outside price, and writes a row of the state where one is due.
  public func handle(_ event: Event, in context: Context) {
    books.sample(outsidePrice: outsidePrice(in: context), at: context.now)
    if (context.now - .start).nanoseconds.isMultiple(of: plan.writeEvery.nanoseconds) {
      writeState(in: context)
      lastRow = context.now
    }
    context.schedule(APRReserveComponent.sample, after: plan.sampleEvery, phase: .metrics)
  }

  /// Writes the state in which the run ends, and what was refused.
  public func finish(in context: Context) {
    books.move(outsidePrice: outsidePrice(in: context), at: context.now)
    if lastRow != context.now { writeState(in: context) }
    writeRefusals(in: context)
  }

  // MARK: What traders see

  public var holder: Wallet? { wallet }
  public private(set) var lossToTradersUSD = 0.0

  public var curve: ExponentialCurve? {
    guard reserve.isTradeEnabled, let parameters = reserve.rates.parameters, let price = reserve.spotPrice
    else { return nil }
    return ExponentialCurve(
      spotPrice: price, rate: parameters.liquidityRate, fee: parameters.fee,
      buyCap: Double(parameters.buyCapInFp) / 0x1p40,
      sellCap: Double(parameters.sellCapInFp) / 0x1p40)
  }

  public func quote(_ side: Side, paying amount: Amount) -> SwapQuote {
    let quote = reserve.quote(side, quantity: amount.baseUnits)
    switch quote.rate {
    case .rate: return .receive(Amount(baseUnits: quote.destination))
    case .zero(let reason): return .refused(reason: reason.rawValue)
    case .revert(let revert): return .refused(reason: revert.rawValue)
    }
  }

  public func swap(
    _ side: Side, paying amount: Amount, atLeast minimum: Amount, wallet trader: Wallet, trader name: String,
    in context: Context
  ) -> SwapResult {
    let settled = settle(side, amount, minimum, trader, in: context)
    record(side, amount, settled, by: name, in: context)
    return settled.result
  }

  // MARK: What a swap does

  private func settle(
    _ side: Side, _ amount: Amount, _ minimum: Amount, _ trader: Wallet, in context: Context
  ) -> (result: SwapResult, gain: Double?) {
    books.move(outsidePrice: outsidePrice(in: context), at: context.now)
    if let reason = refusal(side, amount, minimum, trader, in: context) {
      books.recordRefusal(reason, side, quantity: amount.baseUnits, at: context.now)
      return (.refused(reason: reason), nil)
    }
    let outcome = reserve.trade(side, quantity: amount.baseUnits)
    let gain = books.record(outcome, side, quantity: amount.baseUnits, leaving: reserve, at: context.now)
    switch outcome {
    case .declined(let reason): return (.refused(reason: reason.rawValue), nil)
    case .reverted(let revert): return (.refused(reason: revert.rawValue), nil)
    case .traded(let trade):
      let (given, taken) = side == .buy ? (currency, token) : (token, currency)
      let received = Amount(baseUnits: trade.destination)
      context.ledger.transfer(amount, from: trader[given], to: wallet[given])
      context.ledger.transfer(received, from: wallet[taken], to: trader[taken])
      let edge = usd(received, of: taken, in: context) - usd(amount, of: given, in: context)
      context.markets.noteSwap(edgeUSD: edge, by: trader)
      context.markets.noteFlow(-amount, of: given, by: trader, in: context)
      context.markets.noteFlow(received, of: taken, by: trader, in: context)
      lossToTradersUSD += (gain ?? 0) * context.markets.usdPrice(of: currency, at: context.now)
      tally.add(side, etherUSD: usd(side == .buy ? amount : received, of: currency, in: context))
      return (.swapped(paid: amount, received: received), gain)
    }
  }

  /// Why a swap does not even come to the reserve: its trader lacks what he gives, or would accept only more.
  private func refusal(
    _ side: Side, _ amount: Amount, _ minimum: Amount, _ trader: Wallet, in context: Context
  ) -> String? {
    let given = side == .buy ? currency : token
    if context.ledger.balance(trader[given]) < amount { return "traderBalance" }
    if case .receive(let offered) = quote(side, paying: amount), offered < minimum {
      return "minConversionRate"
    }
    return nil
  }

  private func record(
    _ side: Side, _ amount: Amount, _ settled: (result: SwapResult, gain: Double?), by trader: String,
    in context: Context
  ) {
    context.fingerprints.orders.add(UInt64(side.rawValue))
    context.fingerprints.orders.add(amount.baseUnits)
    tally.attempts += 1
    var reason = ""
    var received = Amount.zero
    switch settled.result {
    case .swapped(_, let amount): received = amount
    case .refused(let word):
      reason = word
      tally.refusals += 1
    }
    context.fingerprints.orders.add(received.baseUnits)
    let swap = ReserveSwap(
      attempt: tally.attempts, trader: trader, side: side, paid: amount, received: received,
      refusal: reason, gain: settled.gain)
    write(swap, in: context)
  }

  // MARK: What leaves the run

  public func summarize(in context: Context) -> [SummaryMetric] {
    let prefix = "reserve.\(name)"
    let held = valueUSD(ether: deposited.ether, tokens: deposited.tokens, in: context)
    let share = { (span: SimDuration) in
      context.now > .start ? span.seconds / (context.now - .start).seconds : nil
    }
    let value = valueUSD(ether: ether, tokens: tokens, in: context)
    let decimals = context.ledger.assets[Int(token.rawValue)].decimals
    return [
      SummaryMetric("\(prefix).trades_count", Double(tally.attempts - tally.refusals), unit: ""),
      SummaryMetric("\(prefix).refused_count", Double(tally.refusals), unit: ""),
      SummaryMetric("\(prefix).sold_tokens_usd", tally.soldTokensUSD, unit: "USD"),
      SummaryMetric("\(prefix).bought_tokens_usd", tally.boughtTokensUSD, unit: "USD"),
      SummaryMetric(
        "\(prefix).net_bought_nbt", (tokens - deposited.tokens).coins(decimals: decimals), unit: "NBT"),
      SummaryMetric(
        "\(prefix).fees_nbt", Amount(baseUnits: reserve.collectedFees).coins(decimals: decimals),
        unit: "NBT"),
      SummaryMetric("\(prefix).value_usd", value, unit: "USD"),
      SummaryMetric("\(prefix).cost_against_holding_usd", held - value, unit: "USD"),
      SummaryMetric("\(prefix).rebalancing_loss_eth", books.lossVersusRebalancing, unit: "ETH"),
      SummaryMetric("\(prefix).loss_without_fee_eth", books.lossWithoutFee, unit: "ETH"),
      SummaryMetric("\(prefix).expected_loss_eth", books.expectedLoss, unit: "ETH"),
      SummaryMetric("\(prefix).arbitrage_profit_eth", books.arbitrageProfit, unit: "ETH"),
      SummaryMetric(
        "\(prefix).outside_band_share", share(books.timeOutsideBand), unit: "share"),
      SummaryMetric(
        "\(prefix).price_beyond_band_share", share(books.timeOutsidePriceBeyondBand), unit: "share"),
    ]
  }

  public func checkInvariants(in context: Context) {
    invariant(context.ledger.balance(wallet[currency]) == ether, "\(name): ether in the ledger is another")
    invariant(context.ledger.balance(wallet[token]) == tokens, "\(name): tokens in the ledger are another")
  }

  var ether: Amount { Amount(baseUnits: reserve.etherBalance) }
  var tokens: Amount { Amount(baseUnits: reserve.tokenBalance) }

  private func usd(_ amount: Amount, of asset: AssetID, in context: Context) -> Double {
    amount.coins(decimals: context.ledger.assets[Int(asset.rawValue)].decimals)
      * context.markets.usdPrice(of: asset, at: context.now)
  }

  /// Balances in USD: ether at its reference price, tokens at the price at which exchanges trade them.
  func valueUSD(ether: Amount, tokens: Amount, in context: Context) -> Double {
    usd(ether, of: currency, in: context)
      + tokens.coins(decimals: context.ledger.assets[Int(token.rawValue)].decimals)
      * context.markets.marketPrice(of: token, at: context.now)
  }

  /// The price of the token elsewhere, in ether.
  func outsidePrice(in context: Context) -> Double {
    context.markets.marketPrice(of: token, at: context.now)
      / context.markets.usdPrice(of: currency, at: context.now)
  }
}

/// What a reserve did so far, as it sees it: it sells the tokens that a trader buys.
private struct ReserveTally {
  var attempts: Int64 = 0
  var refusals: Int64 = 0
  /// USD of the ether that came in for tokens.
  var soldTokensUSD = 0.0
  /// USD of the ether that went out for tokens.
  var boughtTokensUSD = 0.0

  mutating func add(_ sideOfTrader: Side, etherUSD: Double) {
    if sideOfTrader == .buy { soldTokensUSD += etherUSD } else { boughtTokensUSD += etherUSD }
  }
}
