// How the axes of a sweep make points: every combination, or the first values together, the second together, and so on.

import SimEngine

/// The axes of a sweep and how their values meet.
public struct SweepDesign: Sendable {
  /// How the values of several axes meet.
  public enum Combination: String, Sendable {
    /// Every value of one with every value of the others; the last axis varies fastest.
    case grid
    /// The first values together, then the second, and so on.
    case zip
  }

  /// What is varied.
  public let axes: [SweepAxis]
  /// How the values meet.
  public let combination: Combination

  /// A design.
  public init(_ axes: [SweepAxis], _ combination: Combination = .grid) {
    self.axes = axes
    self.combination = combination
  }

  /// The changes that each point makes, one an axis.
  ///
  /// Shape [points, axes].
  /// - Throws: When two axes have one path, zipped axes differ in length, or there are too many points.
  func points() throws(ScenarioError) -> [[ScenarioOverride]] {
    for (index, axis) in axes.enumerated() where axes[..<index].contains(where: { $0.path == axis.path }) {
      throw error("varies \(quoted(axis.path)) twice", help: "give all its values once")
    }
    switch combination {
    case .zip:
      let count = axes.map(\.changes.count).max() ?? 0
      if let short = axes.first(where: { $0.changes.count != count }) {
        throw error(
          "zips \(count) values with the \(short.changes.count) of \(quoted(short.path))",
          help: "give each path as many values, or write \"grid\" for every combination")
      }
      guard count <= ScenarioLimits.points else { throw tooMany }
      return (0..<count).map { index in axes.map { $0.changes[index] } }
    case .grid:
      var points: [[ScenarioOverride]] = [[]]
      for axis in axes {
        guard points.count * axis.changes.count <= ScenarioLimits.points else { throw tooMany }
        points = points.flatMap { point in axis.changes.map { point + [$0] } }
      }
      return points
    }
  }

  private var tooMany: ScenarioError {
    error("has more than \(ScenarioLimits.points) points", help: "take fewer values, or sweep in parts")
  }

  private func error(_ predicate: String, help: String) -> ScenarioError {
    ScenarioError(Diagnostic("the sweep \(predicate)", at: axes.first?.changes.first?.value.span, help: help))
  }

  /// Reads `{"grid": {...}}` or `{"zip": {...}}`.
  static func read(_ object: ScenarioObject) -> SweepDesign? {
    let (grid, zip) = (object.place("grid"), object.place("zip"))
    guard let (place, combination) = grid.map({ ($0, Combination.grid) }) ?? zip.map({ ($0, .zip) }),
      grid == nil || zip == nil
    else {
      object.complain(
        "needs either \"grid\" or \"zip\"",
        help: #"write for example "grid": {"alp.reward": ["0.01 NBT/min", "0.02 NBT/min"]}"#)
      return nil
    }
    guard let members = place.node.members, !members.isEmpty else {
      place.complain("must be an object of paths with their values, found \(place.node.summary)")
      return nil
    }
    var axes: [SweepAxis] = []
    do throws(ScenarioError) {
      for member in members { axes.append(try SweepAxis(member.key, member.value, at: member.keySpan)) }
      let design = SweepDesign(axes, combination)
      _ = try design.points()
      return design
    } catch {
      for diagnostic in error.diagnostics { object.diagnostics.report(diagnostic) }
      return nil
    }
  }
}
