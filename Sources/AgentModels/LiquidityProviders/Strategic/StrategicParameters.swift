// What a provider who watches his yield wants, believes and does.

public import SimEngine

/// The settings of a provider who decides where, how much and whether to quote.
public struct StrategicParameters: Sendable {
  /// How a provider reckons with his own size.
  public enum Reckoning: Sendable {
    /// He takes what a coin earns now as what his will earn.
    case priceTaking
    /// He knows that his coins thin out the reward, and offers no more than pays at the margin.
    case strategic
  }

  /// What he brings to the first of his exchanges.
  public var capital = ProviderCapital()
  /// How he reckons.
  public var reckoning = Reckoning.priceTaking

  /// The least net yield that he wants, as a share of what he quotes a day.
  public var reservationYieldPerDay = 0.0012
  /// The mean time between two of his decisions.
  public var decideEvery = SimDuration.days(1)
  /// The hazard at which he comes when it is well worth it, a day.
  public var entryPerDay = 1.0 / 7
  /// The hazard at which he leaves when it is not worth it at all, a day.
  public var exitPerDay = 1.0
  /// The difference in yield at which a hazard goes from a half to three quarters and a choice from even to e : 1, a day, > 0.
  public var yieldScale = 0.0005
  /// A loss within a day, as a share of his capital, that makes him nervous.
  public var alarmingLoss = 0.02
  /// How many times the hazard of leaving is when he is, >= 1.
  public var lossFactor = 5.0
  /// The part of the way that he goes at once from what he does to what he wants, 0 to 1.
  public var adjustment = 0.25
  /// The half-life of what he saw of liquidity and of his own trading.
  public var memory = SimDuration.days(1)
  /// How long coins are under way from one exchange to another.
  public var transfer = SimDuration.hours(3)
  /// Whether he quotes from the start.
  public var startsActive = true

  /// How far from the peg he quotes, as a share.
  public var distance = 0.0075
  /// A second distance, further away; nil for none.
  public var farDistance: Double?
  /// What he wants for coins at the second distance, as a share of `reservationYieldPerDay`, >= 0.
  public var farReservationShare = 1.0
  /// What he expects those to cost him who trade before he follows the price; `refreshEvery` is replaced by `checkEvery`.
  public var pickOff = PickOff()
  /// How often he looks at the feed and at his orders.
  public var checkEvery = SimDuration.seconds(61)
  /// How far the feed must move before the orders are replaced, as a share.
  public var requoteThreshold = 0.0015
  /// How often he hands his open orders in.
  public var submitEvery = SimDuration.seconds(60)
  /// After how long without a price his orders go.
  public var feedSilenceLimit = SimDuration.minutes(60)
  /// Whether rewards are brought to the exchange, where he offers them.
  public var rewardsToExchange = true

  /// The defaults, without capital.
  public init() {}

  /// What he asks less a day, over all that he quotes, with a part of it at the second distance.
  /// - Parameter near: The share that stands at the first distance, 0 to 1.
  func concession(near: Double) -> Double { (1 - near) * (1 - farReservationShare) * reservationYieldPerDay }

  /// The hazard of coming at a yield, a day.
  func entryHazard(yield: Double) -> Double {
    entryPerDay * StrategicParameters.logistic((yield - reservationYieldPerDay) / yieldScale)
  }

  /// The hazard of leaving at a yield, a day.
  /// - Parameter loss: What the last day cost him, as a share of his capital.
  func exitHazard(yield: Double, loss: Double) -> Double {
    exitPerDay * (loss > alarmingLoss ? lossFactor : 1)
      * StrategicParameters.logistic((reservationYieldPerDay - yield) / yieldScale)
  }

  /// The share that one of two gets whose yields differ by so much.
  func preference(for difference: Double) -> Double { StrategicParameters.logistic(difference / yieldScale) }

  static func logistic(_ x: Double) -> Double { 1 / (1 + DeterministicMath.exp(-x)) }
}
