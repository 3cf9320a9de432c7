// The help, printed from the table of commands and options.

/// The texts of `simrun help`.
enum HelpText {
  /// The help on everything; no line feed at the end.
  static var general: String {
    let commands = Command.all.map {
      [[$0.name, $0.operand].filter { !$0.isEmpty }.joined(separator: " "), $0.meaning]
    }
    return """
      simrun simulates markets in which a token's peg is defended by rewarded walls and by a reserve.

      usage: simrun SCENARIO [options]     the same as simrun run SCENARIO
             simrun COMMAND [options]

      commands:
      \(listed(commands))

      options:
      \(listed(Option.all.map { row(for: $0, $0.meaning) }))

      simrun help COMMAND tells more of a command, with an example.
      A scenario is a path with a "/", a name ending in .json, .jsonc or .json5, or "-": standard input.
      Exit codes: 0 done; 1 ran, but the answer is no; 2 nothing ran; 3 the run failed; 130, 143 interrupted.
      """
  }

  /// The help on one command; no line feed at the end.
  static func on(_ command: Command) -> String {
    let usage = ["simrun", command.name, command.operand, command.options.isEmpty ? "" : "[options]"]
    let options = command.options + [.help]
    let example = command.example.isEmpty ? "" : "\n\nfor example:\n  simrun \(command.example)"
    let explanation = command.explanation.isEmpty ? "" : "\n\(command.explanation)\n"
    return """
      \(command.meaning)

      usage: \(usage.filter { !$0.isEmpty }.joined(separator: " "))\(example)
      \(explanation)\(tools(of: command))
      options:
      \(listed(options.map { row(for: $0, command.meanings[$0] ?? $0.meaning) }))
      """
  }

  /// The tools of a command that has some, each with its options.
  private static func tools(of command: Command) -> String {
    switch command {
    case .pool: listed(PoolCommand.Tool.allCases)
    case .reserve: listed(ReserveCommand.Tool.allCases)
    default: ""
    }
  }

  private static func listed(_ tools: [some CommandTool]) -> String {
    let rows = tools.map { tool in
      [
        "\(tool.rawValue) \(tool.operand)", tool.meaning,
        tool.options.map { "--\($0.name)" }.joined(separator: ", "),
      ]
    }
    return "\ntools:\n\(listed(rows))\n"
  }

  private static func row(for option: Option, _ meaning: String) -> [String] {
    let letter = option.letter.map { "-\($0), " } ?? "    "
    let value = option.placeholder.map { " \($0)" } ?? ""
    return ["\(letter)--\(option.name)\(value)", meaning]
  }

  private static func listed(_ rows: [[String]]) -> String {
    TextTable(rows: rows).lines.map { "  \($0)" }.joined(separator: "\n")
  }
}
