// Blocks: swaps with reserves wait where all can see them, and settle together in an order that money or chance decides.

/// How a chain makes blocks.
public struct ChainRules: Hashable, Sendable {
  /// How the swaps of a block follow one another.
  public enum Order: Hashable, Sendable {
    /// The dearest gas first; of equal ones the one that came first.
    case gasPrice
    /// Any order as likely as any other.
    case random
  }

  /// The time between two blocks, or its mean; above zero.
  public var interval = SimDuration.seconds(13)
  /// Whether blocks come at random times, as a Poisson process, or at fixed ones.
  public var comesAtRandom = true
  /// How the swaps of a block follow one another.
  public var order = Order.gasPrice
  /// What traders without an opinion of their own pay for the execution of a swap.
  public var gas = Amount.zero
  /// How much less than quoted such traders accept, in parts per million of it.
  public var slippagePartsPerMillion: Int64 = 30_000

  /// The block time of Ethereum, free gas, and a slippage of 3 %.
  public init() {}

  /// The least that a trader without an opinion of his own accepts for a quote; rounded up.
  public func minimum(of quoted: Amount) -> Amount {
    Amount(baseUnits: quoted.baseUnits - quoted.baseUnits * Int128(slippagePartsPerMillion) / 1_000_000)
  }
}

extension EventKind {
  /// A swap was submitted; `a` is the number of its transaction. Told to those who watch the chain.
  public static let swapPending = EventKind(rawValue: -2)
}

/// A chain of blocks on which swaps with reserves settle.
///
/// A swap that is submitted joins the mempool, which everybody sees, and settles in the next block: against
/// the reserve as the swaps before it left it, at whatever rate the reserve then gives, unless that is below
/// the sender's minimum. Blocks are never full. Transactions of one sender keep the order in which he sent
/// them, whatever gas they offer, as the numbering of an account's transactions demands.
///
/// A failed swap costs its gas as well. A sender who cannot pay the gas is left out of the block and pays
/// nothing. Gas goes to the account of the chain, which nobody spends.
///
/// Blocks come in the phase of the venues. Whoever submitted a swap fetches its receipt in a later phase of
/// the same instant or afterwards; `nextBlock` says when that is.
public final class Chain: Component {
  public let name = "chain"
  /// How blocks are made.
  public let rules: ChainRules
  /// Swaps that wait for the next block, in the order of submission.
  public private(set) var mempool: [PendingSwap] = []
  /// When the swaps that wait will settle. Not for deciding: no trader knows when the next block comes.
  public private(set) var nextBlock = SimTime.start

  private let miners: Wallet
  private var watchers: [ComponentID] = []
  /// Receipts that nobody fetched yet.
  private var receipts: [SwapReceipt] = []
  private var submissions: Int64 = 0
  private var times: RandomStream?
  private var orders: RandomStream?
  private var table = MetricTableID(index: 0)
  private var tally = Tally()

  private struct Tally {
    var blocks: Int64 = 0
    var transactions = 0
    var failed = 0
    var gas = 0.0
    var waited = 0.0
  }

  private static let block = EventKind(rawValue: 0)

  /// A chain without blocks.
  public init(rules: ChainRules, ledger: Ledger) {
    invariant(rules.interval > .zero, "blocks without time between them")
    self.rules = rules
    miners = ledger.openWallet(name)
  }

  /// Draws the time of the first block.
  public func setUp(in context: Context) {
    times = context.stream("\(name)/blocks", .exogenous)
    orders = context.stream("\(name)/order", .endogenous)
    table = context.metrics.declare(Chain.transactions)
    scheduleBlock(in: context)
  }

  /// Makes a block.
  public func handle(_ event: Event, in context: Context) {
    let included = inOrder(mempool)
    mempool.removeAll(keepingCapacity: true)
    tally.blocks += 1
    for (position, pending) in included.enumerated() {
      let receipt = execute(pending, in: context)
      receipts.append(receipt)
      record(pending, receipt, position, in: context)
    }
    scheduleBlock(in: context)
  }

  private func scheduleBlock(in context: Context) {
    guard let times else { return }
    let span =
      rules.comesAtRandom
      ? SimDuration(rounding: times.exponential(mean: rules.interval.seconds)) : rules.interval
    nextBlock = context.now + span
    context.schedule(Chain.block, at: nextBlock, phase: .venues, target: context.active)
  }

  // MARK: What traders do

  /// Tells a component of every swap that is submitted from now on, at the instant of submission.
  public func addWatcher(_ component: ComponentID) { watchers.append(component) }

  /// Puts a swap before everybody's eyes, to be settled in the next block.
  public func submit(_ transaction: SwapTransaction, in context: Context) -> TransactionID {
    let id = TransactionID(rawValue: submissions)
    submissions += 1
    mempool.append(PendingSwap(id: id, transaction: transaction, submitted: context.now))
    context.fingerprints.orders.add(transaction.paying.baseUnits)
    context.fingerprints.orders.add(transaction.gas.baseUnits)
    for watcher in watchers {
      context.schedule(
        .swapPending, at: context.now, phase: .agents, target: watcher, a: id.rawValue)
    }
    return id
  }

