// The books of a reserve's owner: what it earned, what it lost and against what.

public import SimEngine

/// Follows one reserve and an outside price, and says at any time what the reserve was worth to its owner.
///
/// Values are in ether, tokens at the outside price. Deposits and withdrawals count as made by an owner who
/// would otherwise have held the same. Two yardsticks are kept apart: to have held what was put in (the
/// difference is the impermanent loss), and to have held at every moment what the reserve held, trading at
/// the outside price instead of the reserve's (the difference is the loss versus rebalancing, which only
/// trades can cause: each costs what its maker gains).
///
/// Quantities of ether and tokens are whole coins here; the exact balances remain with the reserve.
public struct ReserveAccountant: Sendable {
  /// Trades of one side.
  public struct Volume: Hashable, Sendable {
    /// How many were made.
    public internal(set) var trades = 0
    /// The ether that the reserve received in purchases or paid in sales, in wei.
    public internal(set) var wei: Int128 = 0
    /// The tokens that the reserve paid in purchases or received in sales, in token units.
    public internal(set) var tokenUnits: Int128 = 0
  }

  /// Trades that were refused for one reason.
  public struct Refusals: Hashable, Sendable {
    /// The reason's text.
    public let reason: String
    /// How many were refused.
    public internal(set) var count: Int
    /// What would have been given: ether in purchases. The sum stays at the largest amount once it is there.
    public internal(set) var wei: Int128
    /// What would have been given: tokens in sales.
    public internal(set) var tokenUnits: Int128
  }

  /// The reserve as it was last seen.
  public private(set) var reserve: Reserve
  /// The outside price X, ether per token.
  public private(set) var outsidePrice: Double
  /// What was put in less what was taken out, in wei and token units.
  public private(set) var held: (wei: Int128, tokenUnits: Int128)
  /// Loss versus rebalancing so far, in ether; what traders gained at the outside price, each gain at its own
  /// time.
  public private(set) var lossVersusRebalancing = 0.0
  /// What trades gained that were better than the outside price, in ether: the part of the loss versus
  /// rebalancing that was worth making for its own sake, whoever made it.
  public private(set) var arbitrageProfit = 0.0
  /// What arbitrageurs would have gained from sample to sample of the outside price had the reserve followed
  /// it without a fee and without limits, in ether: the closed form of the loss versus rebalancing, whose mean
  /// is s^2 / (2 r) per unit of time.
  public private(set) var lossWithoutFee = 0.0
  /// The mean of that for a price without a trend, s^2 t / (2 r), with the variance s^2 t that the samples showed, in ether.
  public private(set) var expectedLoss = 0.0
  /// Trades made, purchases and sales of the traders.
  public private(set) var purchases = Volume()
  public private(set) var sales = Volume()
  /// Trades refused, in the order in which the reasons first occurred.
  public private(set) var refusals: [Refusals] = []
  /// How long the reserve's own price was outside its limits, when no trade of ordinary size is possible.
  public private(set) var timeOutsideBand = SimDuration.zero
  /// How long the outside price was outside the reserve's limits, where the reserve cannot follow it.
  public private(set) var timeOutsidePriceBeyondBand = SimDuration.zero

  private var now: SimTime
  /// The outside price at the last sample, nil before the first.
  private var sampledPrice: Double?
  /// The value of a portfolio that was rebalanced at outside prices, in ether.
  private var rebalancedValue: Double

  /// The books of a reserve from an instant on.
  /// - Precondition: the price is above zero.
  public init(_ reserve: Reserve, outsidePrice: Double, at time: SimTime = .start) {
    invariant(outsidePrice > 0, "an outside price of \(outsidePrice)")
    self.reserve = reserve
    self.outsidePrice = outsidePrice
    held = (reserve.etherBalance, reserve.tokenBalance)
    now = time
    rebalancedValue = 0
    rebalancedValue = value(wei: reserve.etherBalance, tokenUnits: reserve.tokenBalance)
  }

  // MARK: Recording

  /// Notes a new outside price; until this instant the former one held.
  /// - Precondition: time does not go back; the price is above zero.
  public mutating func move(outsidePrice: Double, at time: SimTime) {
    invariant(outsidePrice > 0, "an outside price of \(outsidePrice)")
    advance(to: time)
    rebalancedValue += coins(tokenUnits: reserve.tokenBalance) * (outsidePrice - self.outsidePrice)
    self.outsidePrice = outsidePrice
  }

  /// Notes the outside price at one of the instants between which the closed form of the loss is summed up.
  /// - Precondition: time does not go back; the price is above zero.
  public mutating func sample(outsidePrice: Double, at time: SimTime) {
    move(outsidePrice: outsidePrice, at: time)
    if let sampledPrice, let parameters = reserve.rates.parameters {
      let move = DeterministicMath.log(outsidePrice / sampledPrice)
      lossWithoutFee += ReserveCost.lossPerMove(
        logarithmOfPrice: move, liquidityRate: parameters.liquidityRate)
      expectedLoss += move * move / (2 * parameters.liquidityRate)
    }
    sampledPrice = outsidePrice
  }

  /// Notes a trade or its refusal and the reserve that it left behind.
  /// - Parameter quantity: What the trader gave or offered: wei in a purchase, token units in a sale.
  /// - Returns: What the trader gained at the outside price, in ether; nil where nothing was traded.
  /// - Precondition: time does not go back.
  @discardableResult
  public mutating func record(
    _ outcome: ReserveTradeOutcome, _ side: Side, quantity: Int128, leaving reserve: Reserve, at time: SimTime
  ) -> Double? {
    advance(to: time)
    self.reserve = reserve
    switch outcome {
    case .traded(let trade): return record(trade)
    case .declined(let reason): refuse(reason.rawValue, side, quantity)
    case .reverted(let revert): refuse(revert.rawValue, side, quantity)
    }
    return nil
  }

