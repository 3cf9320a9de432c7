// Brownian motion that is the same whoever asks for it, when, and in whatever order.

import SimEngine

/// One path of standard Brownian motion, W(0) = 0, with the minute as its unit of time.
///
/// On whole minutes W is the running sum of one normal a minute, always added from the start and remembered. Within
/// a minute it is a Brownian bridge: the value half way between two known instants is their mean plus a normal of
/// standard deviation `√(span)/2`, and so on down a dyadic tree of twelve levels (15 ms), below which the path is
/// straight. Every normal belongs to its place in the tree and not to the question, so that an agent more or less never
/// moves the price that the others see.
final class WienerPath {
  /// Nanoseconds in a cell of the grid.
  static let cell: Int64 = 60_000_000_000
  private static let levels = 12

  private let increments: RandomField
  private let bridge: RandomField
  /// W on the minutes 0, 1, 2 and so on, as far as somebody asked.
  private var grid: ContiguousArray<Double> = [0]
  private var latest = (time: SimTime.start, value: 0.0)

  /// The path of that name.
  init(key: RandomKey, name: String) {
    increments = RandomField(key: key, name: "\(name)/increments")
    bridge = RandomField(key: key, name: "\(name)/bridge")
  }

  /// W at an instant, in square roots of a minute.
  /// - Complexity: twelve normals, and one for each minute that nobody asked for before.
  func value(at time: SimTime) -> Double {
    if time == latest.time { return latest.value }
    let (minute, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: WienerPath.cell)
    extendGrid(through: Int(minute) + 1)
    latest = (time, descend(minute: Int(minute), to: Double(rest) / Double(WienerPath.cell)))
    return latest.value
  }

  private func extendGrid(through minute: Int) {
    while grid.count <= minute {
      grid.append(grid[grid.count - 1] + increments.normal(at: UInt64(grid.count - 1)))
    }
  }

  /// Halves the cell around a place in it, 0 <= fraction < 1, until the place is met or the tree ends.
  private func descend(minute: Int, to fraction: Double) -> Double {
    var (left, right) = (grid[minute], grid[minute + 1])
    var place = fraction
    var halfDeviation = 0.5
    var node: UInt64 = 1
    for _ in 0..<WienerPath.levels where place > 0 {
      let index = UInt64(minute) << UInt64(WienerPath.levels) | node
      let middle = (left + right) / 2 + halfDeviation * bridge.normal(at: index)
      let isRight = place >= 0.5
      if isRight { left = middle } else { right = middle }
      place = 2 * place - (isRight ? 1 : 0)
      node = node << 1 | (isRight ? 1 : 0)
      halfDeviation *= 0.5.squareRoot()
    }
    return left + place * (right - left)
  }
}

/// How price processes count time: a year is 365 days.
enum ProcessYear {
  /// Minutes in a year.
  static let minutes = 365.0 * 1_440
  /// The years from the start to an instant.
  static func years(at time: SimTime) -> Double { time.seconds / (365.0 * 86_400) }
  /// A volatility a year as the volatility of a minute.
  static func perRootMinute(_ volatilityPerYear: Double) -> Double {
    volatilityPerYear / minutes.squareRoot()
  }
}
