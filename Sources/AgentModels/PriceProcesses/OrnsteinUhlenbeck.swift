// The price that is pulled back to a mean: a coin that is itself pegged, or the basis between two markets.

public import SimEngine

/// An Ornstein-Uhlenbeck process in the logarithm: with `x = ln S`, `dx = κ(x̄ - x)dt + σ dW`.
///
/// On whole minutes x moves by the exact transition, to `x̄ + (x - x̄)e^(-κ)` plus a normal of variance
/// `σ²(1 - e^(-2κ))/2κ`. Within a minute it is the exact bridge of this process: half way between two known instants, h
/// from each, x - x̄ is their sum over `2 cosh(κh)` plus a normal of variance `σ² tanh(κh)/2κ`, down a dyadic tree of twelve
/// levels. As with `WienerPath`, every normal belongs to its place in the tree and not to the question.
/// - Source: G. E. Uhlenbeck and L. S. Ornstein, "On the theory of the Brownian motion", Physical Review 36 (1930).
public final class OrnsteinUhlenbeck: ReferencePrice {
  private static let cell = WienerPath.cell
  private static let levels = 12

  private let meanLog: Double
  private let decay: Double
  private let deviation: Double
  /// By level of the tree: what the sum of the two neighbours counts, and the standard deviation around that.
  private let middles: [(weight: Double, deviation: Double)]
  private let increments: RandomField
  private let bridge: RandomField
  /// x - x̄ on the minutes 0, 1, 2 and so on, as far as somebody asked.
  private var grid: ContiguousArray<Double>

  /// A price that starts at a value.
  /// - Parameters:
  ///   - start: USD per coin at the start, > 0.
  ///   - mean: USD per coin to which it is pulled, e^x̄, > 0.
  ///   - volatilityPerYear: σ per root year of 365 days, >= 0.
  ///   - halfLife: The span in which a deviation is expected to halve, ln 2 / κ, > 0.
  ///   - key: The run that the path belongs to.
  ///   - name: Which path of the run.
  public init(
    start: Double, mean: Double, volatilityPerYear: Double, halfLife: SimDuration, key: RandomKey,
    name: String
  ) {
    invariant(start > 0 && mean > 0 && volatilityPerYear >= 0, "a price or its volatility is below zero")
    invariant(halfLife > .zero, "a deviation halves in no time")
    let pull = DeterministicMath.log(2) / halfLife.minutes
    let scale = ProcessYear.perRootMinute(volatilityPerYear) / (2 * pull).squareRoot()
    meanLog = DeterministicMath.log(mean)
    decay = DeterministicMath.exp(-pull)
    deviation = scale * (-DeterministicMath.expm1(-2 * pull)).squareRoot()
    var half = 0.5
    middles = (0..<OrnsteinUhlenbeck.levels).map { _ in
      let fade = DeterministicMath.exp(-pull * half)
      let tanh = -DeterministicMath.expm1(-2 * pull * half) / (1 + fade * fade)
      half /= 2
      return (fade / (1 + fade * fade), scale * tanh.squareRoot())
    }
    increments = RandomField(key: key, name: "\(name)/increments")
    bridge = RandomField(key: key, name: "\(name)/bridge")
    grid = [DeterministicMath.log(start) - meanLog]
  }

  public func usdPrice(at time: SimTime) -> Double {
    inRange(DeterministicMath.exp(meanLog + deviation(at: time)))
  }

  /// x - x̄ at an instant.
  /// - Complexity: twelve normals, and one for each minute that nobody asked for before.
  private func deviation(at time: SimTime) -> Double {
    let (minute, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: OrnsteinUhlenbeck.cell)
    while grid.count <= minute + 1 {
      let last = grid.count - 1
      grid.append(grid[last] * decay + deviation * increments.normal(at: UInt64(last)))
    }
    return descend(minute: Int(minute), to: Double(rest) / Double(OrnsteinUhlenbeck.cell))
  }

  /// Halves the minute around a place in it, 0 <= fraction < 1, until the place is met or the tree ends.
  private func descend(minute: Int, to fraction: Double) -> Double {
    var (left, right) = (grid[minute], grid[minute + 1])
    var place = fraction
    var node: UInt64 = 1
    for level in middles where place > 0 {
      let index = UInt64(minute) << UInt64(OrnsteinUhlenbeck.levels) | node
      let middle = level.weight * (left + right) + level.deviation * bridge.normal(at: index)
      let isRight = place >= 0.5
      if isRight { left = middle } else { right = middle }
      place = 2 * place - (isRight ? 1 : 0)
      node = node << 1 | (isRight ? 1 : 0)
    }
    return left + place * (right - left)
  }
}
