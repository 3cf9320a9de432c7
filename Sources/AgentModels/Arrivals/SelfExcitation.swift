// When things happen that make more of their kind happen.

import SimEngine

/// A Hawkes process of several types with exponential memory: type i happens at the rate
/// `μi + Σ_j Σ_k αij e^(-β(t - tjk))` over all past events k of all types j.
///
/// Waits are exact. What is left of past events, the excess e over μ, fades on its own: an event because of it comes after
/// `-ln(1 - βE/e)/β` with E standard exponential, or never if `βE >= e`; one because of μ after `E/μ`. The earliest is the
/// next event, and all excesses have faded until then.
/// - Source: A. Dassios and H. Zhao, "Exact simulation of Hawkes process with exponentially decaying intensity", Electronic
///   Communications in Probability 18 (2013).
struct SelfExcitation {
  /// μ, events a minute of each type without any past.
  let baseRates: [Double]
  /// α: by how much the rate of a type (row) rises at an event of a type (column), a minute.
  let jumps: [[Double]]
  /// β, a minute.
  let decayPerMinute: Double
  /// What past events add to the rates at the last event.
  private(set) var excesses: [Double]

  /// A process of one type without a past.
  /// - Parameters:
  ///   - meanRate: Events a minute in the long run, μ/(1 - n).
  ///   - branching: n = α/β, events that one event causes on average, from 0 to below 1.
  ///   - memory: 1/β in minutes, > 0.
  init(meanRate: Double, branching: Double, memoryMinutes: Double) {
    self.init(meanRates: [meanRate], branching: [[branching]], memoryMinutes: memoryMinutes)
  }

  /// A process of several types without a past.
  /// - Parameters:
  ///   - meanRates: Events a minute of each type in the long run.
  ///   - branching: By type caused (row) and causing (column); `meanRates - branching · meanRates` must not be negative.
  ///   - memoryMinutes: 1/β, > 0.
  init(meanRates: [Double], branching: [[Double]], memoryMinutes: Double) {
    invariant(memoryMinutes > 0, "self-excitation without memory")
    baseRates = zip(meanRates, branching).map { rate, row in
      rate - zip(row, meanRates).reduce(0) { $0 + $1.0 * $1.1 }
    }
    invariant(baseRates.allSatisfy { $0 >= 0 }, "more events are caused than there are")
    decayPerMinute = 1 / memoryMinutes
    jumps = branching.map { row in row.map { $0 / memoryMinutes } }
    excesses = meanRates.map { _ in 0 }
  }

  /// Moves on to the next event.
  /// - Parameter exponential: Draws a standard exponential variate; called twice for each type.
  /// - Returns: Minutes since the last event, infinite if there is none to come, and the type.
  mutating func next(_ exponential: () -> Double) -> (wait: Double, type: Int) {
    var (wait, type) = (Double.infinity, 0)
    for index in baseRates.indices {
      let (own, caused) = (exponential(), exponential())
      let candidate = min(own / baseRates[index], waitFromExcess(excesses[index], caused))
      if candidate < wait { (wait, type) = (candidate, index) }
    }
    let fade = DeterministicMath.exp(-decayPerMinute * wait)
    for index in excesses.indices { excesses[index] = excesses[index] * fade + jumps[index][type] }
    return (wait, type)
  }

  private func waitFromExcess(_ excess: Double, _ exponential: Double) -> Double {
    let share = decayPerMinute * exponential / excess
    return share < 1 ? -DeterministicMath.log1p(-share) / decayPerMinute : .infinity
  }
}
