// Random variates of common distributions, drawn from a stream.

extension RandomStream {
  /// A uniform variate in [0, 1): one of the 2^53 multiples of 2^-53, each equally likely. Draws one word.
  @inlinable
  public func uniform() -> Double { unitInterval(next()) }

  /// A uniform variate in (0, 1): one of the 2^52 odd multiples of 2^-53, each equally likely. Draws one
  /// word.
  ///
  /// Symmetric about 1/2 and never 0 or 1, so that logarithms and quantiles of it are finite.
  @inlinable
  public func openUniform() -> Double { openUnitInterval(next()) }

  /// True with the given probability; never at 0 and always at 1. Draws one word in every case.
  /// - Precondition: 0 <= probability <= 1.
  @inlinable
  public func bernoulli(_ probability: Double) -> Bool {
    invariant(probability >= 0 && probability <= 1, "\(probability) is no probability")
    return uniform() < probability
  }

  /// A whole number from 0 up to but excluding the bound, each exactly equally likely.
  ///
  /// Draws one word, and one more with probability below bound / 2^64 each time; so that for bounds up to a
  /// million two runs of equal history differ in position less than once in 10^13 draws.
  /// - Precondition: bound > 0.
  /// - Source: D. Lemire, "Fast random integer generation in an interval", ACM Transactions on Modeling and
  ///   Computer Simulation 29 (2019) 3, doi:10.1145/3230636.
  @inlinable
  public func integer(below bound: UInt64) -> UInt64 {
    invariant(bound > 0, "no whole number lies below zero")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      // The lowest 2^64 mod bound fractions would be one too many for some results.
      let rejected = (0 &- bound) % bound
      while product.low < rejected { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// An exponential variate: the wait for the next arrival when arrivals come with that mean interval. Draws
  /// one word.
  ///
  /// By inversion; at most 36.7 means long, as a uniform variate of 53 bits allows.
  @inlinable
  public func exponential(mean: Double) -> Double { mean * -DeterministicMath.log(openUniform()) }

  /// A standard normal variate. Draws one word.
  ///
  /// By inversion; within 8.2 standard deviations, as a uniform variate of 53 bits allows.
  @inlinable
  public func normal() -> Double { DeterministicMath.normalQuantile(openUniform()) }

  /// A lognormal variate: its logarithm is normal with mean log(median) and standard deviation sigma. Draws
  /// one word.
  ///
  /// Its mean is median x exp(sigma^2 / 2).
  @inlinable
  public func lognormal(median: Double, sigma: Double) -> Double {
    median * DeterministicMath.exp(sigma * normal())
  }
}

extension RandomField {
  /// The uniform variate in [0, 1) at an index: one of the 2^53 multiples of 2^-53.
  @inlinable
  public func uniform(at index: UInt64, lane: UInt64 = 0) -> Double {
    unitInterval(word(at: index, lane: lane))
  }

  /// The standard normal variate at an index.
  @inlinable
  public func normal(at index: UInt64, lane: UInt64 = 0) -> Double {
    DeterministicMath.normalQuantile(openUnitInterval(word(at: index, lane: lane)))
  }
}

/// The upper 53 bits of a word as a fraction in [0, 1).
@inlinable @inline(__always)
func unitInterval(_ word: UInt64) -> Double { Double(word >> 11) * 0x1p-53 }

/// The upper 52 bits of a word as a fraction in (0, 1): the middles of 2^52 equal parts.
@inlinable @inline(__always)
func openUnitInterval(_ word: UInt64) -> Double { Double(word >> 11 | 1) * 0x1p-53 }
