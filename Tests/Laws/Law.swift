// What the test of a closed form measured: judged in one place, and printed so that docs/validation.md can be kept true.

import Foundation

/// A law of docs/validation.md, by its number.
///
/// Where SIMRUN_LAWS is set each comparison prints a line of eight fields: `law`, number, tier, quantity, expected, measured,
/// standard error, distance in standard errors. The last two are empty where nothing is random. `.ci/laws` collects these
/// lines.
public struct Law: Sendable {
  /// When its test runs.
  public enum Tier: String, Sendable {
    /// With all other tests.
    case fast
    /// Where SIMRUN_EXTENSIVE is set.
    case long = "Monte-Carlo"
  }

  private let number: Int
  private let tier: Tier

  /// The law V of that number.
  public init(_ number: Int, _ tier: Tier = .fast) {
    self.number = number
    self.tier = tier
  }

  /// The most standard errors that a measured value may be away.
  public static let gate = 4.0

  /// Whether a random quantity came out within four standard errors, and was measured sharply enough.
  /// - Parameters:
  ///   - quantity: What was measured, such as "mean of the count"; without a comma.
  ///   - largest: The standard error that the test may have at most.
  ///   - share: How well the law itself is known, as a share of what is expected; so much more it may be off.
  public func holds(
    _ quantity: String, expected: Double, measured: Double, standardError: Double, atMost largest: Double,
    knownTo share: Double = 0
  ) -> Bool {
    let distance = (measured - expected).magnitude
    report(
      quantity, expected, measured, [standardError, distance / max(standardError, .leastNonzeroMagnitude)])
    let beyond = max(0, distance - share * expected.magnitude)
    return beyond <= Law.gate * standardError && standardError <= largest
  }

  /// Whether a mean over batches came out within four of its standard errors, and sharply enough.
  public func holds(
    _ quantity: String, expected: Double, _ means: BatchMeans, atMost largest: Double,
    knownTo share: Double = 0
  ) -> Bool {
    holds(
      quantity, expected: expected, measured: means.mean, standardError: means.standardError, atMost: largest,
      knownTo: share)
  }

  /// Whether a share of independent trials came out within four of the standard errors that the law itself gives it.
  public func holds(
    _ quantity: String, expected: Double, successes: Int, of trials: Int, atMost largest: Double
  ) -> Bool {
    holds(
      quantity, expected: expected, measured: Double(successes) / Double(trials),
      standardError: (expected * (1 - expected) / Double(trials)).squareRoot(), atMost: largest)
  }

  /// Whether a quantity that is not random equals its closed form to within a share of it.
  public func holds(
    _ quantity: String, expected: Double, measured: Double, within share: Double = 1e-9
  ) -> Bool {
    report(quantity, expected, measured, [])
    return (measured - expected).magnitude <= share * expected.magnitude
  }

  /// Whether a quantity lies below a bound, which is printed in the place of what is expected.
  public func holds(_ quantity: String, below bound: Double, measured: Double) -> Bool {
    report("\(quantity) (at most)", bound, measured, [])
    return measured <= bound
  }

  private static let isTold = ProcessInfo.processInfo.environment["SIMRUN_LAWS"] != nil

  private func report(_ quantity: String, _ expected: Double, _ measured: Double, _ error: [Double]) {
    guard Law.isTold else { return }
    let figures = ([expected, measured] + error).map(Law.text) + (error.isEmpty ? ["", ""] : [])
    let line = ["law", "V\(number)", tier.rawValue, quantity] + figures
    // One write a line, on a line of its own, however many tests run beside this one.
    FileHandle.standardOutput.write(Data((line.joined(separator: ",") + "\n").utf8))
  }

  /// A figure with six digits that count.
  private static func text(_ value: Double) -> String { String(format: "%.6g", value) }
}
