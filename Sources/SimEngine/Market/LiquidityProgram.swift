// A programme that pays for resting orders, as a liquidity provider sees it.

/// The index of a programme in its simulation.
@frozen
public struct LiquidityProgramID: RawRepresentable, Hashable, Sendable {
  /// The index in the order of adding.
  public var rawValue: Int32
  /// The programme with that index.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// What a programme answers to a registration or a submission.
public struct ProgramReply: Hashable, Sendable {
  /// Whether the programme took it.
  public let success: Bool
  /// The programme's words.
  public let message: String

  /// An answer.
  public init(success: Bool, message: String) {
    self.success = success
    self.message = message
  }
}

/// What a programme offered and saw in its last finished round on one exchange.
public struct ProgramStatus: Hashable, Sendable {
  /// Most coins that one minute pays on the exchange, both sides and all ranks.
  public let rewardPerMinute: Double
  /// Coins a minute that the last round paid on the exchange.
  public let paidPerMinute: Double
  /// Coins of liquidity that the last round paid for: those in ranks with a share of the reward.
  public let paidLiquidity: Double
  /// The widest relative distance from the peg at which an order is paid.
  public let tolerance: Double

  /// A status.
  public init(rewardPerMinute: Double, paidPerMinute: Double, paidLiquidity: Double, tolerance: Double) {
    self.rewardPerMinute = rewardPerMinute
    self.paidPerMinute = paidPerMinute
    self.paidLiquidity = paidLiquidity
    self.tolerance = tolerance
  }
}

/// Rates of reward by side: coins a day for a coin that rests, so that 0.0025 is 0.25 % a day.
public struct DailyRates: Hashable, Sendable {
  /// For what rests as asks.
  public var ask: Double
  /// For what rests as bids.
  public var bid: Double

  /// A rate for each side.
  public init(ask: Double, bid: Double) {
    self.ask = ask
    self.bid = bid
  }

  /// The rate of a side.
  public subscript(side: Side) -> Double { side == .sell ? ask : bid }
}

/// A reward programme: a provider's view of it.
///
/// Another rule is another implementation; another programme is a new module that is added to `Markets`.
public protocol LiquidityProgram: AnyObject {
  /// The name of the programme, unique in its simulation.
  var name: String { get }

  /// Enrols a provider on an exchange; rewards go to his wallet.
  func register(user: String, wallet: Wallet, exchange: ExchangeID, in context: Context) -> ProgramReply

  /// Hands in a request for a provider's open orders, which the programme shows to the exchange for the next round.
  func submit(user: String, request: SignedOpenOrdersRequest, in context: Context) -> ProgramReply

  /// The same with the least that the provider wants for his orders, which a programme that holds an auction takes
  /// as his bid. Others pay no heed to it.
  func submit(
    user: String, request: SignedOpenOrdersRequest, minimumRates: DailyRates, in context: Context
  ) -> ProgramReply

  /// How many more requests of a provider the programme has a use for: it may look at books at instants of its own,
  /// several times between two submissions, and a request is answered once.
  func requestsWanted(from user: String, on exchange: ExchangeID) -> Int

  /// What the last round paid a provider on an exchange, as rates on what he offered there; nil where it paid nothing.
  ///
  /// A programme that does not tell providers apart gives its average.
  func paidRates(of user: String, on exchange: ExchangeID) -> DailyRates?

  /// What the programme pays on an exchange, or nil where it pays nothing.
  func status(on exchange: ExchangeID) -> ProgramStatus?
}

extension LiquidityProgram {
  /// Hands in orders without regard to what the provider wants for them.
  public func submit(
    user: String, request: SignedOpenOrdersRequest, minimumRates: DailyRates, in context: Context
  ) -> ProgramReply {
    submit(user: user, request: request, in: context)
  }

  /// A programme that looks when it is asked to has a use for one request at a time.
  public func requestsWanted(from user: String, on exchange: ExchangeID) -> Int { 1 }

  /// What the last round paid for a coin, whoever offered it and on whichever side.
  public func paidRates(of user: String, on exchange: ExchangeID) -> DailyRates? {
    guard let status = status(on: exchange), status.paidLiquidity > 0 else { return nil }
    let rate = status.paidPerMinute / status.paidLiquidity * 1_440
    return DailyRates(ask: rate, bid: rate)
  }
}
