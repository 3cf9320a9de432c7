// A first guess at the reward in closed form: what capital there is, and for what yield it comes.

import ALPPool
import SimEngine

/// Providers who come for a yield: how many, with how much, and what they ask for.
struct CapitalSupply: Sendable {
  let count: Int
  /// Median and log-deviation of what one brings, in USD.
  let capital: (median: Double, sigma: Double)
  /// Median and log-deviation of the daily yield that one asks for.
  let yield: (median: Double, sigma: Double)

  /// What all bring on average.
  var meanUSD: Double {
    Double(count) * capital.median * DeterministicMath.exp(0.5 * capital.sigma * capital.sigma)
  }
  /// The variance of what all bring.
  var variance: Double {
    meanUSD * meanUSD / Double(count) * DeterministicMath.expm1(capital.sigma * capital.sigma)
  }

  /// The share of the capital that comes for a yield.
  func share(yield offered: Double) -> Double {
    guard offered > 0 else { return 0 }
    let distance = DeterministicMath.log(offered / yield.median)
    if yield.sigma == 0 { return distance >= 0 ? 1 : 0 }
    return DeterministicMath.normalCDF(distance / yield.sigma)
  }
}

/// A model whose agents come for a yield and leave without it.
protocol YieldSeekers {
  /// What they bring and ask for; nil where they come for nothing, or by a law without a closed form.
  var capitalSupply: CapitalSupply? { get }
}

extension NuBotModel: YieldSeekers {
  var capitalSupply: CapitalSupply? { CapitalSupply(providers, asking: reservationYieldPerDay) }
}

extension StrategicProviderModel: YieldSeekers {
  var capitalSupply: CapitalSupply? { CapitalSupply(providers, asking: reservationYield) }
}

extension CapitalSupply {
  /// The supply of a group of providers.
  init?(_ providers: ProviderGroup, asking yields: DistributionSpecification<ExactDecimal>) {
    guard providers.usesProgram, let capital = Self.lognormal(providers.capitalUSD),
      let yield = Self.lognormal(yields), capital.median > 0, yield.median > 0
    else { return nil }
    self.init(count: providers.count, capital: capital, yield: yield)
  }

  private static func lognormal(
    _ distribution: DistributionSpecification<ExactDecimal>
  ) -> (median: Double, sigma: Double)? {
    switch distribution {
    case .constant(let value): (value.double, 0)
    case .lognormal(let median, let sigma): (median.double, sigma)
    case .uniform, .exponential: nil
    }
  }
}

/// The reward that would do if capital came and went freely for the reward alone.
///
/// In that market the depth L solves `L = K G(R / max(L, T))`, where K is the capital, G the distribution of the yields asked
/// for, R the daily reward and T the liquidity from which the rule `scaled` pays it whole. So a depth D is there with
/// probability p exactly from `R = max(D, T) G^-1(D / q)`, where q is the (1 - p) quantile of K. Fills, spreads and the time
/// that providers take to come are left out: it is a line to hold the simulation against, not an answer.
public struct AnalyticGuess: Sendable {
  /// Coins a minute on each exchange; nil where the capital does not suffice for the depth.
  public let rewardPerMinute: Double?
  /// The depth that was asked for on each exchange, both sides together, in coins.
  public let depth: Double
  /// Whether the target speaks of that depth; else it is the pool's own target.
  public let isDepthOfTarget: Bool
  /// The capital that is there with the confidence asked for, on each exchange, in coins.
  public let capital: Double
  /// The median of the daily yields asked for, weighted by capital.
  public let medianYieldPerDay: Double
  /// The reward below which rule `scaled` cannot pay the median provider, however few there are; nil for other rules.
  public let cliffPerMinute: Double?

  /// The guess for a scenario; nil where nobody in it comes for a yield, or there is no pool.
  init?(_ scenario: Scenario, _ target: SizingTarget, confidence: Double) {
    let supplies = scenario.agents.compactMap { ($0.value as? any YieldSeekers)?.capitalSupply }
    guard let pool = scenario.pool, !supplies.isEmpty else { return nil }
    let exchanges = Double(max(1, pool.exchanges.count))
    let scale = scenario.token.pegUSD * exchanges
    let mean = supplies.reduce(0) { $0 + $1.meanUSD } / scale
    let variance = supplies.reduce(0) { $0 + $1.variance } / (scale * scale)
    // The log-normal law with the moments of the sum.
    let sigma = DeterministicMath.log1p(variance / (mean * mean)).squareRoot()
    let z = DeterministicMath.normalQuantile(1 - confidence)
    let quantile = mean * DeterministicMath.exp(sigma * z - 0.5 * sigma * sigma)
    let isDepth = target.isDepth
    // Figures of depth speak of one side, and of all exchanges.
    let depth = isDepth ? 2 * target.bound / exchanges : pool.target
    let least = pool.rule.name == .scaled ? pool.target : 0
    let weighted = { (yield: Double) in
      supplies.reduce(0) { $0 + $1.meanUSD * $1.share(yield: yield) } / (mean * scale)
    }
    self.depth = depth
    isDepthOfTarget = isDepth
    capital = quantile
    let median = Self.yield(for: 0.5, weighted)
    medianYieldPerDay = median
    cliffPerMinute = pool.rule.name == .scaled ? median * pool.target / 1_440 : nil
    rewardPerMinute =
      depth < quantile ? max(depth, least) * Self.yield(for: depth / quantile, weighted) / 1_440 : nil
  }

  /// The daily yield for which a share of the capital comes, by halving its logarithm.
  private static func yield(for share: Double, _ coming: (Double) -> Double) -> Double {
    var (low, high) = (-46.0, 23.0)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if coming(DeterministicMath.exp(middle)) < share { low = middle } else { high = middle }
    }
    return DeterministicMath.exp(high)
  }
}
