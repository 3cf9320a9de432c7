// The figure by which designs are compared: one of the summary, or one divided by another.

public import SimEngine

/// A figure of the summary, or the quotient of two: "peg.time_within_100bp", "peg.time_within_100bp/alp.paid_nbt".
public struct SelectionFigure: Hashable, Sendable, CustomStringConvertible {
  private let numerator: String
  private let denominator: String?

  /// The figure that a text names.
  public init(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    numerator = parts.first ?? text
    denominator = parts.count == 2 ? parts[1] : nil
  }

  /// The names of the figures that it is made of.
  var names: [String] { [numerator, denominator].compactMap(\.self) }

  public var description: String { names.joined(separator: "/") }

  /// The value in a summary; nil where a figure is not defined, or the quotient is not finite.
  public func value(in summary: [SummaryMetric]) -> Double? {
    let value = { (name: String) in summary.first { $0.name == name }?.value }
    guard let above = value(numerator) else { return nil }
    guard let denominator else { return above }
    guard let below = value(denominator), (above / below).isFinite else { return nil }
    return above / below
  }
}
