// The reserve contract with those who may call it, its token wallet and its whitelist.

public import SimEngine

/// One of the two things that a reserve holds.
public enum ReserveAsset: String, Hashable, Sendable {
  case ether = "ETH"
  case token = "TOKEN"
}

/// Tokens at one address, as the reserve sees them.
public struct TokenHolding: Hashable, Sendable {
  /// Token units.
  public var balance: Int128
  /// How many of them the reserve may pay out; the largest amount stands for any number.
  public var allowance: Int128

  static let nothing = TokenHolding(balance: 0, allowance: 0)
}

/// A reserve on the chain: `Reserve`, and around it who may call what.
///
/// Every call names its caller and reverts, without a trace, for anybody who may not make it. The admin sets
/// the reserve up and switches trading on, an alerter switches it off, an operator withdraws to addresses of
/// the whitelist, the network trades, and anybody may deposit. The pricing contract has an admin of its own,
/// usually the same. A new reserve trades, but sees no tokens before the first approval of a withdrawal of
/// tokens has registered their wallet.
///
/// Source: KyberNetwork/smart-contracts, KyberReserve.sol, Withdrawable.sol, LiquidityConversionRates.sol.
public struct KyberReserve: Equatable, Sendable {
  /// The reserve's own address, to which deposits go.
  public let address: Address
  /// The one token that it trades for ether.
  public let token: Address
  /// Balances and prices.
  public private(set) var reserve: Reserve
  /// The roles of the reserve; each change checks its caller.
  public var permissions: PermissionGroups
  /// The roles of the pricing contract; each change checks its caller.
  public var pricingPermissions: PermissionGroups
  /// The only contract that may trade.
  public private(set) var network: Address
  /// The reserve whose trades the pricing contract counts, nil until it is set.
  public private(set) var pricedReserve: Address?
  /// Where the tokens for trading lie, nil until it is known.
  public private(set) var tokenWallet: Address?

  /// Tokens that lie elsewhere than in the wallet; only for looking up.
  private var otherTokens: [Address: TokenHolding] = [:]
  /// Where operators may withdraw to; only for looking up.
  private var whitelist: Set<WithdrawalRight> = []

  private struct WithdrawalRight: Hashable {
    let asset: ReserveAsset
    let destination: Address
  }

  /// A new reserve: switched on, empty, without parameters and without a wallet.
  /// - Parameter pricingAdmin: The admin of the pricing contract, the reserve's own if nil.
  /// - Precondition: 0 <= tokenDecimals <= 18.
  public init(
    address: Address, token: Address, tokenDecimals: Int, admin: Address, network: Address,
    pricingAdmin: Address? = nil
  ) {
    self.address = address
    self.token = token
    self.network = network
    reserve = Reserve(tokenDecimals: tokenDecimals)
    permissions = PermissionGroups(admin: admin)
    pricingPermissions = PermissionGroups(admin: pricingAdmin ?? admin)
  }

  // MARK: Quoting and trading

  /// What the reserve would pay for a quantity; anybody may ask.
  public func quote(_ side: Side, quantity: Int128) -> ReserveQuote {
    reserve.quote(side, quantity: quantity)
  }

  /// Trades at the rate that the network brings, which the reserve neither checks nor bounds.
  /// - Parameter etherSent: The wei that come with the call: all of a purchase's, none with a sale.
  @discardableResult
  public mutating func trade(
    _ side: Side, quantity: Int128, rate: UInt128, etherSent: Int128, by caller: Address
  ) throws(Revert) -> ReserveTrade {
    try require(reserve.isTradeEnabled, else: .tradeDisabled)
    try require(caller == network, else: .notNetwork)
    try require(rate > 0, else: .rateZero)
    try require(etherSent == (side == .buy ? quantity : 0), else: .wrongEtherValue)
    try require(pricedReserve == address, else: .notReserve)
    try require(tokenWallet != nil, else: .tokenWalletMissing)
    return try reserve.trade(side, quantity: quantity, rate: rate)
  }

  /// Quotes and trades again.
  public mutating func enableTrade(by caller: Address) throws(Revert) {
    try permissions.requireAdmin(caller)
    reserve.isTradeEnabled = true
  }

  /// Stops quoting and trading, which even the admin may do only as an alerter.
  public mutating func disableTrade(by caller: Address) throws(Revert) {
    try permissions.requireAlerter(caller)
    reserve.isTradeEnabled = false
  }

  /// Sets the network that may trade and the sanity rates, or none. The pricing contract stays.
  public mutating func setContracts(
    network: Address, sanityRates: SanityRates?, by caller: Address
  ) throws(Revert) {
    try permissions.requireAdmin(caller)
    self.network = network
    reserve.sanityRates = sanityRates
  }

  // MARK: Deposits

  /// Receives ether from anybody, which raises the price.
  /// - Precondition: the amount is not negative.
  public mutating func depositEther(_ wei: Int128) { reserve.depositEther(wei) }

  /// Receives tokens from anybody, at the reserve or at another address whose tokens it may use.
  /// - Precondition: the amount is not negative.
  public mutating func depositTokens(_ units: Int128, to holder: Address? = nil) {
    let holder = holder ?? address
    if holder == tokenWallet { return reserve.depositTokens(units) }
    invariant(units >= 0, "a deposit of \(units) token units")
    otherTokens[holder, default: .nothing].balance += units
  }

  // MARK: Tokens

