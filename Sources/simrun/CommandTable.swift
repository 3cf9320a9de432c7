// Every command and every option, each in one place: the parser reads this table and the help is printed from it.

import ScenarioRunner

/// An option of the command line.
struct Option: Hashable, Sendable {
  /// What follows the option's name.
  enum Value: Hashable, Sendable {
    case none
    /// Any text that is not empty.
    case text(String)
    /// A path of the scenario, an equals sign and a value.
    case assignment(String)
    /// A whole number within bounds.
    case number(String, ClosedRange<UInt64>)
    /// A number from 0 to 1.
    case fraction(String)
    /// A number above 0.
    case positive(String)
    /// A number of coins, none or more.
    case coins(String)
    /// One of some words.
    case word(String, [String])
    /// A part of a whole, such as 2/3.
    case part(String)
    /// A whole number within bounds or one word.
    case numberOr(String, ClosedRange<UInt64>, word: String)
  }

  /// The name after the two dashes.
  let name: String
  /// The letter after one dash.
  let letter: Character?
  let value: Value
  /// A value that it takes, to show how it is written; empty for an option without one.
  let example: String
  let isRepeatable: Bool
  /// What it does, without a full stop.
  let meaning: String

  init(
    _ name: String, letter: Character? = nil, takes value: Value = .none, example: String = "",
    isRepeatable: Bool = false, _ meaning: String
  ) {
    self.name = name
    self.letter = letter
    self.value = value
    self.example = example
    self.isRepeatable = isRepeatable
    self.meaning = meaning
  }

  /// The value as the help shows it, such as "DIR"; nil for an option without one.
  var placeholder: String? {
    switch value {
    case .none: nil
    case .text(let name), .assignment(let name), .number(let name, _), .fraction(let name),
      .coins(let name), .part(let name), .positive(let name), .word(let name, _):
      name
    case .numberOr(let name, _, let word): "\(name)|\(word)"
    }
  }
}

