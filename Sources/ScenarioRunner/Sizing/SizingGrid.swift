// The values among which the smallest sufficient one is sought: evenly spaced in the logarithm, each with four digits.

import SimEngine

/// The values that a search may try, from the least to the greatest, with their unit.
public struct SizingGrid: Sendable {
  /// The values in ascending order; shape [steps], at least 2.
  public let values: [Double]
  /// The unit, as it stands behind the number in a scenario, such as "NBT/min"; empty for a pure number.
  public let unit: String
  /// Whether a space stands before the unit.
  private let hasSpace: Bool
  /// Whether only whole numbers will do.
  let isWhole: Bool
  private let numbers: [ExactDecimal]

  /// Values in each doubling, so that neighbours are 1.1 % apart.
  static let stepsPerDoubling = 64.0
  /// How often a doubling is halved until neighbours are left.
  static let halvingsPerDoubling = 6.0
  /// The widest range: a millionfold.
  static let widestRatio = 1_000_000.0
  /// Digits of a value that lies between the ends.
  private static let digits = 4

  /// The values between two ends, both among them.
  /// - Parameters:
  ///   - isWhole: Whether only whole numbers will do, such as for a count.
  /// - Precondition: 0 < low < high, and high is at most a millionfold of low.
  init(
    from low: ExactDecimal, to high: ExactDecimal, unit: String, hasSpace: Bool = true, isWhole: Bool = false
  ) {
    let (first, last) = (low.double, high.double)
    invariant(first > 0 && low < high && last / first <= Self.widestRatio, "no range: \(low) to \(high)")
    let doublings = DeterministicMath.log(last / first) / DeterministicMath.log(2)
    let count = max(1, Int((doublings * Self.stepsPerDoubling - 1e-9).rounded(.up)))
    var numbers = [low]
    for step in 1..<max(1, count) {
      let share = Double(step) / Double(count)
      let value = first * DeterministicMath.exp(share * DeterministicMath.log(last / first))
      let number = ExactDecimal.near(isWhole ? value.rounded() : value, digits: isWhole ? 15 : Self.digits)
      if let number, let before = numbers.last, before < number, number < high { numbers.append(number) }
    }
    self.numbers = numbers + [high]
    values = self.numbers.map(\.double)
    (self.unit, self.hasSpace, self.isWhole) = (unit, hasSpace, isWhole)
  }

  /// A value as a scenario writes it: "0.0253 NBT/min".
  func text(_ step: Int) -> String { text(of: numbers[step]) }

  /// A number with the unit of the grid.
  func text(of number: ExactDecimal) -> String { "\(number)\(unit.isEmpty || !hasSpace ? "" : " ")\(unit)" }

  /// The step whose value is nearest in ratio to a value; an end for one beyond it.
  func step(near value: Double) -> Int {
    let next = firstStep(reaching: value)
    if next == values.count { return next - 1 }
    return next > 0 && value * value < values[next - 1] * values[next] ? next - 1 : next
  }

  /// The first step at double the value of another or more, or the last step.
  func doubled(_ step: Int) -> Int { min(values.count - 1, firstStep(reaching: 2 * values[step])) }

  /// The last step below half the value of another, or the first step.
  func halved(_ step: Int) -> Int { max(0, firstStep(reaching: values[step] / 2) - 1) }

  /// The first step whose value is not below another value; the number of steps where there is none.
  /// - Complexity: O(log steps).
  private func firstStep(reaching value: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Some steps from one to another, evenly spaced, both among them.
  func steps(from first: Int, to last: Int, count: Int) -> [Int] {
    let places = (0..<count).map { first + ((last - first) * $0 + (count - 1) / 2) / max(1, count - 1) }
    return places.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}

extension ExactDecimal {
  /// The number nearest to a double, or the least one above it, that has at most so many digits; nil for one that is not finite.
  static func near(_ value: Double, digits: Int, roundingUp: Bool = false) -> ExactDecimal? {
    guard value.isFinite, let exact = ExactDecimal("\(value)") else { return nil }
    return exact.rounded(digits: digits, up: roundingUp)
  }

  /// The number with at most so many digits: the nearest one, halves away from zero, or the least one that is not below.
  func rounded(digits: Int, up isUp: Bool) -> ExactDecimal {
    let surplus = String(significand.magnitude).utf8.count - digits
    guard surplus > 0 else { return self }
    let unit = powerOfTen(surplus)
    let (whole, rest) = significand.quotientAndRemainder(dividingBy: unit)
    let isRaised = isUp ? rest > 0 : rest >= unit / 2
    let isLowered = !isUp && rest <= -(unit / 2)
    return ExactDecimal(whole + (isRaised ? 1 : isLowered ? -1 : 0), timesTenTo: exponent + surplus)
  }
}

/// Numbers as people read them.
public enum ReadableDigits {
  /// The nearest number with so many digits that count, in plain notation: "0.0194", "839".
  public static func text(_ value: Double, digits: Int) -> String {
    ExactDecimal.near(value, digits: digits).map { "\($0)" } ?? "\(value)"
  }
}
