// How a fill is settled: coins change hands in the ledger, both sides pay their fee, both are told.

extension Exchange {
  /// Settles one fill.
  ///
  /// The buyer pays the notional and the seller receives it; the base goes the other way. Rounding is against
  /// the taker: a buying taker pays the notional rounded up, a selling taker receives it rounded down, and the
  /// taker's fee is rounded up, the maker's down. Hence a resting order never pays more than was set aside.
  func settle(_ fill: Fill, takenBy taker: ParticipantID, _ takerSide: Side, in context: Context) {
    let maker = ParticipantID(rawValue: fill.makerOwner)
    let notional = pair.notional(fill.price, fill.quantity, roundingUp: takerSide == .buy)
    let fees = (
      maker: fee(on: notional, terms.makerFeePartsPerMillion, roundingUp: false),
      taker: fee(on: notional, terms.takerFeePartsPerMillion, roundingUp: true)
    )
    if takerSide == .buy {
      moveCoins(fill, notional, seller: maker, sellerRests: true, buyer: taker, in: context)
      payFee(fees.maker, from: self[maker].quote, in: context)
      payFee(fees.taker, from: self[taker].quote, in: context)
    } else {
      moveCoins(fill, notional, seller: taker, sellerRests: false, buyer: maker, in: context)
      payFee(fees.maker, from: self[maker].reservedQuote, in: context)
      payFee(fees.taker, from: self[taker].quote, in: context)
    }
    records[Int(fill.makerOwner)].made += fill.quantity
    reserved[fill.makerID.slot] -=
      takerSide == .buy
      ? pair.amount(fill.quantity).baseUnits : (notional + fees.maker).baseUnits
    if fill.makerRemaining == .zero {
      forgetFilled(fill, takerSide.opposite, in: context)
    }
    note(fill, notional, fees.maker, of: maker, takerSide.opposite, in: context)
    note(fill, notional, fees.taker, of: taker, takerSide, in: context)
    context.markets.flows?.note(
      fill, notional, fees: fees, takenBy: taker, takerSide, on: self, in: context)
    publish(fill, taker, takerSide, in: context)
  }

  private func moveCoins(
    _ fill: Fill, _ notional: Amount, seller: ParticipantID, sellerRests: Bool, buyer: ParticipantID,
    in context: Context
  ) {
    let (selling, buying) = (self[seller], self[buyer])
    context.ledger.transfer(
      pair.amount(fill.quantity), from: sellerRests ? selling.reservedBase : selling.base, to: buying.base)
    context.ledger.transfer(
      notional, from: sellerRests ? buying.quote : buying.reservedQuote, to: selling.quote)
  }

  private func payFee(_ amount: Amount, from account: AccountID, in context: Context) {
    if amount > .zero { context.ledger.transfer(amount, from: account, to: fees) }
  }

  /// Takes a filled order off its owner's list and gives back what rounding left of what was set aside.
  private func forgetFilled(_ fill: Fill, _ side: Side, in context: Context) {
    forget(
      OrderView(
        id: fill.makerID, side: side, price: fill.price, original: fill.quantity, remaining: .zero,
        owner: fill.makerOwner, tag: fill.makerTag), in: context)
  }

  /// Adds a fill to a participant's record and tells him, if he wants to be told.
  private func note(
    _ fill: Fill, _ notional: Amount, _ fee: Amount, of participant: ParticipantID, _ side: Side,
    in context: Context
  ) {
    let index = Int(participant.rawValue)
    records[index].add(
      fill, side, notional, fee, pair: pair, pegUSD: terms.pegUSD,
      quoteUSD: context.markets.usdPrice(of: pair.quote, at: context.now))
    guard let listener = notified[index] else { return }
    context.schedule(
      .fill, at: context.now + terms.latency, phase: .marketData, target: listener, a: fill.price.ticks,
      b: side == .buy ? fill.quantity.lots : -fill.quantity.lots)
  }

  /// Writes a fill to the tape and into the fingerprint.
  private func publish(_ fill: Fill, _ taker: ParticipantID, _ takerSide: Side, in context: Context) {
    lastPrice = fill.price
    volume.accumulate(fill.quantity)
    fillCount += 1
    context.fingerprints.orders.add(fill.makerTag)
    context.fingerprints.orders.add(fill.price.ticks)
    context.fingerprints.orders.add(fill.quantity.lots)
    guard let tape else { return }
    context.metrics.append(
      [
        .real(context.now.seconds), .text(name), .integer(fillCount),
        .text(takerSide == .buy ? "buy" : "sell"), .real(pair.value(fill.price)),
        .real(pair.coins(fill.quantity)), .text(names[Int(fill.makerOwner)]),
        .text(name(of: taker)), midBeforeUSD.map(MetricValue.real) ?? .missing,
      ], to: tape)
  }
}

extension TradingRecord {
  /// Adds one fill.
  mutating func add(
    _ fill: Fill, _ side: Side, _ notional: Amount, _ fee: Amount, pair: TradingPair, pegUSD: Double,
    quoteUSD: Double
  ) {
    let notionalUSD = pair.quoteCoins(notional) * quoteUSD
    let fairUSD = pair.coins(fill.quantity) * pegUSD
    if side == .buy {
      bought.accumulate(fill.quantity)
      paid.accumulate(notional)
      edgeUSD += fairUSD - notionalUSD
    } else {
      sold.accumulate(fill.quantity)
      received.accumulate(notional)
      edgeUSD += notionalUSD - fairUSD
    }
    fees.accumulate(fee)
    feesUSD += pair.quoteCoins(fee) * quoteUSD
  }
}
