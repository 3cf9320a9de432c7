// `simrun pool`: replays recorded cases of the pool's server, of its ancestors' auction and of NuBot's order book.

import ScenarioRunner

/// Replays one case and prints what came of it as JSON.
struct PoolCommand {
  private let arguments: Arguments

  /// What can be replayed, by the word for it.
  static let subjects = ["replay", "auction", "book"]

  init(_ arguments: Arguments) { self.arguments = arguments }

  /// Does it; the exit code.
  func execute() throws -> Int32 {
    let subject = arguments.operands[0]
    guard Self.subjects.contains(subject) else { throw UsageError.unknownSubject(subject, of: .pool) }
    try checkOptions(of: subject)
    let tree = try CaseFile.read(arguments.operands[1])
    let result = try result(of: subject, tree)
    try TextStream.output.write(String(decoding: result.bytes(), as: UTF8.self))
    return 0
  }

  private func result(of subject: String, _ tree: JSONNode) throws(ScenarioError) -> JSONText {
    switch subject {
    case "auction": try AuctionReplay.run(tree)
    case "book": try BookReplay.run(tree, tolerance: tolerance)
    default: try replay(tree)
    }
  }

  private func checkOptions(of subject: String) throws(UsageError) {
    let meant: [Option] =
      switch subject {
      case "auction": []
      case "book": [.tolerance]
      default: [.branch, .legacy]
      }
    for option in Command.pool.options where arguments.has(option) && !meant.contains(option) {
      throw .notAnOption(option, ofSubject: subject, of: .pool)
    }
  }

  private func replay(_ tree: JSONNode) throws(ScenarioError) -> JSONText {
    let branch = arguments.text(.branch) ?? PoolReplay.branches[0]
    return try PoolReplay.run(tree, branch: branch, isLegacy: arguments.has(.legacy))
  }

  private var tolerance: Double? { arguments.text(.tolerance).flatMap(Double.init) }
}
