// `simrun pool`: replays recorded cases of the pool's server, of its ancestors' auction and of NuBot's order book.

import ScenarioRunner

/// Replays one case and prints what came of it as JSON.
struct PoolCommand {
  /// What can be replayed, by the word for it.
  enum Tool: String, CommandTool {
    /// A case of the server.
    case replay
    /// A minute of the first pools.
    case auction
    /// A side of NuBot's order book.
    case book

    var operand: String { "CASE.json" }

    var meaning: String {
      switch self {
      case .replay: "what the server answered and did at each step"
      case .auction: "the rates, paid orders and balances of a minute"
      case .book: "the orders, and with a tolerance the rank of each"
      }
    }

    var options: [Option] {
      switch self {
      case .replay: [.branch, .legacy]
      case .auction: []
      case .book: [.tolerance]
      }
    }
  }

  private let arguments: Arguments

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let tool = try tool()
    let result = try result(of: tool, CaseFile.read(arguments.operands[1]))
    try TextStream.output.write(String(decoding: result.bytes(), as: UTF8.self))
    return 0
  }

  private func tool() throws(UsageError) -> Tool {
    let word = arguments.operands[0]
    guard let tool = Tool(rawValue: word) else { throw .unknownSubject(word, of: .pool) }
    for option in Command.pool.options where arguments.has(option) && !tool.options.contains(option) {
      throw .notAnOption(option, ofSubject: word, of: .pool)
    }
    return tool
  }

  private func result(of tool: Tool, _ tree: JSONNode) throws(ScenarioError) -> JSONText {
    switch tool {
    case .auction: try AuctionReplay.run(tree)
    case .book: try BookReplay.run(tree, tolerance: tolerance)
    case .replay: try replay(tree)
    }
  }

  private func replay(_ tree: JSONNode) throws(ScenarioError) -> JSONText {
    let branch = arguments.text(.branch) ?? PoolReplay.branches[0]
    return try PoolReplay.run(tree, branch: branch, isLegacy: arguments.has(.legacy))
  }

  private var tolerance: Double? { arguments.text(.tolerance).flatMap(Double.init) }
}