extension Option {
  static let out = Option(
    "out", letter: "o", takes: .text("DIR"), example: "results/trial",
    "write the result to DIR instead of results/NAME")
  static let set = Option(
    "set", takes: .assignment("PATH=VALUE"), example: "horizon=2d", isRepeatable: true,
    "change one value of the scenario; may be repeated")
  static let seed = Option(
    "seed", takes: .number("N", 0...UInt64(Int64.max)), example: "7", "draw from seed N")
  static let replications = Option(
    "replications", takes: .number("N", 1...UInt64(ScenarioLimits.replications)), example: "20", "run N times"
  )
  static let jobs = Option(
    "jobs", letter: "j", takes: .numberOr("N", 1...1_024, word: "auto"), example: "4",
    "run N replications at once; never changes a result")
  static let force = Option("force", letter: "f", "write into a folder that holds other files, and keep them")
  static let dryRun = Option("dry-run", "check everything, run and write nothing")
  static let quiet = Option("quiet", letter: "q", "print errors only")
  static let verbose = Option("verbose", letter: "v", "also print how each run ended and its fingerprints")
  static let json = Option("json", "print one JSON object for programs instead of text")
  static let noColor = Option("no-color", "print without colour")
  static let noProgress = Option("no-progress", "do not show progress")
  static let sweep = Option(
    "sweep", takes: .assignment("PATH=VALUES"), example: "alp.reward=\"0.01..0.05/0.01 NBT/min\"",
    isRepeatable: true,
    "vary a value: a list 1,2,5 or a range FIRST..LAST/STEP; may be repeated")
  static let independent = Option(
    "independent", "let every point draw for itself; else all points draw the same")
  static let shard = Option(
    "shard", takes: .part("I/N"), example: "1/3", "do part I of N only; simrun merge joins the parts")
  static let figure = Option(
    "figure", takes: .text("NAME[/NAME]"), example: "peg.time_within_100bp",
    "compare by this figure, or by a quotient of two")
  static let least = Option("least", "the least is best, not the most")
  static let indifference = Option(
    "indifference", takes: .positive("D"), example: "0.01", "a lead of less than D does not matter")
  static let confidence = Option(
    "confidence", takes: .fraction("P"), example: "0.95",
    "be right, or meet the target, with probability P, 0.95 unless told")
  static let limit = Option(
    "limit", takes: .number("N", 20...UInt64(ScenarioLimits.replications)), example: "500",
    "run a point N times at most, 1000 unless told")
  static let list = Option("list", "print the plan with an estimate of its time, run and write nothing")
  static let vary = Option(
    "vary", takes: .assignment("PATH=LOW..HIGH"), example: "alp.reward=\"0.005..0.1 NBT/min\"",
    "seek the smallest value between two")
  static let target = Option(
    "target", takes: .text("CHECK"), example: "\"peg.time_within_100bp >= 0.9\"",
    "what a run has to come to")
  static let branch = Option(
    "branch", takes: .word("NAME", PoolReplay.branches), example: PoolReplay.branches[0],
    "answer as that version of the server: \(PoolReplay.branches.joined(separator: " or "))")
  static let legacy = Option("legacy", "repeat the server's known faults")
  static let tolerance = Option(
    "tolerance", takes: .fraction("T"), example: "0.0105",
    "take figures for the same that differ by no more than the share T")
  static let params = Option(
    "params", takes: .text("FILE"), example: "reserves.csv",
    "for trades: the table with a row for each reserve that they are made with")
  static let ether = Option(
    "ether", takes: .coins("ETH"), example: "100", "the ether held, instead of what SETTINGS says")
  static let tokens = Option(
    "tokens", takes: .coins("N"), example: "2000000", "the tokens held, instead of what SETTINGS says")
  static let svg = Option(
    "svg", takes: .text("FILE"), example: "curve.svg", "also draw the curve as an image into FILE")
  static let results = Option(
    "results", takes: .text("DIR"), example: "baselines", "compare with DIR/NAME instead of results/NAME")
  static let update = Option("update", "write anew those committed results that differ")
  static let junit = Option(
    "junit", takes: .text("FILE"), example: "check.xml", "also write the verdicts as JUnit XML into FILE")
  static let gitHub = Option("github", "also print what differs as commands to GitHub's runner")
  static let markdown = Option("md", "print what differs as a Markdown table")
  static let data = Option(
    "data", takes: .text("FILE.csv"), example: "btc.csv", "also tell the facts of recorded prices: utc,price")
  static let help = Option("help", letter: "h", "print help")
  static let version = Option("version", letter: "V", "print the version")

  /// Every option, in the order of the help.
  static let all = [
    out, set, seed, replications, sweep, independent, shard, list, figure, least, indifference, confidence,
    limit, vary, target, jobs, force, dryRun, quiet, verbose, json, noColor, noProgress, branch, legacy,
    tolerance, params, ether, tokens, svg, results, update, junit, gitHub, markdown, data, help, version,
  ]
}

/// A command, such as `run`.
struct Command: Hashable, Sendable {
  let name: String
  /// What it works on, as the help shows it; empty if nothing.
  let operand: String
  /// How many operands it takes.
  let operandCount: ClosedRange<Int>
  /// What it does, without a full stop.
  let meaning: String
  /// Its options besides help and version.
  let options: [Option]
  /// What its options mean where that differs from what they mean elsewhere.
  var meanings: [Option: String] = [:]
  /// What somebody who meets it for the first time should know, in lines that fit; empty if the meaning says it all.
  var explanation = ""
  /// A line that does it, without the name of the program; empty if the usage is one.
  var example = ""
}

/// One of the tools that a command such as `pool` offers, by the word for it.
protocol CommandTool: CaseIterable, RawRepresentable<String> {
  /// What it works on, as the help shows it.
  var operand: String { get }
  /// What it prints, without a full stop.
  var meaning: String { get }
  /// The options that make sense to it.
  var options: [Option] { get }
}

