// A world for tests of the reserve as a component: a reserve, traders with both coins, no exchange.

import SimEngine

@testable import APRReserve

/// A reserve that asks 0.08 ETH for an NBT, holds 1,000 ETH and 12,000 NBT, and follows the price from half
/// to double; an ETH is worth 12.5 USD unless told otherwise.
final class ReserveComponentWorld {
  static let nbt = AssetID(rawValue: 0)
  static let eth = AssetID(rawValue: 1)
  static let ether = Amount(baseUnits: 1_000 * powerOfTen(18))
  static let tokens = Amount(baseUnits: 12_000 * powerOfTen(8))

  let simulation: Simulation
  let reserve: APRReserveComponent
  let plan: ReservePlan
  private let clock = Clock()
  var context: Context { simulation.context }

  init(
    fee: Double = 10, cap: Double = 40, tokens: Amount = tokens,
    eth: any ReferencePrice = ConstantPrice(usd: 12.5),
    writeEvery: SimDuration = .hours(1)
  ) throws {
    simulation = Simulation(
      seed: 1, assets: [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "ETH", decimals: 18)])
    simulation.context.markets.setReference(ConstantPrice(usd: 1), of: Self.nbt)
    simulation.context.markets.setReference(eth, of: Self.eth)
    let settings = LiquiditySettings(
      price: 0.08, minimumPriceFactor: 0.5, maximumPriceFactor: 2, buyCapEther: cap, sellCapEther: cap,
      feeBasisPoints: fee, etherBalance: 1_000, tokenBalance: tokens.coins(decimals: 8))
    plan = ReservePlan(
      parameters: try LiquidityParameters.make(settings).parameters, ether: Self.ether, tokens: tokens,
      sampleEvery: min(writeEvery, .minutes(1)), writeEvery: writeEvery)
    reserve = APRReserveComponent(
      name: "nbt-eth", token: Self.nbt, currency: Self.eth, plan: plan, ledger: simulation.context.ledger)
    simulation.context.markets.add(reserve)
    simulation.add(reserve)
    simulation.add(clock)
  }

  /// The contract alone, as the component's is at the start.
  func core() -> Reserve {
    var core = Reserve(
      tokenDecimals: 8, etherBalance: plan.ether.baseUnits, tokenBalance: plan.tokens.baseUnits)
    core.rates.setLiquidityParameters(plan.parameters)
    return core
  }

  /// A trader with some of both coins.
  func trader(_ name: String, ether: Double, tokens: Double) -> TraderID {
    let (markets, ledger) = (context.markets, context.ledger)
    let trader = markets.openTrader(name, group: "test", ledger: ledger)
    ledger.mint(Amount(truncating: tokens, decimals: 8), to: markets[trader].wallet[Self.nbt])
    ledger.transfer(
      Amount(truncating: ether, decimals: 18), from: ledger.outside[Self.eth],
      to: markets[trader].wallet[Self.eth])
    return trader
  }

  /// Lets something happen at an instant.
  func at(_ time: SimDuration, _ action: @escaping (Context) -> Void) {
    clock.steps.append((.start + time, action))
  }

  /// Swaps now.
  @discardableResult
  func swap(_ side: Side, _ amount: Amount, atLeast minimum: Amount = .zero, by trader: TraderID)
    -> SwapResult
  {
    let owner = context.markets[trader]
    return reserve.swap(
      side, paying: amount, atLeast: minimum, wallet: owner.wallet, trader: owner.name, in: context)
  }

  /// Runs for a span and ends the run there; the figures of the reserve by their last name.
  @discardableResult
  func finish(after span: SimDuration) -> [String: Double] {
    _ = simulation.run(until: .start + span)
    return Dictionary(
      uniqueKeysWithValues: simulation.finish().compactMap { figure in
        figure.value.map { (String(figure.name.dropFirst("reserve.nbt-eth.".count)), $0) }
      })
  }

  /// The rows of a table.
  func rows(_ table: String) -> [[MetricValue]] {
    guard let table = context.metrics.tables.first(where: { $0.name == table }) else { return [] }
    return (0..<table.rowCount).map { Array(table.row($0)) }
  }

  static func eth(_ coins: Double) -> Amount { Amount(truncating: coins, decimals: 18) }
  static func nbt(_ coins: Double) -> Amount { Amount(truncating: coins, decimals: 8) }
}

/// Runs closures at given times.
private final class Clock: Component {
  let name = "clock"
  var steps: [(time: SimTime, action: (Context) -> Void)] = []

  func setUp(in context: Context) {
    for (index, step) in steps.enumerated() {
      context.schedule(
        EventKind(rawValue: 0), at: step.time, phase: .agents, target: context.active, a: Int64(index))
    }
  }

  func handle(_ event: Event, in context: Context) { steps[Int(event.a)].action(context) }
}
