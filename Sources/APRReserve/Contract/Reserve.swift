// The reserve contract: what it holds, what it quotes and how a trade changes it.

public import SimEngine

/// A reserve's answer to "what would I get": the rate and the quantity at that rate.
public struct ReserveQuote: Hashable, Sendable {
  /// The rate, or why there is none.
  public let rate: RateQuote
  /// What the trader would receive: token units in a purchase, wei in a sale. Zero without a rate, and also
  /// when the quantity rounds to nothing; such a trade can be quoted but not made.
  public let destination: Int128
}

/// A trade that a reserve made.
public struct ReserveTrade: Hashable, Sendable {
  /// The side of the trader: whether tokens were bought or sold.
  public let side: Side
  /// What the trader gave: wei in a purchase, token units in a sale.
  public let source: Int128
  /// What the trader received: token units in a purchase, wei in a sale.
  public let destination: Int128
  /// Destination per source, scaled by 10^18.
  public let rate: UInt128
}

/// What came of asking a reserve to trade at its own quote.
public enum ReserveTradeOutcome: Hashable, Sendable {
  case traded(ReserveTrade)
  /// The reserve quoted zero.
  case declined(ZeroRateReason)
  /// Quoting or trading failed.
  case reverted(Revert)
}

/// An automated price reserve: one token against ether, its balances and its pricing contract.
///
/// Prices follow from the ether balance as it is. Whoever sends ether therefore moves the price, and a
/// deposit or a withdrawal without new parameters moves it at once by e^(r dE); trading should be switched
/// off meanwhile. Who may call what is not the concern of this type.
///
/// Source: KyberNetwork/smart-contracts, KyberReserve.sol.
public struct Reserve: Equatable, Sendable {
  /// The ether balance E in wei.
  public private(set) var etherBalance: Int128
  /// The token balance T in token units, collected fees included.
  public private(set) var tokenBalance: Int128
  /// How many of those tokens the reserve may pay out, if they lie with somebody who allows it so many.
  public private(set) var tokenAllowance: Int128 = .max
  /// The pricing contract.
  public var rates: ConversionRates
  /// Whether the reserve quotes and trades; a new one does.
  public var isTradeEnabled = true
  /// An independent price above which the reserve does not quote, if it has one.
  public var sanityRates: SanityRates?

  /// A reserve that holds what is given and has no parameters yet: until they are set every quote reverts.
  /// - Precondition: balances are not negative; 0 <= tokenDecimals <= 18.
  public init(tokenDecimals: Int, etherBalance: Int128 = 0, tokenBalance: Int128 = 0) {
    invariant(etherBalance >= 0 && tokenBalance >= 0, "a reserve opens with a negative balance")
    self.etherBalance = etherBalance
    self.tokenBalance = tokenBalance
    rates = ConversionRates(tokenDecimals: tokenDecimals)
  }

  // MARK: Reading

  /// The price P(E) in units of 2^-40 ether per token, before fee and limits.
  public func spotPriceInFp() throws(Revert) -> UInt256 {
    try rates.spotPriceInFp(etherBalance: UInt256(amount: etherBalance))
  }

  /// The price P(E) in ether per token, before fee and limits; nil while the contract cannot say.
  public var spotPrice: Double? {
    guard let price = try? spotPriceInFp() else { return nil }
    return Double(price) / 0x1p40
  }

  /// The fees taken since the last reset, in token units.
  public var collectedFees: Int128 { Int128(clamping: rates.collectedFees) }

  /// What the reserve would pay for a quantity (`getConversionRate`): zero when trading is off or the balance
  /// is short.
  /// - Parameters:
  ///   - side: Whether the trader buys tokens for ether or sells them for ether.
  ///   - quantity: What the trader gives: wei in a purchase, token units in a sale. Zero asks for the spot
  ///     rate.
  /// - Precondition: the quantity is not negative.
  /// - Complexity: two Taylor series of about fifteen terms, or one and forty squarings; no allocation.
  public func quote(_ side: Side, quantity: Int128) -> ReserveQuote {
    guard isTradeEnabled else { return ReserveQuote(rate: .zero(.tradeDisabled), destination: 0) }
    let quote = rates.rate(
      side, quantity: UInt256(amount: quantity), etherBalance: UInt256(amount: etherBalance))
    guard case .rate(let rate) = quote else { return ReserveQuote(rate: quote, destination: 0) }
    do throws(Revert) {
      let destination = try destinationQuantity(side, quantity: quantity, rate: rate)
      guard destination <= UInt256(amount: destinationBalance(side)) else {
        return ReserveQuote(rate: .zero(.insufficientBalance), destination: 0)
      }
      if let sanityRates, UInt256(rate) > (try sanityRates.highestRate(side)) {
        return ReserveQuote(rate: .zero(.aboveSanityRate), destination: 0)
      }
      return ReserveQuote(rate: quote, destination: Int128(clamping: destination))
    } catch {
      return ReserveQuote(rate: .revert(error), destination: 0)
    }
  }