  /// What lies at an address.
  public func tokens(of holder: Address) -> TokenHolding {
    if holder == tokenWallet {
      return TokenHolding(balance: reserve.tokenBalance, allowance: reserve.tokenAllowance)
    }
    return otherTokens[holder] ?? .nothing
  }

  /// Lets the reserve pay out so many of the caller's tokens, whatever it was allowed before.
  /// - Precondition: the amount is not negative.
  public mutating func approveTokens(_ allowance: Int128, by holder: Address) {
    invariant(allowance >= 0, "an allowance of \(allowance) token units")
    place(TokenHolding(balance: tokens(of: holder).balance, allowance: allowance), at: holder)
  }

  /// Names the address whose tokens are traded: purchases are paid out of it as far as it allows, sales paid
  /// into it.
  public mutating func setTokenWallet(_ wallet: Address, by caller: Address) throws(Revert) {
    try permissions.requireAdmin(caller)
    useTokens(of: wallet)
  }

  private mutating func place(_ holding: TokenHolding, at holder: Address) {
    if holder == tokenWallet {
      reserve.setTokens(balance: holding.balance, allowance: holding.allowance)
    } else {
      otherTokens[holder] = holding
    }
  }

  private mutating func useTokens(of wallet: Address) {
    let holding = tokens(of: wallet)
    if let former = tokenWallet { otherTokens[former] = tokens(of: former) }
    otherTokens[wallet] = nil
    tokenWallet = wallet
    place(holding, at: wallet)
  }

  // MARK: Withdrawals

  /// Lets operators withdraw an asset to an address, or no longer.
  ///
  /// The first call for the token, whatever it says, makes the reserve its own token wallet.
  public mutating func approveWithdrawAddress(
    _ asset: ReserveAsset, to destination: Address, _ isApproved: Bool = true, by caller: Address
  ) throws(Revert) {
    try permissions.requireAdmin(caller)
    let right = WithdrawalRight(asset: asset, destination: destination)
    if isApproved { whitelist.insert(right) } else { whitelist.remove(right) }
    if asset == .token, tokenWallet == nil {
      useTokens(of: address)
      approveTokens(.max, by: address)
    }
  }

  /// Whether operators may withdraw an asset to an address.
  public func mayWithdraw(_ asset: ReserveAsset, to destination: Address) -> Bool {
    whitelist.contains(WithdrawalRight(asset: asset, destination: destination))
  }

  /// Pays an asset out to an address of the whitelist.
  /// - Precondition: the amount is not negative.
  public mutating func withdraw(
    _ asset: ReserveAsset, _ amount: Int128, to destination: Address, by caller: Address
  ) throws(Revert) {
    try permissions.requireOperator(caller)
    try require(mayWithdraw(asset, to: destination), else: .notWhitelisted)
    switch asset {
    case .ether: try payEther(amount, to: destination)
    case .token: try payTokens(amount, to: destination)
    }
  }

  /// Pays ether out to any address, which lowers the price.
  /// - Precondition: the amount is not negative.
  public mutating func withdrawEther(
    _ wei: Int128, to destination: Address, by caller: Address
  ) throws(Revert) {
    try permissions.requireAdmin(caller)
    try payEther(wei, to: destination)
  }

  /// Pays tokens that lie at the reserve itself out to any address.
  /// - Precondition: the amount is not negative.
  public mutating func withdrawTokens(
    _ units: Int128, to destination: Address, by caller: Address
  ) throws(Revert) {
    try permissions.requireAdmin(caller)
    try payTokens(units, to: destination)
  }

  private mutating func payEther(_ wei: Int128, to destination: Address) throws(Revert) {
    try reserve.withdrawEther(wei)
    // Anybody may send the reserve ether, itself included.
    if destination == address { reserve.depositEther(wei) }
  }

  private mutating func payTokens(_ units: Int128, to destination: Address) throws(Revert) {
    invariant(units >= 0, "a withdrawal of \(units) token units")
    var holding = tokens(of: address)
    try require(units <= holding.balance, else: .insufficientBalance)
    holding.balance -= units
    place(holding, at: address)
    var received = tokens(of: destination)
    received.balance += units
    place(received, at: destination)
  }

  // MARK: The pricing contract

  /// Replaces the parameters of the price curve; the count of fees goes on.
  public mutating func setLiquidityParameters(
    _ parameters: LiquidityParameters, by caller: Address
  ) throws(Revert) {
    try pricingPermissions.requireAdmin(caller)
    reserve.rates.setLiquidityParameters(parameters)
  }

  /// Names the reserve whose trades the pricing contract counts; until it is this one no trade goes through.
  public mutating func setReserveAddress(_ reserve: Address, by caller: Address) throws(Revert) {
    try pricingPermissions.requireAdmin(caller)
    pricedReserve = reserve
  }

  /// Starts the count of fees again; no money moves.
  /// - Returns: The count until now, in token units.
  @discardableResult
  public mutating func resetCollectedFees(by caller: Address) throws(Revert) -> UInt256 {
    try pricingPermissions.requireAdmin(caller)
    return reserve.rates.resetCollectedFees()
  }

  /// Counts the fee of a trade, which only the priced reserve may report.
  public mutating func recordImbalance(
    _ side: Side, tokenUnits: UInt256, by caller: Address
  ) throws(Revert) {
    try require(caller == pricedReserve, else: .notReserve)
    try reserve.rates.recordImbalance(side, tokenUnits: tokenUnits)
  }
}
