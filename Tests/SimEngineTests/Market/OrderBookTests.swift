// The laws of an order book: by example, and by what must not change when all commands are changed alike.

import Testing

@testable import SimEngine

@Suite("Order book")
struct OrderBookTests {
  // MARK: By example

  @Test("a better price fills first, and at one price the earlier order")
  func priority() {
    let book = OrderBook()
    for (price, tag) in [(102, 1), (101, 2), (101, 3), (103, 4)] {
      book.placeLimit(.sell, price: Price(ticks: Int64(price)), quantity: lots(5), owner: 1, tag: Int64(tag))
    }
    let outcome = book.placeLimit(.buy, price: Price(ticks: 102), quantity: lots(18), owner: 2)
    #expect(book.fills.map(\.makerTag) == [2, 3, 1])
    #expect(book.fills.map(\.price.ticks) == [101, 101, 102])
    #expect(outcome.ending == .rests && outcome.filled == lots(15) && outcome.remaining == lots(3))
    #expect(book.bestBid == Price(ticks: 102) && book.bestAsk == Price(ticks: 103))
    book.checkInvariants()
  }

  @Test("each refusal names its reason and changes nothing")
  func refusals() {
    let book = OrderBook()
    book.placeLimit(.sell, price: Price(ticks: 10), quantity: lots(5), owner: 1)
    let hash = book.stateHash
    func ending(_ ticks: Int64, _ count: Int64, _ timing: OrderTiming = .untilCancelled) -> OrderEnding {
      let price = Price(ticks: ticks)
      return book.placeLimit(.buy, price: price, quantity: lots(count), owner: 2, timing: timing).ending
    }
    #expect(ending(0, 5) == .refused(.invalidPrice))
    #expect(ending(1 << 40 + 1, 5) == .refused(.invalidPrice))
    #expect(ending(5, 0) == .refused(.invalidQuantity))
    #expect(ending(5, 1 << 48 + 1) == .refused(.invalidQuantity))
    #expect(ending(10, 1, .postOnly) == .refused(.postOnlyWouldTake))
    #expect(ending(10, 6, .fillOrKill) == .refused(.cannotFillEntirely))
    #expect(book.placeMarket(.buy, quantity: lots(-1), owner: 2).ending == .refused(.invalidQuantity))
    #expect(book.replace(.none, price: Price(ticks: 1), quantity: lots(1)).ending == .refused(.unknownOrder))
    #expect(book.cancel(.none) == nil)
    #expect(book.stateHash == hash && book.fills.isEmpty)
  }

  @Test("the highest and the lowest price are both accepted")
  func extremes() {
    let book = OrderBook()
    #expect(book.placeLimit(.buy, price: Price(ticks: 1), quantity: lots(1), owner: 1).ending == .rests)
    let top = OrderBook.maximumPrice
    let most = OrderBook.maximumQuantity
    #expect(book.placeLimit(.sell, price: top, quantity: most, owner: 1).ending == .rests)
    #expect(book.bestBid == Price(ticks: 1) && book.bestAsk == top)
    #expect(book.placeMarket(.buy, quantity: most, owner: 2).ending == .filled)
    book.checkInvariants()
  }

  @Test("the name of an order that ended finds nothing, though its slot is in use again")
  func staleNames() throws {
    let book = OrderBook()
    let price = Price(ticks: 7)
    let old = book.placeLimit(.buy, price: price, quantity: lots(1), owner: 1).id
    book.cancel(old)
    let new = book.placeLimit(.buy, price: price, quantity: lots(2), owner: 1).id
    #expect(new.slot == old.slot && new != old)
    #expect(book.cancel(old) == nil && book.order(old) == nil)
    #expect(book.replace(old, price: price, quantity: lots(1)).ending == .refused(.unknownOrder))
    #expect(try #require(book.order(new)).remaining == lots(2))
    // A name that was never given, of a slot that is free.
    book.cancel(new)
    #expect(book.cancel(OrderID(slot: new.slot, generation: new.generation + 1)) == nil)
  }

