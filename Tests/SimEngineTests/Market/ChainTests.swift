// Swaps in blocks: when they settle, in which order, and who pays for it.

import Testing

@testable import SimEngine

/// Gives one token for each ether, to anybody who asks for no more.
private final class EvenVenue: SwapVenue {
  let name = "even"
  let token = AssetID(rawValue: 0)
  let currency = AssetID(rawValue: 1)
  let wallet: Wallet
  var curve: ExponentialCurve? { nil }
  private(set) var served: [String] = []

  init(_ ledger: Ledger) {
    wallet = ledger.openWallet("even")
    ledger.mint(Amount(baseUnits: 1_000_000), to: wallet[token])
  }

  func quote(_ side: Side, paying amount: Amount) -> SwapQuote { .receive(amount) }

  func swap(
    _ side: Side, paying amount: Amount, atLeast minimum: Amount, wallet trader: Wallet, trader name: String,
    in context: Context
  ) -> SwapResult {
    served.append(name)
    guard minimum <= amount else { return .refused(reason: "minConversionRate") }
    context.ledger.transfer(amount, from: trader[currency], to: wallet[currency])
    context.ledger.transfer(amount, from: wallet[token], to: trader[token])
    return .swapped(paid: amount, received: amount)
  }
}

/// Runs closures at given times and notes the swaps it hears of.
private final class Sender: Component {
  let name = "sender"
  var steps: [(time: SimTime, action: (Context) -> Void)] = []
  var heard: [(id: Int64, time: SimTime)] = []

  func setUp(in context: Context) {
    context.markets.chain?.addWatcher(context.active)
    for (index, step) in steps.enumerated() {
      context.schedule(
        EventKind(rawValue: 0), at: step.time, phase: .agents, target: context.active, a: Int64(index))
    }
  }

  func handle(_ event: Event, in context: Context) {
    if event.kind == .swapPending {
      heard.append((event.a, context.now))
    } else {
      steps[Int(event.a)].action(context)
    }
  }
}

/// A chain, a venue and traders with a thousand wei each.
private struct ChainWorld {
  let simulation: Simulation
  let venue: EvenVenue
  let chain: Chain
  let sender = Sender()
  var context: Context { simulation.context }
  var ledger: Ledger { context.ledger }

  init(_ rules: ChainRules, seed: UInt64 = 1) {
    simulation = Simulation(
      seed: seed, assets: [Asset(symbol: "NBT", decimals: 8), Asset(symbol: "ETH", decimals: 18)])
    let context = simulation.context
    for asset in 0...1 {
      context.markets.setReference(ConstantPrice(usd: 1), of: AssetID(rawValue: Int32(asset)))
    }
    venue = EvenVenue(context.ledger)
    chain = Chain(rules: rules, ledger: context.ledger)
    context.markets.add(venue)
    context.markets.settle(on: chain)
    simulation.add(chain)
    simulation.add(sender)
  }

  func wallet(_ name: String) -> Wallet {
    let wallet = ledger.openWallet(name)
    ledger.transfer(
      Amount(baseUnits: 1_000), from: ledger.outside[venue.currency], to: wallet[venue.currency])
    return wallet
  }

  func swap(_ name: String, from wallet: Wallet, gas: Int128 = 0, minimum: Int128 = 0) -> SwapTransaction {
    SwapTransaction(
      venue: 0, side: .buy, paying: Amount(baseUnits: 100), minimum: Amount(baseUnits: minimum),
      gas: Amount(baseUnits: gas), wallet: wallet, trader: name)
  }

  /// The rows of the table of transactions.
  var rows: [[MetricValue]] {
    guard let table = context.metrics.tables.first(where: { $0.name == "transactions" }) else { return [] }
    return (0..<table.rowCount).map { Array(table.row($0)) }
  }
}

@Suite("A chain")
struct ChainTests {
  private static func fixed(_ order: ChainRules.Order = .gasPrice) -> ChainRules {
    var rules = ChainRules()
    rules.comesAtRandom = false
    rules.order = order
    return rules
  }

  @Test("a swap waits, seen by all, for the next block, and settles there")
  func waits() {
    let world = ChainWorld(Self.fixed())
    let trader = world.wallet("a")
    var balances: [(SimTime, Amount)] = []
    world.sender.steps = [
      (.start + .seconds(14), { _ = world.chain.submit(world.swap("a", from: trader), in: $0) })
    ]
    for second in [25, 27] as [Int64] {
      world.sender.steps.append(
        (
          .start + .seconds(second),
          { balances.append(($0.now, $0.ledger.balance(trader[world.venue.token]))) }
        ))
    }
    _ = world.simulation.run(until: .start + .seconds(30))
    #expect(balances.map(\.1.baseUnits) == [0, 100])
    #expect(world.sender.heard.map(\.id) == [0])
    #expect(world.sender.heard.map(\.time) == [.start + .seconds(14)])
    #expect(world.chain.mempool.isEmpty)
    #expect(world.rows.count == 1 && world.rows[0][0] == .real(26) && world.rows[0][6] == .real(12))
  }

