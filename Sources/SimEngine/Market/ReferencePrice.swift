// What a coin is worth outside the simulation, and what those who look it up get to see of it.

/// The price of a coin in USD as the world beyond the simulation makes it.
///
/// Path-consistent: the value at an instant does not depend on which other instants were asked, nor in which
/// order. An agent more or less therefore never moves the market that the others see. Conforming types
/// compute the value from counter-based random fields and may remember what they computed.
public protocol ReferencePrice: AnyObject {
  /// USD per whole coin at an instant, positive and finite.
  func usdPrice(at time: SimTime) -> Double
}

extension ReferencePrice {
  /// What a process computed, brought to between 10^-9 and 10^12 USD: the range in which any holding is a number of coins
  /// that can be counted. Only a process whose parameters make no market, such as daily jumps of 1,000 %, leaves it.
  public func inRange(_ usd: Double) -> Double { min(max(usd, 1e-9), 1e12) }
}

/// A price that never moves: 1 USD for money itself.
public final class ConstantPrice: ReferencePrice {
  private let value: Double

  /// A coin that is always worth the same.
  public init(usd value: Double) { self.value = value }

  public func usdPrice(at time: SimTime) -> Double { value }
}

/// A view of a reference price: late, off, or silent for a while.
///
/// The pool and each kind of client look at feeds of their own, as they did in 2016: the server's price and
/// the client's could differ, and a tolerance had to leave room for it.
public struct PriceFeed {
  /// When the feed is silent: from the first instant up to, not including, the second.
  public struct Outage: Hashable, Sendable {
    /// The first silent instant.
    public let start: SimTime
    /// The first instant at which the feed speaks again.
    public let end: SimTime

    /// An outage between two instants.
    public init(from start: SimTime, until end: SimTime) {
      self.start = start
      self.end = end
    }
  }

  private let reference: any ReferencePrice
  private let delay: SimDuration
  private let factor: Double
  private let outages: [Outage]

  /// A feed of a reference price.
  /// - Parameters:
  ///   - delay: How old the price is when it is read.
  ///   - bias: Relative error: 0.01 reads one per cent high.
  ///   - outages: When the feed gives no answer.
  public init(
    of reference: any ReferencePrice, delay: SimDuration = .zero, bias: Double = 0, outages: [Outage] = []
  ) {
    invariant(bias > -1, "a feed that is biased by \(bias) reads no price")
    self.reference = reference
    self.delay = delay
    factor = 1 + bias
    self.outages = outages
  }

  /// USD per coin as the feed tells it, or nil during an outage.
  ///
  /// Before the scenario is as old as the delay, the price of the start is told.
  public func usdPrice(at time: SimTime) -> Double? {
    if outages.contains(where: { $0.start <= time && time < $0.end }) { return nil }
    return reference.usdPrice(at: max(.start, time - delay)) * factor
  }
}
