// The range in which a value is sought: "alp.reward=0.005..0.1 NBT/min".

import SimEngine

/// A path of the scenario and the range of values that may be tried there.
public struct SizingRange: Sendable {
  /// The path, such as "alp.reward".
  public let path: String
  /// The values.
  public let grid: SizingGrid
  let span: SourceSpan?

  /// The least value, as a scenario writes it.
  public var lowText: String { grid.text(0) }
  /// The greatest value.
  public var highText: String { grid.text(grid.values.count - 1) }

  /// Takes an argument PATH=LOW..HIGH apart, with or without a unit behind it.
  /// - Parameter index: Its rank among the options of the command line, in which its errors are listed.
  public init(_ argument: String, index: Int = 0) throws(ScenarioError) {
    let whole = try ScenarioOverride(argument, index: index, option: "--vary")
    let span = whole.value.span
    let text = String(argument[argument.index(after: argument.firstIndex(of: "=") ?? argument.startIndex)...])
    guard let match = text.wholeMatch(of: /\s*(-?[\d.]+?)\.\.(-?[\d.]+)(\s*)(\D.*)?/),
      let low = ExactDecimal(match.1), let high = ExactDecimal(match.2)
    else {
      throw Self.error(
        "\(quoted(text)) is no range", at: span,
        help: "write LOW..HIGH with the unit behind it, such as \"0.005..0.1 NBT/min\"")
    }
    try self.init(
      whole.pathText, low, high, unit: match.4.map(String.init) ?? "", hasSpace: !match.3.isEmpty,
      isWhole: match.4 == nil && !match.1.contains(".") && !match.2.contains("."), at: span)
  }

  /// The range between two values of a file, such as "0.005 NBT/min" and "0.1 NBT/min".
  init(_ path: String, from: JSONNode, to: JSONNode) throws(ScenarioError) {
    let (low, high) = (try Self.value(from), try Self.value(to))
    guard low.unit == high.unit else {
      throw Self.error(
        "the range ends in another unit than it begins with: \(quoted(low.unit)) and \(quoted(high.unit))",
        at: to.span, help: "write both ends in the same unit")
    }
    let isWhole = low.unit.isEmpty && !low.isFraction && !high.isFraction
    try self.init(
      path, low.number, high.number, unit: low.unit, hasSpace: low.hasSpace, isWhole: isWhole, at: to.span)
  }

  /// The range about a value: from a 32nd of it to 32 times as much.
  init(_ path: String, about node: JSONNode) throws(ScenarioError) {
    let own = try Self.value(node)
    let digits = 6
    guard own.number > 0,
      let low = ExactDecimal.near(own.number.double / 32, digits: digits, roundingUp: true),
      let high = ExactDecimal.near(own.number.double * 32, digits: digits)
    else {
      throw Self.error(
        "no range is given for \(quoted(path)), and there is none about \(node.summary)", at: node.span,
        help: "give --vary \"\(path)=LOW..HIGH\"")
    }
    try self.init(
      path, low, high, unit: own.unit, hasSpace: own.hasSpace,
      isWhole: own.unit.isEmpty && !own.isFraction && own.number >= 32, at: node.span)
  }

  private init(
    _ path: String, _ low: ExactDecimal, _ high: ExactDecimal, unit: String, hasSpace: Bool, isWhole: Bool,
    at span: SourceSpan
  ) throws(ScenarioError) {
    let range = quoted("\(low)..\(high)\(hasSpace ? " " : "")\(unit)")
    guard low < high else {
      throw Self.error(
        "the range \(range) is \(low == high ? "empty" : "reversed")", at: span,
        help: "write LOW..HIGH with LOW less than HIGH")
    }
    guard low > 0, high.double / low.double <= SizingGrid.widestRatio else {
      throw Self.error(
        "the range \(range) cannot be searched by ratio", at: span,
        help: "begin above 0, and end at most \(Int(SizingGrid.widestRatio)) times as high")
    }
    self.path = path
    self.span = span
    grid = SizingGrid(from: low, to: high, unit: unit, hasSpace: hasSpace, isWhole: isWhole)
  }

  /// A number with its unit.
  private struct Value {
    let number: ExactDecimal
    let unit: String
    let hasSpace: Bool
    let isFraction: Bool
  }

  private static func value(_ node: JSONNode) throws(ScenarioError) -> Value {
    let text = node.plainText
    guard let match = text.wholeMatch(of: /(-?\d[\d.]*(?:[eE][+\-]?\d+)?)(\s*)(\D.*)?/),
      let number = ExactDecimal(match.1)
    else {
      throw error("\(quoted(text)) is no number with a unit, so it ends no range", at: node.span)
    }
    return Value(
      number: number, unit: match.3.map(String.init) ?? "", hasSpace: !match.2.isEmpty,
      isFraction: match.1.contains(".") || match.1.contains("e"))
  }

  private static func error(_ message: String, at span: SourceSpan, help: String? = nil) -> ScenarioError {
    ScenarioError(Diagnostic(message, at: span, help: help))
  }
}
