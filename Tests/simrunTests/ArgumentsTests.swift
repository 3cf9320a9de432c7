// The command line: what is understood, and the exact words when it is not.

import Testing

@testable import simrun

@Suite("command line")
struct ArgumentsTests {
  private func parse(_ line: String) throws -> Arguments {
    try Arguments(line.split(separator: " ").map(String.init))
  }

  @Test(
    "a first operand with a slash or a JSON ending, or a dash, is a scenario to run",
    arguments: ["scenarios/peg", "a.json", "a.jsonc", "a.json5", "-", "./run", "run/"])
  func scenarioFirst(operand: String) throws {
    let arguments = try Arguments([operand])
    #expect(arguments.command == .run)
    #expect(arguments.operands == [operand])
    #expect(try Arguments(["run", operand]) == arguments)
  }

  @Test("every option of run is understood in each of its spellings")
  func spellings() throws {
    for line in [
      "a.json -o out -j 4 -fq --seed 7 --set a.b=1 --set c=x=y --replications 20 --dry-run",
      "--out=out --jobs=4 run a.json --force --quiet --seed=7 --set=a.b=1 --set=c=x=y --replications=20 --dry-run",
      "-oout -fqj4 --seed 7 --set a.b=1 --set c=x=y --replications 20 --dry-run -- a.json",
      "-o=out -j=4 -q --dry-run -f --set a.b=1 --set c=x=y --seed 7 a.json --replications 20",
    ] {
      let arguments = try parse(line)
      #expect(arguments.operands == ["a.json"])
      #expect(arguments.text(.out) == "out")
      #expect(arguments.number(.jobs) == 4)
      #expect(arguments.number(.seed) == 7)
      #expect(arguments.number(.replications) == 20)
      #expect(arguments.has(.force) && arguments.has(.quiet) && arguments.has(.dryRun))
      #expect(!arguments.has(.verbose) && !arguments.has(.json) && !arguments.has(.noColor))
      #expect(arguments.assignments == ["a.b=1", "c=x=y", "seed=7", "replications=20"])
    }
  }

  @Test(
    "a seed keeps all its digits, jobs may be auto, a value may be empty after the equals sign of an assignment"
  )
  func values() throws {
    #expect(try parse("a.json --seed 9223372036854775807").assignments == ["seed=9223372036854775807"])
    let automatic = try parse("a.json -j auto")
    #expect(automatic.text(.jobs) == "auto" && automatic.number(.jobs) == nil)
    #expect(try parse("a.json --set note=").assignments == ["note="])
    #expect(try parse("a.json --out=-x").text(.out) == "-x")
    #expect(try parse("a.json --out -").text(.out) == "-")
    #expect(try parse("-- -x.json").operands == ["-x.json"])
  }

  @Test("help and version are asked for anywhere")
  func helpAndVersion() throws {
    for line in ["help", "-h", "--help"] {
      let arguments = try parse(line)
      #expect(arguments.command == .help && arguments.operands == [])
    }
    for line in ["help run", "run -h", "a.json --help", "run --seed 1 --help", "run a.json b.json -hV"] {
      let arguments = try parse(line)
      #expect(arguments.command == .help && arguments.operands == ["run"], "\(line)")
    }
    for line in ["version", "-V", "--version", "run --version"] {
      #expect(try parse(line).command == .version)
    }
  }

  @Test(
    "a mistake is named, with the way out",
    arguments: [
      ("", "no scenario and no command given", "simrun scenarios/NAME.json, or simrun help"),
      ("--quiet", "no scenario and no command given", "simrun scenarios/NAME.json, or simrun help"),
      ("rnu a.json", "unknown command \"rnu\"", "did you mean \"run\"?"),
      (
        "peg-shock", "unknown command \"peg-shock\"",
        "a scenario's path holds a \"/\" or ends in .json; simrun help lists the commands"
      ),
      ("help rnu", "unknown command \"rnu\"", "did you mean \"run\"?"),
      ("a.json --sead 1", "unknown option \"--sead\"", "did you mean \"--seed\"?"),
      ("a.json --sead=1", "unknown option \"--sead\"", "did you mean \"--seed\"?"),
      ("a.json -qx", "unknown option \"-x\"", "simrun help lists the options"),
      ("a.json --frobnicate", "unknown option \"--frobnicate\"", "simrun help lists the options"),
      ("version --seed 1", "simrun version has no option --seed", "simrun help version lists its options"),
      ("a.json --seed", "--seed needs a value, N", "for example --seed 7"),
      ("a.json --seed --force", "--seed needs a value, N", "for example --seed 7"),
      ("a.json --out=", "--out needs a value, DIR", "for example --out results/trial"),
      ("a.json -j", "--jobs needs a value, N|auto", "for example --jobs 4"),
      ("a.json --force=yes", "--force takes no value", "write --force alone"),
      ("a.json -f=yes", "--force takes no value", "write --force alone"),
      ("a.json --seed 1 --seed 1", "--seed is given twice", "it may be given once"),
      (
        "a.json --seed 9223372036854775808",
        "--seed takes a whole number from 0 to 9223372036854775807, not \"9223372036854775808\"",
        "for example --seed 7"
      ),
      (
        "a.json --seed=-1", "--seed takes a whole number from 0 to 9223372036854775807, not \"-1\"",
        "for example --seed 7"
      ),
      (
        "a.json --replications +3", "--replications takes a whole number from 1 to 100000, not \"+3\"",
        "for example --replications 20"
      ),
      (
        "a.json --replications 0", "--replications takes a whole number from 1 to 100000, not \"0\"",
        "for example --replications 20"
      ),
      ("a.json -j0", "--jobs takes auto or a whole number from 1 to 1024, not \"0\"", "for example --jobs 4"),
      (
        "a.json -j 1025", "--jobs takes auto or a whole number from 1 to 1024, not \"1025\"",
        "for example --jobs 4"
      ),
      (
        "a.json --set alp.reward", "--set takes PATH=VALUE, not \"alp.reward\"",
        "for example --set horizon=2d"
      ),
      ("a.json --set =3", "--set takes PATH=VALUE, not \"=3\"", "for example --set horizon=2d"),
      ("run", "simrun run needs a scenario", "simrun run SCENARIO"),
      ("pool book", "simrun pool needs 2 arguments", "simrun pool replay|auction|book CASE"),
      (
        "pool replay a.json --branch dev", "--branch takes \"master\" or \"automatic_config\", not \"dev\"",
        "for example --branch master"
      ),
      (
        "pool book a.json --tolerance 1.05", "--tolerance takes a number from 0 to 1, not \"1.05\"",
        "for example --tolerance 0.0105"
      ),
      (
        "reserve params a.json --ether=-1", "--ether takes a number of coins, 0 or more, not \"-1\"",
        "for example --ether 100"
      ),
      (
        "reserve params a.json --tokens many", "--tokens takes a number of coins, 0 or more, not \"many\"",
        "for example --tokens 2000000"
      ),
      ("pool book a.json --seed 1", "simrun pool has no option --seed", "simrun help pool lists its options"),
      ("a.json b.json", "unexpected argument \"b.json\"", "simrun help run says what the command takes"),
      ("version now", "unexpected argument \"now\"", "simrun help version says what the command takes"),
    ] as [(String, String, String?)])
  func mistakes(line: String, message: String, help: String?) {
    let error = #expect(throws: UsageError.self) { try parse(line) }
    #expect(error == UsageError(message: message, help: help))
  }

