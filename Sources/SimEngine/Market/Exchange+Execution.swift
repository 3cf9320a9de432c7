// How an exchange executes a request: funds first, then the book, then the ledger.

extension Exchange {
  /// Executes a request that has arrived.
  func execute(_ request: OrderRequest, in context: Context) {
    requestCount &+= 1
    record(request, in: context)
    switch request.action {
    case .cancel: cancel(request.order, by: request.participant, in: context)
    case .cancelAll: cancelAll(request.participant, in: context)
    case .replace: replace(request, in: context)
    case .market: take(request, limit: nil, in: context)
    case .limit, .immediateOrCancel, .fillOrKill, .postOnly: placeLimit(request, in: context)
    }
  }

  // MARK: New orders

  /// Places an order with a limit.
  func placeLimit(_ request: OrderRequest, in context: Context) {
    guard state == .open else { return refuse(.closed) }
    guard request.isWellFormed, book.hasRoom(for: request.quantity, request.side, at: request.price) else {
      return refuse(.malformed)
    }
    let crosses =
      if let opposite = book.best(request.side.opposite) {
        request.side == .buy ? request.price >= opposite : request.price <= opposite
      } else { false }
    if crosses && request.action != .postOnly {
      take(request, limit: request.price, in: context)
    } else {
      switch request.action {
      case .limit, .postOnly: crosses ? refuse(.conditionNotMet) : rest(request, in: context)
      case .fillOrKill: refuse(.conditionNotMet)
      default: break
      }
    }
  }

  /// Lets an order rest that meets nothing, and sets aside what it could have to pay.
  func rest(_ request: OrderRequest, in context: Context) {
    let owner = self[request.participant]
    let need = requirement(of: request.side, request.price, request.quantity)
    let source = request.side == .buy ? owner.quote : owner.base
    guard context.ledger.balance(source) >= need else { return refuse(.insufficientFunds) }
    let outcome = book.placeLimit(
      request.side, price: request.price, quantity: request.quantity, owner: request.participant.rawValue,
      tag: requestCount)
    setAside(need, for: outcome.id, request.side, request.participant, in: context)
  }

  /// Takes from the book, then lets the remainder of a plain limit order rest.
  ///
  /// What the fills will cost is walked through beforehand, so that the ledger cannot refuse one half way.
  func take(_ request: OrderRequest, limit: Price?, in context: Context) {
    guard state == .open else { return refuse(.closed) }
    guard request.quantity.lots > 0 else { return refuse(.malformed) }
    let participant = request.participant
    guard canPay(request, limit: limit, in: context) else { return refuse(.insufficientFunds) }
    context.markets.flows?.orderArrives(in: context)
    if tape != nil {
      midBeforeUSD = mid.map { $0 * context.markets.usdPrice(of: pair.quote, at: context.now) }
    }
    let outcome =
      if let limit {
        book.placeLimit(
          request.side, price: limit, quantity: request.quantity, owner: participant.rawValue,
          tag: requestCount, timing: request.timing)
      } else {
        book.placeMarket(request.side, quantity: request.quantity, owner: participant.rawValue)
      }
    if case .refused = outcome.ending { return refuse(.conditionNotMet) }
    for cancelled in book.selfTradeCancels { forget(cancelled.order, in: context) }
    for fill in book.fills { settle(fill, takenBy: participant, request.side, in: context) }
    if outcome.ending == .rests, let limit {
      let need = requirement(of: request.side, limit, outcome.remaining)
      setAside(need, for: outcome.id, request.side, participant, in: context)
    }
  }

  /// Whether the participant holds all that an aggressing order would pay, its resting remainder included.
  func canPay(_ request: OrderRequest, limit: Price?, in context: Context) -> Bool {
    let owner = self[request.participant]
    if request.side == .sell {
      return context.ledger.balance(owner.base) >= pair.amount(request.quantity)
    }
    let unpayable = Amount(baseUnits: TradingPair.unpayable)
    var cost = Amount.zero
    let taken = book.forEachTake(
      request.side, quantity: request.quantity, limit: limit, owner: request.participant.rawValue
    ) { price, quantity in
      let notional = pair.notional(price, quantity, roundingUp: true)
      cost += notional + fee(on: notional, terms.takerFeePartsPerMillion, roundingUp: true)
      cost = min(cost, unpayable)
    }
    if let limit, request.action == .limit { cost += requirement(of: .buy, limit, request.quantity - taken) }
    return context.ledger.balance(owner.quote) >= cost
  }

  // MARK: Changing and cancelling

  func cancel(_ id: OrderID, by participant: ParticipantID, in context: Context) {
    guard state != .defaulted else { return refuse(.closed) }
    guard let order = book.order(id), order.owner == participant.rawValue else {
      return refuse(.unknownOrder)
    }
    book.cancel(id)
    forget(order, in: context)
  }

