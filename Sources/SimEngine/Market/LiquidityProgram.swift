// A programme that pays for resting orders, as a liquidity provider sees it.

/// The index of a programme in its simulation.
@frozen
public struct LiquidityProgramID: RawRepresentable, Hashable, Sendable {
  /// The index in the order of adding.
  public var rawValue: Int32
  /// The programme with that index.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A request that an exchange alone can answer and that can do nothing but list one participant's open
/// orders.
///
/// It is what a provider hands to a programme instead of his secret key: whoever holds it can read, never
/// trade or withdraw.
public struct OpenOrdersRequest: Hashable, Sendable {
  /// The exchange that can answer it.
  public let exchange: ExchangeID
  /// Whose orders it lists.
  public let participant: ParticipantID

  /// A request for the open orders of a participant.
  public init(exchange: ExchangeID, participant: ParticipantID) {
    self.exchange = exchange
    self.participant = participant
  }
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

/// A reward programme: a provider's view of it.
///
/// Another rule is another implementation; another programme is a new module and one line in the registry.
public protocol LiquidityProgram: AnyObject {
  /// The name of the programme, unique in its simulation.
  var name: String { get }

  /// Enrols a provider on an exchange; rewards go to his wallet.
  func register(user: String, wallet: Wallet, exchange: ExchangeID, in context: Context) -> ProgramReply

  /// Hands in a provider's open orders for the next round.
  func submit(user: String, request: OpenOrdersRequest, in context: Context) -> ProgramReply

  /// What the programme pays on an exchange, or nil where it pays nothing.
  func status(on exchange: ExchangeID) -> ProgramStatus?
}
