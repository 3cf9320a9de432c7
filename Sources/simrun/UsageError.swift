// What is wrong with a command line, in words.

import ScenarioRunner

/// A command line that cannot be carried out; nothing ran.
struct UsageError: Error, Equatable, CustomStringConvertible {
  let message: String
  let help: String?

  /// The exit code of every usage error.
  static let exitCode: Int32 = 2

  /// The error as the terminal shows it; no line feed at the end.
  var description: String { help.map { "error: \(message)\n  = help: \($0)" } ?? "error: \(message)" }
}

extension UsageError {
  static let nothingToDo = UsageError(
    message: "no scenario and no command given", help: "simrun scenarios/NAME.json, or simrun help")

  static func unknownCommand(_ name: String) -> UsageError {
    let names = Command.all.map(\.name)
    return UsageError(
      message: "unknown command \"\(name)\"",
      help: nearest(to: name, among: names).map { "did you mean \"\($0)\"?" }
        ?? "a scenario's path holds a \"/\" or ends in .json; simrun help lists the commands")
  }

  static func unknownOption(_ text: String) -> UsageError {
    let names = Option.all.map { "--\($0.name)" }
    return UsageError(
      message: "unknown option \"\(text)\"",
      help: nearest(to: text, among: names).map { "did you mean \"\($0)\"?" }
        ?? "simrun help lists the options")
  }

  static func notAnOption(_ option: Option, of command: Command) -> UsageError {
    UsageError(
      message: "simrun \(command.name) has no option --\(option.name)",
      help: "simrun help \(command.name) lists its options")
  }

  static func notAnOption(_ option: Option, ofSubject subject: String, of command: Command) -> UsageError {
    UsageError(
      message: "simrun \(command.name) \(subject) has no option --\(option.name)",
      help: "simrun help \(command.name) says what the command takes")
  }

  static func unknownSubject(_ word: String, of command: Command) -> UsageError {
    let subjects = PoolCommand.Tool.allCases.map(\.rawValue)
    return UsageError(
      message: "simrun \(command.name) cannot replay \"\(word)\"",
      help: nearest(to: word, among: subjects).map { "did you mean \"\($0)\"?" }
        ?? "it replays \(alternatives(subjects))")
  }

  static func missingValue(_ option: Option) -> UsageError {
    UsageError(
      message: "--\(option.name) needs a value, \(option.placeholder ?? "")", help: example(of: option))
  }

  static func needlessValue(_ option: Option) -> UsageError {
    UsageError(message: "--\(option.name) takes no value", help: "write --\(option.name) alone")
  }

  static func givenTwice(_ option: Option) -> UsageError {
    UsageError(message: "--\(option.name) is given twice", help: "it may be given once")
  }

  static func drawingOverSettings(_ path: String) -> UsageError {
    UsageError(
      message: "--svg would overwrite the settings in \(path)", help: "name another file for the drawing")
  }

  static func badConfidence(_ text: String) -> UsageError {
    UsageError(
      message: "--confidence takes a share from 0.5 to 0.999, not \"\(text)\"",
      help: "for example --confidence 0.95")
  }

  static func badValue(_ option: Option, _ text: String) -> UsageError {
    let expected =
      switch option.value {
      case .none: "nothing"
      case .text(let name): name
      case .assignment(let form): form
      case .number(_, let bounds): "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
      case .fraction: "a number from 0 to 1"
      case .positive: "a number above 0"
      case .coins: "a number of coins, 0 or more"
      case .word(_, let words): alternatives(words)
      case .part: "a part I of N with 1 <= I <= N"
      case .numberOr(_, let bounds, let word):
        "\(word) or a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
      }
    return UsageError(
      message: "--\(option.name) takes \(expected), not \"\(text)\"", help: example(of: option))
  }

  private static func example(of option: Option) -> String {
    "for example --\(option.name) \(option.example)"
  }

  static func missingOption(_ option: Option, of command: Command) -> UsageError {
    UsageError(message: "simrun \(command.name) needs --\(option.name)", help: example(of: option))
  }

  static let confidenceOutOfRange = UsageError(
    message: "--confidence must be above 0.5 and below 1", help: example(of: .confidence))

  static func missingOperand(_ command: Command) -> UsageError {
    let count = command.operandCount.lowerBound
    return UsageError(
      message: count == 1
        ? "simrun \(command.name) needs a \(command.operand.lowercased())"
        : "simrun \(command.name) needs \(count) arguments",
      help: "simrun \(command.name) \(command.operand)")
  }

  static func needlessOperand(_ text: String, _ command: Command) -> UsageError {
    UsageError(
      message: "unexpected argument \"\(text)\"",
      help: "simrun help \(command.name) says what the command takes")
  }
}