  @Test("the dearest gas comes first, of equal ones the first that came")
  func byGas() {
    let world = ChainWorld(Self.fixed())
    world.sender.steps = [
      (
        .start + .seconds(1),
        { context in
          for (name, gas) in [("a", 5), ("b", 7), ("c", 5), ("d", 9), ("e", 0)] as [(String, Int128)] {
            _ = world.chain.submit(world.swap(name, from: world.wallet(name), gas: gas), in: context)
          }
        }
      )
    ]
    _ = world.simulation.run(until: .start + .seconds(14))
    #expect(world.venue.served == ["d", "b", "a", "c", "e"])
  }

  @Test("nobody's own transactions overtake one another, whatever their gas")
  func nonces() {
    let world = ChainWorld(Self.fixed())
    world.sender.steps = [
      (
        .start + .seconds(1),
        { context in
          let (a, b) = (world.wallet("a"), world.wallet("b"))
          for (name, wallet, gas) in [("a1", a, 1), ("b1", b, 5), ("a2", a, 9)] as [(String, Wallet, Int128)]
          {
            _ = world.chain.submit(world.swap(name, from: wallet, gas: gas), in: context)
          }
        }
      )
    ]
    _ = world.simulation.run(until: .start + .seconds(14))
    #expect(world.venue.served == ["a1", "b1", "a2"])
  }

  @Test("in random order each of the three places of a victim among two of one sender is as likely")
  func atRandom() {
    let world = ChainWorld(Self.fixed(.random), seed: 3)
    let (a, v) = (world.wallet("a"), world.wallet("v"))
    let blocks = 3_000
    for block in 0..<blocks {
      world.sender.steps.append(
        (
          .start + .seconds(13 * Int64(block) + 1),
          { context in
            for (name, wallet) in [("f", a), ("b", a), ("v", v)] {
              var swap = world.swap(name, from: wallet)
              swap.paying = .zero
              _ = world.chain.submit(swap, in: context)
            }
          }
        ))
    }
    _ = world.simulation.run(until: .start + .seconds(13 * Int64(blocks) + 1))
    let orders = stride(from: 0, to: world.venue.served.count, by: 3).map {
      world.venue.served[$0..<$0 + 3].joined()
    }
    #expect(orders.count == blocks)
    // Four standard deviations of a binomial with p = 1/3.
    let slack = 4 * (Double(blocks) * 2 / 9).squareRoot()
    for order in ["fvb", "fbv", "vfb"] {
      let count = orders.filter { $0 == order }.count
      #expect((Double(count) - Double(blocks) / 3).magnitude < slack, "\(order): \(count)")
    }
  }

  @Test("a swap that fails pays its gas; who cannot pay it is left out and pays nothing")
  func gas() throws {
    let world = ChainWorld(Self.fixed())
    var receipts: [SwapReceipt?] = []
    let wallets = ["fails", "poor", "fine"].map(world.wallet)
    world.sender.steps = [
      (
        .start + .seconds(1),
        { context in
          for (wallet, swap) in zip(
            wallets,
            [
              world.swap("fails", from: wallets[0], gas: 30, minimum: 101),
              world.swap("poor", from: wallets[1], gas: 1_001), world.swap("fine", from: wallets[2], gas: 20),
            ])
          {
            _ = wallet
            _ = world.chain.submit(swap, in: context)
          }
        }
      ),
      (
        .start + .seconds(14),
        { _ in receipts = (0...2).map { world.chain.takeReceipt(of: TransactionID(rawValue: $0)) } }
      ),
    ]
    _ = world.simulation.run(until: .start + .seconds(15))
    #expect(receipts[0]?.result == .refused(reason: "minConversionRate"))
    #expect(receipts[1]?.result == .refused(reason: "gasBalance"))
    #expect(receipts.map { $0?.gas.baseUnits } == [30, 0, 20])
    #expect(wallets.map { world.ledger.balance($0[world.venue.currency]).baseUnits } == [970, 1_000, 880])
    #expect(world.chain.takeReceipt(of: TransactionID(rawValue: 0)) == nil, "a receipt is handed out once")
    world.ledger.checkInvariants()
    let failed = world.chain.summarize(in: world.context).first { $0.name == "chain.failed_count" }
    #expect(failed?.value == 2)
  }

  @Test("blocks come as a Poisson process of the mean interval, at the same times whatever is traded")
  func poisson() {
    func times(trading: Bool) -> [Double] {
      let world = ChainWorld(ChainRules(), seed: 5)
      let trader = world.wallet("a")
      var times: [Double] = []
      for second in 0..<20_000 as Range<Int64> {
        world.sender.steps.append(
          (
            .start + .seconds(second * 2),
            { context in
              if times.last != world.chain.nextBlock.seconds { times.append(world.chain.nextBlock.seconds) }
              guard trading else { return }
              var swap = world.swap("a", from: trader)
              swap.paying = .zero
              _ = world.chain.submit(swap, in: context)
            }
          ))
      }
      _ = world.simulation.run(until: .start + .seconds(40_000))
      let blocks = world.chain.summarize(in: world.context).first { $0.name == "chain.blocks_count" }
      // A Poisson count of mean 40,000 / 13.
      #expect(((blocks?.value ?? 0) - 40_000.0 / 13).magnitude < 4 * (40_000.0 / 13).squareRoot())
      return times
    }
    #expect(times(trading: true) == times(trading: false))
  }
}
