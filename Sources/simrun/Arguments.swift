// The command line, read by the table of commands and options.

import Foundation
import ScenarioRunner

/// A command line that is well formed.
struct Arguments: Equatable {
  let command: Command
  /// What the command works on: scenarios, or for `help` the name of a command.
  let operands: [String]
  /// The options in the order given, each with its value or an empty text.
  private let given: [Given]

  private struct Given: Equatable {
    let option: Option
    let value: String
  }

  /// Reads a command line without the program's name.
  ///
  /// The first operand says what to do: a scenario is run; anything else must be the name of a command. `--help` anywhere asks
  /// for the help on that command, `--version` for the version. After `--` everything is an operand.
  /// - Throws: The first mistake.
  init(_ words: [String]) throws(UsageError) {
    var reader = Reader(words: words)
    try reader.readAll()
    var operands = reader.operands
    let isAsked = { option in reader.given.contains { $0.option == option } }
    guard let first = operands.first else {
      if isAsked(.help) || isAsked(.version) {
        self.init(command: isAsked(.help) ? .help : .version, operands: [], given: [])
        return
      }
      throw .nothingToDo
    }
    let command: Command
    if Self.isScenario(first) {
      command = .run
    } else {
      command = try .named(first)
      operands.removeFirst()
    }
    if isAsked(.help) || isAsked(.version) {
      let topic = isAsked(.help) ? [command.name] : []
      self.init(command: isAsked(.help) ? .help : .version, operands: topic, given: [])
      return
    }
    self.init(command: command, operands: operands, given: reader.given)
    try check()
  }

  private init(command: Command, operands: [String], given: [Given]) {
    self.command = command
    self.operands = operands
    self.given = given
  }

  /// Whether an operand names a scenario: it holds a "/", ends in .json, .jsonc or .json5, or is "-", the standard input.
  static func isScenario(_ operand: String) -> Bool {
    operand == "-" || operand.contains("/")
      || [".json", ".jsonc", ".json5"].contains(where: operand.hasSuffix)
  }

  /// Whether an option was given.
  func has(_ option: Option) -> Bool { given.contains { $0.option == option } }

  /// The value of an option, if it was given.
  func text(_ option: Option) -> String? { given.first { $0.option == option }?.value }

  /// The value of an option that takes a number; nil if it was not given or is the option's word.
  func number(_ option: Option) -> UInt64? { text(option).flatMap { UInt64($0) } }

  /// The value of an option that takes a number from 0 to 1, if it was given.
  func fraction(_ option: Option) -> Double? { text(option).flatMap { Double($0) } }

  /// What the words change in the scenario, as PATH=VALUE: every `--set` in the order given, then the options that stand for
  /// one of its keys.
  var assignments: [String] {
    texts(.set)
      + [Option.seed, .replications].compactMap { option in text(option).map { "\(option.name)=\($0)" } }
  }

  /// What the words ask of a run, beyond the scenario.
  func runOptions() throws(ScenarioError) -> RunOptions {
    var options = RunOptions()
    for (index, assignment) in assignments.enumerated() {
      options.overrides.append(try ScenarioOverride(assignment, index: index))
    }
    options.outputPath = text(.out)
    options.force = has(.force)
    // Workers asked for, or one a processor.
    options.workers = number(.jobs).map { Int($0) } ?? ProcessInfo.processInfo.activeProcessorCount
    options.arguments = Array(CommandLine.arguments.dropFirst())
    return options
  }

  /// The values of an option that may be repeated.
  func texts(_ option: Option) -> [String] { given.filter { $0.option == option }.map(\.value) }

  private func check() throws(UsageError) {
    for one in given where !command.options.contains(one.option) {
      throw .notAnOption(one.option, of: command)
    }
    if operands.count < command.operandCount.lowerBound { throw .missingOperand(command) }
    if operands.count > command.operandCount.upperBound {
      throw .needlessOperand(operands[command.operandCount.upperBound], command)
    }
    if command == .help, let topic = operands.first { _ = try Command.named(topic) }
  }
}

extension Arguments {
  /// Splits the words of a command line into operands and options with their values.
  private struct Reader {
    let words: [String]
    private var next = 0
    private(set) var operands: [String] = []
    private(set) var given: [Given] = []

    init(words: [String]) { self.words = words }

    mutating func readAll() throws(UsageError) {
      while next < words.count {
        let word = words[next]
        next += 1
        if word == "--" {
          operands += words[next...]
          return
        } else if word.hasPrefix("--") {
          try readLong(word)
        } else if word.hasPrefix("-"), word != "-" {
          try readLetters(word)
        } else {
          operands.append(word)
        }
      }
    }

    /// `--name`, `--name=value` or `--name value`.
    private mutating func readLong(_ word: String) throws(UsageError) {
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let option = Option.all.first(where: { $0.name == parts[0] }) else {
        throw .unknownOption("--\(parts[0])")
      }
      try add(option, attached: parts.count > 1 ? String(parts[1]) : nil)
    }

    /// `-q`, several letters in one word such as `-qf`, or a letter with its value: `-j4`, `-j=4`, `-j 4`.
    private mutating func readLetters(_ word: String) throws(UsageError) {
      var letters = word.dropFirst()
      while let letter = letters.popFirst() {
        guard let option = Option.all.first(where: { $0.letter == letter }) else {
          throw .unknownOption("-\(letter)")
        }
        if option.value == .none, letters.first != "=" {
          try add(option, attached: nil)
        } else {
          let value = letters.first == "=" ? letters.dropFirst() : letters
          try add(option, attached: letters.isEmpty ? nil : String(value))
          return
        }
      }
    }

    private mutating func add(_ option: Option, attached: String?) throws(UsageError) {
      if !option.isRepeatable, option.value != .none, given.contains(where: { $0.option == option }) {
        throw .givenTwice(option)
      }
      guard option.value != .none else {
        if attached != nil { throw .needlessValue(option) }
        given.append(Given(option: option, value: ""))
        return
      }
      guard let value = attached ?? followingValue(), !value.isEmpty else { throw .missingValue(option) }
      guard option.accepts(value) else { throw .badValue(option, value) }
      given.append(Given(option: option, value: value))
    }

    /// The next word, unless it is an option itself.
    private mutating func followingValue() -> String? {
      guard next < words.count, !words[next].hasPrefix("-") || words[next] == "-" else { return nil }
      next += 1
      return words[next - 1]
    }
  }
}

extension Option {
  /// Whether a text may be the value.
  fileprivate func accepts(_ text: String) -> Bool {
    switch value {
    case .none: false
    case .text: true
    case .assignment: text.first != "=" && text.contains("=")
    case .number(_, let bounds): Self.wholeNumber(text).map(bounds.contains) ?? false
    case .fraction: Double(text).map { (0...1).contains($0) } ?? false
    case .positive: Double(text).map { $0.isFinite && $0 > 0 } ?? false
    case .coins: Double(text).map { $0.isFinite && $0 >= 0 } ?? false
    case .word(_, let words): words.contains(text)
    case .part: SweepShard(text) != nil
    case .numberOr(_, let bounds, let word):
      text == word || Self.wholeNumber(text).map(bounds.contains) ?? false
    }
  }

  /// A number in plain digits: no sign, no spaces.
  private static func wholeNumber(_ text: String) -> UInt64? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt64(text) : nil
  }
}