  @Test("slots are used again: memory follows the orders that rest, not those that passed")
  func boundedSlots() {
    let book = OrderBook()
    for round in 0..<2_000 {
      let price = Price(ticks: 1 + Int64(round) * 100_003 % OrderBook.maximumPrice.ticks)
      book.cancel(book.placeLimit(.buy, price: price, quantity: lots(1), owner: 1).id)
    }
    #expect(book.slotCount == 2)
    #expect(book.ladders[0].width == PriceLadder.smallestWidth && book.ladders[0].far.capacity == 8)
  }

  @Test("a reduction keeps the place in the queue; more lots or another price lose it")
  func replacing() throws {
    let book = OrderBook()
    let price = Price(ticks: 50)
    let names = (1...3).map { tag in
      book.placeLimit(.buy, price: price, quantity: lots(10), owner: 1, tag: Int64(tag)).id
    }
    func queue() -> [Int64] { book.orders(.buy, at: price).map(\.tag) }
    #expect(book.replace(names[0], price: price, quantity: lots(4)).ending == .rests)
    #expect(queue() == [1, 2, 3])
    #expect(book.replace(names[0], price: price, quantity: lots(5)).id == names[0])
    #expect(queue() == [2, 3, 1])
    book.replace(names[1], price: Price(ticks: 51), quantity: lots(10))
    #expect(queue() == [3, 1] && book.bestBid == Price(ticks: 51))
    let moved = try #require(book.order(names[0]))
    #expect(moved.original == lots(5) && moved.remaining == lots(5) && moved.tag == 1)
    book.checkInvariants()
  }

  @Test("orders of one owner meet as the policy says", arguments: SelfTradePolicy.allCases)
  func selfTrades(policy: SelfTradePolicy) {
    let book = OrderBook(selfTradePolicy: policy)
    for (owner, tag) in [(2, 1), (1, 2), (2, 3)] {
      book.placeLimit(.sell, price: Price(ticks: 9), quantity: lots(4), owner: Int32(owner), tag: Int64(tag))
    }
    let outcome = book.placeLimit(.buy, price: Price(ticks: 9), quantity: lots(9), owner: 1)
    switch policy {
    case .allow:
      #expect(book.fills.map(\.makerTag) == [1, 2, 3] && outcome.ending == .filled)
    case .cancelResting:
      #expect(book.fills.map(\.makerTag) == [1, 3] && outcome.ending == .rests)
      #expect(book.selfTradeCancels.map(\.order.tag) == [2] && outcome.remaining == lots(1))
    case .cancelIncoming:
      #expect(book.fills.map(\.makerTag) == [1] && outcome.ending == .stoppedBySelfTrade)
      #expect(outcome.remaining == lots(5) && book.orderCount == 2)
    }
    book.checkInvariants()
  }

  @Test("cancelling all of one owner, then all, empties the book")
  func cancellingAll() {
    let book = OrderBook()
    for price in 1...20 {
      book.placeLimit(
        price <= 10 ? .buy : .sell, price: Price(ticks: Int64(price)), quantity: lots(1),
        owner: Int32(price % 2))
    }
    var prices: [Int64] = []
    book.cancelAll(ownedBy: 1) { prices.append($0.price.ticks) }
    #expect(prices == [9, 7, 5, 3, 1, 11, 13, 15, 17, 19])
    #expect(book.orderCount == 10)
    book.cancelAll()
    #expect(book.orderCount == 0 && book.bestBid == nil && book.bestAsk == nil)
    #expect(book.stateHash == OrderBook().stateHash)
    book.checkInvariants()
  }

  // MARK: The ladder

