// The manager of a reserve: he stops it, moves funds, sets it up from what it then holds, and starts it again.

public import SimEngine

/// Maintains one reserve by a policy (`ManagerPlan`).
///
/// When the policy says so he goes through the steps of a round, the first at once and each further one after a delay. He is
/// admin, operator and alerter of the reserve in one. The price to which he sets it is that at which exchanges trade the
/// token, in ether at its reference price. What he deposits comes from his own wallet, as far as that lasts, and goes back
/// there when he withdraws; so that the reserve and the wallet together are what the owner has.
///
/// The price follows from the ether that the reserve holds. While trading is on, every deposit or withdrawal of ether moves
/// it by e^(r dE) until the parameters are set anew, and whoever trades meanwhile gains what the owner loses.
public final class ReserveManager: Component {
  public let name: String
  private let venueIndex: Int
  private let plan: ManagerPlan
  private let settings: LiquiditySettings
  private let wallet: Wallet

  /// The step that comes next in the round under way.
  private var nextStep: Int?
  private var firstDeposits = (ether: Amount.zero, tokens: Amount.zero)
  private var lastRound = SimTime.start
  /// What the reserve was when it was last set: its price and the ether and tokens that it could sell.
  private var centre: Centre?
  private var disabledAt: SimTime?
  private var table: MetricTableID?
  private var tally = Tally()

  private struct Centre {
    let price: Double
    let ether: Double
    let sellableTokens: Double
  }

  private struct Tally {
    var rounds: Int64 = 0
    var failures = 0
    var disabled = SimDuration.zero
  }

  private static let check = EventKind(rawValue: 0)
  private static let step = EventKind(rawValue: 1)

  /// A manager who has not started.
  /// - Parameters:
  ///   - venue: The place of the reserve among `Markets.swapVenues`.
  ///   - settings: What the reserve was first set up with; price and balances are replaced at each setting.
  public init(
    reserve: String, venue: Int, plan: ManagerPlan, settings: LiquiditySettings, ledger: Ledger
  ) {
    invariant(!plan.steps.isEmpty && plan.checkEvery > .zero, "\(reserve): a manager without work or pause")
    name = "\(reserve)/manager"
    venueIndex = venue
    self.plan = plan
    self.settings = settings
    wallet = ledger.openWallet(name)
  }

  /// Fills his wallet; the reserve is set up before him.
  public func setUp(in context: Context) {
    guard let reserve = reserve(in: context) else { return }
    context.ledger.transfer(
      plan.etherInWallet, from: context.ledger.outside[reserve.currency], to: wallet[reserve.currency])
    context.ledger.mint(plan.tokensInWallet, to: wallet[reserve.token])
    table = context.metrics.declare(ReserveTables.operations)
    centre = centre(of: reserve)
    firstDeposits = reserve.deposited
    context.schedule(ReserveManager.check, after: plan.checkEvery)
  }

  /// Looks whether he has to act, or takes the next step.
  public func handle(_ event: Event, in context: Context) {
    guard let reserve = reserve(in: context) else { return }
    switch event.kind {
    case ReserveManager.check:
      if nextStep == nil, isDue(reserve, at: context.now) { beginRound(reserve, in: context) }
      context.schedule(ReserveManager.check, after: plan.checkEvery)
    case ReserveManager.step: takeStep(reserve, in: context)
    default: break
    }
  }

  private func reserve(in context: Context) -> APRReserveComponent? {
    context.markets.swapVenues[venueIndex] as? APRReserveComponent
  }

  // MARK: When

  private func isDue(_ reserve: APRReserveComponent, at now: SimTime) -> Bool {
    guard let centre else { return plan.policy != .never }
    switch plan.policy {
    case .never: return false
    case .regularly(let every): return now - lastRound >= every
    case .leavingBand(let width):
      guard let price = reserve.reserve.spotPrice else { return false }
      return max(price / centre.price, centre.price / price) > 1 + width
    case .depletion(let share):
      guard let present = self.centre(of: reserve) else { return false }
      return present.ether < share * centre.ether || present.sellableTokens < share * centre.sellableTokens
    }
  }

  /// What the reserve is now; nil while it has no price.
  private func centre(of component: APRReserveComponent) -> Centre? {
    let reserve = component.reserve
    guard let parameters = reserve.rates.parameters, let price = reserve.spotPrice, price > 0 else {
      return nil
    }
    return Centre(
      price: price, ether: Amount(baseUnits: reserve.etherBalance).coins(decimals: Scale.etherDecimals),
      sellableTokens: min(
        PriceCurve(parameters).tokensSold(fromPrice: price, toPrice: parameters.prices.highest),
        Amount(baseUnits: reserve.tokenBalance).coins(decimals: reserve.rates.tokenDecimals)))
  }

  // MARK: What

