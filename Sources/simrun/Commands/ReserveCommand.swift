// `simrun reserve`: the tools of a reserve manager, and the contract's answers to tables of questions.

import ScenarioRunner

/// Hands a file to one of the tools and prints what it makes of it.
struct ReserveCommand {
  /// The tools by the word for them.
  enum Tool: String, CommandTool {
    /// Settings of either calculator to the integers of the contract.
    case params
    /// Settings to a table and a drawing of the price curve.
    case curve
    /// A table of questions to the rates that the contract answers.
    case rates
    /// A table of trades to the reserves after each.
    case trades
    /// A recorded list of calls to what each of them did.
    case replay

    var operand: String {
      switch self {
      case .params, .curve: "SETTINGS.json"
      case .rates: "QUESTIONS.csv"
      case .trades: "TRADES.csv"
      case .replay: "CALLS.json"
      }
    }

    var meaning: String {
      switch self {
      case .params: "the integers for the contract, and warnings"
      case .curve: "the price over the ether, and where each side stops"
      case .rates: "a row for each question: the rate, or the reason"
      case .trades: "a row for each trade: the reserve after it"
      case .replay: "a row for each call: what came of it"
      }
    }

    var options: [Option] {
      switch self {
      case .params: [.json, .ether, .tokens]
      case .curve: [.svg, .ether, .tokens]
      case .trades: [.params]
      case .rates, .replay: []
      }
    }
  }

  private let arguments: Arguments
  private var path: String { arguments.operands[1] }

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let tool = try tool()
    switch tool {
    case .params: try printParameters()
    case .curve: try printCurve()
    case .rates: try write(ReserveRates.answers(to: path))
    case .trades: try write(ReserveTrades.outcomes(of: path, reserves: try reservesPath()))
    case .replay: return try replay()
    }
    return 0
  }

  private func tool() throws(UsageError) -> Tool {
    let word = arguments.operands[0]
    guard let tool = Tool(rawValue: word) else { throw .unknownTool(word) }
    for option in Command.reserve.options where arguments.has(option) && !tool.options.contains(option) {
      throw .notAnOption(option, ofSubject: tool.rawValue, of: .reserve)
    }
    return tool
  }

  // MARK: Settings

  private func calculation() throws -> ReserveCalculation {
    try ReserveCalculation.read(path, ether: coins(.ether), tokens: coins(.tokens))
  }

  /// The value of an option that takes a number of coins.
  private func coins(_ option: Option) -> Double? { arguments.text(option).flatMap(Double.init) }

  private func printParameters() throws {
    let calculation = try calculation()
    if arguments.has(.json) {
      let values = calculation.values.map { (key: $0.name, value: JSONText.string($0.digits)) }
      let warnings = JSONText.array(calculation.warnings.map(JSONText.string))
      return try write(JSONText.object(values).adding("warnings", warnings).bytes())
    }
    let rows = calculation.values.map { [$0.name, $0.digits] }
    try print(TextTable(rows: rows, alignments: [.left, .right]))
    try warn(of: calculation)
  }

  private func printCurve() throws {
    if arguments.text(.svg) == path { throw UsageError.drawingOverSettings(path) }
    let calculation = try calculation()
    let curve = ReserveCurve(calculation)
    let alignments = [TextTable.Alignment](repeating: .right, count: curve.columns.count - 1) + [.left]
    let table = TextTable(rows: [curve.columns] + curve.rows, alignments: alignments)
    if let file = arguments.text(.svg) { try CurveDrawing.write(curve, to: file) }
    try print(table)
    try warn(of: calculation)
  }

  private func print(_ table: TextTable) throws(OutputError) {
    try TextStream.output.write(table.lines.joined(separator: "\n") + "\n")
  }

  private func warn(of calculation: ReserveCalculation) throws(OutputError) {
    for warning in calculation.warnings { try TextStream.error.write("warning: \(warning)\n") }
  }

  // MARK: Tables and records

  private func reservesPath() throws(UsageError) -> String {
    guard let reserves = arguments.text(.params) else { throw .missingReserves }
    if reserves == "-", path == "-" { throw .twoTablesInOneInput }
    return reserves
  }

  private func replay() throws -> Int32 {
    let replay = try ReserveReplay.run(path)
    try write(replay.table)
    for notice in replay.notices { try TextStream.error.write("note: \(notice)\n") }
    for difference in replay.differences { try TextStream.error.write("difference: \(difference)\n") }
    return replay.differences.isEmpty ? 0 : 1
  }

  private func write(_ bytes: [UInt8]) throws(OutputError) {
    try TextStream.output.write(String(decoding: bytes, as: UTF8.self))
  }
}

extension UsageError {
  fileprivate static func unknownTool(_ word: String) -> UsageError {
    let words = ReserveCommand.Tool.allCases.map(\.rawValue)
    return UsageError(
      message: "simrun reserve has no tool \"\(word)\"",
      help: nearest(to: word, among: words).map { "did you mean \"\($0)\"?" }
        ?? "simrun reserve \(words.joined(separator: "|")) FILE")
  }

  fileprivate static let twoTablesInOneInput = UsageError(
    message: "reserves and trades cannot both come from standard input",
    help: "name a file for one of them, for example --params reserves.csv")

  fileprivate static let missingReserves = UsageError(
    message: "simrun reserve trades needs --params",
    help: "simrun reserve trades --params RESERVES.csv TRADES.csv")
}
