// What can be set on a NuBot, with the defaults of the original.

public import SimEngine

/// The settings of one NuBot.
public struct NuBotParameters: Sendable {
  /// NBT brought to the exchange at the start; newly minted.
  public var capitalTokens = Amount.zero
  /// Quote coins brought to the exchange at the start, in base units; from the world outside.
  public var capitalQuote = Amount.zero
  /// The shape of the asks.
  public var sellSide = ParametricSide(curve: TailCurve(.linear, .mid))
  /// The shape of the bids.
  public var buySide = ParametricSide(offsetUSD: 0.002, curve: TailCurve(.quadratic, .low))
  /// False for a bot that only sells.
  public var isDualSide = true
  /// What the bot takes for the exchange's fee, percent; its walls keep that far from the peg.
  public var feePercent = 0.2
  /// How far the feed must move before the walls are moved, percent.
  public var shiftThresholdPercent = 0.1
  /// How often the bot looks at its feed.
  public var priceCheckEvery = SimDuration.seconds(61)
  /// How often the bot counts its open orders; missing ones are replaced one check later.
  public var strategyCheckEvery = SimDuration.seconds(41)
  /// From taking the old orders back to placing new ones.
  public var replacementDelay = SimDuration.seconds(6)
  /// A feed that is silent for longer makes the bot withdraw its orders.
  public var feedSilenceLimit = SimDuration.minutes(60)
  /// How often the bot hands its open orders to its programme.
  public var submitEvery = SimDuration.seconds(60)
  /// Whether rewards are put to work on the exchange at the daily review.
  public var rewardsToExchange = false
  /// When it is worth to take part.
  public var participation = ParticipationParameters()

  /// The defaults, without capital.
  public init() {}
}
