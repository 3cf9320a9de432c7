// The order book beside its naive twin: the same answer, the same trades and the same content after every command.

import SimEngine
import Testing

@Suite("Order book against its naive twin")
struct OrderBookDifferentialTests {
  @Test("100,000 random commands of all kinds leave both books alike", arguments: 0..<8)
  func agrees(batch: UInt64) {
    for seed in batch * 50..<batch * 50 + 50 {
      guard let difference = firstDifference(seed: seed, commands: 250) else { continue }
      Issue.record("seed \(seed): \(difference)")
    }
  }

  /// Plays the commands of a seed to both books; says where they part, or nil.
  private func firstDifference(seed: UInt64, commands count: Int) -> String? {
    var random = TestRandom(state: seed)
    let swarm = BookSwarm(&random)
    var twins = Twins(policy: swarm.policy)
    for (number, command) in swarm.commands(count, &random).enumerated() {
      if let difference = twins.play(command) { return "command \(number), \(command): \(difference)" }
      if number % 50 == 0 { twins.player.book.checkInvariants() }
    }
    twins.player.book.checkInvariants()
    return nil
  }
}

/// Both books, played in step.
private struct Twins {
  var player: BookPlayer
  var naive: NaiveOrderBook
  private var number = 0

  init(policy: SelfTradePolicy) {
    player = BookPlayer(policy: policy)
    naive = NaiveOrderBook(policy: policy)
  }

  /// Plays a command to both; says how they differ afterwards, or nil.
  mutating func play(_ command: BookCommand) -> String? {
    let foreseen = foreseenTakes(command)
    let expected = playNaive(command)
    let effect = player.play(command)
    number += 1
    if let expected {
      let answer = NaiveOrderBook.Answer(
        ending: effect.ending ?? .expired, filled: effect.filled, remaining: effect.remaining)
      if answer != expected { return "answered \(answer), not \(expected)" }
    }
    if let foreseen, expected.map({ !isRefused($0) }) ?? false, foreseen != takes(naive.trades) {
      return "foresaw \(foreseen)"
    }
    return differenceInReports() ?? differenceInContent(.buy) ?? differenceInContent(.sell)
  }

  private func isRefused(_ answer: NaiveOrderBook.Answer) -> Bool {
    if case .refused = answer.ending { true } else { false }
  }

  private mutating func playNaive(_ command: BookCommand) -> NaiveOrderBook.Answer? {
    switch command {
    case .limit(let side, let price, let lots, let owner, let timing):
      return naive.place(
        side, limit: price, lots: lots, owner: owner, tag: Int64(number), timing: timing, number: number)
    case .market(let side, let lots, let owner):
      return naive.place(
        side, limit: nil, lots: lots, owner: owner, tag: 0, timing: .immediateOrCancel, number: number)
    case .cancel(let earlier):
      _ = naive.cancel(earlier)
      return nil
    case .replace(let earlier, let price, let lots, let postOnly):
      return naive.replace(earlier, price: price, lots: lots, postOnly: postOnly)
    case .cancelAll(let owner):
      _ = naive.cancelAll(ownedBy: owner)
      return nil
    }
  }

  /// What the dry walk says that a new order will take, a price and its lots a trade.
  private func foreseenTakes(_ command: BookCommand) -> [[Int64]]? {
    var trades: [[Int64]] = []
    let note = { (price: Price, quantity: Quantity) in trades.append([price.ticks, quantity.lots]) }
    switch command {
    case .limit(let side, let price, let lots, let owner, _):
      guard (1...OrderBook.maximumPrice.ticks).contains(price) else { return nil }
      _ = player.book.forEachTake(
        side, quantity: Quantity(lots: lots), limit: Price(ticks: price), owner: owner, note)
    case .market(let side, let lots, let owner):
      _ = player.book.forEachTake(side, quantity: Quantity(lots: lots), owner: owner, note)
    default: return nil
    }
    return trades
  }

  private func takes(_ trades: [NaiveOrderBook.Trade]) -> [[Int64]] { trades.map { [$0.price, $0.lots] } }

  private func differenceInReports() -> String? {
    let fills = player.book.fills.map {
      NaiveOrderBook.Trade(
        maker: Int($0.makerTag), makerOwner: $0.makerOwner, makerTag: $0.makerTag, price: $0.price.ticks,
        lots: $0.quantity.lots, makerRemaining: $0.makerRemaining.lots)
    }
    if fills != naive.trades { return "traded \(fills), not \(naive.trades)" }
    for (fill, trade) in zip(player.book.fills, naive.trades) where fill.makerID != player.name(trade.maker) {
      return "names the maker of \(trade) otherwise"
    }
    let cancels = player.book.selfTradeCancels.map { plain($0.order) }
    return cancels == naive.selfTradeCancels ? nil : "cancelled \(cancels), not \(naive.selfTradeCancels)"
  }

  private func differenceInContent(_ side: Side) -> String? {
    let expected = naive.orders(side)
    if player.book.best(side)?.ticks != expected.first?.price { return "has another best price" }
    var rest = expected[...]
    for level in player.book.depth(side) {
      let orders = rest.prefix { $0.price == level.price.ticks }
      rest = rest.dropFirst(orders.count)
      if orders.count != level.orderCount || orders.map(\.remaining).reduce(0, +) != level.quantity.lots {
        return "totals \(level) for \(orders)"
      }
      var place = orders.startIndex
      for view in player.book.orders(side, at: level.price) {
        if place == orders.endIndex || plain(view) != orders[place] { return "queues \(view) at \(level)" }
        if view != player.book.order(player.name(orders[place].number)) { return "does not find \(view)" }
        place += 1
      }
    }
    return rest.isEmpty ? nil : "lacks \(rest)"
  }

  private func plain(_ view: OrderView) -> NaiveOrderBook.Order {
    NaiveOrderBook.Order(
      number: Int(view.tag), side: view.side, price: view.price.ticks, original: view.original.lots,
      remaining: view.remaining.lots, owner: view.owner, tag: view.tag)
  }
}