  @Test("where the levels live changes no trade: a book that began elsewhere acts like a new one")
  func historyOfTheWindow() {
    for seed in 0..<10 as Range<UInt64> {
      var random = TestRandom(state: seed)
      let commands = BookSwarm(&random).commands(200, &random)
      var fresh = BookPlayer(policy: .allow)
      var travelled = BookPlayer(policy: .allow)
      for price in stride(from: 1, through: Int64(600_000_000), by: 5_000_000) {
        for step in 0..<80 as Range<Int64> {
          travelled.book.placeLimit(.buy, price: Price(ticks: price + step), quantity: lots(1), owner: 9)
        }
      }
      travelled.book.cancelAll()
      let (expected, found) = (fresh.play(commands), travelled.play(commands))
      #expect(expected == found && fresh.book.stateHash == travelled.book.stateHash, "seed \(seed)")
      travelled.book.checkInvariants()
    }
  }

  @Test("the window follows a market that moves, so that the best price is mostly inside it")
  func windowFollows() {
    let book = OrderBook()
    var random = TestRandom(state: 1)
    var names: [OrderID] = []
    var stepsInside = 0
    for step in 0..<20_000 as Range<Int64> {
      let price = Price(ticks: 1_000_000 + step * 3 - random.within(0...500))
      names.append(book.placeLimit(.buy, price: price, quantity: lots(1), owner: 1).id)
      if step >= 20 { book.cancel(names[Int(step) - 20]) }
      if book.ladders[0].isInWindow(book.ladders[0].best) { stepsInside += 1 }
    }
    book.checkInvariants()
    #expect(stepsInside > 15_000)
    #expect(book.ladders[0].width <= 4 * PriceLadder.smallestWidth)
  }