extension Command {
  static let run = Command(
    name: "run", operand: "SCENARIO", operandCount: 1...1,
    meaning: "run a scenario and write its result to results/NAME",
    options: [
      .out, .set, .seed, .replications, .jobs, .force, .dryRun, .quiet, .verbose, .json, .noColor,
      .noProgress,
    ],
    explanation: """
      Files of the result: summary.csv has a row for each figure over all replications, runs.csv (with two or
      more) a row for each replication. The other tables tell what happened in the first replication.
      """,
    example: "run scenarios/peg-shock.json --set horizon=2d --replications 20")
  static let sweep = Command(
    name: "sweep", operand: "SCENARIO", operandCount: 1...1,
    meaning: "run a scenario over a grid of values",
    options: [
      .sweep, .independent, .shard, .list, .out, .set, .seed, .replications, .jobs, .force, .quiet, .json,
      .noColor,
      .noProgress,
    ],
    explanation: """
      Each value of a --sweep meets each value of the others. Such a point is run as often as --replications
      says, with the same draws at every point.
      Files of the result: points.csv has a row for each point, runs.csv for each replication of a point,
      summary.csv for each figure of a point, and differences.csv for its difference from the first point.
      """,
    example: "sweep scenarios/peg-shock.json --sweep \"alp.reward=0.01..0.05/0.02 NBT/min\"")
  static let stress = Command(
    name: "stress", operand: "SCENARIO", operandCount: 1...1,
    meaning: "compare a scenario with itself without its shocks",
    options: [
      .list, .out, .set, .seed, .replications, .jobs, .force, .quiet, .json, .noColor, .noProgress,
    ],
    meanings: [
      .out: "write the result to DIR instead of results/NAME-stress",
      .replications: "run N times without the shocks and N times with them",
    ],
    explanation: """
      The scenario is run with its "shocks" put off beyond its end, and as it stands, with the same draws.
      Files of the result: stress.csv has a row for each figure by which the two are compared, with intervals;
      the other files are those of a sweep, in which point 0 is without the shocks.
      """,
    example: "stress scenarios/peg-shock.json --replications 20")
  static let select = Command(
    name: "select", operand: "SCENARIO", operandCount: 1...1,
    meaning: "find the best point of a grid with a stated probability",
    options: [
      .sweep, .figure, .least, .indifference, .confidence, .limit, .out, .set, .seed, .jobs, .force, .quiet,
      .noColor, .noProgress,
    ],
    meanings: [
      .indifference: "a lead of less than D, in the figure's unit, does not matter; needed",
      .figure: "compare by this figure, or by a quotient of two; needed",
      .confidence: "be right with probability P, 0.95 unless told",
    ],
    explanation: """
      All points are run side by side with the same draws, and each is given up as soon as another one is
      surely better. Exit code 1: --limit was reached with more than one point left.
      Files of the result: designs.csv has a row for each point, runs.csv for each replication of a point.
      """,
    example: """
      select scenarios/peg-shock.json --sweep agents.nubot.count=5,20 \\
          --figure alp.paid_nbt --indifference 1
      """)
  static let size = Command(
    name: "size", operand: "SCENARIO", operandCount: 1...1,
    meaning: "find the smallest reward, or other value, that suffices",
    options: [
      .vary, .target, .confidence, .indifference, .out, .set, .seed, .replications, .jobs, .force, .dryRun,
      .quiet, .json,
      .noColor, .noProgress,
    ],
    meanings: [
      .vary: "seek the value of PATH between LOW and HIGH",
      .target: "what a run has to come to, such as \"peg.time_within_100bp >= 0.9\"",
      .confidence: "let a run meet the target with probability P, 0.95 unless told",
      .indifference: "test value by value; within D of P either decision will do",
      .replications: "seek with N seeds, and try the answer on N others",
      .out: "write the result to DIR instead of results/NAME-size",
    ],
    explanation: """
      For each seed the smallest value is sought with which its run meets the target; the answer is a value
      that is enough for the share P of them, with an interval. P = 0.9 takes 29 seeds, 0.95 takes 59,
      0.99 takes 299. A scenario may say all this itself, under "size". Exit code 1: no value of the range
      is enough, or other seeds contradict the answer.
      Files of the result: size.csv has a row for each figure of the answer, thresholds.csv for each seed,
      response.csv for each value with the share of seeds that it is enough for.
      """,
    example: "size scenarios/reward-sizing.json --replications 59 --vary \"alp.reward=0.01..0.2 NBT/min\"")
  static let merge = Command(
    name: "merge", operand: "DIR", operandCount: 1...1,
    meaning: "join the shards of a sweep in DIR",
    options: [.quiet, .json, .noColor],
    explanation: """
      DIR is what --out was for every part. The result is that of one machine, byte for byte.
      """,
    example: "merge results/rewards")
  static let check = Command(
    name: "check", operand: "[SCENARIO|DIR ...]", operandCount: 0...10_000,
    meaning: "run scenarios and compare with their committed results",
    options: [.results, .tolerance, .update, .junit, .gitHub, .jobs, .quiet, .json, .noProgress],
    explanation: """
      Runs the scenarios in scenarios/ unless others, or other folders, are named, and writes nothing unless
      told. Exit code 1: a file differs by a byte, or with --tolerance a figure by more than that.
      """,
    example: "check scenarios/peg-shock.json --tolerance 0.000001")
  static let diff = Command(
    name: "diff", operand: "OLD NEW", operandCount: 2...2,
    meaning: "compare two folders of results",
    options: [.tolerance, .markdown, .json, .quiet],
    explanation: """
      Each is the folder of a result, such as results/peg-shock. Exit code 1: they differ.
      """,
    example: "diff results/peg-shock /tmp/trial")
  static let pool = Command(
    name: "pool", operand: "replay|auction|book CASE", operandCount: 2...2,
    meaning: "replay a case of the server, an auction or NuBot's book",
    options: [.branch, .legacy, .tolerance],
    meanings: [
      .tolerance: "for book: tell which orders are in rank_1 if it ends at the share T from the peg"
    ],
    explanation: """
      All print JSON. docs/alp.md shows a case of each.
      """,
    example: "pool book wall.json --tolerance 0.0105")
  static let reserve = Command(
    name: "reserve", operand: "params|curve|rates|trades|replay FILE", operandCount: 2...2,
    meaning: "calculate, draw, quote, trade or replay a price reserve",
    options: [.json, .params, .ether, .tokens, .svg],
    explanation: """
      docs/apr.md shows a file of each kind and what the tools print of it.
      """,
    example: "reserve curve settings.json --ether 100 --svg curve.svg")
  static let facts = Command(
    name: "facts", operand: "RESULT|SCENARIO", operandCount: 1...1,
    meaning: "print the stylised facts of a result, or of 50 runs",
    options: [.data, .set, .seed, .replications, .jobs, .noColor, .noProgress],
    meanings: [.replications: "run a scenario N times instead of 50, whatever it says itself"],
    explanation: """
      Facts are how returns, spreads, depth and the orders of takers are distributed and what they remember.
      Of the folder of a result they are those of its first run, and --data is the only option. A scenario is
      run, nothing is written, and the median of each fact is printed with its band from 5 % to 95 % of runs.
      """,
    example: "facts scenarios/nubits-2016.json --replications 10 --set metrics.every=1h")
  static let help = Command(
    name: "help", operand: "[COMMAND]", operandCount: 0...1, meaning: "print help", options: [])
  static let version = Command(
    name: "version", operand: "", operandCount: 0...0, meaning: "print the version", options: [])

  /// Every command, in the order of the help.
  static let all = [
    run, sweep, stress, select, size, merge, check, diff, pool, reserve, facts, help, version,
  ]

  /// The command of that name.
  static func named(_ name: String) throws(UsageError) -> Command {
    if let command = all.first(where: { $0.name == name }) { return command }
    throw .unknownCommand(name)
  }
}
