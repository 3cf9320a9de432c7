// How large the trades of a group are.

import SimEngine

/// Lognormal sizes, cut at a maximum.
public struct TradeSize: Sendable {
  /// The median, tokens, > 0.
  public var medianTokens: Double
  /// The standard deviation of the logarithm, >= 0; 0 makes all the same.
  public var sigma: Double
  /// The largest, tokens.
  public var maximumTokens: Double

  /// Sizes.
  public init(medianTokens: Double = 150, sigma: Double = 1.65, maximumTokens: Double = 10_000) {
    self.medianTokens = medianTokens
    self.sigma = sigma
    self.maximumTokens = maximumTokens
  }

  /// A size; draws one word.
  func draw(_ stream: RandomStream) -> Double {
    min(stream.lognormal(median: medianTokens, sigma: sigma), maximumTokens)
  }
}