  /// Notes a trade that somebody other than the reserve refused, such as the network for its trader's limit.
  /// - Precondition: time does not go back.
  public mutating func recordRefusal(_ reason: String, _ side: Side, quantity: Int128, at time: SimTime) {
    advance(to: time)
    refuse(reason, side, quantity)
  }

  /// Notes that the owner changed something other than funds: the parameters, or whether the reserve trades.
  /// - Precondition: time does not go back.
  public mutating func recordSettings(leaving reserve: Reserve, at time: SimTime) {
    advance(to: time)
    self.reserve = reserve
  }

  /// Notes that the owner, or anybody, put funds in or took them out; negative amounts are taken out.
  /// - Precondition: time does not go back.
  public mutating func recordFunds(
    wei: Int128 = 0, tokenUnits: Int128 = 0, leaving reserve: Reserve, at time: SimTime
  ) {
    advance(to: time)
    held.wei += wei
    held.tokenUnits += tokenUnits
    rebalancedValue += value(wei: wei, tokenUnits: tokenUnits)
    self.reserve = reserve
  }

  /// Lets time pass up to an instant.
  /// - Precondition: time does not go back.
  public mutating func advance(to time: SimTime) {
    invariant(time >= now, "the books of a reserve went back in time")
    let span = time - now
    if let spot = reserve.spotPrice, isOutsideBand(spot) { timeOutsideBand = timeOutsideBand + span }
    if isOutsideBand(outsidePrice) { timeOutsidePriceBeyondBand = timeOutsidePriceBeyondBand + span }
    now = time
  }

  private mutating func record(_ trade: ReserveTrade) -> Double {
    let (wei, tokenUnits) =
      trade.side == .buy ? (trade.source, trade.destination) : (trade.destination, trade.source)
    let worth = coins(tokenUnits: tokenUnits) * outsidePrice - coins(wei: wei)
    let gain = trade.side == .buy ? worth : -worth
    lossVersusRebalancing += gain
    arbitrageProfit += max(0, gain)
    if trade.side == .buy {
      purchases.add(wei: wei, tokenUnits: tokenUnits)
    } else {
      sales.add(wei: wei, tokenUnits: tokenUnits)
    }
    return gain
  }

  private mutating func refuse(_ reason: String, _ side: Side, _ quantity: Int128) {
    let place = refusals.firstIndex { $0.reason == reason } ?? refusals.count
    if place == refusals.count {
      refusals.append(Refusals(reason: reason, count: 0, wei: 0, tokenUnits: 0))
    }
    refusals[place].count += 1
    var offered = Amount(baseUnits: side == .buy ? refusals[place].wei : refusals[place].tokenUnits)
    offered.accumulate(Amount(baseUnits: quantity))
    if side == .buy {
      refusals[place].wei = offered.baseUnits
    } else {
      refusals[place].tokenUnits = offered.baseUnits
    }
  }

  // MARK: Reading

  /// What the reserve holds, in ether at the outside price.
  public var valueInReserve: Double {
    value(wei: reserve.etherBalance, tokenUnits: reserve.tokenBalance)
  }

  /// What everything put in would be worth, in ether at the outside price.
  public var valueIfHeld: Double { value(wei: held.wei, tokenUnits: held.tokenUnits) }

  /// By how much holding would have been better than providing, in ether; negative when it would have been
  /// worse.
  public var impermanentLoss: Double { valueIfHeld - valueInReserve }

  /// What the reserve's holdings would be worth had each trade been made at the outside price, in ether.
  public var valueIfRebalanced: Double { rebalancedValue }

  /// The fees since they were last reset, in ether at the outside price.
  public var fees: Double { coins(tokenUnits: reserve.collectedFees) * outsidePrice }

  /// T - fees - 1/(r P(E)) in tokens, which no trade changes but for rounding; nil while the reserve has no
  /// price.
  public var tokensBeyondCurve: Double? {
    guard let parameters = reserve.rates.parameters else { return nil }
    let curve = PriceCurve(parameters)
    let price = curve.price(atEther: coins(wei: reserve.etherBalance))
    return coins(tokenUnits: reserve.tokenBalance - reserve.collectedFees)
      - curve.tokensSold(fromPrice: price)
  }

  /// Whether a price lies outside the limits of the reserve; there are none before they are set.
  public func isOutsideBand(_ price: Double) -> Bool {
    guard let limits = reserve.rates.parameters?.prices else { return false }
    return price < limits.lowest || price > limits.highest
  }

  private func value(wei: Int128, tokenUnits: Int128) -> Double {
    coins(wei: wei) + coins(tokenUnits: tokenUnits) * outsidePrice
  }

  private func coins(wei: Int128) -> Double {
    Amount(baseUnits: wei).coins(decimals: Scale.etherDecimals)
  }

  private func coins(tokenUnits: Int128) -> Double {
    Amount(baseUnits: tokenUnits).coins(decimals: reserve.rates.tokenDecimals)
  }
}

extension ReserveAccountant.Volume {
  fileprivate mutating func add(wei: Int128, tokenUnits: Int128) {
    trades += 1
    self.wei += wei
    self.tokenUnits += tokenUnits
  }
}
