// Random commands for order books, and a player that applies them and notes what happened.

import SimEngine

/// SplitMix64: small, good enough to draw tests with, and independent of the library under test.
struct TestRandom {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  /// A whole number from a range, near enough to uniform.
  mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  mutating func happens(percent: Int64) -> Bool { within(1...100) <= percent }
  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int(within(0...Int64(choices.count - 1)))]
  }
}

/// A command to a book; orders are named by the how-manieth command placed them.
enum BookCommand: Hashable {
  case limit(Side, price: Int64, lots: Int64, owner: Int32, timing: OrderTiming)
  case market(Side, lots: Int64, owner: Int32)
  case cancel(command: Int)
  case replace(command: Int, price: Int64, lots: Int64, postOnly: Bool)
  case cancelAll(owner: Int32?)
}

/// A way of drawing commands that is itself drawn from a seed, so that every seed stresses something else.
struct BookSwarm {
  let policy: SelfTradePolicy
  private let weights: [Int64]
  private let centre: Int64
  private let spread: Int64
  private let outlierPercent: Int64
  private let greatestLots: Int64
  private let owners: Int64
  private let badPercent: Int64

  init(_ random: inout TestRandom) {
    policy = random.pick(SelfTradePolicy.allCases)
    weights = [
      random.within(4...10), random.within(0...4), random.within(1...8), random.within(0...4),
      random.within(0...3),
    ]
    centre = random.pick([30, 10_000, 1_000_000_000, OrderBook.maximumPrice.ticks - 30])
    spread = random.pick([3, 20, 3_000, 200_000])
    outlierPercent = random.pick([0, 0, 5, 40])
    greatestLots = random.pick([1, 10, 1_000, OrderBook.maximumQuantity.lots])
    owners = random.within(1...4)
    badPercent = random.pick([0, 3])
  }

  /// `count` commands.
  func commands(_ count: Int, _ random: inout TestRandom) -> [BookCommand] {
    (0..<count).map { draw(number: $0, &random) }
  }

  private func draw(number: Int, _ random: inout TestRandom) -> BookCommand {
    let side = random.pick(Side.allCases)
    let owner = Int32(random.within(1...owners))
    let earlier = Int(random.within(Int64(max(0, number - 40))...Int64(max(0, number - 1))))
    var ticket = random.within(1...weights.reduce(0, +))
    var kind = 0
    while ticket > weights[kind] {
      ticket -= weights[kind]
      kind += 1
    }
    switch kind {
    case 0:
      return .limit(side, price: price(&random), lots: lots(&random), owner: owner, timing: timing(&random))
    case 1: return .market(side, lots: lots(&random), owner: owner)
    case 2: return .cancel(command: earlier)
    case 3:
      return .replace(
        command: earlier, price: price(&random), lots: lots(&random), postOnly: random.happens(percent: 20))
    default:
      // Emptying the book is the rarest of commands, or nothing would ever rest.
      return random.happens(percent: 5)
        ? .cancelAll(owner: random.happens(percent: 70) ? owner : nil) : .cancel(command: earlier)
    }
  }

  private func price(_ random: inout TestRandom) -> Int64 {
    if random.happens(percent: badPercent) {
      return random.pick([0, -5, OrderBook.maximumPrice.ticks + 1, .min, .max])
    }
    if random.happens(percent: outlierPercent) {
      let anywhere = random.within(1...OrderBook.maximumPrice.ticks)
      return random.pick([1, 2, OrderBook.maximumPrice.ticks, anywhere])
    }
    let drawn = random.within(centre - spread...centre + spread)
    return min(max(drawn, 1), OrderBook.maximumPrice.ticks)
  }

  private func lots(_ random: inout TestRandom) -> Int64 {
    random.happens(percent: badPercent) ? random.pick([0, -1, .min, .max]) : random.within(1...greatestLots)
  }

  private func timing(_ random: inout TestRandom) -> OrderTiming {
    random.happens(percent: 60) ? .untilCancelled : random.pick(OrderTiming.allCases)
  }
}

/// A book with the names of the orders that commands placed in it; the tag of an order is its command's number.
struct BookPlayer {
  /// What a command did, in terms that two books of different history can share.
  struct Effect: Equatable {
    var ending: OrderEnding?
    var filled: Int64 = 0
    var remaining: Int64 = 0
    var trades: [Trade] = []
  }

  struct Trade: Equatable {
    var maker: Int64
    var price: Int64
    var lots: Int64
  }

  let book: OrderBook
  private(set) var names: [OrderID] = []
  /// Lots that entered, left by cancelling, or were refused or forgotten.
  private(set) var placed: Int128 = 0
  private(set) var cancelled: Int128 = 0
  private(set) var forgotten: Int128 = 0
  private(set) var traded: Int128 = 0

  init(policy: SelfTradePolicy) { book = OrderBook(selfTradePolicy: policy, orderCapacity: 1) }

  func name(_ command: Int) -> OrderID { command < names.count ? names[command] : .none }

  mutating func play(_ commands: [BookCommand]) -> [Effect] { commands.map { play($0) } }

  @discardableResult
  mutating func play(_ command: BookCommand) -> Effect {
    var outcome: OrderOutcome?
    switch command {
    case .limit(let side, let price, let lots, let owner, let timing):
      outcome = book.placeLimit(
        side, price: Price(ticks: price), quantity: Quantity(lots: lots), owner: owner,
        tag: Int64(names.count), timing: timing)
    case .market(let side, let lots, let owner):
      outcome = book.placeMarket(side, quantity: Quantity(lots: lots), owner: owner)
    case .cancel(let number):
      cancelled += Int128(book.cancel(name(number))?.lots ?? 0)
    case .replace(let number, let price, let lots, let postOnly):
      let before = book.order(name(number))?.remaining.lots ?? 0
      outcome = book.replace(
        name(number), price: Price(ticks: price), quantity: Quantity(lots: lots), postOnly: postOnly)
      if !isRefused(outcome) { cancelled += Int128(before) }
    case .cancelAll(let owner):
      var lots: Int128 = 0
      book.cancelAll(ownedBy: owner) { lots += Int128($0.remaining.lots) }
      cancelled += lots
    }
    if case .replace = command { names.append(.none) } else { names.append(outcome?.id ?? .none) }
    return account(outcome)
  }

  private func isRefused(_ outcome: OrderOutcome?) -> Bool {
    if case .refused? = outcome?.ending { true } else { false }
  }

  private mutating func account(_ outcome: OrderOutcome?) -> Effect {
    for fill in book.fills { traded += Int128(fill.quantity.lots) }
    for cancel in book.selfTradeCancels { cancelled += Int128(cancel.order.remaining.lots) }
    guard let outcome else { return Effect() }
    if !isRefused(outcome) {
      placed += Int128(outcome.filled.lots) + Int128(outcome.remaining.lots)
      if outcome.ending != .rests { forgotten += Int128(outcome.remaining.lots) }
    }
    return Effect(
      ending: outcome.ending, filled: outcome.filled.lots, remaining: outcome.remaining.lots,
      trades: book.fills.map { Trade(maker: $0.makerTag, price: $0.price.ticks, lots: $0.quantity.lots) })
  }
}