  @Test("an error is shown like every other one")
  func description() {
    let error = #expect(throws: UsageError.self) { try parse("rnu") }
    #expect(error?.description == "error: unknown command \"rnu\"\n  = help: did you mean \"run\"?")
    #expect(
      UsageError.givenTwice(.seed).description
        == "error: --seed is given twice\n  = help: it may be given once")
  }

  @Test("an example of an option's value is one, and stands for every value that an option takes")
  func examples() throws {
    for option in Option.all {
      #expect(option.example.isEmpty == (option.value == .none), "--\(option.name)")
      guard option.value != .none else { continue }
      let command = try #require(Command.all.first { $0.options.contains(option) })
      let words = [command.name] + Array(repeating: "x.json", count: command.operandCount.lowerBound)
      #expect(try Arguments(words + ["--\(option.name)", option.example]).text(option) == option.example)
    }
  }

  @Test("names and letters of options and commands are unique")
  func unique() {
    #expect(Set(Option.all.map(\.name)).count == Option.all.count)
    let letters = Option.all.compactMap(\.letter)
    #expect(Set(letters).count == letters.count)
    #expect(Set(Command.all.map(\.name)).count == Command.all.count)
    #expect(Command.all.allSatisfy { $0.options.allSatisfy(Option.all.contains) })
  }

  @Test("the help names every command and option, in lines that fit")
  func help() {
    for option in Option.all { #expect(HelpText.general.contains("--\(option.name)")) }
    for command in Command.all { #expect(HelpText.general.contains("\n  \(command.name)")) }
    for option in Command.run.options { #expect(HelpText.on(.run).contains("--\(option.name)")) }
    for text in [HelpText.general] + Command.all.map(HelpText.on) {
      for line in text.split(separator: "\n") { #expect(line.count <= 104 && line.last != " ", "\(line)") }
    }
  }

  @Test(
    "every example of the help is a command line that is well formed, of the command that it is an example of"
  )
  func helpExamples() throws {
    for command in Command.all where !command.example.isEmpty {
      // As a shell takes it apart: quotes hold words together.
      let line = command.example.replacing(/\\\n +/, with: "")
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
      var words = [""]
      for (index, part) in parts.enumerated() {
        let pieces = index % 2 == 1 ? [part] : part.split(separator: " ", omittingEmptySubsequences: false)
        words[words.count - 1] += pieces[0]
        words += pieces.dropFirst().map(String.init)
      }
      #expect(try Arguments(words).command == command, "\(words)")
    }
  }

  @Test("what an option means to a command is told of options that it has")
  func meanings() {
    for command in Command.all {
      #expect(command.meanings.keys.allSatisfy(command.options.contains), "\(command.name)")
    }
  }

  @Test("the help on reserve tells the options of each tool, which are those that it takes")
  func reserveTools() throws {
    let lines = HelpText.on(.reserve).split(separator: "\n").map(String.init)
    for tool in ReserveCommand.Tool.allCases {
      let line = try #require(lines.first { $0.hasPrefix("  \(tool.rawValue) \(tool.operand) ") })
      for option in Command.reserve.options {
        #expect(line.contains("--\(option.name)") == tool.options.contains(option), "\(line): \(option.name)")
      }
    }
  }

  @Test("the help on a command is its meaning, its usage and its options")
  func helpOnCommand() {
    #expect(
      HelpText.on(.version) == """
        print the version

        usage: simrun version

        options:
          -h, --help  print help
        """)
  }
}