  /// Takes back every order of a participant, the last placed first.
  func cancelAll(_ participant: ParticipantID, in context: Context) {
    guard state != .defaulted else { return refuse(.closed) }
    while let id = orderLists[Int(participant.rawValue)].last {
      guard let order = book.order(id) else { invariantFailure("a listed order is gone", #fileID, #line) }
      book.cancel(id)
      forget(order, in: context)
    }
  }

  /// Gives an order a new price and quantity: in place when it only shrinks, else as a new order.
  func replace(_ request: OrderRequest, in context: Context) {
    guard state == .open else { return refuse(.closed) }
    guard request.isWellFormed else { return refuse(.malformed) }
    guard let order = book.order(request.order), order.owner == request.participant.rawValue else {
      return refuse(.unknownOrder)
    }
    if request.price == order.price && request.quantity <= order.remaining {
      shrink(order, to: request.quantity, in: context)
    } else {
      cancel(order.id, by: request.participant, in: context)
      var successor = request
      successor.action = .limit
      successor.side = order.side
      placeLimit(successor, in: context)
    }
  }

  /// Reduces an order where it stands and gives back what it no longer needs.
  private func shrink(_ order: OrderView, to quantity: Quantity, in context: Context) {
    _ = book.replace(order.id, price: order.price, quantity: quantity)
    let need = requirement(of: order.side, order.price, quantity).baseUnits
    release(reserved[order.id.slot] - need, order.side, of: order.owner, in: context)
    reserved[order.id.slot] = need
  }

  // MARK: Money

  /// What a resting order could have to pay: its base, or its notional and the maker's fee, rounded up.
  func requirement(of side: Side, _ price: Price, _ quantity: Quantity) -> Amount {
    guard side == .buy else { return pair.amount(quantity) }
    let notional = pair.notional(price, quantity, roundingUp: true)
    return notional + fee(on: notional, terms.makerFeePartsPerMillion, roundingUp: true)
  }

  /// The fee on a notional.
  public func fee(on notional: Amount, _ partsPerMillion: Int64, roundingUp: Bool) -> Amount {
    guard partsPerMillion > 0 else { return .zero }
    let (product, overflows) = notional.baseUnits.multipliedReportingOverflow(by: Int128(partsPerMillion))
    guard overflows else {
      return Amount(baseUnits: divide(product, by: 1_000_000, roundingUp: roundingUp))
    }
    return Amount(
      baseUnits: mulDiv(
        notional.baseUnits, Int128(partsPerMillion), dividedBy: 1_000_000,
        rounding: roundingUp ? .up : .down))
  }

  /// Sets aside what a new resting order could have to pay and lists it with its owner.
  func setAside(
    _ need: Amount, for id: OrderID, _ side: Side, _ participant: ParticipantID, in context: Context
  ) {
    let index = Int(participant.rawValue)
    if side == .buy {
      context.ledger.transfer(need, from: accounts[index].quote, to: accounts[index].reservedQuote)
    } else {
      context.ledger.transfer(need, from: accounts[index].base, to: accounts[index].reservedBase)
    }
    while reserved.count < book.slotCount {
      reserved.append(0)
      placeInList.append(0)
      restingSince.append(.start)
    }
    reserved[id.slot] = need.baseUnits
    restingSince[id.slot] = context.now
    placeInList[id.slot] = Int32(orderLists[index].count)
    orderLists[index].append(id)
  }

  /// Takes an order that is gone off its owner's list and gives back what is still set aside for it.
  func forget(_ order: OrderView, in context: Context) {
    let (index, slot) = (Int(order.owner), order.id.slot)
    let place = Int(placeInList[slot])
    let last = orderLists[index].removeLast()
    if last != order.id {
      orderLists[index][place] = last
      placeInList[last.slot] = Int32(place)
    }
    release(reserved[slot], order.side, of: order.owner, in: context)
    reserved[slot] = 0
  }

  /// Gives an owner back what was set aside.
  func release(_ units: Int128, _ side: Side, of owner: Int32, in context: Context) {
    let index = Int(owner)
    let amount = Amount(baseUnits: units)
    if side == .buy {
      context.ledger.transfer(amount, from: accounts[index].reservedQuote, to: accounts[index].quote)
    } else {
      context.ledger.transfer(amount, from: accounts[index].reservedBase, to: accounts[index].base)
    }
  }

  func refuse(_ reason: RequestRefusal) { refusals[Int(reason.rawValue)] &+= 1 }

  func record(_ request: OrderRequest, in context: Context) {
    context.fingerprints.orders.add(
      UInt64(request.action.rawValue) << 40 | UInt64(request.side.rawValue) << 32
        | UInt64(UInt32(bitPattern: request.participant.rawValue)))
    context.fingerprints.orders.add(request.price.ticks)
    context.fingerprints.orders.add(request.quantity.lots)
  }
}

extension OrderRequest {
  /// Whether price and quantity are such that a book takes them.
  var isWellFormed: Bool {
    (1...OrderBook.maximumPrice.ticks).contains(price.ticks)
      && (1...OrderBook.maximumQuantity.lots).contains(quantity.lots)
  }

  /// How the book is to treat what the order does not fill at once.
  fileprivate var timing: OrderTiming {
    switch action {
    case .immediateOrCancel: .immediateOrCancel
    case .fillOrKill: .fillOrKill
    case .postOnly: .postOnly
    default: .untilCancelled
    }
  }
}
