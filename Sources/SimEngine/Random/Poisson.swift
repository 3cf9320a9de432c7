// Poisson counts: how many arrivals fall into an interval.

extension RandomStream {
  /// A Poisson variate: the number of independent arrivals where the given number is expected.
  ///
  /// Below a mean of ten by inversion, which draws one word; from there on by rejection from a transformed
  /// uniform variate, which draws two words an attempt and needs 1.1 to 1.4 attempts on average. A mean of
  /// zero gives zero and still draws a word.
  /// - Precondition: 0 <= mean <= 1e6.
  public func poisson(mean: Double) -> Int {
    invariant(mean >= 0 && mean <= 1e6, "a Poisson mean of \(mean) is outside 0 to 1e6")
    return mean < 10 ? poissonByInversion(mean) : poissonByRejection(mean)
  }

  /// Walks up the distribution function until it passes a uniform variate.
  private func poissonByInversion(_ mean: Double) -> Int {
    var remaining = uniform()
    var probability = DeterministicMath.exp(-mean)
    var count = 0
    // Past the largest double of the distribution function only rounding is left to walk through.
    while remaining >= probability && probability > 0 {
      remaining -= probability
      count += 1
      probability *= mean / Double(count)
    }
    return count
  }

  /// Hörmann's algorithm PTRS: transformed rejection with a squeeze.
  ///
  /// A ratio of uniforms is bent so that its density hugs the Poisson histogram from above; most attempts are
  /// accepted at once, the rest by comparing with the exact probability.
  /// - Source: W. Hörmann, "The transformed rejection method for generating Poisson random variables",
  ///   Insurance: Mathematics and Economics 12 (1993) 39-45, doi:10.1016/0167-6687(93)90997-4.
  private func poissonByRejection(_ mean: Double) -> Int {
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let sureAcceptance = 0.9277 - 3.6224 / (b - 2)
    let logMean = DeterministicMath.log(mean)
    while true {
      let u = openUniform() - 0.5
      let v = openUniform()
      let distance = 0.5 - u.magnitude
      let candidate = ((2 * a / distance + b) * u + mean + 0.43).rounded(.down)
      if distance >= 0.07 && v <= sureAcceptance { return Int(candidate) }
      if candidate < 0 || (distance < 0.013 && v > distance) { continue }
      let hat = v * inverseAlpha / (a / (distance * distance) + b)
      let logProbability = candidate * logMean - mean - logFactorial(candidate)
      if DeterministicMath.log(hat) <= logProbability { return Int(candidate) }
    }
  }
}

/// ln(n!) for a whole n >= 0, with a relative error below 1e-14.
///
/// Stirling's series at n + 1 or, for a small n, further up, divided by what lies between.
/// - Source: NIST Digital Library of Mathematical Functions, formula 5.11.1.
func logFactorial(_ n: Double) -> Double {
  var product = 1.0
  var x = n + 1
  while x < 16 {
    product *= x
    x += 1
  }
  let inverseSquare = 1 / (x * x)
  let series = DeterministicMath.polynomial(
    inverseSquare, [1.0 / 12, -1.0 / 360, 1.0 / 1_260, -1.0 / 1_680, 1.0 / 1_188])
  let halfLogOfTwoPi = 0.9189385332046727
  let stirling = (x - 0.5) * DeterministicMath.log(x) - x + halfLogOfTwoPi + series / x
  return stirling - DeterministicMath.log(product)
}
