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
  private let plan: ReservePlan
  let wallet: Wallet
  var reserve: Reserve
  /// What was put in less what was taken out, ether and tokens.
  var deposited: (ether: Amount, tokens: Amount)
  private var tables = (state: MetricTableID?.none, trades: MetricTableID?.none)
  private var tally = ReserveTally()
  private var lastRow: SimTime?

  private static let sample = EventKind(rawValue: 0)

  /// A reserve with its parameters set and nothing deposited yet.
  public init(name: String, token: AssetID, currency: AssetID, plan: ReservePlan, ledger: Ledger) {
    self.name = name
    self.token = token
    self.currency = currency
    self.plan = plan
    wallet = ledger.openWallet(name)
    deposited = (plan.ether, plan.tokens)
    reserve = Reserve(tokenDecimals: ledger.assets[Int(token.rawValue)].decimals)
  }

  /// Deposits the first balances and sets the parameters; ether comes from outside, tokens are minted.
  public func setUp(in context: Context) {
    context.ledger.transfer(plan.ether, from: context.ledger.outside[currency], to: wallet[currency])
    context.ledger.mint(plan.tokens, to: wallet[token])
    reserve.depositEther(plan.ether.baseUnits)
    reserve.depositTokens(plan.tokens.baseUnits)
    reserve.rates.setLiquidityParameters(plan.parameters)
    tables.state = context.metrics.declare(ReserveTables.state)
    tables.trades = context.metrics.declare(ReserveTables.trades)
    context.schedule(APRReserveComponent.sample, after: plan.writeEvery, phase: .metrics)
  }

  /// Writes a row of the state.
  public func handle(_ event: Event, in context: Context) {
    writeState(in: context)
    context.schedule(APRReserveComponent.sample, after: plan.writeEvery, phase: .metrics)
  }

  /// Writes the state in which the run ends.
  public func finish(in context: Context) {
    if lastRow != context.now { writeState(in: context) }
  }

  // MARK: What traders see

  public var curve: ExponentialCurve? {
    guard reserve.isTradeEnabled, let parameters = reserve.rates.parameters, let price = reserve.spotPrice
    else { return nil }
    return ExponentialCurve(
      spotPrice: price, rate: Double(parameters.liquidityRateInFp) / 0x1p40,
      fee: Double(parameters.feeBasisPoints) / 10_000,
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
    let result = settle(side, amount, minimum, trader, in: context)
    record(side, amount, result, by: name, in: context)
    return result
  }

  // MARK: What a swap does

  private func settle(
    _ side: Side, _ amount: Amount, _ minimum: Amount, _ trader: Wallet, in context: Context
  ) -> SwapResult {
    let (given, taken) = side == .buy ? (currency, token) : (token, currency)
    guard context.ledger.balance(trader[given]) >= amount else { return .refused(reason: "traderBalance") }
    if case .receive(let offered) = quote(side, paying: amount), offered < minimum {
      return .refused(reason: "minConversionRate")
    }
    switch reserve.trade(side, quantity: amount.baseUnits) {
    case .declined(let reason): return .refused(reason: reason.rawValue)
    case .reverted(let revert): return .refused(reason: revert.rawValue)
    case .traded(let trade):
      let received = Amount(baseUnits: trade.destination)
      context.ledger.transfer(amount, from: trader[given], to: wallet[given])
      context.ledger.transfer(received, from: wallet[taken], to: trader[taken])
      let edge = usd(received, of: taken, in: context) - usd(amount, of: given, in: context)
      context.markets.noteSwap(edgeUSD: edge, by: trader)
      tally.add(side, etherUSD: usd(side == .buy ? amount : received, of: currency, in: context))
      return .swapped(paid: amount, received: received)
    }
  }

  private func record(
    _ side: Side, _ amount: Amount, _ result: SwapResult, by trader: String, in context: Context
  ) {
    context.fingerprints.orders.add(UInt64(side.rawValue))
    context.fingerprints.orders.add(amount.baseUnits)
    tally.attempts += 1
    var reason = ""
    var received = Amount.zero
    switch result {
    case .swapped(_, let amount): received = amount
    case .refused(let word):
      reason = word
      tally.refusals += 1
    }
    context.fingerprints.orders.add(received.baseUnits)
    guard let table = tables.trades else { return }
    context.metrics.append(
      [
        .real(context.now.seconds), .text(name), .integer(tally.attempts), .text(trader),
        .text(side == .buy ? "buy" : "sell"), coins(amount, of: side == .buy ? currency : token, context),
        coins(received, of: side == .buy ? token : currency, context), .text(reason),
        reserve.spotPrice.asReal,
      ], to: table)
  }

  // MARK: What leaves the run

  private func writeState(in context: Context) {
    guard let table = tables.state else { return }
    lastRow = context.now
    let etherUSD = context.markets.usdPrice(of: currency, at: context.now)
    context.metrics.append(
      [
        .real(context.now.seconds), .text(name),
        coins(ether, of: currency, context), coins(tokens, of: token, context),
        reserve.spotPrice.asReal, reserve.spotPrice.map { $0 * etherUSD }.asReal,
        coins(Amount(baseUnits: reserve.collectedFees), of: token, context),
        .real(valueUSD(ether: ether, tokens: tokens, in: context)),
        .real(valueUSD(ether: deposited.ether, tokens: deposited.tokens, in: context)),
      ], to: table)
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let prefix = "reserve.\(name)"
    let held = valueUSD(ether: deposited.ether, tokens: deposited.tokens, in: context)
    let value = valueUSD(ether: ether, tokens: tokens, in: context)
    let decimals = context.ledger.assets[Int(token.rawValue)].decimals
    return [
      SummaryMetric("\(prefix).trades_count", Double(tally.attempts - tally.refusals), unit: ""),
      SummaryMetric("\(prefix).refused_count", Double(tally.refusals), unit: ""),
      SummaryMetric("\(prefix).sold_tokens_usd", tally.boughtUSD, unit: "USD"),
      SummaryMetric("\(prefix).bought_tokens_usd", tally.soldUSD, unit: "USD"),
      SummaryMetric(
        "\(prefix).net_bought_nbt", (tokens - deposited.tokens).coins(decimals: decimals), unit: "NBT"),
      SummaryMetric(
        "\(prefix).fees_nbt", Amount(baseUnits: reserve.collectedFees).coins(decimals: decimals),
        unit: "NBT"),
      SummaryMetric("\(prefix).value_usd", value, unit: "USD"),
      SummaryMetric("\(prefix).cost_against_holding_usd", held - value, unit: "USD"),
    ]
  }

  public func checkInvariants(in context: Context) {
    invariant(context.ledger.balance(wallet[currency]) == ether, "\(name): ether in the ledger is another")
    invariant(context.ledger.balance(wallet[token]) == tokens, "\(name): tokens in the ledger are another")
  }

  private var ether: Amount { Amount(baseUnits: reserve.etherBalance) }
  private var tokens: Amount { Amount(baseUnits: reserve.tokenBalance) }

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

  func coins(_ amount: Amount, of asset: AssetID, _ context: Context) -> MetricValue {
    let missing = 18 - context.ledger.assets[Int(asset.rawValue)].decimals
    return .amount(Amount(baseUnits: amount.baseUnits * powerOfTen(missing)))
  }
}

/// What a reserve starts with.
public struct ReservePlan: Sendable {
  /// The parameters of its pricing contract.
  public let parameters: LiquidityParameters
  /// Wei deposited at the start.
  public let ether: Amount
  /// Token units deposited at the start.
  public let tokens: Amount
  /// How often a row of its state is written.
  public let writeEvery: SimDuration

  /// A plan.
  public init(parameters: LiquidityParameters, ether: Amount, tokens: Amount, writeEvery: SimDuration) {
    self.parameters = parameters
    self.ether = ether
    self.tokens = tokens
    self.writeEvery = writeEvery
  }
}

/// What a reserve did so far.
private struct ReserveTally {
  var attempts: Int64 = 0
  var refusals: Int64 = 0
  /// USD of ether that traders paid for tokens.
  var boughtUSD = 0.0
  /// USD of ether that traders received for tokens.
  var soldUSD = 0.0

  mutating func add(_ side: Side, etherUSD: Double) {
    if side == .buy { boughtUSD += etherUSD } else { soldUSD += etherUSD }
  }
}