  /// Hands out what came of a transaction, once; nil as long as no block included it.
  /// - Complexity: O(receipts that nobody fetched).
  public func takeReceipt(of id: TransactionID) -> SwapReceipt? {
    receipts.firstIndex { $0.id == id }.map { receipts.remove(at: $0) }
  }

  // MARK: What a block does

  private func inOrder(_ pending: [PendingSwap]) -> [PendingSwap] {
    switch rules.order {
    case .gasPrice:
      keepingSenders(
        pending.sorted {
          ($1.transaction.gas, $0.id) < ($0.transaction.gas, $1.id)
        })
    case .random: keepingSenders(shuffled(pending))
    }
  }

  /// Any order with equal probability (Fisher and Yates).
  private func shuffled(_ pending: [PendingSwap]) -> [PendingSwap] {
    guard let orders, pending.count > 1 else { return pending }
    var order = pending
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(orders.integer(below: UInt64(last + 1))))
    }
    return order
  }

  /// Gives every sender's places to his transactions in the order in which he sent them.
  private func keepingSenders(_ order: [PendingSwap]) -> [PendingSwap] {
    var order = order
    for place in order.indices {
      let sender = order[place].transaction.wallet
      let earliest = order.indices[place...]
        .filter { order[$0].transaction.wallet == sender }
        .min { order[$0].id < order[$1].id }
      if let earliest { order.swapAt(place, earliest) }
    }
    return order
  }

  private func execute(_ pending: PendingSwap, in context: Context) -> SwapReceipt {
    let swap = pending.transaction
    let venue = context.markets.swapVenues[swap.venue]
    let purse = swap.wallet[venue.currency]
    guard context.ledger.balance(purse) >= swap.gas else {
      return SwapReceipt(id: pending.id, result: .refused(reason: "gasBalance"), gas: .zero)
    }
    context.ledger.transfer(swap.gas, from: purse, to: miners[venue.currency])
    let gas = coins(swap.gas, of: venue.currency, in: context)
    tally.gas += gas
    context.markets.noteFlow(-swap.gas, of: venue.currency, by: swap.wallet, in: context)
    context.markets.noteSwap(
      edgeUSD: -gas * context.markets.usdPrice(of: venue.currency, at: context.now), by: swap.wallet)
    let result = venue.swap(
      swap.side, paying: swap.paying, atLeast: swap.minimum, wallet: swap.wallet, trader: swap.trader,
      in: context)
    return SwapReceipt(id: pending.id, result: result, gas: swap.gas)
  }

  // MARK: What leaves the run

  private func record(
    _ pending: PendingSwap, _ receipt: SwapReceipt, _ position: Int, in context: Context
  ) {
    let venue = context.markets.swapVenues[pending.transaction.venue]
    let waited = (context.now - pending.submitted).seconds
    var reason = ""
    if case .refused(let word) = receipt.result {
      reason = word
      tally.failed += 1
    }
    tally.transactions += 1
    tally.waited += waited
    let missing = 18 - context.ledger.assets[Int(venue.currency.rawValue)].decimals
    context.metrics.append(
      [
        .real(context.now.seconds), .integer(tally.blocks), .integer(Int64(position + 1)),
        .text(pending.transaction.trader), .text(venue.name),
        .text(pending.transaction.side == .buy ? "buy" : "sell"), .real(waited),
        .amount(Amount(baseUnits: receipt.gas.baseUnits * powerOfTen(missing))), .text(reason),
      ], to: table)
  }

  public func summarize(in context: Context) -> [SummaryMetric] {
    let mean = tally.transactions == 0 ? nil : tally.waited / Double(tally.transactions)
    return [
      SummaryMetric("\(name).blocks_count", Double(tally.blocks), unit: ""),
      SummaryMetric("\(name).transactions_count", Double(tally.transactions), unit: ""),
      SummaryMetric("\(name).failed_count", Double(tally.failed), unit: ""),
      SummaryMetric("\(name).gas_paid_eth", tally.gas, unit: "ETH"),
      SummaryMetric("\(name).wait_mean_s", mean, unit: "s"),
    ]
  }

  private func coins(_ amount: Amount, of asset: AssetID, in context: Context) -> Double {
    amount.coins(decimals: context.ledger.assets[Int(asset.rawValue)].decimals)
  }

  private static var transactions: MetricTable {
    MetricTable(
      name: "transactions", meaning: "A swap that a block included.",
      columns: [
        MetricColumn("time_s", .real, unit: "s", "Simulated time since the start."),
        MetricColumn("block", .integer, key: true, "The number of the block, from 1."),
        MetricColumn("position", .integer, key: true, "The place in the block, from 1."),
        MetricColumn("trader", .text, "Who sent it."),
        MetricColumn("reserve", .text, "The reserve."),
        MetricColumn("side", .text, "buy: ether for tokens; sell: tokens for ether."),
        MetricColumn("waited_s", .real, unit: "s", "How long it waited for the block."),
        MetricColumn("gas_eth", .amount(decimals: 18), unit: "ETH", "What was paid for execution."),
        MetricColumn("refusal", .text, "Why the swap failed; empty for a trade."),
      ])
  }
}