  @Test("the window stays bounded, however far the prices spread")
  func windowIsBounded() {
    let book = OrderBook()
    var random = TestRandom(state: 2)
    for spread in [400_000, 40_000_000, OrderBook.maximumPrice.ticks] {
      for _ in 0..<6_000 {
        let price = Price(ticks: random.within(1...spread))
        book.placeLimit(random.pick(Side.allCases), price: price, quantity: lots(1), owner: 1)
      }
      book.checkInvariants()
      for side in Side.allCases { #expect(book.ladders[side.index].width <= PriceLadder.greatestWidth) }
    }
  }

  // MARK: Laws

  @Test("no lot is made or lost, and the best bid stays below the best ask")
  func conservation() {
    forEachSeed { commands, policy, seed in
      var player = BookPlayer(policy: policy)
      for command in commands {
        player.play(command)
        let resting = Side.allCases.reduce(Int128(0)) { sum, side in
          player.book.depth(side).reduce(sum) { $0 + Int128($1.quantity.lots) }
        }
        // A trade uses up lots of two orders.
        if player.placed != resting + 2 * player.traded + player.cancelled + player.forgotten {
          Issue.record("seed \(seed): lots appear or vanish at \(command)")
          return
        }
        if let bid = player.book.bestBid, let ask = player.book.bestAsk, bid >= ask {
          Issue.record("seed \(seed): the book is crossed after \(command)")
          return
        }
      }
    }
  }

  @Test("adding the same ticks to all prices moves all trades by as much")
  func shift() {
    expectSame { command in
      command.changing(price: { $0 + 12_345_678 })
    } after: { effect in
      effect.changing(price: { $0 + 12_345_678 })
    }
  }

  @Test("exchanging buyers and sellers around a price mirrors all trades")
  func mirror() {
    let centre: Int64 = 4_000_000
    expectSame { command in
      command.changing(side: \.opposite, price: { centre - $0 })
    } after: { effect in
      effect.changing(price: { centre - $0 })
    }
  }

  @Test("multiplying all quantities multiplies all trades")
  func scale() {
    expectSame { command in
      command.changing(lots: { $0 * 7 })
    } after: { effect in
      effect.changing(lots: { $0 * 7 })
    }
  }

  @Test("a taking order in two parts takes what it takes in one")
  func split() {
    forEachSeed { commands, policy, seed in
      var whole = BookPlayer(policy: policy)
      var parts = BookPlayer(policy: policy)
      #expect(whole.play(commands) == parts.play(commands))
      let first = whole.play(.market(.buy, lots: 50, owner: 99))
      let second = [17, 33].map { parts.play(.market(.buy, lots: $0, owner: 99)) }
      #expect(merged(first.trades) == merged(second.flatMap(\.trades)), "seed \(seed)")
      #expect(whole.book.stateHash == parts.book.stateHash, "seed \(seed)")
    }
  }

  @Test("placing an order that rests and cancelling it leaves the book as it was")
  func placeAndCancel() {
    forEachSeed { commands, policy, seed in
      var player = BookPlayer(policy: policy)
      for (number, command) in commands.enumerated() {
        player.play(command)
        let hash = player.book.stateHash
        let price = Price(ticks: Int64(1_000_000 + number))
        let outcome = player.book.placeLimit(
          .buy, price: price, quantity: lots(3), owner: 5, timing: .postOnly)
        if outcome.ending != .rests { continue }
        #expect(player.book.stateHash != hash, "seed \(seed)")
        player.book.cancel(outcome.id)
        #expect(player.book.stateHash == hash, "seed \(seed)")
      }
    }
  }

  // MARK: Help

  private func lots(_ count: Int64) -> Quantity { Quantity(lots: count) }

  /// Commands around 2,000,000 ticks without bad arguments, for each of some seeds.
  private func forEachSeed(_ body: ([BookCommand], SelfTradePolicy, UInt64) -> Void) {
    for seed in 0..<25 as Range<UInt64> {
      var random = TestRandom(state: seed)
      let swarm = BookSwarm(&random)
      let commands = swarm.commands(120, &random).map { command in
        command.changing(price: { 2_000_000 + $0 % 1_000 }, lots: { max(1, abs($0 % 1_000)) })
      }
      body(commands, swarm.policy, seed)
    }
  }

  /// Expects that changed commands have the changed effects.
  private func expectSame(
    _ change: (BookCommand) -> BookCommand, after changed: (BookPlayer.Effect) -> BookPlayer.Effect
  ) {
    forEachSeed { commands, policy, seed in
      var plain = BookPlayer(policy: policy)
      var other = BookPlayer(policy: policy)
      #expect(plain.play(commands).map(changed) == other.play(commands.map(change)), "seed \(seed)")
    }
  }

  /// Trades with the same maker, one after the other, as one.
  private func merged(_ trades: [BookPlayer.Trade]) -> [BookPlayer.Trade] {
    trades.reduce(into: []) { merged, trade in
      if let last = merged.last, last.maker == trade.maker {
        merged[merged.count - 1].lots += trade.lots
      } else {
        merged.append(trade)
      }
    }
  }
}

extension BookCommand {
  fileprivate func changing(
    side changeSide: (Side) -> Side = { $0 }, price changePrice: (Int64) -> Int64 = { $0 },
    lots changeLots: (Int64) -> Int64 = { $0 }
  ) -> BookCommand {
    switch self {
    case .limit(let side, let price, let lots, let owner, let timing):
      .limit(
        changeSide(side), price: changePrice(price), lots: changeLots(lots), owner: owner, timing: timing)
    case .market(let side, let lots, let owner):
      .market(changeSide(side), lots: changeLots(lots), owner: owner)
    case .replace(let command, let price, let lots, let postOnly):
      .replace(command: command, price: changePrice(price), lots: changeLots(lots), postOnly: postOnly)
    case .cancel, .cancelAll: self
    }
  }
}

extension BookPlayer.Effect {
  fileprivate func changing(
    price changePrice: (Int64) -> Int64 = { $0 }, lots changeLots: (Int64) -> Int64 = { $0 }
  ) -> BookPlayer.Effect {
    BookPlayer.Effect(
      ending: ending, filled: changeLots(filled), remaining: changeLots(remaining),
      trades: trades.map {
        BookPlayer.Trade(maker: $0.maker, price: changePrice($0.price), lots: changeLots($0.lots))
      })
  }
}
