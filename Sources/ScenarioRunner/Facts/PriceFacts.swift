// What is told of a price: how its returns are distributed and what they remember, and how far from the peg it is.

import SimEngine

extension PriceSeries {
  /// The facts of the returns from one step to the next.
  var returnFacts: [Fact] {
    let returns = returns()
    let facts = SampleFacts(returns)
    return shapeFacts(of: facts) + memoryFacts(of: facts) + clusteringFacts(of: returns)
  }

  /// How returns are distributed.
  private func shapeFacts(of returns: SampleFacts) -> [Fact] {
    var facts = [
      Fact(count: returns.count, of: "returns"),
      Fact("deviation in %", returns.deviation.map { 100 * $0 }), Fact("skewness", returns.skewness),
    ]
    facts += [1, 2, 4, 8, 24].map(kurtosis)
    for percent in [5, 1] {
      let index = returns.tailIndex(share: Double(percent) / 100)
      facts.append(Fact("tail index of the largest \(percent) %", index))
    }
    return facts
  }

  /// What returns remember of those before.
  private func memoryFacts(of returns: SampleFacts) -> [Fact] {
    var facts = [1, 2, 6, 24].map { lag in
      Fact("autocorrelation at lag \(lag)", returns.autocorrelation(lag: lag))
    }
    facts.append(Fact("Ljung-Box of 10 lags; 18.3 at 5 %", returns.ljungBox(lags: 10)))
    facts.append(Fact("Ljung-Box of 24 lags; 36.4 at 5 %", returns.ljungBox(lags: 24)))
    return facts
  }

  /// What the magnitudes of returns remember, and what they go with.
  private func clusteringFacts(of returns: [Double]) -> [Fact] {
    let magnitudes = returns.map(\.magnitude)
    let (sizes, lags) = (SampleFacts(magnitudes), [1, 6, 24, 72, 168])
    var facts = lags.map { lag in
      Fact("autocorrelation of |return| at lag \(lag)", sizes.autocorrelation(lag: lag))
    }
    facts.append(Fact("power of the lag with which that falls", sizes.decay(over: lags)))
    let leverage = SampleFacts(Array(returns.dropLast())).correlation(with: Array(magnitudes.dropFirst()))
    facts.append(Fact("correlation of return and next |return|", leverage))
    let volume = sizes.correlation(with: Array(volumes.dropFirst()))
    facts.append(Fact("correlation of volume and |return|", volume))
    return facts
  }

  /// The excess kurtosis of returns over so many steps; of fewer than twenty it would say more about their number.
  private func kurtosis(over steps: Int) -> Fact {
    let facts = SampleFacts(returns(over: steps))
    return Fact(
      "excess kurtosis of \(steps) step\(steps == 1 ? "" : "s")",
      facts.count >= 20 ? facts.excessKurtosis : nil)
  }

  /// The facts of the distance from one.
  /// - Parameter step: Seconds from one price to the next.
  func pegFacts(step: Double) -> [Fact] {
    let distances = SampleFacts(deviations)
    let sizes = SampleFacts(deviations.map(\.magnitude))
    var facts = [
      Fact("median of |deviation| in bp", sizes.quantile(0.5).map { 1e4 * $0 }),
      Fact("95 % quantile of |deviation| in bp", sizes.quantile(0.95).map { 1e4 * $0 }),
    ]
    for bound in [50, 100, 200, 500] {
      let count = deviations.count { $0.magnitude <= 1e-4 * Double(bound) }
      facts.append(Fact("share within \(bound) bp", Double(count) / Double(deviations.count)))
    }
    facts.append(Fact("skewness", distances.skewness))
    facts.append(Fact("excess kurtosis", distances.excessKurtosis))
    facts.append(Fact("autocorrelation at lag 1", distances.autocorrelation(lag: 1)))
    facts.append(Fact("half-life in minutes", distances.halfLife.map { $0 * step / 60 }))
    return facts
  }
}
