// How a NuBot puts its orders up, all at once or one after another, and how it fills up a wall.

import SimEngine

/// An order that is still to be sent.
enum PlannedOrder {
  /// Just as it was planned.
  case exact(Side, ProposedOrder)
  /// The first of two: half of what there is.
  case half(Side)
  /// The second of two: what the first, of that size, has left.
  case rest(Side, first: Double)

  /// Which side it is on.
  var side: Side {
    switch self {
    case .exact(let side, _), .half(let side), .rest(let side, _): side
    }
  }
}

extension NuBot {
  /// How far a book has come.
  enum PlacementStage: Int64 {
    /// Nothing is planned.
    case beginning
    /// Some orders are sent.
    case going
    /// All are sent, and the bot has waited for them to arrive.
    case settled
  }

  /// Begins a new book, or goes on with the one that is being put up.
  func placeOrders(_ stage: PlacementStage, in context: Context) {
    guard stage != .settled else { return isReplacing = false }
    guard let wallPriceUSD, isActive, isOpen(in: context) else {
      // The next look at the feed starts afresh.
      (isReplacing, self.wallPriceUSD, placedOrderCount, waiting) = (false, nil, 0, [])
      return
    }
    if stage == .beginning { planBook(quoteUSD: wallPriceUSD, in: context) }
    while !waiting.isEmpty {
      let isFirstBid = waiting[0].side == .buy && lastSentSide == .sell
      if isSlow && isFirstBid && account.orders(in: context).isEmpty { waiting = [] }
      guard !waiting.isEmpty else { break }
      send(waiting.removeFirst(), quoteUSD: wallPriceUSD, in: context)
      if let next = waiting.first, gap(before: next) > .zero {
        let going = PlacementStage.going.rawValue
        context.schedule(NuBot.placement, after: gap(before: next), a: going)
        return
      }
    }
    guard parameters.style == .twoOrders else { return isReplacing = false }
    let settled = PlacementStage.settled.rawValue
    context.schedule(NuBot.placement, after: NuBotParameters.settlingDelay, a: settled)
  }

  /// Whether orders are sent one after another, so that bids can wait for what became of the asks.
  private var isSlow: Bool { parameters.style == .twoOrders || parameters.orderGap > .zero }

  /// How long an order waits after the one before it.
  private func gap(before order: PlannedOrder) -> SimDuration {
    if case .rest = order { NuBotParameters.halvesGap } else { parameters.orderGap }
  }

  private func planBook(quoteUSD: Double, in context: Context) {
    (placedOrderCount, walls, lastSentSide) = (0, (nil, nil), nil)
    keepProceeds(in: context)
    switch parameters.style {
    case .parametric:
      let free = account.free(in: context)
      waiting = [Side.sell, .buy].flatMap { side in
        proposal(side, free, quoteUSD: quoteUSD, in: context).map { PlannedOrder.exact(side, $0) }
      }
    case .twoOrders:
      waiting = parameters.isDualSide ? [.half(.sell), .half(.buy)] : [.half(.sell)]
    }
  }

  private func send(_ planned: PlannedOrder, quoteUSD: Double, in context: Context) {
    switch planned {
    case .exact(let side, let order): send(side, order, in: context)
    case .half(let side):
      let price = wallPrice(side, quoteUSD: quoteUSD)
      let size = TwoOrderWall.firstSize(
        side, funds: funds(side, account.free(in: context), in: context), price: price, quoteUSD: quoteUSD,
        maximum: parameters.shape(of: side).maximumVolume)
      guard size > 0 else { return }
      send(side, ProposedOrder(price: price, size: size), in: context)
      waiting.insert(.rest(side, first: size), at: 0)
    case .rest(let side, let first):
      let price = wallPrice(side, quoteUSD: quoteUSD)
      let size = TwoOrderWall.secondSize(
        side, left: funds(side, account.free(in: context), in: context), first: first, price: price,
        quoteUSD: quoteUSD, maximum: parameters.shape(of: side).maximumVolume)
      send(side, ProposedOrder(price: price, size: size), in: context)
    }
  }

  private func send(_ side: Side, _ order: ProposedOrder, in context: Context) {
    guard account.place(side, order, in: context) else { return }
    placedOrderCount += 1
    lastSentSide = side
    if side == .sell { walls.sell = walls.sell ?? order } else { walls.buy = walls.buy ?? order }
  }

  // MARK: What a book consists of

