// What can be set on a NuBot, with the defaults of the original.

public import SimEngine

/// Which orders a NuBot puts up.
public enum NuBotStyle: Hashable, Sendable {
  /// A wall and a tail on each side, by `sellSide` and `buySide`.
  case parametric
  /// Two equal orders on each side at `1 ± (fee + spread/2)`, as 0.3.0 traded.
  case twoOrders
}

/// The settings of one NuBot.
public struct NuBotParameters: Sendable {
  /// NBT brought to the exchange at the start; newly minted.
  public var capitalTokens = Amount.zero
  /// Quote coins brought to the exchange at the start, in base units; from the world outside.
  public var capitalQuote = Amount.zero
  /// Which orders it puts up.
  public var style = NuBotStyle.parametric
  /// The shape of the asks.
  public var sellSide = ParametricSide(curve: TailCurve(.linear, .mid))
  /// The shape of the bids.
  public var buySide = ParametricSide(offsetUSD: 0.002, curve: TailCurve(.quadratic, .low))
  /// False for a bot that only sells and keeps what it gets.
  public var isDualSide = true
  /// What the bot takes for the exchange's fee, percent; its walls keep that far from the peg.
  public var feePercent = 0.2
  /// The distance between two walls beyond the fee, percent; of two orders a side alone.
  public var spreadPercent = 0.0
  /// What a bot that only sells adds to its price, USD, so that those who also buy sell first.
  public var sellOnlyIncrementUSD = NuBotPricing.sellOnlyIncrementUSD
  /// The share of what sales bring that is never used to buy.
  public var keptProceedsShare = 0.0

  /// How often the bot looks at its feed.
  public var priceCheckEvery = SimDuration.seconds(61)
  /// How far the feed must move before the walls are moved, percent.
  public var shiftThresholdPercent = 0.1
  /// One of several custodians on an exchange: all of them move their walls every three minutes by the clock, whatever
  /// the price did, and keep a spread of 0.9 % at least, so that none buys what another sells.
  public var isOneOfSeveral = false
  /// How far a price may lie from the mean of thirty before it is looked at again, percent; nil for no such gate.
  public var gatePercent: Double?
  /// How soon the feeds are asked again after a leap. The original waits for its requests; this is a guess at how long.
  public var refetchAfter = SimDuration.seconds(10)
  /// A feed that is silent for longer makes the bot withdraw its orders.
  public var feedSilenceLimit = SimDuration.minutes(60)

  /// How often the bot counts its open orders; missing ones are replaced one check later.
  public var strategyCheckEvery = SimDuration.seconds(41)
  /// After so many counts the orders are replaced whether they are there or not, as on pairs in dollars; nil for never.
  public var resetAfterChecks: Int?
  /// Whether a wall is filled up from what is free and from the far end of its tail, instead of replacing the book:
  /// documented of later versions, not verified.
  public var refillsWall = false
  /// From taking the old orders back to placing new ones.
  public var replacementDelay = SimDuration.seconds(6)
  /// From one new order to the next; the original sleeps 300 ms, and zero sends all at once.
  public var orderGap = SimDuration.zero

  /// How often the bot hands its open orders to its programme.
  public var submitEvery = SimDuration.seconds(60)
  /// Whether rewards are put to work on the exchange at the daily review.
  public var rewardsToExchange = false
  /// When it is worth to take part.
  public var participation = ParticipationParameters()

  /// The defaults, without capital.
  public init() {}

  /// The settings of a side.
  func shape(of side: Side) -> ParametricSide { side == .sell ? sellSide : buySide }

  /// How often the walls of several custodians are moved.
  static let commonShiftEvery = SimDuration.minutes(3)
  /// The longest that one of several custodians waits before he takes his orders back.
  static let longestShiftDelay = SimDuration.seconds(5)
  /// From the first of two orders to the second, whose size is what the first has left.
  static let halvesGap = SimDuration.seconds(5)
  /// From the last of two orders a side to the next look at anything.
  static let settlingDelay = SimDuration.seconds(6)

  /// The spread that is kept, percent.
  var effectiveSpreadPercent: Double { isOneOfSeveral ? max(0.9, spreadPercent) : spreadPercent }
}
