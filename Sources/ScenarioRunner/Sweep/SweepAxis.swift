// One thing that a sweep varies: a path of the scenario and the values that it takes.

import SimEngine

/// A path of the scenario and the values that it takes in turn.
public struct SweepAxis: Sendable {
  /// The path, such as "alp.reward".
  public let path: String
  /// The values, each as a change of the scenario; at least one.
  let changes: [ScenarioOverride]

  /// Takes an argument PATH=VALUES apart: values with commas between them, or a range FIRST..LAST/STEP with or without a unit
  /// behind it, as in "alp.reward=0.01..0.05/0.01 NBT/min".
  /// - Parameter index: Its rank among the options of the command line, in which its errors are listed.
  public init(_ argument: String, index: Int = 0) throws(ScenarioError) {
    let whole = try ScenarioOverride(argument, index: index, option: "--sweep")
    let values = argument[argument.index(after: argument.firstIndex(of: "=") ?? argument.startIndex)...]
    path = whole.pathText
    var changes: [ScenarioOverride] = []
    for text in try SweepValues.texts(in: String(values), at: whole.value.span) {
      changes.append(try ScenarioOverride("\(path)=\(text)", index: index, option: "--sweep"))
    }
    self.changes = changes
  }

  /// The values that a file gives for a path: an array of any values, or a range as a text.
  init(_ path: String, _ node: JSONNode, at span: SourceSpan) throws(ScenarioError) {
    self.path = path
    var values: [JSONNode] = []
    switch node.value {
    case .array(let elements) where !elements.isEmpty: values = elements
    case .string(let range):
      for text in try SweepValues.texts(in: range, at: node.span) {
        let source = SourceText(name: "", text: text)
        let value = (try? JSONReader.read(source, dialect: .strict))?.value ?? .string(text)
        values.append(JSONNode(value, at: node.span))
      }
    default:
      throw ScenarioError(
        Diagnostic(
          "the values of \(quoted(path)) must be an array or a range, found \(node.summary)", at: node.span,
          help: "write for example [1, 2, 5] or \"10..100/10\""))
    }
    var changes: [ScenarioOverride] = []
    for value in values { changes.append(try ScenarioOverride(path: path, at: span, value: value)) }
    self.changes = changes
  }
}

/// Takes the values of an axis apart.
enum SweepValues {
  /// The values of a list or a range, each as a text.
  static func texts(in text: String, at span: SourceSpan) throws(ScenarioError) -> [String] {
    if let range = try range(in: text, at: span) { return range }
    let parts = list(in: text)
    if let empty = parts.firstIndex(where: \.isEmpty) {
      throw ScenarioError(
        Diagnostic("value \(empty + 1) of the list is missing", at: span, help: "write for example 1,2,5"))
    }
    return parts
  }

  /// The parts between commas that stand neither in quotes nor in brackets.
  private static func list(in text: String) -> [String] {
    var parts = [""]
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for character in text {
      if isQuoted {
        if character == "\"", !isEscaped { isQuoted = false }
        isEscaped = character == "\\" && !isEscaped
      } else {
        switch character {
        case "\"": isQuoted = true
        case "[", "{": depth += 1
        case "]", "}": depth -= 1
        default: break
        }
        if character == ",", depth == 0 {
          parts.append("")
          continue
        }
      }
      parts[parts.count - 1].append(character)
    }
    return parts
  }

  /// The values of a range FIRST..LAST/STEP, exactly; nil for any other text.
  private static func range(in text: String, at span: SourceSpan) throws(ScenarioError) -> [String]? {
    guard let match = text.wholeMatch(of: /\s*(-?[\d.]+?)\.\.(-?[\d.]+)\/([\d.]+)(\D.*)?/),
      let first = ExactDecimal(match.1), let last = ExactDecimal(match.2), let step = ExactDecimal(match.3)
    else { return nil }
    let digits = [first, last, step].map(\.fractionDigits).max() ?? 0
    let whole = [first, last, step].compactMap { $0.integer(timesTenTo: digits) }
    guard whole.count == 3, whole[2] > 0, whole[0] <= whole[1] else {
      throw ScenarioError(
        Diagnostic(
          "the range \(quoted(text)) holds no value", at: span,
          help: "write FIRST..LAST/STEP with FIRST at most LAST and STEP more than 0, such as 10..100/10"))
    }
    let (span128, overflows) = whole[1].subtractingReportingOverflow(whole[0])
    guard !overflows, span128 / whole[2] < Int128(ScenarioLimits.points) else {
      throw ScenarioError(
        Diagnostic("the range \(quoted(text)) holds more than \(ScenarioLimits.points) values", at: span))
    }
    let unit = match.4.map(String.init) ?? ""
    return (0...(span128 / whole[2])).map { index in
      "\(ExactDecimal(whole[0] + index * whole[2], timesTenTo: -digits))\(unit)"
    }
  }
}