  private func beginRound(_ reserve: APRReserveComponent, in context: Context) {
    nextStep = 0
    lastRound = context.now
    tally.rounds += 1
    takeStep(reserve, in: context)
  }

  private func takeStep(_ reserve: APRReserveComponent, in context: Context) {
    guard let index = nextStep else { return }
    let step = plan.steps[index]
    var moved = (ether: Amount.zero, tokens: Amount.zero)
    switch step {
    case .disable: setTrading(false, of: reserve, at: context.now)
    case .enable: setTrading(true, of: reserve, at: context.now)
    case .fund:
      moved = (
        move(reserve.currency, towards: plan.wantedEther ?? firstDeposits.ether, of: reserve, in: context),
        move(reserve.token, towards: plan.wantedTokens ?? firstDeposits.tokens, of: reserve, in: context)
      )
    case .set: setParameters(of: reserve, in: context)
    }
    record(step, moved, reserve, in: context)
    nextStep = index + 1 < plan.steps.count ? index + 1 : nil
    if nextStep != nil { context.schedule(ReserveManager.step, after: plan.delay) }
  }

  private func setTrading(_ isEnabled: Bool, of reserve: APRReserveComponent, at now: SimTime) {
    reserve.adjust(at: now) { $0.isTradeEnabled = isEnabled }
    if let since = disabledAt, isEnabled { tally.disabled = tally.disabled + (now - since) }
    disabledAt = isEnabled ? nil : disabledAt ?? now
  }

  /// Brings a balance of the reserve to what is wanted, as far as the wallet lasts; what went in, or came out as negative.
  private func move(
    _ asset: AssetID, towards wanted: Amount, of reserve: APRReserveComponent, in context: Context
  ) -> Amount {
    let missing = wanted - context.ledger.balance(reserve.wallet[asset])
    guard missing < .zero else {
      let amount = min(missing, context.ledger.balance(wallet[asset]))
      reserve.deposit(amount, of: asset, from: wallet, in: context)
      return amount
    }
    return reserve.withdraw(-missing, of: asset, to: wallet, in: context) ? missing : .zero
  }

  /// Makes parameters of the balances and the outside price; leaves those that are set where none can be made.
  private func setParameters(of reserve: APRReserveComponent, in context: Context) {
    var settings = self.settings
    settings.price = reserve.outsidePrice(in: context)
    settings.liquidityRate = nil
    settings.etherBalance = Amount(baseUnits: reserve.reserve.etherBalance).coins(
      decimals: Scale.etherDecimals)
    settings.tokenBalance = Amount(baseUnits: reserve.reserve.tokenBalance).coins(
      decimals: reserve.reserve.rates.tokenDecimals)
    guard let made = try? LiquidityParameters.make(settings) else {
      tally.failures += 1
      return
    }
    reserve.adjust(at: context.now) { $0.rates.setLiquidityParameters(made.parameters) }
    centre = centre(of: reserve)
  }

  // MARK: What leaves the run

  private func record(
    _ step: ManagerStep, _ moved: (ether: Amount, tokens: Amount), _ reserve: APRReserveComponent,
    in context: Context
  ) {
    guard let table else { return }
    context.fingerprints.orders.add(moved.ether.baseUnits)
    context.fingerprints.orders.add(moved.tokens.baseUnits)
    context.metrics.append(
      [
        .real(context.now.seconds), .text(reserve.name), .integer(tally.rounds), .text(step.rawValue),
        reserve.coins(moved.ether, of: reserve.currency, context),
        reserve.coins(moved.tokens, of: reserve.token, context), reserve.reserve.spotPrice.asReal,
        .real(reserve.outsidePrice(in: context)),
      ], to: table)
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    guard let reserve = reserve(in: context) else { return [] }
    let prefix = "reserve.\(reserve.name)"
    let off = tally.disabled + (disabledAt.map { context.now - $0 } ?? .zero)
    let owned = { (asset: AssetID) in
      context.ledger.balance(reserve.wallet[asset]) + context.ledger.balance(self.wallet[asset])
    }
    let value = reserve.valueUSD(
      ether: owned(reserve.currency), tokens: owned(reserve.token), in: context)
    let held = reserve.valueUSD(
      ether: firstDeposits.ether + plan.etherInWallet, tokens: firstDeposits.tokens + plan.tokensInWallet,
      in: context)
    return [
      SummaryMetric("\(prefix).manager_rounds_count", Double(tally.rounds), unit: ""),
      SummaryMetric("\(prefix).manager_failures_count", Double(tally.failures), unit: ""),
      SummaryMetric("\(prefix).disabled_h", off.seconds / 3_600, unit: "h"),
      SummaryMetric("\(prefix).owner_value_usd", value, unit: "USD"),
      SummaryMetric("\(prefix).owner_cost_usd", held - value, unit: "USD"),
    ]
  }
}