  // MARK: Trading

  /// Trades at the reserve's own quote for exactly this quantity.
  ///
  /// Laws: nothing changes unless the outcome is a trade; a purchase moves E by +source and T by
  /// -destination, a sale E by -destination and T by +source.
  /// - Precondition: the quantity is not negative.
  public mutating func trade(_ side: Side, quantity: Int128) -> ReserveTradeOutcome {
    switch quote(side, quantity: quantity).rate {
    case .zero(let reason): return .declined(reason)
    case .revert(let revert): return .reverted(revert)
    case .rate(let rate):
      do throws(Revert) {
        return .traded(try trade(side, quantity: quantity, rate: rate))
      } catch {
        return .reverted(error)
      }
    }
  }

  /// Trades at a rate that the network brings (`trade`).
  ///
  /// The reserve honours any rate: it neither prices the trade again nor looks at its caps and limits, which
  /// bind only when a rate is quoted.
  /// - Precondition: the quantity is not negative.
  public mutating func trade(_ side: Side, quantity: Int128, rate: UInt128) throws(Revert) -> ReserveTrade {
    try require(isTradeEnabled, else: .tradeDisabled)
    try require(rate > 0, else: .rateZero)
    let amount = try destinationQuantity(side, quantity: quantity, rate: rate)
    try require(amount > 0, else: .destinationZero)
    try require(amount <= UInt256(amount: destinationBalance(side)), else: .insufficientBalance)
    let destination = Int128(clamping: amount)

    switch side {
    case .buy:
      try rates.recordImbalance(.buy, tokenUnits: amount)
      etherBalance += quantity
      tokenBalance -= destination
      if tokenAllowance != .max { tokenAllowance -= destination }
    case .sell:
      try rates.recordImbalance(.sell, tokenUnits: UInt256(amount: quantity))
      etherBalance -= destination
      tokenBalance += quantity
    }
    return ReserveTrade(side: side, source: quantity, destination: destination, rate: rate)
  }

  // MARK: Funds

  /// Receives ether from anybody, which raises the price.
  /// - Precondition: the amount is not negative.
  public mutating func depositEther(_ wei: Int128) {
    invariant(wei >= 0, "a deposit of \(wei) wei")
    etherBalance += wei
  }

  /// Receives tokens from anybody, which leaves the price alone.
  /// - Precondition: the amount is not negative.
  public mutating func depositTokens(_ units: Int128) {
    invariant(units >= 0, "a deposit of \(units) token units")
    tokenBalance += units
  }

  /// Pays ether out, which lowers the price.
  /// - Precondition: the amount is not negative.
  public mutating func withdrawEther(_ wei: Int128) throws(Revert) {
    invariant(wei >= 0, "a withdrawal of \(wei) wei")
    try require(wei <= etherBalance, else: .insufficientBalance)
    etherBalance -= wei
  }

  /// Pays tokens out, which leaves the price alone.
  /// - Precondition: the amount is not negative.
  public mutating func withdrawTokens(_ units: Int128) throws(Revert) {
    invariant(units >= 0, "a withdrawal of \(units) token units")
    try require(units <= tokenBalance, else: .insufficientBalance)
    tokenBalance -= units
  }

  /// Replaces the tokens with those of another wallet.
  mutating func setTokens(balance: Int128, allowance: Int128) {
    invariant(balance >= 0 && allowance >= 0, "a wallet with a negative balance")
    tokenBalance = balance
    tokenAllowance = allowance
  }

  // MARK: Helpers

  /// The balance out of which a trade of that side is paid.
  private func destinationBalance(_ side: Side) -> Int128 {
    side == .buy ? min(tokenBalance, tokenAllowance) : etherBalance
  }

  /// What a quantity is worth at a rate, in base units of what the trader receives.
  private func destinationQuantity(_ side: Side, quantity: Int128, rate: UInt128) throws(Revert) -> UInt256 {
    let decimals = (ether: Scale.etherDecimals, token: rates.tokenDecimals)
    return try QuantityConversion.destinationQuantity(
      source: UInt256(amount: quantity),
      sourceDecimals: side == .buy ? decimals.ether : decimals.token,
      destinationDecimals: side == .buy ? decimals.token : decimals.ether,
      rate: UInt256(rate))
  }
}