  /// What the bot would place on a side with some balances, the wall first.
  func proposal(
    _ side: Side, _ balances: (base: Amount, quote: Amount), quoteUSD: Double, in context: Context
  ) -> [ProposedOrder] {
    guard side == .sell || parameters.isDualSide else { return [] }
    var settings = parameters.shape(of: side)
    let funds = funds(side, balances, in: context)
    guard parameters.style == .parametric else {
      return TwoOrderWall.orders(
        side, funds: funds, price: wallPrice(side, quoteUSD: quoteUSD), quoteUSD: quoteUSD,
        maximum: settings.maximumVolume)
    }
    guard (side == .sell ? funds : funds * quoteUSD) >= NuBotPricing.leastFundsTokens else { return [] }
    // A bot that only sells lets those who also buy sell first.
    if side == .sell && !parameters.isDualSide { settings.offsetUSD += parameters.sellOnlyIncrementUSD }
    return NuBotOrderBook.orders(
      side, settings, funds: funds, quoteUSD: quoteUSD, feePercent: parameters.feePercent)
  }

  /// What the bot may offer on a side out of some balances, in the coin that the side pays with.
  private func funds(
    _ side: Side, _ balances: (base: Amount, quote: Amount), in context: Context
  ) -> Double {
    let usable = (balances.base, max(.zero, balances.quote - kept))
    return account.funds(side, of: usable, in: context)
  }

  /// Quote coins per NBT at which both orders of a side stand.
  private func wallPrice(_ side: Side, quoteUSD: Double) -> Double {
    let walls = NuBotPricing.walls(
      quoteUSD: quoteUSD, feePercent: parameters.feePercent, spreadPercent: parameters.effectiveSpreadPercent,
      isDualSide: parameters.isDualSide, increment: parameters.sellOnlyIncrementUSD)
    return side == .sell ? walls.sell : walls.buy
  }

  /// Puts a share of what was sold for since the last book out of its reach.
  private func keepProceeds(in context: Context) {
    guard parameters.keptProceedsShare > 0 else { return }
    let quote = account.total(in: context).quote
    let asset = context.markets[account.exchangeID].pair.quote
    let gained = quote - (quoteAtPlacement ?? quote)
    if gained > .zero {
      kept += context.amount(context.coins(gained, of: asset) * parameters.keptProceedsShare, of: asset)
    }
    quoteAtPlacement = quote
  }

  // MARK: Whether the book still stands

  /// Whether the orders are there that should be, however much of each is left.
  func isBookComplete(in context: Context) -> Bool {
    let orders = account.orders(in: context)
    guard parameters.style == .twoOrders else { return orders.count == placedOrderCount }
    let pair = context.markets[account.exchangeID].pair
    let free = account.free(in: context)
    let freeTokens = context.coins(free.base, of: pair.base)
    let freeQuote = context.coins(max(.zero, free.quote - kept), of: pair.quote) * (wallPriceUSD ?? 0)
    let (asks, bids) = (orders.count { $0.side == .sell }, orders.count { $0.side == .buy })
    let areAsksRight = asks == 2 || (asks == 0 && freeTokens < 1)
    let areBidsRight = bids == 2 || (bids == 0 && (freeQuote < 1 || !parameters.isDualSide))
    return areAsksRight && areBidsRight
  }

  /// Brings each wall back to its height from what is free; where that is short, takes back the farthest order of the
  /// tail, which is free at the next count.
  func refillWalls(quoteUSD: Double, in context: Context) {
    for (side, wall) in [(Side.sell, walls.sell), (.buy, walls.buy)] {
      guard let wall else { continue }
      let exchange = context.markets[account.exchangeID]
      let pair = exchange.pair
      let own = account.orders(in: context).filter { $0.side == side }
      let price = pair.price(nearest: wall.price)
      let standing = own.filter { $0.price == price }.reduce(0) { $0 + pair.coins($1.remaining) }
      let missing = wall.size - standing
      guard missing >= NuBot.leastRefillTokens else { continue }
      let funds = funds(side, account.free(in: context), in: context)
      let affordable = side == .sell ? funds : funds / wall.price
      if affordable >= NuBot.leastRefillTokens {
        let order = ProposedOrder(price: wall.price, size: min(missing, affordable))
        _ = account.place(side, order, in: context)
      }
      let tail = own.filter { $0.price != price }
      let farthest = side == .sell ? tail.max { $0.price < $1.price } : tail.min { $0.price < $1.price }
      if affordable < missing, let farthest {
        exchange.submit(.cancel(farthest.id, by: account.participant), in: context)
      }
    }
  }

  /// Gaps in a wall below this are left, NBT.
  private static let leastRefillTokens = 1.0
}
